"""/staff/posts/: posts that wait for a check, and every other post of the Region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.accounts.access import roles_required
from lms.accounts.actors import actor_of
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid
from lms.ledger.roles import roles_of
from lms.partners import terms
from lms.partners.forms import posts as forms
from lms.partners.models import JobPost
from lms.partners.selectors import lint_of, needs_approver, publication_blockers
from lms.partners.services.posts import record_check
from lms.partners.states import PostState
from lms.partners.views.staff import ROWS_PER_PAGE, staff_page
from lms.partners.views.steps import form_class, history, next_steps, take_step

if TYPE_CHECKING:
    from uuid import UUID

    from lms.partners.forms.steps import StepForm

CHECK = "check"
STEPS: dict[str | tuple[str, str], type[StepForm]] = {
    ("approve", "C"): forms.CheckPostForm,
    "approve": forms.ApproveCheckedPostForm,
    "return": forms.ReturnPostForm,
    "pause": forms.PauseForm,
    "resume": forms.ResumeForm,
    "close": forms.CloseByStaffForm,
}


@roles_required("C", "AP")
def post_queue(request: HttpRequest) -> HttpResponse:
    """Posts by state; those that wait for a check first, the oldest on top."""
    rows = JobPost.objects.visible_to(actor_of(request)).select_related("organisation", "programme")
    state = request.GET.get("state", PostState.SUBMITTED.value)
    if state in PostState.values:
        rows = rows.filter(state=state)
    context = {
        "page_obj": Paginator(rows.exclude(state=PostState.DRAFT).order_by("since", "pk"), ROWS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "states": [choice for choice in PostState.choices if choice[0] != PostState.DRAFT],
        "chosen": state,
    }
    return staff_page(request, "partners/staff_post_list.html", context)


def _post(request: HttpRequest, pk: UUID) -> JobPost:
    rows = JobPost.objects.visible_to(actor_of(request)).exclude(state=PostState.DRAFT)
    return get_object_or_404(
        rows.select_related("organisation__region__operator", "region", "programme", "rule"), pk=pk
    )


def _steps(request: HttpRequest, post: JobPost, refused: StepForm | None) -> list[tuple[str, StepForm]]:
    """The next steps; for one of the first three posts the coordinator's own step is the check, not the approval."""
    roles = roles_of(actor_of(request), post)
    steps = dict(next_steps(request, post, STEPS, refused))
    if "approve" in steps and needs_approver(post) and "C" in roles:
        check = refused if refused is not None and refused.prefix == CHECK else forms.CheckPostForm(post, prefix=CHECK)
        check.title, check.button = _("Check this post"), _("Keep the check")
        check.explain = _("After your check an approver decides: this is one of the firm's first three posts.")
        approve = {"approve": forms.ApproveCheckedPostForm(post, prefix="approve")}
        steps = {CHECK: check, **(approve if "AP" in roles else {}), **_without(steps, "approve")}
    return list(steps.items())


def _without(steps: dict[str, StepForm], action: str) -> dict[str, StepForm]:
    return {name: form for name, form in steps.items() if name != action}


def _page(request: HttpRequest, post: JobPost, refused: StepForm | None = None) -> HttpResponse:
    context = {
        "post": post,
        "organisation": post.organisation,
        "items": terms.shown(post.contract_class, post.terms),
        "findings": [(f, _(f.key).format(example=f.example)) for f in lint_of(post)],
        "blockers": [_(key) for key in publication_blockers(post.organisation)],
        "steps": _steps(request, post, refused),
        "checked": bool(post.checked_by) and post.state == PostState.SUBMITTED,
        "history": history(post),
        "versions": post.versions.all(),
        "has_errors": bool(refused and refused.errors),
    }
    return staff_page(request, "partners/staff_post.html", context, 422 if context["has_errors"] else 200)


@roles_required("C", "AP")
def post_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One post with everything the check needs, and the next steps."""
    return _page(request, _post(request, pk))


@roles_required("C", "AP")
@require_POST
@answer_refusals
def post_step(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Take one step of a post."""
    post = _post(request, pk)
    cls = form_class(STEPS, action, roles_of(actor_of(request), post))
    if action == "approve" and needs_approver(post):
        cls = forms.ApproveCheckedPostForm
    if cls is None:
        raise Http404
    form = cls(post, request.POST, prefix=action)
    if take_step(request, post, action, form):
        return redirect("partners_staff:post", pk)
    return _page(request, post, form)


@roles_required("C")
@require_POST
@answer_refusals
def post_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the coordinator's check of one of the first three posts."""
    post = _post(request, pk)
    form = forms.CheckPostForm(post, request.POST, prefix=CHECK)
    if form.is_valid():
        try:
            record_check(post=post, actor=actor_of(request), **form.move_data())
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _("The check is kept. An approver can decide now."))
            return redirect("partners_staff:post", pk)
    return _page(request, post, form)
