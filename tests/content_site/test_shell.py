"""The shell in real requests: pages, navigation, account menu, footer; a public page touches no session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from wagtail import hooks
from wagtail.models import Page, Site

from content.context import shell
from content.hooks import HOOK, page_context
from content.models import HomePage, InfoPage, NewsIndexPage, NewsPage, SiteSettings
from content.site_shell import site_shell
from tests.content_site.test_templates import outline_of

if TYPE_CHECKING:
    from django.test import Client, RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    """A published front page that is the root of the default site."""
    root = Page.get_first_root_node()
    assert root is not None
    page = HomePage(title="みなみ浜IT塾", slug="minamihama", lead="スマホで学べる、市の無料IT教室。")
    root.add_child(instance=page)
    site = Site.objects.get(is_default_site=True)
    site.root_page = page
    site.hostname = "testserver"
    site.port = 80
    site.save()
    SiteSettings.objects.create(site=site, site_name="みなみ浜IT塾", tagline="市がひらく教室")
    return page


def add_news(home: HomePage, count: int) -> NewsIndexPage:
    index = home.add_child(instance=NewsIndexPage(title="お知らせ", slug="news"))
    for n in range(count):
        page = NewsPage(title=f"知らせ{n}", slug=f"n{n}", published_on=f"2026-10-{n + 1:02d}", body="**大事**")
        index.add_child(instance=page)
    return index


def test_the_front_page_shows_lead_chain_and_three_news(client: Client, home: HomePage) -> None:
    add_news(home, 4)
    html = client.get("/").content.decode()
    assert "スマホで学べる、市の無料IT教室。" in html
    assert '<a class="btn mikan" href="/accounts/signup/">無料ではじめる' in html
    assert [word for word in ("学ぶ", "条件がそろう", "おためし", "仕事") if f"<b>{word}</b>" in html] != []
    assert html.count("<b>学ぶ</b>") == html.count("<b>おためし</b>") == 1
    assert html.index("知らせ3") < html.index("知らせ1")
    assert "知らせ0" not in html
    assert outline_of(html).wrong == []


def test_higher_apps_add_courses_to_the_front_page_by_the_hook(client: Client, home: HomePage) -> None:
    course = {"title": "はじめの一歩", "url": "/courses/first/", "slug": "first", "icon": "", "image_url": ""}

    def published(page: object, request: object) -> dict[str, list[dict[str, str]]]:
        return {"courses": [course]} if isinstance(page, HomePage) else {}

    with hooks.register_temporarily(HOOK, published):
        assert "はじめの一歩" in client.get("/").content.decode()


def test_the_hook_joins_lists_and_lets_the_last_value_win(rf: RequestFactory) -> None:
    first = lambda page, request: {"items": [1], "word": "a"}  # noqa: E731
    second = lambda page, request: {"items": [2], "word": "b"}  # noqa: E731
    with hooks.register_temporarily([(HOOK, first), (HOOK, second)]):
        merged = page_context("somewhere", rf.get("/"))
    assert merged["items"] == [1, 2]
    assert merged["word"] == "b"


def test_a_public_page_sets_no_cookie_and_does_not_vary_by_it(client: Client, home: HomePage) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_signed_in_person_sees_the_account_menu_and_my_learning(client: Client, home: HomePage) -> None:
    client.force_login(get_user_model().objects.create_user(email="sakura@example.jp"))
    html = client.get("/").content.decode()
    assert "ログアウト" in html
    assert "情報の記録" in html
    assert '<a href="/learn/"' in html.split('class="nav"')[1].split("</nav>")[0]
    assert "sakura@" not in html


def test_a_visitor_sees_sign_in_and_no_link_a_visitor_may_not_open(client: Client, home: HomePage) -> None:
    html = client.get("/").content.decode()
    assert "ログイン" in html
    assert "ログアウト" not in html
    assert "/learn/" not in html.split('class="nav"')[1].split("</nav>")[0]


def test_a_role_adds_its_links_through_the_navigation_hook(rf: RequestFactory) -> None:
    def workspace(name: object, request: object) -> dict[str, object]:
        return (
            {"nav_items": [{"label": "企業のページ", "url": "/partner/"}], "account_name": "はまかぜ"}
            if name == "navigation"
            else {}
        )

    request = rf.get("/partner/jobs/")
    request.user = get_user_model()(email="x@example.jp")
    with hooks.register_temporarily(HOOK, workspace):
        context = shell(request)
        assert [item["label"] for item in context["nav_items"]][-1] == "企業のページ"
        assert context["account"]["initial"] == "は"


def test_the_shell_asks_nothing_until_a_template_reads_it(rf: RequestFactory, django_assert_num_queries) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        shell(request)


def test_the_words_of_a_site_are_read_once_and_dropped_when_changed(home: HomePage, django_assert_num_queries) -> None:
    site = Site.objects.get(is_default_site=True)
    assert site_shell(site).name == "みなみ浜IT塾"
    with django_assert_num_queries(0):
        site_shell(site)
    words = SiteSettings.objects.get(site=site)
    words.site_name = "新しい名前"
    words.save()
    assert site_shell(site).name == "新しい名前"


def test_reading_a_site_without_words_writes_nothing(home: HomePage) -> None:
    SiteSettings.objects.all().delete()
    site = Site.objects.get(is_default_site=True)
    site_shell(site)
    assert SiteSettings.objects.count() == 0


def test_information_pages_of_this_site_stand_in_the_footer(client: Client, home: HomePage) -> None:
    home.add_child(instance=InfoPage(title="よくある質問", slug="help", body="## 料金\n\n無料です。"))
    home.add_child(instance=InfoPage(title="下書き", slug="draft", body="x", live=False))
    html = client.get("/").content.decode()
    assert '<a href="/help/">よくある質問</a>' in html
    assert "下書き" not in html
    page = client.get("/help/").content.decode()
    assert "<h2>料金</h2>" in page
    assert "<title>よくある質問｜みなみ浜IT塾</title>" in page


def test_news_are_paged(client: Client, home: HomePage) -> None:
    add_news(home, 25)
    html = client.get("/news/").content.decode()
    assert 'href="?page=2"' in html
    assert "知らせ0" in client.get("/news/?page=2").content.decode()
    assert client.get("/news/?page=x").status_code == 200


def test_page_types_state_their_place_in_the_tree(home: HomePage) -> None:
    index = add_news(home, 0)
    assert not NewsIndexPage.can_create_at(home)
    assert NewsPage.can_create_at(index)
    assert not NewsPage.can_create_at(home)
    assert not HomePage.can_create_at(home)
    assert InfoPage.can_create_at(home)
