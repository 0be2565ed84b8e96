"""The rates of metrics section 6: each numerator is a subset of its denominator by construction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.reports.quantity import Span, Unit

from . import hiring, learning
from .model import Definition, Distinct, Entries, Hit, HitsOf, Total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.utils.functional import _StrPromise


def _both(first: HitsOf, second: HitsOf) -> HitsOf:
    """One hit per person who has both, on the day when both are true ('the fact exists by that day')."""

    def hits(entries: Entries) -> Iterable[Hit]:
        starts = [min((hit.day for hit in part(entries)), default=None) for part in (first, second)]
        days = [day for day in starts if day is not None]
        if entries and len(days) == len(starts):
            who = entries[0].who
            yield Hit(who, (who,), max(days))

    return hits


@dataclass(frozen=True, slots=True)
class RateDefinition:
    """A rate: its label, the part it counts and the number of the catalogue it is a share of."""

    code: str
    label: _StrPromise
    part: Definition
    whole: str
    rule: _StrPromise
    version: str = "1.0"


def _persons(code: str, label: _StrPromise, whole: str, first: HitsOf, second: HitsOf, *reads: str) -> RateDefinition:
    rule = _(
        "Share of the different persons counted from the beginning to the day; only who is in the "
        "denominator can be in the numerator."
    )
    part = Definition(f"{code}.n", label, Unit.PERSONS, Distinct(_both(first, second)), frozenset(reads), rule)
    return RateDefinition(code, label, part, whole, rule)


def _completed() -> RateDefinition:
    rule = _(
        "Share of the started pairs of person and course that were completed, counted from the beginning to the day."
    )
    label = _("Completion rate")
    reads = frozenset({learning.STARTED, learning.COMPLETED})
    part = Definition(
        "r.complete.n",
        label,
        Unit.THINGS,
        Total(learning.completed_starts),
        reads,
        rule,
        breakdowns=(("course",),),
    )
    return RateDefinition("r.complete", label, part, "STA-K", rule)


_APPLIED, _WORK = hiring.SUBMITTED, (hiring.BEGAN, hiring.OVER)
RATES = (
    _completed(),
    _persons(
        "r.apply",
        _("Application rate"),
        "QUA-P",
        learning.qualified_days,
        hiring.applications,
        learning.MET,
        learning.LOST,
        _APPLIED,
    ),
    _persons(
        "r.emp",
        _("Applicants who were hired (employment)"),
        "APP-P",
        hiring.applications,
        hiring.employments,
        _APPLIED,
        *_WORK,
    ),
    _persons(
        "r.out",
        _("Applicants who work (business outsourcing)"),
        "APP-P",
        hiring.applications,
        hiring.outsourcings,
        _APPLIED,
        *_WORK,
    ),
    _persons(
        "r.wrk",
        _("Applicants hired or in work (employment or business outsourcing)"),
        "APP-P",
        hiring.applications,
        hiring.works,
        _APPLIED,
        *_WORK,
    ),
)


STEPS: tuple[tuple[str, HitsOf], ...] = (
    ("PAR-P", learning.participants),
    ("CMP-P", learning.completions),
    ("QUA-P", learning.qualified_days),
    ("APP-P", hiring.applications),
    ("INT-P", hiring.interviews),
    ("TRI-P", hiring.work_trials),
    ("WRK-P", hiring.works),
)


def step_code(first: str, second: str) -> str:
    """The code under which persons of two neighbouring steps are kept."""
    return f"{first[:3]}.{second[:3]}"


def _step(first: tuple[str, HitsOf], second: tuple[str, HitsOf]) -> Definition:
    """Persons who reached this step and the one before it (MX-31)."""
    label = _("Persons of the step who reached the step before it too")
    reads = learning.READS | hiring.READS
    return Definition(
        step_code(first[0], second[0]), label, Unit.PERSONS, Distinct(_both(first[1], second[1])), reads, label
    )


STEP_PARTS = tuple(_step(first, second) for first, second in pairwise(STEPS))


def since_the_beginning(as_of: date) -> Span:
    """Rates are read from the start of the programme to a day (MX-30)."""
    return Span(end=as_of)
