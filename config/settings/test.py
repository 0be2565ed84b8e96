"""Settings of the test suite: a SQLite file (or PostgreSQL by DATABASE_URL), mails in memory, cheap password hashes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SONJUKU_VAR", str(Path(__file__).resolve().parent.parent.parent / "var" / "test"))

from config.settings.base import *

VAR_DIR.mkdir(parents=True, exist_ok=True)
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a missing folder
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost", ".example.jp"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PERSON_KEY_FILE = VAR_DIR / "person.key"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"sonjuku-test-uploads-{os.getpid()}"
# In memory all threads would share one connection: races and live servers would prove nothing.
_TEST_NAME = os.environ.get("SONJUKU_TEST_DB", "test")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"{_TEST_NAME}.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"sonjuku_{_TEST_NAME}"}
# One small workflow with a table of its own, for the tests of the engine.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.ledger.sample"]
