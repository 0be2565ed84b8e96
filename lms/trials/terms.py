"""The terms of a trial per kind as one declared table, and every refusal of law.md §7 over them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lms.partners.terms import Field, Item, Problem, paydates
from lms.partners.terms.fields import NO, YES, is_blank, yes_no
from lms.partners.terms.outsourcing import HOURLY
from lms.partners.wording import unfair_words
from lms.trials.states import LIGHT_KINDS, TrialKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TASK_ROWS = 5
MOST_CRITERIA = 10
# Days from first to last, both included; hours only where the kind is limited by them (workflows.md §9, caps).
CAP_DAYS = {TrialKind.EXPERIENCE: 5, TrialKind.OUTSOURCING: 30}
CAP_HOURS = {TrialKind.EXPERIENCE: 20}
MAY_BE_UNPAID = LIGHT_KINDS | {TrialKind.EXPERIENCE, TrialKind.INTERNSHIP}

PAY_METHODS = (("bank", _("Bank transfer")), ("cash", _("Cash")), ("other", _("Another way")))
REORDERED = ("reordered", frozenset({YES}))
IF_NONE = _("Write “none” if nothing is set.")

WHEN = Item(
    key="trial.when",
    title=_("Days of the trial"),
    fields=(
        Field(name="starts_on", label=_("First day"), kind="date"),
        Field(name="ends_on", label=_("Last day"), kind="date"),
    ),
)
CONTACT = Item(
    key="trial.contact",
    title=_("Whom to turn to"),
    fields=(Field(name="contact", label=_("Person in charge and how to reach them")),),
)

EXPERIENCE: tuple[Item, ...] = (
    Item(
        key="trial.experience",
        title=_("What one tries"),
        fields=(
            Field(name="duties", label=_("What one tries"), kind="long"),
            Field(name="place", label=_("Place")),
            Field(name="work_time", label=_("Time of day")),
        ),
    ),
    WHEN,
    Item(
        key="trial.pay",
        title=_("Pay"),
        fields=(
            Field(name="pay", label=_("Pay (yen)"), kind="number", help=_("An experience programme is unpaid: 0.")),
            Field(
                name="deliverable",
                label=_("What is handed over"),
                required=False,
                help=_("Leave this empty: results of unpaid experience may not be used."),
            ),
        ),
    ),
    Item(
        key="trial.insurance",
        title=_("Insurance"),
        fields=(Field(name="insurance", label=_("Insurance for accidents and damage")),),
    ),
    CONTACT,
)

OUTSOURCING: tuple[Item, ...] = (
    Item(
        key="out.orderer",
        title=_("Orderer"),
        fields=(
            Field(name="orderer_name", label=_("Legal name of the orderer")),
            Field(name="orderer_address", label=_("Address of the orderer")),
            Field(name="orderer_phone", label=_("Phone of the orderer")),
            Field(name="order_date", label=_("Date of the order"), kind="date"),
        ),
    ),
    Item(
        key="out.work",
        title=_("The work"),
        fields=(
            Field(name="work_content", label=_("What is to be done"), kind="long"),
            Field(name="deliverable", label=_("What is handed over")),
            Field(name="rights", label=_("Rights in it")),
        ),
    ),
    WHEN,
    Item(
        key="out.place_time",
        title=_("Place and time"),
        fields=(
            Field(name="place", label=_("Place"), help=IF_NONE),
            Field(name="work_time", label=_("Time of day"), help=IF_NONE),
        ),
    ),
    Item(
        key="out.receipt",
        title=_("Receipt"),
        fields=(
            Field(name="receipt_date", label=_("Date of receipt"), kind="date"),
            Field(name="receipt_place", label=_("Place of receipt")),
            Field(name="inspection_end", label=_("Inspection ends on (if there is one)"), kind="date", required=False),
        ),
    ),
    Item(
        key="out.fee",
        title=_("Fee"),
        fields=(
            Field(name="fee_amount", label=_("Amount (yen)"), kind="number", required=False),
            Field(name="fee_formula", label=_("How it is computed (if no amount)"), required=False),
            Field(
                name="fee_tax",
                label=_("Consumption tax"),
                kind="choice",
                choices=(("included", _("Tax included")), ("added", _("Tax added"))),
            ),
            Field(name="fee_expenses", label=_("Who pays expenses")),
        ),
    ),
    Item(
        key="out.pay_date",
        title=_("Payment"),
        fields=(
            Field(name="pay_date", label=_("Pay date"), kind="date", help=_("At most 60 days from receipt.")),
            Field(name="pay_method", label=_("Way of payment"), kind="choice", choices=PAY_METHODS),
            Field(
                name="pay_method_detail",
                label=_("Details of the payment"),
                when=("pay_method", frozenset({"other"})),
            ),
            yes_no("reordered", _("Is this work that another firm ordered from you?")),
            Field(name="first_orderer", label=_("Name of the first orderer"), when=REORDERED),
            Field(name="first_pay_date", label=_("Day on which the first orderer pays"), kind="date", when=REORDERED),
        ),
    ),
    Item(
        key="out.end",
        title=_("Ending"),
        fields=(
            Field(name="end_conditions", label=_("When the contract can be ended")),
            Field(name="no_renewal_conditions", label=_("When it is not renewed")),
            Field(name="decision_day", label=_("Day on which you decide about going on"), kind="date"),
        ),
    ),
    CONTACT,
)

TABLES: dict[str, tuple[Item, ...]] = {TrialKind.EXPERIENCE: EXPERIENCE, TrialKind.OUTSOURCING: OUTSOURCING}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, when it counts as done, and the hours agreed for it."""

    title: str
    done_when: str
    hours: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the firm wrote, read into values; `values` as JSON (dates ISO)."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    criteria: tuple[str, ...] = ()
    seven_acts: bool = False

    def day(self, name: str) -> date | None:
        """A date field, or None."""
        raw = self.values.get(name)
        return date.fromisoformat(raw) if raw else None

    @property
    def days(self) -> int:
        """Days from first to last, both included; 0 while one is missing."""
        first, last = self.day("starts_on"), self.day("ends_on")
        return (last - first).days + 1 if first and last else 0

    @property
    def hours(self) -> int:
        """Hours agreed over all tasks."""
        return sum(task.hours or 0 for task in self.tasks)

    def as_json(self) -> dict[str, Any]:
        """What a frozen paper keeps."""
        return {
            "kind": str(self.kind),
            "values": self.values,
            "tasks": [{"title": t.title, "done_when": t.done_when, "hours": t.hours} for t in self.tasks],
            "criteria": [{"key": f"c{n}", "text": text} for n, text in enumerate(self.criteria, start=1)],
            "seven_acts": self.seven_acts,
        }


