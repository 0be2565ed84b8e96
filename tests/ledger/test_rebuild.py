"""Projections equal their events after any run of legal moves and reversals (ENG-t5)."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from lms.ledger.engine import reverse
from lms.ledger.projections import rebuild_workflow
from lms.ledger.refusals import Refusal
from tests.ledger.sample.acts import WORKFLOW
from tests.ledger.sample.models import Parcel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(5))
def test_a_random_run_leaves_nothing_to_rebuild(parcel, act, coordinator, seed):
    dice = random.Random(seed)
    rows = [parcel() for _ in range(4)]
    for _step in range(60):
        row = dice.choice(rows)
        action = dice.choice([*WORKFLOW.actions, "reverse"])
        try:
            if action == "reverse":
                reverse(row, actor=coordinator, expected_version=None, idempotency_key=str(uuid4()), reason_code="x",
                        restore=dice.random() < 0.3)  # fmt: skip
            elif action != "pack":
                act(row, action, dice.choice(["owner", "coordinator", "system"]), reason_code="x")
        except Refusal:
            continue
    assert rebuild_workflow(WORKFLOW, check=True) == []


def test_check_names_a_difference_and_changes_nothing_and_rebuild_repairs_it(parcel):
    row = parcel("sent")
    Parcel.objects.filter(pk=row.pk).update(state="done")
    with pytest.raises(CommandError, match="differ"):
        call_command("rebuild_projections", "--check", "--workflow", "parcel")
    assert Parcel.objects.get(pk=row.pk).state == "done"
    call_command("rebuild_projections", "--workflow", "parcel")
    assert Parcel.objects.get(pk=row.pk).state == "sent"
