"""Binds the app `regions` into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "lms.regions"
    label = "regions"
    verbose_name = _("Regions")

    def ready(self) -> None:
        from lms.regions.cms_filters import limit_page_filters

        limit_page_filters()
