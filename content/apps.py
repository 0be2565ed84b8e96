"""Binds the app `content` into Django."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Site parts")

    def ready(self) -> None:
        """The kept words of a site are dropped when an editor changes them in this process."""
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from content.models import SiteSettings
        from content.site_shell import forget_site_shells

        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget_site_shells, dispatch_uid="content.site_shell")
        for model_signal in (post_save, post_delete):
            model_signal.connect(forget_site_shells, sender=SiteSettings, dispatch_uid="content.site_shell")
