"""Programmes: the standing one, the running one of a course, and the coordinator's pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.models import CataloguePage, CoursePage
from lms.ledger.models import AuditEntry
from lms.ledger.registry import bound_workflow
from lms.programmes.models import Programme, ProgrammeCourse
from lms.programmes.selectors import course_choices, programme_for_course, standing_programme
from tests.accounts.factories import make_person, make_region, sign_in

ON = date(2026, 11, 20)


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def course(region):
    root = region.site.root_page
    catalogue = root.get_children().type(CataloguePage).first()
    catalogue = catalogue or root.add_child(instance=CataloguePage(title="さがす", slug="courses"))
    return catalogue.add_child(instance=CoursePage(title="情報セキュリティ入門", slug="a3", key="A3"))


def make_programme(region, code, starts_on, ends_on=None, *, keys=()):
    programme = Programme.objects.create(region=region, code=code, name=code, starts_on=starts_on, ends_on=ends_on)
    for key in keys:
        ProgrammeCourse.objects.create(programme=programme, course_key=key)
    return programme


def test_each_region_has_one_standing_programme(region):
    standing = standing_programme(region)
    assert standing_programme(region) == standing
    assert standing.name == "常設講座"
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(region=region, code="x", name="x", starts_on=ON, is_standing=True)


def test_a_course_outside_any_running_programme_counts_for_the_standing_one(region, course):
    make_programme(region, "over", date(2025, 4, 1), date(2026, 3, 31), keys=["A3"])
    make_programme(region, "other", date(2026, 4, 1), keys=["B4"])
    assert programme_for_course(region, course.pk, ON).is_standing


def test_the_latest_begun_running_programme_of_the_course_is_chosen(region, course):
    make_programme(region, "early", date(2026, 4, 1), keys=["A3"])
    late = make_programme(region, "late", date(2026, 10, 1), ON, keys=["A3"])
    assert programme_for_course(region, course.pk, ON) == late
    assert programme_for_course(region, course.pk, date(2026, 11, 21)).code == "early"


def test_codes_are_unique_in_the_installation(region):
    make_programme(region, "minami-2026", ON)
    other = make_region("kita", host="kita.example.jp", name="きた市")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_programme(other, "minami-2026", ON)


def test_a_programme_ends_after_it_begins(region):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_programme(region, "odd", ON, date(2026, 1, 1))


def test_a_coordinator_adds_a_programme_and_gives_it_courses(region, course):
    coordinator = make_person(region, "C")
    client = sign_in(Client(), coordinator)
    data = {"code": "minami-2026", "name": "はじめての在宅", "starts_on": "2026-10-01", "ends_on": "2027-03-31"}
    assert client.post(reverse("programmes:new"), data).status_code == 302
    url = reverse("programmes:courses", args=["minami-2026"])
    assert client.post(url, {"courses": ["A3"]}).status_code == 302
    programme = Programme.objects.get(code="minami-2026")
    assert programme.region == region
    assert [row.course_key for row in programme.courses.all()] == ["A3"]
    text = client.get(reverse("programmes:detail", args=["minami-2026"])).content.decode()
    assert "A3 情報セキュリティ入門" in text
    assert AuditEntry.objects.filter(kind__startswith="programme.", actor_id=coordinator.pseudonym).count() == 2


def test_wrong_dates_and_codes_are_said_at_the_field_and_kept(region):
    client = sign_in(Client(), make_person(region, "C"))
    data = {"code": "Minami 2026", "name": "とくべつな名前", "starts_on": "2026-10-01", "ends_on": "2026-01-31"}
    page = client.post(reverse("programmes:new"), data)
    text = page.content.decode()
    assert page.status_code == 422
    assert "とくべつな名前" in text
    assert "英小文字・数字・ハイフンで入力してください。" in text


def test_the_code_cannot_be_changed_later(region):
    programme = make_programme(region, "fixed", ON)
    client = sign_in(Client(), make_person(region, "C"))
    url = reverse("programmes:detail", args=["fixed"])
    assert client.post(url, {"code": "new", "name": "新しい名前", "starts_on": "2026-11-20"}).status_code == 302
    programme.refresh_from_db()
    assert (programme.code, programme.name) == ("fixed", "新しい名前")


def test_others_do_not_find_the_page_and_programmes_of_other_regions(region):
    make_programme(make_region("kita", host="kita.example.jp", name="きた市"), "kita-1", ON)
    client = sign_in(Client(), make_person(region, "C"))
    assert client.get(reverse("programmes:detail", args=["kita-1"])).status_code == 404
    for roles in ((), ("AP",), ("I",)):
        other = sign_in(Client(), make_person(region, *roles))
        assert other.get(reverse("programmes:list")).status_code == 404
    assert Client().get(reverse("programmes:list")).status_code == 302


def test_a_course_taken_off_stays_in_the_choice_of_its_programme(region, course):
    course.unpublish()
    assert course_choices(region) == []
    assert course_choices(region, keep=["A3"]) == [("A3", "A3")]


def test_the_list_takes_the_same_queries_at_2_and_20(region):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(Client(), make_person(region, "C"))
    url = reverse("programmes:list")
    counts = []
    for number in (2, 18):
        for n in range(number):
            make_programme(region, f"p-{number}-{n}", ON, keys=["A3"])
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["programme_event", "registration"])
def test_every_row_of_events_and_registrations_waits(name):
    rows = bound_workflow(name).workflow.transitions
    assert rows
    assert all(row.waits for row in rows)
