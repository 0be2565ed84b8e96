"""Addresses of learners: マイ学習, the player, answers; and the staff page of requirements."""

from __future__ import annotations

from django.urls import path

from lms.learning import (
    attempt_staff,
    attempt_views,
    evidence_views,
    grading_views,
    outbox_views,
    regrade_views,
    staff_views,
    statistics_views,
    views,
    visitor_views,
    work_views,
)

app_name = "learning"
urlpatterns = [
    path("learn/", views.home, name="home"),
    path("learn/outbox/", outbox_views.outbox, name="outbox"),
    path("learn/goal/", views.set_goal, name="goal"),
    path("learn/evidence/", evidence_views.evidence, name="evidence"),
    path("learn/files/<uuid:pk>/", work_views.work_file, name="work_file"),
    path("learn/work/<uuid:pk>/", work_views.work_one, name="work_one"),
    path("learn/<slug:course_slug>/", views.course, name="course"),
    path("learn/<slug:course_slug>/start/", views.start, name="start"),
    path("learn/<slug:course_slug>/test/", attempt_views.test, name="test"),
    path("learn/<slug:course_slug>/test/start/", attempt_views.start, name="test_start"),
    path("learn/<slug:course_slug>/test/<uuid:pk>/", attempt_views.attempt, name="test_attempt"),
    path("learn/<slug:course_slug>/test/<uuid:pk>/save/", attempt_views.save, name="test_save"),
    path("learn/<slug:course_slug>/test/<uuid:pk>/check/", attempt_views.check, name="test_check"),
    path("learn/<slug:course_slug>/test/<uuid:pk>/submit/", attempt_views.submit, name="test_submit"),
    path("learn/<slug:course_slug>/test/<uuid:pk>/result/", attempt_views.result, name="test_result"),
    path("learn/<slug:course_slug>/<str:lesson_slug>/", views.lesson, name="lesson"),
    path("learn/<slug:course_slug>/<str:lesson_slug>/complete/", views.complete, name="complete"),
    path("learn/<slug:course_slug>/<str:lesson_slug>/items/<slug:item>/", views.item, name="item"),
    path("learn/<slug:course_slug>/<str:lesson_slug>/items/<slug:item>/work/", work_views.work, name="work"),
    path("teach/work/", grading_views.work_queue, name="work_queue"),
    path("teach/work/<uuid:pk>/", grading_views.judge_work, name="judge_work"),
    path("courses/<slug:course_slug>/<str:lesson_slug>/items/<slug:item>/", visitor_views.item, name="visitor_item"),
    path("teach/evidence/", evidence_views.enter_evidence, name="enter_evidence"),
    path("teach/reflections/", evidence_views.thoughts, name="thoughts"),
    path("teach/regrades/", regrade_views.regrades, name="regrades"),
    path("teach/regrades/<int:version_id>/", regrade_views.regrade, name="regrade"),
    path("teach/regrades/losses/<int:change_id>/", regrade_views.decide_loss, name="regrade_loss"),
    path("teach/questions/", statistics_views.courses, name="statistics"),
    path("teach/questions/<slug:course_slug>/", statistics_views.course, name="course_statistics"),
    path("teach/tests/", attempt_staff.tests, name="teach_tests"),
    path("teach/tests/<slug:course_slug>/", attempt_staff.course_test, name="teach_test"),
    path("teach/tests/<slug:course_slug>/close/", attempt_staff.close, name="teach_test_close"),
    path("teach/tests/attempts/<uuid:pk>/extend/", attempt_staff.extend, name="teach_extend"),
    path("teach/tests/time/<uuid:person_id>/", attempt_staff.allow_time, name="teach_time"),
    path("staff/rules/", staff_views.rules, name="rules"),
    path("staff/rules/new/", staff_views.write_rule, name="rule_new"),
    path("staff/rules/<uuid:pk>/", staff_views.rule, name="rule"),
    path("staff/rules/<uuid:pk>/<slug:action>/", staff_views.act_on_rule, name="rule_act"),
]
