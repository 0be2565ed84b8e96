"""The whole chain in one browser story: register, learn, apply, interview, trial, offer, start, and the number in the report."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from lms.ledger import clock
from tests.journeys import tryout
from tests.journeys.conftest import DESK, PHONE, PICTURES, sign_in

pytestmark = pytest.mark.journey


POST = "データ入力（業務委託）"
FIRM = "kigyo@misaki.example"


def press(page, name):
    """Press the button (or link that looks like one) with exactly these words."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def picture(page, name):
    """Keep a picture for somebody's own eyes."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def register(page, town, address):
    """Open an account with a mail code; the home page leads there."""
    page.goto("/")
    page.get_by_role("link", name="無料ではじめる").click()
    page.fill("input[name=email]", address)
    page.fill("input[name=display_name]", "みちる")
    page.fill("input[name=birth_date]", "1990-04-02")
    page.select_option("select[name=school_kind]", "none")
    page.fill("input[name=password1]", "minamihama-demo")
    press(page, "登録する")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", town.newest_code(address))
    page.click("form:has(input[name=code]) button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/me/")
    page.fill("input[name=family_name]", "汐見")
    page.fill("input[name=given_name]", "みちる")
    page.click("form:has(input[name=family_name]) button[type=submit]")


def answer_first_question(page):
    """Choose the first option; the server's word comes back with an icon and text."""
    form = page.locator("form:has(input[name=answer][type=radio])").first
    form.locator("input[name=answer]").first.check()
    form.get_by_role("button", name="答え合わせ").click()
    state = page.locator("[role=status]:visible").filter(has_text=re.compile("正解|おしい|もう一度"))
    state.first.wait_for()


def learn_course(page):
    """Take 情報セキュリティ入門 from はじめる to its last lesson."""
    page.goto("/courses/")
    page.get_by_role("link", name=re.compile("情報セキュリティ入門")).first.click()
    press(page, re.compile("はじめる"))
    page.wait_for_url("**/learn/a3-security/**")
    answer_first_question(page)
    for number in range(5):
        before = page.url
        press(page, re.compile("わかった"))
        page.wait_for_url(lambda url, before=before: url != before)
        assert "/learn/" in page.url or number == 4


def pass_course_test(town, address):
    """Ten right answers: what a test asks and shows is told in tests/learning, here only its end counts."""
    town.manage(
        "shell",
        "-c",
        "from config.demo_town.coursework import pass_test; from courses.outline import outline\n"
        "from lms.accounts.models import Person\n"
        f"who = Person.objects.select_related('region').get(user__email={address!r})\n"
        "pass_test(who, outline(who.region.site).course_by_key('A3'))",
    )


def apply(page):
    """What was missing is there now: three steps, one consent, one check."""
    page.goto("/work/")
    page.get_by_role("link", name=POST).click()
    press(page, "応募する")
    press(page, re.compile("つぎへ"))
    items = page.locator("input[name=items]")
    for index in range(items.count()):
        if not items.nth(index).is_checked():
            items.nth(index).check()
    press(page, re.compile("つぎへ|確認"))
    page.check("input[name=agreed]")
    press(page, "同意して応募する")
    page.wait_for_url("**/work/mine/**")
    return page.locator("b.num", has_text="K-").first.inner_text()


def ask_for_interview(page, code):
    """The firm opens the coded application and proposes two times."""
    page.goto("/partner/jobs/")
    page.get_by_role("link", name=POST).click()
    page.locator("a[href*='/board/']").first.click()
    page.get_by_role("link", name=code).click()
    assert "汐見" not in page.content()
    address = page.url
    press(page, re.compile("面談"))
    first = clock.now().astimezone(clock.TOKYO) + timedelta(days=3)
    page.fill("input[name=slot_1]", first.strftime("%Y-%m-%dT10:00"))
    page.fill("input[name=slot_2]", first.strftime("%Y-%m-%dT14:00"))
    page.fill("input[name=place_detail]", "リンクを前日に送ります")
    page.fill("input[name=interviewers]", "採用の担当者")
    page.click("main form:has(input[name=slot_1]) button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/interview/"))
    return address


def answer_interview(page):
    """The learner takes a time and lets the firm know the name."""
    page.goto("/work/mine/")
    page.get_by_role("link", name=POST).first.click()
    page.locator("input[name=slot]").first.check()
    form = page.locator("form:has(input[name=slot])")
    form.locator("input[name=items][value=name]").check()
    form.locator("input[name=agreed]").check()
    form.locator("button[type=submit]").click()


