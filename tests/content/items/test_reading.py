"""Japanese answers and numbers are read as the language says (section 6)."""

from __future__ import annotations

import pytest

from content.items import normalise, read_number, read_range
from tests.content.vectors import vectors


@pytest.mark.parametrize("case", vectors("items/normalise"), ids=lambda case: case["given"])
def test_an_answer_equals_the_key_after_normalisation(case):
    flags = dict.fromkeys(case.get("options", ()), True)
    equal = normalise(case["given"], **flags) == normalise(case["key"], **flags)
    assert equal is case["equal"]


@pytest.mark.parametrize("case", vectors("items/number"), ids=lambda case: f"{case['given']} {case['key']}")
def test_a_number_is_read_and_compared(case):
    unit = case.get("unit", "")
    number = read_number(case["given"], unit)
    accepted = read_range(case["key"], unit)
    if case.get("invalid"):
        assert number is None
    else:
        assert accepted.holds(number.value) is case["equal"]


@pytest.mark.parametrize("text", ["10...20", "3 ± -1", "四", "", "1e3", "1/2", "9" * 41])
def test_what_is_no_number_line_is_not_read(text):
    assert read_range(text) is None


def test_invisible_characters_never_make_two_answers_differ():
    assert normalise("テ\u200bレ\ufe0fワーク\u00ad") == normalise("テレワーク")
