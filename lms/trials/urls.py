"""Addresses of trial work. `/partner/trials/new/` belongs to hiring, which knows the application."""

from __future__ import annotations

from django.urls import path

from lms.trials.views import firm, learner, staff

app_name = "trials"
MINE = "work/trials/<uuid:pk>/"
FIRM = "partner/trials/<uuid:pk>/"

urlpatterns = [
    path("work/trials/", learner.mine, name="mine_list"),
    path(MINE, learner.detail, name="mine"),
    path(f"{MINE}paper/<int:number>/", learner.paper, name="mine_paper"),
    path(f"{MINE}sign/", learner.sign, name="mine_sign"),
    path(f"{MINE}<slug:action>/", learner.step, name="mine_step"),
    path("partner/trials/", firm.trial_list, name="firm_list"),
    path(FIRM, firm.detail, name="firm"),
    path(f"{FIRM}paper/<int:number>/", firm.paper, name="firm_paper"),
    path(f"{FIRM}prepare/", firm.prepare, name="firm_prepare"),
    path(f"{FIRM}sign/", firm.sign, name="firm_sign"),
    path(f"{FIRM}<slug:action>/", firm.step, name="firm_step"),
    path("staff/trials/", staff.trial_list, name="staff"),
    path("staff/trials/<uuid:pk>/", staff.detail, name="staff_one"),
    path("staff/trials/<uuid:pk>/<slug:action>/", staff.step, name="staff_step"),
]
