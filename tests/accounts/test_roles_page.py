"""The page on which an administrator grants and ends roles, and the access table of this app's addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.accounts.models import RoleGrant
from lms.accounts.session_roles import SessionRoles, _sources
from lms.ledger import clock
from lms.ledger.models import AuditEntry
from tests.accounts.factories import make_person, make_region, sign_in


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def admin(client, region):
    return sign_in(client, make_person(region, "AD", mail="admin@example.jp"))


def grant_data(person, **changes):
    return {
        "email": person.user.email,
        "role": "I",
        "starts_on": clock.today_in_tokyo().isoformat(),
        "ends_on": "",
    } | changes


def test_a_role_is_granted_to_a_person_of_the_region(admin, region):
    person = make_person(region)
    assert admin.post(reverse("accounts:roles"), grant_data(person)).status_code == 302
    grant = RoleGrant.objects.get(person=person)
    assert (grant.role, grant.granted_by.user.email) == ("I", "admin@example.jp")
    assert AuditEntry.objects.filter(kind="role.granted", subject_ref=person.pseudonym).count() == 1
    assert person.user.groups.count() == 1
    assert person.user.email in admin.get(reverse("accounts:roles")).content.decode()


@pytest.mark.parametrize("stranger", ["unknown", "other region"])
def test_nobody_from_elsewhere_gets_a_role_and_both_answers_are_equal(admin, region, stranger):
    if stranger == "other region":
        make_person(make_region("kita", host="kita.example.jp", name="きた町"), mail="x@example.jp")
    answer = admin.post(reverse("accounts:roles"), {**grant_data(make_person(region)), "email": "x@example.jp"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "まだここに登録していません" in page
    assert 'value="x@example.jp"' in page
    assert not RoleGrant.objects.exclude(role="AD").exists()


def test_dates_in_the_wrong_order_come_back_with_what_was_typed(admin, region):
    today = clock.today_in_tokyo()
    person = make_person(region)
    answer = admin.post(reverse("accounts:roles"), grant_data(person, ends_on=(today - timedelta(days=1)).isoformat()))
    assert answer.status_code == 422
    assert "終了日は開始日より後にしてください。" in answer.content.decode()
    assert person.user.email in answer.content.decode()


def test_an_own_role_is_refused_with_409(admin, region):
    own = RoleGrant.objects.get()
    assert admin.post(reverse("accounts:end_grant", args=[own.pk]), {"ends_on": ""}).status_code == 409
    answer = admin.post(reverse("accounts:roles"), grant_data(own.person, role="C"))
    assert answer.status_code == 409
    assert "自分に関する手続きは、ほかの担当者が行います。" in answer.content.decode()
    assert RoleGrant.objects.count() == 1


def test_a_role_ends_on_the_page(admin, region):
    person = make_person(region, "C")
    grant = person.grants.get()
    later = clock.today_in_tokyo() + timedelta(days=10)
    admin.post(reverse("accounts:end_grant", args=[grant.pk]), {"ends_on": later.isoformat()})
    grant.refresh_from_db()
    assert grant.ends_on == later
    admin.post(reverse("accounts:end_grant", args=[grant.pk]), {"ends_on": ""})
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_grant_of_another_region_is_like_an_unknown_one(admin):
    grant = make_person(make_region("kita", host="kita.example.jp", name="きた町"), "C").grants.get()
    foreign = admin.post(reverse("accounts:end_grant", args=[grant.pk]))
    unknown = admin.post(reverse("accounts:end_grant", args=[987_654]))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_forgotten_password_is_cleared_by_the_administrator(admin, region):
    person = make_person(region, "C")
    admin.post(reverse("accounts:clear_password", args=[person.pk]))
    person.user.refresh_from_db()
    assert not person.user.has_usable_password()
    learner = make_person(region)
    assert admin.post(reverse("accounts:clear_password", args=[learner.pk])).status_code == 404


@pytest.mark.parametrize("role", ["C", "AP", "AD"])
def test_who_works_for_a_firm_gets_no_office_role(admin, region, monkeypatch, role):
    person = make_person(region)
    firm = SessionRoles(
        annotation=_sources["session_persons"].annotation,
        roles=lambda rows, _region, _day: {"PR"} if any(r["pseudonym"] == person.pseudonym for r in rows) else set(),
    )
    monkeypatch.setitem(_sources, "session_test_firm", firm)
    answer = admin.post(reverse("accounts:roles"), grant_data(person, role=role))
    assert answer.status_code == 409
    assert not RoleGrant.objects.filter(person=person).exists()
    assert admin.post(reverse("accounts:roles"), grant_data(person, role="I")).status_code == 302


def test_an_office_person_gets_no_firm_role(region):
    from lms.accounts.guards import refuse_double_role
    from lms.ledger.refusals import MoveNotAllowed

    today = clock.today_in_tokyo()
    for role in ["PR", "PA", "PV"]:
        with pytest.raises(MoveNotAllowed, match="exclusive"):
            refuse_double_role(make_person(region, "C"), role, today)
        refuse_double_role(make_person(region, "I"), role, today)


# --- every address x every role ---------------------------------------------------------------------------------------

ROLES = [None, "L", "I", "C", "AP", "AD", "SC", "RO"]
EVERYBODY = {"L", "I", "C", "AP", "AD", "SC", "RO"}
GETS = {
    "accounts:profile": EVERYBODY,
    "accounts:export": EVERYBODY,
    "accounts:export_file": EVERYBODY,
    "accounts:roles": {"AD"},
    "notices:list": EVERYBODY,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(GETS))
def test_each_address_opens_for_its_roles_only(client, region, name, role):
    if role:
        sign_in(client, make_person(region, *([role] if role != "L" else [])))
    answer = client.get(reverse(name))
    expected = 302 if role is None else 200 if role in GETS[name] else 404
    assert answer.status_code == expected
    if role is None:
        assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["accounts:end_grant", "accounts:clear_password"])
def test_acts_on_roles_are_for_administrators(client, region, name, role):
    target = make_person(region, "C")
    if role:
        sign_in(client, make_person(region, *([role] if role != "L" else [])))
    argument = target.grants.get().pk if name == "accounts:end_grant" else target.pk
    answer = client.post(reverse(name, args=[argument]))
    assert answer.status_code == (302 if role in {None, "AD"} else 404)
    assert RoleGrant.objects.filter(person=target).exists() is not (role == "AD" and name == "accounts:end_grant")
