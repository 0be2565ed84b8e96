"""Every address of the installation, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

from config.mailbox import mailbox
from config.views import script_catalogue
from lms.accounts.urls import before_wagtail

urlpatterns: list[URLPattern | URLResolver] = [
    # First, because every page of a lesson and every answer goes here.
    path("", include("lms.credentials.urls")),
    path("", include("lms.learning.urls")),
    *before_wagtail,
    path("cms/jsi18n/", script_catalogue, name="cms_script_catalogue"),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("media.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("lms.accounts.urls")),
    path("", include("lms.notices.urls")),
    # Before the posts: /work/trials/ is no post.
    path("", include("lms.trials.urls")),
    path("", include("lms.partners.urls")),
    path("", include("lms.programmes.urls")),
    path("", include("lms.reports.urls")),
    path("", include("courses.urls")),
    path("", include("lms.hiring.urls")),
    # Public pages: LoginRequiredMiddleware would answer 302 to everybody without this.
    re_path(serve_pattern, login_not_required(serve), name="wagtail_serve"),
    path("", include(wagtail_urls)),
]

if settings.DEMO_MAILBOX is not None:
    # Before the pages' catch-all; with other settings the address does not exist.
    urlpatterns.insert(0, path("demo/mail/", mailbox, name="demo_mailbox"))

handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
