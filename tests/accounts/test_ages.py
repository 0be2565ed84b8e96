"""Ages around birthdays, 29 February and 31 March (law.md §6, M02, M05, M08)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.ages import (
    AgeClass,
    age_band,
    age_on,
    birthday_in,
    class_of,
    counts_as_high_school,
    last_school_day,
    school_year_start,
    statutory_day,
)

births = st.dates(date(1940, 1, 1), date(2020, 12, 31))


@given(births, st.integers(0, 90))
def test_an_age_is_reached_on_the_birthday_and_not_the_day_before(birth, years):
    birthday = birthday_in(birth, birth.year + years)
    assert age_on(birth, birthday) == years
    assert age_on(birth, birthday - timedelta(days=1)) == years - 1


@given(births, st.integers(1, 90))
def test_the_statutory_age_comes_one_day_before_the_birthday(birth, years):
    assert statutory_day(birth, years) + timedelta(days=1) == birthday_in(birth, birth.year + years)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2008, 3, 31), date(2026, 3, 30), 17),
        (date(2008, 3, 31), date(2026, 3, 31), 18),
        (date(2008, 4, 1), date(2026, 3, 31), 17),
        (date(2008, 4, 1), date(2026, 4, 1), 18),
    ],
)
def test_ages_around_leap_day_and_the_end_of_march(birth, day, age):
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("birth", "last"),
    [
        # Born on 1 April: 15 by law on 31 March, so that very day is the last one, not a year later.
        (date(2010, 4, 1), date(2025, 3, 31)),
        (date(2010, 4, 2), date(2026, 3, 31)),
        (date(2010, 3, 31), date(2025, 3, 31)),
        (date(2010, 12, 24), date(2026, 3, 31)),
        (date(2012, 2, 29), date(2027, 3, 31)),
    ],
)
def test_school_age_ends_on_31_march_after_the_15th_year(birth, last):
    assert last_school_day(birth) == last
    assert class_of(birth, in_high_school=False, day=last) == AgeClass.SCHOOL_AGE
    assert class_of(birth, in_high_school=False, day=last + timedelta(days=1)) == AgeClass.UNDER_18


@given(births)
def test_school_age_ends_on_a_31_march_at_14_or_15_never_later(birth):
    last = last_school_day(birth)
    assert (last.month, last.day) == (3, 31)
    assert 14 <= age_on(birth, last) <= 15
    assert statutory_day(birth, 15) <= last < statutory_day(birth, 16)


@given(births, st.booleans(), st.integers(0, 30 * 365))
def test_classes_only_ever_grow_older(birth, in_high_school, days):
    order = list(AgeClass)
    day = birth + timedelta(days=days)
    today = class_of(birth, in_high_school=in_high_school, day=day)
    tomorrow = class_of(birth, in_high_school=in_high_school, day=day + timedelta(days=1))
    assert order.index(today) <= order.index(tomorrow)


def test_a_high_school_student_of_any_age_stays_one():
    assert class_of(date(1990, 5, 5), in_high_school=True, day=date(2026, 11, 20)) == AgeClass.HIGH_SCHOOL


@pytest.mark.parametrize("years", range(14, 20))
@pytest.mark.parametrize("shift", [-1, 0, 1])
@pytest.mark.parametrize("kind", ["none", "junior_high", "high_school", "university", "unknown"])
def test_unknown_counts_as_enrolled_from_15_to_18(years, shift, kind):
    birth = date(2008, 6, 15)
    day = birthday_in(birth, birth.year + years) + timedelta(days=shift)
    taken = counts_as_high_school(birth, school_kind=kind, answered_on=day, day=day)
    in_window = 15 <= age_on(birth, day) <= 18
    after_school = day > last_school_day(birth)
    expected = kind == "high_school" or (in_window and (kind == "unknown" or (kind == "junior_high" and after_school)))
    assert taken is expected


def test_an_answer_of_last_school_year_counts_as_none_for_a_17_year_old():
    birth = date(2009, 1, 10)
    answered = date(2026, 3, 31)
    assert not counts_as_high_school(birth, school_kind="none", answered_on=answered, day=date(2026, 3, 31))
    assert counts_as_high_school(birth, school_kind="none", answered_on=answered, day=date(2026, 4, 1))


def test_an_old_answer_of_an_adult_still_holds():
    assert not counts_as_high_school(
        date(1980, 1, 1), school_kind="none", answered_on=date(2020, 1, 1), day=date(2026, 4, 1)
    )


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_the_school_year_starts_on_the_last_1_april(day):
    start = school_year_start(day)
    assert (start.month, start.day) == (4, 1)
    assert timedelta(0) <= day - start < timedelta(days=366)


@given(st.integers(0, 110))
def test_an_age_band_tells_no_age(age):
    assert age_band(age) in {"under_16", "16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-"}
