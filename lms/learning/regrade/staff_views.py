"""Instructor pages for grading anew: where a key changed, the dry run, the order, and the losses that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.access import require_roles, roles_required
from lms.learning.models import Regrade, RegradeChange
from lms.learning.regrade import job
from lms.learning.teaching.pages import ROLES, changed_versions, label_of, page
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from courses.models import ItemVersion
    from lms.accounts.models import Person


@require_safe
@never_cache
@roles_required(*ROLES)
def regrades(request: HttpRequest) -> HttpResponse:
    """Questions whose key changed after somebody had answered, and the losses that wait for a decision."""
    person = require_roles(request, ROLES)
    losses = RegradeChange.objects.filter(regrade__region_id=person.region_id, loss=RegradeChange.Loss.OPEN)
    context = {
        "versions": changed_versions(person),
        "losses": _labelled(losses.select_related("regrade__version", "enrolment__person", "enrolment__course")),
        "done": Regrade.objects.filter(region_id=person.region_id)
        .select_related("version", "ordered_by")
        .order_by("-ordered_at")[:20],
    }
    return page(request, "learning/regrades.html", context)


def _labelled(rows: Any) -> list[dict[str, Any]]:
    return [{"row": row, "label": label_of(row.enrolment.person.pseudonym)} for row in rows.order_by("id")]


def _version(person: Person, version_id: int) -> ItemVersion:
    found = changed_versions(person, pk=version_id)
    if not found:
        raise Http404
    return found[0]


@require_http_methods(["GET", "POST"])
@never_cache
@roles_required(*ROLES)
@answer_refusals
def regrade(request: HttpRequest, version_id: int) -> HttpResponse:
    """The dry run; the order is given with the same page before one's eyes."""
    person = require_roles(request, ROLES)
    version = _version(person, version_id)
    everybody = (request.POST if request.method == "POST" else request.GET).get("mode") == Regrade.Mode.ALL
    if request.method == "POST":
        mode = Regrade.Mode.ALL if everybody else Regrade.Mode.KEY
        job.order(version, mode=mode, person=person)
        messages.success(request, _("The order was given. The points change in a moment; nobody loses a pass by it."))
        return redirect("learning:regrades")
    rows = job.dry_run(version, everybody=everybody)
    context = {
        "version": version,
        "rows": rows,
        "everybody": everybody,
        "gained": sum(row.gained for row in rows),
        "lost": sum(row.lost for row in rows),
        "unread": sum(not row.comparable for row in rows),
    }
    return page(request, "learning/regrade.html", context)


@require_POST
@roles_required(*ROLES)
@answer_refusals
def decide_loss(request: HttpRequest, change_id: int) -> HttpResponse:
    """Leave a pass, or take it away with a reason and under one's own name."""
    person = require_roles(request, ROLES)
    change = RegradeChange.objects.filter(pk=change_id, regrade__region_id=person.region_id).first()
    if change is None:
        raise Http404
    take = request.POST.get("decision") == "take"
    reason = request.POST.get("reason", "")[:400]
    try:
        job.decide(change, person=person, take=take, reason=reason)
    except FormInvalid as refusal:
        messages.error(request, refusal.errors["reason"][0])
    else:
        messages.success(request, _("Saved."))
    return redirect("learning:regrades")
