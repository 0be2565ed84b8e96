"""修了証: the list of one's own, and each as a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.models import Skill
from lms.accounts.selectors import person_of
from lms.credentials import services
from lms.credentials.models import LONGEST_NAME, Certificate
from lms.learning.models import SkillEvidence
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lms.accounts.models import Person


def _learner(request: HttpRequest) -> Person:
    person = person_of(request)
    if person is None:
        raise Http404
    return person


@require_safe
@never_cache
def certificates(request: HttpRequest) -> HttpResponse:
    """One's own certificates, the newest first."""
    rows = Certificate.objects.filter(person=_learner(request))
    return render(request, "credentials/certificates.html", {"certificates": rows})


@require_safe
@never_cache
def certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One certificate: on paper A4 across, on the screen with the name to change and what was verified."""
    return render(request, "credentials/certificate.html", _context(_found(request, pk)))


def _found(request: HttpRequest, pk: UUID) -> Certificate:
    rows = Certificate.objects.select_related("region").filter(person=_learner(request), pk=pk)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _context(found: Certificate, error: str = "", name: str | None = None) -> dict[str, Any]:
    labels = dict(Skill.objects.values_list("code", "label"))
    modes = dict(SkillEvidence.Mode.choices)
    hours, minutes = divmod(found.minutes, 60)
    return {
        "certificate": found,
        "hours": hours,
        "minutes": minutes,
        "skills": [
            {"label": labels.get(code, code), "level": level, "mode": modes.get(mode, "")}
            for code, level, mode in found.basis.get("skills", [])
        ],
        "test_passed_on": _day(found.basis.get("test", "")),
        "error": error,
        "name": found.printed_name if name is None else name,
        "longest": LONGEST_NAME,
    }


def _day(text: str) -> date | None:
    from datetime import date

    return date.fromisoformat(text) if text else None


@require_POST
@never_cache
@answer_refusals
def print_name(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The name as it shall be printed."""
    found = _found(request, pk)
    name = request.POST.get("name", "")
    try:
        services.print_name(person=_learner(request), certificate_id=pk, name=name)
    except FormInvalid as refusal:
        context = _context(found, refusal.errors["name"][0], name)
        return render(request, "credentials/certificate.html", context, status=422)
    messages.success(request, _("The name was changed."))
    return redirect("credentials:certificate", pk=pk)
