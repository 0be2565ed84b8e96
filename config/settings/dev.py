"""Settings of the demo and of development: SQLite below var/demo/, mails kept on disk and shown on a local page."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

os.environ.setdefault("SONJUKU_VAR", str(Path(__file__).resolve().parent.parent.parent / "var" / "demo"))

from config.settings.base import *


def kept_secret(path: Path) -> str:
    """The secret stored at `path`, made on first use with access for the owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


DEBUG = False
SECRET_KEY = kept_secret(VAR_DIR / "keys" / "django.key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEMO_MAILBOX = VAR_DIR / "mail"
EMAIL_FILE_PATH = str(DEMO_MAILBOX)
# The demo serves static files from where they lie in the packages: nothing to collect, nothing to go stale.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a missing folder
