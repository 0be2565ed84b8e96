"""Starts that both sides confirm, ends, and conversions on the same placement (workflows.md §10)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from lms.hiring.effects.telling import occasion, tell_firm, tell_learner
from lms.hiring.models import Contract, ContractRecord
from lms.hiring.models.contract import ContractClass
from lms.hiring.states import ContractState
from lms.ledger import clock
from lms.ledger.engine import Result, is_quiet, move
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from lms.ledger.roles import roles_of

if TYPE_CHECKING:
    from datetime import date

    from lms.hiring.models import Application
    from lms.ledger.actors import Actor

# The stand-in event of a record, so that its notices are written once.
_NAMESPACE = UUID("0d4b6a7e-7d0d-5f3a-9f57-4f6f0d2b7a11")
FIRM, LEARNER = ContractRecord.Side.FIRM, ContractRecord.Side.LEARNER


def _side(contract: Contract, actor: Actor) -> str:
    """The side the actor speaks for. Raises NotVisible for anybody else; "" for a coordinator."""
    visible = Contract.objects.visible_to(actor).filter(pk=contract.pk).exists()
    roles = roles_of(actor, contract) if visible else frozenset()
    if "L" in roles:
        return str(LEARNER)
    if "PA" in roles:
        return str(FIRM)
    if "C" in roles:
        return ""
    raise NotVisible


def record_start(
    contract: Contract,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    day: date,
    notice_given_on: date | None = None,
    reason_code: str = "",
    reason: str = "",
) -> Result | ContractRecord:
    """HIR-2 in two steps: the first side leaves a record, the second makes the contract started, on `day`.

    Returns the record, or the Result once both sides said so. A coordinator decides seven days after the first record,
    with a code and `reason`, how the start is known.
    Raises NotVisible, MoveNotAllowed, FormInvalid (another day than the other side's, no notice of working conditions).
    """
    side = _side(contract, actor)
    record = ContractRecord.objects.filter(contract=contract, act=ContractRecord.Act.START).first()
    if side and (record is None or record.side == side):
        return _keep_record(contract, side, actor=actor, day=day, notice_given_on=notice_given_on)
    return move(
        contract,
        "start",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        occurred_at=clock.start_of_day(day),
        data={"notice_given_on": notice_given_on.isoformat() if notice_given_on else ""},
        reason_code=reason_code,
        texts=_texts(reason),
    )


def _texts(reason: str) -> dict[str, str]:
    """A coordinator's words beside the code; both sides give the code alone."""
    return {"reason": reason} if reason else {}


def _keep_record(
    contract: Contract, side: str, *, actor: Actor, day: date, notice_given_on: date | None
) -> ContractRecord:
    """One row per contract and act; the same side may correct it until the other has confirmed."""
    if day > clock.today_in_tokyo():
        raise FormInvalid({"day": [gettext("engine.future")]})
    employed = contract.contract_class != ContractClass.OUTSOURCING
    if side == FIRM and employed and notice_given_on is None:
        raise FormInvalid({"notice_given_on": [gettext("contract.notice")]})
    data = {"notice_given_on": notice_given_on.isoformat()} if notice_given_on else {}
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        if locked.state != ContractState.PLANNED:
            raise MoveNotAllowed(gettext_noop("start.not_planned"))
        record, created = ContractRecord.objects.update_or_create(
            contract=locked,
            act=ContractRecord.Act.START,
            defaults={
                "side": side,
                "day": day,
                "data": data,
                "recorded_by": actor.id,
                "recorded_at": clock.now(),
            },
        )
        if created and locked.application and not is_quiet():
            _ask_other_side(record, locked.application)
    return record


def _ask_other_side(record: ContractRecord, application: Application) -> None:
    """N20 to the side that has not spoken yet."""
    told = uuid5(_NAMESPACE, f"{record.contract_id}:{record.act}:{record.side}")
    source = occasion("contract", record.contract_id, told)
    if record.side == FIRM:
        tell_learner(source, "N20", application)
    else:
        tell_firm(source, "N20", application, ("PA",))


def end_contract(
    contract: Contract,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    day: date,
    reason_code: str,
    reason: str = "",
) -> Result:
    """HIR-4: by either side or a coordinator, on `day`."""
    return move(
        contract,
        "end",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        occurred_at=clock.start_of_day(day),
        reason_code=reason_code,
        texts=_texts(reason),
    )


def propose_conversion(
    contract: Contract, *, actor: Actor, day: date, contract_class: str, terms_text: str, remote_level: str = ""
) -> ContractRecord:
    """The firm proposes another class of contract from `day` on, with its terms (HIR-5); the person confirms."""
    if _side(contract, actor) != FIRM:
        raise NotVisible
    errors: dict[str, list[str]] = {}
    if contract_class not in ContractClass.values or contract_class == contract.contract_class:
        errors["contract_class"] = [gettext("contract.class")]
    if not terms_text.strip():
        errors["terms_text"] = [gettext("This field is required.")]
    if errors:
        raise FormInvalid(errors)
    record, _created = ContractRecord.objects.update_or_create(
        contract=contract,
        act=ContractRecord.Act.CONVERT,
        defaults={
            "side": FIRM,
            "day": day,
            "data": {
                "contract_class": contract_class,
                "remote_level": remote_level,
                "html": terms_text,
                "digest": hashlib.sha256(terms_text.encode()).hexdigest(),
            },
            "recorded_by": actor.id,
            "recorded_at": clock.now(),
        },
    )
    return record


def confirm_conversion(
    contract: Contract, *, actor: Actor, expected_version: int | None, idempotency_key: str
) -> Result:
    """HIR-5 by the person: the old contract ends on the agreed day, the next is planned on the same placement."""
    record = ContractRecord.objects.filter(contract=contract, act=ContractRecord.Act.CONVERT).first()
    if record is None:
        raise MoveNotAllowed("start.one_side")
    return move(
        contract,
        "convert",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        occurred_at=clock.start_of_day(record.day),
    )


def cancel_start(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    reason_code: str,
    reason: str = "",
) -> Result:
    """APP-15: before the first day only; the contract is void and the place free again."""
    return move(
        application,
        "cancel_start",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        reason_code=reason_code,
        texts=_texts(reason),
    )
