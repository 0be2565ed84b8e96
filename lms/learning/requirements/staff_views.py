"""The staff page of requirements: write, try, date (QUA-1…3). Taking effect is the clock's (QUA-4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.access import require_roles, roles_required
from lms.accounts.actors import actor_for
from lms.learning.models import QualificationRule
from lms.learning.requirements.forms import RuleDateForm, RuleForm
from lms.learning.requirements.qualification import qualified_count
from lms.learning.states import RuleState
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.engine import move
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

ROLES = ("C",)
SMALL = 10


def _visible(request: HttpRequest) -> Any:
    person = require_roles(request, ROLES)
    return QualificationRule.objects.visible_to(actor_for(person))


def _found(request: HttpRequest, pk: UUID) -> QualificationRule:
    rule = _visible(request).filter(pk=pk).select_related("region").first()
    if rule is None:
        raise Http404
    return rule


@require_safe
@never_cache
@roles_required(*ROLES)
def rules(request: HttpRequest) -> HttpResponse:
    """Every requirement of the Region, the newest version first."""
    found = _visible(request).order_by("label", "slug", "-rule_version")
    return render(request, "learning/rules.html", {"rules": found})


@require_http_methods(["GET", "POST"])
@never_cache
@roles_required(*ROLES)
@answer_refusals
def write_rule(request: HttpRequest) -> HttpResponse:
    """A new requirement, or a new version of one (`?from=<id>`)."""
    person = require_roles(request, ROLES)
    if request.method == "GET":
        return render(request, "learning/rule_form.html", {"form": RuleForm(initial=_initial(request))})
    form = RuleForm(request.POST)
    if not form.is_valid():
        return render(request, "learning/rule_form.html", {"form": form}, status=422)
    data = form.payload_data()
    rule = QualificationRule(region=person.region, **data)
    try:
        result = move(rule, "write_rule", actor=actor_for(person), data=_plain(data), **form.act())
    except FormInvalid as refusal:
        form.take_errors(refusal.errors)
        return render(request, "learning/rule_form.html", {"form": form}, status=422)
    messages.success(request, _("The requirement was written as a draft."))
    return redirect("learning:rule", pk=result.row.pk)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """What the command remembers of the form."""
    return {**data, "tree": json.dumps(data["tree"], sort_keys=True)}


def _initial(request: HttpRequest) -> dict[str, Any]:
    initial = RuleForm.hidden_initial()
    known = _visible(request).filter(pk=_uuid(request.GET.get("from", ""))).first()
    if known is None:
        return {**initial, "tree": '{"all": [{"course_completed": ["A3"]}, {"skill_level": ["SEC-01", 1]}]}'}
    tree = json.dumps(known.tree, ensure_ascii=False, indent=1)
    return {**initial, "slug": known.slug, "label": known.label, "owner": known.owner, "tree": tree}


def _uuid(text: str) -> UUID | None:
    from uuid import UUID

    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@never_cache
@roles_required(*ROLES)
def rule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One requirement with what can be done next."""
    return render(request, "learning/rule.html", _rule_context(_found(request, pk)))


def _rule_context(found: QualificationRule, form: RuleDateForm | None = None) -> dict[str, Any]:
    today = clock.today_in_tokyo()
    count = qualified_count(found, today)
    initial = {**RuleDateForm.hidden_initial(found), "valid_from": today}
    return {
        "rule": found,
        "tree": json.dumps(found.tree, ensure_ascii=False, indent=1),
        "date_form": form or RuleDateForm(initial=initial),
        "form": form,
        "can_try": found.state == RuleState.DRAFT,
        "can_date": found.state == RuleState.TRIED,
        "qualified": count if count >= SMALL or count == 0 else None,
    }


@require_POST
@roles_required(*ROLES)
@answer_refusals
def act_on_rule(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Try or date a requirement."""
    person = require_roles(request, ROLES)
    found = _found(request, pk)
    if action == "dry-run":
        form: Any = RuleDateForm({**request.POST.dict(), "valid_from": clock.today_in_tokyo()})
    elif action == "approve":
        form = RuleDateForm(request.POST)
    else:
        raise Http404
    if not form.is_valid():
        return render(request, "learning/rule.html", _rule_context(found, form), status=422)
    name = {"dry-run": "dry_run", "approve": "approve_rule"}[action]
    data = {"valid_from": form.cleaned_data["valid_from"]} if action == "approve" else {}
    try:
        move(found, name, actor=actor_for(person), data=data, **form.act())
    except FormInvalid as refusal:
        form.take_errors(refusal.errors)
        return render(request, "learning/rule.html", _rule_context(found, form), status=422)
    messages.success(request, _("Saved."))
    return redirect("learning:rule", pk=found.pk)