def fields_of(kind: str) -> list[Field]:
    """Every field of a kind in the order of the form. Raises KeyError for a kind that does not work yet."""
    return [found for item in TABLES[kind] for found in item.fields]


def _value(spec: Field, raw: Any) -> Any:
    if is_blank(raw):
        return None
    if spec.kind == "choice":
        return raw if raw in dict(spec.choices) else None
    try:
        if spec.kind == "number":
            return int(raw) if int(raw) >= 0 else None
        return date.fromisoformat(str(raw)).isoformat() if spec.kind == "date" else str(raw).strip()
    except ValueError:
        return None


def read(kind: str, data: Mapping[str, Any]) -> Terms:
    """The data of TRI-2 as values: the fields of the kind, `tasks` [{title, done_when, hours}], `criteria` [text]."""
    values: dict[str, Any] = {}
    for spec in fields_of(kind):
        values[spec.name] = _value(spec, data.get(spec.name)) if spec.applies(values) else None
    return Terms(
        kind=kind,
        values=values,
        tasks=tuple(_task(row) for row in data.get("tasks") or [] if any(not is_blank(v) for v in row.values())),
        criteria=tuple(str(text).strip() for text in data.get("criteria") or [] if not is_blank(text)),
        seven_acts=bool(data.get("seven_acts")),
    )


def _task(row: Mapping[str, Any]) -> Task:
    try:
        hours = int(row.get("hours") or 0) or None
    except ValueError:
        hours = None
    hours = hours if hours and hours > 0 else None
    return Task(str(row.get("title") or "").strip(), str(row.get("done_when") or "").strip(), hours)


def over_cap(terms: Terms, *, days_before: int = 0) -> bool:
    """Whether the days go over the cap of the kind; for outsourcing those of earlier trials at the firm count on."""
    before = days_before if terms.kind == TrialKind.OUTSOURCING else 0
    return terms.days + before > CAP_DAYS[TrialKind(terms.kind)]


