"""One line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Line:
    """One budget: what was seen and whether it holds."""

    name: str
    seen: str
    budget: str
    holds: bool


def print_table(lines: list[Line]) -> None:
    """Every line with ok or OVER in front."""
    width = max(len(line.name) for line in lines)
    for line in lines:
        print(f"{'ok  ' if line.holds else 'OVER'} {line.name:<{width}}  {line.seen:<48} {line.budget}", flush=True)
