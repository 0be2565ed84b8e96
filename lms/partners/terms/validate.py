"""Runs the table over what was typed: cleans it, names every problem, and lists it for readers."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from lms.ledger import events
from lms.partners.terms.employment import EMPLOYMENT, hourly_wage
from lms.partners.terms.fields import Field, Item, PostFacts, Problem, is_blank
from lms.partners.terms.outsourcing import OUTSOURCING
from lms.partners.wording import blocked_words, gift_words, unfair_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LONGEST_DAYS = 90
MOST_CRITERIA = 20
TABLES = {"employment": EMPLOYMENT, "outsourcing": OUTSOURCING}


def items_of(contract_class: str) -> tuple[Item, ...]:
    """The table of a contract class. Raises KeyError."""
    return TABLES[contract_class]


def fields_of(contract_class: str) -> list[Field]:
    """Every field of a contract class in the order of the form."""
    return [field for item in items_of(contract_class) for field in item.fields]


def _number(raw: Any) -> int | None:
    number = int(raw)
    return number if number >= 0 else None


# How a kind reads what was typed; ValueError means it is none.
_READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "date": lambda raw: date.fromisoformat(str(raw)).isoformat(),
    "time": lambda raw: time.fromisoformat(str(raw)).strftime("%H:%M"),
}


def _value(field: Field, raw: Any) -> Any:
    """`raw` as the JSON value of the field's kind, or None where it is none."""
    if is_blank(raw):
        return None
    if field.kind == "choice":
        return raw if raw in dict(field.choices) else None
    try:
        reader = _READERS.get(field.kind)
        return reader(raw) if reader else str(raw).strip()
    except ValueError:
        return None


def cleaned(contract_class: str, terms: Mapping[str, Any], *, work_style: str) -> dict[str, Any]:
    """Every field of the class with its JSON value; what does not apply is null (L02: 無期 nulls the renewal)."""
    result: dict[str, Any] = {"work_style": work_style}
    for field in fields_of(contract_class):
        result[field.name] = _value(field, terms.get(field.name)) if field.applies(result) else None
    del result["work_style"]
    return result


def problems(contract_class: str, terms: Mapping[str, Any], facts: PostFacts) -> list[Problem]:
    """Everything that keeps the post from being submitted (law.md §2.1, §2.2, R02, L11); empty when lawful."""
    values = {**cleaned(contract_class, terms, work_style=facts.work_style), "work_style": facts.work_style}
    found: list[Problem] = []
    for item in items_of(contract_class):
        missing = [f for f in item.fields if f.required and f.applies(values) and values[f.name] is None]
        found += [Problem(field.name, item.key) for field in missing]
        if not missing and item.check:
            found += item.check(values, facts)
    return [*found, *_post_problems(facts), *_wording_problems(values, facts)]


def _post_problems(facts: PostFacts) -> Iterator[Problem]:
    if not facts.seeker_contact:
        yield Problem("seeker_contact", "job.contact")
    if facts.valid_until is None or not facts.today <= facts.valid_until <= facts.today + timedelta(days=LONGEST_DAYS):
        yield Problem("valid_until", "job.valid_until")
    if facts.openings < 1:
        yield Problem("openings", "post.openings")
    if not facts.steps:
        yield Problem("selection_steps", "post.steps")
    if not facts.criteria:
        yield Problem("criteria", "post.criteria")
    if len(facts.criteria) > MOST_CRITERIA:
        yield Problem("criteria", "post.criteria.2")
    for word in unfair_words(*facts.criteria, *facts.steps)[:1]:
        yield Problem("criteria", "R02", {"example": word})


def _wording_problems(values: Mapping[str, Any], facts: PostFacts) -> Iterator[Problem]:
    texts = {"title": facts.title, "summary": facts.summary} | {
        name: value for name, value in values.items() if isinstance(value, str)
    }
    for name, text in texts.items():
        if gift_words(text):
            yield Problem(name, "L11")
        if blocked_words(text):
            yield Problem(name, "lint.unsafe")


def needs_wage_tick(contract_class: str, terms: Mapping[str, Any], minimum: int | None) -> bool:
    """A daily, monthly or yearly wage that works out below the regional minimum: the coordinator looks at it."""
    if contract_class != "employment" or not minimum or terms.get("wage_unit") in {None, "hour"}:
        return False
    if any(terms.get(name) is None for name in ("wage_min", "starts_at", "ends_at", "days_per_week")):
        return False
    return hourly_wage(terms) < minimum


def _readable(field: Field, value: Any) -> Any:
    """The value as readers see it: the label of a choice, a date as date, everything else as it is."""
    if field.kind == "choice":
        return dict(field.choices).get(value, value)
    if field.kind == "date":
        return date.fromisoformat(value)
    return value


def shown(contract_class: str, terms: Mapping[str, Any]) -> list[tuple[Item, list[tuple[Field, Any]]]]:
    """The items with the values that were given, for a page that shows all conditions before the first contact."""
    listed = []
    for item in items_of(contract_class):
        rows = [(f, _readable(f, terms[f.name])) for f in item.fields if terms.get(f.name) not in {None, ""}]
        if rows:
            listed.append((item, rows))
    return listed


def digest(title: str, contract_class: str, terms: Mapping[str, Any]) -> str:
    """SHA-256 over what a terms version says."""
    return events.digest([title, contract_class, dict(terms)])
