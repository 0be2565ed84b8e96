"""Ages as the law counts them, on plain dates (law.md §6): the class decides which act is open to whom."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

MINIMUM_AGE = 13
ADULT_AGE = 18


class AgeClass(models.TextChoices):
    """The rows of the table in law.md §6, most protected first."""

    UNDER_13 = "under_13", _("Under 13")
    SCHOOL_AGE = "school_age", _("Until 31 March after the 15th birthday")
    HIGH_SCHOOL = "high_school", _("Enrolled in high school")
    UNDER_18 = "under_18", _("Under 18, not in high school")
    ADULT = "adult", _("18 and over")


def birthday_in(birth: date, year: int) -> date:
    """The day on which somebody born on `birth` has their birthday in `year`; 29 February becomes 1 March."""
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`, counted by the birthday itself (M05: one day later than the statutory age)."""
    return day.year - birth.year - (day < birthday_in(birth, day.year))


def statutory_day(birth: date, years: int) -> date:
    """The day on whose end the law says `years` are reached: the day before the birthday."""
    return birthday_in(birth, birth.year + years) - timedelta(days=1)


def last_school_day(birth: date) -> date:
    """31 March on or after the day the 15th year is reached by law (労基法56条); from the next day on work is open."""
    reached = statutory_day(birth, 15)
    march = date(reached.year, 3, 31)
    return march if reached <= march else date(reached.year + 1, 3, 31)


def sees_jobs_at(birth: date, day: date) -> bool:
    """Not before 1 April after the 15th birthday (M04)."""
    return day > last_school_day(birth)


def school_year_start(day: date) -> date:
    """1 April of the school year of `day`: an answer about school given before it is out of date (M08)."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def age_band(age: int) -> str:
    """A coarse band for events and statistics; an event never carries an age or a birth date."""
    if age < 16:
        return "under_16"
    for upper, band in ((18, "16-17"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64")):
        if age < upper:
            return band
    return "65-"


def class_of(birth: date, *, in_high_school: bool, day: date) -> AgeClass:
    """The class on `day`; the first row that fits holds, so school age comes before enrolment."""
    age = age_on(birth, day)
    if age < MINIMUM_AGE:
        return AgeClass.UNDER_13
    if day <= last_school_day(birth):
        return AgeClass.SCHOOL_AGE
    if in_high_school:
        return AgeClass.HIGH_SCHOOL
    return AgeClass.UNDER_18 if age < ADULT_AGE else AgeClass.ADULT


def counts_as_high_school(birth: date, *, school_kind: str, answered_on: date | None, day: date) -> bool:
    """Whether somebody is taken for a high-school student on `day` (M02, M08).

    `school_kind` is a value of `SchoolKind`. From 15 to 18 no answer, an answer of an earlier school year, or
    "junior high school" after its end counts as enrolled; outside these ages only the answer itself counts.
    """
    if school_kind == "high_school":
        return True
    if not 15 <= age_on(birth, day) <= 18:
        return False
    out_of_date = answered_on is None or answered_on < school_year_start(day)
    return out_of_date or school_kind == "unknown" or (school_kind == "junior_high" and day > last_school_day(birth))
