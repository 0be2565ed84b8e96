"""Addresses of the staff page of requirements."""

from __future__ import annotations

from django.urls import path

from lms.learning.requirements import staff_views

urlpatterns = [
    path("staff/rules/", staff_views.rules, name="rules"),
    path("staff/rules/new/", staff_views.write_rule, name="rule_new"),
    path("staff/rules/<uuid:pk>/", staff_views.rule, name="rule"),
    path("staff/rules/<uuid:pk>/<slug:action>/", staff_views.act_on_rule, name="rule_act"),
]
