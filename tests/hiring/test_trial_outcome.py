"""How trial work of an application ends: what may be said of it, and who takes it along (TRI-17, APP-17)."""

from __future__ import annotations

import pytest

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.models import Consent, TrialLink
from lms.ledger import clock
from lms.ledger.refusals import ConsentMissing, MoveNotAllowed
from lms.trials.models import TrialEngagement
from lms.trials.services import take
from tests.hiring import factories
from tests.hiring.factories import key, step
from tests.trials.factories import outsourcing_terms


def act(action, actor, **data):
    row = TrialEngagement.objects.select_related("paper").get()
    return take(row, action, actor=actor, idempotency_key=key(), data=data)


@pytest.fixture
def me(learner):
    return actor_for(learner)


@pytest.fixture
def proposed(sent, firm):
    factories.opened(sent, firm)
    services.propose_trial(sent, actor=firm.pr, idempotency_key=key(), kind="outsourcing")
    return sent


@pytest.fixture
def running(proposed, firm, me, region):
    act("prepare", firm.pa, **outsourcing_terms(clock.today_in_tokyo()))
    signature = {"agreed_to_paper": True, "digest": TrialEngagement.objects.get().paper.digest}
    act("sign", firm.pa, signed_name="浜 風", **signature)
    consent = {"items": ["name"], "text_id": factories.text_id(region, "V4"), "agreed": True}
    act("sign", me, signed_name="田中 さくら", **signature, **consent)
    act("start", me)
    act("log_hours", me, day=clock.today_in_tokyo().isoformat(), minutes=60)
    return proposed


def test_a_contract_follows_only_after_the_offer_was_accepted(running, firm, me, region):
    act("propose_end", firm.pa)
    act("confirm_end", me)
    for actor, keys in ((firm.pa, ("c1", "c2")), (me, ("q1", "q2", "q3"))):
        act("file_evaluation", actor, marks=dict.fromkeys(keys, 3), comment="")
    with pytest.raises(MoveNotAllowed) as refused:
        act("propose_outcome", firm.pa, outcome="hired")
    assert refused.value.message == "条件提示が承諾されてから選べます。"
    factories.offered(running, firm)
    factories.accept(running)
    act("propose_outcome", firm.pa, outcome="hired")
    assert act("close", me, outcome="hired").state == "closed"


def test_who_withdraws_the_application_also_stops_the_work(running, me):
    services.withdraw_application(running, actor=me, **step(running))
    row = TrialEngagement.objects.get()
    assert (row.state, row.stopped_by) == ("stopped", "L")
    assert TrialLink.objects.get().closed_at is not None


def test_no_papers_are_made_after_the_consent_was_taken_back(proposed, firm, me):
    given = Consent.objects.get(application=proposed, level="V3", state="granted")
    services.revoke_consent(given, actor=me, expected_version=None, idempotency_key=key())
    with pytest.raises(ConsentMissing):
        act("prepare", firm.pa, **outsourcing_terms(clock.today_in_tokyo()))
