"""What lessons weigh and cost: a page with every type of block, the compiler, and the import of the whole curriculum."""

from __future__ import annotations

import gzip
import http.client
import re
import statistics
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench import setting
from bench.line import Line

if TYPE_CHECKING:
    from bench.server import Server
    from courses.models import CoursePage, LessonPage

KB = 1024
# Pictures are compressed already.
PICTURES = re.compile(rb'<img[^>]* src="(/[^"#]+)|\bposter="(/[^"#]+)')
IMPORT_SECONDS = 60


def publish_samples() -> str:
    """Publish 「書き方の見本」 in the copy and give the lesson's address: every block of the language stands in it."""
    from courses.models import CoursePage, LessonPage

    page = CoursePage.objects.get(key="MIHON")
    lesson = LessonPage.objects.child_of(page).get()
    page.save_revision().publish()
    lesson.save_revision().publish()
    return taken_up(page, lesson)


def lessons_with_pictures() -> list[str]:
    """The addresses of the demo's lessons with pictures."""
    from courses.models import LessonPage

    found = LessonPage.objects.live().filter(body__contains="](image:")
    return [taken_up(lesson.get_parent().specific, lesson) for lesson in found]


def taken_up(page: CoursePage, lesson: LessonPage) -> str:
    """The lesson's address, once さくら takes the course."""
    from courses.outline import forget, outline
    from lms.accounts.models import Person
    from lms.learning.services import enrol
    from lms.regions.models import Region

    forget()
    region = Region.objects.select_related("site").get(site__hostname="127.0.0.1")
    found = outline(region.site)
    course = found.course_by_key(page.key) if found else None
    if course is None:
        raise LookupError(page.key)
    enrol(person=Person.objects.get(user__email="sakura@demo.example", region=region), course=course)
    return f"/learn/{page.slug}/{lesson.slug}/"


def fetched(link: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> bytes:
    """The body of a page or file. Raises RuntimeError for anything but 200."""
    link.request("GET", address, headers=headers)
    answer = link.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return body


def weight_of(product: Server, name: str, *paths: str, most_requests: int = 4) -> Line:
    """Gzip size and requests of a page, of several paths the heaviest."""
    plain, drawn, requests = max((weigh(product, path) for path in paths), key=lambda found: found[0] + found[1])
    pictures = f", with pictures {(plain + drawn) / KB:.1f}" if drawn else ""
    holds = plain <= 30 * KB and plain + drawn <= 60 * KB and requests <= most_requests
    return Line(
        f"weight of {name}",
        f"{plain / KB:.1f} KB gzip{pictures}, {requests} requests",
        f"<= 30 KB, with pictures 60, <= {most_requests}",
        holds,
    )


def weigh(product: Server, path: str) -> tuple[int, int, int]:
    """(bytes of a page with its styles and scripts, bytes of its pictures, requests); a film waits to be asked for."""
    link = http.client.HTTPConnection("127.0.0.1", product.port)
    page = fetched(link, path, setting.sign_in("sakura@demo.example").headers)
    needed = sorted(set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', page)))
    pictures = sorted({one or other for one, other in PICTURES.findall(page)} - set(needed))
    host = {"Host": "127.0.0.1"}
    plain = len(gzip.compress(page, 6))
    plain += sum(len(gzip.compress(fetched(link, address.decode(), host), 6)) for address in needed)
    drawn = sum(len(fetched(link, address.decode(), host)) for address in pictures)
    link.close()
    return plain, drawn, 1 + len(needed) + len(pictures)


def compile_fifty() -> Line:
    """Fifty questions in 76 KB."""
    from content.lessonmark import compile_lesson as compile_text

    item = "::: choice {{#q-{n}}}\nしくみとして正しいものはどれですか。\n\n- [x] 番地を割り当てる\n- [ ] 番地を消す\n  > ちがいます。\n\n::: explain\n説明です。\n:::\n:::\n\n"
    text = "".join(item.format(n=f"{n:03d}") + "文章です。" * 95 + "\n\n" for n in range(50))
    times = []
    for _ in range(7):
        began = time.process_time()
        compile_text(text)
        times.append((time.process_time() - began) * 1000)
    seen = statistics.median(times)
    words = f"{seen:.0f} ms CPU for {len(text.encode()) // KB} KB"
    return Line("compile 50 questions", words, "<= 100 ms", seen <= 100)


def import_curriculum() -> Line:
    """Every course of demo/courses into an empty catalogue of a Region of its own, published."""
    from content.formats.course_zip import read_course_folder
    from courses.importing import import_course

    catalogue = empty_catalogue()
    folders = sorted(path.parent for path in (setting.ROOT / "demo" / "courses").glob("*/course.yaml"))
    began, cpu = time.perf_counter(), time.process_time()
    reports = [import_course(read_course_folder(folder), catalogue, publish=True) for folder in folders]
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    refused = sum(report.count("refused") for report in reports)
    lessons = len(list(setting.ROOT.glob("demo/courses/*/lessons/*.md")))
    seen = f"{len(folders)} courses, {lessons} lessons in {seconds:.1f} s ({cpu:.1f} s CPU)"
    seen += f", {refused} refused" if refused else ""
    return Line("import of the curriculum", seen, f"<= {IMPORT_SECONDS} s", seconds <= IMPORT_SECONDS and not refused)


def empty_catalogue() -> Any:
    """The catalogue of a new Region with a site of its own."""
    from courses.models import CataloguePage
    from lms.regions.services import create_region

    mark = f"bench-{uuid4().hex[:6]}"
    region = create_region(code=mark, name="測定用", host=f"{mark}.example")
    return CataloguePage.objects.child_of(region.site.root_page).get()