def problems(terms: Terms, *, today: date, seeker_contact: str) -> list[Problem]:
    """Everything that keeps the papers from being made, in the order of the form; empty when they are lawful."""
    found = [*_blanks(terms), *_dates(terms, today), *_work(terms)]
    found += _experience(terms) if terms.kind == TrialKind.EXPERIENCE else _outsourcing(terms)
    if not seeker_contact:
        found.append(Problem("contact", "job.contact"))
    return found


def _blanks(terms: Terms) -> Iterator[Problem]:
    """Any blank of the notice of terms names the item (フリーランス法3条); the other kinds mark the field."""
    for spec in fields_of(terms.kind):
        if not spec.required or not spec.applies(terms.values) or terms.values[spec.name] is not None:
            continue
        if terms.kind == TrialKind.OUTSOURCING:
            yield Problem(spec.name, "trial.blank", {"item": spec.label})
        else:
            yield Problem(spec.name, "trial.required")


def _dates(terms: Terms, today: date) -> Iterator[Problem]:
    first, last = terms.day("starts_on"), terms.day("ends_on")
    if first and first < today:
        yield Problem("starts_on", "trial.starts_on")
    if first and last and last < first:
        yield Problem("ends_on", "trial.ends_on")


def _work(terms: Terms) -> Iterator[Problem]:
    if not terms.tasks or any(not (t.title and t.done_when and t.hours) for t in terms.tasks):
        yield Problem("tasks", "trial.tasks")
    if not terms.criteria or len(terms.criteria) > MOST_CRITERIA:
        yield Problem("criteria", "trial.criteria")
    for word in unfair_words(*terms.criteria)[:1]:
        yield Problem("criteria", "R02", {"example": word})


def _experience(terms: Terms) -> Iterator[Problem]:
    if terms.values["deliverable"]:
        yield Problem("deliverable", "trial.deliverable")
    if terms.values["pay"]:
        yield Problem("pay", "trial.unpaid_only")
    if terms.hours > CAP_HOURS[TrialKind.EXPERIENCE]:
        yield Problem("tasks", "trial.hours_cap")


def _outsourcing(terms: Terms) -> Iterator[Problem]:
    amount, formula = terms.values["fee_amount"], terms.values["fee_formula"]
    if amount is None and not formula:
        yield Problem("fee_amount", "trial.blank", {"item": _("Amount (yen)")})
    elif amount == 0:
        yield Problem("fee_amount", "trial.pay_needed")
    if formula and any(word in formula for word in HOURLY):
        yield Problem("fee_formula", "out.fee.hourly")
    yield from _pay_date(terms)
    if not terms.seven_acts:
        yield Problem("seven_acts", "trial.seven_acts")


def _pay_date(terms: Terms) -> Iterator[Problem]:
    receipt, pay, first = terms.day("receipt_date"), terms.day("pay_date"), terms.day("first_pay_date")
    starts, decision = terms.day("starts_on"), terms.day("decision_day")
    if receipt and starts and receipt < starts:
        yield Problem("receipt_date", "trial.receipt_date")
    if decision and starts and decision < starts:
        yield Problem("decision_day", "trial.receipt_date")
    if terms.values["reordered"] == YES and first and pay:
        if not paydates.reordered_paid_in_time(first, pay):
            yield Problem("pay_date", "out.pay_date.2")
    elif terms.values["reordered"] in {NO, None} and receipt and pay and not paydates.paid_in_time(receipt, pay):
        yield Problem("pay_date", "out.pay_date")


def shown(kind: str, values: Mapping[str, Any]) -> list[tuple[Item, list[tuple[Field, Any]]]]:
    """The items with what was written, choices as labels and dates as dates, for the paper."""
    listed = []
    for item in TABLES[kind]:
        rows = [(spec, _readable(spec, values[spec.name])) for spec in item.fields if values.get(spec.name) is not None]
        if rows:
            listed.append((item, rows))
    return listed


def _readable(spec: Field, value: Any) -> Any:
    if spec.kind == "choice":
        return dict(spec.choices).get(value, value)
    return date.fromisoformat(value) if spec.kind == "date" else value
