"""Addresses of handed-in work, for who hands in and for who judges."""

from __future__ import annotations

from django.urls import path

from lms.learning.assignments import staff_views, views

urlpatterns = [
    path("learn/files/<uuid:pk>/", views.work_file, name="work_file"),
    path("learn/work/<uuid:pk>/", views.work_one, name="work_one"),
    path("learn/<str:course_slug>/<str:lesson_slug>/items/<slug:item>/work/", views.work, name="work"),
    path("teach/work/", staff_views.work_queue, name="work_queue"),
    path("teach/work/<uuid:pk>/", staff_views.judge_work, name="judge_work"),
]
