"""What a requirement must be before it is written, dated and put in force (QUA-1, QUA-3, QUA-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.models import Skill
from lms.learning.models import QualificationRule
from lms.learning.requirements.rules import RuleError, check_tree
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

# Keys that other modules raise as values; named here so that the catalogues know them.
MESSAGES = (
    gettext_noop("rule.shape"),
    gettext_noop("rule.predicate"),
    gettext_noop("rule.level"),
    gettext_noop("rule.score"),
    gettext_noop("rule.too_large"),
    gettext_noop("rule.json"),
    gettext_noop("rule.not_yet"),
    gettext_noop("learning.conditions"),
    gettext_noop("learning.reveal_early"),
    gettext_noop("learning.answer"),
)


def predicates_known(ctx: MoveContext) -> None:
    """Only known predicates and skill codes (a form guard: messages at the field `tree`)."""
    try:
        leaves = check_tree(ctx.row.tree)
    except RuleError as error:
        raise FormInvalid({"tree": [_(error.key)]}) from error
    codes = {subject for kind, subject in leaves if kind == "skill_level"}
    unknown = sorted(codes - set(Skill.objects.filter(code__in=codes).values_list("code", flat=True)))
    if unknown:
        raise FormInvalid({"tree": [_("rule.skill").format(code=unknown[0])]})


def next_version(ctx: MoveContext) -> None:
    """A rule written again under the same name is its next version; numbered here, before the row is written.

    Stands behind `predicates_known`. Two at once: the constraint lets one through, the other is told to read anew.
    """
    others = QualificationRule.objects.filter(region=ctx.region, slug=ctx.row.slug)
    highest = others.aggregate(highest=Max("rule_version"))["highest"]
    if highest is not None and ctx.row.rule_version <= highest:
        ctx.row.rule_version = highest + 1
    ctx.row.looks_at_items = any(kind == "score_at_least" for kind, _subject in check_tree(ctx.row.tree))


def valid_from_ahead(ctx: MoveContext) -> None:
    """The day from which the rule holds is given and not in the past."""
    day = ctx.data.get("valid_from")
    if day is None:
        raise FormInvalid({"valid_from": [_("rule.valid_from")]})
    if day < clock.tokyo_date(ctx.now):
        raise FormInvalid({"valid_from": [_("rule.valid_from_past")]})


def day_has_come(ctx: MoveContext) -> None:
    """A dated rule takes effect on its day, not before."""
    if ctx.row.valid_from is None or ctx.row.valid_from > clock.tokyo_date(ctx.now):
        raise MoveNotAllowed("rule.not_yet")
