"""Files in lessons: found by key within the site, shown to learners, taken in with a course."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from content.formats.course_zip import Asset, CourseBundle, LessonFile, read_course_zip, write_course_zip
from courses import outline
from courses.importing import import_course
from courses.models import LessonPage
from courses.models.publishing import LessonRefused
from lms.learning.models import ItemState, LearningEvent, SkillEvidence
from media.models import Picture, Recording, Variant
from tests.courses.factories import catalogue_of, make_course, make_lesson, make_site
from tests.learning.conftest import forget_everything
from tests.learning.steps import take
from tests.media import files
from tests.media.files import store
from tests.queries import at_most

FILM = """はじめに

::: video 電波の話 {#f-film src=media:intro captions=media:intro-ja required}
@ 0:02
::: truefalse {#f-q}
問

= ○
::: explain
説明
:::
:::
:::

![](image:map "家の中")

[見本](file:note)
"""
LESSON = "/learn/a3/l1/"
MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 2000


@pytest.fixture(autouse=True)
def _no_ffmpeg(monkeypatch):
    monkeypatch.setattr("media.transcoding.is_installed", lambda: False)


@pytest.fixture
def shelf(region):
    store(region, "intro-ja", files.CAPTIONS.encode(), "intro.vtt")
    store(region, "intro", MP4, "intro.mp4", captions="intro-ja")
    store(region, "map", files.png(size=(300, 200)), "map.png", alt="家の中の図")
    store(region, "note", files.office(), "note.docx")
    return region


@pytest.fixture
def course(shelf):
    found = make_course(shelf)
    make_lesson(found, 1, body=FILM)
    return found


@pytest.fixture
def page(browser, course):
    browser.post("/learn/a3/start/")
    return browser.get(LESSON).content.decode()


def tell(browser, page, value, **headers):
    form = page[page.index('id="item-f-film"') :]
    data = {
        "session": re.search(r'name="session" value="([^"]+)"', form)[1],
        "idempotency_key": str(uuid4()),
        "act": "answer",
        "answer": value,
    }
    return browser.post(LESSON + "items/f-film/", data, **headers)


def test_the_film_stands_with_captions_text_and_sizes(page):
    film = Recording.objects.get(key="intro")
    words = Recording.objects.get(key="intro-ja")
    assert f'<source src="{film.file.url}" type="video/mp4">' in page
    assert f'<track kind="captions" src="{words.captions_url}"' in page
    assert "あやしいメールが届きました。" in page
    assert "動画 0.1 MB" in page
    assert 'href="#item-f-q" data-stop="2"' in page
    assert page.index('id="item-f-film"') < page.index('id="item-f-q"')
    assert "content/film.js" in page
    assert 'preload="none"' in page
    assert "autoplay" not in page


def test_a_lesson_without_a_film_loads_no_script_for_it(browser, shelf):
    make_lesson(make_course(shelf), 1)
    browser.post("/learn/a3/start/")
    assert "film.js" not in browser.get(LESSON).content.decode()


def test_the_figure_and_the_download_say_what_they_are(page):
    picture = Picture.objects.get()
    shown = picture.renditions.get()
    assert f'<img src="{shown.url}" alt="家の中の図" width="300" height="200" loading="lazy">' in page
    assert '見本</a><span class="file-note">（Word、1 KB）</span>' in page


def test_ct_09_watching_to_the_end_completes_the_condition_but_gives_no_level(browser, page, learner):
    assert "動画 90%" in page
    json = {"HTTP_ACCEPT": "application/json"}
    assert tell(browser, page, "40;50;0-40", **json).json()["state"] == "not_yet"
    again = browser.get(LESSON).content.decode()
    assert 'data-at="40" data-seen="0-40"' in again
    assert "90%のうち 50% 見ました" in again
    assert tell(browser, page, "80;95;0-80", **json).json()["state"] == "right"
    state = ItemState.objects.get(item="f-film")
    assert (state.state, state.answer["at"]) == ("solved", 80)
    assert LearningEvent.objects.filter(kind="item.answered").count() == 1
    assert browser.post(LESSON + "complete/").url == "/courses/a3/"
    assert not SkillEvidence.objects.exists()
    assert not LearningEvent.objects.filter(kind="skill.reached").exists()
    # The question in the film is what gives the level, once it is solved.
    entry = outline.outline(learner.region.site).course("a3")
    take(learner, entry, entry.open_lessons[0], "f-q", right=False)  # ○, which is wrong in the standard body only
    assert [(row.skill_id, row.level, row.mode) for row in SkillEvidence.objects.all()] == [("SEC-01", 1, "practice")]


def test_ct_09_reading_the_film_gives_no_level_either(browser, page):
    tell(browser, page, "0;100;")
    browser.post(LESSON + "complete/")
    assert ItemState.objects.get(item="f-film").state == "solved"
    assert not SkillEvidence.objects.exists()


def test_reading_the_text_is_as_good_as_watching(browser, page):
    assert browser.post(LESSON + "complete/").url == LESSON + "#conditions"
    answer = tell(browser, page, "0;100;")
    assert (answer.status_code, answer.url) == (302, LESSON + "#item-f-film")
    after = browser.get(LESSON).content.decode()
    assert "文字で読みおわりました" not in after
    assert browser.post(LESSON + "complete/").url == "/courses/a3/"


@pytest.mark.parametrize("value", ["", "x", "1;101;", "1;50;9-", "1;50;" + "0-1," * 80, "-1;0;", "1;2;3-4,"])
def test_what_no_player_sends_is_refused(browser, page, value):
    assert tell(browser, page, value).status_code == 422
    assert not ItemState.objects.filter(item="f-film").exists()


def test_the_lesson_keeps_to_three_queries(browser, page):
    browser.get(LESSON)
    with at_most(3):
        browser.get(LESSON)


def test_variants_are_shown_when_there_are_some(browser, page):
    film = Recording.objects.get(key="intro")
    for name, ending in [("540p", "mp4"), ("240p", "mp4"), ("audio", "m4a"), ("poster", "jpg")]:
        variant = Variant(recording=film, name=name, file_size=1_800_000, content_type="video/mp4", made_of="x")
        variant.file.save(f"a.{ending}", io.BytesIO(b"x"), save=False)
        variant.save()
    forget_everything()
    found = browser.get(LESSON).content.decode()
    assert f'<source src="{film.variants.get(name="540p").file.url}"' in found
    assert f'poster="{film.variants.get(name="poster").file.url}"' in found
    assert "小さい動画" in found
    assert "1.7 MB" in found
    assert film.file.url not in found


def test_a_broken_film_leaves_the_text(browser, page):
    Recording.objects.filter(key="intro").update(state="broken")
    forget_everything()
    found = browser.get(LESSON).content.decode()
    assert "<video" not in found
    assert "data-transcript open" in found


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("![図](image:lost)", "E502"),
        ("[見本](file:lost)", "E502"),
        ("[単元](page:lost)", "E502"),
        ("::: video {#abc src=media:lost captions=media:intro-ja}\n:::", "E502"),
        ("::: video {#abc src=media:intro-ja captions=media:intro-ja}\n:::", "E502"),
        ('::: video {#abc src="https://elsewhere.example/a.mp4" captions=media:intro-ja}\n:::', "E505"),
    ],
)
def test_a_lesson_with_a_lost_file_is_not_published(shelf, body, code):
    with pytest.raises(LessonRefused) as refused:
        make_lesson(make_course(shelf), 1, body=body)
    assert code in str(refused.value) or "見つかりません" in str(refused.value) or "リンク先" in str(refused.value)


def test_files_of_another_region_are_unknown(shelf):
    other = make_site("kita")
    with pytest.raises(LessonRefused, match="map"):
        make_lesson(make_course(other), 1, body="![図](image:map)")


def test_a_link_to_a_page_leads_there(shelf):
    course = make_course(shelf)
    make_lesson(course, 1)
    lesson = make_lesson(course, 2, body="[前の単元](page:l1)")
    assert lesson.compiled.blocks[0]["html"] == '<p><a href="/courses/a3/l1/">前の単元</a></p>'


def test_what_is_said_in_a_film_is_found_by_the_search(course):
    assert "リンクは押しません。" in LessonPage.objects.get().compiled.search_text


def test_an_outside_film_waits_for_a_press(browser, shelf, settings):
    settings.OUTSIDE_FILM_HOSTS = ["films.example.jp"]
    body = '::: video {#f-out src="https://films.example.jp/embed/1" captions=media:intro-ja}\n:::'
    make_lesson(make_course(shelf), 1, body=body)
    browser.post("/learn/a3/start/")
    page = browser.get(LESSON).content.decode()
    assert 'data-outside="https://films.example.jp/embed/1" data-element="iframe"' in page
    assert "<iframe" not in page
    assert "films.example.jp につながります" in page


def bundle(*assets):
    course = {"id": "A3", "slug": "a3", "title": "コース", "skills": []}
    return CourseBundle(
        course, (LessonFile(10, "one", {"title": "単元", "id": "A3-1"}, "![](image:map)"),),
        assets=tuple(Asset({"file": f"assets/{name}", **row}, data) for name, data, row in assets),
    )  # fmt: skip


ASSETS = (
    ("map.png", files.png(), {"key": "map", "alt": "家の中の図", "licence": "CC BY 4.0", "credit": "村"}),
    ("intro.mp4", MP4, {"key": "intro", "captions": "intro-ja"}),
    ("intro.vtt", files.CAPTIONS.encode(), {"key": "intro-ja"}),
)


def test_a_course_brings_its_files(region):
    found = read_course_zip(write_course_zip(bundle(*ASSETS)))
    report = import_course(found, catalogue_of(region), publish=True)
    taken = [line.what for line in report.lines if line.outcome == "new"]
    assert {"assets/map.png", "assets/intro.mp4", "assets/intro.vtt"} <= set(taken)
    assert Picture.objects.get().description == "家の中の図"
    assert Recording.objects.get(key="intro").captions.key == "intro-ja"
    assert LessonPage.objects.get().live
    again = import_course(found, catalogue_of(region), publish=True)
    assert again.count("new", "changed", "refused") == 0


def test_a_dry_run_leaves_neither_rows_nor_files(region, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for storage in (default_storage, Recording._meta.get_field("file").storage):
        storage.__dict__.pop("base_location", None)
        getattr(storage, "_wrapped", storage).__dict__.pop("location", None)
    report = import_course(bundle(*ASSETS), catalogue_of(region), publish=True, dry_run=True)
    assert report.count("new") >= 4
    assert report.count("refused") == 0
    assert Picture.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
