"""Addresses with Wagtail's public page API in front, as a town could install it: for tests of what it would give."""

from __future__ import annotations

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from config.urls import urlpatterns as all_addresses

router = WagtailAPIRouter("publicapi")
router.register_endpoint("pages", PagesAPIViewSet)
urlpatterns = [path("publicapi/", router.urls), *all_addresses]
