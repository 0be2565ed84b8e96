"""The answer order of the one door, and what a refusal leaves behind (ENG-1, ENG-5, ENG-6, ENG-10; t4, t6, t7, t8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.engine import reverse
from lms.ledger.events import effective, event_digest
from lms.ledger.models import AuditEntry, Clock, Command, Event, OutboxRow
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible, ScopeMissing
from lms.regions.models import Region
from tests.ledger.sample.models import Parcel

pytestmark = pytest.mark.django_db


def trace():
    return Event.objects.count(), Command.objects.count(), OutboxRow.objects.count(), Clock.objects.count()


def refused(call, exception):
    """Run a refused act; return its key after checking that it left exactly one audit row and nothing else."""
    before, audits = trace(), AuditEntry.objects.count()
    with pytest.raises(exception) as caught:
        call()
    assert trace() == before
    assert AuditEntry.objects.count() == audits + 1
    return caught.value.key


def test_a_step_appends_one_event_and_writes_the_row(parcel, act):
    row = parcel()
    result = act(row, "send", expected_version=1)
    event = Event.objects.get(event_id=result.event.event_id)
    assert (event.kind, event.transition, event.version, event.state_after) == ("parcel.sent", "PAR-2", 2, "sent")
    assert (event.subject_ref, event.programme, event.payload) == ("owner", "p1", {"weight": 1})
    row.refresh_from_db()
    assert (row.state, row.version, row.last_phase) == ("sent", 2, "sent")
    assert Command.objects.get(first_event_id=event.event_id).action == "send"


def test_events_of_a_stream_are_chained_by_hash(parcel):
    first, second = Event.objects.filter(stream_id=str(parcel("sent").pk)).order_by("version")
    assert first.prev_hash == ""
    assert second.prev_hash == event_digest(first)


def test_a_foreign_region_gets_the_answer_of_an_unknown_id(parcel, act):
    row = parcel()
    stranger = Actor(type="person", region_id=Region.objects.create(code="b", name="B").pk, id="coordinator-9")
    assert refused(lambda: act(row, "send", stranger), NotVisible) == "engine.not_visible"
    assert AuditEntry.objects.latest("pk").kind == "access.refused"


def test_a_person_without_any_role_on_the_row_gets_404(parcel, act, region):
    nobody = Actor(type="person", region_id=region.pk, id="nobody")
    row = parcel()
    assert refused(lambda: act(row, "send", nobody), NotVisible) == "engine.not_visible"


def test_the_same_key_twice_has_one_effect_and_the_same_answer(parcel, act):
    row, key = parcel(), str(uuid4())
    first = act(row, "send", idempotency_key=key, expected_version=1)
    again = act(row, "send", idempotency_key=key, expected_version=1)
    assert again.repeated
    assert (again.event, again.state, again.version) == (first.event, first.state, first.version)
    assert Event.objects.filter(stream_id=str(row.pk)).count() == 2


def test_a_new_stream_with_the_same_key_is_made_once(region, act):
    key = str(uuid4())
    first = act(Parcel(region=region, subject_ref="owner"), "pack", data={"label": "x"}, idempotency_key=key)
    again = act(Parcel(region=region, subject_ref="owner"), "pack", data={"label": "x"}, idempotency_key=key)
    assert again.repeated
    assert again.row.pk == first.row.pk
    assert Parcel.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(parcel, act):
    row, key = parcel(), str(uuid4())
    act(row, "send", idempotency_key=key, data={"a": 1})
    assert refused(lambda: act(row, "send", idempotency_key=key, data={"a": 2}), MoveNotAllowed) == "engine.key_reused"


def test_a_form_made_for_an_older_version_is_refused_before_the_table_is_asked(parcel, act):
    row = parcel("sent")
    assert refused(lambda: act(row, "send", expected_version=1), MoveNotAllowed) == "engine.stale"


@pytest.mark.parametrize(("state", "action", "by"), [("packed", "check", "coordinator"), ("sent", "check", "owner"),
                                                     ("done", "send", "owner")])  # fmt: skip
def test_what_is_not_in_the_table_is_illegal(parcel, act, state, action, by):
    row = parcel(state)
    assert refused(lambda: act(row, action, by), MoveNotAllowed) == "engine.illegal"


def test_a_declared_row_that_waits_says_so(parcel, act):
    row = parcel("sent")
    assert refused(lambda: act(row, "insure"), MoveNotAllowed) == "engine.not_yet"


def test_guards_answer_protective_then_world_then_form(parcel, act, region):
    row = parcel(blocked=True)
    assert refused(lambda: act(row, "send"), MoveNotAllowed) == "engine.illegal"
    unnamed = Parcel(region=region, subject_ref="owner")
    assert refused(lambda: act(unnamed, "pack"), FormInvalid) == "engine.form"
    own = act(Parcel(region=region, subject_ref="coordinator-1"), "pack", "coordinator", data={"label": "x"}).row
    act(own, "send", "coordinator")
    assert refused(lambda: act(own, "check", "coordinator"), MoveNotAllowed) == "own_case"


def test_a_reason_is_asked_where_the_table_says_so(parcel, act):
    row = parcel("checked")
    assert refused(lambda: act(row, "move_back", "coordinator"), FormInvalid) == "engine.form"
    assert act(row, "move_back", "coordinator", reason_code="mistaken").state == "sent"


def test_moving_back_keeps_the_visited_phase_and_reversing_does_not(parcel, act, coordinator):
    back, undone = parcel("checked"), parcel("checked")
    act(back, "move_back", "coordinator", reason_code="mistaken")
    reverse(undone, actor=coordinator, expected_version=None, idempotency_key=str(uuid4()), reason_code="mistaken")

    def ever_checked(row):
        stream = Event.objects.filter(stream_id=str(row.pk))
        return any(event.kind == "parcel.checked" for event in effective(stream))

    assert (back.state, ever_checked(back)) == ("sent", True)
    undone.refresh_from_db()
    assert (undone.state, ever_checked(undone)) == ("sent", False)


def undo(row, by, reason="mistaken", **more):
    return reverse(row, actor=by, expected_version=None, idempotency_key=str(uuid4()), reason_code=reason, **more)


def test_a_reversal_restores_the_row_and_can_itself_be_reversed(parcel, coordinator):
    row = parcel("checked")
    undo(row, coordinator)
    row.refresh_from_db()
    assert (row.state, row.version, row.last_phase) == ("sent", 4, "sent")
    assert OutboxRow.objects.filter(payload__text="undone").count() == 1
    undo(row, coordinator, restore=True)
    row.refresh_from_db()
    assert (row.state, row.version, row.last_phase) == ("checked", 5, "checked")


def test_what_is_declared_irreversible_cannot_be_reversed(parcel, coordinator):
    row = parcel("lost")
    assert refused(lambda: undo(row, coordinator), MoveNotAllowed) == "engine.irreversible"


def test_only_the_author_within_a_day_or_a_coordinator_with_a_reason_may_reverse(parcel, owner, coordinator):
    row = parcel("sent")
    with clock.set_to(clock.now() + timedelta(hours=25)):
        assert refused(lambda: undo(row, owner), MoveNotAllowed) == "engine.illegal"
        assert refused(lambda: undo(row, coordinator, ""), FormInvalid) == "engine.form"
    undo(row, owner, "")
    row.refresh_from_db()
    assert row.state == "packed"


def test_dates_never_lie_in_the_future_nor_before_the_previous_event(parcel, act):
    row, now = parcel(), clock.now()
    assert refused(lambda: act(row, "send", occurred_at=now + timedelta(days=1)), MoveNotAllowed) == "engine.future"
    assert refused(lambda: act(row, "send", occurred_at=now - timedelta(days=2)), MoveNotAllowed) == "engine.order"


def test_an_earlier_day_is_for_roles_of_the_row_or_a_coordinator_with_a_reason(parcel, act):
    start = clock.now() - timedelta(days=10)
    with clock.set_to(start):
        mine, other = parcel(), parcel("sent")
    earlier = start + timedelta(days=3)
    assert act(mine, "send", occurred_at=earlier).event.occurred_at == earlier
    assert refused(lambda: act(other, "check", "coordinator", occurred_at=earlier), FormInvalid) == "engine.form"
    result = act(other, "check", "coordinator", occurred_at=earlier, reason_code="on_paper")
    assert result.event.occurred_at == earlier
    assert result.event.recorded_at > earlier


def test_the_business_date_is_that_of_tokyo(parcel):
    with clock.set_to(datetime(2026, 3, 31, 15, 30, tzinfo=UTC)):
        row = parcel()
    event = Event.objects.get(stream_id=str(row.pk))
    assert event.occurred_on.isoformat() == "2026-04-01"
    assert clock.fiscal_year(event.occurred_on) == 2026


def test_a_frozen_row_and_a_new_attempt_are_folded(parcel, act):
    row = act(parcel("sent"), "freeze", "coordinator").row
    assert row.frozen
    assert row.state == "sent"
    assert act(parcel("lost"), "reopen", "coordinator").row.attempt == 2


def test_free_text_in_a_payload_is_an_error_of_ours():
    from lms.ledger.events import refuse_free_text

    with pytest.raises(ValueError, match="free text"):
        refuse_free_text({"note": "あ" * 121})


def test_a_query_without_a_scope_is_an_error_never_all(parcel):
    parcel()
    with pytest.raises(ScopeMissing):
        Parcel.objects.visible_to(None)
