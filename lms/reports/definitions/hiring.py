"""Applications, trial work and starts of work (metrics 5.2), and whether people stayed (5.3)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.reports.quantity import Unit

from .learning import in_stream_order
from .model import (
    NO_DIMS,
    PERSONAL,
    UNKNOWN,
    Definition,
    Dims,
    Distinct,
    Entries,
    Hit,
    Key,
    Spell,
    Stock,
    Total,
    about_person,
    by_key,
    dim_value,
    read_dims,
    state_spells,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lms.reports.fold import Entry

SUBMITTED, ENTERED, ENDED = "application.submitted", "application.entered", "application.closed"
ACCEPTED, CANCELLED = "offer.accepted", "hire.cancelled"
BEGAN, OVER = "contract.started", "contract.ended"
TRIAL, ANSWER = "trial.started", "retention.answered"
EMPLOYMENT = frozenset({"emp_indefinite", "emp_fixed", "emp_part"})
OUTSOURCING = frozenset({"outsourcing"})
WORK_TRIALS = frozenset({"internship_t3", "experience", "trial_employment", "outsourcing"})
VISITS = frozenset({"visit", "open_company", "career_education"})
CONTINUES_WITHIN = timedelta(days=30)
MONTHS = (1, 3, 6, 12)
READS = frozenset({SUBMITTED, ENTERED, TRIAL, BEGAN, OVER})
CONTRACT_DIMS = (
    "contract_class",
    "hire_category",
    "work_style",
    "remote_level",
    "includes_trial",
    "returned",
)


def attempt_of(entry: Entry) -> Key:
    """Stream and number of the attempt; a reopened application begins the next number."""
    return (entry.fact.stream, str(entry.fact.payload.get("attempt") or 1))


def _posts(entries: Entries) -> dict[str, str]:
    """The post of each application stream, as stated by its submission."""
    return {e.fact.stream: dim_value(e.fact.payload.get("post")) for e in entries if e.fact.kind == SUBMITTED}


def applications(entries: Entries) -> Iterable[Hit]:
    """Submitted attempts; the thing is the pair of person and post."""
    for entry in entries:
        if entry.fact.kind == SUBMITTED:
            post = dim_value(entry.fact.payload.get("post"))
            yield Hit(entry.who, (entry.who, post), entry.day, {**about_person(entry), "post": post})


def attempts(entries: Entries) -> Iterable[Hit]:
    """Submitted attempts, each a thing of its own."""
    for entry in entries:
        if entry.fact.kind == SUBMITTED:
            yield Hit(entry.who, attempt_of(entry), entry.day, read_dims(entry, "post"))


def _closed_as(outcome: str) -> Callable[[Entries], Iterable[Spell]]:
    def spells(entries: Entries) -> Iterable[Spell]:
        posts = _posts(entries)
        rows = (e for e in entries if e.fact.kind in {SUBMITTED, ENDED} and e.fact.stream in posts)
        for (post,), stream in by_key(rows, lambda e: (posts[e.fact.stream],)).items():
            for spell in state_spells(stream, lambda seen: _latest_outcome(seen, outcome)):
                yield Spell(spell.who, (post,), spell.start, spell.end)

    return spells


def _latest_outcome(seen: Entries, outcome: str) -> Dims | None:
    """Is the latest attempt at this post closed with this outcome?"""
    submitted = [entry for entry in seen if entry.fact.kind == SUBMITTED]
    if not submitted:
        return None
    latest = max(submitted, key=lambda e: (e.day, e.fact.recorded_at, e.fact.version))
    ends = [e for e in seen if e.fact.kind == ENDED and attempt_of(e) == attempt_of(latest)]
    if not ends:
        return None
    return NO_DIMS if in_stream_order(ends)[-1].fact.payload.get("outcome") == outcome else None


def interviews(entries: Entries) -> Iterable[Hit]:
    """The first entry of each attempt into the interview; moved back and entered again is no new entry."""
    rows = (e for e in entries if e.fact.kind == ENTERED and e.fact.payload.get("phase") == "interview")
    for thing, visits in by_key(rows, attempt_of).items():
        yield Hit(visits[0].who, thing, visits[0].day)


def accepted_offers(entries: Entries) -> Iterable[Spell]:
    """From acceptance until the hire is cancelled, the attempt is closed or work has started."""

    def relevant(entry: Entry) -> bool:
        fact = entry.fact
        return fact.kind in {ACCEPTED, CANCELLED, ENDED} or (
            fact.kind == ENTERED and fact.payload.get("phase") == "hired"
        )

    def state(seen: Entries) -> Dims | None:
        return NO_DIMS if in_stream_order(seen)[-1].fact.kind == ACCEPTED else None

    for stream in by_key((e for e in entries if relevant(e)), attempt_of).values():
        yield from state_spells(stream, state)


def _trials(kinds: frozenset[str]) -> Callable[[Entries], Iterable[Hit]]:
    def hits(entries: Entries) -> Iterable[Hit]:
        for entry in entries:
            if entry.fact.kind == TRIAL and entry.fact.payload.get("kind") in kinds:
                yield Hit(entry.who, (entry.fact.stream,), entry.day, read_dims(entry, "kind"))

    return hits


work_trials = _trials(WORK_TRIALS)


def _contract(entry: Entry) -> str:
    return str(entry.fact.payload.get("contract") or entry.fact.stream)


def placement(entry: Entry) -> Key:
    """Person, firm and programme: contracts may follow one another in it, whatever the gap (metrics
    section 4)."""
    return (entry.who, _firm(entry) or UNKNOWN, entry.fact.programme or "")


def _firm(entry: Entry) -> str:
    payload = entry.fact.payload
    return str(payload.get("firm") or payload.get("org") or payload.get("placement") or "")


def _starts_of_work(classes: frozenset[str]) -> Callable[[Entries], Iterable[Hit]]:
    """Contracts of these classes that began, without those that only continue an earlier one of the same
    firm and class."""

    def hits(entries: Entries) -> Iterable[Hit]:
        ends = by_key((e for e in entries if e.fact.kind == OVER), lambda e: (_contract(e),))
        rows = [e for e in entries if e.fact.kind == BEGAN and e.fact.payload.get("contract_class") in classes]
        groups = by_key(rows, lambda e: (placement(e)[1], str(e.fact.payload["contract_class"])))
        for contracts in groups.values():
            for number, entry in enumerate(contracts):
                if not any(_runs_into(earlier, entry, ends) for earlier in contracts[:number]):
                    yield Hit(entry.who, (_contract(entry),), entry.day, read_dims(entry, *CONTRACT_DIMS, *PERSONAL))

    return hits


def _runs_into(earlier: Entry, later: Entry, ends: dict[Key, list[Entry]]) -> bool:
    """Was the earlier contract still running, or over for at most 30 days, when the later one began?"""
    over = [entry.day for entry in ends.get((_contract(earlier),), ()) if entry.day <= later.day]
    return not over or max(over) + CONTINUES_WITHIN >= later.day


employments = _starts_of_work(EMPLOYMENT)
outsourcings = _starts_of_work(OUTSOURCING)


def works(entries: Entries) -> Iterable[Hit]:
    """Starts of either kind; the thing is the placement, so that outsourcing which becomes employment is
    one."""
    placements = {_contract(entry): placement(entry) for entry in entries if entry.fact.kind == BEGAN}
    for hit in sorted([*employments(entries), *outsourcings(entries)], key=lambda hit: hit.day):
        yield Hit(hit.who, placements[hit.thing[0]], hit.day, hit.dims)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, at most the end of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _retained(months: int) -> Callable[[Entries], Iterable[Hit]]:
    """For each programme the first placement of a person, on the day its check is due, with the answer
    known."""

    def hits(entries: Entries) -> Iterable[Hit]:
        began = [entry for entry in entries if entry.fact.kind == BEGAN]
        for contracts in by_key(began, lambda e: (e.fact.programme or "",)).values():
            index = contracts[0]
            due = add_months(index.day, months)
            answers = [e for e in entries if _answers(e, index, months, due)]
            last = max(answers, key=lambda e: (e.fact.recorded_at, e.fact.version), default=None)
            status = UNKNOWN if last is None else dim_value(last.fact.payload.get("status"))
            yield Hit(index.who, placement(index), due, {"status": status, "asking": dim_value(last is None)})

    return hits


def _answers(entry: Entry, index: Entry, months: int, due: date) -> bool:
    fact = entry.fact
    if fact.kind != ANSWER or str(fact.payload.get("month")) != str(months) or fact.programme != index.fact.programme:
        return False
    return entry.day <= due and _firm(entry) in {"", _firm(index)}


def _reads(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


CONTRACTS = _reads(BEGAN, OVER)
BY_CONTRACT = (("contract_class",), ("includes_trial",))

DEFINITIONS = (
    Definition(
        "APP-P",
        _("Applicants (different persons)"),
        Unit.PERSONS,
        Distinct(applications),
        _reads(SUBMITTED),
        _("Persons who submitted at least one application in the period; withdrawn and lapsed ones too, drafts not."),
        personal=True,
    ),
    Definition(
        "APP-K",
        _("Applications (person and post)"),
        Unit.THINGS,
        Total(applications),
        _reads(SUBMITTED),
        _(
            "Pairs of person and job post, on the day of the first submission. Applying again for the "
            "same post is no new application."
        ),
    ),
    Definition(
        "APP-S",
        _("Applications sent (with repeated ones)"),
        Unit.TIMES,
        Total(attempts),
        _reads(SUBMITTED),
        _("Every application that was sent, repeated ones for the same post too."),
    ),
    Definition(
        "APW-K",
        _("of these: withdrawn"),
        Unit.THINGS,
        Stock(_closed_as("withdrawn"), things=True),
        _reads(SUBMITTED, ENDED),
        _(
            "Pairs of person and job post whose latest application was withdrawn by the end of the day. "
            "Not subtracted from the applications."
        ),
    ),
    Definition(
        "APL-K",
        _("of these: ended without an answer of the firm"),
        Unit.THINGS,
        Stock(_closed_as("lapsed"), things=True),
        _reads(SUBMITTED, ENDED),
        _(
            "Pairs of person and job post whose latest application ended because the firm did not answer. "
            "Not subtracted from the applications."
        ),
    ),
    Definition(
        "INT-P",
        _("People who reached the interview"),
        Unit.PERSONS,
        Distinct(interviews),
        _reads(ENTERED),
        _(
            "Persons whose application ever reached the interview, on the first day of each attempt. A "
            "later rejection does not change it."
        ),
    ),
    Definition(
        "OFR-P",
        _("People who accepted and have not started yet"),
        Unit.PERSONS,
        Stock(accepted_offers),
        _reads(ACCEPTED, CANCELLED, ENDED, ENTERED),
        _(
            "Persons who accepted an offer that was neither cancelled nor has led to work by the end of "
            "the day. This is not a hire."
        ),
    ),
    Definition(
        "TRI-P",
        _("People who started trial work"),
        Unit.PERSONS,
        Distinct(work_trials),
        _reads(TRIAL),
        _(
            "Persons who really began a trial of its own, on its first day worked. "
            "A trial period inside a contract and a trial only signed are not counted."
        ),
        breakdowns=(("kind",),),
    ),
    Definition(
        "TRI-K",
        _("Trials of work started"),
        Unit.THINGS,
        Total(work_trials),
        _reads(TRIAL),
        _("Trials of work that really began, on their first day worked, each once."),
        breakdowns=(("kind",),),
    ),
    Definition(
        "OBS-P",
        _("People at visits and introductions to work"),
        Unit.PERSONS,
        Distinct(_trials(VISITS)),
        _reads(TRIAL),
        _("Persons at company visits, open companies and career lessons. Never mixed with trial work."),
    ),
    Definition(
        "OBS-K",
        _("Visits and introductions to work"),
        Unit.THINGS,
        Total(_trials(VISITS)),
        _reads(TRIAL),
        _("Company visits, open companies and career lessons of one person each. Never mixed with trial work."),
    ),
    Definition(
        "EMP-P",
        _("People hired (employment)"),
        Unit.PERSONS,
        Distinct(employments),
        CONTRACTS,
        _(
            "Persons whose employment contract started in the period, on the first day of work. Business "
            "outsourcing is not in it. "
            "A contract with the same firm and of the same kind within 30 days of the last one continues "
            "it and is no new start."
        ),
        breakdowns=BY_CONTRACT,
        personal=True,
    ),
    Definition(
        "EMP-K",
        _("Hires (employment contracts)"),
        Unit.THINGS,
        Total(employments),
        CONTRACTS,
        _("Employment contracts that started, on the first day of work; continuations are no new case."),
        breakdowns=BY_CONTRACT,
    ),
    Definition(
        "OUT-P",
        _("People in work (business outsourcing)"),
        Unit.PERSONS,
        Distinct(outsourcings),
        CONTRACTS,
        _(
            "Persons whose business outsourcing contract started in the period. Not employment. "
            "A contract with the same firm within 30 days of the last one continues it and is no new start."
        ),
        breakdowns=BY_CONTRACT,
        personal=True,
    ),
    Definition(
        "OUT-K",
        _("Contracts (business outsourcing)"),
        Unit.THINGS,
        Total(outsourcings),
        CONTRACTS,
        _("Business outsourcing contracts that started; continuations are no new case."),
        breakdowns=BY_CONTRACT,
    ),
    Definition(
        "WRK-P",
        _("People hired or in work (employment or business outsourcing), in all"),
        Unit.PERSONS,
        Distinct(works),
        CONTRACTS,
        _(
            "Persons with a start of employment or of business outsourcing in the period; who has both is "
            "one. Both parts stand beside it."
        ),
        breakdowns=BY_CONTRACT,
        personal=True,
    ),
    Definition(
        "WRK-K",
        _("Placements (employment or business outsourcing), in all"),
        Unit.THINGS,
        Total(works),
        CONTRACTS,
        _(
            "Triples of person, firm and programme in which work started. Several contracts one after the "
            "other are one placement."
        ),
        breakdowns=BY_CONTRACT,
    ),
)

RETENTION = tuple(
    Definition(
        f"RET{months}-P",
        label,
        Unit.PERSONS,
        Distinct(_retained(months)),
        _reads(BEGAN, ANSWER),
        _(
            "Persons whose first start in the programme is so many months ago in the period, by the "
            "answer known: "
            "same firm, other firm of the programme, left, or unknown. No answer is unknown."
        ),
        breakdowns=(("status",), ("asking",)),
    )
    for months, label in zip(
        MONTHS,
        (
            _("Still there after 1 month (due)"),
            _("Still there after 3 months (due)"),
            _("Still there after 6 months (due)"),
            _("Still there after 12 months (due)"),
        ),
        strict=True,
    )
)
