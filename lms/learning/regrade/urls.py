"""Addresses of grading anew."""

from __future__ import annotations

from django.urls import path

from lms.learning.regrade import staff_views

urlpatterns = [
    path("teach/regrades/", staff_views.regrades, name="regrades"),
    path("teach/regrades/<int:version_id>/", staff_views.regrade, name="regrade"),
    path("teach/regrades/losses/<int:change_id>/", staff_views.decide_loss, name="regrade_loss"),
]
