"""Handing in work and judging it: from what a form sent to one step of the workflow (SUB-1…4)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lms.accounts.actors import actor_for
from lms.learning.assignments import uploads
from lms.learning.models import Enrolment, Submission, SubmissionVersion
from lms.learning.states import SubmissionState
from lms.ledger.engine import move
from lms.ledger.models import Command
from lms.ledger.refusals import FormInvalid, NotVisible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from courses.models import ItemVersion
    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

"""Types of questions that a person judges."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a learner sends for one question."""

    person: Person
    course: CourseEntry
    lesson: LessonEntry
    entry: Mapping[str, Any]
    version: ItemVersion
    text: str
    file: Any | None
    idempotency_key: str


def hand_in(sent: HandIn) -> Submission:
    """Keep one more version and wait for a judgement. The same key again changes nothing.

    Raises NotVisible without enrolment, FormInvalid with messages at `text` and `file`, MoveNotAllowed when the work
    was accepted or the tries are used up.
    """
    enrolment = Enrolment.objects.filter(person=sent.person, course_id=sent.course.id).first()
    if enrolment is None:
        raise NotVisible
    row = Submission.objects.filter(enrolment=enrolment, item=sent.entry["item"]).first()
    if row is not None and _repeated(row, sent):
        return row
    file = _kept_file(sent)
    fresh = Submission(
        region_id=sent.person.region_id,
        person=sent.person,
        enrolment=enrolment,
        lesson_id=sent.lesson.id,
        item=sent.entry["item"],
    )
    try:
        result = move(
            row or fresh,
            "hand_in_again" if row is not None else "hand_in",
            actor=actor_for(sent.person),
            expected_version=None,
            idempotency_key=sent.idempotency_key,
            data=_data(sent, file),
        )
    finally:
        if file and not SubmissionVersion.objects.filter(file_key=file["key"]).exists():
            uploads.forget(file["key"])
    row_now: Submission = result.row
    return row_now


def _repeated(row: Submission, sent: HandIn) -> bool:
    """Whether this key handed in a version of this work before."""
    return Command.objects.filter(
        region_id=row.region_id,
        idempotency_key=sent.idempotency_key,
        stream_id=str(row.pk),
        actor_id=sent.person.pseudonym,
    ).exists()


def _kept_file(sent: HandIn) -> dict[str, Any] | None:
    """The file looked at and stored; a file where none is asked for is not taken."""
    accept = sent.version.public.get("accept", [])
    if sent.file is None or not accept:
        return None
    try:
        upload = uploads.inspect(sent.file, accept, sent.version.public["max_mb"])
    except uploads.UploadRefusedError as refused:
        raise FormInvalid({"file": [refused.message]}) from refused
    unguessable = hashlib.sha256(f"{sent.person.pk}:{sent.idempotency_key}:{upload.digest}".encode()).hexdigest()
    key = uploads.keep(upload, f"{sent.person.region.code}/{unguessable[:40]}.{upload.kind}")
    return {"key": key, "name": upload.name, "kind": upload.kind, "size": upload.size, "digest": upload.digest}


def _data(sent: HandIn, file: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "item_version": sent.version.pk,
        "skills": list(sent.entry["skills"]),
        "attempts": sent.entry["attempts"],
        "needs_file": bool(sent.version.public.get("accept")),
        "text": sent.text,
        "file": file,
    }


def judge(
    submission: Submission,
    *,
    grader: Person,
    decision: str,
    version_n: int,
    levels: list[int | None],
    comment: str,
    idempotency_key: str,
) -> Submission:
    """Return the newest version with a comment, or accept it. Raises NotVisible, FormInvalid, MoveNotAllowed."""
    accepted = decision == SubmissionState.ACCEPTED
    result = move(
        submission,
        "accept_work" if accepted else "return_work",
        actor=actor_for(grader),
        expected_version=None,
        idempotency_key=idempotency_key,
        data={"version_n": version_n, "levels": levels, "comment": comment},
    )
    row_now: Submission = result.row
    return row_now
