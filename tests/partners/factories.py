"""Organisations, memberships, agreements and posts for tests; `make_row` brings any workflow row into any state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lms.accounts.actors import actor_for
from lms.ledger import clock, engine
from lms.ledger.actors import Actor
from lms.partners.forms.membership import CHECK_POINTS
from lms.partners.forms.posts import POST_POINTS
from lms.partners.models import Agreement, JobPost, PartnerMembership
from lms.partners.services.membership import list_organisation
from lms.partners.services.posts import create_post, record_check, save_draft
from lms.partners.services.users import add_user
from lms.partners.states import AgreementState, MembershipState, PostState
from tests.accounts.factories import make_person, make_region

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.ledger.models import Projection
    from lms.regions.models import Region

LAWFUL_EMPLOYMENT: dict[str, Any] = {
    "duties_initial": "受注データの入力と確認",
    "duties_change_scope": "変更なし",
    "place_kind": "home",
    "place_initial": "自宅",
    "place_change_scope": "変更なし",
    "telework_can_end": "no",
    "contract_term": "indefinite",
    "probation": "no",
    "work_system": "fixed",
    "starts_at": "09:00",
    "ends_at": "17:00",
    "break_minutes": 60,
    "days_per_week": 5,
    "overtime": "no",
    "holidays": "土日・祝日",
    "wage_unit": "hour",
    "wage_min": 1200,
    "wage_max": 1400,
    "wage_closing": "月末",
    "wage_pay_day": "翌月25日",
    "fixed_overtime": "no",
    "insurance_health": "yes",
    "insurance_pension": "yes",
    "insurance_accident": "yes",
    "insurance_employment": "yes",
    "employer_name": "株式会社はまかぜ",
    "employer_address": "みなみ浜市1-1",
    "employer_phone": "0838-00-0000",
    "dispatch": "no",
    "smoking": "own_home",
    "telework_office_days": "月1回",
    "telework_first_weeks": "はじめの1週間",
    "telework_travel": "会社が払う",
    "telework_contact": "チャット",
    "telework_equipment": "パソコンを貸与",
}
LAWFUL_OUTSOURCING: dict[str, Any] = {
    "work_content": "商品写真の切り抜き",
    "deliverable": "画像ファイル。権利は発注者に移る",
    "rights": "納品のときに移る",
    "work_place": "なし",
    "work_period": "2か月",
    "work_time": "なし",
    "work_length": "month",
    "fee_kind": "amount",
    "fee_amount": 300,
    "fee_tax": "added",
    "fee_expenses": "発注者が払う",
    "reordered": "no",
    "pay_rule": "days",
    "pay_days": 30,
    "end_conditions": "双方の合意",
    "no_renewal_conditions": "仕事がないとき",
    "orderer_name": "株式会社はまかぜ",
    "orderer_address": "みなみ浜市1-1",
    "orderer_phone": "0838-00-0000",
    "trial": "no",
}
APPLICATION: dict[str, Any] = {
    "legal_name": "株式会社はまかぜ",
    "kind": "company",
    "membership_kind": "regular",
    "corporate_number": "7000012050002",
    "no_number_reason": "",
    "address": "みなみ浜市1-1",
    "phone": "0838-00-0000",
    "mail_domain": "example.jp",
    "responsible_person": "人事の担当",
    "seeker_contact": "相談窓口 soudan@example.jp",
    "interview_rules_url": "",
    "declared_no_sanction": True,
    "declared_no_antisocial": True,
}


def take(row: Projection, action: str, actor: Actor, **more: Any) -> engine.Result:
    """One step by an actor."""
    return engine.move(row, action, actor=actor, expected_version=None, idempotency_key=uuid4().hex, **more)


class Town:
    """A Region with its staff, and ways to bring a firm and its posts to any state."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.coordinator = make_person(region, "C", name="窓口")
        self.approver = make_person(region, "AP", name="決裁")
        self.system = Actor.system(region)
        self._numbers = 0

    @property
    def c(self) -> Actor:
        """The coordinator as actor."""
        return actor_for(self.coordinator)

    @property
    def ap(self) -> Actor:
        """The approver as actor."""
        return actor_for(self.approver)

    def firm(self, name: str = "株式会社はまかぜ", state: str = MembershipState.ACTIVE, kind: str = "regular") -> Firm:
        """A firm whose membership stands in `state`, with an administrator from `candidate` on."""
        self._numbers += 1
        early = state == MembershipState.PROSPECT
        row = list_organisation(
            region=self.region, legal_name=name, kind="company", actor=self.c, idempotency_key=uuid4().hex,
            as_candidate=not early, membership_kind=kind,
        ).row  # fmt: skip
        firm = Firm(self, row)
        if not early:
            firm.walk_to(state)
        return firm


