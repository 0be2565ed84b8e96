"""Units, qualifiers and rates: what may be added or divided, and how it is printed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reports.definitions import CATALOGUE
from lms.reports.quantity import Amount, Kind, Quantity, Rate, Refused, Span, Unit, percent, rate, ratio, total

DAY = date(2026, 3, 31)


def quantity(literal: str, unit: Unit = Unit.PERSONS, as_of: date | None = DAY) -> Quantity:
    return Quantity(Amount.parse(literal), unit, Kind.TOTAL, as_of)


@pytest.mark.parametrize(
    ("literal", "unit", "text"),
    [
        ("36", Unit.PERSONS, "36人"),
        ("107", Unit.TIMES, "107回"),
        ("2405", Unit.TIMES, "2,405回"),
        ("40+", Unit.PERSONS, "40人以上"),
        ("1..2", Unit.PERSONS, "1〜2人"),
        ("~30", Unit.ORGANISATIONS, "約30社"),
        ("若干名", Unit.PERSONS, "若干名"),
        ("未定", Unit.PERSONS, "未定"),
    ],
)
def test_an_amount_is_printed_as_its_source_states_it(literal: str, unit: Unit, text: str) -> None:
    assert quantity(literal, unit).text == text
    assert Amount.parse(literal).literal == literal


def test_a_claim_without_a_day_says_so() -> None:
    assert quantity("~30", Unit.ORGANISATIONS, as_of=None).text == "約30社（時点不明）"


@pytest.mark.parametrize("literal", ["", "-3", "2..1", "40++", "~", "3x"])
def test_what_is_no_amount_is_refused(literal: str) -> None:
    with pytest.raises(ValueError, match=r"amount|upside"):
        Amount.parse(literal)


@pytest.mark.parametrize(
    ("parts", "literal"),
    [
        (["5", "23"], "28"),
        (["3+", "6"], "9+"),
        (["3+", "6+"], "9+"),
        (["1..2", "1..2"], "2..4"),
        (["1..2", "3"], "4..5"),
        (["5+", "1..2"], "6+"),
        (["~4", "3"], "~7"),
        (["~4", "3+"], "~7"),
        (["10", "18", "若干名"], "28＋若干名"),
        (["28", "?"], "28＋（記載なし1件）"),
        (["3", "若干名", "?"], "3＋若干名＋（記載なし1件）"),
    ],
)
def test_sums_keep_every_doubt(parts: list[str], literal: str) -> None:
    for order in (parts, parts[::-1]):
        added = total([quantity(part) for part in order])
        assert isinstance(added, Quantity)
        assert added.amount.literal == literal


def test_40_or_more_and_3_are_43_or_more() -> None:
    assert total([quantity("40+"), quantity("3")]).text == "43人以上"


@pytest.mark.parametrize("first", list(CATALOGUE), ids=lambda row: row.code)
def test_no_two_numbers_of_different_units_are_added_or_divided(first: object) -> None:
    reasons = {
        (Unit.PERSONS, Unit.TIMES): "—（人数と回数は割り算できません）",
        (Unit.THINGS, Unit.PERSONS): "—（件数と人数は割り算できません）",
    }
    for second in CATALOGUE:
        if first.unit is second.unit:
            continue
        one, two = quantity("4", first.unit), quantity("2", second.unit)
        assert total([one, two]).text == "—（単位の異なる数は合計できません）"
        assert ratio(one, two).text == reasons.get((first.unit, second.unit), "—（単位の異なる数は割り算できません）")


def test_numbers_of_different_periods_are_not_divided() -> None:
    year = Quantity(Amount(3), Unit.PERSONS, Kind.DISTINCT, DAY, period=Span(DAY, date(2025, 4, 1)))
    assert ratio(year, quantity("9")).text == "—（対象期間が異なる数どうしは割り算できません）"


def test_a_rate_of_nobody_says_so_and_a_part_larger_than_the_whole_is_an_error() -> None:
    assert rate(0, 0).text == "—（対象者がいません）"
    with pytest.raises(ValueError, match="subset"):
        rate(4, 3)


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(9, 18, "50.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 16, "6.3%")]
)
def test_a_rate_has_one_decimal_half_up(part: int, whole: int, text: str) -> None:
    assert rate(part, whole).text == text


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_rate_lies_between_0_and_100(part: int, whole: int) -> None:
    share = rate(min(part, whole), whole)
    assert isinstance(share, Rate)
    assert not isinstance(share, Refused)
    assert 0 <= percent(share.numerator, share.denominator) <= 100
