"""Each guard of each workflow has a case in which it refuses (ENG-t2): in its app's tests, or here."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from lms.hiring.models import Contract, ContractRecord, Exclusion, Offer
from lms.ledger import clock
from lms.ledger.refusals import Refusal
from lms.ledger.registry import Guard, bound_workflow, workflows
from lms.ledger.workflow import START
from lms.partners.models import Organisation, PartnerMembership
from tests.accounts.factories import make_region
from tests.architecture import rows
from tests.architecture.test_workflow_matrix import Cast, bystanders_of

# A Friday, 11:00 in Tokyo.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
# Numbers the row and finds its predicates; it stands in the chain of guards because that runs before the row is written.
NEVER_REFUSES = {"qualification_rule.next_version"}

# Guard -> the test of its app in which it refuses.
FAILING_CASES = {
    "submission.comment_given": "learning/test_work.py::test_work_is_not_returned_without_a_word",
    "submission.newest_seen": "learning/test_work.py::test_a_version_that_is_not_the_newest_is_not_judged",
    "submission.of_somebody_else": "learning/test_work.py::test_nobody_judges_their_own_work",
    "submission.rubric_enough": "learning/test_work.py::test_below_sixty_per_cent_work_is_not_accepted",
    "submission.rubric_filled": "learning/test_work.py::test_a_criterion_without_a_level_is_named",
    "submission.something_handed_in": "learning/test_work.py::test_nothing_is_handed_in_without_words_or_file",
    "submission.tries_left": "learning/test_work.py::test_the_author_may_limit_how_often_work_is_handed_in",
    "agreement.agreement_begins_now": "partners/test_membership.py::test_an_agreement_that_begins_later_is_not_signed_today",
    "agreement.agreement_filled": "partners/test_screens.py::test_a_refused_step_shows_the_message_and_keeps_what_was_typed",
    "agreement.partner_signature_given": "partners/test_membership.py::test_a_paper_signature_keeps_scan_date_and_who_recorded_it",
    "agreement.signer_did_not_draft": "partners/test_membership.py::test_the_drafter_cannot_sign_for_the_region",
    "agreement.termination_explained": "partners/test_suspension.py::test_a_terminated_agreement_suspends_until_a_new_one_is_signed",
    "application.apply_form": "hiring/test_application.py::test_a_free_line_with_the_own_name_is_refused",
    "application.apply_route": "hiring/test_application.py::test_a_child_meets_no_jobs_at_all",
    "application.interview_form": "hiring/test_screens.py::test_an_interview_from_request_to_answer",
    "application.no_duplicate": "hiring/test_application.py::test_a_second_open_application_on_a_post_is_refused",
    "application.no_running_trial": "hiring/test_trials.py::test_while_a_trial_runs_the_firm_neither_offers_nor_rejects",
    "application.not_excluded": "hiring/test_consents.py::test_con_t3_an_exclusion_closes_everything_at_once",
    "application.not_frozen": "hiring/test_consents.py::test_p03_taking_back_closes_at_once_and_freezes",
    "application.offer_form": "hiring/test_application.py::test_a_blank_in_the_outsourcing_sheet_is_named",
    "application.opening_left": "hiring/test_application.py::test_accepting_takes_one_opening_and_the_last_closes_the_post",
    "application.own_case": "hiring/test_application.py::test_nobody_decides_on_the_own_application",
    "application.post_open": "hiring/test_application.py::test_a_closed_post_takes_no_application",
    "application.reopen_asked": "hiring/test_application.py::test_app_t10_reopening_makes_a_second_attempt",
    "application.slot_form": "hiring/test_screens.py::test_an_interview_from_request_to_answer",
    "application.terms_acknowledged": "hiring/test_application.py::test_changed_terms_stop_the_offer_until_they_are_confirmed",
    "consent.fewer_items": "hiring/test_consents.py::test_narrowing_closes_the_items_that_go",
    "contract.both_sides_start": "hiring/test_contracts.py::test_a_coordinator_decides_after_seven_days",
    "contract.end_form": "hiring/test_contracts.py::test_ending_a_contract",
    "contract.start_form": "hiring/test_contracts.py::test_an_employment_contract_needs_the_day_of_the_notice",
    "membership.agreement_signed": "partners/test_suspension.py::test_a_terminated_agreement_suspends_until_a_new_one_is_signed",
    "membership.application_complete": "partners/test_membership.py::test_a_number_that_is_taken_is_refused",
    "membership.approver_did_not_prepare": "partners/test_membership.py::test_the_reviewer_cannot_approve_even_holding_both_roles",
    "membership.checklist_complete": "partners/test_membership.py::test_an_approval_needs_the_whole_checklist",
    "membership.end_reason_known": "partners/test_suspension.py::test_the_firm_cannot_end_for_the_councils_reasons",
    "membership.kind_changes": "partners/test_suspension.py::test_becoming_a_supporting_member_closes_posts",
    "membership.refusal_explained": "partners/test_membership.py::test_a_refusal_needs_a_reason_and_is_final",
    "membership.return_reasons": "partners/test_membership.py::test_returned_applications_carry_a_reason_per_field",
    "membership.suspended_for_safety": "partners/test_suspension.py::test_a_confirmed_suspension_stays",
    "membership.suspension_explained": "partners/test_suspension.py::test_a_suspension_is_explained",
    "post.check_complete": "partners/test_posts.py::test_from_the_fourth_post_on_the_coordinator_approves",
    "post.checker_is_outside": "partners/test_posts.py::test_an_approver_of_the_same_firm_is_refused",
    "post.close_reason_known": "partners/test_posts.py::test_the_firm_closes_for_its_own_reasons_only",
    "post.four_eyes_for_first_posts": "partners/test_posts.py::test_the_first_three_posts_need_check_and_approver",
    "post.member_may_post": "partners/test_membership.py::test_in_partly_signed_no_right_exists",
    "post.pause_explained": "partners/test_posts.py::test_the_coordinator_says_why_a_post_is_paused",
    "post.post_still_valid": "partners/test_posts.py::test_a_paused_post_without_openings_is_not_resumed",
    "post.terms_lawful": "partners/test_posts.py::test_a_missing_change_scope_is_refused_and_the_draft_stays",
    "qualification_rule.predicates_known": "learning/test_requirements.py::test_the_staff_page_writes_tries_and_dates_a_rule",
    "qualification_rule.valid_from_ahead": "learning/test_requirements.py::test_a_past_day_and_a_missing_day_are_refused",
    "recall.attest_form": "hiring/test_recalls.py::test_a_report_says_what_was_deleted",
    "retention.no_contract_runs": "hiring/test_contracts.py::test_who_still_works_is_not_marked",
    "trial.adults_only": "trials/test_walk.py::test_under_18_and_high_school_students_are_refused_with_the_words_of_the_law",
    "trial.all_signed": "trials/test_walk.py::test_nothing_begins_before_every_signature_stands",
    "trial.evaluation_form": "trials/test_pages.py::test_marks_beyond_the_criteria_of_the_paper_are_refused",
    "trial.evaluations_ready": "trials/test_pages.py::test_after_fourteen_days_what_there_is_becomes_readable",
    "trial.from_the_start_day": "trials/test_walk.py::test_no_show_only_from_the_first_day_and_only_without_hours",
    "trial.hours_agreed": "trials/test_walk.py::test_hours_beyond_what_was_agreed_are_refused",
    "trial.hours_form": "trials/test_walk.py::test_a_day_outside_the_trial_or_in_the_future_is_refused",
    "trial.kind_works": "trials/test_walk.py::test_kinds_that_are_not_built_say_so",
    "trial.not_own_case": "trials/test_walk.py::test_nobody_is_both_sides",
    "trial.nothing_worked": "trials/test_walk.py::test_no_show_only_from_the_first_day_and_only_without_hours",
    "trial.on_the_days": "trials/test_walk.py::test_no_show_only_from_the_first_day_and_only_without_hours",
    "trial.other_side_answers": "trials/test_walk.py::test_the_coordinator_confirms_an_end_after_five_days",
    "trial.sign_form": "trials/test_walk.py::test_a_signature_under_another_paper_is_refused",
    "trial.signs_once": "trials/test_walk.py::test_each_side_signs_once",
    "trial.stop_explained": "trials/test_walk.py::test_the_person_stops_without_a_reason_and_the_firm_only_with_one",
    "trial.terms_complete": "trials/test_terms.py::test_the_message_of_a_blank_names_the_item_in_japanese",
    "trial.within_cap": "trials/test_terms.py::test_an_extension_over_the_cap_needs_the_coordinator",
}


def exclude_first(row, cast):
    shut_out = Exclusion(region=row.region, person=row.person, organisation=row.organisation)
    rows.take(shut_out, "exclude", cast["learner"])


def propose_the_same_class(row, cast):
    ContractRecord.objects.create(
        contract=row, act="convert", side="firm", day=clock.today_in_tokyo(), recorded_by=cast["PA"].id,
        data={"contract_class": row.contract_class},
    )  # fmt: skip


def leave(row, _cast):
    PartnerMembership.objects.filter(organisation=row.organisation).update(state="suspended")


def ask_for_a_course(row, _cast):
    row.post.rule = rows.row_in("qualification_rule", "active", row.region)
    row.post.save()


def file_first(row, cast):
    from lms.trials.criteria import criteria_of

    marks = {criterion["key"]: 3 for criterion in criteria_of(row, "learner")}
    rows.take(row, "file_evaluation", cast["learner"], data={"marks": marks, "comment": "ひとこと"})


def keep(**fields):
    """Write columns of the row itself; values may ask the cast."""

    def prepare(row, cast):
        values = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        for name, value in values.items():
            setattr(row, name, value)
        if not row._state.adding:
            type(row)._default_manager.filter(pk=row.pk).update(**values)

    return prepare


def firm_with(**fields):
    """Write columns of the row's organisation."""

    def prepare(row, _cast):
        Organisation.objects.filter(pk=row.organisation_id).update(**fields)
        row.organisation.refresh_from_db()

    return prepare