def offer(page, address):
    """The firm sees the name now and makes an offer that starts today."""
    page.goto(address)
    assert "汐見" in page.inner_text("h1")
    press(page, re.compile("条件を"))
    today = clock.now().astimezone(clock.TOKYO).date()
    page.fill("input[name=starts_on]", today.isoformat())
    page.fill("input[name=expires_on]", (today + timedelta(days=8)).isoformat())
    for name, value in (("order_date", today), ("receipt_date", today + timedelta(days=30)),
                        ("pay_date", today + timedelta(days=60))):  # fmt: skip
        field = page.locator(f"input[name$={name}]")
        if field.count() and not field.input_value():
            field.fill(value.isoformat())
    for field in page.locator("main form input[type=text][required], main form textarea[required]").all():
        if not field.input_value():
            field.fill("なし")
    page.click("main form:has(input[name=starts_on]) button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/offer/"))


def accept_offer(page):
    """The learner reads the terms and accepts them."""
    page.goto("/work/mine/")
    page.get_by_role("link", name=POST).first.click()
    form = page.locator("form[action$='/accept/']")
    for item in form.locator("input[name=items]").all():
        item.check()
    form.locator("input[name=agreed]").check()
    form.locator("button[type=submit]").click()


def confirm_start(page, form_part):
    """One side says that work began today."""
    form = page.locator(f"form[action*='{form_part}']")
    form.locator("input[name=day]").fill(clock.now().astimezone(clock.TOKYO).date().isoformat())
    form.locator("button[type=submit]").first.click()


@pytest.mark.parametrize(
    ("name", "viewport", "javascript"),
    [("phone", PHONE, True), ("desk", DESK, True), ("plain", PHONE, False)],
)
def test_a_resident_learns_applies_and_begins_to_work(town, open_page, name, viewport, javascript):
    address = f"michiru.{name}@demo.example"
    before = town.report("minamihama-2026")
    learner = open_page(viewport, javascript=javascript)
    firm = open_page(viewport, javascript=javascript)

    register(learner, town, address)
    learner.goto("/work/")
    learner.get_by_role("link", name=POST).click()
    assert "あと1つで応募できます" in learner.inner_text("main")
    assert learner.get_by_role("link", name="応募する").count() == 0
    picture(learner, f"{name}-missing")

    learn_course(learner)
    pass_course_test(town, address)
    learner.goto("/learn/")
    picture(learner, f"{name}-my-learning")
    code = apply(learner)
    picture(learner, f"{name}-applied")

    sign_in(firm, town, FIRM)
    candidate = ask_for_interview(firm, code)
    picture(firm, f"{name}-candidate")
    answer_interview(learner)
    trial = tryout.propose(firm, candidate)
    mine = tryout.sign_both(learner, firm, trial)
    tryout.work(learner, firm, trial, mine)
    tryout.look_back(learner, firm, trial, mine)
    picture(learner, f"{name}-trial")
    offer(firm, candidate)
    accept_offer(learner)
    firm.goto(candidate)
    firm.locator("a[href*='/partner/contracts/']").first.click()
    confirm_start(firm, "/start/")
    learner.goto("/work/mine/")
    learner.get_by_role("link", name=POST).first.click()
    confirm_start(learner, "/start/")
    assert "就業" in learner.inner_text("main")
    picture(learner, f"{name}-started")

    learner.goto("/me/consents/")
    assert "みさきデータ株式会社" in learner.inner_text("main")
    picture(learner, f"{name}-who-saw-me")

    after = town.report("minamihama-2026")
    for key in ("PAR-P", "CMP-P", "APP-P", "INT-P", "TRI-P", "TRI-K", "OUT-P", "WRK-P"):
        assert after[key]["value"] == before[key]["value"] + 1, key
    assert after["EMP-P"]["value"] == before["EMP-P"]["value"]
    staff = open_page(viewport, javascript=javascript)
    sign_in(staff, town, "tantou@demo.example")
    staff.goto("/staff/reports/minamihama-2026/")
    assert after["APP-P"]["text"] in staff.inner_text("main")
    picture(staff, f"{name}-report")
    assert date.fromisoformat(after["APP-P"]["as_of"]) >= clock.now().astimezone(clock.TOKYO).date()
