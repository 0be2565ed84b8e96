"""Addresses of the reports for staff."""

from __future__ import annotations

from django.urls import path

from lms.reports import decision_views, views

app_name = "reports"
urlpatterns = [
    path("staff/reports/", views.programme_list, name="programme_list"),
    path("staff/reports/<slug:code>.csv", views.programme_csv, name="programme_csv"),
    path("staff/reports/<slug:code>/exact/", decision_views.exact_list, name="exact_files"),
    path("staff/reports/<slug:code>/exact/<uuid:pk>/", decision_views.exact_decide, name="exact_decide"),
    path("staff/reports/<slug:code>/exact/<uuid:pk>.csv", decision_views.exact_csv, name="exact_csv"),
    path("staff/reports/<slug:code>/years/", decision_views.years, name="years"),
    path("staff/reports/<slug:code>/years/<uuid:pk>/", decision_views.year_decide, name="year_decide"),
    path("staff/reports/<slug:code>/years/<uuid:pk>/changes/", decision_views.year_changes, name="year_changes"),
    path("staff/reports/<slug:code>/", views.programme_report, name="programme_report"),
]
