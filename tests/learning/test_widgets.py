"""What forms send becomes what graders take, and back; no type takes a token of another attempt (LT-08)."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from content.items import AnswerRefusedError, grade, tokens
from content.lessonmark import AVAILABLE, KINDS, compile_lesson
from lms.learning import widgets

CHOICE = "::: choice {#abc multi shuffle}\n問\n- [x] 甲\n- [x] 乙\n- [ ] 丙\n:::"
TRUEFALSE = "::: truefalse {#abc}\n問\n= ○\n:::"
NUMBER = "::: number {#abc unit=円}\n問\n= 5\n:::"
TEXT = "::: text {#abc}\n問\n= 五\n:::"
ORDER = "::: order {#abc partial=each}\n問\n1. 丁\n2. 丙\n3. 乙\n4. 甲\n:::"
MATCH = "::: match {#abc shuffle}\n問\n- 甲 -> 一\n- 乙 -> 二\n- -> 三\n:::"
CLOZE = "::: cloze {#abc}\n[[甲]] と [[(乙);丙]] と [[(丁);戊]]\n:::"
BANK = "::: cloze {#abc bank shuffle}\n[[甲]] と [[(乙);丙]] と [[丁]]\n:::"
CARDS = "::: flashcards {#abc}\n- 甲 :: 一\n- 乙 :: 二\n:::"
BOXES = "::: checklist {#abc}\n- [ ] 甲\n- [ ] 乙\n:::"
POLL = "::: poll {#abc}\n問\n- 甲\n- 乙\n:::"
REFLECT = "::: reflect {#abc min=5}\n問\n:::"
ANSWERS = [(CHOICE, [2, 0]), (CHOICE, []), (TRUEFALSE, "true"), (TRUEFALSE, "false"), (NUMBER, "5円"), (TEXT, "五")]
ANSWERS += [(ORDER, [2, 0, 1, 3]), (MATCH, [1, None]), (CLOZE, ["こう", 1, None]), (BANK, ["甲", 0, "丁"])]
ANSWERS += [(CARDS, ["known", None]), (CARDS, ["again", "known"]), (BOXES, [0]), (POLL, 1), (REFLECT, "一行\n二行")]
EVERY = [CHOICE, TRUEFALSE, NUMBER, TEXT, ORDER, MATCH, CLOZE, BANK, CARDS, BOXES, POLL, REFLECT]
WITH_TOKENS = {CHOICE: "{}", TRUEFALSE: "{}", BOXES: "{}", POLL: "{}", CARDS: "{}.known"}


def face(source: str, attempt: str = "a", *, in_test: bool = False):
    (item,) = compile_lesson(source).items
    names = tokens(b"secret", attempt, "1", widgets.token_count(item.public))
    return widgets.face(item.public, names, attempt, in_test=in_test)


def test_every_type_that_lessons_may_use_can_be_asked() -> None:
    assert {name for name in AVAILABLE if KINDS[name].item} | {"video"} == widgets.known_types()


@pytest.mark.parametrize("in_test", [False, True])
@pytest.mark.parametrize(("source", "answer"), ANSWERS)
def test_an_answer_comes_back_as_the_form_holds_it(source, answer, in_test) -> None:
    shown = face(source, in_test=in_test)
    sent = widgets.values(shown, answer)
    decoded = widgets.decode(shown, sent)
    assert sorted(decoded) == sorted(answer) if shown.public["type"] == "choice" else decoded == answer
    assert widgets.fields(shown, sent)


@pytest.mark.parametrize("source", EVERY)
def test_who_answers_nothing_is_told_so_or_keeps_nothing(source) -> None:
    (item,) = compile_lesson(source).items
    graded = grade(item.public, item.key, widgets.blank(item.public))
    assert (graded.share, graded.costs_try) == (0, False)
    assert graded.state == ("saved" if item.type == "checklist" else "invalid")


@pytest.mark.parametrize("source", EVERY)
def test_lt_08_tokens_of_two_attempts_are_disjoint(source) -> None:
    mine, other = face(source), face(source, "b")
    assert not set(mine.names) & set(other.names)
    assert all(len(name) == 16 for name in mine.names)


@pytest.mark.parametrize(("source", "form"), WITH_TOKENS.items())
def test_lt_08_a_token_of_another_attempt_is_refused(source, form) -> None:
    mine, other = face(source), face(source, "b")
    for value in (other.names[0], "0", "true", "甲"):
        with pytest.raises(AnswerRefusedError):
            widgets.decode(mine, [form.format(value)])


@pytest.mark.parametrize("source", [ORDER, MATCH, CLOZE, BANK])
def test_lt_08_a_token_of_another_attempt_is_refused_in_any_part(source) -> None:
    mine, other = face(source), face(source, "b")
    answer = next(given for text, given in ANSWERS if text == source)
    sent = widgets.values(mine, answer)
    for at, value in enumerate(sent):
        if value in mine.names:
            with pytest.raises(AnswerRefusedError):
                widgets.decode(mine, [*sent[:at], other.names[0], *sent[at + 1 :]])
    with pytest.raises(AnswerRefusedError):
        widgets.decode(mine, sent[:-1])


def test_an_entry_of_another_gap_is_refused() -> None:
    for source in (CLOZE, BANK):
        shown = face(source)
        with pytest.raises(AnswerRefusedError):
            widgets.decode(shown, ["", shown.names[-1], ""])


@pytest.mark.parametrize("places", [["1", "1", "2", "3"], ["4", "4", "4", "4"]])
def test_two_lines_in_one_place_are_told_with_what_was_chosen(places) -> None:
    shown = face(ORDER)
    sent = [value for pair in zip(shown.names, places, strict=True) for value in pair]
    with pytest.raises(widgets.AnswerIncompleteError):
        widgets.decode(shown, sent)
    assert sorted(str(row["place"]) for row in widgets.fields(shown, sent)["rows"]) == sorted(places)


@pytest.mark.parametrize("bad", ["0", "5", "x", "", "１", "99999999999999999999"])
def test_a_place_that_does_not_exist_is_refused(bad) -> None:
    shown = face(ORDER)
    sent = widgets.values(shown, [0, 1, 2, 3])
    with pytest.raises(AnswerRefusedError):
        widgets.decode(shown, [*sent[:-1], bad])


def test_publics_stand_in_code_point_order_and_tests_mix_them() -> None:
    assert [row["html"] for row in widgets.fields(face(ORDER))["rows"]] == sorted("甲乙丙丁")
    texts = {tuple(row["html"] for row in widgets.fields(face(ORDER, str(n), in_test=True))["rows"]) for n in range(20)}
    assert len(texts) > 5
    first = widgets.fields(face(CLOZE))["pieces"][1]["gap"]["options"]
    assert [option["text"] for option in first] == sorted(["乙", "丙"])


def test_a_target_that_is_more_than_plain_text_is_listed_beside_a_letter() -> None:
    fields = widgets.fields(face("::: match {#abc}\n- 甲 -> **一**\n- 乙 -> 二\n:::"))
    assert [target["letter"] for target in fields["targets"]] == ["ア", "イ"]
    assert [option["text"] for option in fields["rows"][0]["options"]] == ["ア 一", "イ 二"]
    assert widgets.fields(face(MATCH))["targets"] == []


def test_every_gap_is_equally_wide_and_none_tells_how_long_its_answer_is() -> None:
    short, long = ("::: cloze {#abc}\nこれは [[" + word + "]] です\n:::" for word in ("あ", "あ" * 60))
    html = [
        render_to_string(
            "blocks/fields/cloze.html", {"item": {"id": "a", "field": "answer", **widgets.fields(face(text))}}
        )
        for text in (short, long)
    ]
    assert html[0] == html[1]
    assert "size=" not in html[0]
    assert "maxlength" not in html[0]


def test_lk_12_right_and_wrong_lines_have_the_same_markup() -> None:
    for source in (ORDER, MATCH, CLOZE, BANK):
        shown = face(source)
        html = render_to_string(
            f"blocks/fields/{shown.public['type']}.html",
            {"item": {"id": "a", "prompt_html": "問", "field": "answer", **widgets.fields(shown)}},
        )
        plain = re.sub(r"[甲乙丙丁戊一二三]|\d+| selected", "", re.sub(r"[A-Z2-7]{16}", "T", html))
        for tag in (r"<li.*?</li>", '<option value="T".*?</option>', r'<div class="couple">.*?</div>'):
            shapes = set(re.findall(tag, plain, re.DOTALL))
            assert len(shapes) <= 1, (source, shapes)


@pytest.mark.parametrize("source", [TRUEFALSE, NUMBER, TEXT])
def test_two_answers_where_one_is_wanted_are_refused(source) -> None:
    shown = face(source)
    with pytest.raises(AnswerRefusedError):
        widgets.decode(shown, list(shown.names) or ["1", "2"])


def test_fields_of_many_questions_stand_in_one_form_under_their_own_names() -> None:
    html, wanted = "", set()
    for number, source in enumerate(EVERY):
        shown = face(source)
        name = shown.public["type"]
        item = {"id": f"i{number}", "prompt_html": "問", "field": f"i{number}-answer", **widgets.fields(shown)}
        html += render_to_string(f"blocks/fields/{name}.html", {"item": item})
        wanted.add(f"i{number}-answer")
    assert set(re.findall(r'name="([^"]+)"', html)) == wanted
    assert "<form" not in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_reflection_shows_what_it_is_looked_at_by() -> None:
    shown = face(
        "::: reflect {#abc}\n問\n::: rubric\n| 観点 | 0 | 1 |\n|---|---|---|\n| くわしさ | ない | ある |\n:::\n:::"
    )
    item = {"id": "a", "prompt_html": "問", "field": "answer", **widgets.fields(shown)}
    assert "くわしさ" in render_to_string("blocks/fields/reflect.html", {"item": item})
