"""The application table, walked by the people it is for (workflows.md §8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.models import Application, Consent, Contract, Evidence, ReopenRequest
from lms.ledger import clock
from lms.ledger.engine import move
from lms.ledger.models import AuditEntry, Event
from lms.ledger.refusals import ConsentMissing, FormInvalid, MoveNotAllowed, NotVisible
from lms.partners.models import JobPost
from tests.hiring import factories
from tests.hiring.factories import Firm, accept, apply, key, make_learner, step


def phases(row):
    events = Event.objects.filter(stream_type="application", stream_id=str(row.pk)).order_by("version")
    return [event.payload.get("phase") or event.payload.get("outcome") or event.kind for event in events]


def test_the_whole_way_from_sending_to_the_first_day(sent, firm, learner):
    contract = factories.started(sent, firm)
    sent.refresh_from_db()
    assert sent.state == "hired"
    assert phases(sent) == ["application.submitted", "in_review", "offer", "offer.accepted", "hired"]
    began = Event.objects.get(kind="contract.started")
    assert began.payload == {
        "contract": str(contract.pk),
        "placement": str(contract.placement_id),
        "firm": str(firm.organisation.pk),
        "post": str(sent.post_id),
        "attempt": 1,
        "contract_class": "emp_part",
        "includes_trial": False,
        "hire_category": "mid_career",
        "work_style": "home",
        "remote_level": "full",
        "age_band": "35-44",
        "area": "みなみ浜市",
        "school_kind": "none",
    }
    assert began.subject_ref == learner.pseudonym
    assert began.programme == "minami-prog"


def test_an_application_pins_terms_and_freezes_evidence(sent, post):
    assert sent.code == "K-0001"
    assert sent.terms_id == post.current_terms_id
    assert Evidence.objects.get(application=sent).attempt == 1
    consent = Consent.objects.get(application=sent)
    assert (consent.level, consent.state, consent.items) == ("V3", "granted", ["code", "courses", "skills", "wishes"])
    assert consent.ends_on == clock.today_in_tokyo() + timedelta(days=180)


def test_codes_count_up_in_a_region(sent, region, post):
    assert apply(make_learner(region), post).code == "K-0002"


def test_sending_twice_has_one_effect(learner, post):
    again = key()
    first = apply(learner, post, idempotency_key=again)
    second = apply(learner, post, idempotency_key=again)
    assert first.pk == second.pk
    assert Application.objects.count() == 1
    assert Event.objects.filter(kind="application.submitted").count() == 1


def test_a_second_open_application_on_a_post_is_refused(sent, learner, post):
    with pytest.raises(MoveNotAllowed) as refused:
        apply(learner, post)
    assert refused.value.key == "apply.duplicate"
    assert refused.value.message == "この募集にはすでに応募しています。"


def test_a_closed_post_takes_no_application(learner, post):
    JobPost.objects.filter(pk=post.pk).update(state="paused")
    with pytest.raises(MoveNotAllowed) as refused:
        apply(learner, post)
    assert refused.value.message == "この募集は受付を終えました。"
    JobPost.objects.filter(pk=post.pk).update(state="changing")
    with pytest.raises(MoveNotAllowed) as refused:
        apply(learner, post)
    assert refused.value.message == "条件変更の確認中です。応募は一時止まっています。"


def test_without_agreement_nothing_is_sent_or_consented(learner, post):
    with pytest.raises(FormInvalid) as refused:
        apply(learner, post, agreed=False)
    assert "agreed" in refused.value.errors
    assert (
        Application.objects.count()
        == Consent.objects.count()
        == Event.objects.filter(kind__startswith="application").count()
        == 0
    )
    assert AuditEntry.objects.filter(kind="transition.refused", action="submit").count() == 1


def test_the_text_that_was_shown_must_be_the_text_of_now(learner, post, region):
    shown = factories.text_id(region)
    services.publish_consent_text(region, "V3", "新しい文", material=False)
    with pytest.raises(FormInvalid) as refused:
        apply(learner, post, text_id=shown)
    assert "agreed" in refused.value.errors


def test_a_free_line_with_the_own_name_is_refused(learner, post):
    for note in ("田中です", "080-1234-5678 まで", "a@example.jp"):
        with pytest.raises(FormInvalid) as refused:
            apply(learner, post, note=note)
        assert "note" in refused.value.errors


def test_app_t1_illegal_moves_are_refused(sent, firm, learner):
    system = factories.actor_for(learner)
    for action in ("accept_offer", "decline_offer", "reschedule"):
        with pytest.raises(MoveNotAllowed) as refused:
            move(sent, action, actor=system, expected_version=None, idempotency_key=key())
        assert refused.value.key == "engine.illegal"
    factories.offered(sent, firm)
    with pytest.raises(MoveNotAllowed) as refused:
        services.accept_offer(
            sent, actor=firm.pa, **step(sent), items=["name"], text_id=factories.text_id(sent.region, "V4"), agreed=True
        )
    assert refused.value.key == "engine.illegal"
    services.retract_offer(sent, actor=firm.pa, **step(sent), reason_code="filled")
    with pytest.raises(MoveNotAllowed):
        services.reject_application(sent, actor=firm.pr, **step(sent), reason_code="skills")


def test_app_t4_a_rejection_after_the_interview_keeps_the_phase(sent, firm):
    factories.interviewed(sent, firm)
    row = services.reject_application(sent, actor=firm.pr, **step(sent), reason_code="schedule", share=True).row
    assert (row.state, row.last_phase, row.end_reason, row.reason_shared) == ("rejected", "interview", "schedule", True)
    assert "interview" in phases(row)
    assert {c.ends_on for c in Consent.objects.filter(application=row)} == {clock.today_in_tokyo() + timedelta(days=30)}


def test_app_t5_another_firm_meets_an_unknown_row_on_every_action(sent, region):
    other = Firm(region, "よそ")
    for actor in (other.pr, other.pa):
        for action in ("open", "ask_interview", "reject", "make_offer", "move_back", "retract_offer"):
            with pytest.raises(NotVisible):
                move(sent, action, actor=actor, expected_version=None, idempotency_key=key())
    assert AuditEntry.objects.filter(kind="access.refused").count() == 12


def test_app_t6_two_acceptances_at_two_firms_both_stand(learner, region):
    rows = []
    for firm in (Firm(region, "一"), Firm(region, "二")):
        row = apply(learner, firm.post())
        factories.accepted(row, firm)
        rows.append(row)
    assert [Application.objects.get(pk=row.pk).state for row in rows] == ["accepted", "accepted"]


def test_app_t8_students_of_high_schools_and_minors_are_refused(region, post, firm):
    pupil = make_learner(region, birth_date=date(2009, 5, 5), school_kind="high_school")
    grown = make_learner(region, birth_date=date(1999, 5, 5), school_kind="high_school")
    minor = make_learner(region, birth_date=date(2009, 12, 5), school_kind="none")
    outsourced = firm.post("outsourcing")
    for person, wanted, message in (
        (pupil, post, "在学中の高校生は、学校とハローワークを通じて応募します。進路の先生に相談してください。"),
        (grown, outsourced, "在学中の高校生は、仕事を請ける募集に応募できません。見学や体験には参加できます。"),
        (minor, post, "18歳未満の方は、保護者の確認が必要です。保護者に確認のお願いを送ります。"),
    ):
        with pytest.raises(MoveNotAllowed) as refused:
            apply(person, wanted)
        assert refused.value.message == message
    assert Application.objects.count() == Consent.objects.count() == 0


def test_a_child_meets_no_jobs_at_all(region, post):
    child = make_learner(region, birth_date=date(2012, 5, 5), school_kind="junior_high")
    with pytest.raises(NotVisible):
        apply(child, post)


def test_app_t10_reopening_makes_a_second_attempt(sent, firm, learner):
    services.open_application(sent, actor=firm.pr)
    services.reject_application(sent, actor=firm.pr, **step(sent), reason_code="filled")
    data = {"items": ["code", "wishes"], "text_id": factories.text_id(sent.region), "agreed": True}
    with pytest.raises(MoveNotAllowed) as refused:
        services.reopen_application(sent, actor=actor_for(learner), **step(sent), **data)
    assert refused.value.key == "reopen.not_asked"
    services.ask_reopen(sent, actor=firm.pr)
    row = services.reopen_application(sent, actor=actor_for(learner), **step(sent), **data).row
    assert (row.state, row.attempt) == ("in_review", 2)
    sent_facts = Event.objects.filter(kind="application.submitted", stream_id=str(row.pk))
    assert [fact.payload["attempt"] for fact in sent_facts.order_by("version")] == [1, 2]
    assert {fact.subject_ref for fact in sent_facts} == {learner.pseudonym}
    assert Consent.objects.filter(application=row, state="granted").count() == 1


def test_a_firm_asks_to_reopen_only_what_has_ended(sent, firm):
    with pytest.raises(MoveNotAllowed) as refused:
        services.ask_reopen(sent, actor=firm.pr)
    assert refused.value.message.startswith("もう一度開くお願いは、見送り・辞退")
    assert not ReopenRequest.objects.exists()


def test_changed_terms_stop_the_offer_until_they_are_confirmed(sent, firm, learner):
    services.open_application(sent, actor=firm.pr)
    post = firm.change_terms(sent.post)
    with pytest.raises(MoveNotAllowed) as refused:
        factories.offered(sent, firm)
    assert refused.value.message == "変更した条件を本人が確認するまで、条件提示はできません。"
    services.acknowledge_terms(sent, actor=actor_for(learner), version_id=str(post.current_terms_id))
    assert factories.offered(sent, firm).state == "offer"


def test_an_offer_gives_seven_days_and_leaves_no_blank(sent, firm):
    soon = (clock.today_in_tokyo() + timedelta(days=6)).isoformat()
    sheet = factories.SHEETS["employment"] | {"wage": " "}
    with pytest.raises(FormInvalid) as refused:
        factories.offered(sent, firm, expires_on=soon, sheet=sheet, contract_class="outsourcing")
    assert refused.value.errors["expires_on"] == ["回答期限は7日以上先にしてください。"]
    assert set(refused.value.errors) == {"expires_on", "wage", "contract_class"}


def test_a_blank_in_the_outsourcing_sheet_is_named(region, learner):
    firm = Firm(region)
    row = apply(learner, firm.post("outsourcing"))
    sheet = factories.SHEETS["outsourcing"] | {"amount": "", "pay_date": "2027-03-11"}
    with pytest.raises(FormInvalid) as refused:
        factories.offered(row, firm, sheet=sheet)
    assert refused.value.errors == {
        "amount": ["取引条件のうち報酬の額が空欄です。すべて入力してください。"],
        "pay_date": ["支払期日は受領日から60日以内にしてください。"],
    }


def test_an_offer_is_frozen_with_its_hash_and_names_nobody(sent, firm):
    factories.interviewed(sent, firm)
    factories.offered(sent, firm)
    offer = sent.offers.get()
    assert offer.state == "offered"
    assert len(offer.digest) == 64
    assert "田中" not in offer.html
    assert "K-0001" in offer.html


def test_accepting_takes_one_opening_and_the_last_closes_the_post(region, learner):
    firm = Firm(region)
    post = firm.post(openings=1)
    row = apply(learner, post)
    factories.accepted(row, firm)
    post.refresh_from_db()
    assert (post.openings, post.state) == (0, "closed")
    late = factories.bare_application(region, "in_review", firm)
    Application.objects.filter(pk=late.pk).update(post=post)
    late.refresh_from_db()
    Application.objects.filter(pk=late.pk).update(terms=post.current_terms)
    late.refresh_from_db()
    factories.offered(late, firm)
    with pytest.raises(MoveNotAllowed) as refused:
        accept(late)
    assert refused.value.key == "offer.no_opening"


def test_cancelling_before_the_start_frees_the_place(sent, firm, learner):
    factories.accepted(sent, firm)
    row = services.cancel_start(sent, actor=actor_for(learner), **step(sent), reason_code="plans").row
    assert row.state == "start_cancelled"
    assert Contract.objects.get(application=row).state == "void"
    assert JobPost.objects.get(pk=sent.post_id).openings == 2
    assert Event.objects.filter(kind="hire.cancelled").count() == 1


def test_withdrawing_takes_the_consents_back_unless_kept(sent, firm, learner, region):
    services.withdraw_application(sent, actor=actor_for(learner), **step(sent))
    assert set(Consent.objects.filter(application=sent).values_list("state", flat=True)) == {"revoked"}
    kept = apply(make_learner(region), sent.post)
    services.withdraw_application(kept, actor=actor_for(kept.person), **step(kept), keep_consents=True)
    assert set(Consent.objects.filter(application=kept).values_list("state", flat=True)) == {"granted"}


def test_moving_back_keeps_the_visited_phase_counted(sent, firm):
    factories.interviewed(sent, firm)
    row = services.move_back(sent, actor=firm.pr, **step(sent), reason_code="look_again").row
    assert row.state == "in_review"
    assert phases(row).count("interview") == 1


def test_a_stale_form_is_refused(sent, firm):
    opened = factories.opened(sent, firm)
    with pytest.raises(MoveNotAllowed) as refused:
        services.reject_application(
            opened, actor=firm.pr, expected_version=1, idempotency_key=key(), reason_code="skills"
        )
    assert refused.value.key == "engine.stale"


def test_a_guardian_step_waits_for_its_release(post, region):
    row = factories.bare_application(region, "")
    with pytest.raises(MoveNotAllowed) as refused:
        move(row, "ask_guardian", actor=actor_for(row.person), expected_version=None, idempotency_key=key())
    assert refused.value.key == "engine.not_yet"


def test_a_firm_without_rights_can_do_nothing(sent, firm):
    type(firm.membership).objects.filter(pk=firm.membership.pk).update(state="suspended")
    with pytest.raises(NotVisible):
        services.open_application(sent, actor=firm.pr)


def test_nobody_decides_on_the_own_application(region, firm, post):
    row = apply(firm.recruiter, post)
    with pytest.raises(MoveNotAllowed) as refused:
        services.open_application(row, actor=firm.pr)
    assert refused.value.message == "自分に関する手続きは、ほかの担当者が行います。"
    assert services.open_application(row, actor=firm.pa).state == "in_review"


def test_consent_missing_has_its_words():
    assert ConsentMissing().message == "本人の同意がないため表示できません。"
