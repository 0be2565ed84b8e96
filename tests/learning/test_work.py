"""Work that a person judges: handed in, returned, accepted, and what follows for levels (authoring.md 4.17, curriculum.md section 2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lms.accounts.personal_data import rules
from lms.learning import services
from lms.learning.assignments import selectors
from lms.learning.models import ItemState, LearningEvent, Review, SkillEvidence, Submission, SubmissionVersion
from lms.learning.states import AnswerState
from lms.ledger import clock
from lms.ledger.models import Event, OutboxRow
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from lms.notices.models import Notice
from tests.accounts.factories import make_person
from tests.courses.factories import make_site
from tests.learning import works

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(region):
    return works.make_assignment(region)


@pytest.fixture
def teacher(region):
    return make_person(region, "I", name="みどり")


def state_of(person, item="w-text"):
    return ItemState.objects.get(enrolment__person=person, item=item)


def test_handed_in_work_waits_with_a_promised_day_and_counts_as_done_in_the_lesson(course, learner):
    with clock.set_to(clock.start_of_day(date(2026, 11, 20))):  # a Friday
        row = works.give(learner, course, text="応募します。")
    assert (row.state, row.versions_count, row.due_on) == ("waiting", 1, date(2026, 11, 25))
    assert row.versions.get().text == "応募します。"
    assert state_of(learner).state == AnswerState.WAITING
    assert services.missing_conditions(course.open_lessons[0], row.enrolment_id) == []
    assert LearningEvent.objects.filter(kind="item.handed_in", subject_ref=learner.pseudonym).count() == 1
    event = Event.objects.get(stream_type="submission")
    assert (event.kind, event.subject_ref, event.payload["item"]) == ("work.handed_in", learner.pseudonym, "w-text")
    assert "応募します" not in str(event.payload)


def test_the_same_sending_twice_is_one_version_and_another_is_a_second(course, learner):
    works.give(learner, course, text="一", key="k" * 32)
    works.give(learner, course, text="一", key="k" * 32)
    assert Submission.objects.get().versions_count == 1
    works.give(learner, course, text="二")
    assert [version.text for version in Submission.objects.get().versions.all()] == ["一", "二"]
    assert state_of(learner).tries == 2


@pytest.mark.parametrize(("item", "field"), [("w-text", "text"), ("w-file", "file"), ("w-code", "text")])
def test_nothing_is_handed_in_without_words_or_file(course, learner, item, field):
    with pytest.raises(FormInvalid) as refused:
        works.give(learner, course, item, text=" \n　")
    assert list(refused.value.errors) == [field]
    assert not Submission.objects.exists()


def test_a_text_beyond_reading_is_refused(course, learner):
    with pytest.raises(FormInvalid):
        works.give(learner, course, text="あ" * 20_001)
    assert works.give(learner, course, text="あ" * 20_000).versions_count == 1


def test_who_does_not_take_the_course_hands_nothing_in(course, learner, monkeypatch):
    monkeypatch.setattr(services, "enrol", lambda **_more: None)
    with pytest.raises(NotVisible):
        works.give(learner, course)


def test_the_author_may_limit_how_often_work_is_handed_in(region, learner):
    course = works.make_assignment(region, works.BODY.replace("{#w-text points=10", "{#w-text attempts=2 points=10"))
    works.give(learner, course)
    works.give(learner, course)
    with pytest.raises(MoveNotAllowed) as refused:
        works.give(learner, course)
    assert refused.value.message == "提出できるのは2回までです。"
    assert Submission.objects.get().versions_count == 2


def test_returned_work_carries_the_comment_and_is_open_again(course, learner, teacher):
    row = works.judge(works.give(learner, course), teacher, "returned", [0, None], "見出しを付けてください。")
    assert row.state == "returned"
    state = state_of(learner)
    assert (state.state, state.feedback["work"]["comment"]) == (AnswerState.RETURNED, "見出しを付けてください。")
    assert "earned" not in state.feedback["work"]
    assert services.missing_conditions(course.open_lessons[0], row.enrolment_id) == ["w-text"]
    notice = Notice.objects.get(person=learner, code="N25.returned")
    assert notice.link == f"/learn/work/{row.pk}/"
    assert OutboxRow.objects.filter(effect="mail.N25.returned", recipient=str(learner.pk)).count() == 1
    works.give(learner, course, text="直しました。")
    assert Submission.objects.get().state == "waiting"
    assert Review.objects.get().version.n == 1


def test_accepted_work_gives_points_and_level_3_with_mode_and_grader(course, learner, teacher):
    row = works.judge(works.give(learner, course), teacher, "accepted", [3, 5], "よくまとまっています。")
    review = Review.objects.get()
    assert (review.earned, review.possible, review.grader, review.levels) == (Decimal("8.00"), 10, teacher, [3, 5])
    state = state_of(learner)
    assert (state.state, state.best_percent) == (AnswerState.SOLVED, 80)
    (proof,) = SkillEvidence.objects.filter(person=learner)
    # DOC-02 stands at level 2 in this course: work raises only what the course leads to level 3.
    assert (proof.skill_id, proof.level, proof.mode, proof.grader) == ("DOC-01", 3, "person", teacher.pseudonym)
    assert LearningEvent.objects.get(kind="skill.reached").payload["level"] == 3
    assert selectors.open_assignments(course, row.enrolment_id) == []
    assert Notice.objects.filter(person=learner, code="N25.accepted").count() == 1


def test_a_criterion_at_the_lowest_level_is_accepted_but_proves_no_level(region, learner, teacher):
    body = works.BODY.replace("| 観点 | 0 | 3 | 5 |", "| 観点 | 1 | 3 | 5 |")
    course = works.make_assignment(region, body)
    works.judge(works.give(learner, course), teacher, "accepted", [1, 5])
    assert Review.objects.get().earned == Decimal("6.00")
    assert Submission.objects.get().state == "accepted"
    assert not SkillEvidence.objects.filter(person=learner).exists()


SKILLED = works.BODY.replace("| 伝わりやすさ |", "| 伝わりやすさ {skill=DOC-01} |", 1).replace(
    "| 体裁 |", "| 体裁 ｛skill＝DOC-02｝ |", 1
)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([5, 5], {"DOC-01", "DOC-02"}), ([5, 1], {"DOC-01"}), ([1, 5], {"DOC-02"}), ([3, 3], {"DOC-01", "DOC-02"})],
)
def test_each_skill_is_proved_by_the_criteria_that_name_it(region, learner, teacher, levels, expected):
    body = SKILLED.replace("| 観点 | 0 | 3 | 5 |", "| 観点 | 1 | 3 | 5 |")
    course = works.make_assignment(region, body, skills="DOC-01:3, DOC-02:3")
    works.judge(works.give(learner, course), teacher, "accepted", levels)
    found = SkillEvidence.objects.filter(person=learner, level=3)
    assert set(found.values_list("skill_id", flat=True)) == expected


def test_a_criterion_without_a_skill_counts_for_all_and_a_skill_without_a_criterion_is_not_proved(
    region, learner, teacher
):
    body = works.BODY.replace("| 体裁 |", "| 体裁 {skill=DOC-02} |", 1).replace(
        "| 観点 | 0 | 3 | 5 |", "| 観点 | 1 | 3 | 5 |"
    )
    course = works.make_assignment(region, body, skills="DOC-01:3, DOC-02:3")
    works.judge(works.give(learner, course), teacher, "accepted", [1, 5])
    assert not SkillEvidence.objects.filter(person=learner).exists()
    other = make_person(region)
    only = SKILLED.replace("{skill=DOC-01}", "{skill=DOC-02}")
    course = works.republish(region, only)
    works.judge(works.give(other, course), teacher, "accepted", [5, 5])
    assert set(SkillEvidence.objects.filter(person=other).values_list("skill_id", flat=True)) == {"DOC-02"}


def test_work_without_a_rubric_is_accepted_without_a_level(region, learner, teacher):
    body = "::: submit {#w-text points=4 required skill=DOC-01}\n書いてください。\n:::"
    course = works.make_assignment(region, body)
    works.judge(works.give(learner, course), teacher, "accepted", [])
    assert Review.objects.get().earned == Decimal("4.00")
    assert not SkillEvidence.objects.filter(person=learner).exists()


def test_below_sixty_per_cent_work_is_not_accepted(course, learner, teacher):
    row = works.give(learner, course)
    with pytest.raises(FormInvalid) as refused:
        works.judge(row, teacher, "accepted", [5, 0])
    assert list(refused.value.errors) == ["decision"]
    assert Submission.objects.get().state == "waiting"
    # Exactly 60 % is enough.
    assert works.judge(row, teacher, "accepted", [3, 3]).state == "accepted"


@pytest.mark.parametrize("levels", [[3, None], [3], [], [3, 4], [3, 5, 5]])
def test_a_criterion_without_a_level_is_named(course, learner, teacher, levels):
    row = works.give(learner, course)
    with pytest.raises(FormInvalid) as refused:
        works.judge(row, teacher, "accepted", levels)
    assert set(refused.value.errors) <= {"level_0", "level_1", ""}
    assert not Review.objects.exists()


def test_work_is_not_returned_without_a_word(course, learner, teacher):
    row = works.give(learner, course)
    with pytest.raises(FormInvalid) as refused:
        works.judge(row, teacher, "returned", [3, 3], "  ")
    assert list(refused.value.errors) == ["comment"]


def test_a_version_that_is_not_the_newest_is_not_judged(course, learner, teacher):
    row = works.give(learner, course)
    works.give(learner, course, text="新しいほう")
    with pytest.raises(MoveNotAllowed) as refused:
        works.judge(row, teacher, "accepted", [5, 5])
    assert refused.value.message == "新しい提出があります。もう一度開いて、新しいほうを見てください。"
    assert not Review.objects.exists()


def test_nobody_judges_their_own_work(course, region):
    both = make_person(region, "I")
    row = works.give(both, course)
    with pytest.raises(MoveNotAllowed) as refused:
        works.judge(row, both, "accepted", [5, 5])
    assert refused.value.key == "work.own"


def test_accepted_work_is_neither_handed_in_nor_judged_again(course, learner, teacher):
    row = works.judge(works.give(learner, course), teacher, "accepted", [5, 5])
    with pytest.raises(MoveNotAllowed):
        works.give(learner, course)
    with pytest.raises(MoveNotAllowed):
        works.judge(row, teacher, "returned", [], "やはり")
    assert SubmissionVersion.objects.count() == 1


def test_an_instructor_of_another_region_knows_nothing_of_it(course, learner):
    row = works.give(learner, course)
    stranger = make_person(make_site("yama"), "I")
    with pytest.raises(NotVisible):
        works.judge(row, stranger, "accepted", [5, 5])


def test_an_assignment_is_open_until_it_is_accepted(course, learner, teacher):
    row = works.give(learner, course)
    # The file and the code are not required: they are no assignment of the course.
    assert selectors.assignments_of(course) == ("w-text",)
    assert selectors.open_assignments(course, row.enrolment_id) == ["w-text"]
    works.judge(row, teacher, "accepted", [5, 5])
    assert selectors.open_assignments(course, row.enrolment_id) == []


def test_a_finished_code_shows_its_solution_and_explanation_and_not_before(course, learner, teacher):
    row = works.give(learner, course, "w-code", text="def tasu(a, b):\n    return a + b")
    assert "きみつ" not in str(state_of(learner, "w-code").feedback)
    works.judge(row, teacher, "accepted", [])
    told = state_of(learner, "w-code").feedback
    assert told["work"]["solution"] == ["return a + b  # きみつ解答"]
    assert "きみつ解説" in told["explain"]
    assert "きみつ検査" not in str(told)


def test_export_gives_texts_and_comments_and_erasing_takes_them_away(course, learner, teacher):
    works.judge(works.give(learner, course, text="わたしの文"), teacher, "returned", [], "わたしへの言葉")
    given = str([list(rule.export(learner)) for rule in rules()])
    assert "わたしの文" in given
    assert "わたしへの言葉" in given
    for rule in rules():
        rule.erase(learner)
    kept = str([*SubmissionVersion.objects.values(), *Review.objects.values(), *ItemState.objects.values()])
    assert "わたし" not in kept
    assert Review.objects.count() == 1


def test_two_works_with_long_names_of_one_course_both_prove_the_level(region, learner, teacher):
    long = "w-text-with-a-name-that-is-very-long-"
    body = "\n".join(works.WRITING.replace("w-text", f"{long}{n}") for n in "ab")
    course = works.make_assignment(region, body)
    for n in "ab":
        works.judge(works.give(learner, course, f"{long}{n}"), teacher, "accepted", [5, 5])
    assert SkillEvidence.objects.filter(person=learner, level=3).count() == 2
    assert LearningEvent.objects.filter(kind="skill.reached").count() == 2
