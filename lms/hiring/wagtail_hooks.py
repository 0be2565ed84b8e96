"""What applications add to pages below: the apply block of a post, links of the workspaces, tasks of a firm."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from lms.accounts.actors import actor_for
from lms.accounts.selectors import person_of, roles_of
from lms.hiring import consent_texts
from lms.hiring.forms.learner import TrialConsentForm
from lms.hiring.guards.people import route_refusal
from lms.hiring.models import Application, Recall, TrialLink
from lms.hiring.models.application import OPEN_STATES
from lms.hiring.models.consent import Level
from lms.hiring.selectors import shown_to_firm
from lms.hiring.services.reading import record_reading
from lms.hiring.states import RecallState
from lms.learning.requirements.explanation import explain
from lms.ledger import clock
from lms.ledger.refusals import NotVisible
from lms.partners.states import PostState

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lms.accounts.models import Person
    from lms.partners.models import JobPost

FIRM_ROLES = {"PA", "PR", "PV"}


@hooks.register("extend_page_context")
def apply_block(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """On a post: 「あと2つで応募できます」 with a link per missing item, or the way to apply; never a grey button."""
    if page_or_name != "work.post":
        return {}
    post: JobPost = request.job_post  # type: ignore[attr-defined]
    person = person_of(request)
    if person is None:
        login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
        return {"apply": {"label": _("Sign in to apply"), "url": login, "note": ""}}
    return block_for(person, post)


def block_for(person: Person, post: JobPost) -> dict[str, Any]:
    """Keys requirements, requirement_text and apply for one reader."""
    today = clock.today_in_tokyo()
    sent = Application.objects.filter(person=person, post=post, state__in=OPEN_STATES).first()
    if sent:
        url = reverse("hiring:mine_detail", args=[sent.pk])
        return {"apply": {"label": _("See how it goes"), "url": url, "note": sent.code}}
    refusal = route_refusal(person, post, today)
    if refusal:
        return {"apply": {"label": "", "url": "", "note": "" if isinstance(refusal, NotVisible) else refusal.message}}
    found: dict[str, Any] = {}
    if post.rule is not None:
        told = explain(post.rule, person, today)
        found = {"requirement_text": told.text, "requirements": list(told.items)}
        if not told.met:
            return found
    if post.state != PostState.PUBLISHED:
        return found
    note = _("3 steps, about 3 minutes. Your name is not passed on yet.")
    return found | {"apply": {"label": _("Apply now"), "url": reverse("hiring:apply", args=[post.slug]), "note": note}}


@hooks.register("extend_page_context")
def hiring_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """One's own applications in the account menu, and the office's lists."""
    if page_or_name == "navigation" and "L" in roles_of(request):
        return {"account_items": [_link(request, _("My applications"), "hiring:mine", "work")]}
    if page_or_name == "staff.nav" and "C" in roles_of(request):
        return {
            "staff_nav": [
                _link(request, _("Applications"), "hiring:staff_applications", "text"),
                _link(request, _("Starts and contracts"), "hiring:staff_contracts", "work"),
                _link(request, _("Requests to delete"), "hiring:staff_recalls", "lock"),
            ]
        }
    return {}


def _link(request: HttpRequest, label: str, name: str, icon: str) -> dict[str, Any]:
    url = reverse(name)
    return {"label": label, "url": url, "icon": icon, "current": request.path.startswith(url)}


@hooks.register("extend_page_context")
def board_of_post(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """The way from a firm's post to its board."""
    if page_or_name != "partner.post" or not roles_of(request) & FIRM_ROLES:
        return {}
    post: JobPost = request.job_post  # type: ignore[attr-defined]
    if post.published_at is None:
        return {}
    return {"post_links": [{"url": reverse("hiring:board", args=[post.pk]), "label": _("Applications")}]}


@hooks.register("extend_page_context")
def tasks_of_firm(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """What waits for the firm's answer, by post; numbers only."""
    person = person_of(request) if page_or_name == "partner.home" else None
    if person is None or not roles_of(request) & FIRM_ROLES:
        return {}
    waiting = (
        Application.objects.of_firm(actor_for(person))
        .filter(state__in=["submitted", "in_review"])
        .values("post_id", "post__title")
        .annotate(number=Count("pk"))
        .order_by("post__title")
    )
    return {
        "partner_tasks": [
            {
                "title": row["post__title"],
                "text": ngettext(
                    "%(n)s application waits for an answer.",
                    "%(n)s applications wait for an answer.",
                    row["number"],
                )
                % {"n": row["number"]},
                "url": reverse("hiring:board", args=[row["post_id"]]),
                "action": _("Look"),
            }
            for row in waiting
        ]
    }


@hooks.register("extend_page_context")
def recalls_of_firm(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """What the firm's administrator is asked to delete (DIS-2)."""
    person = person_of(request) if page_or_name == "partner.home" else None
    if person is None or "PA" not in roles_of(request):
        return {}
    waiting = Recall.objects.visible_to(actor_for(person)).filter(state=RecallState.ASKED).count()
    if not waiting:
        return {}
    text = ngettext("%(n)s request waits for your report.", "%(n)s requests wait for your report.", waiting) % {
        "n": waiting
    }
    url = reverse("hiring:recalls")
    return {"partner_tasks": [{"title": _("Requests to delete"), "text": text, "url": url, "action": _("Report")}]}


@hooks.register("extend_page_context")
def parts_of_a_signature(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """Where a person signs trial work of an application: consent for the name, in the same act (TRI-3)."""
    person = person_of(request)
    if page_or_name != "trials.sign" or person is None:
        return {}
    link = _trial_link(request)
    if link is None or link.application.person_id != person.pk:
        return {}
    application = link.application
    text = consent_texts.current_text(application.region, Level.V4)
    ends_on = clock.today_in_tokyo() + timedelta(days=application.region.consent_days)
    form = TrialConsentForm(request.POST or None, initial={"text_id": str(text.pk)})
    part = {
        "form": form,
        "template": "hiring/trial_consent_part.html",
        "text": text,
        "shown_text": consent_texts.shown(text, application.organisation, ends_on),
        "ends_on": ends_on,
    }
    return {"trial_sign_parts": [part]}


def _trial_link(request: HttpRequest) -> TrialLink | None:
    match = request.resolver_match
    if match is None or "pk" not in match.kwargs:
        return None
    links = TrialLink.objects.select_related(
        "application__organisation__region__operator", "application__region__operator", "application__person"
    )
    return links.filter(engagement_id=match.kwargs["pk"]).first()


@hooks.register("extend_page_context")
def person_of_a_trial(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """On a firm's page of trial work: the way to the application, and the name while consent for it is live (recorded)."""
    person = person_of(request)
    if page_or_name != "trials.firm" or person is None:
        return {}
    link = _trial_link(request)
    actor = actor_for(person)
    rows = Application.objects.of_firm(actor).prefetch_related("evidence").select_related("person", "region")
    application = rows.filter(pk=link.application_id).first() if link else None
    if application is None:
        return {}
    shown = shown_to_firm([application])[0]
    record_reading([shown], actor=actor, channel="page", items=("code", "name"))
    return {
        "trial_person_name": shown.name,
        "trial_links": [{"label": application.code, "url": reverse("hiring:candidate", args=[application.pk])}],
    }
