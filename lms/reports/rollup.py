"""Keeps the rollup in the transaction of each fact, and rebuilds or checks it from the event tables (RU-2, RU-4)."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from lms.ledger.facts import Fact
from lms.regions.models import Region
from lms.reports.fold import owner_key
from lms.reports.marks import NOTHING, READS, WHO, Dated, Values, change, dims_text, read_dims_text
from lms.reports.models import PersonYear, Rollup, SubjectFacts
from lms.reports.requirements import counted_facts, repeat_reversal, repeated_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

logger = logging.getLogger(__name__)
ROWS_PER_STATEMENT = 500


def project_facts(facts: Sequence[Fact]) -> None:
    """Add new facts to the rollup; called inside the transaction that records them."""
    by_region: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_region[fact.region_id].append(fact)
    for region_id, new in by_region.items():
        with transaction.atomic(savepoint=False):
            _project(region_id, new)


def _project(region_id: int, told: list[Fact]) -> None:
    new = [fact for fact in told if fact.kind in READS] + repeated_now(region_id, told)
    kept = _load(region_id, {key for fact in new for key in _keys(fact)})
    before = list({fact.id: fact for facts in kept.values() for fact in facts}.values())
    known = {fact.id for fact in before}
    new += [repeat_reversal(fact, copy) for fact in new for copy in before if _is_copy(copy, fact.corrects)]
    new = _of_known_events([fact for fact in new if fact.id not in known], known)
    if not new:
        return
    _append(region_id, change(before, new))
    _store(region_id, kept, new)


def _keys(fact: Fact) -> list[str]:
    """Under whose rows a fact is kept; a merge belongs to both persons, so that either finds the other."""
    return [owner_key(fact), str(fact.payload["into"])] if fact.kind == "person.merged" else [owner_key(fact)]


def _is_copy(copy: Fact, original: str | None) -> bool:
    return original is not None and copy.id.rpartition("@")[0] == original


def _of_known_events(new: list[Fact], known: set[str]) -> list[Fact]:
    """Leave out reversals of events that no number reads."""
    ids = known | {fact.id for fact in new}
    return [fact for fact in new if fact.corrects is None or fact.corrects in ids]


def _load(region_id: int, keys: set[str]) -> dict[str, list[Fact]]:
    """The facts kept for these persons and for everybody merged with them, locked."""
    found: dict[str, list[Fact]] = {}
    wanted = set(keys)
    while wanted:
        rows = SubjectFacts.objects.select_for_update().filter(region_id=region_id, key__in=wanted).order_by("key")
        loaded = {row.key: [_fact(region_id, data) for data in row.facts] for row in rows}
        found |= {key: loaded.get(key, []) for key in wanted}
        linked = {key for facts in loaded.values() for fact in facts for key in _keys(fact)}
        wanted = linked - found.keys()
    return found


def _store(region_id: int, kept: dict[str, list[Fact]], new: list[Fact]) -> None:
    touched: set[str] = set()
    for fact in new:
        for key in _keys(fact):
            kept.setdefault(key, []).append(fact)
            touched.add(key)
    rows = [SubjectFacts(region_id=region_id, key=key, facts=[_data(f) for f in kept[key]]) for key in sorted(touched)]
    SubjectFacts.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["region", "key"], update_fields=["facts"]
    )


def _append(region_id: int, rows: dict[Dated, Values]) -> None:
    """Insert the deltas; a delta of the same day of knowledge is added to the row that is there."""
    sums, persons = [], []
    for (scope, code, cell, day, known_day), values in sorted(rows.items()):
        dims = read_dims_text(cell)
        if WHO in dims:
            about = [dims[name] for name in PersonYear.ABOUT]
            persons.append((region_id, scope, code, *about, day, known_day, values[1], values[2]))
        else:
            sums.append((region_id, scope, code, cell, day, known_day, *values))
    _add_rows(Rollup, sums)
    _add_rows(PersonYear, persons)


def _add_rows(model: type[Rollup | PersonYear], rows: Sequence[tuple[Any, ...]]) -> None:
    table, key = model._meta.db_table, ["region_id", *model.KEY[1:]]
    columns = [*key, *model.VALUES]
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in model.VALUES)
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_PER_STATEMENT):
            part = rows[start : start + ROWS_PER_STATEMENT]
            places = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(part))
            statement = f"{head} {places} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sums}"
            cursor.execute(statement, [value for row in part for value in row])


def _data(fact: Fact) -> dict[str, Any]:
    """A fact as JSON, without what is empty."""
    data = {
        "id": fact.id,
        "kind": fact.kind,
        "subject": fact.subject,
        "on": fact.occurred_on.isoformat() if fact.occurred_on else None,
        "at": fact.recorded_at.isoformat(),
        "stream": fact.stream,
        "version": fact.version,
        "payload": dict(fact.payload),
        "corrects": fact.corrects,
        "programme": fact.programme,
    }
    return {name: value for name, value in data.items() if value not in (None, {})}


def _fact(region_id: int, data: dict[str, Any]) -> Fact:
    return Fact(
        id=data["id"],
        kind=data["kind"],
        region_id=region_id,
        subject=data.get("subject"),
        occurred_on=date.fromisoformat(data["on"]) if "on" in data else None,
        recorded_at=datetime.fromisoformat(data["at"]),
        stream=data["stream"],
        version=data["version"],
        payload=data.get("payload", {}),
        corrects=data.get("corrects"),
        programme=data.get("programme"),
    )


def rebuild(check: bool) -> list[str]:
    """Compare the rollup of every Region with its facts; unless `check`, write it anew where it differs."""
    found = []
    for region in Region.objects.order_by("pk"):
        found += rebuild_region(region.pk, check=check)
    return found


def verify_every_night() -> None:
    """RU-4: a difference is an error of ours; it is reported, and the rollup is rebuilt, never patched by hand."""
    for difference in rebuild(check=False):
        logger.error("rollup differed from its facts and was rebuilt: %s", difference)


@transaction.atomic
def rebuild_region(region_id: int, *, check: bool) -> list[str]:
    """The same for one Region, while no fact can be counted. Returns one line per difference."""
    if connection.vendor == "postgresql":  # SQLite has one writer anyway
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {SubjectFacts._meta.db_table} IN ACCESS EXCLUSIVE MODE")
    facts = _of_known_events(counted_facts(region_id, READS), set())
    summed: dict[Dated, Values] = defaultdict(lambda: NOTHING)
    for group in _persons(facts):
        for key, values in change([], group).items():
            summed[key] = _plus(summed[key], values)
    differences = _differences(region_id, {key: values for key, values in summed.items() if values != NOTHING})
    differences += _kept_differences(region_id, facts)
    if differences and not check:
        Rollup.objects.filter(region_id=region_id).delete()
        PersonYear.objects.filter(region_id=region_id).delete()
        SubjectFacts.objects.filter(region_id=region_id).delete()
        _append(region_id, dict(summed))
        _store(region_id, {}, facts)
    return differences


def _plus(one: Values, two: Values) -> Values:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2], one[3] + two[3])


def _persons(facts: Iterable[Fact]) -> list[list[Fact]]:
    """The facts in groups that no merge connects, so that each group can be counted by itself."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        leader.setdefault(key, key)
        while leader[key] != key:
            key = leader[key]
        return key

    facts = list(facts)
    for fact in facts:
        first, *others = _keys(fact)
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[find(owner_key(fact))].append(fact)
    return list(groups.values())


