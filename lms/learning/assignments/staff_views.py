"""The instructor's side of handed-in work: the queue, one piece of work, a judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import ItemKey
from lms.accounts.access import require_roles, roles_required
from lms.accounts.actors import actor_for
from lms.learning.assignments import hand_in
from lms.learning.assignments.forms import JudgeForm
from lms.learning.assignments.selectors import queue, versions_of
from lms.learning.models import Submission
from lms.learning.states import SubmissionState
from lms.learning.teaching.pages import ROLES, page
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lms.accounts.models import Person

PER_PAGE = 25


@require_safe
@never_cache
@roles_required(*ROLES)
def work_queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, with the day by which an answer is promised; and what was judged."""
    actor = actor_for(require_roles(request, ROLES))
    state = request.GET.get("state", "")
    state = state if state in SubmissionState.values else SubmissionState.WAITING
    context = {
        "page_obj": Paginator(queue(actor, state), PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": SubmissionState.choices,
        "today": clock.today_in_tokyo(),
    }
    return page(request, "learning/work_queue.html", context)


def _found(person: Person, pk: UUID) -> Submission:
    rows = Submission.objects.taught_by(actor_for(person)).select_related("person", "enrolment__course")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@never_cache
@roles_required(*ROLES)
@answer_refusals
def judge_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One piece of work with all its versions; the newest one is returned with a comment or accepted."""
    person = require_roles(request, ROLES)
    row = _found(person, pk)
    history = versions_of(row)
    rubric = history[0].item_version.public.get("rubric")
    if request.method == "GET":
        initial = {**JudgeForm.hidden_initial(row), "version_n": history[0].n}
        form = JudgeForm(initial=initial, rubric=rubric)
        return page(request, "learning/work_judge.html", _context(row, history, form))
    form = JudgeForm(request.POST, rubric=rubric)
    if form.is_valid():
        data = form.cleaned_data
        try:
            hand_in.judge(
                row, grader=person, decision=data["decision"], version_n=data["version_n"], levels=form.levels(),
                comment=data["comment"], idempotency_key=data["idempotency_key"],
            )  # fmt: skip
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _("Saved. The learner is told that there is an answer."))
            return redirect("learning:work_queue")
    return page(request, "learning/work_judge.html", _context(row, history, form), status=422)


def _context(row: Submission, history: list[Any], form: JudgeForm) -> dict[str, Any]:
    """The page; hidden tests and solution of `code` are for the grader."""
    version = history[0].item_version
    public = version.public
    key = ItemKey.keys.get(version=version).data if public["type"] == "code" else {}
    criteria = [_criterion(form, number, line, public["rubric"]["levels"]) for number, line in enumerate(form.rows)]
    return {
        "row": row,
        "history": history,
        "public": public,
        "criteria": criteria,
        "form": form,
        "may_judge": row.state == SubmissionState.WAITING,
        "hidden_tests": key.get("hidden", []),
        "solutions": key.get("solution", []),
        "today": clock.today_in_tokyo(),
    }


def _criterion(form: JudgeForm, number: int, line: dict[str, Any], levels: list[int]) -> dict[str, Any]:
    field = form[f"level_{number}"]
    chosen = field.value()
    return {
        "row": line,
        "field": field,
        "chosen": "" if chosen is None else str(chosen),
        "options": [(str(level), cell) for level, cell in zip(levels, line["cells"], strict=True)],
    }
