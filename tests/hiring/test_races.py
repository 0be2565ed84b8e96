"""The last opening taken twice at once (JOB-t4), with real threads on a database file or PostgreSQL."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import Error, connection, transaction

from lms.hiring.models import Application, Disclosure
from lms.ledger import clock
from lms.ledger.models import Event
from lms.ledger.refusals import Refusal
from lms.partners.models import JobPost
from tests.accounts.factories import make_region, sign_in
from tests.hiring import factories
from tests.hiring.conftest import NOW
from tests.hiring.factories import Firm, accept, apply, make_learner


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_job_t4_the_last_opening_is_taken_once():
    two_people_accept_at_once()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_job_t4_the_last_opening_is_taken_once_on_postgresql():
    assert connection.vendor == "postgresql"
    two_people_accept_at_once()


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_board_and_the_ledger_of_readings_on_postgresql(region, firm, client):
    row = apply(make_learner(region), firm.post())
    factories.interviewed(row, firm)
    sign_in(client, firm.recruiter)
    body = client.get(f"/partner/jobs/{row.post_id}/board/").content.decode()
    assert "田中 さくら" in body
    assert sorted(Disclosure.objects.values_list("purpose", flat=True)) == ["application", "interview"]
    with pytest.raises(Error), transaction.atomic():
        Disclosure.objects.update(items=[])
    contract = factories.started(apply(make_learner(region), row.post), firm)
    assert contract.state == "started"


def two_people_accept_at_once():
    region = make_region()
    firm = Firm(region)
    post = firm.post(openings=1)
    rows = []
    for _number in range(2):
        row = apply(make_learner(region), post)
        factories.offered(row, firm)
        rows.append(row.pk)
    barrier, refused = Barrier(2), []

    def take(pk):
        try:
            with clock.set_to(NOW):
                row = Application.objects.select_related("person", "region").get(pk=pk)
                barrier.wait(timeout=20)
                accept(row)
        except Refusal as refusal:
            refused.append(refusal.key)
        finally:
            connection.close()

    threads = [Thread(target=take, args=(pk,)) for pk in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert refused == ["offer.no_opening"]
    assert JobPost.objects.get(pk=post.pk).openings == 0
    assert Event.objects.filter(kind="offer.accepted").count() == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["accepted", "offer"]
