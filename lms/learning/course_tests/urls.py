"""Addresses of course tests, for who takes one and for who teaches."""

from __future__ import annotations

from django.urls import path

from lms.learning.course_tests import staff_views, views

urlpatterns = [
    path("learn/<str:course_slug>/test/", views.test, name="test"),
    path("learn/<str:course_slug>/test/start/", views.start, name="test_start"),
    path("learn/<str:course_slug>/test/<uuid:pk>/", views.attempt, name="test_attempt"),
    path("learn/<str:course_slug>/test/<uuid:pk>/save/", views.save, name="test_save"),
    path("learn/<str:course_slug>/test/<uuid:pk>/check/", views.check, name="test_check"),
    path("learn/<str:course_slug>/test/<uuid:pk>/submit/", views.submit, name="test_submit"),
    path("learn/<str:course_slug>/test/<uuid:pk>/result/", views.result, name="test_result"),
    path("teach/tests/", staff_views.tests, name="teach_tests"),
    path("teach/tests/<str:course_slug>/", staff_views.course_test, name="teach_test"),
    path("teach/tests/<str:course_slug>/close/", staff_views.close, name="teach_test_close"),
    path("teach/tests/attempts/<uuid:pk>/extend/", staff_views.extend, name="teach_extend"),
    path("teach/tests/time/<uuid:person_id>/", staff_views.allow_time, name="teach_time"),
]
