"""Registering and signing in: one-time code, password, both together where ROL-5 asks, and nothing told to strangers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lms.accounts.models import Person, User
from lms.ledger import clock
from lms.ledger.models import Event
from lms.regions.models import Region
from tests.accounts.factories import make_person, make_region, sign_in

PASSWORD = "a-long-passphrase"
STAFF_ROLES = ["C", "AP", "AD", "SC"]


@pytest.fixture(autouse=True)
def _no_rate_limits_left():
    cache.clear()


def code_in(message) -> str:
    return re.search(r"\d{4}-\d{4}", message.body)[0]


def form_data(**changes):
    data = {
        "email": "new@example.jp",
        "display_name": "はる",
        "birth_date": "1990-05-05",
        "school_kind": "none",
        "password1": "",
    }
    return data | changes


def register(client, **changes):
    return client.post(reverse("account_signup"), form_data(**changes))


def confirm_address(client):
    return client.post(
        reverse("account_email_verification_sent"), {"action": "verify", "code": code_in(mail.outbox[-1])}
    )


def ask_code(client, address):
    return client.post(reverse("account_request_login_code"), {"email": address})


def give_code(client, code=None):
    return client.post(reverse("account_confirm_login_code"), {"code": code or code_in(mail.outbox[-1])})


def give_password(client, address, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": address, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def opens(client, name="accounts:profile") -> bool:
    return client.get(reverse(name)).status_code == 200


# --- registration -----------------------------------------------------------------------------------------------------


def test_a_stranger_registers_with_a_code_and_is_a_person_of_the_region(client, region):
    assert register(client).status_code == 302
    assert not Person.objects.exists()
    assert not Event.objects.exists()
    assert confirm_address(client).status_code == 302
    person = Person.objects.get()
    assert (person.region, person.display_name) == (region, "はる")
    assert Event.objects.filter(kind="account.opened", subject_ref=person.pseudonym).count() == 1
    assert opens(client)
    assert not person.user.has_usable_password()


def test_the_password_given_at_registration_works_afterwards(client, region):
    register(client, password1=PASSWORD)
    confirm_address(client)
    assert opens(client)
    other = Client()
    give_password(other, "new@example.jp")
    assert signed_in(other)


def test_before_the_address_is_confirmed_nothing_personal_is_in_the_database(client, region):
    register(client, display_name="はるはる", password1=PASSWORD)
    session = dict(client.session.items())
    assert "はるはる" not in str(session)
    assert "1990" not in str(session)
    assert PASSWORD not in str(session)
    assert not Person.objects.exists()
    assert not User.objects.get().has_usable_password()


def test_somebody_elses_password_never_becomes_valid(client, region):
    """An attacker registers a stranger's address; the stranger later signs in by code and is offered the registration."""
    register(client, password1="the-attackers-own")
    stranger = Client()
    ask_code(stranger, "new@example.jp")
    give_code(stranger)
    assert signed_in(stranger)
    assert stranger.get(reverse("accounts:profile")).url.startswith(reverse("accounts:join"))
    late = Client()
    give_password(late, "new@example.jp", "the-attackers-own")
    assert not signed_in(late)


@pytest.mark.parametrize("days", [0, 1, 3000])
def test_a_child_under_13_is_told_kindly_and_nothing_is_stored(client, region, days):
    today = clock.today_in_tokyo()
    birth = today - timedelta(days=13 * 365 + 3 - 1 - days) if days else today - timedelta(days=12 * 365)
    birth = max(birth, today.replace(year=today.year - 13) + timedelta(days=1))
    answer = register(client, birth_date=birth.isoformat(), display_name="ゆう")
    page = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert "13歳未満" in page
    assert 'value="ゆう"' in page
    assert not User.objects.exists()
    assert not Person.objects.exists()
    assert mail.outbox == []


def test_thirteen_today_may_register(client, region):
    today = clock.today_in_tokyo()
    register(client, birth_date=today.replace(year=today.year - 13).isoformat(), school_kind="junior_high")
    confirm_address(client)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("typed", ["1990年5月5日", "１９９０/５/５", "1990.5.5", "19900505"])
