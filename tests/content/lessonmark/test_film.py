"""video, figure and download: files by their keys, marks of time, what is said in a film (sections 3, 4.15, 4.16)."""

from __future__ import annotations

import pytest

from content.lessonmark import compile_lesson
from content.lessonmark.links import FileInfo, ImageInfo, MediaInfo
from content.lessonmark.prose import Library
from content.lessonmark.variants import compile_variant

FILM = """::: video 電波の話 {#net-wifi src=media:wifi-intro captions=media:wifi-intro-ja audio=media:wifi-intro-audio complete=90% required}
はじめの文。
@ 1:30
::: choice {#net-wifi-q1}
電波が弱いとき、まず試すことはどれですか。

- [x] ルーターに近づく
- [ ] パソコンを買いかえる
:::
@ 1:02:05
::: truefalse {#net-wifi-q2}
問

= ○
:::
::: memo
ひみつ
:::
:::"""

MEDIA = {
    "wifi-intro": MediaInfo("video", seconds=95, captions="own-words"),
    "bare": MediaInfo("video", seconds=10),
    "wifi-intro-ja": MediaInfo("captions", spoken="電波の話です。"),
    "own-words": MediaInfo("captions", spoken="自分の字幕です。"),
    "wifi-intro-audio": MediaInfo("audio"),
}
PICTURES = {
    "map": ImageInfo("/files/map.webp", 640, 480, "家の中の図"),
    "wave": ImageInfo("/files/wave.webp", 64, 48, ""),
    "new": ImageInfo("/files/new.webp", 64, 48, None),
}
FILES = {"minutes": FileInfo("/files/open/1/", "Word、24KB")}
LIBRARY = Library(
    image_url=PICTURES.get, file_url=FILES.get, media=MEDIA.get, film_hosts={"films.example.jp"},
)  # fmt: skip


def compiled(source, library=LIBRARY):
    return compile_lesson(source, library=library)


def codes(source, library=LIBRARY):
    return [f"{finding.code}@{finding.line}" for finding in compiled(source, library).errors]


def html(source):
    return "".join(block.html for block in compiled(source).blocks)


def test_a_film_is_followed_by_its_questions_and_knows_when_to_pause():
    lesson = compiled(FILM)
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    assert [block.item_id for block in lesson.blocks] == ["net-wifi", "net-wifi-q1", "net-wifi-q2"]
    film = lesson.items[0]
    assert (film.type, film.required, film.points) == ("video", True, 0)
    assert film.public["src"] == "wifi-intro"
    assert film.public["captions"] == "wifi-intro-ja"
    assert film.public["audio"] == "wifi-intro-audio"
    assert film.public["complete"] == 90
    assert film.public["label_html"] == "電波の話"
    assert film.public["stops"] == [
        {"seconds": 90, "items": ["net-wifi-q1"]},
        {"seconds": 3725, "items": ["net-wifi-q2"]},
    ]
    assert "はじめの文。" in film.public["prompt_html"]


def test_the_sample_of_the_design_compiles_without_files_at_hand():
    assert compile_lesson(FILM).ok


def test_what_is_said_is_searched_but_not_part_of_the_page_text():
    lesson = compiled(FILM)
    assert lesson.search_text.endswith("電波の話です。")
    assert "電波の話です。" not in lesson.plain_text
    assert "ひみつ" not in lesson.search_text


def test_the_minutes_of_a_film_count():
    quiet = compiled("::: video {#abc src=media:bare captions=media:wifi-intro-ja}\n:::")
    assert quiet.minutes == 1
    assert compiled("::: video {#abc src=media:wifi-intro}\n:::").minutes == 2


