"""Addresses of learners: マイ学習, the player, answers; and those of the rooms."""

from __future__ import annotations

from itertools import chain

from django.urls import path

from lms.learning import views
from lms.learning.assignments import urls as assignments
from lms.learning.course_tests import urls as course_tests
from lms.learning.lessons import urls as lessons
from lms.learning.regrade import urls as regrade
from lms.learning.requirements import urls as requirements
from lms.learning.skills import urls as skills
from lms.learning.teaching import urls as teaching

app_name = "learning"
# The rooms first: below a course, "test" and "files" are no names of lessons.
urlpatterns = [
    *chain.from_iterable(
        room.urlpatterns for room in (assignments, course_tests, lessons, regrade, requirements, skills, teaching)
    ),
    path("learn/", views.home, name="home"),
    path("learn/goal/", views.set_goal, name="goal"),
    path("learn/<str:course_slug>/", views.course, name="course"),
    path("learn/<str:course_slug>/start/", views.start, name="start"),
    path("learn/<str:course_slug>/<str:lesson_slug>/", views.lesson, name="lesson"),
    path("learn/<str:course_slug>/<str:lesson_slug>/complete/", views.complete, name="complete"),
    path("learn/<str:course_slug>/<str:lesson_slug>/items/<slug:item>/", views.item, name="item"),
]
