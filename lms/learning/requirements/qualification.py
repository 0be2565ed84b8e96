"""Which requirements a learner meets: evidence from the tables, evaluation of the rules that may have changed, explanation.

The pure part is `rules.py`. Facts `qualification.met` and `.lost` are written in the transaction of the fact that
changed them, for that learner only (QUA-t2); a rule never touches a running application (Q01).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from courses.models import Skill
from lms.accounts.coarse import coarse_attributes
from lms.learning import events
from lms.learning.models import Enrolment, ItemState, QualificationResult, QualificationRule, SkillEvidence
from lms.learning.requirements.rules import RuleResult, SkillProof, Standing, Tree, check_tree, evaluate, flatten
from lms.learning.states import ResultState
from lms.ledger import clock
from lms.ledger.models import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.accounts.models import Person
    from lms.learning.models import LearningEvent

__all__ = ["Standing", "evaluate", "is_met", "qualified_count", "reevaluate", "result_for", "standing_of"]

SMALL = 10


def standing_of(person: Person, *, scores: bool = True) -> Standing:
    """Everything a rule may ask about one person, in two or three queries. Nothing else of the person is read."""
    proofs = tuple(
        SkillProof(row.skill_id, row.level, row.earned_on, row.valid_until)
        for row in SkillEvidence.objects.filter(person=person)
    )
    completed = Enrolment.objects.filter(person=person, completed_on__isnull=False)
    courses = {row.course_key: row.completed_on for row in completed if row.completed_on is not None}
    return Standing(skills=proofs, courses=courses, scores=_scores_of(person) if scores else {})


def _scores_of(person: Person) -> dict[str, tuple[int, int]]:
    rows = ItemState.objects.filter(enrolment__person=person, tries__gt=0)
    found = rows.values_list("enrolment__course_key", "item", "best_percent", "latest_percent")
    return {f"{course}:{item}": (best, latest) for course, item, best, latest in found}


def asks_for_scores(trees: Iterable[Tree]) -> bool:
    """Whether one of the rules looks at single questions, so that their scores have to be read."""
    return any(kind == "score_at_least" for tree in trees for kind, _subject in check_tree(tree))


def result_for(rule: QualificationRule, person: Person, on: date) -> RuleResult:
    """The rule's answer for one person on a day, from the evidence of now."""
    return evaluate(rule.tree, standing_of(person, scores=asks_for_scores([rule.tree])), on)


def is_met(person: Person, rule: QualificationRule, on: date) -> bool:
    """Whether the person meets this version of the rule on that day."""
    return result_for(rule, person, on).met


def reevaluate(person: Person, on: date, *, changed: set[str] | None = None, source: str = "ui") -> list[LearningEvent]:
    """Bring the person's results up to date and return the facts to append (QUA-5, QUA-6).

    `changed`: skills, courses or "course:item" that just changed; rules that ask for none of them are not touched.
    Call inside a transaction. The caller appends the returned events, in one statement with its own.
    """
    rules = [
        rule
        for rule in QualificationRule.objects.filter(region_id=person.region_id).in_force(on)
        if changed is None or changed & {subject for _kind, subject in check_tree(rule.tree)}
    ]
    if not rules:
        return []
    standing = standing_of(person, scores=asks_for_scores(rule.tree for rule in rules))
    known = {row.slug: row for row in QualificationResult.objects.filter(person=person)}
    found = []
    for rule in rules:
        result = evaluate(rule.tree, standing, on)
        found.extend(_settle(rule, person, result, known.get(rule.slug), on=on, source=source))
    return found


def _settle(
    rule: QualificationRule,
    person: Person,
    result: RuleResult,
    row: QualificationResult | None,
    *,
    on: date,
    source: str,
) -> list[LearningEvent]:
    was_met = row is not None and row.state == ResultState.MET
    if not result.met and not was_met:
        return []
    unchanged = row is not None and was_met and result.met and row.rule_id == rule.pk
    if unchanged and row is not None and row.valid_until == result.valid_until:
        return []
    row = row or QualificationResult(region_id=person.region_id, person=person, slug=rule.slug)
    since = row.since if was_met and result.met else on
    if not result.met:
        since = _lost_on(result, on)
    row.rule, row.state, row.since = rule, ResultState.MET if result.met else ResultState.LOST, since
    row.valid_until, row.computed_at, row.evidence = result.valid_until, clock.now(), list(result.evidence)
    row.save()
    # A renewal says "met" again with its new end; definitions read the last one.
    return [_fact(rule, person, result, since, source)]


def _lost_on(result: RuleResult, on: date) -> date:
    """The day after the evidence ended, or today when the rule changed."""
    ends = [leaf.expired_on for leaf in flatten(result.root) if leaf.expired_on is not None]
    return min(max(ends) + timedelta(days=1), on) if ends else on


def _fact(rule: QualificationRule, person: Person, result: RuleResult, since: date, source: str) -> LearningEvent:
    now = clock.now()
    expired = any(leaf.expired_on for leaf in flatten(result.root))
    payload: dict[str, object] = {"rule": rule.slug, "rule_version": rule.rule_version, "owner": rule.owner}
    if result.met:
        payload["valid_until"] = result.valid_until.isoformat() if result.valid_until else ""
    else:
        payload["reason"] = "evidence_expired" if expired else "rule_changed"
    payload |= coarse_attributes(person, since)
    on_now = since == clock.tokyo_date(now)
    return events.new_event(
        "qualification.met" if result.met else "qualification.lost",
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=f"{person.pseudonym}:{rule.slug}",
        idempotency_key=f"qualification:{new_id()}",
        payload=payload,
        programme=rule.owner.removeprefix("programme:") if rule.owner.startswith("programme:") else "",
        version=9,
        occurred_at=now if on_now else clock.start_of_day(since),
        source=source,
        actor_id="system",
    )


def months_of(skill: str) -> int | None:
    """How many months evidence of a skill holds; None = no end (CU-02)."""
    return Skill.objects.values_list("valid_months", flat=True).get(code=skill)


def qualified_count(rule: QualificationRule, on: date) -> int:
    """How many people of the Region have a valid result for this rule on `on`."""
    rows = QualificationResult.objects.filter(region_id=rule.region_id, slug=rule.slug, state=ResultState.MET)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).count()


def people_with_evidence(region_id: int) -> list[Person]:
    """Persons of a Region whom any rule could be about: with evidence, a completed course or an answer."""
    from lms.accounts.models import Person

    rows = Person.objects.filter(region_id=region_id).annotate(
        shown=Count("skill_evidence", distinct=True) + Count("enrolments", distinct=True)
    )
    return list(rows.filter(shown__gt=0))


def dry_run(rule: QualificationRule, on: date) -> dict[str, str | int]:
    """How many would gain and lose if the rule held today (QUA-2); below ten only the words 「10人未満」 are kept."""
    gained = lost = 0
    known = set(
        QualificationResult.objects.filter(region_id=rule.region_id, slug=rule.slug, state=ResultState.MET).values_list(
            "person_id", flat=True
        )
    )
    for person in people_with_evidence(rule.region_id):
        met = is_met(person, rule, on)
        gained += met and person.pk not in known
        lost += not met and person.pk in known
    return {"gain": _hidden(gained), "lose": _hidden(lost), "on": on.isoformat()}


def _hidden(count: int) -> str | int:
    return count if count >= SMALL or count == 0 else "under_10"
