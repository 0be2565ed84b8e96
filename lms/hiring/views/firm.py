"""/partner/jobs/<id>/board/, /list/ and /partner/candidates/<uuid>/ : every read of what a person gave is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.accounts.selectors import roles_of
from lms.hiring import services
from lms.hiring.board import LABELS, OPEN, card_of, columns_of, form_url, next_steps
from lms.hiring.calendar_file import calendar_answer
from lms.hiring.forms.firm import InterviewForm, MoveBackForm, OfferForm, RejectForm, RescheduleForm, TrialForm
from lms.hiring.forms.learner import wish_labels
from lms.hiring.history import history_of
from lms.hiring.models import Application, Disclosure
from lms.hiring.selectors import contract_of, current_interview, current_offer, shown_to_firm
from lms.hiring.services.reading import ALL, PAGE, SHORT
from lms.hiring.states import RejectReason
from lms.ledger import audit
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.partners.models import JobPost, PartnerUser
from lms.partners.views.firm import firm_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lms.hiring.selectors import Shown
    from lms.ledger.actors import Actor

FIRM = ("PR", "PA", "PV")
RECRUITERS = ("PR", "PA")


def _actor(request: HttpRequest, roles: tuple[str, ...] = FIRM) -> Actor:
    return actor_for(require_roles(request, roles))


def _applications(actor: Actor) -> QuerySet[Application]:
    return (
        Application.objects.of_firm(actor)
        .select_related("person", "post", "organisation", "region")
        .prefetch_related("evidence")
    )


def _board(request: HttpRequest, pk: UUID) -> tuple[JobPost, list[Application], Actor]:
    """The post of the actor's own firm with its applications; anything else is an unknown address."""
    actor = _actor(request)
    seats = PartnerUser.objects.filter(person__pseudonym=actor.id, active=True).values("organisation_id")
    post = JobPost.objects.filter(pk=pk, organisation_id__in=seats).select_related("organisation").first()
    if post is None:
        raise Http404
    return post, list(_applications(actor).filter(post=post).order_by("-submitted_at", "-number")), actor


@never_cache
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Columns of cards."""
    post, rows, actor = _board(request, pk)
    columns, ended, everything = columns_of(rows, roles_of(request))
    services.record_reading(everything, actor=actor, channel=Disclosure.Channel.BOARD, items=SHORT)
    context = {"post": post, "columns": columns, "ended": ended, "count": len(rows)}
    return firm_page(request, "hiring/board.html", context)


@never_cache
def candidates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a table."""
    post, rows, actor = _board(request, pk)
    everything = shown_to_firm(rows)
    services.record_reading(everything, actor=actor, channel=Disclosure.Channel.LIST, items=SHORT)
    cards = [card_of(shown, roles_of(request)) for shown in everything]
    return firm_page(request, "hiring/list.html", {"post": post, "cards": cards})


def candidate_row(request: HttpRequest, pk: UUID, roles: tuple[str, ...] = FIRM) -> tuple[Application, Actor]:
    """The application if the firm may open it now. Else the answer of an unknown id, and an audit row (P01)."""
    actor = _actor(request, roles)
    row = _applications(actor).select_related("post__current_terms", "terms", "programme").filter(pk=pk).first()
    if row is None:
        audit.write(
            "access.refused",
            region=getattr(request, "region", None),
            actor=actor,
            object_type="application",
            object_id=str(pk),
        )
        raise Http404
    return row, actor