class Firm:
    """One organisation on its way through membership."""

    def __init__(self, town: Town, membership: PartnerMembership) -> None:
        self.town = town
        self.membership = membership
        self.organisation = membership.organisation
        self._admin: Person | None = None

    @property
    def admin(self) -> Person:
        """The firm's administrator."""
        if self._admin is None:
            self._admin = make_person(self.town.region, name="管理")
            add_user(organisation=self.organisation, person=self._admin, role="PA")
        return self._admin

    @property
    def pa(self) -> Actor:
        """The administrator as actor."""
        return actor_for(self.admin)

    def fresh(self) -> PartnerMembership:
        """The membership as the database has it."""
        return PartnerMembership.objects.select_related("organisation", "region").get(pk=self.membership.pk)

    def walk_to(self, state: str) -> None:
        """From `candidate` along the straight way (or into refused)."""
        assert self.admin
        if state == MembershipState.CANDIDATE:
            return
        self.apply()
        if state == MembershipState.APPLIED:
            return
        take(self.fresh(), "start_review", self.town.c)
        if state == MembershipState.UNDER_REVIEW:
            return
        if state == MembershipState.REFUSED:
            take(self.fresh(), "refuse", self.town.ap, texts={"reason": "登記が確認できません"})
            return
        take(self.fresh(), "approve", self.town.ap, data={"checklist": list(CHECK_POINTS)})
        if state == MembershipState.ACTIVE:
            self.agree()

    def apply(self, **changed: Any) -> engine.Result:
        """MEM-3 with a complete application; every firm has a number of its own."""
        number = corporate_number(self.town._numbers)
        data = {**APPLICATION, "corporate_number": number, "membership_kind": self.membership.kind}
        data["legal_name"] = self.organisation.legal_name
        return take(self.fresh(), "apply", self.pa, data={**data, **changed})

    def agreement(self) -> Agreement:
        """The newest agreement."""
        return Agreement.objects.filter(membership=self.membership).order_by("-pk").first()

    def send_agreement(self, effective_on: date | None = None) -> Agreement:
        """AGR-2."""
        data = {"scope": "募集の掲載", "effective_on": effective_on or clock.today_in_tokyo(), "ends_on": None}
        return take(self.agreement(), "send", self.town.c, data=data).row

    def sign(self) -> Agreement:
        """AGR-3 on the screen."""
        row = self.agreement()
        data = {"partner_signed_by": "代表", "agreed": True, "digest": row.digest}
        return take(row, "sign_partner", self.pa, data=data).row

    def agree(self) -> None:
        """AGR-2, AGR-3, AGR-4 and with it MEM-8."""
        self.send_agreement()
        self.sign()
        take(self.agreement(), "sign_region", self.town.ap)

    def draft(self, contract_class: str = "employment", title: str = "在宅の事務サポート") -> JobPost:
        """A draft that would pass the validators."""
        self.organisation.refresh_from_db()
        post = create_post(
            organisation=self.organisation, contract_class=contract_class, title=title, actor=self.pa,
            idempotency_key=uuid4().hex,
        ).row  # fmt: skip
        legal = LAWFUL_EMPLOYMENT if contract_class == "employment" else LAWFUL_OUTSOURCING
        return self.write(post, legal)

    def write(self, post: JobPost, legal_items: dict[str, Any], **fields: Any) -> JobPost:
        """Save the draft with lawful fields, `fields` changed."""
        own = {
            "summary": "家でできる仕事です。",
            "work_style": "home",
            "openings": 2,
            "selection_steps": ["書類", "オンラインの面談"],
            "criteria": [{"key": "c1", "text": "たしかめながら入力できる"}],
            "valid_until": clock.today_in_tokyo() + timedelta(days=30),
        }
        return save_draft(post=post, actor=self.pa, fields={**own, **fields}, legal_items=legal_items)

    def post(self, state: str = PostState.PUBLISHED, **how: Any) -> JobPost:
        """A post in `state`."""
        row = self.draft(**how)
        if state == PostState.DRAFT:
            return row
        if state == PostState.APPROVED:
            JobPost.objects.filter(pk=row.pk).update(publish_at=clock.now() + timedelta(days=2))
        take(row, "submit", self.pa)
        if state == PostState.SUBMITTED:
            return reload(row)
        check = {"checklist": list(POST_POINTS), "lint_answers": {}, "programme": None}
        record_check(post=row, actor=self.town.c, **check)
        take(row, "approve", self.town.ap)
        if state == PostState.PAUSED:
            take(row, "pause", self.pa)
        if state == PostState.CLOSED:
            take(row, "close", self.pa, reason_code="withdrawn")
        return reload(row)


