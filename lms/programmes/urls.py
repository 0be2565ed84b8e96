"""Addresses of the coordinator's programmes."""

from __future__ import annotations

from django.urls import path

from lms.programmes import views

app_name = "programmes"

urlpatterns = [
    path("staff/programmes/", views.programme_list, name="list"),
    path("staff/programmes/new/", views.programme_new, name="new"),
    path("staff/programmes/<slug:code>/", views.programme_detail, name="detail"),
    path("staff/programmes/<slug:code>/courses/", views.programme_courses, name="courses"),
]
