"""Every state x action x actor of every workflow against its declared table, on the engine (ENG-t1, ENG-1)."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from lms.accounts.actors import actor_for
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.engine import move
from lms.ledger.models import AuditEntry, Clock, Command, Event, EventText, OutboxRow
from lms.ledger.refusals import NotVisible, Refusal
from lms.ledger.registry import workflows
from lms.ledger.roles import roles_of
from lms.ledger.workflow import START
from lms.partners.models import Organisation, PartnerUser
from tests.accounts.factories import make_person, make_region
from tests.architecture import rows
from tests.savepoints import undone

if TYPE_CHECKING:
    from lms.accounts.models import Person

# A Friday, 11:00 in Tokyo.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
# Guardians act from a later release on: nobody can hold the role yet.
HELD_BY_NOBODY = {"G"}

ENGINES_OWN = {"engine.not_visible", "engine.illegal", "engine.not_yet"}
REGION_ROLES = ("I", "C", "AP", "AD", "SC", "RO")
FIRM_ROLES = ("PA", "PR", "PV")
OF_A_PERSON = {
    "application",
    "consent",
    "exclusion",
    "offer",
    "contract",
    "retention",
    "recall",
    "registration",
    "trial",
    "submission",
}
OF_A_FIRM = {
    "membership", "agreement", "post", "qualification_rule", "application", "consent", "exclusion", "offer",
    "contract", "retention", "recall", "trial",
}  # fmt: skip
EVERYBODY_OF_THE_REGION = frozenset({"learner", "other learner", *REGION_ROLES, *FIRM_ROLES, "other firm"})

# Who may know of an existing row (workflows.md §1). Nobody of another Region ever does; the system always.
SEES = {
    **dict.fromkeys(("membership", "agreement", "post"), frozenset({"C", "AP", *FIRM_ROLES})),
    **dict.fromkeys(("programme_event", "qualification_rule"), EVERYBODY_OF_THE_REGION),
    "application": {"learner", "C", *FIRM_ROLES},
    **dict.fromkeys(("registration", "exclusion"), frozenset({"learner"})),
    "consent": {"learner", "C"},
    "submission": {"learner", "I"},
    **dict.fromkeys(("offer", "contract", "retention", "recall", "trial"), frozenset({"learner", "C", "PA", "PR"})),
}
# The firm's access ends with the consent or with the membership (P01, MEM-11).
CLOSED_TO_FIRMS = {("application", "withdrawn"), ("application", "org_ended")}

TABLES = {
    bound.workflow.name: bound.workflow for bound in workflows() if not bound.workflow.model.startswith("sample.")
}
# A few states share one test and its cast; all of a workflow in one would leave the other processor idle at the end.
STATES_IN_A_TEST = 5
PLACES = [
    (name, (START, *table.states.values)[first : first + STATES_IN_A_TEST])
    for name, table in TABLES.items()
    for first in range(0, len(table.states.values) + 1, STATES_IN_A_TEST)
]
# On PostgreSQL the same table runs once in CI, outside the suite's two minutes.
ON_POSTGRESQL = () if connection.vendor == "sqlite" else (pytest.mark.matrix,)


@pytest.fixture(autouse=True)
def _set_clock():
    with clock.set_to(NOW):
        yield


def bystanders_of(region) -> dict[str, Person]:
    """Those of the cast who are the same for every row of the Region; making them costs more than asking them."""
    other_region = make_region("tooi", host="tooi.example.jp", name="とおい市")
    return {
        "other learner": make_person(region),
        **{role: make_person(region, role) for role in REGION_ROLES},
        "C elsewhere": make_person(other_region, "C"),
    }


class Cast:
    """One person for each role on a row, and people who must not know of it."""

    def __init__(self, row, bystanders: dict[str, Person]) -> None:
        region = row.region
        organisation = Organisation.objects.filter(pk=getattr(row, "organisation_id", None) or uuid4()).first()
        elsewhere = Organisation.objects.create(region=region, legal_name="株式会社よそ", kind="company")
        people = {
            "learner": rows.subject_of(row) or make_person(region),
            **bystanders,
            **{role: self._seat(region, organisation or elsewhere, role) for role in FIRM_ROLES},
            "other firm": self._seat(region, Organisation.objects.create(region=region, legal_name="他社"), "PA"),
        }
        if row._meta.label == "hiring.Application" and not row._state.adding:
            row.reviewers.create(partner_user=PartnerUser.objects.get(person=people["PV"]))
        self.actors = {name: actor_for(person) for name, person in people.items()}
        self.actors["SYS"] = Actor.system(region)

    @staticmethod
    def _seat(region, organisation, role):
        person = make_person(region)
        PartnerUser.objects.create(person=person, organisation=organisation, role=role)
        return person


def held(name: str, who: str) -> frozenset[str]:
    """The roles this member of the cast holds on a row of workflow `name`."""
    if who == "SYS" or who in REGION_ROLES or (who in FIRM_ROLES and name in OF_A_FIRM):
        return frozenset({who})
    return frozenset({"L"}) if who == "learner" and name in OF_A_PERSON else frozenset()


def sees(name: str, state: str, who: str) -> bool:
    """Whether this member of the cast may know that the row exists; a new stream is nobody's secret yet."""
    if who == "SYS" or state == START:
        return True
    return who in SEES[name] and not (who in FIRM_ROLES and (name, state) in CLOSED_TO_FIRMS)


