"""Rows of every hiring workflow fold again from their events (ENG-t5); the cells are tests/architecture's."""

from __future__ import annotations

from uuid import uuid4

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.states import WORKFLOWS
from lms.ledger.projections import rebuild_all
from tests.hiring import factories
from tests.hiring.factories import Firm, apply, make_learner, step


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
