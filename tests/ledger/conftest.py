"""A Region, its actors and a parcel in any state."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lms.ledger.actors import Actor
from lms.ledger.engine import move
from lms.regions.models import Region
from tests.ledger.sample.models import Parcel

PATH = {
    "packed": [],
    "sent": [("send", "owner")],
    "checked": [("send", "owner"), ("check", "coordinator")],
    "done": [("send", "owner"), ("check", "coordinator"), ("finish", "coordinator")],
    "lost": [("lose", "system")],
}


@pytest.fixture
def region(db):
    return Region.objects.create(code="minamihama", name="みなみ浜市")


@pytest.fixture
def owner(region):
    return Actor(type="person", region_id=region.pk, id="owner")


@pytest.fixture
def coordinator(region):
    return Actor(type="person", region_id=region.pk, id="coordinator-1")


@pytest.fixture
def act(region, owner, coordinator):
    """`act(parcel, action, by='owner', **more)` takes one step with a fresh key."""
    actors = {"owner": owner, "coordinator": coordinator, "system": Actor.system(region)}

    def take(parcel, action, by="owner", **more):
        more.setdefault("idempotency_key", str(uuid4()))
        more.setdefault("expected_version", None)
        return move(parcel, action, actor=actors.get(by, by), **more)

    return take


@pytest.fixture
def parcel(region, act):
    """`parcel('sent')` walks a new parcel to a state by legal moves."""

    def make(state="packed", **fields):
        row = act(Parcel(region=region, subject_ref="owner", **fields), "pack", data={"label": "x"}).row
        for action, by in PATH[state]:
            row = act(row, action, by).row
        return row

    return make
