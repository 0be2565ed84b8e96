"""The tables as the engine runs them: every state x action x role, rebuilding from events (ENG-t1, ENG-t5)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.states import WORKFLOWS
from lms.ledger import engine
from lms.ledger.actors import Actor
from lms.ledger.models import Event
from lms.ledger.projections import rebuild_all
from lms.ledger.refusals import MoveNotAllowed, NotVisible
from lms.partners.models import PartnerUser
from tests.accounts.factories import make_person
from tests.hiring import factories
from tests.hiring.factories import Firm, apply, make_learner, make_row, step

STRANGERS = frozenset({"AP", "AD", "I", "SC", "RO", "PV", "other firm", "other learner"})
CASES = [(table.name, state) for table in WORKFLOWS for state in ["", *table.states.values]]


def person_of(row):
    if hasattr(row, "person"):
        return row.person
    return row.application.person if hasattr(row, "application") and row.application else row.placement.person


def organisation_of(row):
    if hasattr(row, "organisation"):
        return row.organisation
    return row.placement.organisation


def actors_for(row, region):
    found = {"SYS": Actor.system(region), "L": actor_for(person_of(row)), "other firm": Firm(region).pa}
    found["other learner"] = actor_for(make_learner(region))
    for role in ("C", "AP", "AD", "I", "SC", "RO"):
        found[role] = actor_for(make_person(region, role))
    for role in ("PA", "PR", "PV"):
        person = make_person(region)
        PartnerUser.objects.create(person=person, organisation=organisation_of(row), role=role)
        found[role] = actor_for(person)
    return found


@pytest.mark.parametrize(("workflow", "state"), CASES)
def test_eng_t1_cells_outside_the_table_are_refused(region, workflow, state):
    table = next(table for table in WORKFLOWS if table.name == workflow)
    row = make_row(workflow, state, region=region)
    actors = actors_for(row, region)
    if state not in {"", table.states.values[0]}:
        # Who cannot see the row gets one answer whatever its state: two states say it.
        actors = {role: actor for role, actor in actors.items() if role not in STRANGERS}
    before = Event.objects.count()
    for action in table.actions:
        for role, actor in actors.items():
            if table.find(state, action, {role}):
                continue
            with pytest.raises((MoveNotAllowed, NotVisible)) as refused:
                engine.move(row, action, actor=actor, expected_version=None, idempotency_key=uuid4().hex)
            assert refused.value.key in {"engine.illegal", "engine.not_visible"}, (action, role)
    assert Event.objects.count() == before


@pytest.mark.parametrize("table", WORKFLOWS, ids=lambda table: table.name)
def test_rows_that_wait_are_refused_from_one_place(region, table):
    for transition in table.transitions:
        if not transition.waits:
            continue
        row = make_row(table.name, transition.from_states[0], region=region)
        actors = actors_for(row, region)
        role = min(transition.roles & actors.keys())
        with pytest.raises((MoveNotAllowed, NotVisible)) as refused:
            engine.move(row, transition.action, actor=actors[role], expected_version=None, idempotency_key=uuid4().hex)
        assert refused.value.key == "engine.not_yet", transition.id


def test_eng_t5_rows_fold_again_from_their_events(region):
    firm = Firm(region)
    for walk in (_reopened, _hired, _frozen, _withdrawn):
        walk(apply(make_learner(region), firm.post()), firm)
    for table in WORKFLOWS:
        assert rebuild_all(check=True, only=table.name) == {table.name: []}


def _reopened(row, firm):
    factories.interviewed(row, firm)
    services.move_back(row, actor=firm.pr, **step(row), reason_code="look_again")
    services.reject_application(row, actor=firm.pr, **step(row), reason_code="filled")
    services.ask_reopen(row, actor=firm.pr)
    data = {"items": ["code"], "text_id": factories.text_id(row.region), "agreed": True}
    services.reopen_application(row, actor=actor_for(row.person), **step(row), **data)


def _hired(row, firm):
    contract = factories.started(row, firm)
    services.end_contract(
        contract, actor=firm.pa, expected_version=None, idempotency_key=uuid4().hex, day=contract.started_on,
        reason_code="term",
    )  # fmt: skip


def _frozen(row, firm):
    consent = row.consents.get()
    services.revoke_consent(consent, actor=actor_for(row.person), expected_version=None, idempotency_key=uuid4().hex)


def _withdrawn(row, firm):
    services.withdraw_application(row, actor=actor_for(row.person), **step(row))
