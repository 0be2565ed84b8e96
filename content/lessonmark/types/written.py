"""truefalse, number and text: types whose answers stand on lines ``= …`` and known mistakes on ``!= …``."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from content.items.normalise import NumberRange, normalise, read_range
from content.lessonmark import chars
from content.lessonmark.entries import Entry, EntryReader, Read, cut_feedback
from content.lessonmark.tree import SourceLine
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.lessonmark.split import Source

_SPACE = "[ \t\u3000]"
_ANSWER = re.compile(rf"^[ \u3000]?(?P<slip>[!！]?)[=＝]{_SPACE}++(?P<rest>[^ \t\u3000].*)$")
_BROKEN = re.compile(rf"^{_SPACE}*+(?:[!！][=＝]|[=＝](?![=＝]))")
_GROUP = re.compile(rf"(?:^|{_SPACE})(?P<group>[{{｛][^{{}}｛｝]*+[}}｝])$")
_SCORE = re.compile(r'\{ *score *= *"?(?P<value>[^"{}]*?)"? *\}')
_ESCAPED = re.compile(r"\\(?=:::|\[\[|>|::|->|=>|\{)")
_ESCAPED_START = re.compile(r"^\\(?=!?=|\$)")
_TRUE = frozenset("○ 〇 ◯ まる 正しい".split())  # noqa: SIM905
_FALSE = frozenset("× ばつ 誤り".split())  # noqa: SIM905
_FULL = 100


class AnswerMark:
    """``= value`` and ``!= value``, each with an optional `` > feedback`` on its line."""

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The answer or slip on this line."""
        match = _ANSWER.match(line.text)
        if match is None:
            return None
        value, feedback = cut_feedback(match["rest"])
        value = _ascii_score(value.rstrip(" \t\u3000"))
        entry = Entry("slip" if match["slip"] else "answer", line.no, value)
        canonical = ("!= " if match["slip"] else "= ") + value
        if feedback is not None:
            entry.feedback.append(SourceLine(line.no, feedback))
            canonical += f" > {feedback}" if feedback else ""
        source.rewrite(line.no, canonical)
        return entry

    def broken(self, text: str) -> bool:
        """``=`` or ``!=`` at the start without a space or a value; ``==`` is text."""
        return bool(_BROKEN.match(text))


@dataclass(frozen=True)
class Line:
    """One accepted answer or slip: its value without the score, its score and where it stands."""

    value: str
    score: int
    entry: Entry


def _ascii_score(value: str) -> str:
    """The value with the marks of a score group in ASCII."""
    match = _GROUP.search(value)
    if match is None or not _SCORE.fullmatch(chars.ascii_of(match["group"])):
        return value
    return f"{value[: match.start('group')].rstrip()} {chars.ascii_of(match['group'])}".lstrip()


def _lines(context: ItemContext, body: Read, kind: str) -> list[Line]:
    """The lines of one kind with their scores; scores that cannot be read are noted (E216)."""
    found = []
    for entry in body.entries:
        if entry.kind != kind:
            continue
        value, score = _scored(entry.text)
        if score is None or (kind == "slip" and score != _FULL):
            context.error("E216", entry.line)
            score = 0
        value = _ESCAPED.sub("", _ESCAPED_START.sub("", value))
        found.append(Line(value, score, entry))
    return found


def _scored(text: str) -> tuple[str, int | None]:
    match = _GROUP.search(text)
    score = _SCORE.fullmatch(match["group"]) if match else None
    if match is None or score is None:
        return text, _FULL
    value = text[: match.start()].rstrip()
    if not re.fullmatch("[0-9]{1,3}", score["value"]) or int(score["value"]) > _FULL:
        return value, None
    return value, int(score["value"])


def _read(context: ItemContext) -> tuple[Read, list[Line], list[Line]]:
    body = EntryReader(context.node, context.source, AnswerMark()).run()
    answers, slips = _lines(context, body, "answer"), _lines(context, body, "slip")
    if not answers:
        context.error("E204")
    elif all(line.score < _FULL for line in answers):
        context.error("E216")
    return body, answers, slips


