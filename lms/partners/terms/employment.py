"""Employment 雇用: the items of 職安法5条の3 and 施行規則4条の2 with the additions of 1 April 2024 (law.md §2.1)."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lms.partners.terms.fields import YES, Field, Item, PostFacts, Problem, if_yes, yes_no

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INDEFINITE, FIXED = "indefinite", "fixed"
TELEWORK = ("work_style", frozenset({"home", "mixed"}))
FIXED_TERM = ("contract_term", frozenset({FIXED}))
WEEKS_PER_MONTH = 52 / 12

PLACES = (
    ("home", _("At home")),
    ("satellite", _("Satellite office")),
    ("office", _("Office of the firm")),
    ("other", _("Other")),
)
SYSTEMS = (
    ("fixed", _("Fixed hours")),
    ("flex", _("Flexible hours")),
    ("discretionary", _("Discretionary work")),
    ("shift", _("Shifts")),
    ("variable", _("Variable hours")),
)
WAGE_UNITS = (("hour", _("Per hour")), ("day", _("Per day")), ("month", _("Per month")), ("year", _("Per year")))
SMOKING = (
    ("none_indoors", _("No smoking indoors")),
    ("separate_room", _("Smoking room")),
    ("outdoors", _("Smoking place outdoors")),
    ("own_home", _("Work at one's own home only")),
    ("no_measure", _("No measure")),
)
AGE_EXCEPTIONS = (
    ("1", _("No. 1: retirement age")),
    ("2", _("No. 2: limits set by labour law")),
    ("3i", _("No. 3 (a): long-term career building of the young")),
    ("3ro", _("No. 3 (b): passing on of skills")),
    ("3ha", _("No. 3 (c): art and performance")),
    ("3ni", _("No. 3 (d): support for the elderly or another group")),
)


def hours_per_day(terms: Mapping[str, Any]) -> float:
    """Paid hours of one day from start, end and break (minutes); a shift over midnight counts on."""
    start, end = time.fromisoformat(terms["starts_at"]), time.fromisoformat(terms["ends_at"])
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return max((minutes if minutes > 0 else minutes + 24 * 60) - int(terms.get("break_minutes") or 0), 1) / 60


def hourly_wage(terms: Mapping[str, Any]) -> float:
    """What the lowest wage of the range works out to per hour (52 weeks over 12 months), in yen."""
    wage, unit = float(terms["wage_min"]), terms["wage_unit"]
    if unit == "hour":
        return wage
    day = hours_per_day(terms)
    week = day * float(terms["days_per_week"])
    return wage / {"day": day, "month": week * WEEKS_PER_MONTH, "year": week * 52}[unit]


def check_wage(terms: Mapping[str, Any], facts: PostFacts) -> Iterable[Problem]:
    """A range runs upward; an hourly wage below the regional minimum is refused (others need the coordinator's tick)."""
    top = terms.get("wage_max")
    if top is not None and top < terms["wage_min"]:
        yield Problem("wage_max", "job.wage")
    minimum = facts.minimum_hourly_wage
    if minimum and terms["wage_unit"] == "hour" and terms["wage_min"] < minimum:
        yield Problem("wage_min", "job.wage.2")


def check_term(terms: Mapping[str, Any], _facts: PostFacts) -> Iterable[Problem]:
    """A fixed term ends after it begins."""
    starts, ends = terms.get("term_starts_on"), terms.get("term_ends_on")
    if starts and ends and ends <= starts:
        yield Problem("term_ends_on", "job.contract_term")


def check_age(terms: Mapping[str, Any], _facts: PostFacts) -> Iterable[Problem]:
    """A limit needs code and reason (労推法9条); 3号イ goes with an indefinite contract only (L03)."""
    limited = terms.get("age_min") is not None or terms.get("age_max") is not None
    code = terms.get("age_exception")
    if limited and not code:
        yield Problem("age_exception", "job.age_limit")
    if limited and not terms.get("age_reason"):
        yield Problem("age_reason", "job.age_limit")
    if code == "3i" and terms.get("contract_term") != INDEFINITE:
        yield Problem("age_exception", "job.age_limit.2")


def check_fixed_overtime(terms: Mapping[str, Any], _facts: PostFacts) -> Iterable[Problem]:
    """What goes beyond the fixed hours is paid in any case."""
    if terms.get("fixed_overtime") == YES and terms.get("fixed_overtime_excess") != YES:
        yield Problem("fixed_overtime_excess", "job.fixed_overtime")


EMPLOYMENT: tuple[Item, ...] = (
    Item(
        key="job.duties",
        title=_("Duties"),
        fields=(
            Field(name="duties_initial", label=_("Duties right after joining"), kind="long"),
            Field(
                name="duties_change_scope",
                label=_("Duties: range of change"),
                kind="long",
                help=_("Write “no change” if there is none."),
            ),
        ),
    ),
    Item(
        key="job.place",
        title=_("Place of work"),
        fields=(
            Field(name="place_kind", label=_("Kind of place"), kind="choice", choices=PLACES),
            Field(name="place_initial", label=_("Place right after joining")),
            Field(
                name="place_change_scope",
                label=_("Place: range of change"),
                help=_("Write “no change” if there is none."),
            ),
            yes_no("telework_can_end", _("Can telework be ended by the firm?")),
        ),
    ),
    Item(
        key="job.contract_term",
        title=_("Term of the contract"),
        fields=(
            Field(
                name="contract_term",
                label=_("Term"),
                kind="choice",
                choices=((INDEFINITE, _("Indefinite")), (FIXED, _("Fixed term"))),
            ),
            Field(name="term_starts_on", label=_("First day of the contract"), kind="date", when=FIXED_TERM),
            Field(name="term_ends_on", label=_("Last day of the contract"), kind="date", when=FIXED_TERM),
        ),
        check=check_term,
    ),
    Item(
        key="job.renewal",
        title=_("Renewal"),
        fields=(
            yes_no("renewal", _("Can the contract be renewed?"), when=FIXED_TERM),
            Field(name="renewal_criterion", label=_("Criterion of renewal"), when=FIXED_TERM),
            Field(
                name="renewal_cap",
                label=_("Cap of renewals"),
                kind="choice",
                when=FIXED_TERM,
                choices=(("years", _("By total years")), ("times", _("By number")), ("none", _("No cap"))),
            ),
            Field(
                name="renewal_cap_value",
                label=_("Cap (years or times)"),
                kind="number",
                when=("renewal_cap", frozenset({"years", "times"})),
            ),
        ),
    ),
    Item(
        key="job.probation",
        title=_("Probation"),
        fields=(
            yes_no("probation", _("Is there a probation?")),
            Field(name="probation_length", label=_("Length of the probation"), when=if_yes("probation")),
            Field(
                name="probation_terms",
                label=_("Terms that differ in the probation"),
                when=if_yes("probation"),
                help=_("Write “same terms” if nothing differs."),
            ),
        ),
    ),
    Item(
        key="job.hours",
        title=_("Working hours"),
        fields=(
            Field(name="work_system", label=_("System of hours"), kind="choice", choices=SYSTEMS),
            Field(name="starts_at", label=_("Start of the working day"), kind="time"),
            Field(name="ends_at", label=_("End of the working day"), kind="time"),
            Field(name="break_minutes", label=_("Break (minutes)"), kind="number"),
            Field(name="days_per_week", label=_("Working days per week"), kind="number"),
            yes_no("overtime", _("Is there overtime?")),
            Field(name="holidays", label=_("Days off")),
        ),
    ),
    Item(
        key="job.wage",
        title=_("Wage"),
        fields=(
            Field(name="wage_unit", label=_("Unit"), kind="choice", choices=WAGE_UNITS),
            Field(name="wage_min", label=_("From (yen)"), kind="number"),
            Field(name="wage_max", label=_("Up to (yen)"), kind="number", required=False),
            Field(name="wage_closing", label=_("Closing day")),
            Field(name="wage_pay_day", label=_("Pay day")),
        ),
        check=check_wage,
    ),
    Item(
        key="job.fixed_overtime",
        title=_("Fixed overtime pay"),
        fields=(
            yes_no("fixed_overtime", _("Does the wage include fixed overtime pay?")),
            Field(
                name="fixed_overtime_hours",
                label=_("Hours it stands for"),
                kind="number",
                when=if_yes("fixed_overtime"),
            ),
            Field(name="fixed_overtime_amount", label=_("Amount (yen)"), kind="number", when=if_yes("fixed_overtime")),
            yes_no("fixed_overtime_excess", _("Is the excess paid on top?"), when=if_yes("fixed_overtime")),
        ),
        check=check_fixed_overtime,
    ),
    Item(
        key="job.insurance",
        title=_("Insurance"),
        fields=(
            yes_no("insurance_health", _("Health insurance")),
            yes_no("insurance_pension", _("Employees' pension")),
            yes_no("insurance_accident", _("Workers' accident insurance")),
            yes_no("insurance_employment", _("Employment insurance")),
        ),
    ),
    Item(
        key="job.employer_name",
        title=_("Employer"),
        fields=(
            Field(name="employer_name", label=_("Legal name of the employer")),
            Field(name="employer_address", label=_("Address of the employer")),
            Field(name="employer_phone", label=_("Phone of the employer")),
        ),
    ),
    Item(
        key="job.dispatch",
        title=_("Temporary agency work"),
        fields=(yes_no("dispatch", _("Is the person hired as a dispatched worker?")),),
    ),
    Item(
        key="job.smoking",
        title=_("Protection from tobacco smoke"),
        fields=(
            Field(name="smoking", label=_("Measure against smoke"), kind="choice", choices=SMOKING),
            Field(name="smoking_place", label=_("Which place this is about"), required=False),
        ),
    ),
    Item(
        key="job.age_limit",
        title=_("Age limit"),
        fields=(
            Field(name="age_min", label=_("Lowest age"), kind="number", required=False),
            Field(name="age_max", label=_("Highest age"), kind="number", required=False),
            Field(
                name="age_exception",
                label=_("Ground for the exception"),
                kind="choice",
                choices=AGE_EXCEPTIONS,
                required=False,
            ),
            Field(name="age_reason", label=_("Reason for the age limit"), required=False),
        ),
        check=check_age,
    ),
    Item(
        key="job.telework",
        title=_("Telework"),
        fields=(
            Field(name="telework_office_days", label=_("How often one comes to the office"), when=TELEWORK),
            Field(name="telework_first_weeks", label=_("Time in the office after joining"), when=TELEWORK),
            Field(name="telework_travel", label=_("Who pays travel and lodging"), when=TELEWORK),
            Field(name="telework_contact", label=_("How one keeps in touch"), when=TELEWORK),
            Field(name="telework_equipment", label=_("Equipment that is lent"), when=TELEWORK),
        ),
    ),
)
