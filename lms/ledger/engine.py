"""The one door: every change of state passes `move` (workflows.md §2), which answers in a fixed order and appends one event."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from lms.ledger import audit, clock, events
from lms.ledger.actors import Actor
from lms.ledger.models import Command, Event, Projection, new_id
from lms.ledger.projections import fold_stream, write_folded
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible, Refusal
from lms.ledger.registry import GUARD_KINDS, Bound, Described, bound_for
from lms.ledger.roles import roles_of
from lms.ledger.workflow import START, Transition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

log = logging.getLogger(__name__)
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)

COORDINATOR = "C"
ONE_DAY_SECONDS = 24 * 3600


@dataclass(slots=True)
class MoveContext:
    """What guards, effects and reactions may know of the act. `row` is locked and fresh (unsaved for a new stream)."""

    bound: Bound
    transition: Transition
    row: Any
    actor: Actor
    roles: frozenset[str]
    data: dict[str, Any]
    now: datetime
    occurred_at: datetime
    on_behalf_of: str
    reason_code: str
    command_id: UUID
    source: str
    quiet: bool
    state_before: str
    payload: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    event: Event | None = None

    @property
    def workflow(self) -> Any:
        """The declared table."""
        return self.bound.workflow

    @property
    def region(self) -> Any:
        """The Region of the row."""
        return self.row.region


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an act; `repeated` when the same key had done it before."""

    event: Event
    state: str
    version: int
    row: Any
    repeated: bool = False


@dataclass(slots=True)
class _Act:
    """One call of `move` or `follow`, before anything is decided."""

    row: Any
    action: str
    actor: Actor
    expected_version: int | None
    occurred_at: datetime | None
    on_behalf_of: str
    data: dict[str, Any]
    reason_code: str
    texts: dict[str, str]
    source: str
    command_id: UUID
    state: str = START
    roles: frozenset[str] = frozenset()


@contextmanager
def quiet_history() -> Iterator[None]:
    """Within the block acts send no notices and start no clocks: a demo's or test's history (ENG-13)."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Whether history is being played just now."""
    return _quiet.get()


def move(
    row: Projection,
    action: str,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    occurred_at: datetime | None = None,
    on_behalf_of: str = "",
    data: Mapping[str, Any] | None = None,
    reason_code: str = "",
    texts: Mapping[str, str] | None = None,
    source: str = "ui",
) -> Result:
    """Take one step of the row's workflow, or refuse with one audit row and no other trace (ENG-1).

    `row` may be stale or, for a new stream, unsaved. `expected_version` None skips step 4 (system, new streams).
    Raises NotVisible (404), MoveNotAllowed or ConsentMissing (409), FormInvalid (422). Opens the outermost
    transaction; what belongs to the same act runs inside it by `follow`.
    """
    act = _Act(
        row, action, actor, expected_version, occurred_at, on_behalf_of, dict(data or {}), reason_code,
        dict(texts or {}), source, new_id(),
    )  # fmt: skip
    body = events.digest([act.data, reason_code, on_behalf_of, occurred_at.isoformat() if occurred_at else ""])
    try:
        with transaction.atomic(durable=True):
            return _run_command(act, idempotency_key, body)
    except IntegrityError:
        log.info("a rival was faster: %s %s", bound_for(row).workflow.name, action)
        return _after_lost_race(act, idempotency_key, body)
    except Refusal as refusal:
        _audit_refusal(act, refusal)
        raise


def follow(
    ctx: MoveContext,
    row: Projection,
    action: str,
    *,
    data: Mapping[str, Any] | None = None,
    actor: Actor | None = None,
    reason_code: str = "",
    occurred_at: datetime | None = None,
    texts: Mapping[str, str] | None = None,
) -> Result:
    """One more step that belongs to the act of `ctx`: same table and guards, by the system or the same person."""
    act = _Act(
        row, action, actor or Actor.system(ctx.region), None, occurred_at or ctx.occurred_at, ctx.on_behalf_of,
        dict(data or {}), reason_code, dict(texts or {}), ctx.source, ctx.command_id,
    )  # fmt: skip
    return _take(act, _locked(act))


