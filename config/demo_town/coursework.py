"""What ends a course: work that the instructor of the town accepts, and the course test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo_town import cast
from config.demo_town.solutions import right_answer
from courses.models import ItemKey, ItemVersion
from lms.learning import widgets
from lms.learning.assignments.hand_in import HandIn, hand_in, judge
from lms.learning.course_tests import attempts
from lms.learning.states import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.demo_town.town import Town
    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

HANDOVER = """20261120_花だんの水やり_v1
1 目的：公民館の花を枯らさないようにする
2 今のようす：11月20日9時、正面の花だんは終わり、裏の花だんはまだ
3 次にすること：裏の花だんに水をやる（20日16時まで）。土がぬれていれば終わり
4 手順：1. じょうろに水を入れる　2. 根もとにかける　3. じょうろを物置にもどす
5 場所：じょうろは物置の右の棚
6 連絡先：花のことは公民館の担当へ
7 気をつけること：雨の日はしない。うまくいかないときは、そのままにして担当に聞く
8 書いた人と日付：花の当番、11月20日
"""
PRAISE = "終わりの形まで書いてあるので、はじめての人も迷わず始められます。"


def do_work(town: Town, person: Person, course: CourseEntry, lesson: LessonEntry, entry: Mapping[str, Any]) -> None:
    """Hand in one piece of work and have it accepted at once."""
    version = ItemVersion.objects.filter(course_id=course.id, item=entry["item"]).latest("n")
    handed_in = hand_in(
        HandIn(
            person=person,
            course=course,
            lesson=lesson,
            entry=entry,
            version=version,
            text="",
            file=SimpleUploadedFile("hikitsugi.txt", HANDOVER.encode()),
            idempotency_key=str(uuid4()),
        )
    )
    rubric = version.public["rubric"]
    instructor = next(who for who in cast.ACCOUNTS if who.role == "I")
    judge(
        handed_in,
        grader=town.person(instructor),
        decision=SubmissionState.ACCEPTED,
        version_n=handed_in.versions_count,
        levels=[rubric["levels"][-1]] * len(rubric["rows"]),
        comment=PRAISE,
        idempotency_key=str(uuid4()),
    )


def pass_test(person: Person, course: CourseEntry) -> None:
    """Take the test of a course, where there is one, with every answer right."""
    if course.test is None:
        return
    attempt = attempts.start(person=person, course=course)
    for question in attempt.questions.select_related("item_version"):
        version = question.item_version
        answer = right_answer(version.public, ItemKey.keys.get(version=version).data)
        values = widgets.values(attempts.face_of(attempt, question), answer)
        attempts.save(person=person, attempt_id=attempt.pk, item=question.item, values=values, key=str(uuid4()))
    attempts.submit(person=person, attempt_id=attempt.pk, course=course)