def nothing(_row, _cast):
    return None


YESTERDAY, TOMORROW = NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1)
# guard, state, action, who, what is so before, what comes with the act
REFUSED_HERE = [
    ("consent.consent_complete", START, "grant", "learner", keep(items=[]), {}),
    ("consent.consent_route", START, "grant", "learner", keep(application=None), {}),
    ("consent.not_excluded", START, "grant", "learner", exclude_first, {}),
    ("consent.on_written_request", "granted", "revoke", "C", nothing, {}),
    ("exclusion.not_yet_excluded", START, "exclude", "learner", exclude_first, {}),
    ("application.membership_active", START, "submit", "learner", leave, {}),
    ("application.requirement_met", START, "submit", "learner", ask_for_a_course, {}),
    ("application.withdrawn_by_whom", "submitted", "withdraw", "C", nothing, {}),
    ("application.membership_ended", "submitted", "org_ended", "SYS", nothing, {}),
    ("application.reject_form", "in_review", "reject", "PA", nothing, {"reason_code": "score"}),
    ("application.reschedule_form", "interview", "reschedule", "PR", nothing, {}),
    ("application.accept_form", "offer", "accept_offer", "learner", nothing, {}),
    (
        "application.offer_running", "offer", "accept_offer", "learner",
        lambda row, _cast: Offer.objects.filter(application=row).update(expires_on=YESTERDAY), {},
    ),
    (
        "application.before_start", "accepted", "cancel_start", "learner",
        lambda row, _cast: Contract.objects.filter(application=row).update(starts_on=YESTERDAY),
        {"reason_code": "learner"},
    ),
    ("contract.class_and_date", START, "plan", "SYS", keep(contract_class=""), {}),
    ("contract.both_sides_convert", "started", "convert", "learner", nothing, {}),
    ("contract.convert_form", "started", "convert", "learner", propose_the_same_class, {}),
    ("membership.organisation_named", START, "list", "C", firm_with(legal_name=""), {}),
    (
        "membership.reviewer_did_not_apply", "applied", "start_review", "C",
        keep(applied_by=lambda cast: cast["C"].id), {},
    ),
    ("agreement.membership_may_sign", START, "draft", "C",
     lambda row, _cast: PartnerMembership.objects.filter(pk=row.membership_id).update(state="candidate"), {}),
    ("agreement.agreement_is_over", "in_force", "expire", "SYS", nothing, {}),
    ("post.may_be_public", "draft", "submit", "PA", firm_with(seeker_contact=""), {}),
    ("post.return_reasons", "submitted", "return", "C", nothing, {}),
    ("qualification_rule.day_has_come", "dated", "take_effect", "SYS", keep(valid_from=TOMORROW), {}),
    ("trial.membership_active", START, "propose", "PA", leave, {}),
    ("trial.reason_given", "proposed", "cancel", "PA", nothing, {}),
    ("trial.amend_form", "signing", "amend", "learner", nothing, {}),
    ("trial.hours_to_confirm", "active", "confirm_hours", "learner", nothing, {}),
    ("trial.files_once", "completed", "file_evaluation", "learner", file_first, {}),
    ("trial.outcome_form", "evaluated", "propose_outcome", "PA", nothing, {}),
    ("trial.other_side_closes", "evaluated", "close", "PA", nothing, {}),
]  # fmt: skip


