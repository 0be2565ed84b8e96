"""Every declared workflow: targets exist, states are reachable, non-terminals have an exit (ENG-t2)."""

from __future__ import annotations

import pytest

from lms.ledger.registry import check_workflows, workflows
from lms.ledger.workflow import START

TABLES = [bound.workflow for bound in workflows()]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_target_and_source_is_a_declared_state(table):
    states = set(table.states.values)
    for row in table.transitions:
        assert row.to_state is None or row.to_state in states, row.id
        assert set(row.from_states) <= states | {START}, row.id
        assert row.roles, row.id


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_is_reachable(table):
    reached = {START}
    while True:
        more = {row.lands_in(state) for row in table.transitions for state in row.from_states if state in reached}
        if more <= reached:
            break
        reached |= more
    assert reached - {START} == set(table.states.values)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_that_is_not_terminal_has_an_exit(table):
    for state in set(table.states.values) - set(table.terminals):
        assert any(state in row.from_states and row.lands_in(state) != state for row in table.transitions), state


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_transition_ids_are_unique_and_short(table):
    ids = [row.id for row in table.transitions]
    assert len(ids) == len(set(ids))
    assert all(len(name) <= 12 for name in ids)


def test_every_key_of_every_table_is_bound():
    assert check_workflows() == []
