"""What a learner does in a browser, read off the page as a browser would."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

from lms.learning import services
from lms.learning.lessons import answers


def forms_of(html: str, item: str) -> dict[str, Any]:
    """Action, session and options {text: token} of one question of a page."""
    start = html.index(f'id="item-{item}"')
    part = html[start : html.index("</form>", start)]
    options = re.findall(r'value="([A-Z2-7]{16})"[^>]*><span>(.*?)</span>', part, re.DOTALL)
    return {
        "action": unescape(re.search(r'action="([^"#]+)', part)[1]),
        "session": re.search(r'name="session" value="([^"]+)"', part)[1],
        "options": {re.sub(r"<[^>]+>", "", text).strip(): token for token, text in options},
        "html": part,
    }


def sent_by(html: str) -> dict[str, list[str]]:
    """What a browser would send of one question's form as it stands: values by field name."""
    found: dict[str, list[str]] = {}
    for tag, inside in re.findall(r"<(input[^>]*|select[^>]*)>((?:<option.*?</option>)*)", html, re.DOTALL):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        if name is None or (kind and kind[1] in {"radio", "checkbox"} and " checked" not in tag):
            continue
        if tag.startswith("select"):
            options = re.findall(r'<option(?: value="([^"]*)")?( selected)?>(.*?)</option>', inside, re.DOTALL)
            token, _selected, text = next((row for row in options if row[1]), options[0])
            value = token if 'value="' in inside else text
        else:
            value = unescape((re.search(r'value="([^"]*)"', tag) or ["", ""])[1])
        found.setdefault(name[1], []).append(value)
    return found


def post(browser, form: dict[str, Any], answer: Any, *, act: str = "answer", key: str = "", **headers: str) -> Any:
    """Send one answer."""
    data = {"session": form["session"], "idempotency_key": key or str(uuid4()), "act": act, "answer": answer}
    return browser.post(form["action"], data, **headers)


def solve(person, course, lesson, item: str) -> answers.Answered:
    """Solve a question of the standard body (choice: second option, truefalse: ×) without a browser."""
    return take(person, course, lesson, item, right=True)


def take(person, course, lesson, item: str, *, right: bool, kind: str = "answer", key: str = "") -> answers.Answered:
    """One act without a browser."""
    return answers.take(act(person, course, lesson, item, right=right, kind=kind, key=key))


def act(person, course, lesson, item: str, *, right: bool, kind: str = "answer", key: str = "") -> answers.Act:
    """What a learner does with a question of the standard body."""
    version = next(row["version"] for row in lesson.items if row["item"] == item)

    def read(public, _enrolment):
        if public["type"] == "truefalse":
            return "false" if right else "true"
        return [1] if right else [0]

    return answers.Act(
        person=person, course=course, lesson=lesson, item=item, kind=kind, version_id=version,
        idempotency_key=key or str(uuid4()), read=read,
    )  # fmt: skip


def finish(person, course) -> None:
    """Enrol, solve everything and complete every lesson."""
    services.enrol(person=person, course=course)
    for lesson in course.open_lessons:
        for row in lesson.items:
            solve(person, course, lesson, row["item"])
        services.complete_lesson(person=person, course=course, lesson=lesson)