def guards_in_force() -> set[str]:
    """Every guard that some row of a table asks, rows that wait left out."""
    return {
        f"{bound.workflow.name}.{key}"
        for bound in workflows()
        if not bound.workflow.model.startswith("sample.")
        for row in bound.workflow.transitions
        if not row.waits
        for key in row.guards
    }


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((Path(settings.BASE_DIR) / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_each_guard_has_a_case_in_which_it_refuses():
    assert set(FAILING_CASES) | {case[0] for case in REFUSED_HERE} | NEVER_REFUSES == guards_in_force()


@pytest.mark.parametrize(("guard", "test"), FAILING_CASES.items())
def test_the_case_named_for_a_guard_exists(guard, test):
    path, name = test.split("::")
    assert name in names_in(path), guard


@pytest.mark.parametrize(
    ("guard", "state", "action", "who", "prepare", "more"), REFUSED_HERE, ids=[case[0] for case in REFUSED_HERE]
)
def test_the_guard_refuses(db, monkeypatch, guard, state, action, who, prepare, more):
    name, key = guard.split(".")
    with clock.set_to(NOW):
        region = make_region()
        row = rows.row_in(name, state, region)
        cast = Cast(row, bystanders_of(region)).actors
        prepare(row, cast)
        bound, refused = bound_workflow(name), []
        asked = bound.guards[key]

        def noted(ctx):
            try:
                asked.function(ctx)
            except Refusal:
                refused.append(key)
                raise

        monkeypatch.setitem(bound.guards, key, Guard(noted, asked.kind))
        with pytest.raises(Refusal):
            rows.take(row, action, cast[who], **more)
    assert refused == [key]
