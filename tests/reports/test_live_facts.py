"""What people really do becomes numbers at once: learning, applying and starting work, through the product's own services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from courses import outline
from lms.accounts.actors import actor_for
from lms.learning.models import QualificationRule
from lms.learning.states import RuleState
from lms.ledger import clock
from lms.ledger.engine import move
from lms.ledger.models import Event, new_id
from lms.partners.models import PartnerMembership
from lms.partners.services.users import add_user, deactivate_user
from lms.programmes.models import Programme
from lms.reports.definitions import RATES, Span
from lms.reports.marks import READS
from lms.reports.numbers import FactNumbers
from lms.reports.requirements import counted_facts
from lms.reports.rollup import rebuild
from lms.reports.selectors import RollupNumbers
from tests.accounts.factories import make_person
from tests.courses.factories import body_with, make_course, make_lesson, make_site
from tests.hiring import factories
from tests.learning.steps import finish
from tests.queries import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lms.regions.models import Region

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _set_clock() -> Iterator[None]:
    with clock.set_to(datetime(2026, 11, 20, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def region(db: None) -> Region:
    return make_site("hama")


def numbers(region: Region, programme: str) -> RollupNumbers:
    assert rebuild(check=True) == []
    rolled = RollupNumbers(region.pk, programme, Span(end=TODAY), TODAY)
    raw = FactNumbers(counted_facts(region.pk, READS), programme, Span(end=TODAY), TODAY)
    for code in ("PAR-P", "CMP-K", "QUA-P", "APP-P", "OUT-P", "WRK-K", "OFR-P"):
        assert rolled.quantity(code) == raw.quantity(code)
    for row in RATES:
        assert rolled.rate(row.code) == raw.rate(row.code)
    return rolled


def values(found: RollupNumbers, *codes: str) -> list[int | None]:
    return [found.quantity(code).value for code in codes]


def test_an_application_that_leads_to_work_is_counted_step_by_step(region: Region) -> None:
    firm = factories.Firm(region)
    post = firm.post("outsourcing")
    sent = factories.apply(factories.make_learner(region), post)
    code = post.programme.code
    assert values(numbers(region, code), "APP-P", "APP-K", "INT-P", "OUT-P") == [1, 1, 0, 0]
    factories.interviewed(sent, firm)
    factories.offered(sent, firm)
    factories.accept(sent)
    assert values(numbers(region, code), "INT-P", "OFR-P", "OUT-P") == [1, 1, 0]


def test_a_start_of_work_is_in_business_outsourcing_and_not_in_employment(region: Region) -> None:
    firm = factories.Firm(region)
    post = firm.post("outsourcing")
    factories.started(factories.apply(factories.make_learner(region), post), firm)
    found = numbers(region, post.programme.code)
    assert values(found, "APP-P", "OUT-P", "OUT-K", "EMP-P", "WRK-P", "WRK-K", "OFR-P") == [1, 1, 1, 0, 1, 1, 0]
    assert found.quantity("OUT-P", {"includes_trial": True}).value == 1
    assert found.rate("r.out").text == "100.0%"


def course_of(region: Region) -> object:
    course = make_course(region)
    make_lesson(course, 1, body=body_with("one"))
    make_lesson(course, 2, body=body_with("two"))
    outline.forget()
    return outline.outline(region.site).course("a3")


def test_a_completed_course_is_participation_and_completion(region: Region) -> None:
    entry = course_of(region)
    learner = make_person(region)
    finish(learner, entry)
    found = numbers(region, Programme.objects.get(region=region, is_standing=True).code)
    assert values(found, "PAR-P", "PAR-S", "STA-K", "CMP-P", "CMP-K") == [1, 1, 1, 1, 1]
    assert found.rate("r.complete").text == "100.0%"
    assert found.cells("STA-K", "course") == [entry.key]


def test_a_met_requirement_counts_for_the_programme_whose_open_post_asks_for_it(region: Region) -> None:
    entry = course_of(region)
    rule = QualificationRule.objects.create(
        region=region,
        slug="needs-course",
        label="修了",
        tree={"course_completed": [entry.key]},
        valid_from=TODAY,
        state=RuleState.ACTIVE,
        version=1,
    )
    post = factories.Firm(region).post("outsourcing", rule=rule)
    finish(make_person(region), entry)
    assert values(numbers(region, post.programme.code), "QUA-P") == [0]
    open_post(region, post)
    assert values(numbers(region, post.programme.code), "QUA-P", "QUS-P") == [1, 1]
    finish(make_person(region), entry)
    assert values(numbers(region, post.programme.code), "QUA-P") == [2]


def open_post(region: Region, post: object) -> None:
    """The fact that the post workflow records when it publishes (the post itself stands published)."""
    from lms.ledger import events

    events.append(
        Event(
            event_id=new_id(), region=region, stream_type="job_post", stream_id=str(post.pk), version=1,
            kind="post.opened", programme=post.programme.code, actor_type="system", correlation_id=new_id(),
        )
    )  # fmt: skip


def test_counting_a_fact_takes_few_statements_however_many_people_there_are(region: Region) -> None:
    firm = factories.Firm(region)
    post = firm.post("outsourcing")
    sizes = []
    for _person in range(3):
        learner = factories.make_learner(region)
        with counted() as statements:
            factories.apply(learner, post)
        sizes.append(sum("reports_" in sql for sql in statements))
    assert max(sizes) <= 4


def test_staff_are_in_no_number(region: Region) -> None:
    entry = course_of(region)
    make_person(region)
    coordinator = make_person(region, "C")
    finish(coordinator, entry)
    found = numbers(region, Programme.objects.get(region=region, is_standing=True).code)
    assert values(found, "REG-P", "PAR-P", "CMP-K") == [1, 0, 0]


def registered(region: Region, day: date) -> int | None:
    assert rebuild(check=True) == []
    raw = FactNumbers(counted_facts(region.pk, READS), None, Span(end=day), TODAY)
    rolled = RollupNumbers(region.pk, None, Span(end=day), TODAY).quantity("REG-P")
    assert rolled == raw.quantity("REG-P")
    return rolled.value


def test_registered_people_are_residents_and_not_accounts_of_firms_or_offices(region: Region) -> None:
    """A resident who acts for a firm is out while the seat is taken, and counts on every other day."""
    with clock.set_to(datetime(2026, 11, 1, 2, 0, tzinfo=UTC)):
        resident, clerk, owner = (make_person(region) for _number in range(3))
        make_person(region, "RO")
        organisation = factories.Firm(region).organisation
    before = registered(region, date(2026, 11, 1))
    with clock.set_to(datetime(2026, 11, 10, 2, 0, tzinfo=UTC)):
        add_user(organisation=organisation, person=owner, role="PA")
        seat = add_user(organisation=organisation, person=clerk, role="PR")
    assert before is not None
    assert registered(region, date(2026, 11, 9)) == before
    assert registered(region, date(2026, 11, 10)) == before - 2
    deactivate_user(user=seat, actor=actor_for(owner))
    assert registered(region, TODAY) == before - 1
    assert resident.pk


def test_the_end_of_a_membership_gives_its_people_back_as_residents(region: Region) -> None:
    people = [make_person(region) for _number in range(2)]
    organisation = factories.Firm(region).organisation
    before = registered(region, TODAY) or 0
    for person, role in zip(people, ("PA", "PR"), strict=True):
        add_user(organisation=organisation, person=person, role=role)
    assert registered(region, TODAY) == before - 2
    membership = PartnerMembership.objects.get(organisation=organisation)
    approver = make_person(region, "AP")
    move(
        membership, "end", actor=actor_for(approver), expected_version=membership.version, idempotency_key="end",
        data={"reason": "withdrawn", "reason_code": "withdrawn"}, reason_code="withdrawn",
    )  # fmt: skip
    assert registered(region, TODAY) == before
