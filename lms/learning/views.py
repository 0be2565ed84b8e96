"""Pages of learners: マイ学習, the player, answering a question, completing a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from content import kept_fragments
from content.items import AnswerRefusedError
from courses.outline import outline
from courses.selectors import shown_lesson
from courses.versions import remember, version_of
from lms.accounts.selectors import person_of
from lms.learning import home_page, services, widgets
from lms.learning.forms import GoalForm
from lms.learning.lessons import answers, player, practice
from lms.learning.selectors import lesson_progress, next_lesson
from lms.ledger import clock
from lms.ledger.answers import answer_refusals, wants_json
from lms.ledger.refusals import MoveNotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person


def _learner(request: HttpRequest) -> Person:
    """The acting person; who has no Person in this Region gets the 404 of an unknown address."""
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def _course(request: HttpRequest, slug: str) -> CourseEntry:
    entry = outline(Site.find_for_request(request))
    found = entry.course(slug) if entry else None
    if found is None:
        raise Http404
    return found


def _lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> tuple[CourseEntry, LessonEntry]:
    found = player.find(Site.find_for_request(request), course_slug, lesson_slug)
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """マイ学習 (S6)."""
    person = _learner(request)
    return render(request, "learning/home.html", home_page.context(request, person))


@require_POST
def set_goal(request: HttpRequest) -> HttpResponse:
    """One's own number of days a week."""
    person = _learner(request)
    form = GoalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a number from 1 to 7."))
        return redirect("learning:home")
    services.set_weekly_goal(person=person, days=form.cleaned_data["days"])
    messages.success(request, _("Your goal was saved."))
    return redirect("learning:home")


@require_safe
@never_cache
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The way in from a sign-in: to the lesson that comes next, or to the course page where it can be begun."""
    person = _learner(request)
    found = _course(request, course_slug)
    enrolment = person.enrolments.filter(course_id=found.id).first()
    if enrolment is None:
        return redirect(found.url)
    following = next_lesson(found, enrolment)
    return redirect(player.lesson_url(found, following) if following else found.url)


@require_POST
@answer_refusals
def start(request: HttpRequest, course_slug: str) -> HttpResponse:
    """「はじめる」: enrol and go to the first lesson that is not done."""
    person = _learner(request)
    found = _course(request, course_slug)
    enrolment = services.enrol(person=person, course=found)
    following = next_lesson(found, enrolment)
    return redirect(player.lesson_url(found, following) if following else found.url)


@require_safe
@never_cache
def lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """The player (S4): session, user and one query."""
    person = _learner(request)
    course_entry, entry = _lesson(request, course_slug, lesson_slug)
    progress = lesson_progress(person, course_entry, entry)
    if progress is None:
        return redirect(course_entry.url)
    version = version_of(request, entry)
    context = player.player_context(course_entry, entry, progress, version=version)
    return remember(request, player.lesson_page(request, context, version))


@require_POST
@answer_refusals
def complete(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """「わかった！つぎへ」 (§8.5)."""
    person = _learner(request)
    course_entry, entry = _lesson(request, course_slug, lesson_slug)
    try:
        enrolment = services.complete_lesson(person=person, course=course_entry, lesson=entry)
    except MoveNotAllowed as refusal:
        if wants_json(request):
            raise
        messages.warning(request, refusal.message)
        return HttpResponseRedirect(player.lesson_url(course_entry, entry) + "#conditions")
    if enrolment.completed_on is not None and next_lesson(course_entry, enrolment) is None:
        messages.success(request, _("You have completed this course. Well done!"))
        return redirect(course_entry.url)
    return redirect(player.frame(course_entry, entry, enrolment)["next_url"] or course_entry.url)


@require_POST
@never_cache
@answer_refusals
def item(request: HttpRequest, course_slug: str, lesson_slug: str, item: str) -> HttpResponse:
    """Answer, hint or 「答えを見る」 for one question (§8.4): JSON, a fragment, or back to the question."""
    person = _learner(request)
    course_entry, entry = _lesson(request, course_slug, lesson_slug)
    try:
        result = answers.take(_act(request, person, course_entry, entry, item))
    except AnswerRefusedError as refused:
        message = refused.message if isinstance(refused, answers.AnswerIncompleteError) else ""
        return _refused(request, course_entry, entry, item, message)
    if wants_json(request):
        return JsonResponse(result.response)
    if request.headers.get("X-Requested-With") == "fetch":
        return _fragment(request, course_entry, entry, result)
    return HttpResponseRedirect(f"{player.lesson_url(course_entry, entry)}#{player.anchor(result.public, item)}")


def _act(request: HttpRequest, person: Person, course_entry: CourseEntry, entry: LessonEntry, item: str) -> answers.Act:
    """What the form asks for. Raises AnswerRefusedError for a form that no page of ours sent."""
    session = practice.read_session(request.POST.get("session", ""), clock.today_in_tokyo())
    kind = request.POST.get("act", "answer")
    key = request.POST.get("idempotency_key", "")
    if kind not in answers.KINDS or not 8 <= len(key) <= 40:
        raise AnswerRefusedError("no act")
    values = request.POST.getlist(widgets.FIELD)

    def read(public: Any, enrolment_id: object) -> Any:
        return widgets.decode(practice.practice_face(public, enrolment_id, session), values)

    return answers.Act(
        person=person,
        course=course_entry,
        lesson=entry,
        item=item,
        kind=kind,
        version_id=session.version_id,
        idempotency_key=key,
        read=read,
        words=_words(request, entry, item),
    )


def _words(request: HttpRequest, entry: LessonEntry, item: str) -> dict[str, Any]:
    """What the version being read says of the secret half of a question; of the standard text nothing, and no query."""
    variant = version_of(request, entry).name
    return shown_lesson(entry, variant)["words"].get(item, {}) if variant else {}


def _fragment(
    request: HttpRequest, course_entry: CourseEntry, entry: LessonEntry, result: answers.Answered
) -> HttpResponse:
    """The question alone, as the page's module puts it in place."""
    state = result.state
    shown = shown_lesson(entry, version_of(request, entry).name)
    worded = shown["publics"].get(state.item)
    context = practice.item_context(
        state.item,
        worded.public if worded is not None and worded.pk == state.item_version_id else result.public,
        version_id=state.item_version_id,
        enrolment_id=result.enrolment.pk,
        today=clock.today_in_tokyo(),
        action_url=player.item_url(course_entry, entry, state.item),
        state=state,
        # A hint is no answer: what is in the fields stays there.
        sent=request.POST.getlist(widgets.FIELD) if request.POST.get("act") == "hint" else None,
        words=shown["words"].get(state.item),
    )
    return HttpResponse(kept_fragments.question(context, get_token(request)))


def _refused(
    request: HttpRequest, course_entry: CourseEntry, entry: LessonEntry, item: str, message: str
) -> HttpResponse:
    """422, nothing was saved: the page again with the message at the question."""
    message = message or _("This answer could not be read. Please choose or write it once more.")
    if wants_json(request):
        return JsonResponse({"key": "learning.answer", "message": message}, status=422)
    progress = lesson_progress(_learner(request), course_entry, entry)
    if progress is None:
        raise Http404
    refused = {item: (message, request.POST.getlist(widgets.FIELD))}
    version = version_of(request, entry)
    context = player.player_context(course_entry, entry, progress, refused=refused, version=version)
    response = player.lesson_page(request, context, version, has_errors=True)
    response.status_code = 422
    return response
