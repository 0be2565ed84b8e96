"""One remark of the lint: a code, the line it stands at, and what its message fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from content.lessonmark import messages


@dataclass(frozen=True)
class Finding:
    """An error (``E…``) blocks publishing, a warning (``W…``) blocks nothing. Lines count from 1."""

    code: str
    line: int
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def is_error(self) -> bool:
        """Whether publishing is blocked."""
        return self.code.startswith("E")

    def __str__(self) -> str:
        return messages.printed(self)


class Findings:
    """Collects remarks; every check writes here and the compiler sorts once at the end."""

    def __init__(self) -> None:
        self._found: list[Finding] = []

    def add(self, code: str, line: int, **params: Any) -> None:
        """Note one remark."""
        self._found.append(Finding(code, max(line, 1), params))

    def listed(self) -> tuple[Finding, ...]:
        """All remarks by line, then code; the same code at the same line once."""
        seen: dict[tuple[int, str, str], Finding] = {}
        for finding in self._found:
            seen.setdefault((finding.line, finding.code, repr(finding.params)), finding)
        return tuple(seen[key] for key in sorted(seen, key=lambda key: key[:2]))

    def __len__(self) -> int:
        return len(self._found)

    def error_codes(self, since: int = 0) -> list[tuple[int, str]]:
        """(line, code) of the errors noted since the list had ``since`` entries, sorted."""
        return sorted((found.line, found.code) for found in self._found[since:] if found.is_error)
