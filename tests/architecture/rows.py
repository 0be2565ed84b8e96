"""A row of any workflow in any state, walked there through the engine wherever this release has a way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lms.accounts.actors import actor_for
from lms.accounts.models import Person
from lms.hiring.models import Contract, Exclusion, Recall, RetentionCheck
from lms.learning.models import QualificationRule
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.engine import move
from lms.ledger.registry import bound_workflow
from lms.ledger.workflow import START
from lms.partners.models import Agreement, JobPost, Organisation, PartnerMembership
from lms.programmes.models import Programme, ProgrammeEvent, Registration
from lms.programmes.selectors import standing_programme
from lms.trials.models import TrialEngagement
from lms.trials.states import TrialKind
from tests.accounts.factories import make_person
from tests.hiring import factories as hiring
from tests.learning import works
from tests.partners import factories as partners
from tests.trials import factories as trials

if TYPE_CHECKING:
    from lms.ledger.models import Projection
    from lms.regions.models import Region

# States whose only ways wait for a later release: the columns are written, nothing else can be.
WRITTEN: dict[str, set[str]] = {
    "post": {"changing", "archived", "discarded"},
    "programme_event": {"draft", "published", "closed", "held", "finalised", "cancelled"},
    "registration": {"registered", "waiting", "offered", "attended", "no_show", "cancelled", "void", "passed"},
    "consent": {"requested", "refused", "lapsed"},
    "offer": {"superseded"},
    "contract": {"recorded"},
    "retention": {"asked", "disagreed", "unknown", "recorded"},
}


def row_in(name: str, state: str, region: Region) -> Projection:
    """A row of workflow `name` in `state`; START gives an unsaved one that the first action may save."""
    if state in WRITTEN.get(name, set()):
        return _write(_BUILDERS[name](name, _somewhere(name), region), state)
    return _BUILDERS[name](name, state, region)


def _somewhere(name: str) -> str:
    """A state from which columns are written: one that is reached, or none at all."""
    reached = set(bound_workflow(name).workflow.states.values) - WRITTEN[name]
    return {"post": "published"}.get(name, min(reached, default=START))


def _write(row: Any, state: str) -> Projection:
    row.state, row.version = state, row.version + 1
    row.save(force_insert=row._state.adding)
    return type(row)._default_manager.get(pk=row.pk)


def take(row: Any, action: str, actor: Actor, **more: Any) -> Any:
    """One step, its row."""
    return move(row, action, actor=actor, expected_version=None, idempotency_key=uuid4().hex, **more).row


def _partners(name: str, state: str, region: Region) -> Projection:
    town = partners.Town(region)
    if state == START:
        return _new_of_partners(name, town)
    return partners.make_row(name, state, town)


def _new_of_partners(name: str, town: partners.Town) -> Projection:
    if name == "membership":
        organisation = Organisation.objects.create(region=town.region, legal_name="株式会社はじめ", kind="company")
        return PartnerMembership(region=town.region, organisation=organisation)
    firm = town.firm(state="approved" if name == "agreement" else "active")
    if name == "agreement":
        return Agreement(region=town.region, membership=firm.membership, organisation=firm.organisation)
    return JobPost(
        region=town.region, organisation=firm.organisation, contract_class="employment", title="在宅", slug="zaitaku-1"
    )


def _trial(name: str, state: str, region: Region) -> Projection:
    town = partners.Town(region)
    if state != START:
        return trials.make_row(name, state, town)
    firm, person = town.firm(), hiring.make_learner(region)
    return TrialEngagement(
        region=region, person=person, organisation=firm.organisation, programme=standing_programme(region),
        kind=TrialKind.OUTSOURCING,
    )  # fmt: skip


def _rule(name: str, state: str, region: Region) -> Projection:
    del name
    organisation = Organisation.objects.create(region=region, legal_name="株式会社きじゅん", kind="company")
    row: Any = QualificationRule(
        region=region, slug="a3", label="コースA3", tree={"course_completed": ["a3"]},
        organisation_id=organisation.pk,
    )  # fmt: skip
    coordinator, system = actor_for(make_person(region, "C")), Actor.system(region)
    way = [
        ("draft", "write_rule", coordinator, {}),
        ("tried", "dry_run", coordinator, {}),
        ("dated", "approve_rule", coordinator, {"valid_from": clock.today_in_tokyo()}),
        ("active", "take_effect", system, {}),
        ("retired", "retire", system, {}),
    ]
    for reached, action, actor, data in way if state != START else []:
        row = take(row, action, actor, data=data)
        if reached == state:
            break
    return row


def _programmes(name: str, state: str, region: Region) -> Projection:
    del state
    programme = Programme.objects.create(region=region, code="toshi", name="塾", starts_on=date(2026, 4, 1))
    event = ProgrammeEvent(region=region, programme=programme, title="説明会")
    if name == "programme_event":
        return event
    _write(event, "published")
    return Registration(region=region, event=event, subject_ref=make_person(region).pseudonym)


def _hiring(name: str, state: str, region: Region) -> Projection:
    if state == START:
        return hiring.make_row(name, state, region=region)
    return {
        "application": _application, "consent": _consent, "exclusion": _exclusion, "offer": _offer,
        "contract": _contract, "retention": _retention, "recall": _recall,
    }[name](state, hiring.Firm(region))  # fmt: skip


def _sent(firm: hiring.Firm) -> Any:
    return hiring.apply(hiring.make_learner(firm.region), firm.post())


def _application(state: str, firm: hiring.Firm) -> Projection:
    row, system = _sent(firm), Actor.system(firm.region)
    learner = actor_for(row.person)
    before = {
        "interview": hiring.interviewed,
        **dict.fromkeys(("in_review", "interview_asked", "trial", "rejected"), hiring.opened),
        **dict.fromkeys(("offer", "offer_declined", "offer_expired"), hiring.offered),
        **dict.fromkeys(("accepted", "start_cancelled"), hiring.accepted),
        "hired": hiring.started,
        "org_ended": lambda _row, firm: take(
            firm.membership,
            "end",
            actor_for(make_person(firm.region, "AP")),
            reason_code="terminated",
            texts={"reason": "退会"},
        ),
    }.get(state)
    if before:
        before(row, firm)
    if state == "interview_asked":
        hiring.asked(row, firm)
    last = {
        "trial": ("start_trial", system, ""),
        "rejected": ("reject", firm.pa, "skills"),
        "lapsed": ("lapse", system, ""),
        "withdrawn": ("withdraw", learner, ""),
        "org_ended": ("org_ended", system, ""),
        "offer_declined": ("decline_offer", learner, ""),
        "offer_expired": ("expire_offer", system, ""),
        "start_cancelled": ("cancel_start", learner, "learner"),
    }.get(state)
    if last:
        take(row, last[0], last[1], reason_code=last[2])
    return _again(row, state)


def _again(row: Any, state: str) -> Projection:
    fresh = type(row)._default_manager.get(pk=row.pk)
    assert fresh.state == state, (fresh.state, state)
    return fresh


def _consent(state: str, firm: hiring.Firm) -> Projection:
    application = _sent(firm)
    row = application.consents.get()
    system = Actor.system(firm.region)
    ways = {"revoked": ("revoke", actor_for(application.person)), "expired": ("expire", system),
            "superseded": ("supersede", system)}  # fmt: skip
    return take(row, *ways[state]) if state in ways else row


def _recall(state: str, firm: hiring.Firm) -> Projection:
    row = Recall.objects.get(application_id=_consent("revoked", firm).application_id)
    return take(row, "attest", firm.pa, data={"deleted": ["files"]}) if state == "attested" else row


def _exclusion(state: str, firm: hiring.Firm) -> Projection:
    person = hiring.make_learner(firm.region)
    actor = actor_for(person)
    row = take(Exclusion(region=firm.region, person=person, organisation=firm.organisation), "exclude", actor)
    return take(row, "lift", actor) if state == "lifted" else row


def _offer(state: str, firm: hiring.Firm) -> Projection:
    application = _sent(firm)
    hiring.offered(application, firm)
    return _again(application.offers.get(), state)


def _contract(state: str, firm: hiring.Firm) -> Projection:
    application = _sent(firm)
    learner = actor_for(application.person)
    if state in {"planned", "void"}:
        hiring.accepted(application, firm)
        if state == "void":
            take(application, "cancel_start", learner, reason_code="learner")
        return _again(Contract.objects.get(application=application), state)
    row = hiring.started(application, firm)
    if state == "ended":
        row = take(row, "end", learner, reason_code="learner_left", data={"day": clock.today_in_tokyo().isoformat()})
    return _again(row, state)


def _retention(state: str, firm: hiring.Firm) -> Projection:
    contract = _contract("ended" if state == "answered" else "started", firm)
    row = RetentionCheck.objects.filter(placement=contract.placement).order_by("month").first()
    if state == "answered" and row.state != "answered":
        row = take(row, "left", Actor.system(firm.region))
    return _again(row, state)


_BUILDERS = {
    **dict.fromkeys(("membership", "agreement", "post"), _partners),
    **dict.fromkeys(("programme_event", "registration"), _programmes),
    **dict.fromkeys(("application", "consent", "exclusion", "offer", "contract", "retention", "recall"), _hiring),
    "qualification_rule": _rule,
    "submission": lambda _name, state, region: works.row_in(state, region),
    "trial": _trial,
}


def subject_of(row: Any) -> Person | None:
    """The person a row is about."""
    reference = getattr(row, "subject_ref", "")
    return Person.objects.filter(pseudonym=reference).first() if reference else None
