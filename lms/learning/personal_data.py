"""What learning gives out about a person and what it forgets: answers go, pseudonymous counts stay (TH-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.accounts.personal_data import delete_rows, keep_pseudonymous, register_personal_data, rows_about, rows_of
from lms.learning.assignments import uploads
from lms.learning.models import (
    ClosedTest,
    Enrolment,
    ItemState,
    LearningEvent,
    LearningGoal,
    QualificationResult,
    Regrade,
    RegradeChange,
    Review,
    SkillEvidence,
    Submission,
    SubmissionVersion,
    TestAllowance,
    TestAttempt,
    TestSave,
)

if TYPE_CHECKING:
    from lms.accounts.models import Person


def export_answers(person: Person) -> list[Any]:
    """The person's answers with their state; what was said about them is the author's text, not the person's data."""
    rows = ItemState.objects.filter(enrolment__person=person)
    return list(rows.values("enrolment__course_key", "item", "state", "tries", "hints_opened", "answer", "updated_at"))


def erase_answers(person: Person) -> int:
    """Delete every answer; the events keep item, version and result without the text."""
    return ItemState.objects.filter(enrolment__person=person).delete()[0]


def erase_enrolments(person: Person) -> int:
    """Forget where the person was reading; that the course was taken stays under the pseudonym."""
    return Enrolment.objects.filter(person=person).update(last_lesson_id=None, last_anchor="")


def export_versions(person: Person) -> list[Any]:
    """What the person handed in; files lie beside the export and are named here."""
    rows = SubmissionVersion.objects.filter(submission__person=person)
    return list(rows.values("submission__item", "n", "text", "file_name", "file_size", "handed_in_at"))


def erase_versions(person: Person) -> int:
    """Take texts and files away; that something was handed in stays under the pseudonym."""
    rows = SubmissionVersion.objects.filter(submission__person=person)
    for key in rows.exclude(file_key="").values_list("file_key", flat=True):
        uploads.forget(key)
    return rows.update(text="", file_key="", file_name="")


def export_reviews(person: Person) -> list[Any]:
    """What was said of the person's work, without the name of who said it: that is the grader's own data."""
    rows = Review.objects.filter(version__submission__person=person)
    return list(rows.values("version__submission__item", "decision", "levels", "earned", "possible", "comment", "at"))


def erase_reviews(person: Person) -> int:
    """Forget the comments on the person's work; points and dates stay. What the person wrote to others is theirs."""
    return Review.objects.filter(version__submission__person=person).update(comment="")


def export_attempts(person: Person) -> list[Any]:
    """The person's tries of course tests with their results."""
    rows = TestAttempt.objects.filter(enrolment__person=person)
    return list(rows.values("enrolment__course_key", "n", "started_at", "submitted_at", "earned", "possible", "passed"))


def export_saves(person: Person) -> list[Any]:
    """Every answer the person saved in a test."""
    rows = TestSave.objects.filter(attempt__enrolment__person=person)
    return list(rows.values("attempt__enrolment__course_key", "attempt__n", "question__item", "answer", "saved_at"))


def erase_saves(person: Person) -> int:
    """Delete the answers; points and results of the tries stay under the pseudonym."""
    return TestSave.objects.filter(attempt__enrolment__person=person).delete()[0]


def export_changes(person: Person) -> list[Any]:
    """What gradings anew changed for the person, with the reason where a pass was taken away."""
    rows = RegradeChange.objects.filter(enrolment__person=person)
    return list(rows.values("regrade__version__item", "old_points", "new_points", "loss", "decided_at", "reason"))


def erase_reasons(person: Person) -> int:
    """The reason of a decision about the person becomes a dash; that somebody decided, and who, stays."""
    rows = RegradeChange.objects.filter(enrolment__person=person).exclude(reason="")
    return rows.update(reason="–")


def register_rules() -> None:
    """Say for each model of the app what it gives out and what it forgets."""
    register_personal_data(Enrolment, rows_of(Enrolment, "person"), erase_enrolments)
    register_personal_data(ItemState, export_answers, erase_answers)
    register_personal_data(SkillEvidence, rows_of(SkillEvidence, "person"), keep_pseudonymous)
    register_personal_data(QualificationResult, rows_of(QualificationResult, "person"), keep_pseudonymous)
    register_personal_data(Regrade, rows_of(Regrade, "ordered_by"), keep_pseudonymous)
    register_personal_data(RegradeChange, export_changes, erase_reasons)
    register_personal_data(Submission, rows_of(Submission, "person"), keep_pseudonymous)
    register_personal_data(SubmissionVersion, export_versions, erase_versions)
    register_personal_data(Review, export_reviews, erase_reviews)
    facts = rows_about(LearningEvent, "kind", "occurred_on", "recorded_at", "programme", "payload")
    register_personal_data(LearningEvent, facts, keep_pseudonymous)
    register_personal_data(LearningGoal, rows_of(LearningGoal, "person"), delete_rows(LearningGoal, "person"))
    register_personal_data(TestAttempt, export_attempts, keep_pseudonymous)
    register_personal_data(TestSave, export_saves, erase_saves)
    register_personal_data(TestAllowance, rows_of(TestAllowance, "person"), delete_rows(TestAllowance, "person"))
    register_personal_data(ClosedTest, rows_of(ClosedTest, "closed_by"), keep_pseudonymous)
