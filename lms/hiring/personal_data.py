"""What the hiring side gives out about a person and what it forgets (law.md §3, §4; P05, P06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.accounts.personal_data import delete_rows, keep_pseudonymous, register_personal_data, rows_of
from lms.hiring.models import (
    Application,
    ApplicationDraft,
    Consent,
    Contract,
    ContractRecord,
    Disclosure,
    Evidence,
    Exclusion,
    InterviewRequest,
    Offer,
    Placement,
    Recall,
    RetentionCheck,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.accounts.models import Person

BY_APPLICATION = "application__person"
BY_PLACEMENT = "placement__person"


def erase_applications(person: Person) -> int:
    """The coded row stays for the counts; the free line and the wishes go."""
    return Application.objects.filter(person=person).update(note="", wishes={})


def export_disclosures(person: Person) -> Iterable[dict[str, Any]]:
    """Who looked: the rows carry the pseudonym, which the export resolves for the person."""
    names = ["at", "organisation__legal_name", "channel", "purpose", "items", "result"]
    return Disclosure.objects.filter(subject_ref=person.pseudonym).values(*names)


def register() -> None:
    """One rule per model that names a person, directly or by an application or placement."""
    register_personal_data(
        ApplicationDraft, rows_of(ApplicationDraft, "person"), delete_rows(ApplicationDraft, "person")
    )
    register_personal_data(Application, rows_of(Application, "person"), erase_applications)
    register_personal_data(Consent, rows_of(Consent, "person"), keep_pseudonymous)
    register_personal_data(Exclusion, rows_of(Exclusion, "person"), keep_pseudonymous)
    register_personal_data(Disclosure, export_disclosures, keep_pseudonymous)
    register_personal_data(Placement, rows_of(Placement, "person"), keep_pseudonymous)
    register_personal_data(Evidence, rows_of(Evidence, BY_APPLICATION), keep_pseudonymous)
    register_personal_data(InterviewRequest, rows_of(InterviewRequest, BY_APPLICATION), keep_pseudonymous)
    register_personal_data(Recall, rows_of(Recall, BY_APPLICATION), keep_pseudonymous)
    register_personal_data(Offer, rows_of(Offer, BY_APPLICATION), keep_pseudonymous)
    register_personal_data(Contract, rows_of(Contract, BY_PLACEMENT), keep_pseudonymous)
    register_personal_data(ContractRecord, rows_of(ContractRecord, "contract__placement__person"), keep_pseudonymous)
    register_personal_data(RetentionCheck, rows_of(RetentionCheck, BY_PLACEMENT), keep_pseudonymous)