def reverse(
    row: Projection,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    reason_code: str,
    restore: bool = False,
) -> Result:
    """ "It never happened" (ENG-6): void the last effective event of the stream and fold the row anew.

    The author may within 24 hours, a coordinator with a reason at any time. With `restore` the last event, itself
    a reversal, is voided: only a coordinator may. Raises as `move` does.
    """
    act = _Act(row, "reverse", actor, expected_version, None, "", {}, reason_code, {}, "ui", new_id())
    body = events.digest(["reverse", reason_code, restore])
    try:
        with transaction.atomic(durable=True):
            locked = _locked(act)
            repeated = _known_command(act, idempotency_key, body)
            if repeated:
                return repeated
            event = _append_reversal(act, locked, restore=restore)
            _write_command(act, idempotency_key, body, event)
            return Result(event, locked.state, locked.version, locked)
    except Refusal as refusal:
        _audit_refusal(act, refusal)
        raise


def _run_command(act: _Act, key: str, body: str) -> Result:
    locked = _locked(act)
    repeated = _known_command(act, key, body)
    if repeated:
        return repeated
    if act.expected_version is not None and not locked._state.adding and locked.version != act.expected_version:
        raise MoveNotAllowed("engine.stale")
    result = _take(act, locked)
    _write_command(act, key, body, result.event)
    return result


def _locked(act: _Act) -> Any:
    """Step 2: the row, locked and fresh, if the actor may know of it."""
    row = act.row
    model = type(row)
    if not row._state.adding:
        fresh = model._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if fresh is None:
            raise NotVisible
        row = fresh
        act.state = row.state
        if not model._default_manager.visible_to(act.actor).filter(pk=row.pk).exists():
            raise NotVisible
    act.roles = roles_of(act.actor, row)
    if not act.roles:
        raise NotVisible
    return row


def _known_command(act: _Act, key: str, body: str) -> Result | None:
    """Step 3: the same key again gives the first result; another act under the key is refused."""
    known = Command.objects.filter(region_id=act.row.region_id, idempotency_key=key).first()
    if known is None:
        return None
    name = bound_for(act.row).workflow.name
    same_stream = act.row._state.adding or known.stream_id == str(act.row.pk)
    same = (known.actor_id, known.stream_type, known.action, known.body_hash) == (act.actor.id, name, act.action, body)
    if not (same and same_stream):
        raise MoveNotAllowed("engine.key_reused")
    event = Event.objects.get(event_id=known.first_event_id)
    row = type(act.row)._default_manager.get(pk=UUID(known.stream_id))
    return Result(event, event.state_after, event.version, row, repeated=True)


def _write_command(act: _Act, key: str, body: str, event: Event) -> None:
    Command.objects.create(
        id=act.command_id,
        region_id=event.region_id,
        idempotency_key=key,
        actor_id=act.actor.id,
        stream_type=event.stream_type,
        stream_id=event.stream_id,
        action=act.action,
        body_hash=body,
        first_event_id=event.event_id,
        created_at=event.recorded_at,
    )


def _take(act: _Act, row: Any) -> Result:
    """Steps 5 to 9 on a locked row."""
    ctx = _context(act, row)
    _check_dates(act, ctx)
    for kind in GUARD_KINDS:
        for guard in _guards(ctx):
            if guard.kind == kind:
                guard.function(ctx)
        if kind == "form" and ctx.transition.reason_required and not act.reason_code:
            raise FormInvalid({"reason_code": [gettext("engine.reason")]})
    event = _append(ctx)
    for key in ctx.transition.effects:
        ctx.bound.effects[key](ctx)
    for reaction in ctx.bound.reactions[ctx.transition.action]:
        reaction(ctx)
    if act.row is not row:
        for name in row.FOLDED:
            setattr(act.row, name, getattr(row, name))
    return Result(event, row.state, row.version, row)


