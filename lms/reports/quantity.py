"""What a printed number is: an amount as stated, its unit and day, and the refusal to mix units (metrics
MX-01 to MX-05, 9.1)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime


class Unit(enum.StrEnum):
    """The closed list of MX-01; the values are the identifiers used in files and exports."""

    PERSONS = "人"
    TIMES = "回"
    THINGS = "件"
    ORGANISATIONS = "社"
    PERCENT = "%"
    DAYS = "日"


PATTERNS = {
    Unit.PERSONS: gettext_noop("%(n)s persons"),
    Unit.TIMES: gettext_noop("%(n)s times"),
    Unit.THINGS: gettext_noop("%(n)s cases"),
    Unit.ORGANISATIONS: gettext_noop("%(n)s companies"),
    Unit.DAYS: gettext_noop("%(n)s days"),
}


class Kind(enum.StrEnum):
    """How a number is made: distinct persons of a period, a running total, or the state at a day."""

    DISTINCT = "distinct"
    TOTAL = "total"
    STOCK = "stock"


class Qualifier(enum.StrEnum):
    """How sure a source is of its number (metrics 9.1)."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    RANGE = "range"
    ABOUT = "about"
    TEXT = "text"
    NOT_STATED = "not_stated"


_LITERAL = re.compile(r"(?P<about>~)?(?P<low>\d+)(?:(?P<more>\+)|\.\.(?P<high>\d+))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as its source states it: bounds, words that are no number, and how many parts were not
    stated at all."""

    low: int | None = 0
    high: int | None = None
    about: bool = False
    more: bool = False
    words: tuple[str, ...] = ()
    unstated: int = 0

    @classmethod
    def parse(cls, literal: str | int) -> Amount:
        """Read `36`, `40+`, `1..2`, `~30`, words (some persons, undecided) or `?`; ValueError when empty
        or upside down."""
        text = str(literal).strip()
        if text == "?":
            return cls(low=None, unstated=1)
        match = _LITERAL.fullmatch(text)
        if match is None:
            if not text or text[0].isdigit() or text[0] in "~+-":
                raise ValueError(f"not an amount: {literal!r}")
            return cls(low=None, words=(text,))
        low = int(match["low"])
        high = int(match["high"]) if match["high"] else None
        if high is not None and high < low:
            raise ValueError(f"range upside down: {literal!r}")
        return cls(low=low, high=high, about=bool(match["about"]), more=bool(match["more"]))

    @property
    def qualifier(self) -> Qualifier:
        """The strongest doubt about this amount, in the order of the table of metrics 9.1."""
        if self.words:
            return Qualifier.TEXT
        if self.unstated:
            return Qualifier.NOT_STATED
        if self.about:
            return Qualifier.ABOUT
        if self.more:
            return Qualifier.AT_LEAST
        return Qualifier.EXACT if self.high is None else Qualifier.RANGE

    @property
    def exact(self) -> int | None:
        """The number itself, only when the source states exactly one."""
        return self.low if self.qualifier is Qualifier.EXACT else None

    def __add__(self, other: Amount) -> Amount:
        """Add by the table of metrics 9.1: bounds add up, doubts stay, words are appended."""
        low: int | None
        if self.low is None or other.low is None:
            low = self.low if other.low is None else other.low
        else:
            low = self.low + other.low
        more, about = self.more or other.more, self.about or other.about
        high = None
        if low is not None and not more and not about and (self.high is not None or other.high is not None):
            high = _upper(self) + _upper(other)
        words, unstated = self.words + other.words, self.unstated + other.unstated
        return Amount(low, high, about, more and not about, words, unstated)

    @property
    def literal(self) -> str:
        """The form used in files and compared in tests: `36`, `40+`, `1..2`, `~30`, a number followed by
        its words."""
        if self.low is None:
            return self._joined("")
        if self.high is not None:
            return self._joined(f"{self.low}..{self.high}")
        return self._joined(f"{'~' if self.about else ''}{self.low}{'+' if self.more else ''}")

    def text(self, unit: Unit, *, companies: bool = True) -> str:
        """The form printed in a cell, with its unit."""
        if self.low is None and not self.words:
            return _("unknown (%(n)s not stated)") % {"n": self.unstated}
        number = ""
        if self.low is not None:
            digits = f"{self.low:,}"
            if self.high is not None:
                digits = _("%(low)s to %(high)s") % {"low": digits, "high": f"{self.high:,}"}
            number = with_unit(digits, unit, companies=companies)
            if self.about:
                number = _("about %(quantity)s") % {"quantity": number}
            elif self.more:
                number = _("%(quantity)s or more") % {"quantity": number}
        return self._joined(number)

    def _joined(self, number: str) -> str:
        parts = [number] if number else []
        parts.extend(self.words)
        if self.unstated:
            parts.append(_("(%(n)s not stated)") % {"n": self.unstated} if parts else "?")
        return "＋".join(parts)


def _upper(amount: Amount) -> int:
    return (amount.low or 0) if amount.high is None else amount.high


def with_unit(digits: str, unit: Unit, *, companies: bool = True) -> str:
    """Digits and unit without a break between them; organisations that are no companies are counted as
    bodies."""
    if unit is Unit.PERCENT:
        return f"{digits}%"
    if unit is Unit.ORGANISATIONS and not companies:
        return _("%(n)s bodies") % {"n": digits}
    return _(PATTERNS[unit]) % {"n": digits}


@dataclass(frozen=True, slots=True)
class Span:
    """The days a number speaks of: both ends included; no start means 'since the beginning' (a running
    total)."""

    end: date
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure with everything its reader must be able to ask (MX-03). `as_of` empty = the source gives
    no day."""

    amount: Amount
    unit: Unit
    kind: Kind
    as_of: date | None
    known_at: date | datetime | None = None
    version: str = "1.0"
    missing: int = 0
    period: Span | None = field(default=None, compare=False)
    companies: bool = True

    @property
    def value(self) -> int | None:
        """The exact number, or None where the source states none."""
        return self.amount.exact

    @property
    def text(self) -> str:
        """What the cell prints."""
        text = self.amount.text(self.unit, companies=self.companies)
        if self.as_of is None:
            text = _("%(quantity)s (date unknown)") % {"quantity": text}
        return text


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that would be wrong to print; the cell carries the reason instead."""

    reason: str

    @property
    def text(self) -> str:
        """The dash with its reason."""
        return _("— (%(reason)s)") % {"reason": self.reason}


@dataclass(frozen=True, slots=True)
class Rate:
    """A share whose numerator is a subset of its denominator (MX-05); only the rates of metrics section 6
    make one."""

    numerator: int
    denominator: int

    @property
    def text(self) -> str:
        """One decimal, half up."""
        return f"{percent(self.numerator, self.denominator)}%"


def percent(numerator: int, denominator: int) -> Decimal:
    """Numerator in per cent of the denominator, one decimal, half up; the denominator is not 0."""
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def rate(numerator: int, denominator: int) -> Rate | Refused:
    """A rate, or the reason why there is none: nobody could have been counted."""
    if denominator == 0:
        return Refused(_("nobody to count"))
    if not 0 <= numerator <= denominator:
        raise ValueError("the numerator of a rate is a subset of its denominator")
    return Rate(numerator, denominator)


def total(quantities: Iterable[Quantity]) -> Quantity | Refused:
    """Sum by metrics 9.1; different units are refused with the text of MX-04. ValueError for an empty
    list."""
    parts = list(quantities)
    if not parts:
        raise ValueError("nothing to add")
    if len({part.unit for part in parts}) > 1:
        return Refused(_("numbers of different units cannot be added"))
    amount = parts[0].amount
    for part in parts[1:]:
        amount = amount + part.amount
    days = [part.as_of for part in parts]
    as_of = None if None in days else max(day for day in days if day is not None)
    return replace(parts[0], amount=amount, as_of=as_of, missing=sum(part.missing for part in parts))


def refuse_ratio(numerator: Quantity, denominator: Quantity) -> Refused | None:
    """The reason why two figures may not be divided (MX-04, MX-30), or None when units and periods agree."""
    units = (numerator.unit, denominator.unit)
    if units == (Unit.PERSONS, Unit.TIMES):
        return Refused(_("persons and times cannot be divided"))
    if units == (Unit.THINGS, Unit.PERSONS):
        return Refused(_("cases and persons cannot be divided"))
    if numerator.unit is not denominator.unit:
        return Refused(_("numbers of different units cannot be divided"))
    if (numerator.period, numerator.as_of) != (denominator.period, denominator.as_of):
        return Refused(_("numbers of different periods cannot be divided"))
    return None


def ratio(numerator: Quantity, denominator: Quantity) -> Refused:
    """Every free division is refused (MX-05): the rates of section 6 are made from the facts, never from
    two cells."""
    return refuse_ratio(numerator, denominator) or Refused(_("not one of the rates of this report"))
