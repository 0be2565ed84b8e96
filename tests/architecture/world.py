"""A small Region in which every address has its object, and one person for each role."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses import outline
from lms.accounts.actors import actor_for
from lms.accounts.models import RoleGrant
from lms.hiring.models import Exclusion, Recall
from lms.learning import services
from lms.learning.course_tests import attempts
from lms.learning.models import RegradeChange
from lms.learning.regrade import job
from lms.ledger import clock
from lms.notices.models import Notice
from lms.partners.models import PartnerInvitation, PartnerUser
from lms.partners.services.users import invite_user, token_of
from lms.reports import closing, exact_files
from lms.reports.quantity import Span
from media.storages import local_link
from tests.accounts.factories import make_person, make_region, sign_in
from tests.architecture import rows
from tests.courses.factories import CHOICE, make_course, make_lesson
from tests.hiring import factories as hiring
from tests.learning import keys, planted, works
from tests.learning.steps import finish
from tests.media import files
from tests.media.files import token_of as read_token
from tests.partners.factories import Town
from tests.trials.factories import Trial

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.programmes.models import Programme

STAFF = ("I", "AP", "AD", "SC", "RO")


class People:
    """One person for each role in a Region with two firms; `client(role)` is signed in."""

    def __init__(self) -> None:
        self.region = make_region()
        self.town = Town(self.region)
        self.firm = self.town.firm()
        self.other_firm = self.town.firm("株式会社やまかぜ")
        self.people: dict[str, Person] = self._people()

    def _people(self) -> dict[str, Person]:
        elsewhere = make_region("tooi", host="tooi.example.jp", name="とおい市")
        born = clock.today_in_tokyo()
        return {
            "learner": hiring.make_learner(self.region),
            "other learner": make_person(self.region),
            "minor": make_person(self.region, birth_date=born.replace(year=born.year - 16)),
            **{role: make_person(self.region, role) for role in STAFF},
            "C": make_person(self.region, "C", named_access=True),
            "PA": self.firm.admin,
            **{role: self._seat(role) for role in ("PR", "PV")},
            "other firm": self.other_firm.admin,
            "C elsewhere": make_person(elsewhere, "C"),
        }

    def _seat(self, role: str) -> Person:
        person = make_person(self.region)
        PartnerUser.objects.create(person=person, organisation=self.firm.organisation, role=role)
        return person

    def client(self, role: str) -> Client:
        """Signed in as this role; a visitor is nobody."""
        return Client() if role == "visitor" else sign_in(Client(), self.people[role])


class World(People):
    """`objects` answers for the names in the access table."""

    def __init__(self) -> None:
        super().__init__()
        make_lesson(make_course(self.region), 1, body=CHOICE + planted.BODY, preview_allowed=True)
        make_lesson(make_course(self.region, "A6"), 1, body=planted.TEST)
        self.objects: dict[str, str] = self._objects()

    def _objects(self) -> dict[str, str]:
        learner = self.people["learner"]
        pair: Any = SimpleNamespace(pa=self.firm.pa, pr=actor_for(self.people["PR"]))
        posts = [self.firm.post() for _ in range(4)]
        applications = [hiring.apply(learner, post) for post in posts]
        hiring.interviewed(applications[0], pair)
        contract = hiring.started(applications[1], pair)
        hiring.offered(applications[2], pair)
        rows.take(applications[3], "withdraw", actor_for(learner))
        applications[0].reviewers.create(partner_user=PartnerUser.objects.get(person=self.people["PV"]))
        trial = Trial(self.town, firm=self.firm, person=learner)
        trial.propose()
        trial.prepare()
        exclusion = rows.take(
            Exclusion(region=self.region, person=learner, organisation=self.other_firm.organisation), "exclude",
            actor_for(learner),
        )  # fmt: skip
        work = works.give(
            learner, works.make_assignment(self.region), "w-file", file=SimpleUploadedFile("memo.txt", "めも".encode())
        )
        loss, corrected = self._regraded(learner)
        invite_user(organisation=self.firm.organisation, email="new@example.jp", role="PR", actor=self.firm.pa)
        tested = outline.outline(self.region.site).course("a6")
        for course in (tested, outline.outline(self.region.site).course("a3")):
            services.enrol(person=learner, course=course)
        make_lesson(make_course(self.region, "A7"), 1, body="おわりの文です。")
        outline.forget()
        finish(learner, outline.outline(self.region.site).course("a7"))
        found = {
            "certificate": learner.certificates.get().pk,
            "attempt": attempts.start(person=learner, course=tested).pk,
            "post": posts[0].pk, "post_slug": posts[0].slug, "application": applications[0].pk,
            "offered": applications[2].pk, "ended": applications[3].pk, "contract": contract.pk,
            "recall": Recall.objects.get(application=applications[3]).pk, "trial": trial.row.pk,
            "consent": applications[0].consents.earliest("given_at").pk, "exclusion": exclusion.pk,
            "notice": Notice.objects.filter(person=learner).earliest("pk").pk, "membership": self.firm.membership.pk,
            "agreement": self.firm.agreement().pk, "token": token_of(PartnerInvitation.objects.get(email="new@example.jp")),
            "seat": PartnerUser.objects.get(person=self.people["PR"]).pk, "programme": contract.placement.programme.code,
            "rule": rows.row_in("qualification_rule", "draft", self.region).pk,
            "regraded": corrected, "loss": loss, "work": work.pk, "work_file": work.versions.get().pk,
            "grant": RoleGrant.objects.get(person=self.people["I"]).pk, "person": learner.pk,
            **self._files(), **self._asked_of_two(contract.placement.programme),
        }  # fmt: skip
        return {name: str(value) for name, value in found.items()}

    def _asked_of_two(self, programme: Programme) -> dict[str, Any]:
        """A file with exact numbers and a year that wait for the approver, and a closed year."""
        coordinator, approver = self.people["C"], self.people["AP"]
        day = date(2025, 4, 30)
        file = exact_files.ask(
            programme, coordinator, actor_for(coordinator), span=Span(day), known_at=day, reason="議会の資料"
        )
        actor = actor_for(coordinator)
        years = [closing.ask_to_close(programme, year, coordinator, actor, known_at=day) for year in (2023, 2024)]
        closing.answer(years[1], approver, actor_for(approver), agree=True)
        return {"exact_file": file.pk, "proposed_year": years[0].pk, "closed_year": years[1].pk}

    def _files(self) -> dict[str, Any]:
        handout = files.store(self.region, "note", files.pdf(), "note.pdf").row
        words = files.store(self.region, "words", files.CAPTIONS.encode(), "words.vtt").row
        return {
            "picture": files.store(self.region, "map", files.png(), "map.png", alt="地図").row.file.name,
            "captions": words.uuid, "recording": words.pk,
            "handout": handout.uuid,
            "link": read_token(local_link(handout.file.name)),
        }  # fmt: skip

    def _regraded(self, learner: Person) -> tuple[int, int]:
        """A loss that waits for a decision, and a question that was corrected once more after somebody answered it."""
        course = keys.make(self.region)
        keys.give(learner, course, "k-one", [1])
        keys.republish(self.region, keys.CORRECTED)
        regrade = job.order(keys.newest("k-one"), mode="key", person=self.people["I"])
        job.run(regrade)
        keys.give(learner, keys.course_of(self.region), "k-text", "DNS")
        keys.republish(self.region, keys.BODY.replace("= DHCP", "= DNS").replace("- [ ] 甲", "- [ ] 甲乙"))
        return RegradeChange.objects.get(loss="open").pk, keys.newest("k-text").pk
