"""The editor's side of the site pages: forms open and save, text is compiled, preview shows the page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Page, Site

from content.models import HomePage, InfoPage, SiteSettings
from tests.accounts.factories import sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    root = Page.get_first_root_node()
    assert root is not None
    page: HomePage = root.add_child(instance=HomePage(title="塾", slug="juku", lead="学べる教室"))
    Site.objects.filter(is_default_site=True).update(root_page=page)
    return page


@pytest.fixture
def editor(client: Client) -> Client:
    """Signed in with password and code: the CMS lets nobody in with less."""
    user = get_user_model().objects.create_superuser(email="editor@example.jp")
    return sign_in(client, SimpleNamespace(user=user, user_id=user.pk))


def test_an_information_page_is_written_and_published_in_the_cms(editor: Client, home: HomePage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["content", "infopage", home.pk])
    assert editor.get(address).status_code == 200
    form = {
        "title": "よくある質問",
        "slug": "faq",
        "intro": "",
        "body": "## 料金\n\n**無料**です。",
        "seo_title": "",
        "search_description": "",
        "show_in_menus": "on",
        "action-publish": "1",
    }
    form |= {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = editor.post(address, form)
    assert answer.status_code == 302
    page = InfoPage.objects.get(slug="faq")
    assert page.live
    assert page.body_html == "<h2>料金</h2>\n<p><strong>無料</strong>です。</p>\n"


def test_a_changed_text_is_compiled_anew(home: HomePage) -> None:
    page = home.add_child(instance=InfoPage(title="案内", slug="guide", body="前"))
    page.body = "後"
    page.save()
    page.refresh_from_db()
    assert page.body_html == "<p>後</p>\n"


def test_the_words_of_the_site_are_edited_in_the_cms_and_the_phone_is_checked(editor: Client, home: HomePage) -> None:
    site = Site.objects.get(is_default_site=True)
    address = reverse("wagtailsettings:edit", args=["content", "sitesettings", site.pk])
    words = {"site_name": "浜の塾", "tagline": "", "logo_text": "", "office_phone": "0838-00-0000"}
    assert editor.get(address).status_code == 200
    refused = editor.post(address, words | {"office_phone": "市役所まで"})
    assert refused.status_code == 200
    assert "半角の数字とハイフンで入力してください。" in refused.content.decode()
    assert editor.post(address, words).status_code == 302
    assert SiteSettings.objects.get(site=site).site_name == "浜の塾"
