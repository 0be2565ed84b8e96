"""What a careful learner answers is right: the keys of the demo lessons hold what their lessons teach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from content.items import grade
from content.lessonmark.kinds import KINDS
from tests.demo.answers import ANSWERS
from tests.demo.answers import BANKS as BANK_ANSWERS
from tests.demo.files import BANKS, all_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.items import Item

GRADED = [item for item in all_items() if KINDS[item.type].auto]
IN_BANKS = [item for lesson in BANKS.values() for item in lesson.items]


def _plain(html: str) -> str:
    return re.sub(r"<rt>.*?</rt>|<[^>]+>", "", html)


def _one(texts: Sequence[str], part: str) -> int:
    """The place of the only text with this part in it."""
    found = [place for place, text in enumerate(texts) if part in text]
    assert len(found) == 1, (part, texts)
    return found[0]


def _choice(item: Item, said: Any) -> list[int]:
    texts = [_plain(option["html"]) for option in item.public["options"]]
    return [_one(texts, part) for part in (said if isinstance(said, tuple) else (said,))]


def _match(item: Item, said: dict[str, str]) -> list[int]:
    targets = [_plain(option["html"]) for option in item.public["options"]]
    return [_one(targets, said[_plain(left["html"]).strip()]) for left in item.public["left"]]


def _cloze(item: Item, said: list[str]) -> list[Any]:
    return [
        gap["select"].index(text) if "select" in gap else text
        for gap, text in zip(item.public["gaps"], said, strict=True)
    ]


def _branch(item: Item, said: list[str]) -> list[int]:
    edges = [_plain(edge["html"]).strip() for edge in item.key.to_json()["edges"]]
    ways = [[place for place, text in enumerate(edges) if text.startswith(part)] for part in said]
    assert all(len(found) == 1 for found in ways), (said, edges)
    return [found[0] for found in ways]


def _order(item: Item, said: list[str]) -> list[int]:
    texts = [_plain(option["html"]) for option in item.public["options"]]
    return [_one(texts, part) for part in said]


READ = {"choice": _choice, "match": _match, "cloze": _cloze, "branch": _branch, "order": _order}


def _answer(item: Item) -> Any:
    said = {**ANSWERS, **BANK_ANSWERS}[item.id]
    return READ[item.type](item, said) if item.type in READ else said


@pytest.mark.parametrize("item", [*GRADED, *IN_BANKS], ids=lambda item: item.id)
def test_a_careful_answer_is_right(item: Item) -> None:
    assert grade(item.public, item.key, _answer(item)).share == 1


def test_every_answer_belongs_to_an_item() -> None:
    assert {item.id for item in GRADED} == set(ANSWERS)
    assert {item.id for item in IN_BANKS} == set(BANK_ANSWERS)
