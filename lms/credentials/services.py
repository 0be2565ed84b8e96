"""Issuing a certificate with the fact that a course is completed, and the name that is printed on it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from courses.models import LessonPage
from lms.credentials.models import LONGEST_NAME, Certificate
from lms.learning.models import Enrolment, SkillEvidence, Submission
from lms.learning.states import SubmissionState
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, NotVisible

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lms.accounts.models import Person
    from lms.ledger.facts import Fact


def issue_for(facts: list[Fact]) -> None:
    """A certificate for each `course.completed` of our own courses, in the transaction of the fact; once per enrolment."""
    for fact in facts:
        enrolment = _enrolment(fact)
        if enrolment is not None:
            issue(enrolment)


def _enrolment(fact: Fact) -> Enrolment | None:
    """The enrolment that still lacks its certificate. Imported facts name none: that course was completed elsewhere."""
    pk = fact.payload.get("enrolment")
    if not pk:
        return None
    given = Certificate.objects.filter(enrolment=OuterRef("pk"))
    rows = Enrolment.objects.select_related("course", "person", "region").filter(~Exists(given), pk=pk)
    return rows.exclude(certificate_no="").annotate(has_accepted=Exists(_accepted(OuterRef("pk")))).first()


def issue(enrolment: Enrolment) -> Certificate:
    """The certificate of a completed enrolment, as the course is now. The name is the one the learner goes by."""
    if enrolment.completed_on is None:
        raise ValueError("a certificate says when the course was completed")
    course = enrolment.course
    lessons = LessonPage.objects.child_of(course).live().values_list("minutes", "compiled__minutes", "compiled__digest")
    digests = sorted(digest for _own, _read, digest in lessons if digest)
    return Certificate.objects.create(
        region=enrolment.region,
        person=enrolment.person,
        enrolment=enrolment,
        number=enrolment.certificate_no,
        course_key=enrolment.course_key,
        course_title=course.title,
        course_version=hashlib.sha256("".join(digests).encode()).hexdigest()[:12],
        minutes=course.minutes or sum(own or read or 0 for own, read, _digest in lessons),
        started_on=enrolment.started_on,
        completed_on=enrolment.completed_on,
        basis=_basis(enrolment),
        printed_name=enrolment.person.display_name[:LONGEST_NAME],
        issued_at=clock.now(),
    )


def _basis(enrolment: Enrolment) -> dict[str, Any]:
    """What was judged and how (CU-01, CU-04); no points and no time of day."""
    evidence = SkillEvidence.objects.filter(person=enrolment.person, source__enrolment=str(enrolment.pk))
    best: dict[str, tuple[int, str]] = {}
    for row in evidence.order_by("skill_id", "level"):
        best[row.skill_id] = (row.level, row.mode)
    return {
        "lessons": len(enrolment.lessons_done),
        "test": enrolment.test_passed_on.isoformat() if enrolment.test_passed_on else "",
        "assignment": _has_accepted(enrolment),
        "skills": [[skill, level, mode] for skill, (level, mode) in sorted(best.items())],
    }


def _accepted(enrolment: Any) -> QuerySet[Submission]:
    return Submission.objects.filter(enrolment=enrolment, state=SubmissionState.ACCEPTED)


def _has_accepted(enrolment: Enrolment) -> bool:
    """Read with the enrolment where it was annotated (one statement less for who completes a course)."""
    known: bool | None = getattr(enrolment, "has_accepted", None)
    return _accepted(enrolment).exists() if known is None else known


def print_name(*, person: Person, certificate_id: UUID, name: str) -> Certificate:
    """The name as the learner wants it printed. Raises NotVisible, FormInvalid for an empty or too long one."""
    certificate = Certificate.objects.filter(pk=certificate_id, person=person).first()
    if certificate is None:
        raise NotVisible
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise FormInvalid({"name": [_("Write a name of 1 to %(count)d characters.") % {"count": LONGEST_NAME}]})
    certificate.printed_name = wanted
    certificate.save(update_fields=["printed_name"])
    return certificate
