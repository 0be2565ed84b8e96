"""What the lesson editor asks while somebody writes: check of a text, form of a question, an answer to the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from content.items.words import worded
from content.lessonmark.blockform import NoFormError, blocks, read_block, write_block
from courses import block_forms, writing
from courses.comparison import difference_table
from courses.library import library_files
from courses.rehearsals import rehearsal
from courses.services import compile_draft, compile_variants

if TYPE_CHECKING:
    from django.http import HttpRequest

    from content.items import Item
    from courses.models import LessonPage


@require_POST
@never_cache
def check(request: HttpRequest, page_id: int) -> HttpResponse:
    """Remarks, figures and questions of the text sent; nothing is saved."""
    lesson = _with_text(request, page_id)
    return JsonResponse(writing.report(lesson))


def _with_text(request: HttpRequest, page_id: int) -> LessonPage:
    lesson = writing.lesson_to_write(request.user, page_id)
    lesson.body = request.POST.get("text", "")
    return lesson


@require_POST
@never_cache
def block_form(request: HttpRequest, page_id: int) -> HttpResponse:
    """`act=open`: the form of the question at `line` as HTML. `act=write`: its lines as JSON, or the form with a reason (422)."""
    lesson = _with_text(request, page_id)
    line = _number(request.POST.get("line", ""))
    if request.POST.get("act") != "write":
        try:
            form = read_block(lesson.body, line)
        except NoFormError:
            return render(request, "courses/cms/block_form.html", {"refusal": block_forms.refusal()}, status=422)
        return render(request, "courses/cms/block_form.html", block_forms.context_of(form))
    return _written(request, lesson, line)


def _written(request: HttpRequest, lesson: LessonPage, line: int) -> HttpResponse:
    block = next((found for found in blocks(lesson.body) if found.line <= line <= found.end), None)
    if block is None or (block.name, block.id) != (request.POST.get("name"), request.POST.get("id")):
        raise Http404
    form = block_forms.form_of(request.POST)
    try:
        written = write_block(form)
    except NoFormError:
        context = {**block_forms.context_of(form), "problem": block_forms.refusal()}
        return render(request, "courses/cms/block_form.html", context, status=422)
    return JsonResponse({"line": block.line, "end": block.end, "block": written})


def conflict(request: HttpRequest, lesson: LessonPage) -> HttpResponse | None:
    """The page with both texts when somebody stored another one since this window was opened; nothing typed is lost.

    None when there is no conflict. Windows tell what they were opened with (Wagtail's loaded_revision_id).
    """
    latest = lesson.latest_revision
    opened_with = request.POST.get("loaded_revision_id")
    if latest is None or not opened_with:
        return None
    same = opened_with == str(latest.pk)
    if same and request.POST.get("loaded_revision_created_at", "") == latest.created_at.isoformat():
        return None
    theirs = latest.as_object().body
    typed = request.POST["body"]
    if "\n".join(typed.splitlines()) == "\n".join(theirs.splitlines()):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name
        not in {
            "body",
            "csrfmiddlewaretoken",
            "loaded_revision_id",
            "loaded_revision_created_at",
            "overwrite_revision_id",
        }
        and not name.startswith("action-")
    ]
    context = {
        "lesson": lesson,
        "latest": latest,
        "typed": typed,
        "theirs": theirs,
        "difference": difference_table(theirs, typed),
        "fields": fields,
    }
    return render(request, "courses/cms/conflict.html", context, status=409)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0  # a text has fewer lines


@require_safe
@never_cache
def files(request: HttpRequest, page_id: int) -> HttpResponse:
    """Pictures, films and documents of the site with what inserts them, newest first; `words` searches title and key."""
    lesson = writing.lesson_to_write(request.user, page_id)
    words = request.GET.get("words", "").strip()[:100]
    shelves = library_files(lesson.get_site(), words)
    return render(request, "courses/cms/files.html", {"shelves": shelves, "words": words})


@require_POST
@never_cache
def answer(request: HttpRequest, page_id: int, item: str) -> HttpResponse:
    """「答え合わせ」 in the preview: against the text the person's own preview shows. Nothing is stored."""
    lesson = writing.previewed_lesson(request.user, page_id)
    player = rehearsal()
    found = _draft_item(lesson, item, request.GET.get("mode", ""))
    if player is None or found is None or lesson.pk is None:
        raise Http404
    shown = player.answered(
        found, action_url=request.get_full_path(), holder=f"{request.user.pk}.{page_id}", form=request.POST
    )
    status = 422 if shown.get("error") else 200
    return render(request, f"blocks/{shown['type']}.html", {"item": shown}, status=status)


def _draft_item(lesson: LessonPage, name: str, mode: str) -> Item | None:
    """A question of the draft in the words of the version that is previewed."""
    main = compile_draft(lesson)
    words = compile_variants(lesson, main).get(mode, main)
    found = next((item for item in main.items if item.id == name), None)
    shown = next((item for item in words.items if item.id == name), None)
    if found is None or shown is None or words is main:
        return found if shown is not None else None
    return worded(found, shown)