def read_truefalse(context: ItemContext) -> ItemParts:
    """Exactly one line ``= ○`` or ``= ×``; a slip line may tell why the other one is wrong."""
    body = EntryReader(context.node, context.source, AnswerMark()).run()
    answers = [entry for entry in body.entries if entry.kind == "answer"]
    slips = [entry for entry in body.entries if entry.kind == "slip"]
    truths = {entry.line: _truth(entry.text) for entry in body.entries}
    if len(answers) != 1 or None in truths.values():
        context.error("E215")
    right = truths[answers[0].line] if answers else None
    feedback = {"true": "", "false": ""}
    for entry in (*answers[:1], *slips):
        truth = truths[entry.line]
        if entry.kind == "slip" and truth is not None and truth == right:
            context.error("E219", entry.line)
        elif truth is not None and not feedback[str(truth).lower()]:
            feedback[str(truth).lower()] = context.html(entry.feedback)
    return ItemParts(body.prompt, {"input": "truefalse"}, {"right": right, "feedback": feedback})


def _truth(text: str) -> bool | None:
    word = unicodedata.normalize("NFKC", text).strip()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def read_number_item(context: ItemContext) -> ItemParts:
    """Numbers, tolerances and ranges; a slip inside an accepted range contradicts it (E219)."""
    unit = context.settings.get("unit", "")
    body, answers, slips = _read(context)
    accepted = [(line, found) for line in answers if (found := _range(context, line, unit))]
    known = [(line, found) for line in slips if (found := _range(context, line, unit))]
    within = _covers([found for _, found in accepted])
    for line, found in known:
        if within(found):
            context.error("E219", line.entry.line)
    key = {
        "accepted": [_number_key(context, line, found) for line, found in accepted],
        "slips": [_number_key(context, line, found) for line, found in known],
    }
    return ItemParts(body.prompt, {"input": "number", "unit": unit}, key, [unit] if unit else [])


def _covers(ranges: list[NumberRange]) -> Callable[[NumberRange], bool]:
    """A test whether a range lies within one of ``ranges``; fast for thousands of lines, too."""
    ordered = sorted(ranges, key=lambda found: found.low)
    lows = [found.low for found in ordered]
    highest = list(accumulate((found.high for found in ordered), max))

    def within(slip: NumberRange) -> bool:
        at = bisect_right(lows, slip.low)
        return at > 0 and slip.high <= highest[at - 1]

    return within


def _range(context: ItemContext, line: Line, unit: str) -> NumberRange | None:
    found = read_range(line.value, unit)
    if found is None:
        context.error("E205", line.entry.line)
    elif found.reversed:
        context.error("E206", line.entry.line)
        return None
    return found


def _number_key(context: ItemContext, line: Line, found: NumberRange) -> dict[str, Any]:
    return {
        "low": str(found.low),
        "high": str(found.high),
        "written": line.value,
        "score": line.score,
        "feedback": context.html(line.entry.feedback),
    }


def read_text_item(context: ItemContext) -> ItemParts:
    """Accepted spellings and known mistakes, compared after normalisation with the item's own flags."""
    flags = {name: bool(context.settings.get(name)) for name in ("case", "kana", "chouon")}
    body, answers, slips = _read(context)
    for line in (*answers, *slips):
        if not normalise(line.value, **flags):
            context.error("E403", line.entry.line)
    accepted = {normalise(line.value, **flags) for line in answers}
    for line in slips:
        if normalise(line.value, **flags) in accepted:
            context.error("E219", line.entry.line)
    key = {
        "accepted": [_text_key(context, line) for line in answers],
        "slips": [_text_key(context, line) for line in slips],
    }
    return ItemParts(body.prompt, {"input": "text"}, key)


def _text_key(context: ItemContext, line: Line) -> dict[str, Any]:
    return {"value": line.value, "score": line.score, "feedback": context.html(line.entry.feedback)}