def test_birth_dates_are_read_as_people_write_them(client, region, typed):
    register(client, birth_date=typed)
    confirm_address(client)
    assert Person.objects.count() == 1


def test_a_wrong_form_keeps_what_was_typed(client, region):
    answer = register(client, birth_date="きのう", email="no-address")
    page = answer.content.decode()
    assert 'value="きのう"' in page
    assert 'value="no-address"' in page
    assert "data-errors" in page


def test_without_a_region_nobody_registers(client, db):
    Region.objects.update(site=None)
    answer = client.get(reverse("account_signup"))
    assert answer.status_code == 200
    assert "display_name" not in answer.content.decode()


def test_a_user_of_another_town_gets_the_short_form_and_is_a_new_person_here(client, region):
    other = make_region("kita", host="kita.example.jp", name="きた町")
    there = make_person(other, mail="both@example.jp")
    ask_code(client, "both@example.jp")
    assert give_code(client).url == reverse("accounts:join")
    assert Person.objects.filter(region=region).count() == 0
    assert client.get(reverse("accounts:profile")).url.startswith(reverse("accounts:join"))
    client.post(reverse("accounts:join"), {"display_name": "はる", "birth_date": "1990-05-05", "school_kind": "none"})
    here = Person.objects.get(region=region)
    assert here.user == there.user
    assert here.pseudonym != there.pseudonym
    assert opens(client)


# --- codes ------------------------------------------------------------------------------------------------------------


def test_a_code_lets_a_learner_in_once(client, region):
    person = make_person(region)
    ask_code(client, person.user.email)
    code = code_in(mail.outbox[-1])
    give_code(client, code)
    assert opens(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)
    give_code(client, code)
    assert not signed_in(client)


def test_five_wrong_tries_end_the_code(client, region):
    person = make_person(region)
    ask_code(client, person.user.email)
    code = code_in(mail.outbox[-1])
    for _try in range(5):
        give_code(client, "0000-0000" if code != "0000-0000" else "1111-1111")
    give_code(client, code)
    assert not signed_in(client)


def test_a_code_is_good_for_ten_minutes(client, region, monkeypatch):
    import time as real_time

    person = make_person(region)
    ask_code(client, person.user.email)
    started = real_time.time()
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: started + 601)
    give_code(client)
    assert not signed_in(client)


def test_known_and_unknown_addresses_get_equal_answers(region):
    make_person(region, mail="known@example.jp")

    def answer(path, data):
        client = Client()
        first = client.post(path, data)
        cache.clear()
        return first.status_code, first.url, client.get(first.url).content.decode().replace(data["email"], "X")

    def without_tokens(found):
        status, url, page = found
        return status, url, re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page)

    code = reverse("account_request_login_code")
    assert without_tokens(answer(code, {"email": "known@example.jp"})) == without_tokens(
        answer(code, {"email": "other@example.jp"})
    )
    signup = reverse("account_signup")
    assert without_tokens(answer(signup, form_data(email="known@example.jp"))) == without_tokens(
        answer(signup, form_data(email="fresh@example.jp"))
    )
    reset = reverse("account_reset_password")
    assert without_tokens(answer(reset, {"email": "known@example.jp"})) == without_tokens(
        answer(reset, {"email": "other@example.jp"})
    )


def test_mails_are_in_japanese_and_name_nobody(client, region):
    person = make_person(region, name="田中さくら")
    ask_code(client, person.user.email)
    message = mail.outbox[-1]
    assert "コード" in message.subject
    assert "田中" not in message.subject + message.body
    assert region.name in message.body
    assert re.search("[a-z]{4,} [a-z]{3,}", message.body) is None


