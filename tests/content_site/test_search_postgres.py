"""The same words on PostgreSQL: its text search must not lose a Japanese character or trip over a sign."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.content_site.test_search_index import TEXTS, found, pages  # noqa: F401 -- the fixture is used by name

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("AI", {"ITの相談"}),
        ("IT", {"ITの相談"}),
        ("ネット", {"インターネットの料金"}),
        ("キー", {"東京都の仕事"}),
        ("サーバー", {"digital って何"}),
        ("渡辺", {"京都から来た人へ"}),
        ("PC", {"東京都の仕事"}),
        ("仕事　書き方", {"東京都の仕事"}),
        ("仕事 萩", set()),
    ],
)
def test_a_word_finds_exactly_its_pages_on_postgresql(pages: None, words: str, titles: set[str]) -> None:  # noqa: F811
    assert connection.vendor == "postgresql"
    assert titles <= set(TEXTS)
    assert found(words) == titles


@pytest.mark.parametrize("words", ['京都"', "京都* OR 1", "京都😀", "(京都", "京都:*", "'; DROP", "京都 & !x"])
def test_no_sign_or_operator_breaks_the_search_on_postgresql(pages: None, words: str) -> None:  # noqa: F811
    found(words)