def _context(act: _Act, row: Any) -> MoveContext:
    """Step 5: the row of the table. A declared row that waits is refused here and nowhere else."""
    bound = bound_for(row)
    transition = bound.workflow.find(act.state, act.action, act.roles)
    if transition is None:
        raise MoveNotAllowed("engine.illegal")
    if transition.waits:
        raise MoveNotAllowed("engine.not_yet")
    now = clock.now()
    return MoveContext(
        bound=bound, transition=transition, row=row, actor=act.actor, roles=act.roles, data=act.data, now=now,
        occurred_at=act.occurred_at or now, on_behalf_of=act.on_behalf_of, reason_code=act.reason_code,
        command_id=act.command_id, source=act.source, quiet=_quiet.get(), state_before=act.state, texts=act.texts,
    )  # fmt: skip


def _guards(ctx: MoveContext) -> list[Any]:
    own = [ctx.bound.guards[key] for key in ctx.transition.guards]
    return own + ctx.bound.more_guards[ctx.transition.action]


def _check_dates(act: _Act, ctx: MoveContext) -> None:
    """ENG-5: never the future, never before the previous effective event, an earlier day only for whom it is allowed."""
    if act.occurred_at is None or act.occurred_at == ctx.now:
        return
    if clock.tokyo_date(act.occurred_at) > clock.tokyo_date(ctx.now):
        raise MoveNotAllowed("engine.future")
    if not ctx.row._state.adding:
        known = Event.objects.filter(stream_type=ctx.workflow.name, stream_id=str(ctx.row.pk))
        last = events.effective(known)
        if last and last[-1].occurred_at and _earlier_day(act.occurred_at, last[-1].occurred_at):
            raise MoveNotAllowed("engine.order")
    if not _earlier_day(act.occurred_at, ctx.now) or act.actor.is_system:
        return
    if ctx.roles & ctx.transition.backdating:
        return
    if COORDINATOR not in ctx.roles:
        raise MoveNotAllowed("engine.backdating")
    if not act.reason_code:
        raise FormInvalid({"reason_code": [gettext("engine.reason")]})


def _earlier_day(one: datetime, other: datetime) -> bool:
    return clock.tokyo_date(one) < clock.tokyo_date(other)


def _append(ctx: MoveContext) -> Event:
    """Step 9: the event, then the row. A lost race surfaces as IntegrityError of the unique (stream, version)."""
    row, transition, described = ctx.row, ctx.transition, _described(ctx)
    state = transition.lands_in(ctx.state_before)
    if ctx.bound.payload:
        ctx.payload.update(ctx.bound.payload(ctx))
    event = Event(
        event_id=new_id(), region_id=row.region_id, stream_type=ctx.workflow.name, stream_id=str(row.pk),
        version=row.version + 1, kind=transition.event_kind, transition=transition.id, state_after=state,
        subject_ref=described.subject_ref, org_id=described.org_id, programme=described.programme,
        actor_type=ctx.actor.type, actor_id=ctx.actor.id, on_behalf_of=ctx.on_behalf_of, source=ctx.source,
        reason_code=ctx.reason_code, payload=ctx.payload, correlation_id=ctx.command_id,
    )  # fmt: skip
    _write_row(ctx, state)
    ctx.event = events.append(event, occurred_at=ctx.occurred_at)
    for name, text in ctx.texts.items():
        ctx.event.texts.create(name=name, text=text)
    return ctx.event


def _write_row(ctx: MoveContext, state: str) -> None:
    row, transition = ctx.row, ctx.transition
    if state != ctx.state_before:
        row.since = ctx.occurred_at
    row.state = state
    row.version += 1
    row.last_phase = state if state in ctx.workflow.phases else row.last_phase
    row.frozen = row.frozen if transition.freezes is None else transition.freezes
    row.attempt += 1 if transition.next_attempt else 0
    row.save(force_insert=row._state.adding)


def _described(ctx: MoveContext) -> Described:
    return ctx.bound.describe(ctx.row) if ctx.bound.describe else Described()


