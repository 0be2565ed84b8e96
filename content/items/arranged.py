"""Grading of order, match and cloze: types whose answer is a list with one entry per place."""

from __future__ import annotations

import html
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from content.items.grading import AnswerRefusedError, Graded, register, state_of
from content.items.normalise import as_read, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAX_ANSWER = 2000
_UNANSWERED = Graded(Fraction(0), "invalid", costs_try=False)


def _share(public: Mapping[str, Any], parts: Fraction, default: str) -> Fraction:
    """The share with parts, or all or nothing when the author (or the type) says ``off``."""
    if public.get("settings", {}).get("partial", default) == "off":
        return Fraction(int(parts == 1))
    return parts


@register("order")
class OrderGrader:
    """``off``: exactly the right order; ``each``: right neighbours ÷ (n − 1). Equal lines stand for each other."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is a permutation of the option indices."""
        options = public["options"]
        if answer in ([], None):
            return _UNANSWERED
        if not isinstance(answer, (list, tuple)) or any(type(index) is not int for index in answer):
            raise AnswerRefusedError("a list of options is expected")
        if sorted(answer) != list(range(len(options))):
            raise AnswerRefusedError("every option exactly once is expected")
        given = [options[index]["html"] for index in answer]
        right = [options[index]["html"] for index in key["order"]]
        true_pairs = list(pairwise(right))
        neighbours = 0
        for pair in pairwise(given):
            if pair in true_pairs:
                true_pairs.remove(pair)
                neighbours += 1
        if public.get("settings", {}).get("partial", "off") == "off":
            share = Fraction(int(given == right))
        else:
            share = Fraction(neighbours, len(right) - 1)
        return Graded(share, state_of(share))

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """The options in the right order."""
        return tuple(public["options"][index]["html"] for index in key["order"])


@register("match")
class MatchGrader:
    """Left items right ÷ left items; decoys count nothing."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` holds for each left item the index of its target, or ``None``."""
        right = key["right"]
        if not isinstance(answer, (list, tuple)) or len(answer) != len(right):
            raise AnswerRefusedError("one target for each left item is expected")
        for index in answer:
            if index is not None and (type(index) is not int or not 0 <= index < len(public["options"])):
                raise AnswerRefusedError("no such target")
        if all(index is None for index in answer):
            return _UNANSWERED
        hits = sum(given == wanted for given, wanted in zip(answer, right, strict=True))
        share = _share(public, Fraction(hits, len(right)), "each")
        return Graded(share, state_of(share))

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """The pairs."""
        pairs = zip(public["left"], key["right"], strict=True)
        return tuple(f"{left['html']} → {public['options'][index]['html']}" for left, index in pairs)


@register("cloze")
class ClozeGrader:
    """Gaps right ÷ gaps; text gaps are compared after normalisation, selects by their entry."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` holds one entry per gap: a text as typed, an index of a select, or ``None``."""
        gaps = key["gaps"]
        if not isinstance(answer, (list, tuple)) or len(answer) != len(gaps):
            raise AnswerRefusedError("one entry for each gap is expected")
        said = [self._said(gap, given) for gap, given in zip(public["gaps"], answer, strict=True)]
        settings = public.get("settings", {})
        flags = {name: bool(settings.get(name)) for name in ("case", "kana", "chouon")}
        if not any(normalise(text, **flags) for text in said):
            return _UNANSWERED
        places = zip(public["gaps"], said, gaps, strict=True)
        hits = sum(self._is_right(gap, text, accepted, flags) for gap, text, accepted in places)
        share = _share(public, Fraction(hits, len(gaps)), "each")
        return Graded(share, state_of(share), read_as=self._read_as(public["gaps"], said))

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG002
        """The first spelling of each gap."""
        return tuple(html.escape(accepted[0]) for accepted in key["gaps"])

    @staticmethod
    def _said(gap: Mapping[str, Any], given: Any) -> str:
        if given is None:
            return ""
        select = gap.get("select")
        if select is None:
            if not isinstance(given, str) or len(given) > _MAX_ANSWER:
                raise AnswerRefusedError("a text is expected")
            return given
        if type(given) is not int or not 0 <= given < len(select):
            raise AnswerRefusedError("no such entry")
        return str(select[given])

    @staticmethod
    def _is_right(gap: Mapping[str, Any], text: str, accepted: Sequence[str], flags: Mapping[str, bool]) -> bool:
        if "select" in gap:
            return text == accepted[0]
        given = normalise(text, **flags)
        return bool(given) and any(normalise(spelling, **flags) == given for spelling in accepted)

    @staticmethod
    def _read_as(gaps: Sequence[Mapping[str, Any]], said: Sequence[str]) -> str | None:
        typed = [text for gap, text in zip(gaps, said, strict=True) if "select" not in gap]
        read = [as_read(text) for text in typed]
        return "、".join(read) if read != typed else None
