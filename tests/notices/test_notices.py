"""Telling people exactly once, without names, and not at night (NOT-t1 to NOT-t4)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.accounts.actors import actor_for
from lms.ledger import clock, engine, outbox
from lms.ledger.models import OutboxRow
from lms.notices.models import Notice
from lms.notices.quiet_hours import earliest_delivery
from lms.notices.services import deliver_mail, notify
from lms.notices.texts import TEXTS
from tests.accounts.factories import make_person, make_region, sign_in

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)  # 22:30 in Tokyo


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def event_of(region):
    def make(person):
        return engine.record(
            "account.opened", region=region, stream_type="sample", stream_id=person.pseudonym, actor=actor_for(person)
        )

    return make


def tell(event, code, *people, **params):
    notify(event, code, people, link="/work/mine/", params=params)


# --- once -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_each_code_reaches_each_reader_once_under_double_delivery(region, event_of, code):
    people = [make_person(region), make_person(region)]
    with clock.set_to(NOON):
        event = event_of(people[0])
        tell(event, code, *people, reference="K-0001")
        tell(event, code, *people, reference="K-0001")
        outbox.drain()
        outbox.drain()
    assert Notice.objects.filter(code=code).count() == 2
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.user.email for person in people)


def test_a_mail_sent_again_carries_the_same_message_id(region, event_of):
    person = make_person(region)
    with clock.set_to(NOON):
        tell(event_of(person), "N16", person)
    row = OutboxRow.objects.get(effect="mail.N16")
    deliver_mail(row)
    deliver_mail(row)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"] == f"<{row.id}@testserver>"


def test_two_rows_for_one_person_about_one_event_are_both_told(region, event_of):
    person = make_person(region)
    with clock.set_to(NOON):
        event = event_of(person)
        tell(event, "N10", person)
        tell(event, "N13", person)
        outbox.drain()
    assert len(mail.outbox) == 2


def test_an_unknown_code_is_an_error(region, event_of):
    person = make_person(region)
    with pytest.raises(KeyError):
        tell(event_of(person), "N99", person)


# --- what a mail says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_no_mail_contains_a_name_or_a_reason(region, event_of, code):
    learner = make_person(
        region,
        name="田中さくら",
        family_name="田中",
        given_name="さくら",
        phone="+819012345678",
        mail="tanaka@example.jp",
    )
    reader = make_person(region, "C", mail="reader@example.jp")
    with clock.set_to(NOON):
        tell(event_of(learner), code, reader, reference="K-0001", reason="家庭の事情", name="田中さくら")
        outbox.drain()
    (message,) = mail.outbox
    text = message.subject + message.body
    for secret in ["田中", "さくら", "tanaka", "9012345678", "家庭の事情", learner.pseudonym]:
        assert secret not in text
    assert "K-0001" in message.body
    assert "http://testserver/work/mine/" in message.body
    assert region.name in message.body
    assert region.operator.contact_text in message.body


SUBJECTS = {
    "N01": "会員申請を受け付けました",
    "N02": "会員申請の結果",
    "N03": "協定の署名のお願い",
    "N04": "会員の状態が変わりました",
    "N04.L": "応募先の企業の手続きについて",
    "N05": "募集の確認結果",
    "N10": "情報を渡す同意の控え",
    "N11": "同意を取り消しました",
    "N11.recall": "情報の削除のお願い",
    "N12": "削除の報告が届いていません",
    "N13": "応募がありました",
    "N14": "面談の日時について",
    "N15": "応募への回答をお願いします",
    "N15.L": "企業から回答がなく終了しました",
    "N16": "応募の結果について",
    "N17": "応募が取り下げられました",
    "N18": "試し就業の手続きについて",
    "N19": "条件の提示が届きました",
    "N20": "就業開始の確認",
}


@pytest.mark.parametrize(("code", "subject"), sorted(SUBJECTS.items()))
def test_the_subject_is_the_one_of_the_table(region, event_of, code, subject):
    person = make_person(region)
    with clock.set_to(NOON):
        tell(event_of(person), code, person)
        outbox.drain()
    assert mail.outbox[0].subject == subject
    assert Notice.objects.get().subject == subject


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(20, 59, False), (21, 0, True), (0, 0, True), (7, 59, True), (8, 0, False)]
)
def test_quiet_hours_are_21_to_8_in_tokyo(hour, minute, quiet):
    now = datetime(2026, 11, 20, hour, minute, tzinfo=clock.TOKYO)
    due = earliest_delivery(now)
    assert (due != now) is quiet
    if quiet:
        assert due.astimezone(clock.TOKYO).hour == 8
        assert 0 < (due - now).total_seconds() <= 11 * 3600


def test_a_learners_mail_waits_until_the_morning(region, event_of):
    person = make_person(region)
    with clock.set_to(NIGHT):
        tell(event_of(person), "N16", person)
        outbox.drain()
        assert mail.outbox == []
        assert Notice.objects.count() == 1
    with clock.set_to(datetime(2026, 11, 20, 23, 0, tzinfo=UTC)):
        outbox.drain()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("code", ["N11", "N24"])
def test_what_cannot_wait_goes_out_at_night(region, event_of, code):
    person = make_person(region)
    with clock.set_to(NIGHT):
        tell(event_of(person), code, person)
        outbox.drain()
    assert len(mail.outbox) == 1


def test_the_office_has_no_quiet_hours(region, event_of):
    with clock.set_to(NIGHT):
        person = make_person(region, "C")
        tell(event_of(person), "N01", person)
        outbox.drain()
    assert len(mail.outbox) == 1


# --- to whom ----------------------------------------------------------------------------------------------------------


def test_who_has_no_mail_still_gets_the_notice(region, event_of):
    from lms.accounts.services import register_person

    person = register_person(user=None, region=region, display_name="はる", birth_date=date(1950, 1, 1))
    with clock.set_to(NOON):
        tell(event_of(person), "N16", person)
        outbox.drain()
    assert Notice.objects.filter(person=person).count() == 1
    assert mail.outbox == []


def test_an_unconfirmed_address_is_not_written_to(region, event_of):
    person = make_person(region)
    person.user.emailaddress_set.update(verified=False)
    with clock.set_to(NOON):
        tell(event_of(person), "N16", person)
        outbox.drain()
    assert mail.outbox == []


# --- the list ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(region, event_of):
    person = make_person(region)
    with clock.set_to(NOON):
        tell(event_of(person), "N16", person, reference="在宅の事務サポート")
    return person


def test_the_list_shows_the_notice_and_the_menu_counts_it(client, told):
    page = sign_in(client, told).get(reverse("notices:list")).content.decode()
    assert "応募の結果について" in page
    assert "在宅の事務サポート" in page
    assert "お知らせ（未読1件）" in page


def test_opening_marks_as_read_and_leads_on(client, told):
    sign_in(client, told)
    notice = Notice.objects.get()
    answer = client.post(reverse("notices:open", args=[notice.pk]))
    assert answer.url == "/work/mine/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "未読" not in client.get(reverse("notices:list")).content.decode()


def test_get_changes_nothing(client, told):
    sign_in(client, told)
    assert client.get(reverse("notices:open", args=[Notice.objects.get().pk])).status_code == 405
    client.get(reverse("notices:list"))
    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def test_all_can_be_read_at_once(client, told):
    sign_in(client, told)
    client.post(reverse("notices:read_all"))
    assert not Notice.objects.filter(read_at__isnull=True).exists()


def test_a_foreign_notice_is_like_an_unknown_one(client, told, region):
    sign_in(client, make_person(region))
    foreign = client.post(reverse("notices:open", args=[Notice.objects.get().pk]))
    unknown = client.post(reverse("notices:open", args=["01890000-0000-7000-8000-000000000000"]))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert Notice.objects.filter(read_at__isnull=True).count() == 1


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_needs_the_same_queries_at_any_length(client, region, event_of, count):
    from django.db import connection

    person = make_person(region)
    with clock.set_to(NOON):
        for _number in range(count):
            tell(event_of(make_person(region)), "N16", person)
    sign_in(client, person).get(reverse("notices:list"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("notices:list"))
    selects = [query for query in queries if query["sql"].startswith("SELECT")]
    assert len(selects) <= 6, [query["sql"][:120] for query in selects]


def test_a_link_to_another_host_is_not_followed(client, told):
    sign_in(client, told)
    Notice.objects.update(link="https://evil.example.com/")
    answer = client.post(reverse("notices:open", args=[Notice.objects.get().pk]))
    assert answer.url == reverse("notices:list")
