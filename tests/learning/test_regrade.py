"""LT-09: the dry run equals the applied result, nobody loses a pass by the job, certificates stay, a killed job is done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from lms.accounts.personal_data import rules
from lms.learning import services
from lms.learning.models import Enrolment, ItemState, LearningEvent, Regrade, RegradeChange, SkillEvidence
from lms.learning.regrade import job, regrading
from lms.learning.states import AnswerState
from lms.ledger import clock, outbox
from lms.ledger.models import AuditEntry, OutboxRow
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_site
from tests.learning import keys

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = [0], [1], [2]


@pytest.fixture
def teacher(region):
    return make_person(region, "I", name="みどり")


@pytest.fixture
def people(region):
    return {name: make_person(region, name=name) for name in ("甲さん", "乙さん", "丙さん")}


@pytest.fixture
def corrected(region, people):
    """Everybody answered k-one by the first key (乙 was right); then 甲 became right."""
    course = keys.make(region)
    for person, answer in zip(people.values(), (FIRST, SECOND, THIRD), strict=True):
        keys.give(person, course, "k-one", answer)
    keys.republish(region, keys.CORRECTED)
    return keys.newest("k-one")


def state_of(person, item="k-one"):
    return ItemState.objects.get(enrolment__person=person, item=item)


def run(version, teacher, mode="key"):
    regrade = job.order(version, mode=mode, person=teacher)
    assert outbox.drain() >= 1
    regrade.refresh_from_db()
    assert regrade.done_at is not None
    return regrade


def line(row):
    return (row.old_points, row.new_points, row.was_passed, row.now_passed)


def test_the_dry_run_names_old_points_new_points_and_flips_by_label(corrected, people):
    rows = {row.label: line(row) for row in job.dry_run(corrected)}
    labels = {name: regrading.label_of(person.pseudonym) for name, person in people.items()}
    assert rows == {
        labels["甲さん"]: (Decimal(0), Decimal(4), False, True),
        labels["乙さん"]: (Decimal(4), Decimal(0), True, False),
        labels["丙さん"]: (Decimal(0), Decimal(0), False, False),
    }
    assert not any(name[0] in label for name in people for label in rows)


def test_the_dry_run_equals_what_the_job_does(corrected, teacher):
    told = {(row.enrolment_id, *line(row)) for row in job.dry_run(corrected) if row.changed}
    run(corrected, teacher)
    done = {(row.enrolment_id, *line(row)) for row in RegradeChange.objects.all()}
    assert told == done
    assert job.dry_run(corrected) == []


def test_what_is_gained_is_given_at_once_and_nobody_loses(corrected, people, teacher):
    run(corrected, teacher)
    assert (state_of(people["甲さん"]).state, state_of(people["甲さん"]).best_percent) == (AnswerState.SOLVED, 100)
    assert (state_of(people["乙さん"]).state, state_of(people["乙さん"]).best_percent) == (AnswerState.SOLVED, 100)
    assert state_of(people["丙さん"]).state == AnswerState.OPEN
    assert RegradeChange.objects.get(loss="open").enrolment.person == people["乙さん"]
    fact = LearningEvent.objects.get(kind="item.regraded")
    assert (fact.subject_ref, fact.payload["result"]) == (people["甲さん"].pseudonym, "gained")


def test_a_gain_of_the_last_question_gives_level_1(region, people, teacher):
    course = keys.make(region)
    person = people["甲さん"]
    keys.give(person, course, "k-two", [0, 1])
    keys.give(person, course, "k-text", "dhcp")
    keys.give(person, course, "k-one", FIRST)
    assert not SkillEvidence.objects.exists()
    keys.republish(region, keys.BODY.replace("- [ ] 甲\n- [x] 乙", "- [x] 甲\n- [ ] 乙"))
    run(keys.newest("k-one"), teacher)
    proof = SkillEvidence.objects.get()
    assert (proof.person, proof.skill_id, proof.level, proof.mode) == (person, "SEC-01", 1, "practice")


def test_one_order_leaves_one_audit_entry_and_a_second_waits(corrected, teacher):
    job.order(corrected, mode="key", person=teacher)
    with pytest.raises(MoveNotAllowed) as refused:
        job.order(corrected, mode="all", person=teacher)
    assert refused.value.key == "regrade.running"
    entry = AuditEntry.objects.get(kind="item.regraded")
    assert (entry.actor_id, entry.action) == (teacher.pseudonym, "key")
    assert entry.object_id.startswith("k-one:2:")
    outbox.drain()
    with pytest.raises(MoveNotAllowed) as refused:
        job.order(corrected, mode="key", person=teacher)
    assert refused.value.key == "regrade.nothing"


def test_a_version_that_is_not_the_newest_is_no_key_to_grade_by(corrected, region, teacher):
    keys.republish(region, keys.BODY)
    with pytest.raises(MoveNotAllowed) as refused:
        job.order(corrected, mode="key", person=teacher)
    assert refused.value.key == "regrade.older"


def test_everybody_gets_the_points(corrected, people, teacher):
    assert all(row.now_passed for row in job.dry_run(corrected, everybody=True))
    run(corrected, teacher, "all")
    assert {state_of(person).state for person in people.values()} == {AnswerState.SOLVED}
    assert not RegradeChange.objects.exclude(loss="").exists()


def test_an_answer_that_was_shown_proves_nothing_under_any_key(region, people, teacher):
    course = keys.make(region)
    person = people["甲さん"]
    for _n in range(3):
        keys.give(person, course, "k-one", FIRST)
    keys.give(person, course, "k-one", None, kind="reveal")
    keys.republish(region, keys.CORRECTED)
    run(keys.newest("k-one"), teacher)
    assert state_of(person).state == AnswerState.REVEALED


def test_points_do_not_fall_without_a_pass_and_parts_are_counted(region, people, teacher):
    course = keys.make(region)
    keys.give(people["甲さん"], course, "k-two", [0])  # 子: half by both keys
    keys.give(people["乙さん"], course, "k-two", [1])  # 丑: half before, nothing now
    keys.give(people["丙さん"], course, "k-two", [0, 2])  # 子寅: nothing before, all now
    keys.republish(region, keys.CORRECTED)
    version = keys.newest("k-two")
    by_person = {row.enrolment_id: line(row)[:2] for row in job.dry_run(version)}
    points = {name: by_person[Enrolment.objects.get(person=person).pk] for name, person in people.items()}
    assert points == {
        "甲さん": (Decimal("1.5"), Decimal("1.5")),
        "乙さん": (Decimal("1.5"), Decimal("1.5")),
        "丙さん": (Decimal(0), Decimal(3)),
    }
    run(version, teacher)
    assert state_of(people["乙さん"], "k-two").latest_percent == 50


def test_chosen_options_are_found_again_where_they_stand_now(region, people, teacher):
    course = keys.make(region)
    keys.give(people["甲さん"], course, "k-one", FIRST)
    keys.give(people["丙さん"], course, "k-one", THIRD)
    moved = keys.BODY.replace("- [ ] 甲\n- [x] 乙\n- [ ] 丙\n", "- [ ] 新しい選択肢\n- [ ] 乙\n- [x] 甲\n")
    keys.republish(region, moved)
    version = keys.newest("k-one")
    rows = {row.label: (row.comparable, row.now_passed) for row in job.dry_run(version)}
    assert rows == {
        regrading.label_of(people["甲さん"].pseudonym): (True, True),
        regrading.label_of(people["丙さん"].pseudonym): (False, False),
    }
    run(version, teacher)
    assert state_of(people["甲さん"]).answer == [2]
    assert state_of(people["丙さん"]).item_version.n == 1


def test_a_new_accepted_spelling_is_a_gain(region, people, teacher):
    course = keys.make(region)
    keys.give(people["甲さん"], course, "k-text", "dns")
    keys.republish(region, keys.CORRECTED)
    run(keys.newest("k-text"), teacher)
    assert state_of(people["甲さん"], "k-text").state == AnswerState.SOLVED


@pytest.fixture
def finished(region, people, teacher):
    """A learner who finished the course by a key that then changed against them."""
    course = keys.make(region)
    person = people["乙さん"]
    for item, answer in (("k-one", SECOND), ("k-two", [0, 1]), ("k-text", "DHCP")):
        keys.give(person, course, item, answer)
    services.complete_lesson(person=person, course=course, lesson=course.open_lessons[0])
    keys.republish(region, keys.BODY.replace("- [ ] 甲\n- [x] 乙", "- [x] 甲\n- [ ] 乙"))
    run(keys.newest("k-one"), teacher)
    return person


def test_a_pass_is_taken_away_by_a_named_person_with_a_reason_and_the_certificate_stays(finished, teacher):
    before = Enrolment.objects.values("completed_on", "certificate_no", "lessons_done").get(person=finished)
    assert before["certificate_no"]
    assert SkillEvidence.objects.filter(person=finished, level=1).count() == 1
    change = RegradeChange.objects.get(loss="open")
    with pytest.raises(FormInvalid) as refused:
        job.decide(change, person=teacher, take=True, reason=" ")
    assert list(refused.value.errors) == ["reason"]
    assert state_of(finished).state == AnswerState.SOLVED
    job.decide(change, person=teacher, take=True, reason="問題のねらいに合わない答えでした")
    assert (state_of(finished).state, state_of(finished).best_percent) == (AnswerState.OPEN, 0)
    assert not SkillEvidence.objects.filter(person=finished).exists()
    assert Enrolment.objects.values("completed_on", "certificate_no", "lessons_done").get(person=finished) == before
    change.refresh_from_db()
    assert (change.loss, change.decided_by, change.reason) == ("taken", teacher, "問題のねらいに合わない答えでした")
    fact = LearningEvent.objects.get(kind="item.regraded", payload__result="taken")
    assert fact.actor_id == teacher.pseudonym
    with pytest.raises(MoveNotAllowed):
        job.decide(change, person=teacher, take=False, reason="")


def test_a_pass_may_be_left(finished, teacher):
    change = job.decide(RegradeChange.objects.get(), person=teacher, take=False, reason="")
    assert (change.loss, state_of(finished).state) == ("kept", AnswerState.SOLVED)
    assert SkillEvidence.objects.filter(person=finished).exists()


def test_nobody_decides_on_their_own_pass(finished):
    with pytest.raises(MoveNotAllowed) as refused:
        job.decide(RegradeChange.objects.get(), person=finished, take=False, reason="")
    assert refused.value.key == "work.own"


def test_the_database_refuses_a_loss_without_a_name(finished):
    with pytest.raises(IntegrityError), transaction.atomic():
        RegradeChange.objects.update(loss="taken", reason="")


def test_export_and_erasure_know_the_reason(finished, teacher):
    job.decide(RegradeChange.objects.get(), person=teacher, take=True, reason="わけがあります")
    assert "わけがあります" in str([list(rule.export(finished)) for rule in rules()])
    for rule in rules():
        rule.erase(finished)
    assert RegradeChange.objects.get().reason == "–"


def test_the_pages_from_the_list_to_the_decision(corrected, people, teacher, region):
    desk = sign_in(Client(SERVER_NAME="hama.example.jp"), teacher)
    listed = desk.get(reverse("learning:regrades")).content.decode()
    url = reverse("learning:regrade", args=[corrected.pk])
    assert url in listed
    assert "k-two" not in listed  # nobody had answered it
    html = desk.get(url).content.decode()
    assert regrading.label_of(people["甲さん"].pseudonym) in html
    assert "甲さん" not in html
    assert desk.post(url, {"mode": "key"}).status_code == 302
    outbox.drain()
    change = RegradeChange.objects.get(loss="open")
    loss = reverse("learning:regrade_loss", args=[change.pk])
    assert loss in desk.get(reverse("learning:regrades")).content.decode()
    refused = desk.post(loss, {"decision": "take", "reason": ""}, follow=True)
    assert "取り消す理由を書いてください。" in refused.content.decode()
    desk.post(loss, {"decision": "take", "reason": "誤り"})
    change.refresh_from_db()
    assert change.loss == "taken"
    stranger = sign_in(Client(SERVER_NAME="yama.example.jp"), make_person(make_site("yama"), "I"))
    assert stranger.get(url).status_code == 404
    assert stranger.post(loss, {"decision": "keep"}).status_code == 404


# The real worker, slowed where it has already written the first gain.
WORKER = """
import sys, time, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from lms.learning.regrade import job
gain = job._gain
def slowly(*arguments):
    gain(*arguments)
    open(sys.argv[2], "w").close()
    time.sleep(60)
job._gain = slowly
from django.core.management import call_command
call_command("run_worker", pause=0.1)
"""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_in_the_middle_finishes_the_job_once_after_a_restart(corrected, people, teacher, tmp_path):
    job.order(corrected, mode="key", person=teacher)
    reached = tmp_path / "reached"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(reached)],
        env=env, cwd=settings.BASE_DIR, start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 40
        while not reached.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert reached.exists()
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert OutboxRow.objects.get(effect=job.EFFECT).state == "leased"
    assert Regrade.objects.get().done_at is None
    assert state_of(people["甲さん"]).state == AnswerState.OPEN
    assert not RegradeChange.objects.exists()
    with clock.set_to(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        outbox.drain()
        outbox.drain()
    assert OutboxRow.objects.get(effect=job.EFFECT).state == "done"
    assert state_of(people["甲さん"]).state == AnswerState.SOLVED
    assert LearningEvent.objects.filter(kind="item.regraded").count() == 1
    assert RegradeChange.objects.count() == 2
