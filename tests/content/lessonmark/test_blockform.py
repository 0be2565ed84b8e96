"""Palette, names and forms over a block: every sample works, a form loses nothing, what stands around stays (LM-01, LT-03)."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.items import canonical
from content.lessonmark import AVAILABLE, compile_lesson
from content.lessonmark.blockform import (
    BlockForm,
    NoFormError,
    Part,
    blocks,
    read_block,
    replace_block,
    tidy,
    write_block,
)
from content.lessonmark.identity import prefix_of, settled
from content.lessonmark.kinds import ITEMS, KINDS
from content.lessonmark.meter import Meter, common_kanji, measure
from content.lessonmark.rows import FAMILIES
from content.lessonmark.samples import SAMPLES, palette

HERE = sorted(AVAILABLE & ITEMS)
LIBRARY = {"known_images": None, "known_files": None}


def whole(name: str) -> str:
    """A sample that can stand alone: a part stands in its block."""
    sample = SAMPLES[name]
    if not sample.inside:
        return sample.text
    lines = SAMPLES[sample.inside].text.split("\n")
    if name == "scene":  # a scene no choice leads to would be E303
        lines[4] = lines[4].replace("=> owari", "=> tsugi")
    return "\n".join([*lines[:-1], sample.text, lines[-1]])


def test_every_available_block_has_a_sample_and_a_japanese_label() -> None:
    assert set(SAMPLES) >= AVAILABLE
    assert {name for name, _sample in palette() if name} == set(AVAILABLE)
    assert all(re.search("[ぁ-んァ-ヶ一-龠○]", sample.label) for _name, sample in palette())
    with pytest.raises(KeyError):
        palette({"choice", "something-new"})


@pytest.mark.parametrize("name", sorted(AVAILABLE))
def test_the_sample_of_a_block_compiles(name: str) -> None:
    if SAMPLES[name].inside and SAMPLES[name].inside not in AVAILABLE:
        pytest.skip("stands only in a block of a later release")
    lesson = compile_lesson(whole(name), **LIBRARY)
    assert [str(finding) for finding in lesson.lint] == []
    assert f"::: {name}" in whole(name)


def test_markdown_of_the_palette_compiles() -> None:
    text = "\n\n".join(sample.text for name, sample in palette() if not name)
    assert [str(finding) for finding in compile_lesson(text).lint] == []


def test_an_inserted_sample_has_names_of_its_own() -> None:
    names = iter(["a3-aaaa", "a3-bbbb", "a3-cccc", "a3-dddd", "a3-eeee"])
    text = SAMPLES["test"].named(lambda: next(names))
    assert "sample-" not in text
    assert text.count("{#a3-") == 5


def test_missing_names_are_added_and_nothing_else_changes() -> None:
    typed = "文\n：：：　choice　題{種類|しゅ|るい}\n- ［ｘ］ a\n- [ ] b\n:::\n::: text {points=2}\n＝ a\n:::\n::: note\n文\n:::"
    stored = settled(typed, "a3", {"a3-aaaa"})
    assert re.sub("#a3-[a-z2-7]{4}", "#N", stored) == (
        "文\n::: choice 題{種類|しゅ|るい} {#N}\n- [x] a\n- [ ] b\n:::\n"
        "::: text {#N points=2}\n= a\n:::\n::: note\n文\n:::"
    )
    assert settled(stored, "a3") == stored
    assert len(set(re.findall("#(a3-[a-z2-7]{4})", stored))) == 2


def test_a_text_that_cannot_be_read_stays_as_typed() -> None:
    for typed in ("::: choice\n- [x] a", "::: chioce\nx\n:::", "a\0b", "あ" * 200_000):
        assert settled(typed, "a3") == typed


@pytest.mark.parametrize(
    ("course", "prefix"), [("A3", "a3"), ("a3-security", "a3-security"), ("入門", "q"), ("3D", "q3d")]
)
def test_the_prefix_of_names_is_a_name(course: str, prefix: str) -> None:
    assert prefix_of(course) == prefix
    assert compile_lesson(settled("::: text\n問\n= a\n:::", prefix_of(course))).ok


@pytest.mark.parametrize("name", HERE)
def test_a_sample_survives_its_form(name: str) -> None:
    text = f"前の文。\n\n{SAMPLES[name].text}\n\n後の文。"
    line = text[: text.index("{#sample-1")].count("\n") + 1
    form = read_block(text, line + 1)
    assert form.name == name
    assert not FAMILIES.get(name) or form.rows
    written = write_block(form)
    assert read_block(written, 1) == form
    fresh, old = compile_lesson(replace_block(text, line, form)), compile_lesson(text)
    assert [canonical(item) for item in fresh.items] == [canonical(item) for item in old.items]
    assert replace_block(written, 1, form) == written


def test_only_the_block_is_rewritten_byte_for_byte() -> None:
    block = "::: text {#a-one}\r\n問\r\n= a\r\n:::\r\n"
    before, after = "\ufeff１行目　\r\n\t変な 行  \r混ざった\n", "\r\n::: note\r\n  文 \r\n:::\r\n最後　"
    form = BlockForm("text", "a-one", prompt="問い", rows=({"value": "b"},))
    changed = replace_block(before + block + after, 5, form)
    assert changed.startswith(before)
    assert changed.endswith(after)
    assert changed[len(before) : -len(after)] == "::: text {#a-one}\r\n問い\r\n\r\n= b\r\n:::\r\n"


def test_a_block_a_form_would_harm_has_no_form() -> None:
    for text in (
        "::: choice {#abc}\n問\n- [x] a\n:::\n- [ ] b",
        "::: choice {#abc}\n問\n- [ ] a\n= b\n- [ ] c\n:::",
        "ただの文",
        "::: text {#abc}\n問\n= a",
    ):
        if not blocks(text):
            with pytest.raises(NoFormError):
                read_block(text, 1)
    with pytest.raises(NoFormError):
        write_block(BlockForm("choice", "abc", prompt=":::", rows=({"right": "x", "text": "a"},)))
    with pytest.raises(NoFormError):
        write_block(BlockForm("choice", "abc", prompt="- [x] a", rows=({"right": "x", "text": "b"},)))


def test_marks_in_a_value_stay_text() -> None:
    form = BlockForm(
        "choice",
        "abc",
        prompt="どこですか。",
        rows=(
            {"right": "x", "text": "設定 > ネットワーク -> [[詳細]]", "feedback": "はい"},
            {"right": "", "text": "`a > b` を見る", "feedback": ""},
        ),
    )
    text = write_block(form)
    assert compile_lesson(text).ok
    assert read_block(text, 1) == tidy(form)
    answers = BlockForm(
        "text",
        "abc",
        prompt="問",
        rows=({"value": "a > b", "feedback": "よい > 答え"}, {"slip": "x", "value": "[[ -f x ]]"}),
    )
    assert read_block(write_block(answers), 1) == tidy(answers)
    pairs = BlockForm(
        "match", "abc", prompt="問", rows=({"left": "a -> b", "right": "c -> d"}, {"left": "", "right": "おとり"})
    )
    assert "match" not in AVAILABLE or read_block(write_block(pairs), 1) == tidy(pairs)


WORDS = st.text(alphabet=st.sampled_from("あい漢字aB1 　、。-=>:#$[]{}*`\\!|（）＞：\n"), max_size=24)
PLAIN = st.text(alphabet=st.sampled_from("あい漢字カナaB1、。？ "), min_size=1, max_size=20).map(str.strip).filter(bool)


def _forms(words: st.SearchStrategy[str]) -> st.SearchStrategy[BlockForm]:
    def rows(name: str) -> st.SearchStrategy[tuple[dict[str, str], ...]]:
        if name not in FAMILIES:
            return st.just(())
        family = FAMILIES[name]
        row = {field: st.sampled_from(("", "x")) if field in family.ticks else words for field in family.fields}
        if "score" in row:
            row["score"] = st.sampled_from(("", "50", "100"))
        return st.lists(st.fixed_dictionaries(row), max_size=4).map(tuple)

    return st.sampled_from(HERE).flatmap(
        lambda name: st.builds(
            BlockForm,
            st.just(name),
            st.just("abc-defg"),
            label=st.just(""),
            settings=st.sampled_from(((), (("lang", "ja"),), (("required", None),))),
            prompt=words,
            rows=rows(name),
            parts=st.lists(st.builds(Part, st.sampled_from(("hint", "explain", "memo")), words), max_size=2).map(tuple),
        )
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(form=_forms(WORDS))
def test_a_form_comes_back_as_it_was_or_is_refused(form: BlockForm) -> None:
    try:
        text = write_block(form)
    except NoFormError:
        return
    around = f"まえ　\r\n{text}\nあと"
    nodes = blocks(around)
    assert (nodes[0].line, nodes[0].id) == (2, "abc-defg")
    assert replace_block(around, 2, form).startswith("まえ　\r\n::: ")
    assert replace_block(around, 2, form).endswith("\n:::\nあと")
    assert write_block(tidy(form)) == text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(form=_forms(PLAIN))
def test_plain_words_are_never_refused(form: BlockForm) -> None:
    assert tidy(form).name in KINDS
    write_block(form)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lines=st.lists(
        st.one_of(
            WORDS,
            st.sampled_from(("::: choice {#abc}", ":::", "- [x] a", "- [ ] b", "= a", "::: hint", "```", "  > よい")),
        ),
        max_size=14,
    )
)
def test_any_text_has_forms_that_keep_its_meaning_or_none(lines: list[str]) -> None:
    text = "\n".join(lines)
    for block in blocks(text):
        try:
            form = read_block(text, block.line)
            changed = replace_block(text, block.line, form)
        except NoFormError:
            continue
        assert [canonical(item) for item in compile_lesson(changed).items] == [
            canonical(item) for item in compile_lesson(text).items
        ]


def test_the_meter_counts_what_readers_see() -> None:
    lesson = compile_lesson("挨拶と{鬱蒼|うっそう}と、薔薇。\n\n::: memo\n麒麟\n:::\n")
    assert measure(lesson) == Meter(characters=10, minutes=1, kanji=("蒼", "薔", "薇"))
    assert len(common_kanji()) == 2136
