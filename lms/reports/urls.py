"""Addresses of the reports for staff."""

from __future__ import annotations

from django.urls import path

from lms.reports import views

app_name = "reports"
urlpatterns = [
    path("staff/reports/", views.programme_list, name="programme_list"),
    path("staff/reports/<slug:code>.csv", views.programme_csv, name="programme_csv"),
    path("staff/reports/<slug:code>/", views.programme_report, name="programme_report"),
]
