"""Addresses of firms, of the staff who work with them, and of the public job list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.urls.converters import StringConverter

from lms.partners.views import firm, firm_posts, staff, staff_posts, work


class PostAction(StringConverter):
    """The steps a firm takes on its own post; other words below /partner/jobs/<id>/ belong to hiring."""

    regex = "pause|resume|close"


register_converter(PostAction, "post_action")

staff_patterns = [
    path("", staff.home, name="home"),
    path("partners/", staff.membership_list, name="memberships"),
    path("partners/new/", staff.membership_new, name="membership_new"),
    path("partners/<uuid:pk>/", staff.membership_detail, name="membership"),
    path("partners/<uuid:pk>/invite/", staff.membership_invite, name="membership_invite"),
    path("partners/<uuid:pk>/agreement/", staff.agreement_draft, name="agreement_draft"),
    path("partners/<uuid:pk>/<slug:action>/", staff.membership_step, name="membership_step"),
    path("agreements/<uuid:pk>/", staff.agreement_paper, name="agreement"),
    path("agreements/<uuid:pk>/<slug:action>/", staff.agreement_step, name="agreement_step"),
    path("posts/", staff_posts.post_queue, name="posts"),
    path("posts/<uuid:pk>/", staff_posts.post_detail, name="post"),
    path("posts/<uuid:pk>/check/", staff_posts.post_check, name="post_check"),
    path("posts/<uuid:pk>/<slug:action>/", staff_posts.post_step, name="post_step"),
]

firm_patterns = [
    path("", firm.home, name="home"),
    path("membership/", firm.membership, name="membership"),
    path("membership/end/", firm.membership_end, name="membership_end"),
    path("agreements/<uuid:pk>/", firm.agreement, name="agreement"),
    path("users/", firm.users, name="users"),
    path("users/<uuid:pk>/deactivate/", firm.user_deactivate, name="user_deactivate"),
    path("invitations/<str:token>/", firm.invitation, name="invitation"),
    path("jobs/", firm_posts.post_list, name="posts"),
    path("jobs/new/", firm_posts.post_new, name="post_new"),
    path("jobs/<uuid:pk>/", firm_posts.post_detail, name="post"),
    path("jobs/<uuid:pk>/edit/", firm_posts.post_edit, name="post_edit"),
    path("jobs/<uuid:pk>/<post_action:action>/", firm_posts.post_step, name="post_step"),
]

work_patterns = [
    path("", work.work_list, name="list"),
    # At least six letters: /work/mine/ and the like belong to other apps.
    re_path(r"^(?P<slug>[a-z0-9][a-z0-9-]{5,59})/$", work.work_detail, name="post"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/", include((staff_patterns, "partners_staff"))),
    path("partner/", include((firm_patterns, "partner"))),
    path("work/", include((work_patterns, "work"))),
]
