"""Finds a person's own name or contact data in a free line, so that a firm does not read it before V4 (APP-t2)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from lms.accounts.models import PersonPrivate

if TYPE_CHECKING:
    from lms.accounts.models import Person

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_PHONE = re.compile(r"0\d{1,4}[-(\s]?\d{1,4}[-)\s]?\d{3,4}")


def personal_words(person: Person, text: str) -> list[str]:
    """Kinds of personal data found: "mail", "phone", "name". Full-width letters and digits count as half-width ones."""
    folded = unicodedata.normalize("NFKC", text)
    found = []
    if _MAIL.search(folded):
        found.append("mail")
    if _PHONE.search(folded):
        found.append("phone")
    private = PersonPrivate.objects.filter(person=person).first()
    names = [private.family_name, private.given_name, private.family_kana, private.given_kana] if private else []
    # One letter is too little to tell a name from a word.
    if any(len(name) > 1 and unicodedata.normalize("NFKC", name) in folded for name in names):
        found.append("name")
    return found
