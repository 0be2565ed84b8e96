"""Registering a person, and what one query for the user tells of persons and roles."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from lms.accounts import selectors
from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for, actor_of
from lms.accounts.ages import AgeClass
from lms.accounts.backends import RegionAuthenticationBackend
from lms.accounts.models import Person, PersonPrivate, RoleGrant
from lms.accounts.services import end_role, grant_role, register_person, update_profile
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.models import AuditEntry, Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.ledger.roles import roles_of
from tests.accounts.factories import ADULT_BIRTH, make_person, make_region


def request_of(person, region):
    request = RequestFactory().get("/")
    request.region = region
    request.user = RegionAuthenticationBackend().get_user(person.user_id)
    return request


def test_opening_an_account_records_a_coarse_fact_without_name_or_birth_date(region):
    person = make_person(region, name="田中さくら", birth_date=date(2000, 2, 29))
    event = Event.objects.get(kind="account.opened")
    assert event.subject_ref == event.actor_id == person.pseudonym
    assert set(event.payload) == {"age_band", "school_kind"}
    assert "2000" not in str(event.payload)
    assert "さくら" not in str(event.payload)


def test_a_child_under_13_leaves_nothing_behind(region):
    today = clock.today_in_tokyo()
    child = today.replace(year=today.year - 13, day=1) + timedelta(days=40)
    with pytest.raises(FormInvalid) as refusal:
        register_person(user=None, region=region, display_name="ゆう", birth_date=child)
    assert refusal.value.errors == {"birth_date": ["account.under_13"]}
    assert not Person.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("days", [1, 400])
def test_a_birth_date_in_the_future_is_refused(region, days):
    with pytest.raises(FormInvalid):
        register_person(
            user=None,
            region=region,
            display_name="ゆう",
            birth_date=clock.today_in_tokyo() + timedelta(days=days),
        )


def test_one_user_is_one_person_per_region_with_a_pseudonym_of_its_own(region):
    here = make_person(region, mail="both@example.jp")
    other = make_region("kita", host="kita.example.jp", name="きた町")
    there = make_person(other, mail="both@example.jp")
    assert here.user == there.user
    assert here.pseudonym != there.pseudonym
    with pytest.raises(ValueError, match="already"):
        make_person(region, mail="both@example.jp")


def test_the_session_needs_one_query_for_user_person_and_roles(region):
    person = make_person(region, "I")
    make_person(make_region("kita", host="kita.example.jp", name="きた町"), "C", mail=person.user.email)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        request = request_of(person, region)
        found = selectors.session_person(request)
    assert len(queries) == 1
    assert found.person == person
    assert found.person.display_name == "さくら"
    assert found.person.user == request.user
    assert found.roles == {"L", "I"}


def test_a_user_of_another_region_is_nobody_here(region):
    other = make_region("kita", host="kita.example.jp", name="きた町")
    stranger = make_person(other, "C")
    request = request_of(stranger, region)
    assert selectors.person_of(request) is None
    assert selectors.roles_of(request) == frozenset()
    with pytest.raises(Http404):
        actor_of(request)
    with pytest.raises(Http404):
        require_roles(request, {"L"})


def test_a_closed_person_holds_no_role(region):
    person = make_person(region, "I")
    Person.objects.filter(pk=person.pk).update(status=Person.Status.CLOSED)
    person.refresh_from_db()
    assert selectors.roles_on(person, clock.today_in_tokyo()) == set()
    assert selectors.person_of(request_of(person, region)) is None
    assert roles_of(actor_for(person), RoleGrant(region=region)) == frozenset()


@pytest.mark.parametrize(
    ("starts", "ends", "held"), [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)]
)
def test_a_grant_holds_on_its_dates_both_inclusive(region, starts, ends, held):
    today = clock.today_in_tokyo()
    person = make_person(region)
    RoleGrant.objects.create(
        person=person,
        region=region,
        role="I",
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert ("I" in selectors.roles_on(person, today)) is held
    assert ("I" in selectors.roles_of(request_of(person, region))) is held
    assert ("I" in roles_of(actor_for(person), RoleGrant(region=region))) is held


class Row:
    """A row of a stream, as far as a role source looks at it."""

    def __init__(self, region, subject_ref=""):
        self.region_id = region.pk
        self.subject_ref = subject_ref


def test_a_learner_acts_on_own_rows_and_staff_only_in_their_region(region):
    other = make_region("kita", host="kita.example.jp", name="きた町")
    learner, staff = make_person(region), make_person(region, "C")
    assert roles_of(actor_for(learner), Row(region, learner.pseudonym)) == {"L"}
    assert roles_of(actor_for(learner), Row(region, staff.pseudonym)) == frozenset()
    assert roles_of(actor_for(staff), Row(region, learner.pseudonym)) == {"C"}
    assert roles_of(actor_for(staff), Row(other)) == frozenset()


def test_an_ended_role_is_gone_at_the_next_request(region):
    admin, person = make_person(region, "AD"), make_person(region, "C")
    end_role(person.grants.get(), ended_by=actor_for(admin))
    assert selectors.roles_of(request_of(person, region)) == {"L"}
    assert AuditEntry.objects.filter(kind="role.ended", subject_ref=person.pseudonym).count() == 1


def test_a_role_of_last_week_ends_yesterday_and_stays_on_record(region):
    admin, person = make_person(region, "AD"), make_person(region)
    today = clock.today_in_tokyo()
    grant = grant_role(person=person, role="C", granted_by=actor_for(admin), starts_on=today - timedelta(days=7))
    end_role(grant, ended_by=actor_for(admin))
    grant.refresh_from_db()
    assert grant.ends_on == today - timedelta(days=1)


def test_nobody_grants_or_ends_an_own_role(region):
    admin = make_person(region, "AD")
    with pytest.raises(MoveNotAllowed, match="own_case"):
        grant_role(person=admin, role="C", granted_by=actor_for(admin))
    with pytest.raises(MoveNotAllowed, match="own_case"):
        end_role(admin.grants.get(), ended_by=actor_for(admin))


def test_a_role_is_not_given_twice(region):
    person = make_person(region, "C")
    with pytest.raises(MoveNotAllowed, match="held"):
        grant_role(person=person, role="C", granted_by=Actor.system(region))


def test_an_external_coordinator_never_opens_names(region):
    with pytest.raises(FormInvalid):
        grant_role(
            person=make_person(region), role="C", granted_by=Actor.system(region), is_external=True, named_access=True
        )


@pytest.mark.parametrize(
    ("birth", "kind", "expected"),
    [
        (date(2011, 6, 1), "junior_high", AgeClass.SCHOOL_AGE),
        (date(2010, 6, 1), "high_school", AgeClass.HIGH_SCHOOL),
        (date(2010, 6, 1), "none", AgeClass.UNDER_18),
        (date(2010, 6, 1), "unknown", AgeClass.HIGH_SCHOOL),
        (date(2008, 11, 20), "none", AgeClass.ADULT),
        (date(2008, 11, 20), "unknown", AgeClass.HIGH_SCHOOL),
        (ADULT_BIRTH, "unknown", AgeClass.ADULT),
        (ADULT_BIRTH, "high_school", AgeClass.HIGH_SCHOOL),
    ],
)
def test_the_class_is_computed_from_the_sealed_birth_date(region, birth, kind, expected):
    from datetime import UTC, datetime

    with clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        person = make_person(region, birth_date=birth, school_kind=kind)
        on = clock.today_in_tokyo()
        assert selectors.age_class(person, on) == expected
        assert selectors.applies_as_high_school(person, on) is (expected == AgeClass.HIGH_SCHOOL)
        assert selectors.sees_jobs(person, on) is (expected != AgeClass.SCHOOL_AGE)


def test_without_a_birth_date_a_person_is_the_most_protected(region):
    person = make_person(region)
    PersonPrivate.objects.filter(person=person).delete()
    on = clock.today_in_tokyo()
    assert selectors.age_class(person, on) == AgeClass.UNDER_13
    assert selectors.is_under_18(person, on)
    assert selectors.applies_as_high_school(person, on)
    assert not selectors.sees_jobs(person, on)


def test_answering_about_school_counts_from_that_day(region):
    person = make_person(region, school_kind="unknown")
    assert person.private.school_answered_on is None
    update_profile(person, display_name="はる", school_kind="university", phone="+819012345678")
    private = PersonPrivate.objects.get(person=person)
    assert private.school_answered_on == clock.today_in_tokyo()
    assert private.phone == "+819012345678"


def test_the_backend_lets_no_inactive_user_in(region):
    person = make_person(region)
    get_user_model().objects.filter(pk=person.user_id).update(is_active=False)
    assert RegionAuthenticationBackend().get_user(person.user_id) is None
