"""Addresses of evidence."""

from __future__ import annotations

from django.urls import path

from lms.learning.skills import views

urlpatterns = [
    path("learn/evidence/", views.evidence, name="evidence"),
    path("teach/evidence/", views.enter_evidence, name="enter_evidence"),
]
