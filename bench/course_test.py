"""`python -m bench.course_test`: 300 learners begin a test of 30 questions within a minute, then each answers every 10 s.

Prints how many began, every error, lost answers, and p95 of the saves against p95 of one learner alone. A run for a
person to read; it is no part of the test suite. `--learners`, `--rounds` make it smaller.
"""

from __future__ import annotations

import argparse
import http.client
import re
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench import setting
from bench.line import Line, print_table
from bench.server import Server

LEARNERS = 300
QUESTIONS = 30
START_WITHIN = 60.0
EVERY = 10.0
MOST_TIMES = 4.0


@dataclass
class Learner:
    """One signed-in browser: its headers and, once begun, the address and questions of its try."""

    headers: dict[str, str]
    url: str = ""
    items: list[tuple[str, list[str]]] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def make_course(learners: int) -> tuple[str, list[str]]:
    """A course with a test over a bank of 60 questions in the demo's Region, and its learners enrolled. (slug, mails)"""
    from datetime import date

    from courses.models import BankPage, CataloguePage, CoursePage, LessonPage
    from courses.outline import forget, outline
    from lms.accounts.services import open_login, register_person
    from lms.learning.services import enrol
    from lms.regions.models import Region

    region = Region.objects.select_related("site").get(site__hostname="127.0.0.1")
    mark = uuid4().hex[:6]
    course = CoursePage(title=f"測定{mark}", slug=f"bench-{mark}", key=f"Z{mark}")
    CataloguePage.objects.child_of(region.site.root_page).get().add_child(instance=course)
    text = "\n".join(
        f"::: truefalse {{#b{mark}-{n:02d} skill=SEC-0{n % 2 + 1}}}\n問い{n}。\n\n= ○\n::: explain\n説明。\n:::\n:::\n"
        for n in range(QUESTIONS * 2)
    )
    bank = BankPage(title="測定", slug="bank-bench", key="bench", body=text, live=False)
    course.add_child(instance=bank)
    bank.save_revision().publish()
    body = f"文です。\n\n::: test {{#t{mark} pool=bench draw={QUESTIONS}}}\n:::\n"
    lesson = LessonPage(title="測定", slug="one", key=f"Z{mark}-1", skills="SEC-01", body=body, live=False)
    course.add_child(instance=lesson)
    lesson.save_revision().publish()
    forget()
    entry = outline(region.site)
    found = entry.course(course.slug) if entry else None
    if found is None:
        raise LookupError(course.slug)
    mails = []
    for number in range(learners):
        mail = f"t{mark}-{number:03d}@demo.example"
        person = register_person(
            user=open_login(email=mail), region=region, display_name=f"測定{number}", birth_date=date(1990, 1, 1),
            school_kind="none", source="system",
        )  # fmt: skip
        enrol(person=person, course=found)
        mails.append(mail)
    return course.slug, mails