def test_a_film_may_bring_its_own_captions():
    lesson = compiled("::: video {#abc src=media:wifi-intro}\n:::")
    assert lesson.ok
    assert lesson.items[0].public["captions"] == "own-words"
    assert "自分の字幕です。" in lesson.search_text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("::: video {#abc src=media:bare}\n:::", ["E503@1"]),
        ("::: video {#abc captions=media:own-words}\n:::", ["E108@1"]),
        ("::: video {#abc src=media:lost captions=media:own-words}\n:::", ["E502@1"]),
        ("::: video {#abc src=media:own-words captions=media:own-words}\n:::", ["E502@1"]),
        ("::: video {#abc src=media:bare captions=media:wifi-intro-audio}\n:::", ["E502@1"]),
        ("::: video {#abc src=media:bare captions=media:own-words audio=media:lost}\n:::", ["E502@1"]),
        ("::: video {#abc src=/a.mp4 captions=media:own-words}\n:::", ["E108@1"]),
        ("::: video {#abc src=http://films.example.jp/a captions=media:own-words}\n:::", ["E108@1"]),
        ('::: video {#abc src="https://films.example.jp/a.mp4" captions=media:own-words}\n:::', []),
        ('::: video {#abc src="https://films.example.jp/a.mp4"}\n:::', ["E503@1"]),
        ('::: video {#abc src="https://elsewhere.example/a.mp4" captions=media:own-words}\n:::', ["E505@1"]),
        ("::: video {#abc src=media:wifi-intro complete=90}\n:::", ["E108@1"]),
        ("::: video {#abc src=media:wifi-intro complete=101%}\n:::", ["E108@1"]),
        ("::: video {src=media:wifi-intro}\n:::", ["E110@1"]),
        ("::: video {#abc src=media:wifi-intro}\n- [x] ひみつ\n:::", ["E401@2"]),
        ("::: video {#abc src=media:wifi-intro}\n::: truefalse {#tf1}\n問\n\n= ○\n:::\n:::", ["E109@2"]),
        ("::: video {#abc src=media:wifi-intro}\n@ 1:75\n::: truefalse {#tf1}\n問\n\n= ○\n:::\n:::", ["E109@3"]),
        ("::: video {#abc src=media:wifi-intro}\n::: note\n文\n:::\n:::", ["E109@2"]),
    ],
)
def test_what_is_wrong_with_a_film_is_told_at_its_line(source, expected):
    assert codes(source) == expected
    assert "ひみつ" not in html(source)


def test_marks_of_time_are_stored_half_width():
    source = "::: video {#abc src=media:wifi-intro}\n＠　１：３０\n::: truefalse {#tf1}\n問\n\n= ○\n:::\n:::"
    lesson = compiled(source)
    assert lesson.ok
    assert "\n@ 1:30\n" in lesson.text
    assert lesson.items[0].public["stops"] == [{"seconds": 90, "items": ["tf1"]}]
    assert compiled(lesson.text).text == lesson.text


def test_an_at_sign_elsewhere_is_text():
    assert html("@ 1:30 に集合") == "<p>@ 1:30 に集合</p>"


def test_a_figure_takes_size_and_words_of_its_picture():
    assert html('![](image:map "家の中のつながり")') == (
        '<figure><img src="/files/map.webp" alt="家の中の図" width="640" height="480" loading="lazy">'
        "<figcaption>家の中のつながり</figcaption></figure>"
    )
    assert 'alt="自分の言葉"' in html("![自分の言葉](image:map)")
    assert 'alt=""' in html("![](image:wave)")
    assert codes("![](image:new)") == ["E501@1"]


def test_a_download_says_its_size_before_the_click():
    assert html("[議事録の見本](file:minutes)") == (
        '<p><a href="/files/open/1/">議事録の見本</a><span class="file-note">（Word、24KB）</span></p>'
    )
    assert html("[見本（Word、24KB）](file:minutes)") == '<p><a href="/files/open/1/">見本（Word、24KB）</a></p>'
    assert codes("[見本](file:lost)") == ["E502@1"]


@pytest.mark.parametrize("key", ["kotae", "q1-answer", "correct_2", "seikai-a"])
def test_a_key_that_tells_the_answer_is_a_warning(key):
    assert "W703" in {finding.code for finding in compile_lesson(f"![図](image:{key})").warnings}


@pytest.mark.parametrize("key", ["answering-machine", "incorrectly", "right-click", "home-network"])
def test_a_harmless_key_is_none(key):
    assert "W703" not in {finding.code for finding in compile_lesson(f"![図](image:{key})").warnings}


@pytest.mark.parametrize(
    ("key", "alt", "found"),
    [
        ("moji-01", "見出し", True),
        ("event-poster", "行事の案内", True),
        ("context-menu", "右クリックで開くメニュー", False),
        ("mojibake", "文字が化けた画面", False),
        ("a1", "「7月20日 夏まつり 公民館ホール 午前10時から」", True),
        ("a1", "宅配会社を名のるメールの画面。「今すぐ支払う」ボタンがある", False),
        ("a1", "「保存」と「印刷」", False),
    ],
)
def test_a_picture_of_words_is_a_warning(key, alt, found):
    assert ("W708" in {one.code for one in compile_lesson(f"![{alt}](image:{key})").warnings}) is found


def test_another_version_of_the_text_shows_the_same_film():
    main = compiled("::: video 題 {#abc src=media:wifi-intro}\n説明\n:::")
    easy = compile_variant("::: video だい {#abc}\nせつめい\n:::", main, "easy", library=LIBRARY)
    assert easy.ok, [str(finding) for finding in easy.errors]
    assert easy.items[0].public["src"] == "wifi-intro"
    assert easy.items[0].public["label_html"] == "だい"
    missing = compile_variant("ほかの文", main, "easy", library=LIBRARY)
    assert [finding.code for finding in missing.errors] == ["E606"]
