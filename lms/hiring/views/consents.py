"""/me/consents/ and /me/exclusions/ : what is open to whom, who looked, and taking it back in one step."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.accounts.models import Person
from lms.hiring import consent_texts, services
from lms.hiring.forms.learner import ExcludeForm, NarrowForm
from lms.hiring.models import Consent, Disclosure, Exclusion, Recall
from lms.hiring.models.consent import Item
from lms.hiring.states import ExclusionState
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.partners.models import Organisation
from lms.partners.permissions import may_see_jobs
from lms.partners.states import MembershipState

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

SHOWN_READINGS = 200


@never_cache
def consents(request: HttpRequest) -> HttpResponse:
    """What is open, what was, and 「だれが見たか」."""
    person = require_roles(request, {"L"})
    rows = list(
        Consent.objects.visible_to(actor_for(person))
        .filter(person=person)
        .select_related("organisation", "application__post", "text")
        .order_by("-given_at")
    )
    today = clock.today_in_tokyo()
    live = [row for row in rows if row.state == "granted" and row.ends_on and row.ends_on >= today]
    context = {
        "live": [{"row": row, "form": ActForm(initial=ActForm.hidden_initial(row))} for row in live],
        "past": [row for row in rows if row not in live],
        "readings": readings_of(person),
        "recalls": Recall.objects.filter(application__person=person).select_related("organisation", "application"),
        "work_url": reverse("work:list") if may_see_jobs(request) else "",
    }
    return render(request, "hiring/consents.html", context)


def readings_of(person: Person) -> list[dict[str, Any]]:
    """Who looked at what, newest first, one line per day, reader and kind of page."""
    rows = list(
        Disclosure.objects.filter(region_id=person.region_id, subject_ref=person.pseudonym)
        .select_related("organisation")
        .order_by("-at")[:SHOWN_READINGS]
    )
    readers = dict(
        Person.objects.filter(pseudonym__in={row.reader_ref for row in rows}).values_list("pseudonym", "display_name")
    )

    def key(row: Disclosure) -> tuple[Any, ...]:
        return (clock.tokyo_date(row.at), row.organisation_id, row.reader_ref, row.channel, tuple(row.items))

    lines = []
    for _key, group in groupby(rows, key=key):
        found = list(group)
        first = found[0]
        lines.append(
            {
                "at": first.at,
                "organisation": first.organisation.legal_name if first.organisation else "",
                "reader": readers.get(first.reader_ref, ""),
                "channel": first.get_channel_display(),
                "items": [Item(code).label for code in first.items if code in Item.values],
                "times": len(found),
            }
        )
    return lines


def _own(request: HttpRequest, pk: UUID) -> tuple[Consent, Any]:
    person = require_roles(request, {"L"})
    actor = actor_for(person)
    row = (
        Consent.objects.visible_to(actor)
        .filter(pk=pk, person=person)
        .select_related("organisation", "text", "application", "person", "region")
        .first()
    )
    if row is None:
        raise Http404
    return row, actor


@require_POST
@answer_refusals
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """CON-5 in one step."""
    row, actor = _own(request, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Http404
    services.revoke_consent(row, actor=actor, **form.act())
    messages.success(request, _("Taken back. The firm cannot see it any more."))
    return redirect("hiring:consents")


@never_cache
@answer_refusals
def consent_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record: the text as it was, its version and hash, items, time; and narrowing (CON-4)."""
    row, actor = _own(request, pk)
    narrow_form = None
    if row.state == "granted" and len(row.items) > 1:
        narrow_form = NarrowForm(
            request.POST or None, items=row.items, initial={**ActForm.hidden_initial(row), "items": row.items}
        )
        if request.method == "POST" and narrow_form.submit(services.narrow_consent, row, actor=actor):
            messages.success(request, _("Saved. What you unticked is closed."))
            return redirect("hiring:consent_record", pk)
    text_shown = consent_texts.shown(row.text, row.organisation, row.ends_on) if row.text and row.ends_on else ""
    context = {"row": row, "form": narrow_form, "text_shown": text_shown}
    failed = narrow_form is not None and narrow_form.errors
    return render(request, "hiring/consent_record.html", context, status=422 if failed else 200)


@never_cache
@answer_refusals
def exclusions(request: HttpRequest) -> HttpResponse:
    """EXC-1: firms that never see anything of me."""
    person = require_roles(request, {"L"})
    firms = Organisation.objects.filter(
        region_id=person.region_id, membership__state__in=[MembershipState.ACTIVE, MembershipState.SUSPENDED]
    )
    form = ExcludeForm(request.POST or None, organisations=firms, initial=ActForm.hidden_initial())
    if request.method == "POST" and form.is_valid():
        services.exclude_organisation(
            person=person,
            organisation=form.cleaned_data["organisation"],
            actor=actor_for(person),
            idempotency_key=form.act()["idempotency_key"],
        )
        messages.success(request, _("Saved. This firm sees nothing of you."))
        return redirect("hiring:exclusions")
    rows = Exclusion.objects.visible_to(actor_for(person)).filter(state=ExclusionState.ACTIVE)
    listed = [
        {"row": row, "form": ActForm(initial=ActForm.hidden_initial(row))}
        for row in rows.select_related("organisation")
    ]
    return render(request, "hiring/exclusions.html", {"form": form, "rows": listed}, status=422 if form.errors else 200)


@require_POST
@answer_refusals
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """EXC-2."""
    person = require_roles(request, {"L"})
    actor = actor_for(person)
    row = Exclusion.objects.visible_to(actor).filter(pk=pk).first()
    form = ActForm(request.POST)
    if row is None or not form.is_valid():
        raise Http404
    services.lift_exclusion(row, actor=actor, **form.act())
    messages.success(request, _("Lifted."))
    return redirect("hiring:exclusions")