def ask(port: int, method: str, path: str, headers: dict[str, str], fields: list[tuple[str, str]] | None = None) -> Any:
    """(status, location, body, seconds) of one request on a connection of its own."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = urlencode(fields).encode() if fields is not None else None
    more = {"Content-Type": "application/x-www-form-urlencoded"} if fields is not None else {}
    began = time.perf_counter()
    link.request(method, path, body=body, headers={**headers, **more})
    answer = link.getresponse()
    text = answer.read()
    seconds = time.perf_counter() - began
    link.close()
    return answer.status, answer.headers.get("Location", ""), text.decode(errors="replace"), seconds


def begin(port: int, learner: Learner, slug: str, token: str) -> None:
    """POST start, then read the sheet as a browser would."""
    status, location, _text, _seconds = ask(
        port, "POST", f"/learn/{slug}/test/start/", learner.headers, [("csrfmiddlewaretoken", token), ("layout", "all")]
    )
    if status != 303:
        learner.errors.append(f"start {status}")
        return
    learner.url = location
    status, _location, page, _seconds = ask(port, "GET", location, learner.headers)
    if status != 200:
        learner.errors.append(f"sheet {status}")
    for part in page.split("data-question=")[1:]:
        name = re.match(r'"([^"]+)"', part)
        values = re.findall(r'type="radio" name="[^"]+" value="([^"]+)"', part)
        if name and values:
            learner.items.append((name[1], values))


def save(port: int, learner: Learner, token: str, at: int) -> float:
    """One answer; what the server confirmed is remembered, to be looked for at the end."""
    item, values = learner.items[at % len(learner.items)]
    fields = [("csrfmiddlewaretoken", token), ("item", item), ("answer", values[0]), ("idempotency_key", str(uuid4()))]
    headers = {**learner.headers, "Accept": "application/json"}
    try:
        status, _location, _text, seconds = ask(port, "POST", f"{learner.url}save/", headers, fields)
    except OSError as error:
        learner.errors.append(f"save {error}")
        return 0.0
    if status == 200:
        learner.saved[item] = values[0]
        learner.times.append(seconds)
    else:
        learner.errors.append(f"save {status}")
    return seconds


def crowd(learners: list[Learner], works: Any, spread: float) -> None:
    """Run `works(learner)` for everybody, each in a thread of its own, begun evenly within `spread` seconds."""

    def run(place: int, learner: Learner) -> None:
        time.sleep(spread * place / len(learners))
        works(learner)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(learners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def p95(times: list[float]) -> float:
    """In milliseconds."""
    return statistics.quantiles(times, n=20)[-1] * 1000 if len(times) > 1 else 0.0


def lost(learners: list[Learner]) -> int:
    """How many confirmed answers the database does not hold."""
    from lms.learning.models import TestSave

    missing = 0
    for learner in learners:
        pk = learner.url.rstrip("/").rsplit("/", 1)[-1]
        kept = set(TestSave.objects.filter(attempt_id=pk).values_list("question__item", flat=True)) if pk else set()
        missing += len(set(learner.saved) - kept)
    return missing


def measure(learners: int, rounds: int) -> list[Line]:
    """Play it on the copy: one learner alone first, then everybody. Django is set up."""
    slug, mails = make_course(learners + 1)
    signed = [setting.sign_in(mail) for mail in mails]
    everybody = [Learner(person.headers) for person in signed]
    tokens = {id(learner): person.token for learner, person in zip(everybody, signed, strict=True)}
    alone, many = everybody[0], everybody[1:]
    with Server("config.wsgi:application", setting.environment()) as server:
        begin(server.port, alone, slug, tokens[id(alone)])
        for at in range(60):
            save(server.port, alone, tokens[id(alone)], at)
        quiet = p95(alone.times[10:])
        began = time.perf_counter()
        crowd(many, lambda learner: begin(server.port, learner, slug, tokens[id(learner)]), START_WITHIN * 0.8)
        start_seconds = time.perf_counter() - began

        def answer(learner: Learner) -> None:
            for at in range(rounds):
                if not learner.items:
                    return
                seconds = save(server.port, learner, tokens[id(learner)], at)
                time.sleep(max(0.0, EVERY - seconds))

        crowd(many, answer, EVERY)
    return report(everybody, quiet, start_seconds)


def report(learners: list[Learner], quiet: float, start_seconds: float) -> list[Line]:
    """The figures as lines. `quiet`: p95 of one learner alone, in milliseconds."""
    many = learners[1:]
    loaded = p95([seconds for learner in many for seconds in learner.times])
    errors = [error for learner in learners for error in learner.errors]
    missing, begun = lost(learners), sum(bool(learner.items) for learner in many)
    saved = sum(len(learner.times) for learner in many)
    return [
        Line(
            "course test begun",
            f"{begun} of {len(many)} within {start_seconds:.0f} s",
            f"<= {START_WITHIN:.0f} s",
            begun == len(many) and start_seconds <= START_WITHIN,
        ),
        Line(
            "course test answers",
            f"{saved} saved, errors {errors[:5] or 'none'}, lost {missing}",
            "no error, none lost",
            not errors and not missing,
        ),
        Line(
            "course test p95",
            f"{loaded:.0f} ms, alone {quiet:.0f} ms: {loaded / max(quiet, 0.1):.1f} x",
            f"<= {MOST_TIMES:.0f} x alone",
            loaded <= MOST_TIMES * quiet,
        ),
    ]


def main() -> int:
    """Play it and print the figures; status 1 when one of them is over its bound."""
    options = argparse.ArgumentParser()
    options.add_argument("--learners", type=int, default=LEARNERS)
    options.add_argument("--rounds", type=int, default=QUESTIONS)
    chosen = options.parse_args()
    setting.make_copy()
    import django

    django.setup()
    lines = measure(chosen.learners, chosen.rounds)
    print_table(lines)
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
