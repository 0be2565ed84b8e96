"""Builds the town: everything but the history in one go, the history from a diary, the reference programmes beside it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command

from config.demo_town import cast, firms, place, posts
from config.demo_town.diary import Diary
from config.demo_town.hirings import STOPS, HiringStory
from config.demo_town.learners import LearnerStory, study_lesson
from config.demo_town.tryouts import TrialStory
from lms.accounts.actors import actor_for
from lms.accounts.models import Person
from lms.accounts.services import grant_role, open_login, register_person
from lms.ledger import clock, clocks
from lms.ledger.actors import Actor
from lms.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Callable

    from lms.programmes.models import Programme

# Which post the applicants of each reach choose, in turn.
CHOICES = {
    "hired": ("商品ページの入力（春）",),
    "accepted": ("データ入力（業務委託）",),
    "offered": ("Web運営補助",),
    "interview": ("在宅の事務サポート", "データ入力（業務委託）"),
    "trial": ("在宅の事務サポート",),
    "rejected": ("商品ページの入力（春）", "Web運営補助"),
    "withdrawn": ("データ入力（業務委託）",),
    "applied": ("在宅の事務サポート", "データ入力（業務委託）", "問い合わせメールの一次対応"),
}
# How many days ago the applicants of each reach sent their application.
SENT = {
    "hired": 140,
    "accepted": 22,
    "offered": 20,
    "interview": 24,
    "trial": 30,
    "rejected": 34,
    "withdrawn": 18,
    "applied": 9,
}


class Town:
    """What the stories share: the Region, its staff as actors, the rules."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.rules: dict[str, Any] = {}
        self.programme: Programme | None = None

    def person(self, who: cast.Account) -> Person:
        """Somebody with a printed account."""
        return Person.objects.select_related("region", "user").get(user__email=who.email, region=self.region)

    def actor(self, who: cast.Account) -> Actor:
        """The same as actor."""
        return actor_for(self.person(who))

    def register(self, who: cast.Account) -> Person:
        """Open an account that is not printed."""
        return place.make_person(self.region, who)

    def staff(self, role: str) -> Actor:
        """The first printed account of a role."""
        return self.actor(next(who for who in cast.ACCOUNTS if who.role == role))

    @property
    def coordinator(self) -> Actor:
        """佐伯."""
        return self.staff("C")

    @property
    def approver(self) -> Actor:
        """吉松."""
        return self.staff("AP")


def build_town(say: Callable[[str], Any], port: int) -> None:
    """Build what is missing; a second call changes nothing but the port that mails name."""
    region = Region.objects.filter(code=cast.REGION_CODE).select_related("site").first()
    if region is not None:
        place.follow_port(region, port)
        return
    say("building みなみ浜市: pages and courses …")
    today = clock.today_in_tokyo()
    diary = Diary(today)
    with clock.set_to(clock.start_of_day(diary.day(241))):
        region = place.make_region(port)
    place.make_pages(region)
    place.import_courses(region)
    town = Town(region)
    town.programme = place.make_programme(region, diary)
    write_history(town, diary)
    say(f"playing its history: {diary.play()} acts …")
    clocks.retire_past(region.pk)
    say("loading the reference programmes …")
    load_programmes()


def write_history(town: Town, diary: Diary) -> None:
    """Everything that happened, from the first staff member to yesterday."""
    for who in cast.ACCOUNTS:
        begins = 60 if who.email.startswith("shinjin") else 239
        diary.at(begins, 8, place.make_person, town.region, who)
    stories = {firm.key: firms.FirmStory(town, firm) for firm in cast.FIRMS}
    for number, story in enumerate(stories.values()):
        story.tell(diary, 230 - number * 4)
    firms.write_rules(town, diary, 200)
    for plan in posts.POSTS:
        stories[plan.firm].post(diary, plan, plan.begins)
    write_learners(town, diary, stories)
    sakura, shinjin = cast.ACCOUNTS[0], cast.ACCOUNTS[1]
    for position in range(5):
        diary.at(50 - position * 3, 20, _study, town, sakura, "A3", position)
    for position in range(3):
        diary.at(30 - position * 4, 21, _study, town, sakura, "B4", position)
    diary.at(20, 20, _study, town, shinjin, "A3", 0)


def _study(town: Town, who: cast.Account, key: str, position: int) -> None:
    study_lesson(town, town.person(who), key, position, solves=True)


def write_learners(town: Town, diary: Diary, stories: dict[str, firms.FirmStory]) -> None:
    """The sixty, and the applications of those who came so far."""
    turns: dict[str, int] = {}
    for learner in cast.learners():
        story = LearnerStory(town, learner)
        if learner.reach not in STOPS:
            story.tell(diary, 30 + learner.number * 23 % 180)
            continue
        turn = turns.get(learner.reach, 0)
        turns[learner.reach] = turn + 1
        title = CHOICES[learner.reach][turn % len(CHOICES[learner.reach])]
        sent = SENT["hired"] if title == posts.POSTS[0].title else SENT[learner.reach] + turn % 3
        story.tell(diary, sent + 32)
        firm = next(stories[plan.firm] for plan in posts.POSTS if plan.title == title)
        hiring = HiringStory(town, lambda story=story: story.person, title, firm)
        hiring.tell(diary, learner.reach, sent)
        if learner.reach == "trial":
            TrialStory(hiring).tell(diary, 14 if turn else 6, finishes=bool(turn))


def load_programmes() -> None:
    """The reference programmes, each in a Region of its own; coordinator and approver of the demo work there, too."""
    call_command("import_programmes", str(settings.BASE_DIR / "demo" / "programmes"), verbosity=0)
    office = [who for who in cast.ACCOUNTS if who.role in {"C", "AP"}]
    for region, who in product(Region.objects.filter(site__isnull=True), office):
        user = open_login(email=who.email)
        if not Person.objects.filter(user=user, region=region).exists():
            person = register_person(
                user=user, region=region, display_name=who.display_name, birth_date=who.birth_date, school_kind="none",
                source="system",
            )  # fmt: skip
            grant_role(person=person, role=who.role, granted_by=Actor.system(region))
