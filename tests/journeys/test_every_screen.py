"""Every screen, as every demo account: accessible, narrow enough, quiet under the strict policy, and in Japanese."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from tests.journeys.conftest import DESK, PHONE, PICTURES, ROOT, sign_in

pytestmark = pytest.mark.journey

ACCOUNTS = [
    "anonymous",
    "sakura@demo.example",
    "shinjin@demo.example",
    "koukou@demo.example",
    "learner54@demo.example",  # has an offer to answer
    "learner57@demo.example",  # works
    "koushi@demo.example",
    "tantou@demo.example",
    "kessai@demo.example",
    "kanri@demo.example",
    "kigyo@hamakaze.example",
    "saiyo@hamakaze.example",
]
NARROW = {"width": 320, "height": 640}
MOST = 40
LOOKED: set[str] = set()  # main parts of pages somebody has looked at already: the same words need one look
# Not screens of ours: the editor's desk, ways out, files, and the mail page of demo mode.
ELSEWHERE = re.compile(r"^/(cms|documents|static|media|demo)/|/logout/|/open/$|\.(csv|ics|json|pdf|xml|txt)$")
ENGLISH = re.compile(r"[A-Za-z]{3,}(?:[ '’,]+[A-Za-z]{3,})+")
# Names that are English in Japanese too: licences and products (course texts name them).
NAMES = re.compile(
    r"CC BY(?:-SA)? [\d.]+|[\w.+-]+@[\w.-]+|https?://\S+|Creative Commons[\w ]*|Google [A-Z]\w+|Microsoft [A-Z]\w+"
    r"|Windows Update|Android|iPhone|Wi-Fi|BIZ UDPGothic"
)
AXE_RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
VISIBLE = """() => {
  const said = [document.title, document.body.innerText];
  for (const e of document.querySelectorAll('[aria-label],[title],[alt],[placeholder]'))
    for (const name of ['aria-label', 'title', 'alt', 'placeholder']) if (e.hasAttribute(name)) said.push(e.getAttribute(name));
  return said.join('\\n');
}"""


def catalogue() -> dict[str, str]:
    """English message → Japanese wording of all apps, as far as the two differ and no value is filled in."""
    known = {}
    for path in ROOT.glob("**/locale/ja/LC_MESSAGES/django.po"):
        if ".venv" in path.parts or "var" in path.parts:
            continue
        with path.open("rb") as source:
            for message in read_po(source):
                if isinstance(message.id, str) and message.id.isascii() and re.search("[A-Za-z]{3}", message.id):
                    known[message.id] = str(message.string)
    return {english: word for english, word in known.items() if word and word != english and "%(" not in english}


MESSAGES = catalogue()


def pattern_of(address: str) -> str:
    """The route an address belongs to; pages of the tree by depth and first folder (one course stands for all)."""
    path = urlsplit(address).path
    try:
        route = resolve(path).route
    except Resolver404:
        return path
    if "wagtail" not in resolve(path).view_name and not route.startswith("^("):
        return route
    parts = path.strip("/").split("/")
    return path if len(parts) < 2 else "/".join([parts[0], *("*" for _part in parts[1:])])


def screens(page: Any, start: str) -> tuple[dict[str, str], list[str]]:
    """Follow own links from `start`: address → source, at most MOST of them and two of a pattern; and dead links."""
    found: dict[str, str] = {}
    dead: list[str] = []
    patterns: Counter[str] = Counter()
    waiting, seen = [start, "/accounts/login/"], set()
    host = urlsplit(page.url or "").netloc
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        pattern = pattern_of(address)
        if address in seen or ELSEWHERE.search(address) or patterns[pattern] >= (2 if pattern.endswith(">/") else 1):
            continue
        seen.add(address)
        answer = page.request.get(address)
        landed = urlsplit(answer.url)
        if answer.status >= 400:
            dead.append(f"{address}  answers {answer.status} to a link")
            continue
        if "text/html" not in answer.headers.get("content-type", "") or landed.netloc != host:
            continue
        source = answer.text()
        if ELSEWHERE.search(landed.path) or landed.path in found or patterns[pattern_of(landed.path)] >= 2:
            continue
        found[landed.path] = source
        patterns.update({pattern, pattern_of(landed.path)})
        for link in re.findall(r'<a\b[^>]*?\shref="([^"#]*)', source):
            target = urlsplit(urljoin(answer.url, html.unescape(link)))
            if target.scheme in {"http", "https"} and target.netloc == host:
                waiting.append(target.path)
    return found, dead


def faults_of_source(source: str) -> list[str]:
    """What a strict content policy forbids, read in the HTML as it was sent."""
    faults = []
    if re.search(r"<[^>]+\sstyle\s*=", source):
        faults.append("a style attribute")
    if re.search(r"<[^>]+\son[a-z]+\s*=\s*[\"']", source):
        faults.append("an inline event handler")
    if re.search(r"<style\b", source):
        faults.append("an inline style sheet")
    faults += ["an inline script" for tag in re.findall(r"<script\b[^>]*>", source) if " src=" not in tag]
    headings = len(re.findall(r"<h1\b", source))
    if headings != 1:
        faults.append(f"{headings} headings of the first level")
    return faults


def english_in(text: str) -> list[str]:
    """English that a Japanese reader would meet: whole messages of our catalogues, or runs of English words."""
    left = NAMES.sub(" ", text)
    whole = [line.strip() for line in left.splitlines() if line.strip() in MESSAGES]
    return whole + ENGLISH.findall(left)


def violations(page: Any) -> list[str]:
    """What axe-core says about the page as it stands."""
    answer = page.evaluate("rules => axe.run(document, rules)", AXE_RULES)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in answer["violations"]
        for node in rule["nodes"][:3]
    ]


def look(page: Any, name: str) -> list[str]:
    """Check the open page at three widths and keep its pictures."""
    faults = []
    page.evaluate(Axe().axe_script)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        faults += [f"{size['width']} px {fault}" for fault in violations(page)]
        page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(NARROW)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide > room:
        faults.append(f"320 px: {wide} px wide")
    return faults + [f"English: {words}" for words in english_in(page.evaluate(VISIBLE))]


def is_new(source: str) -> bool:
    """Whether this main part was not looked at before, for whichever account (tokens and ids apart)."""
    main = re.search(r"<main\b.*</main>", source, re.DOTALL)
    words = re.sub(r'value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', "", main.group() if main else source)
    if words in LOOKED:
        return False
    LOOKED.add(words)
    return True


def file_name(account: str, number: int, address: str) -> str:
    """A short name for a picture: who, the how-manieth screen, and where."""
    place = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "X", address)
    return (
        f"screen-{account.partition('@')[0]}-{number:02d}-{re.sub(r'[^A-Za-z0-9]+', '-', place).strip('-') or 'home'}"
    )


def enter(page: Any, town: Any, account: str) -> None:
    """Sign in with the password, and as an invented learner (who has none) with a mailed code."""
    if account == "anonymous":
        return
    if not account.startswith("learner"):
        sign_in(page, town, account)
        return
    before = town.mails_to(account)
    page.goto("/accounts/login/")
    page.fill("#id_code_email", account)
    page.click("form:has(#id_code_email) button[type=submit]")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", town.newest_code(account, since=before))
    page.click("form:has(input[name=code]) button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_screen_is_fit_to_be_seen(town, open_page, account):
    page = open_page(DESK)
    page.goto("/")
    enter(page, town, account)
    start = urlsplit(page.url).path
    found, faults = screens(page, start)
    for number, (address, source) in enumerate(found.items()):
        here = faults_of_source(source)
        if address == start or is_new(source):
            page.set_viewport_size(DESK)
            page.goto(address)
            here += look(page, file_name(account, number, address))
        faults += [f"{address}  {fault}" for fault in here]
    assert len(found) >= 5, sorted(found)
    assert faults == [], f"{len(faults)} faults on {Counter(fault.split()[0] for fault in faults)}\n" + "\n".join(
        faults
    )


def answering(source: str) -> Any:
    """A handler that answers a request with this page, so that it meets the real style sheet in the browser."""
    return lambda route: route.fulfill(body=source, content_type="text/html; charset=utf-8")


def test_error_pages_are_fit_to_be_seen(town, open_page):
    page = open_page(DESK)
    faults = []
    for name in ("404.html", "403.html", "403_csrf.html", "500.html"):
        source = render_to_string(name, {"region": None})
        page.route("**/broken/", answering(source))
        page.set_viewport_size(DESK)
        page.goto("/broken/")
        faults += [f"{name}  {fault}" for fault in faults_of_source(source) + look(page, f"error-{name[:-5]}")]
        page.unroute("**/broken/")
    answer = page.goto("/there-is-nothing/")
    assert answer.status == 404
    faults += [f"404 served  {fault}" for fault in look(page, "error-404-served")]
    assert faults == [], "\n".join(faults)


def test_readings_over_kanji_are_remembered(town, open_page):
    page = open_page(PHONE)
    page.goto("/")
    assert not page.locator("#furigana").is_checked()
    page.locator("label:has(#furigana)").click()
    assert page.locator("#furigana").is_checked()
    page.goto("/courses/")
    assert page.locator("#furigana").is_checked()
    page.locator("label:has(#furigana)").click()
    page.reload()
    assert not page.locator("#furigana").is_checked()


@pytest.mark.parametrize(
    ("account", "address", "kept"),
    [
        ("anonymous", "/accounts/signup/", ("display_name", "みちる")),
        ("sakura@demo.example", "/me/", ("municipality", "みなみ浜市")),
        ("tantou@demo.example", "/staff/programmes/new/", ("name", "冬の学校")),
        ("tantou@demo.example", "/staff/partners/new/", None),
    ],
)
def test_a_form_sent_half_empty_says_what_is_missing_and_keeps_the_rest(town, open_page, account, address, kept):
    page = open_page(PHONE)
    if account != "anonymous":
        sign_in(page, town, account)
    page.goto(address)
    form = page.locator("main form[method=post]").last
    for field in form.locator("input:is([type=text], [type=email], [type=date], [type=password]), textarea").all():
        field.fill("")
    if kept:
        form.locator(f"[name={kept[0]}]").fill(kept[1])
    form.evaluate("form => { form.noValidate = true }")
    with page.expect_navigation() as sent:
        form.locator("button[type=submit]").last.click()
    assert sent.value.status in {200, 422}
    summary = page.locator("[data-errors]")
    assert summary.is_visible()
    assert summary.evaluate("summary => summary === document.activeElement")
    assert page.title().startswith("エラー")
    assert summary.locator("a[href^='#']").count() >= 1
    for link in summary.locator("a[href^='#']").all():
        assert page.locator(f"[id='{link.get_attribute('href')[1:]}']").count() == 1
    if kept:
        assert form.locator(f"[name={kept[0]}]").input_value() == kept[1]
    assert look(page, f"half-empty-{address.strip('/').replace('/', '-')}") == []


def test_the_focus_is_seen_on_light_and_dark_grounds(town, open_page):
    page = open_page(DESK)
    page.goto("/")
    reached = set()
    for _press in range(40):
        page.keyboard.press("Tab")
        style, place = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e.matches('#furigana') ? e.closest('label') : e);
                return [parseFloat(s.outlineWidth), e.closest('header, main, footer, nav, body').tagName]; }"""
        )
        if place == "BODY" and page.evaluate("document.activeElement === document.body"):
            break
        assert style >= 3, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        reached.add(place)
    assert {"MAIN", "NAV"} <= reached


def test_the_printed_report_has_no_furniture(town, open_page):
    page = open_page(DESK)
    sign_in(page, town, "tantou@demo.example")
    page.goto("/staff/reports/minamihama-2026/")
    page.emulate_media(media="print")
    for part in (".site", ".foot", ".subnav", ".filters", ".actions"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".kpi").first.is_visible()
    page.screenshot(path=PICTURES / "print-report.png", full_page=True)
