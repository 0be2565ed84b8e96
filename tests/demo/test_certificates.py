"""CT-06: a learner finishes A3 and B4 of the demo as they are, from 「はじめる」 to the certificate, without JavaScript.

Through Django's test client: in a browser the two courses take longer than a test may. Every field and button is read
from the pages, nothing is sent that their forms do not offer without a script. By keyboard, at 390 pixels, in Chromium:
tests/journeys/test_course_test.py (a small course) and tests/journeys/test_lesson_types.py (every type of question).
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.formats.course_zip import read_course_folder
from courses.importing import import_course
from courses.models import CoursePage
from lms.credentials.models import Certificate
from lms.learning.models import SkillEvidence, Submission
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import catalogue_of
from tests.demo.answers import ANSWERS, BANKS
from tests.demo.browsing import Reader, fill, text_of
from tests.demo.files import COURSES
from tests.learning.conftest import forget_everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget_everything()
    yield
    forget_everything()


def reader(region, *roles: str, name: str = "さくら") -> Reader:
    person = make_person(region, *roles, name=name)
    found = Reader(sign_in(Client(SERVER_NAME=region.site.hostname), person))
    found.person = person
    return found


def cards(learner: Reader) -> list[str]:
    return [card["id"] for card in learner.page.select(".card.quiz[id^=item-]") if card.select("form")]


def answer(learner: Reader, card: str) -> None:
    """One question of a lesson, until its page says that it is done."""
    name = card.removeprefix("item-")
    place = learner.page.select_one(f"#{card}")
    if place.select("input[type=file]"):
        place.select_one("input[type=file]").chosen = SimpleUploadedFile("hikitsugi.txt", "引き継ぎ文書です。".encode())
        learner.press("提出", place)
        return
    if place.select(".scene"):
        for step in ANSWERS[name]:
            learner.press(step, learner.page.select_one(f"#{card}"))
        place = learner.page.select_one(f"#{card}")
    elif name in ANSWERS:
        fill(place, ANSWERS[name])
        learner.send(place.select_one("button[value=answer]"))
    else:
        keep(learner, place)
    said = " ".join(text_of(part) for part in learner.page.select(f"#{card} [role=status]"))
    assert "正解です" in said or "保存しました" in said or place.select(".film"), (name, said)


def keep(learner: Reader, place) -> None:
    """What is not graded: a film that is read, boxes, a vote, a thought."""
    if place.select(".film"):
        learner.press("文字で読みおわりました", place)
        return
    boxes = place.select("input[type=checkbox]") or place.select("input[type=radio]")[:1]
    for box in boxes:
        box["checked"] = ""
    for text in place.select("textarea"):
        text.string = "きょう学んだことを、あしたから家と仕事でためしてみます。まずは一つずつ。" * 3
    learner.send(place.select_one("button[value=answer]"))


def lessons(learner: Reader, slug: str) -> int:
    """Every lesson from the first button to the course's page; how many they were."""
    learner.open(f"/courses/{slug}/")
    learner.press("はじめる")
    count = 0
    while learner.url.startswith(f"/learn/{slug}/"):
        count += 1
        assert count < 20, learner.url
        here = learner.url
        for card in cards(learner):
            answer(learner, card)
        learner.open(here)
        learner.press("わかった")
    return count


def course_test(learner: Reader, slug: str) -> None:
    """The course's test, all on one page, every question right."""
    learner.press("確認テストへ")
    learner.press("全部を1ページで")
    for card in learner.page.select(".quiz"):
        fill(card, BANKS[card["id"].removeprefix("item-")])
    learner.press("提出の前に確かめる")
    assert "すべての問題に答えました" in text_of(learner.page.main), text_of(learner.page.main)
    learner.press("提出する")
    assert "合格です！" in text_of(learner.page.main), text_of(learner.page.main)


def judged(region, learner: Reader) -> None:
    """The instructor gives the best level of each criterion and accepts the work."""
    teacher = reader(region, "I", name="こうし")
    teacher.open(reverse("learning:judge_work", args=[Submission.objects.get(person=learner.person).pk]))
    for group in teacher.page.select("form .opts"):
        max(group.select("input"), key=lambda radio: int(radio["value"]))["checked"] = ""
    teacher.send(teacher.page.select_one("button[value=accepted]"))


@pytest.mark.parametrize(("slug", "count", "work"), [("a3-security", 5, False), ("b4-online-work", 5, True)])
def test_ct_06_the_certificate_of_a_demo_course_without_javascript(region, slug, count, work) -> None:
    report = import_course(read_course_folder(COURSES / slug), catalogue_of(region), publish=True)
    assert [line for line in report.lines if line.outcome == "refused"] == []
    forget_everything()
    learner = reader(region)
    assert lessons(learner, slug) == count
    assert not Certificate.objects.exists()
    course_test(learner, slug)
    if work:
        assert not Certificate.objects.exists()
        judged(region, learner)
    learner.open("/learn/certificates/")
    given = Certificate.objects.get(person=learner.person)
    learner.press(learner.page.select_one(f"a[href*='{given.pk}']").get_text(" ", strip=True)[:8])
    assert given.number in text_of(learner.page.main)
    reached: dict[str, int] = {}
    for skill, level in SkillEvidence.objects.filter(person=learner.person).values_list("skill_id", "level"):
        reached[skill] = max(level, reached.get(skill, 0))
    # CT-02: every skill reaches the level named for its course, and no higher one.
    assert reached == dict(CoursePage.objects.get(slug=slug).skill_targets())
