"""What follows from the acts on a requirement (QUA-1…4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.learning import events
from lms.learning.models import QualificationRule
from lms.learning.requirements.qualification import dry_run, people_with_evidence, reevaluate
from lms.learning.states import RuleState
from lms.ledger import clock

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext


def rule_payload(ctx: MoveContext) -> dict[str, object]:
    """Which rule and version an event is about."""
    return {"rule": ctx.row.slug, "rule_version": ctx.row.rule_version, "owner": ctx.row.owner}


def keep_trial(ctx: MoveContext) -> None:
    """Keep what the dry run of today said."""
    ctx.row.trial = dry_run(ctx.row, clock.tokyo_date(ctx.now))
    ctx.row.save(update_fields=["trial"])


def set_valid_from(ctx: MoveContext) -> None:
    """The approved day."""
    ctx.row.valid_from = ctx.data["valid_from"]
    ctx.row.save(update_fields=["valid_from"])


def retire_older(ctx: MoveContext) -> None:
    """Earlier versions of the same rule end where this one begins."""
    from lms.ledger.engine import follow

    older = QualificationRule.objects.filter(region=ctx.region, slug=ctx.row.slug, state=RuleState.ACTIVE)
    for rule in older.exclude(pk=ctx.row.pk):
        follow(ctx, rule, "retire", data={"on": ctx.row.valid_from})


def set_retired_on(ctx: MoveContext) -> None:
    """The day from which the rule no longer holds."""
    ctx.row.retired_on = ctx.data.get("on") or clock.tokyo_date(ctx.now)
    ctx.row.save(update_fields=["retired_on"])


def evaluate_all(ctx: MoveContext) -> None:
    """Everybody's result under the new rule, from today on; no past result is recomputed."""
    today = clock.tokyo_date(ctx.now)
    for person in people_with_evidence(ctx.row.region_id):
        found = reevaluate(person, today, source="system")
        if found:
            events.append(found)
