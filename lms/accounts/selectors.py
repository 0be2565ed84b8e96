"""Who acts in this request, which roles they hold, and how old they are; rights are read anew each time (ROL-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Func, OuterRef, Q, Subquery, TextField
from django.db.models.functions import JSONObject

from content.context import viewer
from lms.accounts import ages, session_roles
from lms.accounts.models import Person, PersonPrivate, RoleGrant, User
from lms.accounts.sealing import open_birth_date
from lms.ledger import clock
from lms.ledger.prepared import Prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lms.regions.models import Region

# Stands for the id while the query is built; no user has it.
_ANY_ID = -987_654_321


@dataclass(frozen=True, slots=True)
class SessionPerson:
    """The Person of a request with the roles held today in the request's Region."""

    person: Person
    roles: frozenset[str]
    named_access: bool
    # (wrapped key, sealed birth date), opened only where an age is asked for.
    sealed_birth: tuple[str, str] | None

    def sees_jobs(self, on: date) -> bool:
        """What `sees_jobs` says of the person, without a query."""
        if self.sealed_birth is None:
            return False
        key, sealed = (text.encode("ascii") for text in self.sealed_birth)
        return ages.sees_jobs_at(open_birth_date(key, sealed), on)


@lru_cache(maxsize=8)
def _users(names: tuple[str, ...]) -> Prepared:
    """One annotated user: every request reads it, and nothing in its statement changes but the id."""
    del names
    return Prepared(lambda pk: User.objects.annotate(**session_roles.user_annotations()).filter(pk=pk), _ANY_ID)


def annotated_user(user_id: Any) -> User | None:
    """The user with what the navigation shows of persons and roles, in one query."""
    user: User | None = next(iter(_users(session_roles.names()).rows(user_id)), None)
    return user


class SealedText(Func):
    """A sealed value (ASCII by its nature, see sealing.py) as text: JSON holds no bytes."""

    output_field = TextField()
    function = "ENCODE"
    template = "%(function)s(%(expressions)s, 'escape')"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="CAST(%(expressions)s AS TEXT)", **extra)


def persons_annotation() -> Subquery:
    """The user's active persons as JSON rows; the birth date stays sealed."""
    rows = Person.objects.filter(user=OuterRef("pk"), status=Person.Status.ACTIVE).order_by().values("user")
    row = JSONObject(
        id=F("id"),
        region=F("region_id"),
        pseudonym=F("pseudonym"),
        name=F("display_name"),
        key=SealedText(F("private__wrapped_key")),
        birth=SealedText(F("private__birth_date_sealed")),
    )
    return Subquery(rows.annotate(found=session_roles.JSONRows(row)).values("found"))


def grants_annotation() -> Subquery:
    """The grants of the user's active persons as JSON rows; dates are compared when they are read."""
    rows = RoleGrant.objects.filter(person__user=OuterRef("pk"), person__status=Person.Status.ACTIVE).order_by()
    row = JSONObject(
        region=F("region_id"), role=F("role"), starts=F("starts_on"), ends=F("ends_on"), named=F("named_access")
    )
    return Subquery(rows.values("person__user").annotate(found=session_roles.JSONRows(row)).values("found"))


def _grant_holds(row: dict[str, Any], region_id: int | None, day: date) -> bool:
    if region_id is not None and row["region"] != region_id:
        return False
    if date.fromisoformat(row["starts"][:10]) > day:
        return False
    return not row["ends"] or date.fromisoformat(row["ends"][:10]) >= day


def roles_from_grants(value: list[dict[str, Any]] | None, region_id: int | None, day: date) -> set[str]:
    """Region roles in the rows of `grants_annotation`."""
    return {row["role"] for row in value or [] if _grant_holds(row, region_id, day)}


def roles_from_persons(value: list[dict[str, Any]] | None, region_id: int | None, day: date) -> set[str]:
    """Every active person is a learner in their Region."""
    del day
    return {"L"} if any(region_id is None or row["region"] == region_id for row in value or []) else set()


def _with_annotations(user: Any) -> Any:
    return user if session_roles.is_annotated(user) else annotated_user(user.pk)


def _person_from(row: dict[str, Any], user: Any, region: Region) -> Person:
    names = ["id", "user_id", "region_id", "pseudonym", "status", "display_name"]
    values = [UUID(row["id"]), user.pk, row["region"], row["pseudonym"], Person.Status.ACTIVE, row["name"]]
    person = Person.from_db("default", names, values)
    person.region = region
    if isinstance(user, User):
        person.user = user
    return person


