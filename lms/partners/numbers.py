"""Corporate numbers, phone numbers, postal codes and mail domains as they are typed and stored (law.md D06, D07, D11)."""

from __future__ import annotations

import re
import unicodedata

DIGITS_13 = re.compile(r"\d{13}")
_SEPARATORS = re.compile(r"[\s\-()ーｰ‐‑‒–—−]")


def halfwidth(typed: str) -> str:
    """Full-width digits and signs as half-width, without the marks people put between them."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed).strip())


def check_digit(last_twelve: str) -> int:
    """9 − Σ(dₙ × qₙ) mod 9 over the twelve digits from the right, q = 1, 2, 1, 2 …"""
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(last_twelve)))
    return 9 - total % 9


def is_corporate_number(number: str) -> bool:
    """13 digits whose first is the check digit of the others (D11)."""
    return bool(DIGITS_13.fullmatch(number)) and number.isascii() and int(number[0]) == check_digit(number[1:])


def postal_code(typed: str) -> str | None:
    """Seven digits, or None where these are none (D06)."""
    found = halfwidth(typed).removeprefix("〒")
    return found if re.fullmatch(r"[0-9]{7}", found) else None


def phone_e164(typed: str) -> str | None:
    """+81… from 10 or 11 digits that begin with 0, or None (D07)."""
    found = halfwidth(typed)
    found = "0" + found.removeprefix("+81") if found.startswith("+81") else found
    return "+81" + found[1:] if re.fullmatch(r"0[0-9]{9,10}", found) else None


def domain_of(address: str) -> str:
    """The part of a mail address behind the @, in small letters."""
    return address.rpartition("@")[2].lower()
