"""Effects of contracts and retention checks (workflows.md §10, §11)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from lms.hiring.models import Application, Contract, ContractRecord, RetentionCheck
from lms.hiring.states import EndReason, RetentionStatus
from lms.ledger import clock, clocks
from lms.ledger.engine import follow

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

MONTHS = (1, 3, 6, 12)
RETENTION_DUE = "retention.due"


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 31 August + 6 is 28 or 29 February (RET-t1)."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def mark_started(ctx: MoveContext) -> None:
    """The first day of work, and when the notice of working conditions was handed over."""
    contract: Contract = ctx.row
    record = ContractRecord.objects.filter(contract=contract, act=ContractRecord.Act.START).first()
    given = ctx.data.get("notice_given_on") or (record.data.get("notice_given_on") if record else None)
    contract.started_on = clock.tokyo_date(ctx.occurred_at)
    if given:
        contract.notice_given_on = date.fromisoformat(str(given))
    contract.save(update_fields=["started_on", "notice_given_on"])


def application_starts(ctx: MoveContext) -> None:
    """APP-14, on the same day."""
    application_id = ctx.row.application_id
    application = Application.objects.filter(pk=application_id, state="accepted").first()
    if application is not None:
        follow(ctx, application, "start")


def plan_retention(ctx: MoveContext) -> None:
    """RET-1: four checks after the first start in the placement; a re-hire adds none."""
    contract: Contract = ctx.row
    if contract.started_on is None or RetentionCheck.objects.filter(placement_id=contract.placement_id).exists():
        return
    for month in MONTHS:
        due = months_after(contract.started_on, month)
        follow(ctx, RetentionCheck(region=ctx.region, placement=contract.placement, month=month, due_on=due), "plan")


def start_retention_clock(ctx: MoveContext) -> None:
    """The check is looked at on its due date."""
    if not ctx.quiet:
        clocks.start(ctx.row, RETENTION_DUE, ctx.row.due_on)


def mark_left(ctx: MoveContext) -> None:
    """RET-8."""
    ctx.row.status = RetentionStatus.LEFT
    ctx.row.save(update_fields=["status"])


def mark_ended(ctx: MoveContext) -> None:
    """Last day and reason."""
    contract: Contract = ctx.row
    contract.ended_on = clock.tokyo_date(ctx.occurred_at)
    contract.end_reason = EndReason.CONVERTED if ctx.transition.action == "convert" else ctx.reason_code
    contract.save(update_fields=["ended_on", "end_reason"])


def plan_next_contract(ctx: MoveContext) -> None:
    """HIR-5: the new contract on the same placement; the person is counted once."""
    old: Contract = ctx.row
    record = ContractRecord.objects.get(contract=old, act=ContractRecord.Act.CONVERT)
    follow(
        ctx,
        Contract(
            region=ctx.region,
            placement=old.placement,
            application=old.application,
            follows=old,
            contract_class=record.data["contract_class"],
            includes_trial=False,
            hire_category=old.hire_category,
            work_style=old.work_style,
            remote_level=record.data.get("remote_level") or old.remote_level,
            starts_on=record.day,
            paper_html=record.data.get("html", ""),
            paper_digest=record.data.get("digest", ""),
        ),
        "plan",
    )
