"""Outsourcing 業務委託: the items of フリーランス法 (law.md §2.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lms.partners.terms import paydates
from lms.partners.terms.fields import YES, Field, Item, PostFacts, Problem, if_yes, yes_no

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

AMOUNT, FORMULA = "amount", "formula"
DAYS, MONTHLY, DATES = "days", "monthly", "dates"
HOURLY = ("時給", "時間給", "時間単価")

PAY_RULES = (
    (DAYS, _("So many days after receipt")),
    (MONTHLY, _("Closed at the end of the month, paid in a later month")),
    (DATES, _("On a fixed date")),
)
LENGTHS = (
    ("under_month", _("Less than one month")),
    ("month", _("One month and longer")),
    ("half_year", _("Six months and longer")),
)


def check_fee(terms: Mapping[str, Any], _facts: PostFacts) -> Iterable[Problem]:
    """Pay by the hour alone waits for the check of 労働者性, which this release does not have yet."""
    formula = str(terms.get("fee_formula") or "")
    if terms.get("fee_kind") == FORMULA and any(word in formula for word in HOURLY):
        yield Problem("fee_formula", "out.fee.hourly")


def check_pay_date(terms: Mapping[str, Any], _facts: PostFacts) -> Iterable[Problem]:
    """≤ 60 days from receipt, or ≤ 30 days from the first orderer's pay date for re-ordered work (L12)."""
    if terms.get("reordered") == YES:
        first, pay = date.fromisoformat(terms["first_pay_date"]), date.fromisoformat(terms["reordered_pay_date"])
        if not paydates.reordered_paid_in_time(first, pay):
            yield Problem("reordered_pay_date", "out.pay_date.2")
        return
    rule = terms.get("pay_rule")
    if rule == DAYS and not 0 < terms["pay_days"] <= paydates.LATEST_DAY:
        yield Problem("pay_days", "out.pay_date")
    elif rule == MONTHLY and not _monthly_in_time(terms):
        yield Problem("pay_month_day", "out.pay_date")
    elif rule == DATES and not _dates_in_time(terms):
        yield Problem("pay_date", "out.pay_date")


def _monthly_in_time(terms: Mapping[str, Any]) -> bool:
    after, day = int(terms["pay_months_after"]), int(terms["pay_month_day"])
    return 1 <= day <= paydates.END_OF_MONTH and paydates.longest_wait(after, day) <= paydates.LATEST_DAY


def _dates_in_time(terms: Mapping[str, Any]) -> bool:
    return paydates.paid_in_time(date.fromisoformat(terms["receipt_date"]), date.fromisoformat(terms["pay_date"]))


_NOT_REORDERED = ("reordered", frozenset({"no"}))

OUTSOURCING: tuple[Item, ...] = (
    Item(
        key="out.work",
        title=_("The work"),
        fields=(
            Field(name="work_content", label=_("What is to be done"), kind="long"),
            Field(name="deliverable", label=_("What is handed over")),
            Field(name="rights", label=_("Rights in it")),
        ),
    ),
    Item(
        key="out.place_time",
        title=_("Place and time"),
        fields=(
            Field(name="work_place", label=_("Place"), help=_("Write “none” if nothing is set.")),
            Field(name="work_period", label=_("Period"), help=_("Write “none” if nothing is set.")),
            Field(name="work_time", label=_("Time of day"), help=_("Write “none” if nothing is set.")),
            Field(name="work_length", label=_("How long it lasts"), kind="choice", choices=LENGTHS),
        ),
    ),
    Item(
        key="out.fee",
        title=_("Fee"),
        fields=(
            Field(
                name="fee_kind",
                label=_("How the fee is set"),
                kind="choice",
                choices=((AMOUNT, _("An amount")), (FORMULA, _("A way to compute it"))),
            ),
            Field(name="fee_amount", label=_("Amount (yen)"), kind="number", when=("fee_kind", frozenset({AMOUNT}))),
            Field(name="fee_formula", label=_("How it is computed"), when=("fee_kind", frozenset({FORMULA}))),
            Field(
                name="fee_tax",
                label=_("Consumption tax"),
                kind="choice",
                choices=(("included", _("Tax included")), ("added", _("Tax added"))),
            ),
            Field(name="fee_expenses", label=_("Who pays expenses")),
        ),
        check=check_fee,
    ),
    Item(
        key="out.pay_date",
        title=_("Pay date"),
        fields=(
            yes_no("reordered", _("Is this work that another firm ordered from you?")),
            Field(name="first_orderer", label=_("Name of the first orderer"), when=if_yes("reordered")),
            Field(
                name="first_pay_date",
                label=_("Day on which the first orderer pays"),
                kind="date",
                when=if_yes("reordered"),
            ),
            Field(name="reordered_pay_date", label=_("Day on which you pay"), kind="date", when=if_yes("reordered")),
            Field(
                name="pay_rule",
                label=_("When the fee is paid"),
                kind="choice",
                choices=PAY_RULES,
                when=_NOT_REORDERED,
                help=_("At most 60 days from receipt. Paying by the 29th of the next month always keeps this."),
            ),
            Field(name="pay_days", label=_("Days after receipt"), kind="number", when=("pay_rule", frozenset({DAYS}))),
            Field(
                name="pay_months_after",
                label=_("In which month"),
                kind="choice",
                choices=(("0", _("Same month")), ("1", _("Next month")), ("2", _("Month after next"))),
                when=("pay_rule", frozenset({MONTHLY})),
            ),
            Field(
                name="pay_month_day",
                label=_("Day of the month (31: last day)"),
                kind="number",
                when=("pay_rule", frozenset({MONTHLY})),
            ),
            Field(name="receipt_date", label=_("Day of receipt"), kind="date", when=("pay_rule", frozenset({DATES}))),
            Field(name="pay_date", label=_("Pay date"), kind="date", when=("pay_rule", frozenset({DATES}))),
        ),
        check=check_pay_date,
    ),
    Item(
        key="out.end",
        title=_("Ending"),
        fields=(
            Field(name="end_conditions", label=_("When the contract can be ended")),
            Field(name="no_renewal_conditions", label=_("When it is not renewed")),
        ),
    ),
    Item(
        key="out.orderer",
        title=_("Orderer"),
        fields=(
            Field(name="orderer_name", label=_("Legal name of the orderer")),
            Field(name="orderer_address", label=_("Address of the orderer")),
            Field(name="orderer_phone", label=_("Phone of the orderer")),
        ),
    ),
    Item(
        key="out.trial",
        title=_("Trial"),
        fields=(
            yes_no("trial", _("Does it begin with a trial?")),
            Field(name="trial_length", label=_("Length of the trial"), when=if_yes("trial")),
            Field(name="trial_terms", label=_("Terms of the trial"), when=if_yes("trial")),
            Field(
                name="trial_decision_day",
                label=_("Day on which you decide"),
                when=if_yes("trial"),
                help=_("For example: two weeks after the trial ends."),
            ),
        ),
    ),
)
