"""A requirement belongs to a programme because the programme owns it or because one of its open posts asks for it.

Learning knows the rule but not who asks (the post points at the rule, never the rule at the post), so the fact is
repeated here for each programme whose post asks, from the moment the first such post was opened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from lms.ledger.events import fact_of
from lms.ledger.facts import facts_of
from lms.ledger.models import Event
from lms.partners.models import JobPost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lms.ledger.facts import Fact

MET_OR_LOST = frozenset({"qualification.met", "qualification.lost"})
OPENED = "post.opened"
MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """From when on a programme asks for a rule."""

    rule: str
    programme: str
    since: datetime


def asked_rules(openings: Iterable[Fact]) -> list[Asked]:
    """The rules of opened posts, each with its programme and the first opening."""
    opened = [(post, fact) for fact in openings if fact.kind == OPENED and (post := _post_id(fact)) is not None]
    if not opened:
        return []
    posts = JobPost.objects.filter(pk__in={post for post, _fact in opened})
    slugs = dict(posts.values_list("pk", "rule__slug"))
    return _first_openings((slugs.get(post) or "", fact) for post, fact in opened)


def asked_now(region_id: int, rules: set[str]) -> list[Asked]:
    """The same for these rules alone, in two small queries: somebody waits for the answer to a lesson."""
    posts = JobPost.objects.filter(region_id=region_id, rule__slug__in=rules)
    slugs = {str(pk): slug for pk, slug in posts.values_list("pk", "rule__slug")}
    if not slugs:
        return []
    opened = Event.objects.filter(region_id=region_id, kind=OPENED, stream_id__in=slugs).order_by("recorded_at")
    return _first_openings((slugs[event.stream_id], fact_of(event)) for event in opened)


def _first_openings(openings: Iterable[tuple[str, Fact]]) -> list[Asked]:
    first: dict[tuple[str, str], datetime] = {}
    for rule, fact in sorted(openings, key=lambda pair: pair[1].recorded_at):
        if rule and fact.programme:
            first.setdefault((rule, fact.programme), fact.recorded_at)
    return [Asked(rule, programme, since) for (rule, programme), since in first.items()]


def _post_id(fact: Fact) -> UUID | None:
    try:
        return UUID(fact.stream.rpartition(":")[2])
    except ValueError:
        return None


def repeated_for(facts: Sequence[Fact], asked: Iterable[Asked]) -> list[Fact]:
    """The met and lost facts (and their reversals) once more for each programme that asks for the rule."""
    found = []
    by_rule: dict[str, list[Asked]] = {}
    for one in asked:
        by_rule.setdefault(one.rule, []).append(one)
    for fact in facts:
        if fact.kind in MET_OR_LOST:
            for one in by_rule.get(str(fact.payload.get("rule")), []):
                if one.programme != fact.programme:
                    found += [repeat(fact, one.programme, max(fact.recorded_at, one.since))]
    copies: dict[str, list[Fact]] = {}
    for copy in found:
        copies.setdefault(copy.id.rpartition("@")[0], []).append(copy)
    for fact in facts:
        found += [repeat_reversal(fact, copy) for copy in copies.get(fact.corrects or "", [])]
    return found


def repeat(fact: Fact, programme: str, recorded_at: datetime) -> Fact:
    """The same fact for a programme; its order among its like stays that of recording."""
    return replace(
        fact,
        id=f"{fact.id}@{programme}",
        stream=f"{fact.stream}@{programme}",
        version=int(fact.recorded_at.timestamp() * MICROSECONDS),
        programme=programme,
        recorded_at=recorded_at,
    )


def repeat_reversal(reversal: Fact, copy: Fact) -> Fact:
    """The reversal of a fact reverses its repetition too."""
    return replace(
        reversal,
        id=f"{reversal.id}@{copy.programme}",
        stream=copy.stream,
        version=int(reversal.recorded_at.timestamp() * MICROSECONDS),
        programme=copy.programme,
        recorded_at=max(reversal.recorded_at, copy.recorded_at),
        corrects=copy.id,
    )


def counted_facts(region_id: int, kinds: frozenset[str]) -> list[Fact]:
    """Every fact of a Region that numbers read, requirements repeated for the programmes that ask."""
    facts = facts_of(region_id, kinds | {OPENED})
    asked = asked_rules(facts)
    return [fact for fact in facts if fact.kind in kinds] + (repeated_for(facts, asked) if asked else [])


def repeated_now(region_id: int, new: Sequence[Fact]) -> list[Fact]:
    """What new facts add: results for programmes that ask already, and known results for a post just opened."""
    results = [fact for fact in new if fact.kind in MET_OR_LOST]
    found: list[Fact] = []
    if results:
        found += repeated_for(results, asked_now(region_id, {str(fact.payload["rule"]) for fact in results}))
    opened = asked_rules(fact for fact in new if fact.kind == OPENED)
    if opened:
        found += repeated_for(facts_of(region_id, MET_OR_LOST), opened)
    return found
