"""Opening a Region: site, root page, CMS groups, operator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page, Site

from content.models import HomePage
from courses.models import CataloguePage
from lms.regions.cms import make_groups
from lms.regions.models import OperatorProfile, Region
from lms.regions.selectors import forget_hosts


def create_region(
    *,
    code: str,
    name: str,
    host: str | None = None,
    port: int = 80,
    is_demo: bool = False,
    operator: dict[str, Any] | None = None,
    **fields: Any,
) -> Region:
    """Create a Region with its operator profile and, when `host` is given, its public site.

    Without a host it has no site: a Region that only holds numbers (reference programmes). `operator` takes fields of
    OperatorProfile, `fields` those of Region. Raises IntegrityError for a code or host that is taken.
    """
    with transaction.atomic():
        site = _make_site(code=code, name=name, host=host, port=port) if host else None
        region = Region.objects.create(code=code, name=name, site=site, is_demo=is_demo, **fields)
        OperatorProfile.objects.create(region=region, **(operator or {}))
        if site is not None:
            make_groups(region, site.root_page)
    forget_hosts()
    return region


def _make_site(*, code: str, name: str, host: str, port: int) -> Site:
    """The site with its home page and catalogue; the first one takes the place of the page Wagtail ships."""
    shipped = Site.objects.filter(is_default_site=True, root_page__url_path="/home/", root_page__numchild=0).first()
    if shipped is not None:
        page = shipped.root_page
        shipped.delete()
        Page.objects.get(pk=page.pk).delete()
    with translation.override(settings.LANGUAGE_CODE):
        lead = gettext("Free IT lessons, at your own pace, on your own phone.")
        search = gettext("Search courses")
    home = Page.get_first_root_node().add_child(instance=HomePage(title=name, slug=code, lead=lead))
    home.add_child(instance=CataloguePage(title=search, slug="courses"))
    first = not Site.objects.filter(is_default_site=True).exists()
    return Site.objects.create(hostname=host, port=port, site_name=name, root_page=home, is_default_site=first)
