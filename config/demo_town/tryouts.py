"""Trial work between the interview and the decision: proposed, signed by both, done, looked back on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lms.hiring.consent_texts import current_text
from lms.hiring.services.trying import propose_trial
from lms.ledger import clock
from lms.trials.criteria import criteria_of
from lms.trials.models import TrialEngagement
from lms.trials.services import take

if TYPE_CHECKING:
    from config.demo_town.diary import Diary
    from config.demo_town.hirings import HiringStory
    from lms.ledger.actors import Actor

DAYS = 3


class TrialStory:
    """An unpaid experience programme of three days that belongs to an application."""

    def __init__(self, hiring: HiringStory) -> None:
        self.hiring = hiring

    @property
    def row(self) -> TrialEngagement:
        """As the database has it now."""
        return TrialEngagement.objects.select_related("paper", "region", "person", "organisation").get(
            person=self.hiring.person
        )

    def tell(self, diary: Diary, begins: int, *, finishes: bool) -> None:
        """Write its steps into the diary; the first day of work is three days after the proposal."""
        diary.at(begins, 10, self.propose)
        diary.at(begins - 1, 19, self.sign_learner)
        diary.at(begins - 2, 9, self.sign_firm)
        diary.at(begins - 3, 10, self.step, "start")
        for day in range(DAYS):
            diary.at(begins - 3 - day, 12, self.log)
        if finishes:
            diary.at(begins - 6, 13, self.firm_step, "propose_end")
            diary.at(begins - 6, 20, self.step, "confirm_end")
            diary.at(begins - 7, 10, self.evaluate)

    def propose(self) -> None:
        """TRI-1 and TRI-2."""
        firm = self.hiring.firm.admin
        propose_trial(self.hiring.application, actor=firm, idempotency_key=uuid4().hex, kind="experience")
        starts = clock.today_in_tokyo() + timedelta(days=3)
        self._take("prepare", firm, {
            "duties": "受注データの確認を、見本を使って体験します",
            "place": "自宅",
            "work_time": "10時から12時",
            "starts_on": starts.isoformat(),
            "ends_on": (starts + timedelta(days=DAYS - 1)).isoformat(),
            "pay": 0,
            "deliverable": None,
            "insurance": "傷害保険（市が加入）",
            "contact": "採用の担当 0838-00-0001",
            "tasks": [{"title": "見本のデータを確かめる", "done_when": "まちがいを3つ見つける", "hours": 6}],
            "criteria": ["見本のとおりに確かめられる", "わからないときに聞ける"],
        })  # fmt: skip

    def sign_learner(self) -> None:
        """TRI-3 by the learner, with the name in the same act."""
        consent = {"items": ["name"], "text_id": str(current_text(self.hiring.town.region, "V4").pk), "agreed": True}
        person = self.hiring.person
        self._take("sign", self.hiring.learner, {**self._signature(person.display_name), **consent})

    def sign_firm(self) -> None:
        """TRI-3 by the firm, and with it TRI-5."""
        self._take("sign", self.hiring.firm.admin, self._signature("採用の担当"))

    def _signature(self, name: str) -> dict[str, Any]:
        paper = self.row.paper
        if paper is None:
            raise LookupError("no paper")
        return {"signed_name": name, "agreed_to_paper": True, "digest": paper.digest}

    def log(self) -> None:
        """TRI-10: two hours of today."""
        self._take("log_hours", self.hiring.learner, {"day": clock.today_in_tokyo().isoformat(), "minutes": 120})

    def evaluate(self) -> None:
        """TRI-16a on both sides."""
        for side, actor in (("firm", self.hiring.firm.admin), ("learner", self.hiring.learner)):
            marks = {row["key"]: 3 for row in criteria_of(self.row, side)}
            self._take("file_evaluation", actor, {"marks": marks, "comment": "よい3日間でした。"})

    def step(self, action: str) -> None:
        """A step by the learner that needs nothing typed."""
        self._take(action, self.hiring.learner, {})

    def firm_step(self, action: str) -> None:
        """A step by the firm that needs nothing typed."""
        self._take(action, self.hiring.firm.admin, {})

    def _take(self, action: str, actor: Actor, data: dict[str, Any]) -> None:
        take(self.row, action, actor=actor, idempotency_key=uuid4().hex, data=data)
