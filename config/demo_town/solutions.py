"""Answers that solve a question, read from its key: what the diligent of the town send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def right_answer(public: dict[str, Any], key: dict[str, Any]) -> Any:
    """An answer that solves the question, in the shape the graders take."""
    return _RIGHT[public["type"]](public, key)


def _written(public: dict[str, Any], key: dict[str, Any]) -> str:
    best = next(line for line in key["accepted"] if line["score"] == 100)
    return str(best["value"] if public["type"] == "text" else best.get("low", best.get("value", best["written"])))


def _gaps(public: dict[str, Any], key: dict[str, Any]) -> list[Any]:
    pairs = zip(public["gaps"], key["gaps"], strict=True)
    return [gap["select"].index(right[0]) if "select" in gap else right[0] for gap, right in pairs]


def _way(_public: dict[str, Any], key: dict[str, Any]) -> list[int]:
    """The choices that bring most points in every scene; they reach the goal in a lesson that is kind to its learners."""
    way: list[int] = []
    scene = 0
    while not key["scenes"][scene]["end"]:
        best = max(key["scenes"][scene]["edges"], key=lambda edge: key["edges"][edge]["score"])
        way.append(best)
        scene = key["edges"][best]["to"]
    return way


_RIGHT: dict[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "choice": lambda _public, key: list(key["right"]),
    "truefalse": lambda _public, key: "true" if key["right"] else "false",
    "number": _written,
    "text": _written,
    "cloze": _gaps,
    "order": lambda _public, key: list(key["order"]),
    "match": lambda _public, key: list(key["right"]),
    "terminal": lambda _public, key: [step["commands"][0] for step in key["steps"]],
    "branch": _way,
}


def solvable(kind: str) -> bool:
    """Whether questions of this type are answered here; a person judges the others, or they are only done."""
    return kind in _RIGHT
