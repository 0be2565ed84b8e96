"""Public addresses of the catalogue and of the search. Slugs may be Japanese, as the CMS suggests them from titles."""

from __future__ import annotations

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("courses/", views.catalogue, name="catalogue"),
    path("courses/<str:slug>/", views.path_or_course, name="course"),
    path("courses/<str:course_slug>/<str:lesson_slug>/", views.lesson, name="lesson"),
    path("search/", views.search, name="search"),
]
