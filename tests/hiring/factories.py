"""A town with a firm, a post and people who apply; `make_row` gives a row of any hiring workflow in any state."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lms.accounts.actors import actor_for
from lms.hiring import consent_texts, services
from lms.hiring.models import Application, Consent, Contract, Exclusion, Offer, Placement, Recall, RetentionCheck
from lms.hiring.models.consent import Level
from lms.ledger import clock
from lms.partners.models import JobPost, JobTermsVersion, Organisation, PartnerMembership, PartnerUser
from lms.programmes.models import Programme
from tests.accounts.factories import make_person

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.ledger.models import Projection
    from lms.regions.models import Region

_numbers = count(1)

WISHES = {"hours": "morning", "days": "3-4", "place": "home", "start": "now"}
SHEETS = {
    "employment": {
        "term": "期間の定めなし",
        "duties": "受注データの入力",
        "place": "自宅",
        "hours": "9:00-17:00 休憩60分 残業なし",
        "days_off": "土日祝",
        "wage": "時給1,200円",
        "pay_day": "月末締め 翌月25日払い",
        "leaving": "14日前までに申し出る",
    },
    "outsourcing": {
        "orderer": "株式会社はまかぜ",
        "order_date": "2026-12-01",
        "content": "商品写真の切り抜き",
        "receipt_date": "2027-01-10",
        "receipt_place": "オンライン",
        "amount": "1点300円",
        "pay_date": "2027-02-10",
    },
}


def key() -> str:
    """A fresh idempotency key."""
    return uuid4().hex


def make_learner(region: Region, *, name: str = "田中 さくら", **more: Any) -> Person:
    """An adult with name, phone and municipality."""
    family, given = name.split(" ")
    more = {
        "family_name": family,
        "given_name": given,
        "family_kana": "タナカ",
        "given_kana": "サクラ",
        "phone": "+818012345678",
        "municipality": "みなみ浜市",
    } | more
    return make_person(region, name=given, **more)


class Firm:
    """An active member with an administrator, a recruiter, and posts that are published."""

    def __init__(self, region: Region, name: str = "はまかぜ商事") -> None:
        self.region = region
        self.organisation = Organisation.objects.create(
            region=region, legal_name=f"{name}{next(_numbers)}", seeker_contact="相談窓口", address="みなみ浜市1-1"
        )
        self.membership = PartnerMembership.objects.create(
            region=region, organisation=self.organisation, state="active", version=1
        )
        self.admin = self.seat("PA")
        self.recruiter = self.seat("PR")

    def seat(self, role: str) -> Person:
        """A person acting for the firm."""
        person = make_person(self.region, name=f"採用{role}", family_name="浜", given_name="風")
        PartnerUser.objects.create(person=person, organisation=self.organisation, role=role)
        return person

    @property
    def pa(self) -> Any:
        """The administrator as actor."""
        return actor_for(self.admin)

    @property
    def pr(self) -> Any:
        """The recruiter as actor."""
        return actor_for(self.recruiter)

    def post(self, contract_class: str = "employment", *, openings: int = 2, **more: Any) -> JobPost:
        """A published post with one terms version."""
        number = next(_numbers)
        programme, _made = Programme.objects.get_or_create(
            region=self.region, code=f"{self.region.code}-prog", defaults={"name": "塾", "starts_on": date(2020, 4, 1)}
        )
        post = JobPost.objects.create(
            region=self.region,
            organisation=self.organisation,
            programme=programme,
            contract_class=contract_class,
            title=f"在宅の事務サポート{number}",
            slug=f"work-post-{number}",
            openings=openings,
            selection_steps=["書類確認", "面談"],
            valid_until=clock.today_in_tokyo() + timedelta(days=80),
            state="published",
            version=1,
            published_at=clock.now(),
            **more,
        )
        return self.change_terms(post)

    @staticmethod
    def change_terms(post: JobPost) -> JobPost:
        """A further terms version, in force at once."""
        number = post.versions.count() + 1
        version = JobTermsVersion.objects.create(
            post=post,
            number=number,
            title=post.title,
            contract_class=post.contract_class,
            terms={"wage_min": 1200 + number},
            digest=str(number) * 8,
        )
        JobPost.objects.filter(pk=post.pk).update(current_terms=version)
        post.refresh_from_db()
        return post


def text_id(region: Region, level: str = Level.V3) -> str:
    """The id of the consent text of now."""
    return str(consent_texts.current_text(region, level).pk)


def apply(person: Person, post: JobPost, **more: Any) -> Application:
    """A sent application with V3 for code and wishes."""
    data: dict[str, Any] = {
        "items": ["code", "courses", "skills", "wishes"],
        "wishes": WISHES,
        "text_id": text_id(post.region),
        "agreed": True,
        "idempotency_key": key(),
    } | more
    return services.submit_application(person=person, post=post, actor=actor_for(person), **data).row


def step(row: Application) -> dict[str, Any]:
    """Version of now and a fresh key."""
    row.refresh_from_db()
    return {"expected_version": row.version, "idempotency_key": key()}


def opened(row: Application, firm: Firm) -> Application:
    """in_review."""
    return services.open_application(row, actor=firm.pr).row


def slots(days: int = 3) -> list[str]:
    """Two times, some days ahead."""
    first = clock.now() + timedelta(days=days)
    return [first.isoformat(), (first + timedelta(hours=2)).isoformat()]


def asked(row: Application, firm: Firm) -> Application:
    """interview_asked."""
    return services.ask_interview(
        row, actor=firm.pr, **step(row), slots=slots(), place="online", place_detail="リンクを送ります",
        interviewers="チームリーダー", steps=["書類確認", "面談"],
    ).row  # fmt: skip


def interviewed(row: Application, firm: Firm) -> Application:
    """interview, with the name given."""
    opened(row, firm)
    asked(row, firm)
    return accept_interview(row)


def accept_interview(row: Application, **more: Any) -> Application:
    """APP-5 with the first time and the name."""
    data: dict[str, Any] = {
        "slot": row.interviews.latest("asked_at").slots[0],
        "items": ["name"],
        "text_id": text_id(row.region, Level.V4),
        "agreed": True,
    } | more
    return services.accept_interview(row, actor=actor_for(row.person), **step(row), **data).row


def offer_data(row: Application, **more: Any) -> dict[str, Any]:
    """A complete offer."""
    today = clock.today_in_tokyo()
    kind = row.post.contract_class
    return {
        "contract_class": "outsourcing" if kind == "outsourcing" else "emp_part",
        "starts_on": (today + timedelta(days=20)).isoformat(),
        "expires_on": (today + timedelta(days=10)).isoformat(),
        "sheet": SHEETS[kind],
        "hire_category": "mid_career",
        "remote_level": "full",
        "includes_trial": kind == "outsourcing",
    } | more


def offered(row: Application, firm: Firm, **more: Any) -> Application:
    """offer, straight from the papers."""
    row.refresh_from_db()
    if row.state == "submitted":
        opened(row, firm)
    return services.make_offer(row, actor=firm.pa, **step(row), data=offer_data(row, **more)).row


def accepted(row: Application, firm: Firm) -> Application:
    """accepted, with a planned contract."""
    offered(row, firm)
    return accept(row)


def accept(row: Application) -> Application:
    """APP-10."""
    return services.accept_offer(
        row,
        actor=actor_for(row.person),
        **step(row),
        items=["name"],
        text_id=text_id(row.region, Level.V4),
        agreed=True,
    ).row


def started(row: Application, firm: Firm, day: date | None = None) -> Contract:
    """hired: the firm records, the person confirms."""
    accepted(row, firm)
    contract = Contract.objects.get(application=row)
    day = day or clock.today_in_tokyo()
    services.record_start(
        contract, actor=firm.pa, expected_version=contract.version, idempotency_key=key(), day=day, notice_given_on=day
    )
    result = services.record_start(
        contract, actor=actor_for(row.person), expected_version=contract.version, idempotency_key=key(), day=day
    )
    return result.row


def bare_application(region: Region, state: str, firm: Firm | None = None) -> Application:
    """A row that stands in `state` without a history; new streams ("") are not saved."""
    firm = firm or Firm(region)
    post = firm.post()
    person = make_learner(region)
    row = Application(
        region=region, person=person, post=post, organisation=firm.organisation, programme=post.programme,
        terms=post.current_terms, state=state, version=1 if state else 0, since=clock.now(), submitted_at=clock.now(),
    )  # fmt: skip
    if state:
        row.number = next(_numbers)
        row.code = f"K-{row.number:04d}"
        row.save()
        _bare_consent(row, "granted").save()
    return row


def _bare_consent(row: Application, state: str) -> Consent:
    return Consent(
        region=row.region, person=row.person, organisation=row.organisation, application=row, level="V3",
        purpose="application", items=["code", "wishes"], text=consent_texts.current_text(row.region, "V3"),
        given_at=clock.now(), ends_on=clock.today_in_tokyo() + timedelta(days=180), state=state,
        version=1 if state else 0, since=clock.now(),
    )  # fmt: skip


def _bare_offer(row: Application, state: str) -> Offer:
    today = clock.today_in_tokyo()
    return Offer(
        region=row.region, application=row, organisation=row.organisation, html="<p>条件</p>", digest="d",
        contract_class="emp_part", starts_on=today, expires_on=today + timedelta(days=10), state=state,
        version=1 if state else 0,
    )  # fmt: skip


def _placed(region: Region) -> tuple[Placement, Application]:
    row = bare_application(region, "accepted")
    placement = Placement.objects.create(
        region=region, person=row.person, organisation=row.organisation, programme=row.programme
    )
    return placement, row


def _bare_contract(region: Region, state: str) -> Contract:
    placement, row = _placed(region)
    today = clock.today_in_tokyo()
    return Contract(
        region=region, placement=placement, application=row, contract_class="emp_part", starts_on=today,
        started_on=today if state in {"started", "ended"} else None, state=state, version=1 if state else 0,
    )  # fmt: skip


def make_row(workflow: str, state: str, *, region: Region) -> Projection:
    """A row of the workflow in the state ("" = a stream that does not exist yet), for the generated table tests."""
    if workflow == "application":
        return bare_application(region, state)
    if workflow in {"consent", "exclusion", "offer"}:
        application = bare_application(region, "in_review")
        if workflow == "offer":
            row: Projection = _bare_offer(application, state)
        elif workflow == "consent":
            row = _bare_consent(application, state)
            # One consent of this purpose is given already; another purpose leaves room for this one.
            row.purpose = "trial"
        else:
            row = Exclusion(
                region=region, person=application.person, organisation=application.organisation, state=state,
                version=1 if state else 0,
            )  # fmt: skip
    elif workflow == "recall":
        application = bare_application(region, "in_review")
        row = Recall(
            region=region, application=application, organisation=application.organisation, items=["code"],
            due_on=clock.today_in_tokyo() + timedelta(days=7), state=state, version=1 if state else 0,
        )  # fmt: skip
    elif workflow == "contract":
        row = _bare_contract(region, state)
    else:
        placement, _row = _placed(region)
        row = RetentionCheck(
            region=region, placement=placement, month=1, due_on=clock.today_in_tokyo(), state=state,
            version=1 if state else 0,
        )  # fmt: skip
    if state:
        row.save()
    return row
