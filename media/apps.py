"""Binds the app `media` into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        """Rights on recordings are given by collection, as on pictures."""
        from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
        from wagtail.permissions import register_permission_policy

        from media.models import Recording

        register_permission_policy(
            Recording, CollectionOwnershipPermissionPolicy(Recording, owner_field_name="uploaded_by_user")
        )
