"""The screens of judged work, of figures and of evidence in a real browser: no axe violation, no sideways scroll at 320 px."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lms.learning.models import SkillEvidence
from tests.accounts.factories import make_person, sign_in
from tests.learning import keys, works

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
STATIC = Path(settings.BASE_DIR) / "content" / "static"
SITE = "https://hama.example.jp"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def pages(region, learner):
    """Name -> HTML of each screen with something on it."""
    teacher = make_person(region, "I", name="みどり")
    course = works.make_assignment(region)
    row = works.give(learner, course, text="はじめまして。応募します。")
    works.judge(row, teacher, "returned", [3, None], "見出しを付けてください。")
    waiting = works.give(make_person(region, name="はるか"), course)
    SkillEvidence.objects.create(
        region=region, person=learner, skill_id="SEC-01", level=2, mode="test", source_key="t",
        earned_on=row.due_on,
    )  # fmt: skip
    judged = keys.make(region)
    for answer in ([0], [1], [2], [2], [2]):
        keys.give(make_person(region), judged, "k-one", answer)
    keys.republish(region, keys.CORRECTED)
    mine = sign_in(Client(SERVER_NAME="hama.example.jp"), learner)
    desk = sign_in(Client(SERVER_NAME="hama.example.jp"), teacher)
    asked = {
        "lesson": (mine, "/learn/a4/kadai/"),
        "work": (mine, "/learn/a4/kadai/items/w-text/work/"),
        "evidence": (mine, reverse("learning:evidence")),
        "queue": (desk, reverse("learning:work_queue")),
        "judge": (desk, reverse("learning:judge_work", args=[waiting.pk])),
        "regrade": (desk, reverse("learning:regrade", args=[keys.newest("k-one").pk])),
        "regrades": (desk, reverse("learning:regrades")),
        "statistics": (desk, reverse("learning:course_statistics", args=["k1"])),
        "entering": (desk, reverse("learning:enter_evidence")),
    }
    return {name: client.get(url).content.decode() for name, (client, url) in asked.items()}


def test_no_screen_breaks_a_rule_or_scrolls_sideways(pages, chromium):
    wrong = {}
    for name, html in pages.items():
        for width in (320, 390, 1440):
            context = chromium.new_context(viewport={"width": width, "height": 900})
            page = context.new_page()

            def serve(route, *, html=html):
                path = Path(route.request.url.removeprefix(SITE).split("?")[0])
                if path.parts[:2] == ("/", "static"):
                    body = (STATIC / path.relative_to("/static")).read_bytes()
                    route.fulfill(body=body, content_type=TYPES.get(path.suffix, "text/plain"))
                else:
                    route.fulfill(body=html, content_type="text/html; charset=utf-8")

            page.route("**/*", serve)
            page.goto(f"{SITE}/{name}")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wrong[name, width] = "scrolls sideways"
            found = [broken["id"] for broken in Axe().run(page).response["violations"]] if width == 390 else []
            if found:
                wrong[name, width] = found
            if PICTURES and width != 320:
                page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
            context.close()
    assert wrong == {}
