"""Addresses of the hiring side (ui.md §3)."""

from __future__ import annotations

from django.urls import path

from lms.hiring.views import applying, consents, contracts, firm, mine, recalls, staff

app_name = "hiring"
MINE = "work/mine/<uuid:pk>/"
CANDIDATE = "partner/candidates/<uuid:pk>/"

urlpatterns = [
    path("work/mine/", mine.mine, name="mine"),
    path(MINE, mine.mine_detail, name="mine_detail"),
    path(f"{MINE}interview/", mine.answer_interview, name="answer_interview"),
    path(f"{MINE}interview.ics", mine.interview_file, name="interview_file"),
    path(f"{MINE}no-slot/", mine.no_slot, name="no_slot"),
    path(f"{MINE}accept/", mine.accept, name="accept"),
    path(f"{MINE}decline/", mine.decline, name="decline"),
    path(f"{MINE}withdraw/", mine.withdraw, name="withdraw"),
    path(f"{MINE}consent/", mine.give_again, name="give_again"),
    path(f"{MINE}terms/", mine.acknowledge, name="acknowledge"),
    path(f"{MINE}reopen/", mine.reopen, name="reopen"),
    path(f"{MINE}paper/", mine.paper, name="paper"),
    path("work/contracts/<uuid:pk>/start/", contracts.my_start, name="my_start"),
    path("work/contracts/<uuid:pk>/end/", contracts.my_end, name="my_end"),
    path("work/contracts/<uuid:pk>/convert/", contracts.my_conversion, name="my_conversion"),
    path("work/contracts/<uuid:pk>/cancel/", contracts.my_cancel, name="my_cancel"),
    path("work/<slug:slug>/apply/", applying.apply, name="apply"),
    path("me/consents/", consents.consents, name="consents"),
    path("me/consents/<uuid:pk>/", consents.consent_record, name="consent_record"),
    path("me/consents/<uuid:pk>/revoke/", consents.revoke, name="consent_revoke"),
    path("me/exclusions/", consents.exclusions, name="exclusions"),
    path("me/exclusions/<uuid:pk>/lift/", consents.lift, name="exclusion_lift"),
    path("partner/jobs/<uuid:pk>/board/", firm.board, name="board"),
    path("partner/jobs/<uuid:pk>/list/", firm.candidates, name="list"),
    path(CANDIDATE, firm.candidate, name="candidate"),
    path(f"{CANDIDATE}move/", firm.move, name="candidate_move"),
    path(f"{CANDIDATE}interview/", firm.ask_interview, name="candidate_interview"),
    path(f"{CANDIDATE}interview.ics", firm.interview_file, name="candidate_interview_file"),
    path(f"{CANDIDATE}reschedule/", firm.reschedule, name="candidate_reschedule"),
    path(f"{CANDIDATE}trial/", firm.propose_trial, name="candidate_trial"),
    path(f"{CANDIDATE}back/", firm.go_back, name="candidate_back"),
    path(f"{CANDIDATE}reject/", firm.reject, name="candidate_reject"),
    path(f"{CANDIDATE}offer/", firm.offer, name="candidate_offer"),
    path(f"{CANDIDATE}retract/", firm.retract, name="candidate_retract"),
    path(f"{CANDIDATE}reopen/", firm.ask_reopen, name="candidate_reopen"),
    path(f"{CANDIDATE}contact/", firm.contact, name="candidate_contact"),
    path("partner/contracts/<uuid:pk>/", contracts.contract, name="contract"),
    path("partner/contracts/<uuid:pk>/start/", contracts.start, name="contract_start"),
    path("partner/contracts/<uuid:pk>/end/", contracts.end, name="contract_end"),
    path("partner/contracts/<uuid:pk>/convert/", contracts.convert, name="contract_convert"),
    path("partner/contracts/<uuid:pk>/cancel/", contracts.cancel, name="contract_cancel"),
    path("partner/recalls/", recalls.recalls, name="recalls"),
    path("partner/recalls/<uuid:pk>/", recalls.recall, name="recall"),
    path("staff/recalls/", recalls.staff_recalls, name="staff_recalls"),
    path("staff/recalls/<uuid:pk>/", recalls.staff_recall, name="staff_recall"),
    path("staff/applications/", staff.applications, name="staff_applications"),
    path("staff/applications/<uuid:pk>/name/", staff.named, name="staff_named"),
    path("staff/contracts/", staff.contracts, name="staff_contracts"),
    path("staff/contracts/<uuid:pk>/", contracts.staff_contract, name="staff_contract"),
    path("staff/contracts/<uuid:pk>/start/", contracts.staff_start, name="staff_start"),
    path("staff/contracts/<uuid:pk>/end/", contracts.staff_end, name="staff_end"),
    path("staff/contracts/<uuid:pk>/cancel/", contracts.staff_cancel, name="staff_cancel"),
]
