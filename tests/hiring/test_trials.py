"""Trial work from an application: link, consent in the signature, APP-8, and what waits meanwhile (architecture.md §2)."""

from __future__ import annotations

import pytest

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.models import Consent, TrialLink
from lms.ledger import clock
from lms.ledger.models import Event
from lms.ledger.refusals import ConsentMissing, FormInvalid, MoveNotAllowed, NotVisible
from lms.trials.models import TrialEngagement
from lms.trials.services import take
from tests.accounts.factories import sign_in
from tests.hiring import factories
from tests.hiring.factories import Firm, key, step
from tests.trials.factories import outsourcing_terms


def engagement():
    return TrialEngagement.objects.select_related("paper", "person", "organisation", "region").get()


def sign(actor, **more):
    row = engagement()
    data = {"signed_name": "署名 者", "agreed_to_paper": True, "digest": row.paper.digest} | more
    return take(row, "sign", actor=actor, idempotency_key=key(), data=data)


def named(region, **more):
    return {"items": ["name"], "text_id": factories.text_id(region, "V4"), "agreed": True} | more


@pytest.fixture
def proposed(sent, firm):
    factories.opened(sent, firm)
    services.propose_trial(sent, actor=firm.pr, idempotency_key=key(), kind="outsourcing")
    return sent


@pytest.fixture
def signing(proposed, firm):
    terms = outsourcing_terms(clock.today_in_tokyo())
    take(engagement(), "prepare", actor=firm.pa, idempotency_key=key(), data=terms)
    return proposed


@pytest.fixture
def agreed(signing, firm, learner, region):
    sign(firm.pa)
    sign(actor_for(learner), **named(region))
    return signing


def test_a_proposal_belongs_to_the_application_by_its_code(proposed):
    link = TrialLink.objects.get()
    row = engagement()
    assert (link.application_id, link.engagement_id, link.attempt) == (proposed.pk, row.pk, 1)
    assert (row.subject_label, row.opening_title, row.programme_id) == (
        "K-0001",
        proposed.post.title,
        proposed.programme_id,
    )


def test_one_trial_at_a_time_and_only_from_the_firms_own_application(proposed, firm, region):
    with pytest.raises(MoveNotAllowed) as refused:
        services.propose_trial(proposed, actor=firm.pr, idempotency_key=key(), kind="outsourcing")
    assert refused.value.key == "trial.running"
    with pytest.raises(NotVisible):
        services.propose_trial(proposed, actor=Firm(region).pr, idempotency_key=key(), kind="outsourcing")


def test_a_proposal_waits_for_the_stage_and_says_which(sent, firm):
    with pytest.raises(MoveNotAllowed) as refused:
        services.propose_trial(sent, actor=firm.pr, idempotency_key=key(), kind="outsourcing")
    assert refused.value.message == "試し就業を提案できるのは、書類確認か面談の段階の応募だけです。"
    assert not TrialEngagement.objects.exists()


def test_a_signature_includes_the_name(signing, learner, region):
    with pytest.raises(FormInvalid) as refused:
        sign(actor_for(learner), **named(region, items=["contact"]))
    assert "items" in refused.value.errors
    assert not Consent.objects.filter(purpose="trial").exists()
    sign(actor_for(learner), **named(region))
    consent = Consent.objects.get(purpose="trial")
    assert (consent.level, consent.items, consent.state) == ("V4", ["name"], "granted")


def test_app_8_comes_with_the_last_signature(agreed):
    agreed.refresh_from_db()
    assert agreed.state == "trial"
    assert Event.objects.filter(kind="application.entered", payload__phase="trial").count() == 1


def test_while_a_trial_runs_the_firm_neither_offers_nor_rejects(agreed, firm, learner):
    for act in (
        lambda: factories.offered(agreed, firm),
        lambda: services.reject_application(agreed, actor=firm.pr, **step(agreed), reason_code="skills"),
        lambda: services.move_back(agreed, actor=firm.pr, **step(agreed), reason_code="other"),
    ):
        with pytest.raises(MoveNotAllowed) as refused:
            act()
        assert refused.value.key == "trial.running"
    take(engagement(), "decline", actor=actor_for(learner), idempotency_key=key())
    assert factories.offered(agreed, firm).state == "offer"


def test_no_work_begins_after_the_consent_was_taken_back(agreed, learner):
    given = Consent.objects.get(application=agreed, level="V3", state="granted")
    services.revoke_consent(given, actor=actor_for(learner), expected_version=None, idempotency_key=key())
    with pytest.raises(ConsentMissing):
        take(engagement(), "start", actor=actor_for(learner), idempotency_key=key())


def test_withdrawing_ends_the_trial_too(agreed, learner):
    services.withdraw_application(agreed, actor=actor_for(learner), **step(agreed))
    assert engagement().state == "declined"
    assert TrialLink.objects.get().closed_at is not None


def test_proposing_and_signing_on_the_screens(client, sent, firm, learner, region):
    factories.opened(sent, firm)
    sign_in(client, firm.admin)
    address = f"/partner/candidates/{sent.pk}/trial/"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"idempotency_key": key(), "expected_version": 2, "kind": "outsourcing"})
    row = engagement()
    assert answer.headers["Location"] == f"/partner/trials/{row.pk}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"/partner/candidates/{sent.pk}/" in page
    assert "田中" not in page
    take(row, "prepare", actor=firm.pa, idempotency_key=key(), data=outsourcing_terms(clock.today_in_tokyo()))
    row = engagement()
    sign_in(client, learner)
    assert f"/work/trials/{row.pk}/" in client.get(f"/work/mine/{sent.pk}/").content.decode()
    address = f"/work/trials/{row.pk}/sign/"
    page = client.get(address).content.decode()
    assert "伝わること" in page
    form = {
        "idempotency_key": key(), "expected_version": row.version, "signed_name": "田中 さくら", "digest": row.paper.digest,
        "agreed_to_paper": "on", "items": ["name"], "text_id": factories.text_id(region, "V4"), "agreed": "on",
    }  # fmt: skip
    assert client.post(address, form | {"items": ["contact"]}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert Consent.objects.filter(purpose="trial", state="granted").count() == 1
    sign_in(client, firm.admin)
    assert "田中 さくら" in client.get(f"/partner/trials/{row.pk}/").content.decode()
