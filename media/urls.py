"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from media import views

app_name = "media"
urlpatterns = [
    path("files/open/<uuid:uuid>/", views.document, name="document"),
    path("files/link/<str:token>/", views.private, name="private"),
    path("files/captions/<uuid:uuid>.vtt", views.captions, name="captions"),
    path("files/<path:name>", views.public, name="public"),
]
