"""CU-05: how a question fares at the first try, from five answers on, and when it stands on the instructor's list."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.accounts.personal_data import rules
from lms.learning.models import Enrolment, ItemState
from lms.learning.teaching import statistics
from tests.accounts.factories import make_person, sign_in
from tests.learning import keys

pytestmark = pytest.mark.django_db
FIRST, RIGHT, THIRD = [0], [1], [2]


@pytest.fixture
def course(region):
    return keys.make(region)


@pytest.fixture
def crowd(region, course):
    """Answers of so many learners, written as `answers` writes them; the first is given by a real act."""

    def answered(answers, item="k-one"):
        people = [make_person(region) for _answer in answers]
        for person, answer in zip(people, answers, strict=True):
            keys.give(person, course, item, answer)
        return people

    return answered


def many(course, region, counts):
    """So many first tries of k-one by option; rows as `answers` writes them, to reach fifty in little time."""
    version = keys.newest("k-one")
    model = make_person(region)
    keys.give(model, course, "k-one", RIGHT)
    pattern = Enrolment.objects.get(person=model)
    ItemState.objects.all().delete()
    states = []
    for option, count in counts.items():
        for _number in range(count):
            enrolment = Enrolment.objects.create(
                region=region, person=make_person(region, password=None), course_id=course.id, course_key="K1",
                programme=pattern.programme, enrolled_at=pattern.enrolled_at,
            )  # fmt: skip
            right = option == 1
            first = {"version": version.pk, "percent": 100 if right else 0, "chosen": [option]}
            states.append(
                ItemState(
                    enrolment=enrolment,
                    lesson_id=course.open_lessons[0].id,
                    item="k-one",
                    item_version=version,
                    tries=1,
                    feedback={"first": first},
                    updated_at=pattern.enrolled_at,
                )
            )
    ItemState.objects.bulk_create(states)


def figures(course, item="k-one"):
    return statistics.figures_of(course.id, [item])[item]


def test_below_five_answers_there_is_no_figure(course, crowd):
    crowd([FIRST] * 4)
    found = figures(course)
    assert (found.answers, found.right_percent, found.wrong_option_html, found.flagged) == (4, None, "", False)
    crowd([RIGHT])
    assert (figures(course).answers, figures(course).right_percent) == (5, 20)


def test_the_first_try_counts_and_tries_are_told(course, crowd):
    people = crowd([FIRST, RIGHT, RIGHT, RIGHT, THIRD])
    keys.give(people[0], course, "k-one", RIGHT)
    keys.give(people[4], course, "k-one", FIRST)
    keys.give(people[4], course, "k-one", RIGHT)
    found = figures(course)
    assert (found.right_percent, found.tries, found.answers) == (60, 1.6, 5)


def test_the_wrong_option_chosen_most_is_named_and_flagged_when_it_beats_the_right_one(course, crowd):
    crowd([THIRD, THIRD, RIGHT, RIGHT, FIRST])
    found = figures(course)
    assert (found.wrong_option_html, found.wrong_percent, found.flagged) == ("丙", 40, False)
    crowd([THIRD])
    assert figures(course).reasons == ("正解より多く選ばれているまちがいがあります",)


@pytest.mark.parametrize(
    ("counts", "flagged"),
    [
        ({1: 14, 0: 13, 2: 13}, False),  # 40 answers: too few to judge
        ({1: 15, 0: 15, 2: 20}, True),
        ({1: 20, 0: 15, 2: 15}, False),
        ({1: 50}, True),
        ({1: 57, 0: 3}, False),  # exactly 95 %
        ({1: 58, 0: 2}, True),
    ],
)
def test_difficulty_outside_thirty_to_ninety_five_per_cent_is_flagged_after_fifty_answers(
    course, region, counts, flagged
):
    many(course, region, counts)
    assert figures(course).flagged is flagged


def test_a_corrected_key_begins_anew_and_a_new_wording_does_not(course, crowd, region):
    crowd([RIGHT] * 5)
    keys.republish(region, keys.BODY.replace("どれですか。", "正しいのはどれですか。"))
    assert figures(course).answers == 5
    keys.republish(region, keys.CORRECTED)
    assert figures(course).answers == 0


def test_a_written_answer_has_a_share_and_no_option_and_its_text_is_not_kept(course, crowd):
    crowd(["DHCP", "dhcp", "DNS", "DNS", "ひみつの答え"], "k-text")
    found = figures(course, "k-text")
    assert (found.right_percent, found.wrong_option_html, found.reasons) == (40, "", ())
    assert "ひみつ" not in str([state.feedback["first"] for state in ItemState.objects.all()])


def test_parts_of_a_checkbox_question_count_each_option(course, crowd):
    crowd([[0, 1], [0, 2], [2], [0], [1, 2]], "k-two")
    found = figures(course, "k-two")
    assert (found.right_percent, found.wrong_option_html, found.wrong_percent) == (20, "寅", 60)
    assert not found.flagged  # 子 was chosen as often


def test_figures_read_nothing_about_the_learners(course, crowd):
    crowd([RIGHT] * 5)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        statistics.course_figures(course)
    text = " ".join(query["sql"] for query in seen.captured_queries)
    assert "accounts_" not in text
    assert len(seen) <= 6


def test_erased_answers_leave_the_figures(course, crowd):
    people = crowd([RIGHT] * 6)
    for rule in rules():
        rule.erase(people[0])
    assert figures(course).answers == 5


def test_the_first_try_does_not_reach_the_learner(course, crowd, region, learner, browser):
    keys.give(learner, course, "k-one", FIRST)
    assert ItemState.objects.get().feedback["first"]["chosen"] == [0]
    html = browser.get("/learn/k1/l1/").content.decode()
    assert "percent" not in html
    assert "chosen" not in html


def test_the_pages_of_an_instructor(course, crowd, region):
    crowd([THIRD] * 4 + [RIGHT])
    desk = sign_in(Client(SERVER_NAME="hama.example.jp"), make_person(region, "I"))
    assert "1問を見てください" in desk.get(reverse("learning:statistics")).content.decode()
    html = desk.get(reverse("learning:course_statistics", args=["k1"])).content.decode()
    assert "丙（80%）" in html
    assert html.index("k-one") < html.index("k-two")
    assert desk.get(reverse("learning:course_statistics", args=["nothing"])).status_code == 404
