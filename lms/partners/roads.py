"""おしごとへの道: for a learner's own page, what the newest open posts ask and what is still missing (ui.md S6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from lms.accounts.ages import AgeClass, class_of
from lms.accounts.models import PersonPrivate
from lms.accounts.sealing import open_birth_date
from lms.accounts.session_roles import JSONRows
from lms.learning.models import SkillEvidence
from lms.learning.requirements.explanation import explain
from lms.learning.requirements.qualification import asks_for_scores, standing_of
from lms.learning.requirements.rules import SkillProof, Standing
from lms.ledger import clock
from lms.ledger.prepared import Prepared
from lms.partners.selectors import open_with_rule

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lms.accounts.models import Person
    from lms.learning.models import Enrolment, QualificationRule
    from lms.partners.models import JobPost

SHOWN = 3
TOO_YOUNG = {AgeClass.UNDER_13, AgeClass.SCHOOL_AGE}


def roads_for(person: Person, enrolments: dict[int, Enrolment]) -> list[dict[str, Any]]:
    """Cards for the newest open posts with a requirement, in the published order: newest first, the same for everybody.

    Nothing before 31 March after the 15th birthday (M04). Two queries, three where a rule asks for scores.
    """
    posts = open_with_rule(person.region)[:SHOWN]
    today = clock.today_in_tokyo()
    standing = _standing(person, enrolments, posts, today) if posts else None
    if standing is None:
        return []
    return [_card(post, post.rule, person, standing=standing, enrolments=enrolments) for post in posts if post.rule]


def _private(person_id: UUID) -> QuerySet[PersonPrivate]:
    proofs = SkillEvidence.objects.filter(person=OuterRef("person")).order_by().values("person")
    row = JSONObject(skill=F("skill_id"), level=F("level"), earned=F("earned_on"), until=F("valid_until"))
    found = Subquery(proofs.annotate(found=JSONRows(row)).values("found"))
    return PersonPrivate.objects.filter(person_id=person_id).annotate(proofs=found)


_PRIVATE = Prepared(_private, UUID(int=2**128 - 1))


def _standing(person: Person, enrolments: dict[int, Enrolment], posts: list[JobPost], today: date) -> Standing | None:
    """What the learner has shown; None for who may not see jobs yet. Age and skills come in one query."""
    private = next(iter(_PRIVATE.rows(person.pk)), None)
    if private is None:
        return None
    birth = open_birth_date(bytes(private.wrapped_key), bytes(private.birth_date_sealed))
    if class_of(birth, in_high_school=False, day=today) in TOO_YOUNG:
        return None
    if asks_for_scores([post.rule.tree for post in posts if post.rule]):
        return standing_of(person)
    return Standing(
        skills=tuple(_proof(found) for found in private.proofs or []),
        courses={e.course_key: e.completed_on for e in enrolments.values() if e.completed_on},
    )


def _proof(found: dict[str, Any]) -> SkillProof:
    until = date.fromisoformat(found["until"][:10]) if found["until"] else None
    return SkillProof(found["skill"], found["level"], date.fromisoformat(found["earned"][:10]), until)


def _card(
    post: JobPost, rule: QualificationRule, person: Person, *, standing: Standing, enrolments: dict[int, Enrolment]
) -> dict[str, Any]:
    told = explain(rule, person, clock.today_in_tokyo(), standing=standing, enrolments=enrolments)
    return {
        "title": post.title,
        "firm": post.organisation.legal_name,
        "chip": post.get_contract_class_display(),
        "text": told.text,
        "done": told.done_count,
        "total": len(told.items),
        "requirements": told.items,
        "url": reverse("work:post", args=[post.slug]),
    }
