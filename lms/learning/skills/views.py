"""What a learner can show and what was verified of it; evidence that an instructor enters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.access import require_roles, roles_required
from lms.accounts.selectors import person_of
from lms.learning.skills import supervised
from lms.learning.skills.forms import ObservedForm, RecheckForm
from lms.learning.skills.provenance import held
from lms.learning.teaching.pages import ROLES, page
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMS: dict[str, Any] = {"recheck": RecheckForm, "observed": ObservedForm}


@require_safe
@never_cache
def evidence(request: HttpRequest) -> HttpResponse:
    """One's skills: level, day, how each was judged, what was not checked, and what a firm would read."""
    person = person_of(request)
    if person is None:
        raise Http404
    context = {"skills": held(person, clock.today_in_tokyo()), "number": supervised.number_of(person)}
    return render(request, "learning/evidence.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@roles_required(*ROLES)
@answer_refusals
def enter_evidence(request: HttpRequest) -> HttpResponse:
    """Enter a re-check in a supervised room, or an observed session; two forms on one page."""
    person = require_roles(request, ROLES)
    forms = {kind: made(prefix=kind, initial={"day": clock.today_in_tokyo()}) for kind, made in FORMS.items()}
    status = 200
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in FORMS:
            raise Http404
        form = forms[kind] = FORMS[kind](request.POST, prefix=kind)
        if form.is_valid():
            try:
                getattr(supervised, f"enter_{kind}")(form.session(person))
            except FormInvalid as refusal:
                form.take_errors(refusal.errors)
            else:
                messages.success(request, _("The evidence was entered under your name."))
                return redirect("learning:enter_evidence")
        status = 422
    context = {"recheck": forms["recheck"], "observed": forms["observed"]}
    return page(request, "learning/enter_evidence.html", context, status=status)
