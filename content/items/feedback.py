"""What a learner may be told after an answer (lesson language, section 8.2): the gate in front of every text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from content.items.grading import GRADERS, Graded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.items.keys import ItemKey

REVEAL_FROM_TRY = 3


@dataclass(frozen=True)
class Shown:
    """What the response may hold. HTML fragments are safe; ``solution`` and ``explain_html`` only when entitled."""

    state: str
    messages: tuple[str, ...] = ()
    read_as: str | None = None
    explain_html: str = ""
    solution: tuple[str, ...] = ()
    share: str | None = None
    offers_reveal: bool = False
    solved: bool = False
    done: bool = False
    may_answer: bool = True


def feedback(
    public: Mapping[str, Any],
    key: ItemKey,
    answer: Any,  # noqa: ARG001 - part of the contract: types with parts look at it
    graded: Graded,
    *,
    tries: int,
    attempts: int = 0,
    revealed: bool = False,
    mode: Literal["practice", "test"] = "practice",
) -> Shown:
    """The part of a result that may leave the server.

    ``tries`` counts the answers that cost a try, this one included; ``attempts`` 0 = unlimited; ``revealed`` =
    the learner pressed 「答えを見る」. In a test nothing is told but that the answer arrived.
    """
    if mode == "test":
        return Shown(state="saved")
    solved = graded.state == "right"
    used_up = bool(attempts) and tries >= attempts
    entitled = solved or used_up or revealed or graded.state == "done"
    when = public.get("settings", {}).get("feedback", "now")
    secret = key.to_json()
    return Shown(
        state=graded.state,
        messages=_messages(graded, when, entitled=entitled),
        read_as=graded.read_as,
        explain_html=secret.get("explain", "") if entitled and when != "never" else "",
        solution=GRADERS[key.type].solution(public, secret) if entitled else (),
        share=str(graded.share) if solved or used_up else None,
        offers_reveal=not entitled and tries >= REVEAL_FROM_TRY,
        solved=solved,
        done=solved or revealed or graded.state == "done",
        may_answer=not entitled,
    )


def _messages(graded: Graded, when: str, *, entitled: bool) -> tuple[str, ...]:
    if graded.state == "invalid" or when == "now" or (when == "after" and entitled):
        return graded.messages
    return ()
