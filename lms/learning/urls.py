"""Addresses of learners: マイ学習, the player, answers; and the staff page of requirements."""

from __future__ import annotations

from django.urls import path

from lms.learning import staff_views, views

app_name = "learning"
urlpatterns = [
    path("learn/", views.home, name="home"),
    path("learn/goal/", views.set_goal, name="goal"),
    path("learn/<slug:course_slug>/", views.course, name="course"),
    path("learn/<slug:course_slug>/start/", views.start, name="start"),
    path("learn/<slug:course_slug>/<slug:lesson_slug>/", views.lesson, name="lesson"),
    path("learn/<slug:course_slug>/<slug:lesson_slug>/complete/", views.complete, name="complete"),
    path("learn/<slug:course_slug>/<slug:lesson_slug>/items/<slug:item>/", views.item, name="item"),
    path("staff/rules/", staff_views.rules, name="rules"),
    path("staff/rules/new/", staff_views.write_rule, name="rule_new"),
    path("staff/rules/<uuid:pk>/", staff_views.rule, name="rule"),
    path("staff/rules/<uuid:pk>/<slug:action>/", staff_views.act_on_rule, name="rule_act"),
]
