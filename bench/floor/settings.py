"""The product's settings; the floor's own middleware is put in place once the apps have checked theirs (see wsgi.py)."""

from config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.floor.urls"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
BARE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
