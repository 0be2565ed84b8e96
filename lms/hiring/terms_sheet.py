"""The document of an offer: 労働条件の明示 or 取引条件の明示, checked for blanks and frozen as HTML with its hash (law.md §2.2, §8)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from lms.partners import terms as post_terms
from lms.partners.terms import paydates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lms.hiring.models import Application
    from lms.partners.models import JobPost


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetField:
    """One item of the document. `source` names the fields of the post's terms it is filled in from."""

    name: str
    label: Any
    kind: str = "text"
    required: bool = True
    source: tuple[str, ...] = ()


# 労基法15条・施行規則5条: what is settled for this person; the post's legal items follow below it on the paper.
EMPLOYMENT_SHEET = (
    SheetField(name="term", label=_("Contract period"), source=("term_starts_on", "term_ends_on")),
    SheetField(name="duties", label=_("Duties"), kind="long", source=("duties_initial", "duties_change_scope")),
    SheetField(name="place", label=_("Place of work"), source=("place_initial", "place_change_scope")),
    SheetField(name="hours", label=_("Hours, breaks, overtime"), source=("starts_at", "ends_at", "break_minutes")),
    SheetField(name="days_off", label=_("Days off and leave"), source=("holidays",)),
    SheetField(name="wage", label=_("Wage (amount and unit)"), source=("wage_min",)),
    SheetField(name="pay_day", label=_("Closing day and pay day"), source=("wage_closing", "wage_pay_day")),
    SheetField(name="leaving", label=_("Leaving and dismissal"), kind="long"),
)

# フリーランス法3条: each of them, none may stay blank but those that say "if any".
OUTSOURCING_SHEET = (
    SheetField(name="orderer", label=_("Who orders"), source=("orderer_name", "orderer_address")),
    SheetField(name="order_date", label=_("Day of the order"), kind="date"),
    SheetField(name="content", label=_("Content of the work"), kind="long", source=("work_content", "deliverable")),
    SheetField(name="receipt_date", label=_("Day of receipt"), kind="date", source=("receipt_date",)),
    SheetField(name="receipt_place", label=_("Place of receipt"), source=("work_place",)),
    SheetField(name="inspection_end", label=_("Last day of inspection (if any)"), kind="date", required=False),
    SheetField(name="amount", label=_("Amount of the fee"), source=("fee_amount", "fee_formula")),
    SheetField(name="pay_date", label=_("Pay date"), kind="date", source=("pay_date", "reordered_pay_date")),
    SheetField(name="method", label=_("Way of payment, if not in money"), required=False),
    SheetField(
        name="reorder", label=_("Facts of the first order, if re-ordered"), required=False, source=("first_orderer",)
    ),
)
SHEETS = {"employment": EMPLOYMENT_SHEET, "outsourcing": OUTSOURCING_SHEET}
BLANK_KEYS = {"employment": "offer.blank", "outsourcing": "out.sheet_blank"}


def sheet_fields(contract_class: str) -> tuple[SheetField, ...]:
    """The items of a post's class ("employment" or "outsourcing"). Raises KeyError."""
    return SHEETS[contract_class]


def prefilled(post: JobPost) -> dict[str, str]:
    """What the post's terms already say, as a first draft of the document."""
    known = post.current_terms.terms if post.current_terms else post.terms
    values = {}
    for field in sheet_fields(post.contract_class):
        parts = [str(known[name]) for name in field.source if known.get(name) not in {None, ""}]
        values[field.name] = (parts[0] if field.kind == "date" and parts else " / ".join(parts)) if parts else ""
    return values


def sheet_problems(contract_class: str, sheet: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, message) of every blank, unreadable date, and of a pay date over 60 days (L12)."""
    dates: dict[str, date] = {}
    for field in sheet_fields(contract_class):
        value = str(sheet.get(field.name) or "").strip()
        if not value:
            if field.required:
                yield field.name, gettext(BLANK_KEYS[contract_class]).format(item=field.label)
            continue
        if field.kind == "date":
            try:
                dates[field.name] = date.fromisoformat(value)
            except ValueError:
                yield field.name, gettext("Enter a valid date.")
    if {"receipt_date", "pay_date"} <= dates.keys() and not paydates.paid_in_time(
        dates["receipt_date"], dates["pay_date"]
    ):
        yield "pay_date", gettext("out.pay_date")


def render_sheet(application: Application, data: Mapping[str, Any], *, made_on: date) -> tuple[str, str]:
    """The paper as HTML and its SHA-256. It names the person by code: the name comes with V4 only."""
    post = application.post
    version = post.current_terms
    rows = [
        (field.label, data["sheet"].get(field.name))
        for field in sheet_fields(post.contract_class)
        if data["sheet"].get(field.name)
    ]
    with override("ja"):
        html = render_to_string(
            "hiring/papers/terms.html",
            {
                "application": application,
                "organisation": application.organisation,
                "post": post,
                "version": version,
                "rows": rows,
                "data": data,
                "items": post_terms.shown(post.contract_class, version.terms) if version else [],
                "made_on": made_on,
            },
        )
    return html, hashlib.sha256(html.encode()).hexdigest()
