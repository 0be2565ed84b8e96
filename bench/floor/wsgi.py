"""Serves the floor: nothing but sessions and sign-in around one view."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()

from django.conf import settings  # noqa: E402

settings.MIDDLEWARE = settings.BARE_MIDDLEWARE
application = WSGIHandler()