def _append_reversal(act: _Act, row: Any, *, restore: bool) -> Event:
    bound = bound_for(row)
    if act.expected_version is not None and row.version != act.expected_version:
        raise MoveNotAllowed("engine.stale")
    stream = list(Event.objects.filter(stream_type=bound.workflow.name, stream_id=str(row.pk)).order_by("version"))
    target = _to_restore(act, stream) if restore else _to_void(act, bound, stream)
    event = Event(
        event_id=new_id(),
        region_id=row.region_id,
        stream_type=bound.workflow.name,
        stream_id=str(row.pk),
        version=stream[-1].version + 1,
        kind=events.REVERSED,
        subject_ref=target.subject_ref,
        org_id=target.org_id,
        programme=target.programme,
        actor_type=act.actor.type,
        actor_id=act.actor.id,
        source=act.source,
        reason_code=act.reason_code,
        payload={"reversed": target.kind},
        correlation_id=act.command_id,
        corrects_event_id=target.event_id,
    )
    folded = fold_stream(bound.workflow, [*stream, event])
    event.state_after = folded["state"]
    events.append(event)
    write_folded(row, folded)
    if not restore:
        _compensate(act, bound, row, target, event)
    return event


def _to_void(act: _Act, bound: Bound, stream: list[Event]) -> Event:
    """The last effective event, if this actor may call it a mistake."""
    standing = events.effective(stream)
    if len(standing) < 2:
        raise MoveNotAllowed("engine.illegal")
    last = standing[-1]
    if not bound.workflow.by_id(last.transition).reversible:
        raise MoveNotAllowed("engine.irreversible")
    own = last.actor_id == act.actor.id and (clock.now() - last.recorded_at).total_seconds() <= ONE_DAY_SECONDS
    if not own:
        _needs_coordinator_with_reason(act)
    return last


def _to_restore(act: _Act, stream: list[Event]) -> Event:
    """The last event of the stream, if it is a reversal."""
    if stream[-1].kind != events.REVERSED:
        raise MoveNotAllowed("engine.illegal")
    _needs_coordinator_with_reason(act)
    return stream[-1]


def _needs_coordinator_with_reason(act: _Act) -> None:
    if act.actor.is_system:
        return
    if COORDINATOR not in act.roles:
        raise MoveNotAllowed("engine.illegal")
    if not act.reason_code:
        raise FormInvalid({"reason_code": [gettext("engine.reason")]})


def _compensate(act: _Act, bound: Bound, row: Any, target: Event, event: Event) -> None:
    undo = bound.undo.get(target.transition)
    if undo is None:
        return
    now = clock.now()
    undo(
        MoveContext(
            bound=bound,
            transition=bound.workflow.by_id(target.transition),
            row=row,
            actor=act.actor,
            roles=act.roles,
            data={},
            now=now,
            occurred_at=now,
            on_behalf_of="",
            reason_code=act.reason_code,
            command_id=act.command_id,
            source=act.source,
            quiet=_quiet.get(),
            state_before=target.state_after,
            event=event,
        )
    )


def _after_lost_race(act: _Act, key: str, body: str) -> Result:
    """The loser gets the answer of step 3 or 4, never an error page (ENG-2)."""
    try:
        with transaction.atomic(durable=True):
            repeated = _known_command(act, key, body)
            if repeated:
                return repeated
            raise MoveNotAllowed("engine.stale")
    except Refusal as refusal:
        _audit_refusal(act, refusal)
        raise


def _audit_refusal(act: _Act, refusal: Refusal) -> None:
    """One row, in a transaction of its own after the rollback (ENG-1; a second connection would wait for itself)."""
    bound = bound_for(act.row)
    row = bound.workflow.find(act.state, act.action, act.roles) if act.action != "reverse" else None
    shown = sorted(act.roles & row.roles) if row else sorted(act.roles)
    reason = "engine.form" if isinstance(refusal, FormInvalid) else refusal.key
    audit.write(
        "access.refused" if isinstance(refusal, NotVisible) else "transition.refused",
        region=act.row.region, actor=act.actor, role=",".join(shown)[:40], workflow=bound.workflow.name,
        action=act.action, state=act.state, reason_key=reason, object_type=bound.workflow.name,
        object_id="" if act.row._state.adding else str(act.row.pk),
    )  # fmt: skip


record = events.record
