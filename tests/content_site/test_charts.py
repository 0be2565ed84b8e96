"""Charts drawn on the server: right geometry, hidden numbers stay hidden, a sentence instead of an empty axis."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from content import charts
from content.covers import GROUNDS, PATTERNS, cover_for
from content.icons import ICONS


def draw(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load charts shell %}" + source).render(context)


def test_the_longest_bar_is_full_and_the_rate_is_of_the_step_before() -> None:
    bars = charts.funnel([{"label": "登録", "value": 200}, {"label": "修了", "value": 50}])
    assert [bar.width for bar in bars] == [100, 25]
    assert [bar.rate for bar in bars] == ["", "25%"]
    assert [bar.tone for bar in bars] == ["s1", "goal"]


def test_a_hidden_number_gives_no_bar_and_no_rate_on_either_side() -> None:
    rows = [{"label": "a", "value": 20}, {"label": "b", "value": None, "shown": "5未満"}, {"label": "c", "value": 1}]
    bars = charts.funnel(rows)
    assert bars[1].width == 0
    assert bars[1].shown == "5未満"
    assert [bar.rate for bar in bars] == ["", "", ""]
    html = draw('{% funnel_chart rows unit="人" table=True %}', rows=rows)
    assert "5未満" in html
    assert "%<" not in html.split("<details")[0].replace("100%", "")


def test_a_line_ends_where_the_known_numbers_end_and_gaps_stay_gaps() -> None:
    values = [4, None, 12, 20, None, None]
    chart = charts.line_chart([{"label": str(n), "value": v} for n, v in enumerate(values)], 40)
    assert len(chart.dots) == 3
    assert len(chart.series) == 2
    assert chart.last is not None
    assert chart.last.text == "20"
    assert chart.target_end is not None
    assert chart.target_end.text == "40"


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=1, max_size=40),
    st.one_of(st.none(), st.integers(0, 10**6)),
)
def test_every_point_lies_inside_the_drawing(values: list[int | None], target: int | None) -> None:
    chart = charts.line_chart([{"label": str(n), "value": v} for n, v in enumerate(values)], target)
    for point in chart.dots:
        assert 0 <= point.x <= chart.width
        assert 0 <= point.y <= chart.height
    assert 2 <= len(chart.y_ticks) <= 7
    assert len(chart.x_ticks) <= 8


def test_long_labels_have_room_below_a_line() -> None:
    points = [{"label": f"2026-{month:02d}", "value": month} for month in range(4, 11)]
    shown = [tick.text for tick in charts.line_chart(points, [None] * 7).x_ticks]
    assert shown == ["2026-04", "2026-06", "2026-08", "2026-10"]
    years = [{"label": str(year), "value": 1} for year in range(2020, 2027)]
    assert len(charts.line_chart(years, [None] * 7).x_ticks) == 7


@pytest.mark.parametrize(("highest", "step"), [(1, 1), (9, 2.5), (107, 50), (164, 50), (1000, 250)])
def test_grid_lines_stand_at_round_numbers(highest: float, step: float) -> None:
    assert charts.nice_step(highest) == step


def test_a_line_chart_names_itself_and_repeats_its_numbers_as_a_table() -> None:
    points = [{"label": "4月", "value": 4}, {"label": "5月", "value": 12}, {"label": "6月", "value": None}]
    html = draw('{% line_chart points 20 title="累計" unit="人" chart_id="trend" %}', points=points)
    assert 'aria-labelledby="trend-title trend-desc"' in html
    assert '<title id="trend-title">累計</title>' in html
    assert "5月は12人" in html
    table = html.split("<table>")[1]
    assert re.findall(r'scope="row">([^<]+)', table) == ["4月", "5月", "6月"]
    assert "—" in table


@pytest.mark.parametrize("source", ["{% line_chart rows %}", "{% funnel_chart rows %}", "{% bar_chart rows %}"])
def test_without_numbers_there_is_a_sentence_and_no_axis(source: str) -> None:
    html = draw(source, rows=[])
    assert "記録はまだありません" in html
    assert "<rect" not in html.split("<p>")[1]


@pytest.mark.parametrize(("done", "total", "here"), [(0, 5, 1), (3, 5, 4), (5, 5, None), (6, 12, 4), (0, 1, 1)])
def test_the_path_shows_where_one_stands(done: int, total: int, here: int | None) -> None:
    path = charts.job_path(done, total)
    assert [stone.number for stone in path.stones if stone.here] == ([] if here is None else [here])
    assert len(path.stones) == min(total, charts.MOST_STONES)
    assert f"{total}つの条件のうち{done}つ" in draw(f"{{% job_path {done} {total} %}}")


def test_a_cover_is_the_same_for_a_slug_and_different_slugs_use_every_pattern_and_ground() -> None:
    covers = [cover_for(f"course-{n}") for n in range(200)]
    assert {c.pattern for c in covers} == set(PATTERNS)
    assert {c.ground for c in covers} == set(GROUNDS)
    assert covers == [cover_for(f"course-{n}") for n in range(200)]


def test_the_named_icon_of_a_course_wins_and_an_unknown_one_is_replaced() -> None:
    assert cover_for("a", "shield").icon == ICONS["shield"]
    assert cover_for("a", "no-such-icon").icon == cover_for("a").icon
