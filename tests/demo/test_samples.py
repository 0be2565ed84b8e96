"""「書き方の見本」: every block of the language once, importable, a draft for authors and in no list of residents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client

from content.formats.course_zip import read_course_folder
from content.lessonmark import AVAILABLE, compile_lesson
from courses.importing import import_course
from courses.models import CoursePage, LearningPathPage, LessonPage, PathCourse
from media.models import Recording
from tests.courses.factories import catalogue_of, make_site
from tests.demo.files import COURSES, front_and_body

FOLDER = Path(settings.BASE_DIR) / "demo" / "samples"
FRONT, TEXT = front_and_body(FOLDER / "lessons" / "010-all-blocks.md")


def test_every_block_of_this_release_stands_in_it() -> None:
    used = set(re.findall(r"^:::+ ([a-z]+)", TEXT, re.MULTILINE))
    assert used >= AVAILABLE
    assert {item.type for item in compile_lesson(TEXT).items} >= {
        "terminal",
        "branch",
        "choice",
        "order",
        "match",
        "cloze",
    }


def test_it_compiles_without_a_remark() -> None:
    assert [str(finding) for finding in compile_lesson(TEXT).lint] == []
    assert FRONT["title"] == "書き方の見本"


def test_its_film_is_that_of_the_course_to_the_byte() -> None:
    """One film under one key: taking in both, in whatever order, changes nothing."""
    own, of_course = (
        {row["key"]: row for row in yaml.safe_load((folder / "assets.yaml").read_text(encoding="utf-8"))}
        for folder in (FOLDER, COURSES / "a3-security")
    )
    assert set(own) == {"phishing-film", "phishing-film-ja", "phishing-film-sound"}
    for key, row in own.items():
        assert row == of_course[key]
        assert (FOLDER / row["file"]).read_bytes() == (COURSES / "a3-security" / row["file"]).read_bytes()


@pytest.mark.django_db
def test_authors_find_it_as_a_draft_and_residents_nowhere() -> None:
    region = make_site("hama")
    report = import_course(read_course_folder(FOLDER), catalogue_of(region))
    assert report.count("refused") == 0
    page = CoursePage.objects.get(key="MIHON")
    assert not page.live
    assert not LessonPage.objects.child_of(page).get().live
    assert not LearningPathPage.objects.exists()
    assert not PathCourse.objects.exists()
    visitor = Client(SERVER_NAME=region.site.hostname)
    assert "書き方の見本" not in visitor.get("/courses/").content.decode()
    assert visitor.get("/courses/mihon/").status_code == 404


@pytest.mark.django_db
def test_it_can_be_published_and_every_question_is_shown() -> None:
    region = make_site("hama")
    report = import_course(read_course_folder(FOLDER), catalogue_of(region), publish=True)
    assert [line for line in report.lines if line.outcome == "refused"] == []
    LessonPage.objects.update(preview_allowed=True)
    html = Client(SERVER_NAME=region.site.hostname).get("/courses/mihon/all-blocks/").content.decode()
    assert html.count('class="card quiz"') >= 13
    film = Recording.objects.get(key="phishing-film")
    assert f'src="{film.file.url}"' in html
    assert f"/files/captions/{film.captions.uuid}.vtt" in html
    assert "だまされにくくなります。" in html
    assert "lesson-error" not in html
