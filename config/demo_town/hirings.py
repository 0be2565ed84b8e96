"""From the application to the first day of work, by both sides' own acts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lms.accounts.actors import actor_for
from lms.hiring.consent_texts import current_text
from lms.hiring.models import Application, Contract
from lms.hiring.services import applying, contracting, reviewing
from lms.hiring.terms_sheet import prefilled
from lms.ledger import clock
from lms.partners.models import JobPost

if TYPE_CHECKING:
    from config.demo_town.diary import Diary
    from config.demo_town.town import Town
    from lms.accounts.models import Person
    from lms.ledger.actors import Actor

# The steps of an application in order; a reach stops behind its own word.
STEPS = ("applied", "opened", "asked", "interview", "offered", "accepted", "hired")
STOPS = {
    "applied": "applied", "withdrawn": "applied", "rejected": "interview", "interview": "interview",
    "trial": "interview", "offered": "offered", "accepted": "accepted", "hired": "hired",
}  # fmt: skip


class HiringStory:
    """One application of one learner to one post."""

    def __init__(self, town: Town, person_of: Any, title: str, firm: Any) -> None:
        self.town, self._person_of, self.title, self.firm = town, person_of, title, firm

    @property
    def person(self) -> Person:
        """The applicant."""
        return self._person_of()

    @property
    def learner(self) -> Actor:
        """The applicant as actor."""
        return actor_for(self.person)

    @property
    def application(self) -> Application:
        """As the database has it now."""
        return Application.objects.select_related("post", "organisation", "region").get(
            person=self.person, post__title=self.title
        )

    def tell(self, diary: Diary, reach: str, begins: int) -> None:
        """Write its steps into the diary, one every few days."""
        last = STEPS.index(STOPS[reach])
        acts = (self.apply, self.open, self.ask, self.accept_time, self.offer, self.accept, self.start)
        for position, act in enumerate(acts[: last + 1]):
            diary.at(max(1, begins - position * 3), 10 + position, act)
        if reach == "withdrawn":
            diary.at(max(1, begins - 4), 19, self.withdraw)
        if reach == "rejected":
            diary.at(max(1, begins - 12), 16, self.reject)

    def _act(self) -> dict[str, Any]:
        return {"expected_version": None, "idempotency_key": uuid4().hex}

    def apply(self) -> None:
        """APP-2 with the consent V3."""
        post = JobPost.objects.get(region=self.town.region, title=self.title)
        applying.submit_application(
            person=self.person, post=post, actor=self.learner, idempotency_key=uuid4().hex,
            items=["code", "courses", "skills", "wishes"], courses=["A3", "B4"],
            wishes={"hours": "週10時間くらい", "time": "午前"}, text_id=str(current_text(self.town.region, "V3").pk),
            agreed=True,
        )  # fmt: skip

    def open(self) -> None:
        """APP-3."""
        reviewing.open_application(self.application, actor=self.firm.admin)

    def ask(self) -> None:
        """APP-4 with two times."""
        first = clock.now() + timedelta(days=4)
        slots = [
            datetime(first.year, first.month, first.day, hour, tzinfo=clock.TOKYO).isoformat() for hour in (10, 14)
        ]
        reviewing.ask_interview(
            self.application, actor=self.firm.admin, slots=slots, place="online", place_detail="リンクは前日に知らせます",
            interviewers="採用の担当者1人", steps=["オンライン面談 30分"], **self._act(),
        )  # fmt: skip

    def accept_time(self) -> None:
        """APP-5 with the consent V4 for the name."""
        application = self.application
        slot = application.interviews.latest("pk").slots[0]
        applying.accept_interview(
            application, actor=self.learner, slot=slot, items=["name"],
            text_id=str(current_text(self.town.region, "V4").pk), agreed=True, **self._act(),
        )  # fmt: skip

    def offer(self) -> None:
        """APP-9."""
        application = self.application
        post = application.post
        outsourcing = post.contract_class == "outsourcing"
        today = clock.today_in_tokyo()
        sheet = {**prefilled(post)}
        for name, value in (
            ("order_date", today.isoformat()), ("receipt_date", (today + timedelta(days=40)).isoformat()),
            ("pay_date", (today + timedelta(days=70)).isoformat()), ("receipt_place", "オンラインの共有フォルダー"),
            ("leaving", "30日前までに知らせて終えられます"), ("term", "期間の定めなし"),
        ):  # fmt: skip
            if name in sheet and not sheet[name]:
                sheet[name] = value
        data = {
            "contract_class": "outsourcing" if outsourcing else "emp_part",
            "starts_on": (today + timedelta(days=6)).isoformat(),
            "expires_on": (today + timedelta(days=10)).isoformat(),
            "sheet": sheet,
            "includes_trial": outsourcing,
            "hire_category": "mid_career",
            "remote_level": "full",
        }
        reviewing.make_offer(application, actor=self.firm.admin, data=data, **self._act())

    def accept(self) -> None:
        """APP-10."""
        applying.accept_offer(
            self.application, actor=self.learner, items=["name", "contact"],
            text_id=str(current_text(self.town.region, "V4").pk), agreed=True, **self._act(),
        )  # fmt: skip

    def start(self) -> None:
        """HIR-2 by both sides, on the first day of work."""
        contract = Contract.objects.get(application=self.application)
        today = clock.today_in_tokyo()
        for actor in (self.firm.admin, self.learner):
            contracting.record_start(
                contract, actor=actor, day=today, notice_given_on=today - timedelta(days=1), **self._act()
            )

    def withdraw(self) -> None:
        """APP-17."""
        applying.withdraw_application(self.application, actor=self.learner, **self._act())

    def reject(self) -> None:
        """APP-16 with a reason the learner may read."""
        reviewing.reject_application(
            self.application, actor=self.firm.admin, reason_code="schedule", share=True, **self._act()
        )
