"""Addresses of the statistics of questions."""

from __future__ import annotations

from django.urls import path

from lms.learning.teaching import views

urlpatterns = [
    path("teach/reflections/", views.thoughts, name="thoughts"),
    path("teach/questions/", views.courses, name="statistics"),
    path("teach/questions/<slug:course_slug>/", views.course, name="course_statistics"),
]