def reload(post: JobPost) -> JobPost:
    """The post as the database has it."""
    return JobPost.objects.select_related("organisation", "region").get(pk=post.pk)


def corporate_number(n: int) -> str:
    """A valid corporate number for the n-th firm."""
    from lms.partners.numbers import check_digit

    body = f"{n:012d}"
    return f"{check_digit(body)}{body}"


def make_row(workflow_name: str, state: str, town: Town | None = None) -> Projection:
    """A row of one of this app's workflows in `state`, walked there through the engine.

    Raises LookupError for a state this release cannot reach.
    """
    town = town or Town(make_region(minimum_hourly_wage=1000))
    if workflow_name == "membership":
        if state in {MembershipState.SUSPENDED, MembershipState.ENDED}:
            firm = town.firm()
            action, code = ("suspend", "decision") if state == MembershipState.SUSPENDED else ("end", "terminated")
            take(firm.fresh(), action, town.ap, reason_code=code, texts={"reason": "確認のため"})
            return firm.fresh()
        return town.firm(state=state).fresh()
    if workflow_name == "agreement":
        return _agreement(state, town)
    if workflow_name == "post":
        if state in {PostState.CHANGING, PostState.ARCHIVED, PostState.DISCARDED}:
            raise LookupError(state)
        return town.firm().post(state)
    raise LookupError(workflow_name)


def _agreement(state: str, town: Town) -> Agreement:
    firm = town.firm(state=MembershipState.APPROVED)
    if state == AgreementState.WITHDRAWN:
        take(firm.agreement(), "withdraw", town.c)
    elif state in {AgreementState.SENT, AgreementState.PARTLY_SIGNED, AgreementState.IN_FORCE}:
        firm.send_agreement()
        if state != AgreementState.SENT:
            firm.sign()
        if state == AgreementState.IN_FORCE:
            take(firm.agreement(), "sign_region", town.ap)
    elif state != AgreementState.DRAFT:
        return _ended_agreement(state, firm)
    return firm.agreement()


def _ended_agreement(state: str, firm: Firm) -> Agreement:
    firm.agree()
    row = firm.agreement()
    if state == AgreementState.TERMINATED:
        return take(row, "terminate", firm.town.ap, reason_code="notice", texts={"reason": "申し出"}).row
    if state == AgreementState.EXPIRED:
        yesterday = clock.today_in_tokyo() - timedelta(days=1)
        Agreement.objects.filter(pk=row.pk).update(effective_on=yesterday, ends_on=yesterday)
        return take(row, "expire", firm.town.system).row
    return take(row, "supersede", firm.town.system).row


def at(day: date, hour: int = 10) -> datetime:
    """An instant of a Tokyo day, for `clock.set_to`."""
    return clock.start_of_day(day) + timedelta(hours=hour)
