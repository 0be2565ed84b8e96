"""Trial work between interview and offer, as both sides click it: an unpaid experience programme of one day."""

from __future__ import annotations

from lms.ledger import clock

TASK = "見本のデータを確かめる"


def _step(page, action, **fields):
    """Send one of the steps that stand on the page of a trial."""
    form = page.locator(f"form[action$='/{action}/']")
    for name, value in fields.items():
        form.locator(f"[name$={name}]").fill(value)
    for group in sorted({radio.get_attribute("name") for radio in form.locator("input[type=radio]").all()}):
        form.locator(f"input[name='{group}']").nth(2).check()
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def propose(firm, candidate):
    """From the application to the papers; returns the address of the trial."""
    firm.goto(candidate)
    firm.locator("a[href$='/trial/']").first.click()
    firm.check("input[name=kind][value=experience]")
    firm.click("main form:has(input[name=kind]) button[type=submit]")
    firm.wait_for_url("**/partner/trials/**")
    address = firm.url
    firm.locator("a[href$='/prepare/']").click()
    today = clock.now().astimezone(clock.TOKYO).date().isoformat()
    values = {
        "duties": "受注データの確認を、見本を使って体験します",
        "place": "自宅",
        "work_time": "10時から12時",
        "starts_on": today,
        "ends_on": today,
        "pay": "0",
        "insurance": "傷害保険（市が加入）",
        "contact": "採用の担当 0838-00-0001",
        "task_1_title": TASK,
        "task_1_done_when": "まちがいを3つ見つける",
        "task_1_hours": "2",
        "criteria": "見本のとおりに確かめられる\nわからないときに聞ける",
    }
    for name, value in values.items():
        firm.fill(f"[name={name}]", value)
    firm.click("main form:has([name=duties]) button[type=submit]")
    firm.wait_for_url(address)
    return address


def _sign(page, name):
    page.locator("a[href$='/sign/']").click()
    assert TASK in page.inner_text("main")
    for consent in page.locator("input[name=agreed]").all():
        consent.check()
    page.fill("input[name=signed_name]", name)
    page.check("input[name=agreed_to_paper]")
    page.click("form:has(input[name=signed_name]) button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/sign/"))


def sign_both(learner, firm, address):
    """The paper is the same for both; with the second signature the trial is agreed."""
    learner.goto("/work/trials/")
    learner.locator("main a[href*='/work/trials/']").first.click()
    mine = learner.url
    _sign(learner, "汐見みちる")
    firm.goto(address)
    _sign(firm, "採用の担当")
    return mine


def work(learner, firm, address, mine):
    """Begin, write down two hours, end, and the other side confirms the end."""
    learner.goto(mine)
    # The worker begins it too when its day has come; whoever is first.
    if learner.locator("form[action$='/start/']").count():
        _step(learner, "start")
    learner.goto(mine)
    _step(learner, "log_hours", hours="2")
    _step(learner, "confirm_hours")
    firm.goto(address)
    _step(firm, "propose_end")
    learner.goto(mine)
    _step(learner, "confirm_end")


def look_back(learner, firm, address, mine):
    """Both evaluate; neither reads the other before; the firm says the result and the person agrees."""
    firm.goto(address)
    _step(firm, "file_evaluation", comment="ていねいでした。")
    learner.goto(mine)
    assert "ていねいでした。" not in learner.content()
    _step(learner, "file_evaluation", comment="聞きやすかったです。")
    assert "ていねいでした。" in learner.inner_text("main")
    firm.goto(address)
    assert "聞きやすかったです。" in firm.inner_text("main")
    form = firm.locator("form[action$='/propose_outcome/']")
    form.locator("input[value=offer_pending]").check()
    form.locator("button[type=submit]").click()
    learner.goto(mine)
    _step(learner, "close")
    assert learner.locator("form[action$='/close/']").count() == 0