@never_cache
@answer_refusals
def candidate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Blind or disclosed, as the consents say today. The first opening is APP-3."""
    row, actor = candidate_row(request, pk)
    if row.state == "submitted" and not row.frozen:
        services.open_application(row, actor=actor)
        row, actor = candidate_row(request, pk)
    shown = shown_to_firm([row])[0]
    services.record_reading([shown], actor=actor, channel=Disclosure.Channel.PAGE, items=PAGE)
    return firm_page(request, "hiring/candidate.html", _context(request, row, shown))


@require_POST
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail and phone after pressing for them; the press is on record (S10)."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    shown = shown_to_firm([row])[0]
    if "contact" not in shown.items:
        raise Http404
    services.record_reading([shown], actor=actor, channel=Disclosure.Channel.PAGE, items=ALL)
    return firm_page(request, "hiring/candidate.html", _context(request, row, shown) | {"with_contact": True})


def _context(request: HttpRequest, row: Application, shown: Shown) -> dict[str, Any]:
    roles = roles_of(request)
    return {
        "row": row,
        "shown": shown,
        "wishes": wish_labels(shown.wishes),
        "reviewer_only": not roles & set(RECRUITERS),
        "steps": [(form_url(row, step), label) for step, label in next_steps(row, roles) if step != OPEN],
        "interview": current_interview(row) if not row.frozen else None,
        "offer": current_offer(row) if not row.frozen else None,
        "contract": contract_of(row),
        "trial_links": list(row.trial_links.filter(attempt=row.attempt)),
        "history": history_of(row),
        "act_form": ActForm(initial=ActForm.hidden_initial(row)),
        "can_ask_reopen": row.state in services.reviewing.REOPENABLE and bool(roles & set(RECRUITERS)),
    }


@require_POST
@answer_refusals
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The select of a card: a press moves it, or opens the form of a move that asks for more."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    step = request.POST.get("to", "")
    if step not in LABELS:
        raise Http404
    if step != OPEN:
        return redirect(form_url(row, step))
    form = ActForm(request.POST)
    if form.is_valid() and row.state == "submitted":
        services.open_application(row, actor=actor)
    return redirect("hiring:board", row.post_id)


def _form_page(request: HttpRequest, row: Application, title: str, form: Any, **more: Any) -> HttpResponse:
    context = {"row": row, "form": form, "title": title, **more}
    return firm_page(request, "hiring/candidate_form.html", context, 422 if form.errors else 200)


@never_cache
@answer_refusals
def ask_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-4."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    initial = {**ActForm.hidden_initial(row), "steps": "\n".join(str(step) for step in row.post.selection_steps)}
    form = InterviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(services.ask_interview, row, actor=actor):
        messages.success(request, _("The applicant was asked for an interview."))
        return redirect("hiring:board", row.post_id)
    return _form_page(request, row, _("Ask for an interview"), form)


@never_cache
@answer_refusals
def propose_trial(request: HttpRequest, pk: UUID) -> HttpResponse:
    """TRI-1 from the application; the papers follow on the page of the trial."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    form = TrialForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.is_valid():
        key = form.act()["idempotency_key"]
        result = services.propose_trial(row, actor=actor, idempotency_key=key, kind=form.cleaned_data["kind"])
        messages.success(request, _("Trial work was proposed. Now prepare the paper."))
        return redirect("trials:firm", result.row.pk)
    return _form_page(request, row, _("Propose trial work"), form)


@never_cache
@answer_refusals
def reschedule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-7 by the firm."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    form = RescheduleForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.submit(services.reschedule_interview, row, actor=actor):
        messages.success(request, _("The interview was moved."))
        return redirect("hiring:candidate", pk)
    return _form_page(request, row, _("Move the interview"), form)


@never_cache
@answer_refusals
def go_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-20."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    form = MoveBackForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.submit(services.move_back, row, actor=actor):
        return redirect("hiring:board", row.post_id)
    return _form_page(request, row, _("One stage back"), form)


@never_cache
@answer_refusals
def reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-16: choose a reason, read what the applicant will read, send."""
    return _end(request, pk, retract=False)


@never_cache
@answer_refusals
def retract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-13, in the same way."""
    return _end(request, pk, retract=True)


def _end(request: HttpRequest, pk: UUID, *, retract: bool) -> HttpResponse:
    row, actor = candidate_row(request, pk, ("PA",) if retract else RECRUITERS)
    title = _("Take the terms back") if retract else _("Not further")
    form = RejectForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.is_valid():
        data = form.payload_data()
        if "send" not in request.POST:
            reason = RejectReason(data["reason_code"]).label if data["share"] else ""
            return _form_page(request, row, title, form, preview=True, preview_reason=reason)
        act = services.retract_offer if retract else services.reject_application
        act(row, actor=actor, **form.act(), **data)
        messages.success(request, _("The applicant was told."))
        return redirect("hiring:board", row.post_id)
    return _form_page(request, row, title, form, rejecting=True)


@never_cache
@answer_refusals
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-9 with the terms document."""
    row, actor = candidate_row(request, pk, ("PA",))
    form = OfferForm(request.POST or None, post=row.post, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.submit(services.make_offer, row, actor=actor):
        messages.success(request, _("The terms were sent."))
        return redirect("hiring:board", row.post_id)
    return _form_page(request, row, _("Offer terms"), form, is_offer=True)


@require_POST
@answer_refusals
def ask_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The firm asks; the person decides (APP-21)."""
    row, actor = candidate_row(request, pk, RECRUITERS)
    services.ask_reopen(row, actor=actor)
    messages.success(request, _("The applicant can now open the application again."))
    return redirect("hiring:candidate", pk)


@never_cache
def interview_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The interview for the firm's calendar: code, no name."""
    row, _reader = candidate_row(request, pk, RECRUITERS)
    interview = current_interview(row)
    if interview is None or interview.chosen_at is None or row.frozen:
        raise Http404
    return calendar_answer(row, interview)
