"""Other versions of a text: the same questions in other words; a secret mark or a missing question is refused (LT-14)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.lessonmark import compile_lesson, compile_variant
from content.lessonmark.kinds import AVAILABLE

ALL = AVAILABLE | {"cloze", "order", "match", "flashcards", "checklist"}
MAIN = """はじめ。

::: choice {#q-choice points=2 shuffle}
どれが正しいですか。
- [ ] 甲
  > カナリア
- [x] 乙
::: explain
カナリア
:::
:::
::: truefalse {#q-tf}
正しいですか。
= ×
:::
::: number {#q-number unit=円}
いくらですか。
= 450
:::
::: text {#q-text}
書いてください。
= カナリア
:::
::: cloze {#q-cloze}
住所は [[DHCP]]、名前は [[(DNS);TCP]] です。
:::
::: order {#q-order}
並べてください。
1. 二番
2. 一番
3. 三番
:::
::: match {#q-match}
結んでください。
- い -> ろ
- あ -> は
- -> に
:::
::: checklist {#q-list}
- [ ] した
:::
::: flashcards {#q-cards}
- 表 :: 裏
:::
"""
ENGLISH = """Start.

::: choice {#q-choice}
Which one is right?
- [ ] first
- [ ] second
:::
::: truefalse {#q-tf}
Is it right?
:::
::: number {#q-number unit=円}
How much?
:::
::: text {#q-text}
Please write.
:::
::: cloze {#q-cloze}
The address comes from [[1]], the name from [[2]].
:::
::: order {#q-order}
Sort.
1. number two
2. number one
3. number three
:::
::: match {#q-match}
Join.
- i -> ro
- a -> ha
- -> ni
:::
::: checklist {#q-list}
- [ ] done
:::
::: flashcards {#q-cards}
- front :: back
:::
"""


def main(text: str = MAIN):
    lesson = compile_lesson(text, available=ALL)
    assert not lesson.errors, lesson.errors
    return lesson


def variant(text: str, name: str = "en"):
    return compile_variant(text, main(), name, available=ALL)


def codes(text: str) -> list[str]:
    return [f"{found.code}@{found.line}" for found in variant(text).errors]


def test_the_questions_stand_in_other_words_at_the_same_places():
    standard = {item.id: item.public for item in main().items}
    english = variant(ENGLISH)
    assert english.errors == ()
    words = {item.id: item.public for item in english.items}
    assert words.keys() == standard.keys()
    assert [option["html"] for option in words["q-choice"]["options"]] == ["first", "second"]
    # The pages show them in code-point order of the main text: 一番, 三番, 二番.
    assert [option["html"] for option in words["q-order"]["options"]] == ["number one", "number three", "number two"]
    assert [left["html"] for left in words["q-match"]["left"]] == ["a", "i"]
    assert [right["html"] for right in words["q-match"]["options"]] == ["ni", "ha", "ro"]
    assert len(words["q-cloze"]["parts_html"]) == 3
    assert words["q-cloze"]["gaps"] == standard["q-cloze"]["gaps"]
    assert words["q-cards"]["cards"] == [{"front_html": "front", "back_html": "back"}]
    assert words["q-choice"]["points"] == 2
    for name, public in words.items():
        assert public["type"] == standard[name]["type"]
        assert [len(public.get(key, ())) for key in ("options", "left", "gaps")] == [
            len(standard[name].get(key, ())) for key in ("options", "left", "gaps")
        ]


def test_a_variant_holds_no_key_and_no_secret():
    english = variant(ENGLISH)
    assert all(item.key.to_json().keys() <= {"solution"} for item in english.items)
    assert "カナリア" not in repr(english)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("- [ ] second", "- [x] second", "E607@6"),
        ("- [ ] second", "- [ ] second\n  > because", "E607@7"),
        ("Is it right?", "Is it right?\n= ×", "E607@10"),
        ("How much?", "How much?\n= 450 > yes", "E607@13"),
        ("How much?", "How much?\n!= 4", "E607@13"),
        ("from [[1]]", "from [[DHCP]]", "E607@18"),
        ("Is it right?", "Is it right?\n::: explain\nwords\n:::", "E606@8"),
        ("Please write.", "Please write.\n::: hint\nwords\n:::", "E606@14"),
        ("::: truefalse {#q-tf}\nIs it right?\n:::\n", "", "E606@1"),
        ("::: truefalse {#q-tf}", "::: reflect {#q-tf}", "E606@8"),
        ("{#q-tf}", "{#q-other}", "E606@1"),
        ("- [ ] second\n", "", "E606@3"),
        ("3. number three\n", "3. number three\n4. number four\n", "E606@20"),
        ("- a -> ha", "- a -> ro", "E606@29"),
        ("the name from [[2]]", "the name", "E606@17"),
        ("[[1]], the name from [[2]]", "[[2]], the name from [[1]]", "E606@17"),
        ("- [ ] done", "- [ ] done\n- [ ] more", "E606@32"),
        ("{#q-choice}", "{#q-choice points=3}", "E606@3"),
        ("- [ ] second", "- [ ] first", "E203@6"),
    ],
)
def test_a_secret_mark_or_a_question_that_does_not_fit_is_refused(old, new, expected):
    assert old in ENGLISH
    assert expected in codes(ENGLISH.replace(old, new, 1))


def test_the_messages_name_the_version_and_what_differs():
    found = [str(one) for one in variant(ENGLISH.replace("- [ ] second\n", "")).errors]
    assert found == ["3行目：「英語」版の問題「q-choice」が、もとの文と合いません（1行、もとは2行です）。"]
    found = [str(one) for one in variant(ENGLISH.replace("- [ ] second", "- [x] second"), "easy").errors]
    assert found == ["6行目：「やさしい日本語」版には正解の印を書けません。もとの文だけに書きます。"]


def test_a_long_sentence_is_noted_earlier_in_plain_japanese():
    text = "あ" * 50 + "。\n" + ENGLISH
    assert [found.code for found in variant(text, "easy").warnings] == ["W701"]
    assert variant(text, "en").warnings == ()


def test_the_main_text_as_its_own_variant_is_refused_and_shows_no_answer():
    """Copying the text and forgetting the marks is the usual mistake."""
    copied = compile_variant(MAIN, main(), "easy", available=ALL)
    assert {found.code for found in copied.errors} == {"E607"}
    assert "カナリア" not in "".join(block.html for block in copied.blocks)
    assert "カナリア" not in copied.plain_text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*ENGLISH.splitlines(), *MAIN.splitlines(), "", "＝　ひみつ", "- [x] ひみつ"]), max_size=40
    )
)
def test_no_text_makes_it_fail_and_every_error_has_a_line(lines):
    text = "\n".join(lines)
    lesson = variant(text)
    assert all(1 <= found.line <= max(1, len(lines)) for found in lesson.lint)
    assert "ひみつ" not in "".join(block.html for block in lesson.blocks)


PLACES = """::: branch {#v-branch start=a}
場面です。
::: scene a
はじめ
- はい => e > カナリア
:::
::: scene e {end}
カナリア
:::
:::
::: terminal {#v-terminal}
移動します。
$ カナリア
  ok
:::
::: use {item=else-where}
:::
::: poll {#v-poll}
どこですか。
- 家
- 職場
:::
::: reflect {#v-reflect}
ふりかえり
:::
::: submit {#v-submit accept=pdf max=5MB}
出してください。
::: rubric
| 観点 | 0 | 3 |
|---|---|---|
| 形 | 悪い | よい |
:::
:::
::: test {#v-test draw=1 pass=60}
はじめに。
::: truefalse {#v-drawn}
問
= ○
:::
::: truefalse {#v-other}
問
= ×
:::
:::
"""
PLACES_EN = """::: branch {#v-branch}
A scene.
:::
::: terminal {#v-terminal}
Move.
:::
::: use {item=else-where}
:::
::: poll {#v-poll}
Where?
- home
- office
:::
::: reflect {#v-reflect}
Look back
:::
::: submit {#v-submit}
Hand in.
:::
::: test {#v-test}
First.
::: truefalse {#v-drawn}
Q
:::
::: truefalse {#v-other}
Q
:::
:::
"""


def place_variant(text: str):
    standard = compile_lesson(PLACES, course_items={"else-where": "choice"})
    assert not standard.errors, standard.errors
    return standard, compile_variant(text, standard, "en")


def test_scenes_steps_rubrics_and_how_a_test_is_taken_stay_those_of_the_main_text():
    standard, english = place_variant(PLACES_EN)
    assert english.errors == ()
    words = {item.id: item.public for item in english.items}
    for item in standard.items:
        kept = {key: value for key, value in item.public.items() if key not in ("prompt_html", "label_html")}
        if item.id != "v-poll":
            assert {key: words[item.id][key] for key in kept} == kept
    assert [option["html"] for option in words["v-poll"]["options"]] == ["home", "office"]
    assert words["v-submit"]["prompt_html"] == "<p>Hand in.</p>"
    tests = [[block.options for block in lesson.blocks if block.kind == "test"] for lesson in (standard, english)]
    assert tests[0] == tests[1]
    assert "カナリア" not in repr(english)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("::: use {item=else-where}\n:::\n", "", "E606"),
        ("item=else-where", "item=v-poll", "E606"),
        ("{#v-test}", "{#v-test pass=10}", "E606"),
        ("- office\n", "", "E606"),
        ("Move.", "Move.\n$ cd", "E607"),
        ("A scene.", "A scene.\n::: scene a {end}\nx\n:::", "E606"),
        ("::: truefalse {#v-other}\nQ\n:::\n", "", "E606"),
    ],
)
def test_places_that_do_not_fit_are_refused(old, new, code):
    assert old in PLACES_EN
    assert code in {found.code for found in place_variant(PLACES_EN.replace(old, new, 1))[1].errors}
