"""Folding and tokens of Japanese words (law.md §12): what must find what, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.search.query import And, Or, Phrase

from content import search


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AI", ["ai"]),
        ("ＡＩ", ["ai"]),
        ("ﾃﾚﾜｰｸ", ["テ", "レ", "ワ", "ー", "ク"]),
        ("萩", ["萩"]),
        ("人々", ["人", "々"]),
        ("Gmail と digital", ["gmail", "と", "digital"]),
        ("C++ / Node.js 3.11", ["c", "node", "js", "3", "11"]),
        ("第①回", ["第", "1", "回"]),
        ("葛\U000e0100城", ["葛", "城"]),
        ("😀 “*” ( ) : -", []),
        ("", []),
    ],
)
def test_text_is_cut_into_characters_and_whole_latin_words(text: str, expected: list[str]) -> None:
    assert search.tokens(text) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("サーバー", "サーバ"), ("サーバーと", "サーバと"), ("コンピューター室", "コンピュータ室")]
)
def test_the_last_long_mark_of_a_long_katakana_run_falls_away(one: str, other: str) -> None:
    assert search.tokens(one) == search.tokens(other)


@pytest.mark.parametrize("word", ["キー", "コピー", "バー"])
def test_a_short_katakana_word_keeps_its_long_mark(word: str) -> None:
    assert search.tokens(word) == list(word)


def test_a_long_mark_inside_a_word_stays() -> None:
    assert search.tokens("サーバールーム") == list("サーバールーム")


@pytest.mark.parametrize(
    ("written", "plain"),
    [("渡邊", "渡辺"), ("髙橋", "高橋"), ("山﨑", "山崎"), ("齋藤", "斎藤"), ("𠮷田", "吉田"), ("濵﨑", "浜崎")],
)
def test_forms_of_a_character_fold_to_one(written: str, plain: str) -> None:
    assert search.fold(written) == search.fold(plain) == plain


def test_every_line_of_the_variant_table_ends_in_a_form_that_is_kept() -> None:
    for line in search.VARIANTS_FILE.read_text(encoding="utf-8").splitlines():
        group = line.split("#")[0].strip()
        if group:
            assert {search.fold(form) for form in group} == {group[-1]}, group


def phrase_texts(query: object) -> list[str]:
    if isinstance(query, Phrase):
        return [query.query_string]
    assert isinstance(query, And | Or)
    return [text for part in query.subqueries for text in phrase_texts(part)]


def test_words_are_joined_by_and_each_a_phrase() -> None:
    query = search.phrase_query("ネット　安全")
    assert isinstance(query, And)
    assert phrase_texts(query) == ["ネ ッ ト", "安 全"]


def test_a_word_brings_its_synonyms_by_or() -> None:
    query = search.phrase_query("在宅")
    assert isinstance(query, Or)
    assert phrase_texts(query) == ["在 宅", "テ レ ワ ー ク", "リ モ ー ト ワ ー ク"]


def test_a_saved_synonym_is_asked_anew_and_never_more_than_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_synonym_sources", [])
    table: list[tuple[str, ...]] = []
    search.register_synonyms(lambda: table)
    assert search.synonyms_of("ほん") == ["ほん"]
    table.append(("本", "ほん"))
    assert search.synonyms_of("ほん") == ["ほん", "本"]
    table.append(("ほん", *(f"word{n}" for n in range(20))))
    assert len(search.synonyms_of("ほん")) == 1 + search.MOST_SYNONYMS


@pytest.mark.parametrize("words", ["", "   ", "😀", '"*()', "-:'"])
def test_signs_alone_are_no_query(words: str) -> None:
    assert search.phrase_query(words) is None


@given(st.text())
def test_no_text_breaks_folding_and_folding_twice_changes_nothing(text: str) -> None:
    assert search.tokens(" ".join(search.tokens(text))) == search.tokens(text)
    search.phrase_query(text)


def test_a_title_with_the_whole_word_stands_before_a_longer_word() -> None:
    pages = {"東京都の仕事": "", "働く場所": "京都で働く", "京都の仕事": "", "雑記": "東京都で働く"}
    ranked = sorted(pages, key=lambda title: search.match_rank("京都", title, pages[title]))
    assert ranked == ["京都の仕事", "東京都の仕事", "働く場所", "雑記"]


def test_two_words_rank_by_the_weaker_one() -> None:
    assert search.match_rank("京都 仕事", "京都の仕事") < search.match_rank("京都 仕事", "京都の話", "仕事もある")
