"""Binds the app `regions` into Django."""

from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "lms.regions"
    label = "regions"
    verbose_name = _("Regions")

    def ready(self) -> None:
        from lms.regions.cms_filters import limit_page_filters

        limit_page_filters()
        # Regions opened before an app brought new rights get them with its migration.
        post_migrate.connect(renew_rights, sender=apps.get_app_config("media"))


def renew_rights(**_options: object) -> None:
    """Give every Region what `make_groups` makes now: rights of its groups, and its review."""
    from django.contrib.auth.management import create_permissions

    from lms.regions.cms import make_groups
    from lms.regions.models import Region

    if Region._meta.db_table not in connection.introspection.table_names():
        return  # a migration back to nothing, or of single apps
    for label in ("media", "courses"):  # whose own turn may come later
        create_permissions(apps.get_app_config(label), verbosity=0)
    for region in Region.objects.filter(site__isnull=False).select_related("site__root_page"):
        make_groups(region, region.site.root_page)  # type: ignore[union-attr]
