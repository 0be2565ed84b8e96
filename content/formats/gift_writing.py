"""A lesson's questions as GIFT; what the format cannot say is told."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from content.formats.questions import QuestionSet, parts_of, read_lesson
from content.lessonmark.types.cloze import gaps_of

if TYPE_CHECKING:
    from content.lessonmark.blockform import BlockForm
    from content.lessonmark.rows import Row

_RESERVED = re.compile(r"[\\~=#{}:]")
_KEPT_SETTINGS = {"choice": {"partial", "multi"}, "match": {"partial"}}
_LOST_PARTS = {"hint": "ヒント", "rubric": "評価表", "memo": "メモ"}
_TRUE = {"○", "〇", "◯", "まる", "正しい"}


class _NotInGiftError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write_gift(text: str) -> tuple[str, QuestionSet]:
    """(GIFT, report) of a lesson or bank text. Questions without a GIFT form stand in the report."""
    told = QuestionSet()
    written = []
    for line, form in read_lesson(text):
        writer = _WRITERS.get(form.name)
        if writer is None:
            told.left("gift_type", line, type=form.name)
            continue
        try:
            written.append(_question(form, *writer(form)))
        except _NotInGiftError as refused:
            told.left(refused.code, line)
            continue
        lost = [name for name, _value in form.settings if name not in _KEPT_SETTINGS.get(form.name, set())]
        lost += [label for name, label in _LOST_PARTS.items() if parts_of(form, name)]
        if form.label:
            lost.append(form.label)
        if lost:
            told.note("gift_lost", line, what="、".join(lost))
    return "\n\n".join(written) + ("\n" if written else ""), told


def _question(form: BlockForm, prompt: str, answers: str, rest: str) -> str:
    title = f"::{_held(form.id)}::" if form.id else ""
    explain = "\\n\\n".join(_held(part) for part in parts_of(form, "explain"))
    if explain:
        answers += f"####{explain}"
    return f"{title}[markdown]{_held(prompt)}{{{answers}}}{_held(rest)}"


def _held(text: str) -> str:
    """The text with GIFT's escapes, on one line."""
    return _RESERVED.sub(lambda match: "\\" + match[0], text).replace("\n", "\\n")


def _said(text: str) -> str:
    return f"#{_held(text)}" if text else ""


def _truefalse(form: BlockForm) -> tuple[str, str, str]:
    right = next((row for row in form.rows if not row["slip"]), None)
    if right is None:
        raise _NotInGiftError("gift_answer")
    wrong = next((row["feedback"] for row in form.rows if row["slip"]), "")
    sign = "T" if right["value"] in _TRUE else "F"
    feedback = f"#{_held(wrong)}{_said(right['feedback'])}" if wrong or right["feedback"] else ""
    return form.prompt, sign + feedback, ""


def _choice(form: BlockForm) -> tuple[str, str, str]:
    rights = [row for row in form.rows if row["right"]]
    if not rights:
        raise _NotInGiftError("gift_no_right")
    several = len(rights) > 1 or "multi" in dict(form.settings)
    weight = f"~%{_share(len(rights))}%" if several else "="
    lines = [f"{weight if row['right'] else '~'}{_held(row['text'])}{_said(row['feedback'])}" for row in form.rows]
    return form.prompt, "\n" + "\n".join(lines) + "\n", ""


def _share(count: int) -> str:
    share = (Decimal(100) / count).quantize(Decimal("0.00001"), ROUND_HALF_UP)
    return f"{share.normalize():f}"


def _scored(row: Row, value: str) -> str:
    weight = "%0%" if row["slip"] else f"%{row['score']}%" if row["score"] not in ("", "100") else ""
    return f"={weight}{value}{_said(row['feedback'])}"


def _number(form: BlockForm) -> tuple[str, str, str]:
    lines = []
    for row in form.rows:
        value, _sign, tolerance = row["value"].replace("+-", "±").partition("±")
        number = f"{value.strip()}:{tolerance.strip()}" if tolerance else value.strip()
        lines.append(_scored(row, number))
    return form.prompt, "#\n" + "\n".join(lines) + "\n", ""


def _text(form: BlockForm) -> tuple[str, str, str]:
    return form.prompt, "\n" + "\n".join(_scored(row, _held(row["value"])) for row in form.rows) + "\n", ""


def _match(form: BlockForm) -> tuple[str, str, str]:
    if any("->" in row["left"] + row["right"] for row in form.rows):
        raise _NotInGiftError("gift_arrow")
    lines = [f"={_held(row['left'])} -> {_held(row['right'])}" for row in form.rows]
    return form.prompt, "\n" + "\n".join(lines) + "\n", ""


def _cloze(form: BlockForm) -> tuple[str, str, str]:
    """A sentence with one gap is GIFT's missing word."""
    gaps = list(gaps_of(form.prompt))
    if len(gaps) != 1:
        raise _NotInGiftError("gaps")
    start, end, gap = gaps[0]
    before, after = form.prompt[:start], form.prompt[end:]
    if not after.strip():
        raise _NotInGiftError("gaps")
    if gap.select:
        answers = [f"{'=' if word == gap.accepted[0] else '~'}{_held(word)}" for word in gap.select]
    else:
        answers = [f"={_held(word)}" for word in gap.accepted]
    return before, " ".join(answers), after


def _reflect(form: BlockForm) -> tuple[str, str, str]:
    return form.prompt, "", ""


_WRITERS = {
    "truefalse": _truefalse,
    "choice": _choice,
    "number": _number,
    "text": _text,
    "match": _match,
    "cloze": _cloze,
    "reflect": _reflect,
}