def _find_session_person(request: HttpRequest) -> SessionPerson | None:
    region: Region | None = getattr(request, "region", None)
    # A visitor without a session cookie leaves the session alone: public pages stay the same for everybody.
    user = viewer(request)
    if region is None or not user.is_authenticated:
        return None
    annotated = _with_annotations(user)
    rows = [row for row in annotated.session_persons or [] if row["region"] == region.pk]
    if not rows:
        return None
    day = clock.today_in_tokyo()
    grants = [row for row in annotated.session_grants or [] if _grant_holds(row, region.pk, day)]
    return SessionPerson(
        person=_person_from(rows[0], user, region),
        roles=frozenset(session_roles.roles_from(annotated, region.pk, day)),
        named_access=any(row["named"] for row in grants),
        sealed_birth=(rows[0]["key"], rows[0]["birth"]) if rows[0]["key"] else None,
    )


def session_person(request: HttpRequest) -> SessionPerson | None:
    """Person and roles of the request in its Region, without a query of its own; None for a visitor or another Region's user."""
    if not hasattr(request, "session_person"):
        request.session_person = _find_session_person(request)  # type: ignore[attr-defined]
    return request.session_person  # type: ignore[attr-defined]


def person_of(request: HttpRequest) -> Person | None:
    """The acting Person, or None: signed out, or signed in without a Person in this Region."""
    found = session_person(request)
    return found.person if found else None


def roles_of(request: HttpRequest) -> frozenset[str]:
    """Roles of the request in its Region today: L, the Region roles and those of firms; empty for a visitor."""
    found = session_person(request)
    return found.roles if found else frozenset()


def roles_on(person: Person, day: date) -> set[str]:
    """Roles the person holds in their own Region on `day`, read from the database (L, Region roles, firm roles)."""
    if person.status != Person.Status.ACTIVE:
        return set()
    if person.user_id is None:
        return {"L"}
    return session_roles.roles_from(annotated_user(person.user_id), person.region_id, day)


def needs_second_factor(user: Any) -> bool:
    """Whether the user holds, in any Region, a role for which password and mail code are needed together (ROL-5)."""
    roles = session_roles.roles_from(_with_annotations(user), None, clock.today_in_tokyo())
    return bool(user.is_superuser or roles & session_roles.SECOND_FACTOR_ROLES)


def birth_date_of(person: Person) -> date | None:
    """The birth date, opened for this one computation; None once it was erased. Never show it, never store it."""
    private = PersonPrivate.objects.filter(person=person).only("wrapped_key", "birth_date_sealed").first()
    return open_birth_date(private.wrapped_key, private.birth_date_sealed) if private else None


_PRIVATE = Prepared(lambda pk: PersonPrivate.objects.filter(person_id=pk), UUID(int=2**128 - 1))


def _private_and_birth(person: Person) -> tuple[PersonPrivate, date] | None:
    private = next(iter(_PRIVATE.rows(person.pk)), None)
    return (private, open_birth_date(private.wrapped_key, private.birth_date_sealed)) if private else None


def age_class(person: Person, on: date) -> ages.AgeClass:
    """The class of law.md §6 on a day; without a birth date the most protected one."""
    found = _private_and_birth(person)
    if found is None:
        return ages.AgeClass.UNDER_13
    private, birth = found
    enrolled = ages.counts_as_high_school(
        birth, school_kind=private.school_kind, answered_on=private.school_answered_on, day=on
    )
    return ages.class_of(birth, in_high_school=enrolled, day=on)


def is_under_18(person: Person, on: date) -> bool:
    """True until the day before the 18th birthday (M05), and where no birth date is known."""
    birth = birth_date_of(person)
    return birth is None or ages.age_on(birth, on) < ages.ADULT_AGE


def is_under_13(person: Person, on: date) -> bool:
    """True until the day before the 13th birthday, and where no birth date is known."""
    birth = birth_date_of(person)
    return birth is None or ages.age_on(birth, on) < ages.MINIMUM_AGE


def applies_as_high_school(person: Person, on: date) -> bool:
    """Whether M02 refuses this person's application: enrolled in high school, or taken for it (M08)."""
    found = _private_and_birth(person)
    if found is None:
        return True
    private, birth = found
    return ages.counts_as_high_school(
        birth, school_kind=private.school_kind, answered_on=private.school_answered_on, day=on
    )


def sees_jobs(person: Person, on: date) -> bool:
    """False until 31 March after the 15th birthday: the jobs section is absent and its addresses are 404 (M04)."""
    birth = birth_date_of(person)
    return birth is not None and ages.sees_jobs_at(birth, on)


def grants_of_region(region: Region, day: date) -> QuerySet[RoleGrant]:
    """Grants of a Region that hold on `day` or begin later, by role and person."""
    holding = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), region=region)
    return holding.select_related("person__user").order_by("role", "person__display_name", "pk")
