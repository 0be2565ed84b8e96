"""A prepared query answers as the queryset it was written from, for every value."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count, F

from lms.accounts.models import Person
from lms.learning.models import LearningGoal
from lms.ledger.prepared import Prepared, StillCounted, insert_row, update_rows
from tests.accounts.factories import make_person, make_region

ANY = UUID(int=2**128 - 1)


@pytest.fixture
def people(db):
    region = make_region()
    return [make_person(region, name=name) for name in ("あお", "きい", "しろ")]


def test_rows_are_those_of_the_queryset_for_each_value(people):
    found = Prepared(lambda pk: Person.objects.filter(pk=pk).annotate(town=F("region__name")), ANY)
    for person in people:
        (row,) = found.rows(person.pk)
        assert (row, row.display_name, row.town) == (person, person.display_name, person.region.name)
    assert found.rows(uuid4()) == []


def test_tuples_come_as_python_values(people):
    LearningGoal.objects.create(person=people[0], days_per_week=4)
    found = Prepared(lambda pk: Person.objects.filter(pk=pk).values_list("pk", "user__date_joined", "region_id"), ANY)
    person = Person.objects.get(pk=people[0].pk)
    assert found.tuples(person.pk) == [(person.pk, person.user.date_joined, person.region_id)]


def test_a_value_that_is_no_parameter_is_a_fault_of_the_program(people):
    with pytest.raises(LookupError):
        Prepared(lambda _day: Person.objects.annotate(n=Count("pk")), date(9998, 1, 1)).rows(date(2026, 1, 1))


def test_one_value_in_two_places_is_filled_twice(people):
    twice = Prepared(lambda pk: Person.objects.filter(pk=pk) | Person.objects.filter(pk=pk), ANY)
    assert twice.rows(people[1].pk) == [people[1]]


def test_a_row_is_inserted_as_the_queryset_would(people):
    goal = LearningGoal(person=people[0], days_per_week=4)
    insert_row(goal)
    assert LearningGoal.objects.get().days_per_week == 4
    assert not goal._state.adding
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(LearningGoal(person=people[0], days_per_week=5))


def test_only_the_rows_that_are_as_read_are_updated(people):
    for person in people:
        LearningGoal.objects.create(person=person, days_per_week=3)
    assert update_rows(LearningGoal, {"person_id": people[1].pk, "days_per_week": 3}, {"days_per_week": 6}) == 1
    assert update_rows(LearningGoal, {"person_id": people[1].pk, "days_per_week": 3}, {"days_per_week": 7}) == 0
    assert sorted(LearningGoal.objects.values_list("days_per_week", flat=True)) == [3, 3, 6]


def test_related_rows_come_along(people, django_assert_num_queries):
    found = Prepared(lambda pk: Person.objects.filter(pk=pk).select_related("region", "user"), ANY)
    with django_assert_num_queries(1):
        (row,) = found.rows(people[2].pk)
        assert (row, row.region, row.user) == (people[2], people[2].region, people[2].user)


def test_a_write_with_a_count_is_done_only_while_the_count_holds(people) -> None:
    def goals(count: int, *days: int) -> StillCounted:
        return StillCounted(LearningGoal, {}, "days_per_week", days, count)

    assert not insert_row(LearningGoal(person=people[0], days_per_week=2), only_if=[goals(1, 2, 3)])
    assert insert_row(LearningGoal(person=people[0], days_per_week=2), only_if=[goals(0, 2, 3), goals(0, 7)])
    assert insert_row(LearningGoal(person=people[1], days_per_week=3), only_if=[goals(1, 2, 3)])
    one = {"person_id": people[0].pk}
    assert update_rows(LearningGoal, one, {"days_per_week": 4}, only_if=[goals(1, 2, 3)]) == 0
    assert update_rows(LearningGoal, one, {"days_per_week": 4}, only_if=[goals(2, 2, 3)]) == 1
    assert LearningGoal.objects.get(person=people[0]).days_per_week == 4
