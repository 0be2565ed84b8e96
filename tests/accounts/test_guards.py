"""Own case and four eyes, on real streams of the ledger (ROL-3, ROL-4)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lms.accounts.actors import actor_for
from lms.accounts.guards import four_eyes, own_case
from lms.ledger import events
from lms.ledger.actors import Actor
from lms.ledger.models import Event, new_id
from lms.ledger.refusals import MoveNotAllowed
from tests.accounts.factories import make_person, make_region


@pytest.fixture
def region(db):
    return make_region()


def act(region, person=None, *, subject=""):
    """What a guard looks at: who acts on which row of which workflow."""
    return SimpleNamespace(
        actor=actor_for(person) if person else Actor.system(region),
        row=SimpleNamespace(pk="1", region_id=region.pk, subject_ref=subject),
        workflow=SimpleNamespace(name="sample"),
    )


def take(region, person, transition, version, **more):
    actor = actor_for(person)
    event = Event(
        region=region, stream_type="sample", stream_id="1", version=version, kind=more.pop("kind", "sample.moved"),
        transition=transition, actor_type=actor.type, actor_id=actor.id, correlation_id=new_id(), **more,
    )  # fmt: skip
    return events.append(event)


def test_nobody_decides_about_oneself(region):
    person, other = make_person(region, "C"), make_person(region, "C")
    with pytest.raises(MoveNotAllowed, match="own_case"):
        own_case(act(region, person, subject=person.pseudonym))
    own_case(act(region, other, subject=person.pseudonym))
    own_case(act(region, subject=person.pseudonym))


def test_who_prepared_cannot_approve_even_with_both_roles(region):
    one, two = make_person(region, "C", "AP"), make_person(region, "C", "AP")
    take(region, one, "X-1", 1)
    with pytest.raises(MoveNotAllowed, match="four_eyes"):
        four_eyes("X-1")(act(region, one))
    four_eyes("X-1")(act(region, two))
    four_eyes("X-2")(act(region, one))


def test_the_last_preparation_counts_and_a_voided_one_does_not(region):
    one, two = make_person(region, "C"), make_person(region, "C")
    take(region, one, "X-1", 1)
    second = take(region, two, "X-1", 2)
    four_eyes("X-1")(act(region, one))
    take(region, two, "", 3, kind=events.REVERSED, corrects_event_id=second.event_id)
    four_eyes("X-1")(act(region, two))
    with pytest.raises(MoveNotAllowed, match="four_eyes"):
        four_eyes("X-1")(act(region, one))
