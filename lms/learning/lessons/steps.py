"""Questions that go step by step keep their path here, on the server; nothing unseen leaves it (§8.4).

`ItemState.answer` is the path of the current try, `ItemState.feedback["seen"]` what the key lets out at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.items import STEPPERS
from lms.learning import widgets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lms.learning.models import ItemState


def read(
    read_form: Callable[[Mapping[str, Any], object], Any],
    version_id: int,
    state: ItemState,
    enrolment: Any,
    public: Mapping[str, Any],
) -> Any:
    """The answer as the grader takes it; of a stepwise question the path with the step just sent.

    A path of an older version of the question is no way through this one: it begins anew.
    """
    stepper = STEPPERS.get(public["type"])
    if stepper is None:
        return read_form(public, enrolment.pk)
    same = state.item_version_id == version_id and state.answer is not None
    path: list[Any] = list(state.answer or ()) if same else []
    given = read_form(widgets.standing(public, state.feedback.get("seen") if same else None), enrolment.pk)
    return stepper.advance(public, enrolment.key, path, given)


def seen(public: Mapping[str, Any], enrolment: Any, answer: Any) -> dict[str, Any]:
    """`seen` for the feedback of a stepwise question; nothing for the others."""
    stepper = STEPPERS.get(public["type"])
    return {"seen": stepper.seen(public, enrolment.key, answer)} if stepper else {}


def begun_anew(told: Mapping[str, Any]) -> dict[str, Any]:
    """The feedback of a new try: hints that were opened and the offer of the answer stay."""
    return {"state": "none", "hints": told.get("hints", []), "offers_reveal": told.get("offers_reveal", False)}


def said(found: Mapping[str, Any]) -> dict[str, Any]:
    """`next` of the response: the next scene or output. Choices are named by tokens, and those are the page's."""
    if "scene_html" in found:
        return {name: found[name] for name in ("scene_html", "number", "done")}
    last = found["log"][-1]["output"] if found["log"] else ""
    return {"output": last, **{name: found[name] for name in ("prompt_html", "closing_html", "step", "done")}}


def evidence(state: ItemState) -> dict[str, Any]:
    """The path as part of the fact: the choices of a branch at its end, how many steps of a terminal; nothing typed."""
    found = state.feedback.get("seen")
    if not found:
        return {}
    if "solved" in found:
        return {"steps": found["solved"]}
    return {"path": state.answer} if found["done"] else {}
