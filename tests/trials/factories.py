"""Trial work for tests; `make_row` brings an engagement into any state through the engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lms.accounts.actors import actor_for
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.programmes.selectors import standing_programme
from lms.trials.criteria import criteria_of
from lms.trials.models import TrialEngagement
from lms.trials.services import propose_trial, take
from lms.trials.states import TrialKind, TrialState
from tests.accounts.factories import make_person

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.ledger.engine import Result
    from lms.ledger.models import Projection
    from tests.partners.factories import Firm, Town

TASKS = [{"title": "商品写真の切り抜き", "done_when": "10枚が見本のとおり", "hours": 8}]
CRITERIA = ["見本のとおりにできる", "わからないときに聞ける"]


def experience_terms(today: date, **changed: Any) -> dict[str, Any]:
    """What a firm writes for a lawful experience programme of three days from today."""
    return {
        "duties": "写真の加工を体験します",
        "place": "自宅",
        "work_time": "10時から12時",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=2)).isoformat(),
        "pay": 0,
        "deliverable": None,
        "insurance": "傷害保険（市が加入）",
        "contact": "制作課 0838-00-0000",
        "tasks": TASKS,
        "criteria": CRITERIA,
        **changed,
    }


def outsourcing_terms(today: date, **changed: Any) -> dict[str, Any]:
    """What a firm writes for a lawful outsourcing trial of ten days from today."""
    last = today + timedelta(days=9)
    return {
        "orderer_name": "株式会社はまかぜ",
        "orderer_address": "みなみ浜市1-1",
        "orderer_phone": "0838-00-0000",
        "order_date": today.isoformat(),
        "work_content": "商品写真の切り抜き 30枚",
        "deliverable": "画像ファイル 30枚",
        "rights": "納品のときに発注者へ移ります",
        "starts_on": today.isoformat(),
        "ends_on": last.isoformat(),
        "place": "なし",
        "work_time": "なし",
        "receipt_date": last.isoformat(),
        "receipt_place": "オンラインのフォルダー",
        "inspection_end": None,
        "fee_amount": 9000,
        "fee_formula": None,
        "fee_tax": "added",
        "fee_expenses": "発注者が払います",
        "pay_date": (last + timedelta(days=30)).isoformat(),
        "pay_method": "bank",
        "reordered": "no",
        "end_conditions": "双方の合意",
        "no_renewal_conditions": "仕事がないとき",
        "decision_day": (last + timedelta(days=7)).isoformat(),
        "contact": "制作課 0838-00-0000",
        "tasks": TASKS,
        "criteria": CRITERIA,
        "seven_acts": True,
        **changed,
    }


class Trial:
    """One engagement on its way; every step goes through the engine."""

    def __init__(
        self, town: Town, kind: str = TrialKind.OUTSOURCING, *, firm: Firm | None = None, person: Person | None = None
    ) -> None:
        self.town = town
        self.kind = kind
        self.firm = firm or town.firm()
        self.firm.organisation.refresh_from_db()
        self.person = person or make_person(town.region, name="はな", family_name="田中", given_name="花")
        self.row: TrialEngagement | None = None

    @property
    def learner(self) -> Actor:
        """The person as actor."""
        return actor_for(self.person)

    @property
    def pa(self) -> Actor:
        """The firm's administrator as actor."""
        return self.firm.pa

    def fresh(self) -> TrialEngagement:
        """The engagement as the database has it."""
        assert self.row is not None
        return TrialEngagement.objects.select_related("organisation", "paper", "region", "person").get(pk=self.row.pk)

    def step(self, action: str, actor: Actor, **more: Any) -> Result:
        """Any step."""
        return take(self.fresh(), action, actor=actor, idempotency_key=uuid4().hex, **more)

    def propose(self, key: str | None = None) -> Result:
        """TRI-1."""
        result = propose_trial(
            person=self.person, organisation=self.firm.organisation, programme=standing_programme(self.town.region),
            kind=self.kind, opening_title="在宅の画像加工", actor=self.pa, idempotency_key=key or uuid4().hex,
            subject_label="K-0001", attempt=1,
        )  # fmt: skip
        self.row = result.row
        return result

    def terms(self, **changed: Any) -> dict[str, Any]:
        """Lawful terms of the kind, `changed`."""
        make = experience_terms if self.kind == TrialKind.EXPERIENCE else outsourcing_terms
        return make(clock.today_in_tokyo(), **changed)

    def prepare(self, **changed: Any) -> Result:
        """TRI-2."""
        return self.step("prepare", self.pa, data=self.terms(**changed))

    def sign(self, actor: Actor, **changed: Any) -> Result:
        """TRI-3 under the paper of now."""
        data = {"signed_name": "署名 者", "agreed_to_paper": True, "digest": self.fresh().paper.digest, **changed}
        return self.step("sign", actor, data=data)

    def sign_both(self) -> None:
        """TRI-3 twice and with it TRI-5."""
        self.sign(self.learner)
        self.sign(self.pa)

    def log(self, day: date | None = None, minutes: int = 120) -> Result:
        """TRI-10."""
        data = {"day": (day or clock.today_in_tokyo()).isoformat(), "minutes": minutes}
        return self.step("log_hours", self.learner, data=data)

    def evaluate(self, actor: Actor, mark: int = 3) -> Result:
        """TRI-16a for the side of the actor."""
        side = "learner" if actor.id == self.learner.id else "firm"
        marks = {row["key"]: mark for row in criteria_of(self.fresh(), side)}
        return self.step("file_evaluation", actor, data={"marks": marks, "comment": f"ひとこと {side}"})

    def walk_to(self, state: str) -> TrialEngagement:
        """Along the straight way to a state, or off it to one of the endings."""
        for stop, act in self._way(state):
            act()
            if stop == state:
                break
        assert self.fresh().state == state, (self.fresh().state, state)
        return self.fresh()

    def _way(self, state: str) -> list[tuple[str, Any]]:
        system = Actor.system(self.town.region)
        start = [(TrialState.PROPOSED, self.propose)]
        ends = {
            TrialState.LAPSED: ("lapse", system, {}),
            TrialState.DECLINED: ("decline", self.learner, {}),
            TrialState.CANCELLED: ("cancel", self.pa, {"reason": "仕事がなくなりました"}),
        }
        if state in ends:
            action, actor, more = ends[TrialState(state)]
            return [*start, (state, lambda: self.step(action, actor, **more))]
        agreed = [*start, (TrialState.SIGNING, self.prepare), (TrialState.AGREED, self.sign_both)]
        if state == TrialState.NO_SHOW:
            return [*agreed, (state, lambda: self.step("no_show", self.pa))]
        active = [*agreed, (TrialState.ACTIVE, lambda: self.step("start", self.learner))]
        if state == TrialState.STOPPED:
            return [*active, (state, lambda: self.step("stop", self.learner))]
        return [
            *active,
            (TrialState.ENDING, self._work_and_end),
            (TrialState.COMPLETED, lambda: self.step("confirm_end", self.learner)),
            (TrialState.EVALUATED, self._look_back),
            (TrialState.CLOSED, self._close),
        ]

    def _work_and_end(self) -> None:
        self.log()
        self.step("propose_end", self.pa)

    def _look_back(self) -> None:
        self.evaluate(self.pa)
        self.evaluate(self.learner)

    def _close(self) -> None:
        self.step("propose_outcome", self.pa, data={"outcome": "not_hired"})
        self.step("close", self.learner, data={"outcome": "not_hired"})


def make_row(workflow_name: str, state: str, town: Town) -> Projection:
    """An engagement in `state`, walked there through the engine."""
    if workflow_name != "trial":
        raise LookupError(workflow_name)
    return Trial(town).walk_to(state)
