"""Persons by age, residence and school: from person-year marks, frozen at the first counted day, small counts hidden (RU-6)."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from courses import outline
from lms.accounts.coarse import area_of
from lms.accounts.models import PersonPrivate
from lms.learning.models import LearningEvent
from lms.ledger import clock
from lms.ledger.clock import start_of_day
from lms.ledger.facts import Fact
from lms.programmes.models import Programme
from lms.reports.marks import READS
from lms.reports.models import PersonYear
from lms.reports.numbers import FactNumbers
from lms.reports.quantity import Span
from lms.reports.readers import read_report
from lms.reports.report import Audience
from lms.reports.requirements import counted_facts
from lms.reports.rollup import project_facts, rebuild
from lms.reports.selectors import NotInRollup, RollupNumbers
from tests.accounts.factories import make_person, make_region, sign_in
from tests.courses.factories import make_course, make_lesson, make_site
from tests.learning.steps import finish
from tests.reports.test_screens import grant

if TYPE_CHECKING:
    from lms.regions.models import Region

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YOUNG = {"age_band": "18-24", "area": "みなみ浜市", "school_kind": "university"}
GROWN = {"age_band": "25-34", "area": "きた町", "school_kind": "none"}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def programme(region: Region) -> Programme:
    return Programme.objects.create(region=region, code="p1", name="事業", starts_on=date(2024, 4, 1))


def attended(region: Region, who: str, day: date, about: dict[str, str], *, recorded: date | None = None) -> Fact:
    return Fact(
        f"{who}-{day}", "session.attended", region.pk, who, day, start_of_day(recorded or day), f"session:{who}-{day}", 1,
        {"session": str(day), **about}, programme="p1",
    )  # fmt: skip


def persons(region: Region, span: Span, known_at: date = TODAY) -> dict[tuple[str, ...], tuple[int, int]]:
    """Participants only: attributes -> (in the period, so far)."""
    found = RollupNumbers(region.pk, "p1", span, known_at).persons()
    return {about: numbers for (code, about), numbers in found.items() if code == "PAR-P"}


def of(about: dict[str, str]) -> tuple[str, ...]:
    return tuple(about.values())


YEAR_2025 = Span(date(2026, 3, 31), date(2025, 4, 1))
YEAR_2026 = Span(TODAY, date(2026, 4, 1))


def test_ru6_one_row_per_person_year_and_programme_frozen_at_the_first_day(region: Region) -> None:
    for day, about in ((date(2025, 5, 1), YOUNG), (date(2025, 6, 1), GROWN), (date(2026, 5, 1), GROWN)):
        project_facts([attended(region, "P1", day, about)])
    rows = PersonYear.objects.filter(code="PAR-P").order_by("scope", "day")
    assert list(rows.values_list("scope", "who", "day", "age_band", "first_ever", "first_fy")) == [
        (scope, "P1", day, band, ever, 1)
        for scope in ("", "p1")
        for day, band, ever in ((date(2025, 5, 1), "18-24", 1), (date(2026, 5, 1), "25-34", 0))
    ]
    assert persons(region, YEAR_2025) == {of(YOUNG): (1, 1)}
    assert persons(region, YEAR_2026) == {of(GROWN): (1, 0), of(YOUNG): (0, 1)}
    assert persons(region, Span(TODAY)) == {of(YOUNG): (1, 1)}


def test_a_fact_that_is_known_later_moves_a_person_only_from_that_day_on(region: Region) -> None:
    project_facts([attended(region, "P1", date(2026, 6, 1), GROWN)])
    late = attended(region, "P1", date(2026, 5, 1), YOUNG, recorded=date(2026, 8, 1))
    project_facts([late])
    assert persons(region, YEAR_2026, date(2026, 7, 31)) == {of(GROWN): (1, 1)}
    assert persons(region, YEAR_2026, date(2026, 8, 1)) == {of(YOUNG): (1, 1)}
    reversal = Fact(
        "r", "event.reversed", region.pk, "P1", date(2026, 9, 1), start_of_day(date(2026, 9, 1)), late.stream, 2,
        {}, late.id, "p1",
    )  # fmt: skip
    project_facts([reversal])
    assert persons(region, YEAR_2026, date(2026, 8, 31)) == {of(YOUNG): (1, 1)}
    assert persons(region, YEAR_2026, date(2026, 9, 1)) == {of(GROWN): (1, 1)}


def test_another_period_is_not_read_from_the_marks(region: Region) -> None:
    with pytest.raises(NotInRollup):
        RollupNumbers(region.pk, "p1", Span(date(2026, 5, 31), date(2026, 5, 1)), TODAY).persons()


def test_learning_facts_say_age_residence_and_school_as_of_their_day_and_the_check_holds() -> None:
    region = make_site("hama")
    make_lesson(make_course(region, "A1"), 1, body="おわりの文です。")
    outline.forget()
    entry = outline.outline(region.site).course("a1")
    born = TODAY.replace(year=TODAY.year - 25) + timedelta(days=1)
    person = make_person(region, birth_date=born, school_kind="university", municipality="みなみ浜市")
    with clock.set_to(datetime(2026, 11, 20, 2, tzinfo=UTC)):
        finish(person, entry)
    with clock.set_to(datetime(2026, 11, 22, 2, tzinfo=UTC)):
        PersonPrivate.objects.filter(person=person).update(school_kind="none", municipality="きた町")
        for kind in ("course.started", "course.completed"):
            payload = LearningEvent.objects.get(kind=kind).payload
            assert {name: payload[name] for name in YOUNG} == YOUNG
        assert rebuild(check=True) == []
        standing = Programme.objects.get(region=region, is_standing=True).code
        rolled = RollupNumbers(region.pk, standing, Span(TODAY), TODAY).persons()
        assert rolled == FactNumbers(counted_facts(region.pk, READS), standing, Span(TODAY), TODAY).persons()
        assert rolled["CMP-P", of(YOUNG)] == (1, 1)
        PersonYear.objects.filter(code="CMP-P").update(age_band="65-")
        assert len(rebuild(check=True)) == 4
        rebuild(check=False)
        assert rebuild(check=True) == []
        assert RollupNumbers(region.pk, standing, Span(TODAY), TODAY).persons() == rolled


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("みなみ浜市", "みなみ浜市"), (" きた町 ", "きた町"), ("1-2-3 みなみ町", ""), ("田中 花子", ""), ("", "")],
)
def test_a_fact_keeps_of_a_typed_residence_only_a_municipality(typed: str, kept: str) -> None:
    assert area_of(typed) == kept


def crowd(region: Region, *groups: tuple[int, dict[str, str], date]) -> None:
    facts = []
    for number, (count, about, day) in enumerate(groups):
        facts += [attended(region, f"P{number}-{one}", day, about) for one in range(count)]
    project_facts(facts)


MIDDLE = {"age_band": "35-44", "area": "みなみ浜市", "school_kind": "none"}


def table(programme: Programme, span: Span, audience: Audience, key: str) -> list[tuple[str, str]]:
    found = read_report(programme, span, TODAY, audience).table(key)
    assert found is not None
    return [(row.label, row.cells[0].text) for row in found.rows]


def test_the_parts_sum_to_the_total_and_unknown_is_a_row(programme: Programme, region: Region) -> None:
    crowd(region, (3, YOUNG, TODAY), (12, GROWN, TODAY), (2, {}, TODAY), (1, {"age_band": "under_16"}, TODAY))
    assert table(programme, Span(TODAY), Audience.EXACT, "by_age_band") == [
        ("17歳以下", "1人"), ("18–24歳", "3人"), ("25–34歳", "12人"), ("不明", "2人"), ("計", "18人"),
    ]  # fmt: skip


def test_page_and_file_hide_the_same_small_cells(programme: Programme, region: Region) -> None:
    """k = 5: the three young ones, and with them the smallest other row, so that nothing can be subtracted."""
    crowd(region, (3, YOUNG, TODAY), (12, GROWN, TODAY), (9, MIDDLE, TODAY))
    coordinator = make_person(region, "C")
    client = sign_in(Client(), coordinator)
    page = client.get("/staff/reports/p1/?audience=handout").content.decode()
    file = client.get("/staff/reports/p1.csv?audience=handout").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))
    start = next(number for number, line in enumerate(lines) if line == ["年齢層別"])
    saved = [line[1:] for line in lines[start + 2 : start + 6]]
    assert [(line[0].strip("　"), line[1]) for line in saved] == [
        ("18–24歳", "x"), ("25–34歳", "12人"), ("35–44歳", "x"), ("計", "24人"),
    ]  # fmt: skip
    box = page[page.index('id="t-by_age_band"') :].split("</table>")[0]
    shown = [
        [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", box)[1:]
    ]
    assert shown == saved
    assert "3人" not in page


def test_a_year_beside_the_whole_time_tells_nobody(programme: Programme, region: Region) -> None:
    """Twelve this year and fourteen so far would tell of two in another year."""
    crowd(region, (12, YOUNG, TODAY), (2, YOUNG, date(2025, 5, 1)), (20, GROWN, TODAY))
    year = table(programme, YEAR_2026, Audience.HANDOUT, "by_age_band")
    assert year == [("18–24歳", "x"), ("25–34歳", "x"), ("計", "32人")]
    assert table(programme, Span(TODAY), Audience.HANDOUT, "by_age_band")[0] == ("18–24歳", "14人")
    assert table(programme, YEAR_2026, Audience.EXACT, "by_age_band")[0] == ("18–24歳", "12人")


def test_a_hidden_total_hides_its_parts(programme: Programme, region: Region) -> None:
    crowd(region, (3, YOUNG, TODAY), (1, GROWN, TODAY))
    cells = table(programme, Span(TODAY), Audience.PUBLIC, "by_age_band")
    assert {text for _label, text in cells} == {"x"}


def test_where_nothing_is_known_there_is_no_table(programme: Programme, region: Region) -> None:
    crowd(region, (3, {}, TODAY))
    report = read_report(programme, Span(TODAY), TODAY, Audience.EXACT)
    assert [table.key for table in report.tables if table.key.startswith("by_")] == []


def test_a_related_institution_reads_the_hidden_tables(programme: Programme, region: Region) -> None:
    crowd(region, (3, YOUNG, date(2026, 9, 1)), (12, GROWN, date(2026, 9, 1)), (9, MIDDLE, date(2026, 9, 1)))
    related = make_person(region)
    grant(related, region, "RO")
    page = sign_in(Client(), related).get("/staff/reports/p1/").content.decode()
    assert "年齢層別" in page
    assert "3人" not in page
