"""Captions: what players and people write is read, what is none is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.captions import CaptionsRefused, Cue, decode, parse_vtt, read_captions, spoken_text, to_vtt


def test_webvtt_with_all_its_parts():
    text = (
        "WEBVTT - わたしの字幕\nKind: captions\n\nNOTE\n覚え書き\n\nSTYLE\n::cue {}\n\n"
        "1\n00:01.000 --> 00:02.500 align:start\n<v 先生>こんにちは。\n<c.red>赤</c>です &amp; 青\n\n"
        "01:00:00.000 --> 01:00:01.000\nEnd\n"
    )
    assert read_captions(text) == [
        Cue(1000, 2500, "こんにちは。\n赤です & 青"),
        Cue(3_600_000, 3_601_000, "End"),
    ]


def test_srt_as_windows_programs_write_it():
    data = "1\r\n00:00:01,5 --> 00:00:02,000\r\n{\\an8}上に\r\n".encode("cp932")
    assert read_captions(decode(data)) == [Cue(1500, 2000, "上に")]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "empty", 0),
        ("WEBVTT\n\n", "empty", 0),
        ("ただの文", "times", 1),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nあ", "times", 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nあ", "order", 3),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nあ\n\n00:01.000 --> 00:04.000\nい", "order", 6),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nあ", "text", 3),
        ("WEBVTT\n\n00:99.000 --> 01:00.000\nあ", "times", 3),
    ],
)
def test_what_is_no_captions_is_refused_with_its_line(text, key, line):
    with pytest.raises(CaptionsRefused) as refused:
        read_captions(text)
    assert (refused.value.key, refused.value.line) == (key, line)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a\x00b", b"\x81"])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(CaptionsRefused, match="encoding"):
        decode(data)


def test_rows_join_as_people_read_them():
    assert spoken_text([Cue(0, 1, "電波が\n弱い"), Cue(1, 2, "Wi-Fi\nrouter")]) == "電波が弱い\nWi-Fi router"


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda text: not any(mark in text for mark in ("<", "&", "{", "-->", "WEBVTT", "NOTE", "STYLE", "REGION"))
)


@given(st.lists(st.tuples(st.integers(1, 9_000), words), min_size=1, max_size=9))
def test_what_we_store_reads_back_the_same(rows):
    cues, at = [], 0
    for length, text in rows:
        cues.append(Cue(at, at + length, text))
        at += length
    assert parse_vtt(to_vtt(cues)) == cues


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    found, line = [], 1
    try:
        found = read_captions(text)
    except CaptionsRefused as refused:
        line = refused.line
    assert found or line <= text.count("\n") + 1
