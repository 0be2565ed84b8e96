"""Small counts: the worked tables, and a brute-force search for what a hidden cell can still be."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.reports.suppression import Counts, hide


def table(*rows: tuple[int, ...]) -> Counts:
    return Counts(
        inner=rows,
        row_totals=[sum(row) for row in rows],
        column_totals=[sum(column) for column in zip(*rows, strict=True)],
        grand=sum(map(sum, rows)),
    )


def test_the_hidden_3_takes_three_others_with_it() -> None:
    hidden = hide(table((3, 14, 12), (22, 19, 11), (31, 15, 12)), 10)
    assert hidden.cells == {(0, 0), (0, 2), (1, 0), (1, 2)}


def test_the_second_vector_hides_exactly_these_cells() -> None:
    rows = ((12, 14, 0), (22, 19, 11), (31, 15, 12), (24, 10, 13), (17, 3, 10), (10, 12, 16))
    hidden = hide(table(*rows), 10)
    named_from_one = {(row + 1, column + 1) for row, column in hidden.cells}
    assert named_from_one == {(2, 2), (2, 3), (4, 2), (4, 3), (5, 2), (5, 3)}


def test_one_line_hides_the_small_cell_and_the_next_one() -> None:
    hidden = hide(Counts(inner=[[4, 12, 0, 15]], row_totals=[31]), 10)
    assert hidden.cells == {(0, 0), (0, 1)}


def test_a_table_of_large_numbers_hides_nothing() -> None:
    assert not hide(table((10, 20), (30, 0)), 10).cells


def test_for_the_exact_audience_nothing_is_hidden() -> None:
    assert not hide(table((1, 2), (3, 4)), 1).cells


def test_a_line_in_which_everybody_answered_the_same_has_no_breakdown() -> None:
    counts = Counts(inner=((0, 40, 0), (12, 15, 20)), row_totals=(40, 47), voluntary="columns")
    hidden = hide(counts, 10)
    assert hidden.no_breakdown == {0}
    assert {(0, 0), (0, 1), (0, 2)} <= hidden.cells


def test_months_of_distinct_persons_are_lines_too_though_they_do_not_sum() -> None:
    hidden = hide(Counts(inner=[[30, 4, 25]], row_totals=[41], sums=False), 10)
    assert hidden.cells == {(0, 1), (0, 2)}


def test_a_table_of_twenty_by_ten_is_quick() -> None:
    rows = tuple(tuple((r * 7 + c * 13) % 31 for c in range(10)) for r in range(20))
    begin = time.process_time()
    hide(table(*rows), 10)
    assert time.process_time() - begin < 2.0


def possible_values(
    counts: Counts, hidden: frozenset[tuple[int, int]], at_most: int
) -> dict[tuple[int, int], set[int]]:
    """Every value each hidden cell can have, found by trying all tables of small numbers that print the same."""
    rows, columns = counts.shape
    inner = [(r, c) for r in range(rows) for c in range(columns)]
    free = [place for place in inner if place in hidden]
    found: dict[tuple[int, int], set[int]] = {place: set() for place in hidden}
    for guess in product(range(at_most + 1), repeat=len(free)):
        values = {place: counts.value(place) or 0 for place in inner} | dict(zip(free, guess, strict=True))
        row_sums = [sum(values[r, c] for c in range(columns)) for r in range(rows)]
        column_sums = [sum(values[r, c] for r in range(rows)) for c in range(columns)]
        sums = {(r, columns): row_sums[r] for r in range(rows)} | {(rows, c): column_sums[c] for c in range(columns)}
        sums[rows, columns] = sum(row_sums)
        if all(place in hidden or counts.value(place) == value for place, value in sums.items()):
            for place in hidden:
                found[place].add((values | sums)[place])
    return found


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 2).flatmap(
        lambda rows: st.lists(st.tuples(*[st.integers(0, 9)] * 2), min_size=rows, max_size=rows),
    )
)
def test_no_hidden_cell_can_be_worked_out(rows: list[tuple[int, int]]) -> None:
    counts, k = table(*rows), 3
    hidden = hide(counts, k)
    if hidden.whole or not hidden.cells:
        return
    for values in possible_values(counts, hidden.cells, at_most=12).values():
        assert len(values) >= k


@pytest.mark.parametrize("k", [3, 5, 10])
@given(rows=st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_small_count_is_printed_and_no_line_lets_one_be_subtracted(k: int, rows: list[tuple[int, int, int]]) -> None:
    counts = table(*rows)
    hidden = hide(counts, k)
    for place in counts.places():
        assert place in hidden.cells or not 0 < (counts.value(place) or 0) < k
    for cells, total in counts.lines():
        inner = [place for place in cells if place in hidden.cells]
        assert len(inner) + (total in hidden.cells) != 1
        if inner and total not in hidden.cells and not hidden.whole:
            assert sum(counts.value(place) or 0 for place in inner) >= k
