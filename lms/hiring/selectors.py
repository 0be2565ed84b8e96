"""What screens, guards and effects ask about consents, applications and contracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from lms.accounts.models import PersonPrivate
from lms.hiring import evidence
from lms.hiring.models import Application, Consent, Contract, ContractRecord, InterviewRequest, Offer
from lms.hiring.models.consent import Item, Level
from lms.hiring.states import ConsentState, ContractState, OfferState
from lms.learning.requirements.rules import check_tree
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from lms.accounts.models import Person
    from lms.hiring.models.consent import ConsentQuerySet
    from lms.ledger.actors import Actor
    from lms.partners.models import JobPost
    from lms.regions.models import Region

ITEM_OF_LEAF = {
    "course_completed": str(Item.COURSES),
    "skill_level": str(Item.SKILLS),
    "score_at_least": str(Item.SCORES),
}
LATE_DAYS = 5
WAITING_DAYS = 14


def required_items(post: JobPost) -> set[str]:
    """V3 items the application cannot exist without: the code, and what the post's requirement is proved by."""
    needed = {str(Item.CODE)}
    if post.rule is not None:
        needed |= {ITEM_OF_LEAF[kind] for kind, _subject in check_tree(post.rule.tree)}
    return needed


def required_courses(post: JobPost) -> set[str]:
    """Keys of the courses the post's requirement names."""
    if post.rule is None:
        return set()
    return {subject for kind, subject in check_tree(post.rule.tree) if kind == "course_completed"}


def offerable_courses(person: Person) -> list[dict[str, Any]]:
    """Finished courses the person may tick."""
    return evidence.finished_courses(person)


def live_consents(application: Application, day: date) -> list[Consent]:
    """Consents of the application that hold on a day."""
    return list(Consent.objects.filter(application=application).live_on(day))


def current_offer(application: Application) -> Offer | None:
    """The offer of the running attempt, newest version."""
    return (
        Offer.objects.filter(application=application, of_attempt=application.attempt, state=OfferState.OFFERED)
        .order_by("-made_at")
        .first()
    )


def current_interview(application: Application) -> InterviewRequest | None:
    """The newest interview request of the running attempt."""
    return (
        InterviewRequest.objects.filter(application=application, attempt=application.attempt)
        .order_by("-asked_at")
        .first()
    )


def planned_contract(application: Application) -> Contract | None:
    """The contract that waits for its first day."""
    return Contract.objects.filter(application=application, state=ContractState.PLANNED).first()


def contract_of(application: Application) -> Contract | None:
    """The newest contract that grew out of the application."""
    return Contract.objects.filter(application=application).order_by("-starts_on", "-id").first()


@dataclass(slots=True)
class Shown:
    """What one firm may see of one application now, item by item; nothing while the application is frozen."""

    application: Application
    consents: dict[str, Consent] = field(default_factory=dict)
    name: str = ""
    mail: str = ""
    phone: str = ""
    municipality: str = ""
    introduction: str = ""
    courses: list[dict[str, Any]] = field(default_factory=list)
    skills: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    wishes: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def items(self) -> set[str]:
        """Every item that is open."""
        return {item for consent in self.consents.values() for item in consent.items}

    @property
    def is_named(self) -> bool:
        """Whether the name is open."""
        return bool(self.name)


def _consents_by_application(ids: Iterable[UUID], day: date) -> dict[UUID, dict[str, Consent]]:
    found: dict[UUID, dict[str, Consent]] = {}
    for consent in Consent.objects.filter(application_id__in=list(ids)).live_on(day).order_by("given_at"):
        if consent.application_id:
            found.setdefault(consent.application_id, {})[f"{consent.level}.{consent.purpose}"] = consent
    return found


def _fill_evidence(shown: Shown) -> None:
    rows = [row for row in shown.application.evidence.all() if row.attempt == shown.application.attempt]
    if not rows:
        return
    items, newest = shown.items, rows[-1]
    shown.courses = newest.courses if Item.COURSES in items else []
    shown.skills = newest.skills if Item.SKILLS in items else []
    shown.scores = newest.scores if Item.SCORES in items else []
    if Item.WISHES in items:
        shown.wishes, shown.note = shown.application.wishes, shown.application.note


def _fill_names(shown: Shown, private: PersonPrivate | None) -> None:
    items = shown.items
    if private is None:
        return
    if Item.NAME in items:
        shown.name = f"{private.family_name} {private.given_name}".strip()
    if Item.CONTACT in items:
        shown.phone = private.phone
        shown.mail = private.person.user.email if private.person.user else ""
    if Item.MUNICIPALITY in items:
        shown.municipality = private.municipality
    if Item.INTRODUCTION in items:
        shown.introduction = private.self_introduction


def shown_to_firm(applications: Sequence[Application]) -> list[Shown]:
    """Per application what its consents open today; three queries for any number of applications."""
    day = clock.today_in_tokyo()
    open_rows = [row for row in applications if not row.frozen]
    consents = _consents_by_application((row.pk for row in open_rows), day)
    named = [
        row.person_id
        for row in open_rows
        if any(consent.level == Level.V4 for consent in consents.get(row.pk, {}).values())
    ]
    privates = (
        {row.person_id: row for row in PersonPrivate.objects.filter(person_id__in=named).select_related("person__user")}
        if named
        else {}
    )
    result = []
    for row in applications:
        shown = Shown(row, {} if row.frozen else consents.get(row.pk, {}))
        if shown.consents:
            _fill_evidence(shown)
            _fill_names(shown, privates.get(row.person_id))
        result.append(shown)
    return result


def days_in_stage(application: Application) -> int:
    """Calendar days since the application entered its state."""
    if application.since is None:
        return 0
    return (clock.today_in_tokyo() - clock.tokyo_date(application.since)).days


def waiting_for_firm(region: Region) -> QuerySet[Application]:
    """Applications a firm has not answered for 14 days (SLA-3, day 14): for the coordinator, by code only."""
    before = clock.now() - timedelta(days=WAITING_DAYS)
    return (
        Application.objects.filter(
            region=region, state__in=["submitted", "in_review"], frozen=False, submitted_at__lte=before
        )
        .select_related("organisation", "post")
        .order_by("submitted_at")
    )


def unconfirmed_starts(region: Region) -> QuerySet[ContractRecord]:
    """Starts one side recorded more than seven days ago and the other has not confirmed (HIR-t7)."""
    before = clock.now() - timedelta(days=7)
    return (
        ContractRecord.objects.filter(
            act=ContractRecord.Act.START,
            contract__state=ContractState.PLANNED,
            contract__region=region,
            recorded_at__lte=before,
        )
        .select_related("contract__application", "contract__placement__organisation")
        .order_by("recorded_at")
    )


def contracts_of_region(actor: Actor, state: str) -> QuerySet[Contract]:
    """Contracts in a state with what one side said of their start, earliest first day first; never one's own (ROL-3)."""
    said = ContractRecord.objects.filter(act=ContractRecord.Act.START)
    return (
        Contract.objects.visible_to(actor)
        .filter(state=state, application__isnull=False)
        .exclude(placement__person_id=actor.person_id)
        .select_related("application__post", "placement__organisation")
        .prefetch_related(Prefetch("records", said, to_attr="said"))
        .order_by("starts_on", "pk")
    )


def granted(application: Application) -> ConsentQuerySet:
    """Consents of the application whose state is granted, whatever their end date."""
    return Consent.objects.filter(application=application, state=ConsentState.GRANTED)
