"""What trial work gives out about a person and what it forgets (P05, P06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.accounts.personal_data import register_personal_data
from lms.trials.models import HourLog, TrialEngagement, TrialEvaluation, TrialSignature
from lms.trials.selectors import evaluations_open_to
from lms.trials.states import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lms.accounts.models import Person


def export_trials(person: Person) -> Iterable[Mapping[str, Any]]:
    """Each engagement with its papers, hours and what the person may read of the evaluations (TRI-t2)."""
    rows = TrialEngagement.objects.filter(person=person).select_related("organisation").order_by("since")
    return [_exported(row) for row in rows]


def _exported(row: TrialEngagement) -> dict[str, Any]:
    return {
        "code": row.code,
        "organisation": row.organisation.legal_name,
        "opening_title": row.opening_title,
        "kind": row.kind,
        "state": row.state,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "outcome": row.outcome,
        "papers": list(row.papers.values("number", "html", "digest", "frozen_at")),
        "signatures": list(
            TrialSignature.objects.filter(paper__engagement=row, side=Side.LEARNER).values("signed_name", "signed_at")
        ),
        "hours": list(HourLog.objects.filter(engagement=row).values("day", "minutes", "confirmed_at")),
        "evaluations": [
            {"side": found.side, "marks": found.marks, "comment": found.comment}
            for found in evaluations_open_to(row, Side.LEARNER)
        ],
    }


def erase_trials(person: Person) -> int:
    """The signed name and the words go; papers carry a code and stay as records with the pseudonym (law.md §3)."""
    signed = TrialSignature.objects.filter(paper__engagement__person=person, side=Side.LEARNER)
    words = TrialEvaluation.objects.filter(engagement__person=person)
    return signed.update(signed_name="") + words.update(comment="")


def register() -> None:
    """Declare the rule; papers, hours and evaluations hang on the engagement."""
    register_personal_data(TrialEngagement, export_trials, erase_trials)
