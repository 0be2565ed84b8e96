"""/work/<slug>/apply/ : three steps, then sent. What was typed is kept as a draft until it is sent (S8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.hiring import consent_texts, services
from lms.hiring.evidence import held_skills
from lms.hiring.forms.learner import AgreeForm, EvidenceForm, ItemsForm, wish_labels
from lms.hiring.guards.people import route_refusal
from lms.hiring.models import Application, ApplicationDraft
from lms.hiring.models.application import OPEN_STATES
from lms.hiring.models.consent import V3_ITEMS, Item, Level
from lms.hiring.selectors import offerable_courses, required_courses, required_items
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid, NotVisible
from lms.partners.models import JobPost
from lms.partners.states import PostState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lms.accounts.models import Person
    from lms.ledger.refusals import Refusal

STEP_NAMES = (gettext_lazy("What you show"), gettext_lazy("What is passed on"), gettext_lazy("Check and send"))
SHOWN_STATES = (PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED)


def _post(request: HttpRequest, slug: str) -> JobPost:
    region = getattr(request, "region", None)
    if region is None:
        raise Http404
    posts = JobPost.objects.select_related("organisation__region__operator", "current_terms", "rule", "programme")
    return get_object_or_404(posts, region=region, slug=slug, state__in=SHOWN_STATES)


def _stopped(request: HttpRequest, post: JobPost, refusal: Refusal) -> HttpResponse:
    """M01 and M02 as a page of their own: no form, no consent, what to do next."""
    context = {"post": post, "refusal": refusal, "hello_work": post.hello_work_number}
    return render(request, "hiring/apply_stopped.html", context, status=409)


@never_cache
@answer_refusals
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """One step of the application; `?step=` 1 to 3."""
    person = require_roles(request, {"L"})
    post = _post(request, slug)
    refusal = route_refusal(person, post, clock.today_in_tokyo())
    if isinstance(refusal, NotVisible):
        raise Http404
    if refusal:
        return _stopped(request, post, refusal)
    sent = Application.objects.filter(person=person, post=post, state__in=OPEN_STATES).first()
    if sent:
        return redirect("hiring:mine_detail", sent.pk)
    draft = ApplicationDraft.objects.filter(person=person, post=post).first()
    answers: dict[str, Any] = draft.answers if draft else {}
    step = request.GET.get("step", "1")
    if step == "3" and answers.get("items"):
        return _check(request, person, post, answers)
    if step == "2" and "wishes" in answers:
        return _items(request, person, post, answers)
    return _evidence(request, person, post, answers)


def _step_url(post: JobPost, step: int) -> str:
    return f"{reverse('hiring:apply', args=[post.slug])}?step={step}"


def _page(request: HttpRequest, name: str, post: JobPost, step: int, **context: Any) -> HttpResponse:
    form = context["form"]
    shared = {"post": post, "steps": [str(label) for label in STEP_NAMES], "step": step}
    before = _step_url(post, step - 1) if step > 1 else ""
    status = 422 if form.errors else 200
    return render(request, f"hiring/{name}.html", {**shared, "back_url": before, **context}, status=status)


def _evidence(request: HttpRequest, person: Person, post: JobPost, answers: dict[str, Any]) -> HttpResponse:
    courses = offerable_courses(person)
    wishes = answers.get("wishes", {})
    needed = required_courses(post)
    initial = {
        **wishes,
        "note": answers.get("note", ""),
        "courses": answers.get("courses") or [row["key"] for row in courses if row["key"] in needed],
    }
    form = EvidenceForm(request.POST or None, courses=courses, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = {
            **answers,
            "courses": form.cleaned_data.get("courses", []),
            "wishes": form.wishes(),
            "note": form.cleaned_data["note"],
        }
        services.save_draft(person, post, kept)
        return redirect(_step_url(post, 2))
    skills = held_skills(person, clock.today_in_tokyo())
    return _page(request, "apply_evidence", post, 1, form=form, courses=courses, skills=skills)


def _items(request: HttpRequest, person: Person, post: JobPost, answers: dict[str, Any]) -> HttpResponse:
    needed = required_items(post)
    initial = {"items": answers["items"]} if answers.get("items") else {}
    form = ItemsForm(request.POST or None, needed=needed, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_draft(person, post, {**answers, "items": form.cleaned_data["items"]})
        return redirect(_step_url(post, 3))
    text = consent_texts.current_text(post.region, Level.V3)
    ends_on = clock.today_in_tokyo() + timedelta(days=post.region.consent_days)
    shown = consent_texts.shown(text, post.organisation, ends_on)
    return _page(request, "apply_items", post, 2, form=form, text=text, shown_text=shown, ends_on=ends_on)


def _check(request: HttpRequest, person: Person, post: JobPost, answers: dict[str, Any]) -> HttpResponse:
    text = consent_texts.current_text(post.region, Level.V3)
    form = AgreeForm(request.POST or None, initial={**AgreeForm.hidden_initial(), "text_id": str(text.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, person, post, answers, form)
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
    ends_on = clock.today_in_tokyo() + timedelta(days=post.region.consent_days)
    chosen = set(answers.get("courses", []))
    return _page(
        request,
        "apply_check",
        post,
        3,
        form=form,
        items=[item.label for item in V3_ITEMS if item in answers["items"]],
        left_out=[item.label for item in V3_ITEMS if item not in answers["items"]],
        courses=[row for row in offerable_courses(person) if row["key"] in chosen and Item.COURSES in answers["items"]],
        wishes=wish_labels(answers.get("wishes", {})) if Item.WISHES in answers["items"] else [],
        note=answers.get("note", "") if Item.WISHES in answers["items"] else "",
        shown_text=consent_texts.shown(text, post.organisation, ends_on),
        text=text,
        ends_on=ends_on,
    )


def _send(
    request: HttpRequest, person: Person, post: JobPost, answers: dict[str, Any], form: AgreeForm
) -> HttpResponse:
    result = services.submit_application(
        person=person,
        post=post,
        actor=actor_for(person),
        idempotency_key=form.cleaned_data["idempotency_key"],
        items=answers["items"],
        courses=answers.get("courses", []),
        wishes=answers.get("wishes", {}),
        note=answers.get("note", ""),
        text_id=form.cleaned_data["text_id"],
        agreed=form.cleaned_data["agreed"],
    )
    messages.success(request, _("Your application was sent. Its code is {code}.").format(code=result.row.code))
    return redirect("hiring:mine_detail", result.row.pk)
