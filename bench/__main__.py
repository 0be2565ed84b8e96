"""`make bench`: one table of budgets; a line over its budget ends the run with status 1."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from bench import course_test, lessons, setting
from bench.line import Line, print_table
from bench.server import Server, descendants, pss_megabytes

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
REQUESTS = 150


def lesson_paths() -> tuple[str, str]:
    """A lesson page of the demo and the address of one of its questions."""
    from courses.models import LessonPage

    lesson = LessonPage.objects.live().get(key="A3-1")
    item = lesson.compiled.items[0]["item"]
    address = f"/learn/{lesson.get_parent().slug}/{lesson.slug}/"
    return address, f"{address}items/{item}/"


def ratio(product: Callable[[], float], floor: Callable[[], float]) -> tuple[float, float]:
    """Median of product ÷ floor over rounds that alternate, and the product's median."""
    pairs = [(product(), floor()) for _ in range(ROUNDS)]
    return statistics.median(one / other for one, other in pairs), statistics.median(one for one, _ in pairs)


def pages(product: Server, floor: Server) -> list[Line]:
    """CPU per request of the hot pages against the floor."""
    learner, base = setting.sign_in("sakura@demo.example"), setting.floor_cookie("sakura@demo.example")
    lesson, _item = lesson_paths()
    wanted = [
        ("lesson page, signed in", lesson, 1.4, 2.0),
        ("course page", "/courses/a3-security/", 2.0, 3.0),
        ("マイ学習", "/learn/", 2.0, 4.0),
        ("catalogue", "/courses/", 2.0, 4.0),
        ("job list", "/work/", 2.0, 4.0),
    ]
    lines = []
    for name, path, most_ratio, most_ms in wanted:
        request = ("GET", path, learner.headers, b"")
        product.cpu_per_request(request, 30)
        seen, milliseconds = ratio(
            lambda request=request: product.cpu_per_request(request, REQUESTS),
            lambda: floor.cpu_per_request(("GET", "/read/", base, b""), REQUESTS),
        )
        holds = seen <= most_ratio or milliseconds <= most_ms
        lines.append(
            Line(name, f"{seen:.2f} x floor, {milliseconds:.1f} ms CPU", f"<= {most_ratio} x or {most_ms} ms", holds)
        )
    return lines


def session_field(server: Server, path: str, headers: dict[str, str], item: str) -> dict[str, str]:
    """The hidden fields and the first choice of a question's form, as a browser would send them."""
    link = http.client.HTTPConnection("127.0.0.1", server.port)
    link.request("GET", path, headers=headers)
    page = link.getresponse().read().decode()
    link.close()
    form = re.search(rf'<form[^>]*action="{re.escape(item)}(?:#[^"]*)?"[^>]*>.*?</form>', page, re.DOTALL)
    if form is None:
        raise LookupError(item)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group()))
    answer = re.search(r'name="answer"[^>]*value="([^"]+)"', form.group())
    fields["answer"] = answer.group(1) if answer else "1"
    return fields


def answers(product: Server, floor: Server) -> list[Line]:
    """The graded write against the floor's write, and 32 clients at once without one locked database."""
    lesson, item = lesson_paths()
    people = [setting.sign_in(f"learner{number:02d}@demo.example") for number in range(10, 42)]
    base = setting.floor_cookie("sakura@demo.example")
    requests = []
    for person in people:
        fields = session_field(product, lesson, person.headers, item)
        for _ in range(10):
            fields["idempotency_key"] = str(uuid4())
            fields.pop("csrfmiddlewaretoken", None)
            headers, body = person.form(**fields)
            requests.append(("POST", item, {**headers, "Accept": "application/json"}, body))
    before = product.cpu_seconds()
    crowd = product.load(requests, 32)
    cpu = (product.cpu_seconds() - before) * 1000 / crowd.done
    floor_cpu = floor.cpu_per_request(("POST", "/write/", base, b""), len(requests))
    bad = {status: count for status, count in crowd.statuses.items() if status != 200}
    return [
        Line(
            "answer write",
            f"{cpu / floor_cpu:.2f} x floor's write, {cpu:.1f} ms CPU",
            "<= 2 x or 3 ms",
            cpu <= 3 or cpu / floor_cpu <= 2,
        ),
        Line(
            "32 clients on SQLite",
            f"{crowd.done} answers, errors {bad or 'none'}, p95 {crowd.percentile(0.95):.0f} ms",
            "no error",
            not bad,
        ),
    ]


def weights(product: Server, every_block: str, with_pictures: list[str]) -> list[Line]:
    """What pages weigh; of the last two one holds every type of block, the other pictures."""
    paths = (("home", "/"), ("lesson", lesson_paths()[0]), ("マイ学習", "/learn/"), ("job list", "/work/"))
    return [
        *(lessons.weight_of(product, name, path) for name, path in paths),
        # Each kind of interaction may bring a script of its own; the page has one picture, the poster of its film.
        lessons.weight_of(product, "every block", every_block, most_requests=7),
        lessons.weight_of(product, "the heaviest lesson with pictures", *with_pictures, most_requests=6),
    ]


def memory(product: Server) -> Line:
    """Two web workers, after load, and the worker once it has nothing to convert."""
    worker = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=setting.ROOT)
    try:
        time.sleep(6)
        # The first start converts the films of the demo: ffmpeg is a process of its own and is not meant here.
        deadline = time.monotonic() + 180
        while len(descendants(worker.pid)) > 1 and time.monotonic() < deadline:
            time.sleep(1)
        seen = pss_megabytes(product.process.pid) + pss_megabytes(worker.pid)
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    return Line("memory", f"{seen:.0f} MB PSS", "<= 450 MB", seen <= 450)


def dashboard() -> Line:
    """The report of a region with 5,000 learners, from rollups."""
    from bench.crowd import dashboard_cpu

    seen = dashboard_cpu(5000)
    return Line("dashboard, 5,000 learners", f"{seen:.1f} ms CPU", "<= 20 ms", seen <= 20)


def main() -> int:
    """Measure everything, print the table, keep it in var/bench.json."""
    setting.make_copy()
    import django

    django.setup()
    lines: list[Line] = []
    env = setting.environment()
    # Before the servers start: they keep the catalogue for half a minute.
    every_block, with_pictures = lessons.publish_samples(), lessons.lessons_with_pictures()
    with Server("config.wsgi:application", env) as product, Server("bench.floor.wsgi:application", env) as floor:
        lines += pages(product, floor)
        lines += answers(product, floor)
        lines += weights(product, every_block, with_pictures)
        lines.append(memory(product))
    lines += [lessons.compile_fifty(), lessons.import_curriculum(), dashboard()]
    if "--no-course-test" not in sys.argv:
        lines += course_test.measure(course_test.LEARNERS, course_test.QUESTIONS)
    print_table(lines)
    Path(setting.ROOT / "var" / "bench.json").write_text(
        json.dumps([vars(line) for line in lines], ensure_ascii=False, indent=1)
    )
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
