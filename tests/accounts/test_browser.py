"""The pages of sign-in, profile, roles and notices in a real browser: no axe violation, no sideways scroll, policy kept."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lms.accounts.actors import actor_for
from lms.ledger import clock, engine
from lms.notices.services import notify
from tests.accounts.factories import make_person, make_region, sign_in

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STATIC = Path(settings.BASE_DIR) / "content" / "static"
SITE = "http://testserver"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
]


def notice_for(person):
    event = engine.record(
        "account.opened", region=person.region, stream_type="sample", stream_id="1", actor=actor_for(person)
    )
    with clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        notify(event, "N16", [person], link="/work/mine/", params={"reference": "在宅の事務サポート"})


@pytest.fixture
def pages(db):
    """Name -> response, rendered through the whole stack."""
    cache.clear()
    region = make_region()
    visitor = Client()
    found = {name: visitor.get(reverse(f"account_{name}")) for name in ("login", "signup", "reset_password")}
    found["signup_errors"] = visitor.post(reverse("account_signup"), {"email": "x", "birth_date": "きのう"})
    visitor.post(reverse("account_request_login_code"), {"email": "somebody@example.jp"})
    found["code"] = visitor.get(reverse("account_confirm_login_code"))
    learner = make_person(region)
    notice_for(learner)
    reader = sign_in(Client(), learner)
    for name in ("accounts:profile", "accounts:export", "notices:list", "account_email", "account_change_password"):
        found[name] = reader.get(reverse(name))
    found["profile_errors"] = reader.post(reverse("accounts:profile"), {"phone": "110", "family_kana": "田中"})
    make_person(region, "C", named_access=True)
    admin = sign_in(Client(), make_person(region, "AD"))
    found["roles"] = admin.get(reverse("accounts:roles"))
    elsewhere = make_person(make_region("kita", host="kita.example.jp", name="きた町"))
    found["join"] = sign_in(Client(), elsewhere).get(reverse("accounts:join"))
    code_only = sign_in(Client(), make_person(region, "C"), "code")
    found["reauthenticate"] = code_only.get(reverse("account_reauthenticate"))
    assert {name: page.status_code for name, page in found.items() if page.status_code not in {200, 422}} == {}
    return found


def answer(pages):
    def serve(route):
        path = route.request.url.removeprefix(SITE).split("?")[0].split("#")[0]
        if path.startswith("/static/"):
            body = (STATIC / path.removeprefix("/static/")).read_bytes()
            route.fulfill(body=body, content_type=TYPES[Path(path).suffix])
            return
        page = pages[path.removeprefix("/")]
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if "Content-Security-Policy" in page.headers:
            headers["Content-Security-Policy"] = page.headers["Content-Security-Policy"]
        route.fulfill(body=page.content, headers=headers)

    return serve


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_page_is_accessible_and_fits(pages, width, browser):
    pictures = os.environ.get("PICTURES")
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    context.route(f"{SITE}/**", answer(pages))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for name in pages:
        page.goto(f"{SITE}/{name}")
        if pictures:
            page.screenshot(path=f"{pictures}/{name.replace(':', '-')}-{width}.png", full_page=True)
        for fold in page.query_selector_all("details"):
            fold.evaluate("fold => { fold.open = !fold.hasAttribute('data-menu') }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert said == [], name
    context.close()


def test_no_page_carries_inline_style_or_script(pages):
    for name, page in pages.items():
        text = page.content.decode()
        assert " style=" not in text, name
        assert "<script>" not in text, name
        assert "Content-Security-Policy" in page.headers, name