# --- both factors (ROL-5) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_after_the_password_the_code_is_asked_for(client, region, role):
    person = make_person(region, role)
    answer = give_password(client, person.user.email)
    assert answer.url == reverse("account_confirm_login_code")
    assert not signed_in(client)
    give_code(client)
    assert opens(client)


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_the_code_alone_opens_no_page_but_signing_out(client, region, role):
    person = make_person(region, role)
    ask_code(client, person.user.email)
    give_code(client)
    for path in [
        "/",
        "/me/",
        "/me/notices/",
        "/cms/",
        "/staff/roles/",
        "/accounts/email/",
        "/accounts/password/change/",
    ]:
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer.url.startswith(reverse("account_reauthenticate")), path
    assert client.post("/me/", {"display_name": "x"}).url.startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 200
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_code_then_password_opens_the_pages(client, region):
    person = make_person(region, "AD")
    ask_code(client, person.user.email)
    give_code(client)
    wrong = client.post(reverse("account_reauthenticate"), {"password": "not-the-password"})
    assert wrong.status_code == 200
    assert not opens(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert opens(client)
    assert opens(client, "accounts:roles")


def test_the_password_alone_opens_nothing_when_the_role_came_later(client, region):
    from lms.accounts.services import grant_role
    from lms.ledger.actors import Actor

    person = make_person(region)
    give_password(client, person.user.email)
    assert opens(client)
    grant_role(person=person, role="C", granted_by=Actor.system(region))
    assert client.get("/me/").url.startswith(reverse("account_login"))
    assert not signed_in(client)


def test_a_new_office_person_without_a_password_chooses_one_first(client, region):
    person = make_person(region, "C", password=None)
    ask_code(client, person.user.email)
    give_code(client)
    assert client.get("/me/").url.startswith(reverse("account_set_password"))
    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert client.get("/me/").url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert opens(client)


def test_a_mailbox_alone_resets_no_office_password(client, region):
    person = make_person(region, "C")
    client.post(reverse("account_reset_password"), {"email": person.user.email})
    assert re.search(r"\d{4}-\d{4}", mail.outbox[-1].body) is None


def test_a_learner_resets_a_forgotten_password(client, region):
    person = make_person(region)
    client.post(reverse("account_reset_password"), {"email": person.user.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mail.outbox[-1])})
    new = "another-passphrase"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    other = Client()
    give_password(other, person.user.email, new)
    assert signed_in(other)


@pytest.mark.parametrize("role", [None, "I", "RO"])
def test_one_factor_is_enough_without_such_a_role(client, region, role):
    person = make_person(region, *([role] if role else []))
    give_password(client, person.user.email)
    assert opens(client)


def test_a_role_in_another_region_asks_for_both_factors_here_too(client, region):
    make_person(make_region("kita", host="kita.example.jp", name="きた町"), "C", mail="both@example.jp")
    make_person(region, mail="both@example.jp")
    ask_code(client, "both@example.jp")
    give_code(client)
    assert client.get("/me/").url.startswith(reverse("account_reauthenticate"))


def test_office_sessions_end_after_30_idle_minutes(client, region):
    sign_in(client, make_person(region, "C"))
    start = clock.now()
    with clock.set_to(start):
        assert opens(client)
    with clock.set_to(start + timedelta(minutes=29)):
        assert opens(client)
    with clock.set_to(start + timedelta(minutes=60)):
        assert client.get("/me/").url.startswith(reverse("account_login"))
    assert not signed_in(client)


def test_a_learner_is_not_signed_out_while_reading(client, region):
    sign_in(client, make_person(region))
    start = clock.now()
    with clock.set_to(start + timedelta(hours=5)):
        assert opens(client)


# --- Wagtail's own doors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/cms/login/", "/cms/password_reset/", "/cms/password_reset/done/", "/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_sign_in_leads_to_ours(client, region, path, method):
    person = make_person(region, "I")
    data = {"username": person.user.email, "password": PASSWORD}
    answer = getattr(client, method)(path, data)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert not signed_in(client)


def test_an_address_of_somebody_else_cannot_be_taken_over(client, region):
    victim, attacker = make_person(region), make_person(region)
    sign_in(client, attacker)
    client.post(reverse("account_email"), {"email": victim.user.email, "action_add": "1"})
    assert not EmailAddress.objects.filter(user=attacker.user, email=victim.user.email, verified=True).exists()
