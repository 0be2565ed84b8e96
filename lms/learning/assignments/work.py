"""Guards and effects of work that a person judges: what may be handed in, when it is accepted, what follows (SUB-1…4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.items import points
from courses.models import ItemKey
from lms.accounts.models import Person
from lms.learning import events
from lms.learning.models import ItemState, Review, SkillEvidence, SubmissionVersion
from lms.learning.notices import tell_results
from lms.learning.requirements.qualification import reevaluate
from lms.learning.skills import evidence
from lms.learning.states import AnswerState, SubmissionState
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.notices.services import notify
from lms.regions.selectors import add_working_days

if TYPE_CHECKING:
    from lms.learning.models import Submission
    from lms.ledger.engine import MoveContext

ANSWER_DAYS = 3
ENOUGH = Fraction(60, 100)
PERSON_LEVEL = 3
LONGEST_TEXT = 20_000
MESSAGES = (
    gettext_noop("work.own"),
    gettext_noop("work.stale"),
    gettext_noop("work.tries"),
)
# Where a learner stands with the question, by the state of the work.
ANSWER_STATES = {
    SubmissionState.WAITING: AnswerState.WAITING,
    SubmissionState.RETURNED: AnswerState.RETURNED,
    SubmissionState.ACCEPTED: AnswerState.SOLVED,
}


def work_payload(ctx: MoveContext) -> dict[str, Any]:
    """What an event says: course, question and version; no word of what was handed in."""
    row: Submission = ctx.row
    return {"course": row.enrolment.course_key, "item": row.item, "enrolment": str(row.enrolment_id)}


# --- guards -----------------------------------------------------------------------------------------------------------


def something_handed_in(ctx: MoveContext) -> None:
    """A text or a file; the text of a length that can be read."""
    if len(ctx.data.get("text", "")) > LONGEST_TEXT:
        raise FormInvalid({"text": [_("Please write %(count)d characters at most.") % {"count": LONGEST_TEXT}]})
    if ctx.data.get("needs_file"):
        if not ctx.data.get("file"):
            raise FormInvalid({"file": [_("Please choose a file.")]})
    elif not ctx.data.get("text", "").strip():
        raise FormInvalid({"text": [_("Please write something before you hand it in.")]})


def tries_left(ctx: MoveContext) -> None:
    """The author may limit how often work is handed in; 0 = as often as wanted."""
    attempts = ctx.data.get("attempts", 0)
    if attempts and ctx.row.versions_count >= attempts:
        raise MoveNotAllowed("work.tries", count=attempts)


def of_somebody_else(ctx: MoveContext) -> None:
    """Nobody judges their own work (ROL-3)."""
    if ctx.row.person_id == ctx.actor.person_id:
        raise MoveNotAllowed("work.own")


def newest_seen(ctx: MoveContext) -> None:
    """The version judged is the newest: a learner may have handed in again meanwhile."""
    if ctx.data.get("version_n") != ctx.row.versions_count:
        raise MoveNotAllowed("work.stale")


def comment_given(ctx: MoveContext) -> None:
    """Who returns work says what to change."""
    if not ctx.data.get("comment", "").strip():
        raise FormInvalid({"comment": [_("Please write what to change, so that the learner can go on.")]})


def rubric_filled(ctx: MoveContext) -> None:
    """Every criterion has one of the levels of the rubric."""
    rubric = rubric_of(ctx.row)
    given = ctx.data.get("levels", [])
    if rubric is None:
        return
    missing = {
        f"level_{number}": [_("Please choose a level.")]
        for number, _row in enumerate(rubric["rows"])
        if number >= len(given) or given[number] not in rubric["levels"]
    }
    if missing or len(given) != len(rubric["rows"]):
        raise FormInvalid(missing or {"": [_("Please choose a level.")]})


def rubric_enough(ctx: MoveContext) -> None:
    """Accepted means at least 60 % of the rubric (curriculum.md §2)."""
    if share_of(ctx.row, ctx.data.get("levels", [])) < ENOUGH:
        message = _("This is below 60 % of the rubric. Return the work with a comment instead.")
        raise FormInvalid({"decision": [message]})


# --- what the rubric says ---------------------------------------------------------------------------------------------


def newest_version(submission: Submission) -> SubmissionVersion | None:
    """The version handed in last."""
    rows = SubmissionVersion.objects.filter(submission=submission).select_related("item_version")
    return rows.order_by("-n").first()


def rubric_of(submission: Submission) -> dict[str, Any] | None:
    """The rubric the newest version was written for."""
    version = newest_version(submission)
    return version.item_version.public.get("rubric") if version is not None else None


def share_of(submission: Submission, levels: list[int]) -> Fraction:
    """Sum of the levels given ÷ sum of the highest ones; everything where there is no rubric."""
    rubric = rubric_of(submission)
    if rubric is None:
        return Fraction(1)
    return Fraction(sum(levels), max(rubric["levels"]) * len(rubric["rows"]))


def shows_the_skill(submission: Submission, levels: list[int], skill: str) -> bool:
    """Whether the work was judged for the skill and no criterion of it stands at the lowest level (curriculum.md §2).

    A criterion that names no skill belongs to every one of the question. Work without a criterion of the skill, or
    without a rubric, proves nothing of it.
    """
    rubric = rubric_of(submission)
    if rubric is None:
        return False
    rows = zip(rubric["rows"], levels, strict=True)
    own = [level for row, level in rows if skill in row.get("skills", [skill])]
    return bool(own) and min(own) > min(rubric["levels"])


# --- effects ----------------------------------------------------------------------------------------------------------


def keep_version(ctx: MoveContext) -> None:
    """One more version; the ones before stay. An answer is promised in three working days."""
    row: Submission = ctx.row
    file = ctx.data.get("file") or {}
    row.versions_count += 1
    row.handed_in_at, row.skills = ctx.now, ctx.data.get("skills", [])
    row.due_on = add_working_days(row.region, clock.tokyo_date(ctx.now), ANSWER_DAYS)
    row.save(update_fields=["versions_count", "handed_in_at", "skills", "due_on"])
    SubmissionVersion.objects.create(
        submission=row,
        n=row.versions_count,
        item_version_id=ctx.data["item_version"],
        text=ctx.data.get("text", ""),
        file_key=file.get("key", ""),
        file_name=file.get("name", ""),
        file_kind=file.get("kind", ""),
        file_size=file.get("size", 0),
        handed_in_at=ctx.now,
    )
    _remember(ctx, {"n": row.versions_count, "due_on": row.due_on.isoformat()})
    events.append([_handed_in(ctx)])


def _handed_in(ctx: MoveContext) -> Any:
    """The learning fact beside the workflow's own: a day on which something was done."""
    row: Submission = ctx.row
    return events.new_event(
        "item.handed_in",
        region_id=row.region_id,
        subject_ref=row.subject_ref,
        stream_id=str(row.enrolment_id),
        idempotency_key=f"work:{row.pk}:{row.versions_count}",
        payload={"course": row.enrolment.course_key, "item": row.item, "n": row.versions_count},
        programme=row.enrolment.programme.code,
    )


