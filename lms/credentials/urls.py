"""Addresses of certificates."""

from __future__ import annotations

from django.urls import path

from lms.credentials import views

app_name = "credentials"
urlpatterns = [
    path("learn/certificates/", views.certificates, name="certificates"),
    path("learn/certificates/<uuid:pk>/", views.certificate, name="certificate"),
    path("learn/certificates/<uuid:pk>/name/", views.print_name, name="print_name"),
]
