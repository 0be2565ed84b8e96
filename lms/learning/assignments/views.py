"""Handing in work for a person to judge, reading the answer, and the file itself (authoring.md 4.12, 4.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from courses.models import ItemVersion
from courses.outline import outline
from courses.selectors import shown_lesson
from lms.accounts.actors import actor_of
from lms.accounts.selectors import person_of
from lms.learning import widgets
from lms.learning.assignments import hand_in, uploads
from lms.learning.assignments.forms import HandInForm
from lms.learning.assignments.selectors import versions_of
from lms.learning.lessons import player
from lms.learning.models import Enrolment, Submission, SubmissionVersion
from lms.learning.states import SubmissionState
from lms.learning.teaching.pages import PERSON_TYPES
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

Asked = tuple["CourseEntry", "LessonEntry", dict[str, Any], ItemVersion]


def _learner(request: HttpRequest) -> Person:
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def _asked(request: HttpRequest, course_slug: str, lesson_slug: str, item: str) -> Asked:
    """Course, lesson, entry and published version of a question that a person judges; else 404."""
    found = player.find(Site.find_for_request(request), course_slug, lesson_slug)
    if found is None:
        raise Http404
    shown = shown_lesson(found[1])
    entry = shown["entries"].get(item)
    if entry is None or entry["type"] not in PERSON_TYPES:
        raise Http404
    return (*found, entry, shown["publics"][item])


@require_http_methods(["GET", "POST"])
@never_cache
@answer_refusals
def work(request: HttpRequest, course_slug: str, lesson_slug: str, item: str) -> HttpResponse:
    """The page of one piece of work: what is asked, what was handed in, what was said, and the form."""
    person = _learner(request)
    asked = _asked(request, course_slug, lesson_slug, item)
    course, lesson, entry, version = asked
    enrolment = Enrolment.objects.filter(person=person, course_id=course.id).first()
    if enrolment is None:
        return redirect(course.url)
    row = Submission.objects.filter(enrolment=enrolment, item=item).first()
    if request.method == "GET":
        return render(request, "learning/work.html", _work_context(asked, row, HandInForm.hidden_initial()))
    form = HandInForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        sent = hand_in.HandIn(
            person=person, course=course, lesson=lesson, entry=entry, version=version,
            text=data["text"].replace("\r\n", "\n"), file=data["file"], idempotency_key=data["idempotency_key"],
        )  # fmt: skip
        try:
            hand_in.hand_in(sent)
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _("Handed in. Somebody will read it within three working days."))
            return redirect(f"{player.lesson_url(course, lesson)}#item-{item}")
    return render(request, "learning/work.html", _work_context(asked, row, {}, form), status=422)


def _work_context(
    asked: Asked, row: Submission | None, initial: dict[str, Any], form: HandInForm | None = None
) -> dict[str, Any]:
    course, lesson, entry, version = asked
    history = versions_of(row) if row is not None else []
    typed = form["text"].value() if form is not None else _last_text(history)
    shown = widgets.face(version.public, (), "")
    item = {
        "id": entry["item"],
        "type": entry["type"],
        "prompt_html": version.public["prompt_html"],
        **widgets.fields(shown, [typed] if typed else []),
    }
    return {
        "course": course,
        "lesson": lesson,
        "item": item,
        "row": row,
        "history": history,
        "form": form,
        "idempotency_key": form["idempotency_key"].value() if form is not None else initial["idempotency_key"],
        "may_hand_in": row is None or row.state != SubmissionState.ACCEPTED,
        "lesson_url": player.lesson_url(course, lesson),
        "errors": {name: form.errors.get(name, []) for name in ("text", "file")} if form is not None else {},
        "file_lost": form is not None and bool(form.files.get("file")),
    }


def _last_text(history: list[SubmissionVersion]) -> str:
    """What was written last, to be gone on with after it came back."""
    return history[0].text if history else ""


@require_safe
@never_cache
def work_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From a notice to the piece of work it speaks of."""
    person = _learner(request)
    row = Submission.objects.filter(person=person, pk=pk).select_related("enrolment").first()
    catalogue = outline(person.region.site)
    course = catalogue.course_by_id(row.enrolment.course_id) if row is not None and catalogue else None
    lesson = course.lesson_by_id(row.lesson_id) if row is not None and course else None
    if row is None:
        raise Http404
    if course is None or lesson is None:
        return redirect("learning:home")
    return redirect("learning:work", course.slug, lesson.slug, row.item)


@require_safe
@never_cache
def work_file(request: HttpRequest, pk: UUID) -> FileResponse:
    """A file that was handed in: for who handed it in and who may judge it, as an attachment, never shown in the page."""
    visible = Submission.objects.visible_to(actor_of(request))
    version = SubmissionVersion.objects.filter(pk=pk, submission__in=visible).exclude(file_key="").first()
    kept = uploads.storage()
    if version is None or not kept.exists(version.file_key):
        raise Http404
    response = FileResponse(
        kept.open(version.file_key),
        as_attachment=True,
        filename=version.file_name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
