"""N07: a requirement is met, ends soon, or has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import reverse

from lms.learning.models import QualificationRule
from lms.ledger.engine import is_quiet
from lms.notices.services import notify
from lms.notices.texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.accounts.models import Person
    from lms.learning.models import LearningEvent
    from lms.ledger.models import Event

CODES = {"qualification.met": "N07", "qualification.ends_soon": "N07.ends", "qualification.lost": "N07.lost"}


def tell(event: LearningEvent, person: Person) -> None:
    """Tell the learner about one fact, in its transaction; nothing while history is played."""
    code = CODES.get(event.kind, "")
    if code not in TEXTS or is_quiet():
        return
    rule = QualificationRule.objects.filter(region_id=person.region_id, slug=event.payload["rule"]).first()
    label = rule.label if rule else ""
    notify(cast("Event", event), code, [person], link=reverse("learning:home"), params={"reference": label})


def tell_results(events: Iterable[LearningEvent], person: Person) -> None:
    """Tell about the requirements among the facts of one act."""
    for event in events:
        if event.kind in CODES:
            tell(event, person)
