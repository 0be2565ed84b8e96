"""Nothing secret of a test's questions on any page before entitlement; there after passing (LT-02, LT-07)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from courses import outline
from lms.learning import services
from lms.learning.course_tests import attempts
from lms.learning.models import TestQuestion
from tests.courses.factories import make_bank, make_course, make_lesson
from tests.learning.conftest import forget_everything
from tests.learning.tests_taken import answer_all, right_values

CANARY = "カナリア"
BANK = "\n".join(
    f"""::: choice {{#secret-{n} skill=SEC-01}}
見えてよい問い{n}。

- [ ] 選択肢エー{n}
  > {CANARY}エー{n}
- [x] 選択肢ビー{n}
  > {CANARY}ビー{n}

::: hint
{CANARY}ヒント{n}
:::
::: explain
{CANARY}解説{n}
:::
::: memo
{CANARY}メモ{n}
:::
:::
"""
    for n in range(4)
)


@pytest.fixture
def course(region):
    found = make_course(region)
    make_bank(found, body=BANK)
    make_lesson(found, 1, body="文です。\n\n::: test {#sec-test pool=security draw=2}\n:::\n", preview_allowed=True)
    return found


def crawl(browser, attempt) -> str:
    url = f"/learn/a3/test/{attempt.pk}/"
    paths = ["/courses/", "/courses/a3/", "/courses/a3/l1/", "/learn/", "/learn/a3/l1/", "/learn/a3/test/", url,
             f"{url}?q=1", f"{url}check/", f"{url}result/", "/search/?words=文", "/accounts/export/"]  # fmt: skip
    return "".join(browser.get(path, follow=True).content.decode() for path in paths)


def test_the_canary_appears_nowhere_before_and_where_it_may_after_passing(learner, entry, browser, visitor) -> None:
    services.enrol(person=learner, course=entry)
    attempt = attempts.start(person=learner, course=entry)
    assert CANARY not in crawl(browser, attempt)
    for row in TestQuestion.objects.filter(attempt=attempt).select_related("item_version"):
        data = {"item": row.item, "answer": right_values(attempt, row, right=False), "idempotency_key": str(uuid4())}
        said = browser.post(f"/learn/a3/test/{attempt.pk}/save/", data, headers={"accept": "application/json"})
        assert CANARY not in said.content.decode()
    assert CANARY not in crawl(browser, attempt)
    attempts.submit(person=learner, attempt_id=attempt.pk, course=entry)
    assert CANARY not in crawl(browser, attempt)
    for path in ("/courses/a3/l1/", "/courses/a3/bank-security/", "/search/?words=見えてよい問い"):
        page = visitor.get(path).content.decode()
        assert CANARY not in page
        assert "見えてよい問い" not in page.replace('value="見えてよい問い"', "").replace("「見えてよい問い」", "")


def test_after_passing_the_explanation_is_there_and_memo_and_hint_are_not(learner, region, browser, course) -> None:
    forget_everything()
    entry = outline.outline(region.site).course("a3")
    services.enrol(person=learner, course=entry)
    failed = attempts.start(person=learner, course=entry)
    attempts.submit(person=learner, attempt_id=failed.pk, course=entry)
    passed = attempts.start(person=learner, course=entry)
    answer_all(learner, passed)
    assert attempts.submit(person=learner, attempt_id=passed.pk, course=entry).passed
    page = browser.get(f"/learn/a3/test/{passed.pk}/result/").content.decode()
    assert CANARY not in page
    own = browser.get(f"/learn/a3/test/{failed.pk}/result/").content.decode()
    assert f"{CANARY}解説" not in own
