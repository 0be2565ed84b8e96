"""Names of options that tell nothing: tokens per attempt, and the order in which options are shown (section 8.3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN_LENGTH = 16
_TOKEN_BYTES = TOKEN_LENGTH * 5 // 8
_PER_DIGEST = hashlib.sha512().digest_size // _TOKEN_BYTES


def tokens(secret: bytes, attempt: str, item_version: str, n: int) -> list[str]:
    """``n`` tokens of 16 characters for the options of one item, different for every attempt.

    One HMAC-SHA512 is cut into six tokens; an item with more options takes a further one.
    """
    found: list[str] = []
    for block in range(-(-n // _PER_DIGEST)):
        message = "\x1f".join((attempt, item_version, str(block))).encode()
        digest = hmac.new(secret, message, hashlib.sha512).digest()
        # Ten bytes are sixteen characters without a rest, so all tokens of a digest are written at once.
        names = base64.b32encode(digest[: _PER_DIGEST * _TOKEN_BYTES]).decode()
        found.extend(names[at : at + TOKEN_LENGTH] for at in range(0, len(names), TOKEN_LENGTH))
    return found[:n]


def shown_order(public: Mapping[str, Any], seed: str, *, in_test: bool = False) -> list[int]:
    """The indices of the options in the order they are shown.

    In practice they stand as written unless the author asked for ``shuffle``; in a test they are always mixed.
    The same seed gives the same order for ever, because an attempt pins it.
    """
    indices = list(range(len(public.get("options", ()))))
    if not (in_test or public.get("shuffle")):
        return indices
    return sorted(indices, key=lambda index: hashlib.sha256(f"{seed}\x1f{index}".encode()).digest())
