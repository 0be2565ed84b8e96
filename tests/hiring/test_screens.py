"""The screens as people meet them: plain forms, errors at the field, one effect, the same 404 for all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.models import Application, ApplicationDraft, Consent, Contract
from lms.learning.models import QualificationRule
from lms.learning.requirements.explanation import explain
from lms.ledger import clock
from lms.ledger.models import AuditEntry, Event
from lms.partners.models import JobPost
from tests.accounts.factories import sign_in
from tests.hiring import factories
from tests.hiring.factories import apply, key, make_learner

STEP_1 = {"hours": "morning", "days": "3-4", "place": "home", "start": "now", "note": "子どもが学校の時間"}


def sends(client, address, **data):
    return client.post(address, data)


def walk_apply(client, post):
    first = client.post(f"/work/{post.slug}/apply/?step=1", STEP_1)
    assert (first.status_code, first.headers["Location"]) == (302, f"/work/{post.slug}/apply/?step=2")
    second = client.post(f"/work/{post.slug}/apply/?step=2", {"items": ["code", "wishes"]})
    assert second.status_code == 302
    return {"text_id": factories.text_id(post.region), "agreed": "on", "idempotency_key": key()}


def test_applying_in_three_steps_and_pressing_twice(client, learner, post):
    sign_in(client, learner)
    page = client.get(f"/work/{post.slug}/apply/")
    assert page.status_code == 200
    send = walk_apply(client, post)
    assert ApplicationDraft.objects.get().answers["items"] == ["code", "wishes"]
    page = client.get(f"/work/{post.slug}/apply/?step=3").content.decode()
    assert "子どもが学校の時間" in page
    assert "同意して応募する" in page
    for _press in range(2):
        answer = client.post(f"/work/{post.slug}/apply/?step=3", send)
    row = Application.objects.get()
    assert answer.status_code == 302
    assert Event.objects.filter(kind="application.submitted").count() == 1
    assert not ApplicationDraft.objects.exists()
    page = client.get(f"/work/mine/{row.pk}/").content.decode()
    assert "K-0001" in page
    assert "応募しました" in page
    assert "K-0001" in client.get("/work/mine/").content.decode()
    assert client.get(f"/work/{post.slug}/apply/").status_code == 302


def test_what_the_firm_needs_cannot_be_left_out_and_nothing_else_is_ticked(client, learner, post):
    sign_in(client, learner)
    client.post(f"/work/{post.slug}/apply/?step=1", STEP_1)
    page = client.get(f"/work/{post.slug}/apply/?step=2").content.decode()
    assert page.count("checked") == 1
    answer = client.post(f"/work/{post.slug}/apply/?step=2", {"items": ["wishes"]})
    assert answer.status_code == 422
    assert "この手続きに欠かせません" in answer.content.decode()


def test_without_the_tick_the_form_comes_back_with_what_was_typed(client, learner, post):
    sign_in(client, learner)
    send = walk_apply(client, post) | {"agreed": ""}
    answer = client.post(f"/work/{post.slug}/apply/?step=3", send)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "内容を読んで、チェックを入れてください。" in body
    assert send["idempotency_key"] in body
    assert not Application.objects.exists()
    assert not Consent.objects.exists()


def test_a_high_school_student_reads_why_and_leaves_no_row(client, region, post):
    pupil = make_learner(region, birth_date=date(2009, 5, 5), school_kind="high_school")
    JobPost.objects.filter(pk=post.pk).update(hello_work_number="35010-12345678")
    sign_in(client, pupil)
    answer = client.get(f"/work/{post.slug}/apply/")
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "進路の先生に相談してください" in body
    assert "35010-12345678" in body
    assert not ApplicationDraft.objects.exists()
    body = client.get(f"/work/{post.slug}/").content.decode()
    assert "進路の先生に相談してください" in body
    assert f"/work/{post.slug}/apply/" not in body


def test_the_post_page_lists_what_is_missing_and_has_no_grey_button(client, region, firm, learner):
    rule = QualificationRule.objects.create(
        region=region, slug="r", label="基礎", tree={"all": [{"course_completed": ["A3"]}, {"course_completed": ["B4"]}]},
        state="active", version=1, valid_from=clock.today_in_tokyo(),
    )  # fmt: skip
    post = firm.post(rule=rule)
    sign_in(client, learner)
    body = client.get(f"/work/{post.slug}/").content.decode()
    told = explain(rule, learner, clock.today_in_tokyo())
    assert told.missing_count == 2
    assert told.text in body
    assert all(part.text in body for part in told.items)
    assert "disabled" not in body
    assert f"/work/{post.slug}/apply/" not in body
    open_post = firm.post()
    assert f"/work/{open_post.slug}/apply/" in client.get(f"/work/{open_post.slug}/").content.decode()


def test_board_shows_codes_and_the_first_opening_is_the_move(client, sent, firm):
    sign_in(client, firm.recruiter)
    body = client.get(f"/partner/jobs/{sent.post_id}/board/").content.decode()
    assert "K-0001" in body
    assert "田中" not in body
    assert client.get(f"/partner/candidates/{sent.pk}/").status_code == 200
    sent.refresh_from_db()
    assert sent.state == "in_review"


def test_a_card_moves_by_a_plain_post_and_asks_for_more_on_a_page(client, sent, firm):
    sign_in(client, firm.recruiter)
    address = f"/partner/candidates/{sent.pk}/move/"
    form = {"idempotency_key": key(), "expected_version": sent.version}
    assert client.post(address, form | {"to": "open"}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "in_review"
    answer = client.post(address, form | {"to": "interview"})
    assert answer.headers["Location"] == f"/partner/candidates/{sent.pk}/interview/"
    assert client.post(address, form | {"to": "nonsense"}).status_code == 404


def local(days, hour=10):
    moment = clock.now().astimezone(clock.TOKYO) + timedelta(days=days)
    return moment.replace(hour=hour, minute=0).strftime("%Y-%m-%dT%H:%M")


def test_an_interview_from_request_to_answer(client, sent, firm, learner):
    factories.opened(sent, firm)
    sign_in(client, firm.recruiter)
    sent.refresh_from_db()
    form = {
        "idempotency_key": key(), "expected_version": sent.version, "slot_1": local(0), "slot_2": local(3),
        "minutes": "30", "place": "online", "place_detail": "リンクを送ります", "interviewers": "リーダー",
        "steps": "書類確認\n面談",
    }  # fmt: skip
    answer = client.post(f"/partner/candidates/{sent.pk}/interview/", form)
    assert answer.status_code == 422
    assert "最初の日時は24時間以上先にしてください。" in answer.content.decode()
    assert "リンクを送ります" in answer.content.decode()
    answer = client.post(f"/partner/candidates/{sent.pk}/interview/", form | {"slot_1": local(2)})
    assert answer.status_code == 302
    sign_in(client, learner)
    body = client.get(f"/work/mine/{sent.pk}/").content.decode()
    assert "面談のお願いが届いています" in body
    sent.refresh_from_db()
    interview = sent.interviews.get()
    answer_form = {
        "idempotency_key": key(), "expected_version": sent.version, "slot": interview.slots[0], "items": ["name"],
        "text_id": factories.text_id(sent.region, "V4"), "agreed": "on",
    }  # fmt: skip
    refused = client.post(f"/work/mine/{sent.pk}/interview/", answer_form | {"items": ["contact"]})
    assert refused.status_code == 422
    assert client.post(f"/work/mine/{sent.pk}/interview/", answer_form).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "interview"
    file = client.get(f"/work/mine/{sent.pk}/interview.ics").content.decode()
    assert "SEQUENCE:0" in file
    assert f"UID:interview-{interview.pk}@sonjuku" in file
    sign_in(client, firm.recruiter)
    assert "田中 さくら" in client.get(f"/partner/jobs/{sent.post_id}/board/").content.decode()
    file = client.get(f"/partner/candidates/{sent.pk}/interview.ics").content.decode()
    assert "田中" not in file


def test_a_stale_form_answers_409(client, sent, firm):
    factories.opened(sent, firm)
    sign_in(client, firm.recruiter)
    form = {"idempotency_key": key(), "expected_version": 1, "reason_code": "skills", "send": "1"}
    answer = client.post(f"/partner/candidates/{sent.pk}/reject/", form)
    assert answer.status_code == 409
    sent.refresh_from_db()
    assert sent.state == "in_review"


def test_a_rejection_is_shown_before_it_is_sent(client, sent, firm, learner):
    factories.opened(sent, firm)
    sent.refresh_from_db()
    sign_in(client, firm.recruiter)
    form = {"idempotency_key": key(), "expected_version": sent.version, "reason_code": "schedule", "share": "on"}
    body = client.post(f"/partner/candidates/{sent.pk}/reject/", form).content.decode()
    assert "時間・期間が合わない" in body
    sent.refresh_from_db()
    assert sent.state == "in_review"
    assert client.post(f"/partner/candidates/{sent.pk}/reject/", form | {"send": "1"}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "rejected"
    sign_in(client, learner)
    assert "時間・期間が合わない" in client.get(f"/work/mine/{sent.pk}/").content.decode()


def test_offer_acceptance_start_and_end_on_the_screens(client, sent, firm, learner):
    factories.opened(sent, firm)
    sent.refresh_from_db()
    sign_in(client, firm.admin)
    data = factories.offer_data(sent)
    form = {f"sheet_{name}": value for name, value in data.pop("sheet").items()} | data
    form |= {"idempotency_key": key(), "expected_version": sent.version}
    del form["includes_trial"]
    blank = client.post(f"/partner/candidates/{sent.pk}/offer/", form | {"sheet_wage": ""})
    assert blank.status_code == 422
    assert "労働条件のうち賃金（額と単位）が空欄です" in blank.content.decode()
    assert client.post(f"/partner/candidates/{sent.pk}/offer/", form).status_code == 302
    sign_in(client, learner)
    assert "労働条件の明示" in client.get(f"/work/mine/{sent.pk}/paper/").content.decode()
    sent.refresh_from_db()
    yes = {
        "idempotency_key": key(), "expected_version": sent.version, "items": ["name"], "agreed": "on",
        "text_id": factories.text_id(sent.region, "V4"),
    }  # fmt: skip
    assert client.post(f"/work/mine/{sent.pk}/accept/", yes).status_code == 302
    contract = Contract.objects.get()
    today = clock.today_in_tokyo().isoformat()
    start = {"idempotency_key": key(), "expected_version": contract.version, "day": today}
    assert client.post(f"/work/contracts/{contract.pk}/start/", start).status_code == 302
    sign_in(client, firm.admin)
    assert "本人" in client.get(f"/partner/contracts/{contract.pk}/").content.decode()
    start |= {"idempotency_key": key()}
    assert client.post(f"/partner/contracts/{contract.pk}/start/", start).status_code == 422
    start |= {"notice_given_on": today}
    assert client.post(f"/partner/contracts/{contract.pk}/start/", start).status_code == 302
    sent.refresh_from_db()
    contract.refresh_from_db()
    assert (sent.state, contract.state) == ("hired", "started")
    end = {"idempotency_key": key(), "expected_version": contract.version, "day": today, "reason_code": "term"}
    assert client.post(f"/partner/contracts/{contract.pk}/end/", end).status_code == 302
    sign_in(client, learner)
    assert client.get(f"/work/mine/{sent.pk}/").status_code == 200


def test_the_person_is_shown_the_change_of_a_contract_and_agrees(client, sent, firm, learner):
    contract = factories.started(sent, firm)
    sign_in(client, firm.admin)
    day = clock.today_in_tokyo().isoformat()
    form = {"idempotency_key": key(), "expected_version": contract.version}
    offer = form | {"day": day, "contract_class": "emp_indefinite", "terms_text": "月給20万円"}
    assert client.post(f"/partner/contracts/{contract.pk}/convert/", offer | {"terms_text": ""}).status_code == 422
    assert client.post(f"/partner/contracts/{contract.pk}/convert/", offer).status_code == 302
    sign_in(client, learner)
    page = client.get(f"/work/mine/{sent.pk}/").content.decode()
    assert "月給20万円" in page
    assert f"/work/contracts/{contract.pk}/convert/" in page
    assert client.post(f"/work/contracts/{contract.pk}/convert/", form).status_code == 302
    contract.refresh_from_db()
    assert (contract.state, contract.end_reason) == ("ended", "converted")


def test_withdrawing_on_the_screen(client, sent, learner):
    sign_in(client, learner)
    assert client.get(f"/work/mine/{sent.pk}/withdraw/").status_code == 200
    form = {"idempotency_key": key(), "expected_version": sent.version}
    assert client.post(f"/work/mine/{sent.pk}/withdraw/", form).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


def test_going_on_after_taking_back(client, sent, learner, firm):
    consent = Consent.objects.get()
    services.revoke_consent(consent, actor=actor_for(learner), expected_version=None, idempotency_key=key())
    sign_in(client, learner)
    body = client.get(f"/work/mine/{sent.pk}/").content.decode()
    assert "この応募は休止中です" in body
    form = {
        "idempotency_key": key(), "items": ["code"], "agreed": "on", "text_id": factories.text_id(sent.region),
    }  # fmt: skip
    assert client.post(f"/work/mine/{sent.pk}/consent/", form).status_code == 302
    sent.refresh_from_db()
    assert not sent.frozen


def test_nobody_opens_what_is_anothers(client, sent, region, firm, learner, coordinator):
    contract_address = "/partner/contracts/01930000-0000-7000-8000-000000000000/"
    other = make_learner(region)
    sign_in(client, other)
    unknown = client.get("/work/mine/01930000-0000-7000-8000-000000000000/")
    assert client.get(f"/work/mine/{sent.pk}/").content == unknown.content
    for address in (
        f"/partner/jobs/{sent.post_id}/board/",
        f"/partner/candidates/{sent.pk}/",
        contract_address,
        "/staff/applications/",
    ):
        assert client.get(address).status_code == 404
    sign_in(client, coordinator)
    for address in (
        f"/partner/candidates/{sent.pk}/",
        f"/partner/jobs/{sent.post_id}/board/",
        f"/work/mine/{sent.pk}/",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/staff/applications/").status_code == 200
    assert AuditEntry.objects.filter(kind="access.refused").count() == 0


def test_staff_see_codes_and_counts_without_names(client, region, coordinator):
    with clock.set_to(clock.now() - timedelta(days=20)):
        late = apply(make_learner(region), factories.Firm(region).post())
    sign_in(client, coordinator)
    body = client.get("/staff/applications/").content.decode()
    assert late.code in body
    assert "未回答の応募が1件あります。" in body
    assert "田中" not in body
    assert "さくら" not in body


@pytest.mark.parametrize("page", ["board", "list"])
def test_board_and_list_cost_the_same_at_2_and_200(client, region, page):
    firm = factories.Firm(region)
    post = firm.post(openings=5)
    sign_in(client, firm.recruiter)
    counts = []
    for number in (2, 200):
        while Application.objects.filter(post=post).count() < number:
            _bare(region, firm, post)
        client.get(f"/partner/jobs/{post.pk}/{page}/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(f"/partner/jobs/{post.pk}/{page}/")
        assert answer.status_code == 200
        asked = [q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 12, counts


def _bare(region, firm, post):
    person = make_learner(region, password=None)
    row = Application.objects.create(
        region=region, person=person, post=post, organisation=firm.organisation, programme=post.programme,
        terms=post.current_terms, state="in_review", version=1, since=clock.now(), submitted_at=clock.now(),
        code=f"K-{Application.objects.count() + 1:04d}",
    )  # fmt: skip
    factories._bare_consent(row, "granted").save()
