"""System checks of the accounts app."""

from __future__ import annotations

import stat
from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register  # noqa: A004  # Django's name


@register(Tags.security, deploy=True)
def person_key_file_is_safe(app_configs: Any, **kwargs: Any) -> list[Warning]:  # noqa: ARG001
    """The key that wraps every person's key exists and only its owner can read it."""
    path = settings.PERSON_KEY_FILE
    if not path.exists():
        return [
            Warning(
                "The key file of personal data does not exist.",
                hint="It is made on first use; keep a copy apart from the database backups.",
                id="accounts.W001",
            )
        ]
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [Warning("Others can read the key file of personal data.", hint="chmod 600", id="accounts.W002")]
    return []
