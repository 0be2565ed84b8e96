"""/partner/jobs/: the firm writes, submits, pauses and closes its posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.hooks import page_context
from lms.accounts.actors import actor_of
from lms.ledger import engine
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.ledger.refusals import FormInvalid
from lms.ledger.roles import roles_of
from lms.partners import terms
from lms.partners.forms import posts as forms
from lms.partners.models import JobPost, PartnerUser
from lms.partners.selectors import publication_blockers, rights_blocker
from lms.partners.services.posts import create_post, save_draft
from lms.partners.states import PostState
from lms.partners.views.firm import firm_page, firm_required
from lms.partners.views.steps import form_class, history, next_steps, take_step

if TYPE_CHECKING:
    from uuid import UUID

    from lms.partners.forms.steps import StepForm

ROWS_PER_PAGE = 50
STEPS: dict[str | tuple[str, str], type[StepForm]] = {
    "pause": forms.PauseByFirmForm,
    "resume": forms.ResumeForm,
    "close": forms.CloseForm,
}


@firm_required("PA", "PR")
def post_list(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """The firm's posts, newest first."""
    rows = JobPost.objects.visible_to(actor_of(request)).filter(organisation=user.organisation_id)
    blocker = rights_blocker(user.organisation_id)
    context = {
        "partner": user,
        "page_obj": Paginator(rows.order_by("-since", "pk"), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "blocker": _(blocker) if blocker else "",
        "blockers": [_(key) for key in publication_blockers(user.organisation)],
    }
    return firm_page(request, "partners/firm_post_list.html", context)


@firm_required("PA", "PR")
@answer_refusals
def post_new(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """JOB-1: choose the class of the contract and a title."""
    form = forms.NewPostForm(request.POST or None, initial=ActForm.hidden_initial())
    if request.method == "POST" and form.is_valid():
        result = create_post(
            organisation=user.organisation,
            actor=actor_of(request),
            idempotency_key=form.cleaned_data["idempotency_key"],
            contract_class=form.cleaned_data["contract_class"],
            title=form.cleaned_data["title"],
        )
        return redirect("partner:post_edit", result.row.pk)
    status = 422 if form.errors else 200
    return firm_page(request, "partners/firm_post_new.html", {"partner": user, "form": form}, status)


def _own_post(request: HttpRequest, user: PartnerUser, pk: UUID) -> JobPost:
    rows = JobPost.objects.visible_to(actor_of(request)).filter(organisation=user.organisation_id)
    return get_object_or_404(rows.select_related("organisation__region__operator", "region", "rule"), pk=pk)


@firm_required("PA", "PR")
def post_detail(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """One post: where it stands, what it says, and what may come next."""
    return _detail(request, user, _own_post(request, user, pk))


def _detail(request: HttpRequest, user: PartnerUser, post: JobPost, refused: StepForm | None = None) -> HttpResponse:
    request.job_post = post  # type: ignore[attr-defined]
    context = {
        "partner": user,
        "post": post,
        "items": terms.shown(post.contract_class, post.terms),
        "returned": [(forms.ReturnPostForm.fields_to_return.get(n, n), t) for n, t in post.return_reasons.items()],
        "steps": next_steps(request, post, STEPS, refused),
        "history": history(post),
        "has_errors": bool(refused),
        **page_context("partner.post", request),
    }
    return firm_page(request, "partners/firm_post.html", context, 422 if refused else 200)


@firm_required("PA", "PR")
@require_POST
@answer_refusals
def post_step(request: HttpRequest, user: PartnerUser, pk: UUID, action: str) -> HttpResponse:
    """Pause, resume or close."""
    post = _own_post(request, user, pk)
    cls = form_class(STEPS, action, roles_of(actor_of(request), post))
    if cls is None:
        raise Http404
    form = cls(post, request.POST, prefix=action)
    if take_step(request, post, action, form):
        return redirect("partner:post", pk)
    return _detail(request, user, post, form)


@firm_required("PA", "PR")
@answer_refusals
def post_edit(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """Write the draft; 「保存」 keeps it as it is, 「確認に出す」 also submits it (JOB-2)."""
    post = _own_post(request, user, pk)
    if post.state != PostState.DRAFT:
        return redirect("partner:post", pk)
    form = forms.PostForm(post, request.POST or None)
    if request.method == "POST" and form.is_valid():
        post = save_draft(
            post=post, actor=actor_of(request), fields=form.draft_fields(), legal_items=form.legal_items()
        )
        if "submit" not in request.POST:
            messages.success(request, _("Saved as a draft."))
            return redirect("partner:post_edit", pk)
        if _submit(request, post, form):
            return redirect("partner:post", pk)
    context = {
        "partner": user,
        "post": post,
        "form": form,
        "blockers": [_(key) for key in publication_blockers(user.organisation)],
        "returned": [(forms.ReturnPostForm.fields_to_return.get(n, n), t) for n, t in post.return_reasons.items()],
    }
    return firm_page(request, "partners/firm_post_edit.html", context, 422 if form.errors else 200)


def _submit(request: HttpRequest, post: JobPost, form: forms.PostForm) -> bool:
    """JOB-2; what the validators say stands at the fields, and the draft is kept (L01)."""
    try:
        engine.move(post, "submit", actor=actor_of(request), data={"terms": post.terms}, **form.act())
    except FormInvalid as refusal:
        form.take_errors(refusal.errors)
        return False
    messages.success(request, _("Sent. The office checks the post and answers within a few days."))
    return True