def expected(name: str, state: str, action: str, who: str) -> str:
    """The key of the engine's refusal, or "" where the table lets the act through to its guards."""
    roles = held(name, who)
    if not roles or not sees(name, state, who):
        return "engine.not_visible"
    ways = [t for t in TABLES[name].transitions if t.action == action and state in t.from_states and t.roles & roles]
    if not ways:
        return "engine.illegal"
    return "engine.not_yet" if ways[0].waits else ""


def trace(row) -> list[object]:
    """Everything an act could leave behind, the audit aside."""
    model = type(row)
    stored = model._default_manager.filter(pk=row.pk).first()
    return [
        *(kept.objects.count() for kept in (Event, EventText, Command, OutboxRow)),
        list(Clock.objects.order_by("pk").values_list("pk", "due_at", "paused_since", "fired_at", "cancelled_at")),
        stored and {**model_to_dict(stored), **{column: getattr(stored, column) for column in row.FOLDED}},
        model._default_manager.count(),
    ]


def attempt(row, action, actor) -> Refusal | None:
    try:
        move(copy.copy(row), action, actor=actor, expected_version=None, idempotency_key=uuid4().hex)
    except Refusal as refusal:
        return refusal
    return None


def attempt_and_undo(row, action, actor) -> Refusal | None:
    """Take the step in a savepoint that is rolled back; a refusal by a guard leaves its audit row and no more."""
    before = trace(row)
    with undone():
        refusal = attempt(row, action, actor)
        if refusal is not None:
            assert trace(row) == before
            assert AuditEntry.objects.order_by("-pk").first().action == action
        else:
            assert Event.objects.count() > before[0]
    return refusal


def check(name: str, state: str, region, bystanders: dict[str, Person]) -> list[str]:
    """What is wrong with the answers to every actor and action in this state."""
    row = rows.row_in(name, state, region)
    actors = Cast(row, bystanders).actors
    wrong = [f"{who} holds {roles_of(a, row)}" for who, a in actors.items() if roles_of(a, row) != held(name, who)]
    known = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    audits = []
    for action in TABLES[name].actions:
        before = trace(row)
        for who, actor in actors.items():
            key = expected(name, state, action, who)
            refusal = (attempt if key else attempt_and_undo)(row, action, actor)
            said = refusal.key if refusal else ""
            if key:
                kind = "access.refused" if isinstance(refusal, NotVisible) else "transition.refused"
                audits.append((kind, actor.id, name, action, state, key))
            if said != key and (key or said in ENGINES_OWN):
                wrong.append(f"{who} {action}: {said or 'done'}, not {key or 'let through'}")
        if trace(row) != before:
            wrong.append(f"{action}: a refusal left a trace")
    found = AuditEntry.objects.filter(pk__gt=known).order_by("pk")
    if list(found.values_list("kind", "actor_id", "workflow", "action", "state", "reason_key")) != audits:
        wrong.append("the audit tells something else")
    return [f"{state or 'start'}: {fault}" for fault in wrong]


@pytest.mark.parametrize(
    ("name", "states"), [pytest.param(*place, marks=ON_POSTGRESQL, id=f"{place[0]}-{place[1][0]}") for place in PLACES]
)
def test_every_cell_of_the_table_answers_as_declared(db, name, states):
    region = make_region()
    bystanders = bystanders_of(region)
    wrong = []
    for state in states:
        with undone():
            wrong += check(name, state, region, bystanders)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TABLES)
def test_every_role_of_a_table_is_held_by_somebody_in_the_cast(db, name):
    region = make_region()
    row = rows.row_in(name, START, region)
    roles = frozenset().union(*(roles_of(actor, row) for actor in Cast(row, bystanders_of(region)).actors.values()))
    assert TABLES[name].roles - HELD_BY_NOBODY <= roles


def test_a_state_is_written_by_hand_only_where_every_way_to_it_waits():
    for name, states in rows.WRITTEN.items():
        for state in states:
            ways = [t for t in TABLES[name].transitions if state in {t.lands_in(start) for start in t.from_states}]
            assert all(way.waits or set(way.from_states) <= states for way in ways), (name, state)