def keep_review(ctx: MoveContext) -> None:
    """The judgement with its grader, and what the learner now sees at the question."""
    row: Submission = ctx.row
    version = newest_version(row)
    assert version is not None  # noqa: S101  # `newest_seen` asked for it
    levels = ctx.data.get("levels", [])
    possible = version.item_version.public.get("points", 1)
    accepted = row.state == SubmissionState.ACCEPTED
    judged = accepted or (bool(levels) and None not in levels)
    earned = points(possible, share_of(row, levels)) if judged else Decimal(0)
    Review.objects.create(
        version=version,
        grader=Person.objects.get(pseudonym=ctx.actor.id),
        decision=row.state,
        levels=levels,
        earned=earned,
        possible=possible,
        comment=ctx.data.get("comment", ""),
        at=ctx.now,
    )
    told = {"n": version.n, "comment": ctx.data.get("comment", ""), "levels": levels}
    if judged:
        told |= {"earned": str(earned), "possible": possible}
    share = int(share_of(row, levels) * 100) if judged else 0
    _remember(ctx, told, share=share, key=ItemKey.keys.get(version=version.item_version).data if accepted else None)


def _remember(ctx: MoveContext, told: dict[str, Any], *, share: int = 0, key: dict[str, Any] | None = None) -> None:
    """The learner's state of the question, so that a lesson page shows it without a query of its own."""
    row: Submission = ctx.row
    version = newest_version(row)
    known = ItemState.objects.filter(enrolment_id=row.enrolment_id, item=row.item).first()
    feedback = {"state": row.state, "work": told, "hints": known.feedback.get("hints", []) if known else []}
    if key is not None:
        feedback |= {"explain": key.get("explain", "")}
        feedback["work"]["solution"] = key.get("solution", [])
    values = {
        "lesson_id": row.lesson_id,
        "item_version_id": version.item_version_id if version else None,
        "state": ANSWER_STATES[SubmissionState(row.state)],
        "tries": row.versions_count,
        "latest_percent": share,
        "best_percent": max(share, known.best_percent if known else 0),
        "feedback": feedback,
        "updated_at": ctx.now,
    }
    ItemState.objects.update_or_create(enrolment_id=row.enrolment_id, item=row.item, defaults=values)


def give_levels(ctx: MoveContext) -> None:
    """Level 3 of the skills the course leads to that level, graded by this person (curriculum.md §2, CU-01)."""
    row: Submission = ctx.row
    levels = ctx.data.get("levels", [])
    reachable = {code for code, level in row.enrolment.course.skill_targets() if level >= PERSON_LEVEL}
    today = clock.tokyo_date(ctx.now)
    found = []
    for skill in row.skills:
        if skill in reachable and shows_the_skill(row, levels, skill):
            found += evidence.give(
                row.person,
                skill,
                PERSON_LEVEL,
                source_key=f"work:{row.enrolment.course_key}:{row.item}"[:80],
                enrolment=row.enrolment,
                on=today,
                mode=SkillEvidence.Mode.PERSON,
                grader=ctx.actor.id,
            )
    changed = {event.payload["skill"] for event in found}
    if changed:
        found += reevaluate(row.person, today, changed=changed)
    events.append(found)
    tell_results(found, row.person)


def tell_learner(ctx: MoveContext) -> None:
    """A notice, and a mail through the outbox: there is an answer, never what it says."""
    row: Submission = ctx.row
    code = "N25.accepted" if row.state == SubmissionState.ACCEPTED else "N25.returned"
    notify(ctx, code, [row.person], link=reverse("learning:work_one", args=[row.pk]))
