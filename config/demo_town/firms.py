"""Firms, their way into the council, and their posts, by the same acts that people would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from config.demo_town import cast, posts
from lms.accounts.actors import actor_for
from lms.learning.models import QualificationRule
from lms.ledger import clock, engine
from lms.ledger.actors import Actor
from lms.partners.forms.membership import CHECK_POINTS
from lms.partners.forms.posts import POST_POINTS
from lms.partners.models import Agreement, JobPost, PartnerMembership
from lms.partners.services.membership import list_organisation
from lms.partners.services.posts import create_post, record_check, save_draft
from lms.partners.services.users import add_user

if TYPE_CHECKING:
    from datetime import date

    from config.demo_town.diary import Diary
    from config.demo_town.town import Town
    from lms.ledger.models import Projection


def take(row: Projection, action: str, actor: Actor, **more: Any) -> Any:
    """One step by an actor, under a key of its own; the row as it now is."""
    return engine.move(row, action, actor=actor, expected_version=None, idempotency_key=uuid4().hex, **more).row


class FirmStory:
    """One firm on its way: listed, applied, reviewed, approved, agreed."""

    def __init__(self, town: Town, firm: cast.Firm) -> None:
        self.town, self.firm = town, firm

    @property
    def membership(self) -> PartnerMembership:
        """As the database has it now."""
        return PartnerMembership.objects.select_related("organisation", "region").get(
            region=self.town.region, organisation__legal_name=self.firm.name
        )

    @property
    def admin(self) -> Actor:
        """The firm's administrator."""
        return self.town.actor(next(who for who in cast.ACCOUNTS if who.firm == self.firm.key and who.role == "PA"))

    def tell(self, diary: Diary, begins: int) -> None:
        """Write its steps into the diary, beginning that many days ago."""
        diary.at(begins, 9, self.list)
        if self.firm.stage == "candidate":
            return
        if self.firm.stage == "supporting":
            diary.at(begins - 3, 10, self.add_helper)
        else:
            diary.at(begins - 3, 10, self.add_people)
        diary.at(begins - 4, 11, self.apply)
        diary.at(begins - 6, 9, lambda: take(self.membership, "start_review", self.town.coordinator))
        diary.at(begins - 8, 9, self.approve)
        diary.at(begins - 9, 10, self.send_agreement)
        diary.at(begins - 10, 11, self.sign)
        diary.at(begins - 11, 15, lambda: take(self.agreement, "sign_region", self.town.approver))

    def list(self) -> None:
        """MEM-2."""
        kind = "supporting" if self.firm.stage == "supporting" else "regular"
        list_organisation(
            region=self.town.region, legal_name=self.firm.name, kind=self.firm.kind, actor=self.town.coordinator,
            idempotency_key=uuid4().hex, as_candidate=True, membership_kind=kind,
        )  # fmt: skip

    def add_people(self) -> None:
        """Its users come in; the printed accounts are among them."""
        for who in cast.ACCOUNTS:
            if who.firm == self.firm.key:
                add_user(organisation=self.membership.organisation, person=self.town.person(who), role=who.role)

    def add_helper(self) -> None:
        """A firm without a printed account needs somebody to apply."""
        who = cast.Account(f"jimu@{self.firm.domain}", "事務局", "PA", "企業管理者", firm=self.firm.key)
        person = self.town.register(who)
        add_user(organisation=self.membership.organisation, person=person, role="PA")
        self._helper = actor_for(person)

    @property
    def signer(self) -> Actor:
        """Who applies and signs for the firm."""
        return self._helper if self.firm.stage == "supporting" else self.admin

    def apply(self) -> None:
        """MEM-3."""
        data = {
            "legal_name": self.firm.name,
            "kind": self.firm.kind,
            "membership_kind": self.membership.kind,
            "corporate_number": self.firm.corporate_number,
            "no_number_reason": "",
            "address": self.firm.address,
            "phone": self.firm.phone,
            "mail_domain": self.firm.domain,
            "responsible_person": "採用の担当",
            "seeker_contact": f"相談窓口 soudan@{self.firm.domain}",
            "interview_rules_url": f"https://{self.firm.domain}/interview",
            "declared_no_sanction": True,
            "declared_no_antisocial": True,
        }
        take(self.membership, "apply", self.signer, data=data)

    def approve(self) -> None:
        """MEM-6, by another person than the one who reviewed."""
        take(self.membership, "approve", self.town.approver, data={"checklist": list(CHECK_POINTS)})

    @property
    def agreement(self) -> Agreement:
        """The newest one."""
        return Agreement.objects.filter(membership=self.membership).latest("pk")

    def send_agreement(self) -> None:
        """AGR-2."""
        data = {
            "scope": "募集の掲載、応募者との面談、試し就業",
            "effective_on": clock.today_in_tokyo(),
            "ends_on": None,
        }
        take(self.agreement, "send", self.town.coordinator, data=data)

    def sign(self) -> None:
        """AGR-3 on the screen: the firm agrees to exactly this paper."""
        paper = self.agreement
        data = {"partner_signed_by": "代表者", "agreed": True, "digest": paper.digest}
        take(paper, "sign_partner", self.signer, data=data)

    def post(self, diary: Diary, plan: posts.Post, begins: int) -> None:
        """A post from draft to the public page."""
        diary.at(begins, 10, self.draft_post, plan, diary.day(begins - plan.days_open))
        diary.at(begins - 1, 14, self.check_post, plan)

    def draft_post(self, plan: posts.Post, valid_until: date) -> None:
        """JOB-1 and JOB-2."""
        row = create_post(
            organisation=self.membership.organisation, contract_class=plan.contract_class, title=plan.title,
            actor=self.admin, idempotency_key=uuid4().hex,
        ).row  # fmt: skip
        fields = {
            "summary": plan.summary,
            "work_style": "home",
            "openings": plan.openings,
            "selection_steps": ["書類の確認（企業の担当者）", "オンライン面談 30分（採用の担当者）"],
            "criteria": [
                {"key": "c1", "text": "依頼の内容を読み取れる"},
                {"key": "c2", "text": "困ったときに早めに相談できる"},
            ],
            "valid_until": valid_until,
            "rule": self.town.rules.get(plan.rule),
        }
        orderer = {"name": self.firm.name, "address": self.firm.address, "phone": self.firm.phone}
        prefix = "employer" if plan.contract_class == "employment" else "orderer"
        items = {**plan.terms, **{f"{prefix}_{name}": value for name, value in orderer.items()}}
        save_draft(post=row, actor=self.admin, fields=fields, legal_items=items)
        row.refresh_from_db()
        take(row, "submit", self.admin)

    def check_post(self, plan: posts.Post) -> None:
        """JOB-4: the coordinator's check, then another person's approval; it is published with it."""
        row = JobPost.objects.get(organisation=self.membership.organisation, title=plan.title)
        record_check(
            post=row, actor=self.town.coordinator, checklist=list(POST_POINTS), lint_answers={},
            programme=self.town.programme,
        )  # fmt: skip
        row.refresh_from_db()
        take(row, "approve", self.town.approver, data={"checklist": list(POST_POINTS), "lint_answers": {}})


def write_rules(town: Town, diary: Diary, begins: int) -> None:
    """The requirement rules of the posts: written, tried, dated and in force."""
    for slug, (label, tree) in posts.RULES.items():
        diary.at(begins, 9, _write_rule, town, slug, label, tree)
        diary.at(begins, 18, _begin_rule, town, slug)


def _write_rule(town: Town, slug: str, label: str, tree: dict[str, Any]) -> None:
    row = QualificationRule(
        region=town.region, slug=slug, label=label, tree=tree, owner=f"programme:{cast.PROGRAMME_CODE}"
    )
    row = take(row, "write_rule", town.coordinator, data={"tree": tree})
    row = take(row, "dry_run", town.coordinator)
    town.rules[slug] = take(row, "approve_rule", town.coordinator, data={"valid_from": clock.today_in_tokyo()})


def _begin_rule(town: Town, slug: str) -> None:
    row = QualificationRule.objects.get(region=town.region, slug=slug)
    town.rules[slug] = take(row, "take_effect", Actor.system(town.region))
