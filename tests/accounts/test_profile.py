"""One's own data: the profile, its advice, and the file with everything."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.accounts.models import PersonPrivate
from lms.accounts.names import compose_voiced_marks, phone_as_dialled, phone_e164, to_katakana
from tests.accounts.factories import make_person, make_region, sign_in


@pytest.fixture
def region(db):
    return make_region()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("タナカ", "タナカ"),
        ("たなか", "タナカ"),
        ("ﾀﾅｶ", "タナカ"),
        ("ﾊﾞﾊﾞ", "ババ"),
        ("か\u309bん", "ガン"),
        ("Smith", "Smith"),
        ("ジョン・スミス", "ジョン・スミス"),
        ("", ""),
    ],
)
def test_readings_become_katakana(typed, stored):
    assert to_katakana(typed) == stored


@pytest.mark.parametrize("typed", ["田中", "タナカ1", "タナカ!"])
def test_a_reading_with_kanji_is_refused(typed):
    with pytest.raises(ValidationError):
        to_katakana(typed)


@pytest.mark.parametrize("name", ["神崎", "髙橋", "﨑", "渡邉", "㈱"])
def test_letters_of_a_name_are_kept_as_typed(name):
    assert compose_voiced_marks(name) == name


def test_separate_voiced_marks_become_one_letter():
    assert compose_voiced_marks("か\u3099す\u309bは\u309a") == "がずぱ"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("09012345678", "+819012345678"),
        ("０９０ー１２３４ー５６７８", "+819012345678"),
        ("(0838) 25-0000", "+81838250000"),
        ("（0838）25−0000", "+81838250000"),
        ("+81 90-1234-5678", "+819012345678"),
        ("", ""),
    ],
)
def test_phone_numbers_are_stored_in_one_form(typed, stored):
    assert phone_e164(typed) == stored


@pytest.mark.parametrize("typed", ["110", "9012345678", "090123456789", "でんわ", "+1 202 555 0100"])
def test_other_numbers_are_refused(typed):
    with pytest.raises(ValidationError):
        phone_e164(typed)


def test_a_number_is_shown_as_people_dial_it():
    assert phone_as_dialled("+819012345678") == "09012345678"
    assert phone_as_dialled("") == ""


def data(**changes):
    return {"display_name": "はる", "school_kind": "none"} | changes


def test_everything_but_the_name_to_be_called_by_may_stay_empty(client, region):
    person = make_person(region)
    sign_in(client, person)
    assert client.post(reverse("accounts:profile"), data()).status_code == 302
    assert PersonPrivate.objects.get(person=person).family_name == ""


def test_a_wrong_field_keeps_everything_typed(client, region):
    sign_in(client, make_person(region))
    answer = client.post(
        reverse("accounts:profile"),
        data(family_name="田中", family_kana="田中", phone="110", municipality="みなみ浜市"),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "カタカナで入力してください。" in page
    assert "電話番号は0から始まる10〜11桁で入力してください。" in page
    assert 'value="みなみ浜市"' in page
    assert 'value="110"' in page


def test_private_matters_are_advised_against_and_stored_all_the_same(client, region):
    person = make_person(region)
    sign_in(client, person)
    answer = client.post(
        reverse("accounts:profile"), data(self_introduction="家族は4人、出身は北海道です。"), follow=True
    )
    assert "家族や出身地などは書かなくて大丈夫です。企業は選考に使えません。" in answer.content.decode()
    assert PersonPrivate.objects.get(person=person).self_introduction.startswith("家族は4人")


def test_the_file_holds_everything_about_oneself_and_nothing_about_others(client, region):
    person = make_person(region, family_name="田中", phone="+819012345678", mail="tanaka@example.jp")
    make_person(region, family_name="佐藤", mail="sato@example.jp")
    sign_in(client, person)
    answer = client.get(reverse("accounts:export_file"))
    found = json.loads(answer.content)
    assert found["accounts.User"][0]["email"] == "tanaka@example.jp"
    assert found["accounts.PersonPrivate"][0]["birth_date"] == "1990-05-05"
    assert found["accounts.PersonPrivate"][0]["family_name"] == "田中"
    text = answer.content.decode()
    assert "佐藤" not in text
    assert "sato" not in text
    assert "wrapped_key" not in text


def test_the_shell_asks_for_the_reader_once(client, region):
    """Session and user: person, roles and unread notices come with the user's row."""
    sign_in(client, make_person(region, "AD"))
    client.get(reverse("accounts:export"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("accounts:export")).content.decode()
    assert "さくら" in page
    selects = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(selects) == 2, [sql[:150] for sql in selects]
