"""Loading a programme from a file: its Region, its facts as one batch, the figures of its documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lms.ledger import audit, clock, imports
from lms.ledger.models import Batch
from lms.programmes.models import Programme
from lms.regions.models import Region
from lms.reports.models import ExternalFigure
from lms.reports.programme_files import PAYLOAD, read_programme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from lms.ledger.actors import Actor
    from lms.ledger.facts import Fact
    from lms.reports.programme_files import ProgrammeFile

REQUIRED: dict[str, tuple[str, ...]] = {
    "session.attended": ("session",),
    "course.started": ("course",),
    "course.completed": ("course",),
    "qualification.met": ("rule",),
    "qualification.lost": ("rule",),
    "application.submitted": ("post",),
    "application.entered": ("phase",),
    "application.closed": ("outcome",),
    "contract.started": ("contract", "contract_class"),
    "contract.ended": ("contract",),
    "trial.started": ("kind",),
    "retention.answered": ("month", "status"),
    "membership.changed": ("kind", "status"),
    "outcome.recorded": ("persons", "class"),
    "person.merged": ("into",),
}
IMPORTABLE = frozenset(PAYLOAD) | frozenset(REQUIRED) - {"event.reversed"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a file did."""

    programme: Programme
    facts: int
    new: bool


def payload_check(kind: str) -> Callable[[dict[str, Any]], list[str]]:
    """What an imported fact of this kind must say before a number can be made of it."""

    def check(payload: dict[str, Any]) -> list[str]:
        if kind == "contract.started" and not payload.get("contract_class"):
            return [_("Choose the kind of contract (employment or business outsourcing).")]
        missing = [name for name in REQUIRED.get(kind, ()) if payload.get(name) in (None, "")]
        return [_("%(kind)s: %(name)s is missing") % {"kind": kind, "name": name} for name in missing]

    return check


def import_programme(data: Mapping[str, Any], *, prepared_by: str) -> Loaded:
    """Load a programme file into a Region of its own without a site; the same file is loaded once (ENG-10).

    Raises ValueError or KeyError for a file that does not hold together, MoveNotAllowed where the dry run refuses it or
    the Region was open to the public.
    """
    file = read_programme(data)
    region, _made = Region.objects.get_or_create(code=file.code, defaults={"name": file.region_name})
    programme, _made = Programme.objects.get_or_create(
        code=file.code, defaults={"region": region, "name": file.title, "starts_on": _starts_on(file)}
    )
    if programme.region_id != region.pk:
        raise ValueError(f"programme {file.code} belongs to another Region")
    batches = region_batches(region)
    batch = imports.load(
        [_row(file.code, fact) for fact in file.facts],
        region=region,
        title=file.title,
        prepared_by=prepared_by,
        released_by=prepared_by,
        source=imports.MIGRATION,
    )
    for figure in file.figures:
        ExternalFigure.objects.update_or_create(
            programme=programme,
            label=figure.label,
            as_of=figure.as_of,
            fiscal_year=figure.fiscal_year,
            defaults={
                "shown_as": figure.shown_as,
                "unit": figure.unit.value,
                "value": figure.amount.literal,
                "source": file.source[:300],
            },
        )
    return Loaded(programme, batch.events.count(), batch.pk not in batches)


def region_batches(region: Region) -> set[Any]:
    """The batches a Region already has."""
    return set(Batch.objects.filter(region=region).values_list("pk", flat=True))


def _starts_on(file: ProgrammeFile) -> date:
    days = [fact.occurred_on for fact in file.facts if fact.occurred_on is not None]
    return file.starts_on or min(days, default=clock.today_in_tokyo())


def _row(code: str, fact: Fact) -> imports.ImportRow:
    payload = dict(fact.payload)
    return imports.ImportRow(
        kind=fact.kind,
        stream=fact.stream.removeprefix(f"{imports.IMPORTED}:{code}/"),
        occurred_at=None if fact.occurred_on is None else clock.start_of_day(fact.occurred_on),
        org=str(payload.pop("org", "")),
        payload=payload,
        subject=fact.subject or "",
        programme=fact.programme or "",
        recorded_at=fact.recorded_at,
        ref=fact.id,
        corrects=fact.corrects or "",
    )


def log_reading(programme: Programme, actor: Actor, *, kind: str, audience: str) -> None:
    """Who opened or saved which report for which audience (metrics section 8 and 10)."""
    audit.write(
        kind,
        region=programme.region,
        actor=actor,
        object_type="programme",
        object_id=programme.code,
        reason_key=audience,
    )
