"""What certificates give out about a person and what they forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.credentials.models import Certificate

if TYPE_CHECKING:
    from lms.accounts.models import Person


def erase_names(person: Person) -> int:
    """The name goes; course, number and dates stay under the pseudonym."""
    return Certificate.objects.filter(person=person).update(printed_name="")
