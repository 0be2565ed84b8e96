"""Guards of contracts and retention checks (workflows.md §10, §11; law.md §8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from lms.hiring.models import Contract, ContractRecord
from lms.hiring.models.contract import ContractClass
from lms.hiring.states import ContractState, EndReason
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

CONFIRM_DAYS = 7


def class_and_date(ctx: MoveContext) -> None:
    """World: no contract without its class and first day (metrics.md §2)."""
    if ctx.row.contract_class not in ContractClass.values or ctx.row.starts_on is None:
        raise MoveNotAllowed("contract.class")


def side_of(ctx: MoveContext) -> str:
    """Which side the actor speaks for; "" for a coordinator."""
    if "L" in ctx.roles:
        return str(ContractRecord.Side.LEARNER)
    return str(ContractRecord.Side.FIRM) if "PA" in ctx.roles else ""


def _both_sides(ctx: MoveContext, act: str) -> None:
    record = ContractRecord.objects.filter(contract=ctx.row, act=act).first()
    side = side_of(ctx)
    if record is None or record.side == side:
        raise MoveNotAllowed("start.one_side")
    if not side and ctx.now - record.recorded_at < timedelta(days=CONFIRM_DAYS):
        raise MoveNotAllowed("start.wait")
    if record.day != clock.tokyo_date(ctx.occurred_at):
        raise FormInvalid({"day": [gettext("start.other_day")]})


def both_sides_start(ctx: MoveContext) -> None:
    """World: the other side recorded the same day; a coordinator decides only after seven days (HIR-2)."""
    _both_sides(ctx, ContractRecord.Act.START)


def both_sides_convert(ctx: MoveContext) -> None:
    """World: the firm proposed the new terms and the person says yes, or the other way round (HIR-5)."""
    _both_sides(ctx, ContractRecord.Act.CONVERT)


def start_form(ctx: MoveContext) -> None:
    """Form: an employment contract starts after the notice of working conditions was handed over (労基法15条)."""
    contract: Contract = ctx.row
    if contract.contract_class == ContractClass.OUTSOURCING:
        return
    given = ctx.data.get("notice_given_on") or contract.notice_given_on
    record = ContractRecord.objects.filter(contract=contract, act=ContractRecord.Act.START).first()
    given = given or (record.data.get("notice_given_on") if record else None)
    if not given:
        raise FormInvalid({"notice_given_on": [gettext("contract.notice")]})


def end_form(ctx: MoveContext) -> None:
    """Form: why it ended, and a day not before the first one."""
    if ctx.reason_code and ctx.reason_code not in set(EndReason.values) - {EndReason.CONVERTED}:
        raise FormInvalid({"reason_code": [gettext("contract.end_reason")]})
    day = clock.tokyo_date(ctx.occurred_at)
    if ctx.row.started_on and day < ctx.row.started_on:
        raise FormInvalid({"day": [gettext("contract.end_day")]})


def convert_form(ctx: MoveContext) -> None:
    """Form: the proposed contract has a class of its own and terms."""
    record = ContractRecord.objects.filter(contract=ctx.row, act=ContractRecord.Act.CONVERT).first()
    kind = record.data.get("contract_class") if record else None
    if kind not in ContractClass.values or kind == ctx.row.contract_class:
        raise FormInvalid({"contract_class": [gettext("contract.class")]})


def no_contract_runs(ctx: MoveContext) -> None:
    """World: no contract of the placement ran on the due date (RET-8)."""
    due: date = ctx.row.due_on
    for contract in Contract.objects.filter(
        placement_id=ctx.row.placement_id, state__in=[ContractState.STARTED, ContractState.ENDED]
    ):
        begun = contract.started_on is not None and contract.started_on <= due
        if begun and (contract.ended_on is None or contract.ended_on >= due):
            raise MoveNotAllowed("retention.works_here")
