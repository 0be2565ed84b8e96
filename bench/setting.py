"""A copy of the demo town to measure on, and people signed in to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"


def environment() -> dict[str, str]:
    """What a process needs to work on the copy."""
    return {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "SONJUKU_VAR": str(VAR)}


def make_copy() -> None:
    """Build the demo if there is none, and copy it: measuring must not change it."""
    demo = ROOT / "var" / "demo"
    if not (demo / "sonjuku.sqlite3").exists():
        building = {**os.environ, **environment(), "SONJUKU_VAR": str(demo)}
        subprocess.run([sys.executable, "manage.py", "demo", "--no-serve"], cwd=ROOT, env=building, check=True)
    shutil.rmtree(VAR, ignore_errors=True)
    shutil.copytree(demo, VAR)
    os.environ.update(environment())


@dataclass(frozen=True)
class SignedIn:
    """A session cookie with its CSRF token, as headers."""

    headers: dict[str, str]
    token: str

    def form(self, **fields: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of a form sent by this session."""
        from urllib.parse import urlencode

        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        return headers, urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()


def sign_in(email: str) -> SignedIn:
    """A session for a demo account, written to the copy's database (both factors given)."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string

    from lms.accounts.models import User
    from lms.ledger import clock

    user = User.objects.get(email=email)
    now = clock.now().timestamp()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "lms.accounts.backends.RegionAuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": name, "at": now} for name in ("password", "code")]
    session["account_authentication_methods_user"] = str(user.pk)
    session["seen_at"] = now
    session.create()
    token = _get_new_csrf_string()
    cookie = f"sessionid={session.session_key}; csrftoken={token}"
    return SignedIn({"Cookie": cookie, "Host": "127.0.0.1", "Accept-Language": "ja"}, token)


def floor_cookie(email: str) -> dict[str, str]:
    """The same for the floor, whose sign-in backend is Django's own."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from lms.accounts.models import User

    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"Cookie": f"sessionid={session.session_key}", "Host": "127.0.0.1"}