def _differences(region_id: int, expected: dict[Dated, Values]) -> list[str]:
    stored = {
        (scope, code, dims, day, known_day): tuple(values)
        for scope, code, dims, day, known_day, *values in Rollup.objects.filter(region_id=region_id).values_list(
            *Rollup.KEY[1:], *Rollup.VALUES
        )
        if tuple(values) != NOTHING
    } | _stored_persons(region_id)
    wrong = sorted(key for key in stored.keys() | expected.keys() if stored.get(key) != expected.get(key))
    return [
        f"rollup of region {region_id}: {key}: {stored.get(key)} stored, {expected.get(key)} by facts" for key in wrong
    ]


def _stored_persons(region_id: int) -> dict[Dated, Values]:
    rows = PersonYear.objects.filter(region_id=region_id).values_list(*PersonYear.KEY[1:], *PersonYear.VALUES)
    found: dict[Dated, Values] = {}
    for scope, code, *about, day, known_day, ever, year in rows:
        cell = dims_text(dict(zip(PersonYear.ABOUT, about, strict=True)))
        if (ever, year) != (0, 0):
            found[scope, code, cell, day, known_day] = (0, ever, year, 0)
    return found


def _kept_differences(region_id: int, facts: Iterable[Fact]) -> list[str]:
    expected: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        for key in _keys(fact):
            expected[key].add(fact.id)
    stored = {
        key: {data["id"] for data in kept}
        for key, kept in SubjectFacts.objects.filter(region_id=region_id).values_list("key", "facts")
    }
    wrong = sorted(key for key in stored.keys() | expected.keys() if stored.get(key) != expected.get(key))
    return [f"counted facts of region {region_id}: {key}" for key in wrong]
