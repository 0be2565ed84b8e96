"""Tokens in the real search backend: the words of law.md §12 find what they must and nothing else."""

from __future__ import annotations

import pytest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from content.models import HomePage, InfoPage
from content.search import match_rank, phrase_query

pytestmark = pytest.mark.django_db

TEXTS = {
    "インターネットの料金": "家のネットのはなし。Gmail も使います。",
    "ITの相談": "萩の市民館で AI を学びます。",
    "digital って何": "サーバーを借ります。",
    "京都から来た人へ": "採用までの流れ。渡邊さんの話。",
    "東京都の仕事": "テレワークの書き方。パソコンのキーを打つ。",
    "コキの話": "もう一つのページ。",
}


@pytest.fixture
def pages() -> None:
    root = Page.get_first_root_node()
    assert root is not None
    home = root.add_child(instance=HomePage(title="塾", slug="juku", lead="教室"))
    for number, (title, body) in enumerate(TEXTS.items()):
        home.add_child(instance=InfoPage(title=title, slug=f"p{number}", body=body))
    home.add_child(instance=InfoPage(title="テレワークの下書き", slug="draft", body="x", live=False))


def found(words: str) -> set[str]:
    query = phrase_query(words)
    assert query is not None
    return {page.title for page in get_search_backend().search(query, Page.objects.live())}


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("AI", {"ITの相談"}),
        ("ＡＩ", {"ITの相談"}),
        ("人工知能", {"ITの相談"}),
        ("IT", {"ITの相談"}),
        ("萩", {"ITの相談"}),
        ("採用", {"京都から来た人へ"}),
        ("ネット", {"インターネットの料金"}),
        ("テレワーク", {"東京都の仕事"}),
        ("ﾃﾚﾜｰｸ", {"東京都の仕事"}),
        ("在宅", {"東京都の仕事"}),
        ("PC", {"東京都の仕事"}),
        ("書きかた", {"東京都の仕事"}),
        ("キー", {"東京都の仕事"}),
        ("サーバ", {"digital って何"}),
        ("サーバー", {"digital って何"}),
        ("渡辺", {"京都から来た人へ"}),
        ("京都", {"京都から来た人へ", "東京都の仕事"}),
        ("仕事　書き方", {"東京都の仕事"}),
        ("仕事 萩", set()),
    ],
)
def test_a_word_finds_exactly_its_pages(pages: None, words: str, titles: set[str]) -> None:
    assert found(words) == titles


def test_the_page_with_the_whole_word_stands_first(pages: None) -> None:
    assert min(found("京都"), key=lambda title: match_rank("京都", title)) == "京都から来た人へ"


@pytest.mark.parametrize(
    "words", ['京都"', "京都* OR 1", "NOT 京都 AND", "京都😀", "(京都", "京都:*", "'; DROP", "NEAR(京 都)"]
)
def test_no_sign_or_operator_breaks_the_search(pages: None, words: str) -> None:
    found(words)
