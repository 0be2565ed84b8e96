"""Addresses of what instructors look after: statistics of questions, reflections, lessons to review."""

from __future__ import annotations

from django.urls import path

from lms.learning.teaching import views

urlpatterns = [
    path("teach/", views.home, name="teach"),
    path("teach/reflections/", views.thoughts, name="thoughts"),
    path("teach/reviews/", views.reviews, name="reviews"),
    path("teach/questions/", views.courses, name="statistics"),
    path("teach/questions/<str:course_slug>/", views.course, name="course_statistics"),
]
