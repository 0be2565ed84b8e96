"""Questions on their way into or out of a lesson text: forms of blocks with the line they came from, and what is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from content.formats.markup import escaped
from content.formats.report import ReportLine
from content.lessonmark.blockform import BlockForm, NoFormError, Part, forms, write_block
from content.lessonmark.identity import fresh_name
from content.lessonmark.kinds import ITEMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from content.lessonmark.rows import Row

MAX_MEGABYTES = 5
_ID = re.compile("[a-z][a-z0-9-]{2,39}")
_NOT_ID = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Question:
    """One question as read. `wish` is the name its source suggests; a `prose` text is no question but belongs there."""

    line: int
    form: BlockForm | None = None
    wish: str = ""
    category: str = ""
    prose: str = ""


@dataclass
class QuestionSet:
    """What a file gave. Everything that was not taken in has a line in `report`."""

    questions: list[Question] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)

    def left(self, code: str, line: int = 0, **params: Any) -> None:
        """Tell what was not taken in."""
        self.report.append(ReportLine(code, line=line, params=params))

    def note(self, code: str, line: int = 0, **params: Any) -> None:
        """Tell something about what was taken in."""
        self.report.append(ReportLine(code, line=line, params=params, note=True))

    def sort(self) -> QuestionSet:
        """The report in the order of the lines."""
        self.report.sort(key=lambda line: line.line)
        return self

    @property
    def left_out(self) -> list[ReportLine]:
        """The lines about what was not taken in."""
        return [line for line in self.report if not line.note]

    def add(self, question: Question, *, plain: bool = True) -> None:
        """Take a question whose block can be written; `plain` texts get backslashes where Markdown would read marks."""
        form = question.form
        if form is None:
            self.questions.append(question)
            return
        form = with_escapes(form) if plain else form
        try:
            write_block(replace(form, id="any-name"), ITEMS)
        except NoFormError:
            form = with_escapes(form) if not plain else form
            if not _can_be_written(form):
                self.left("mark", question.line)
                return
        self.questions.append(replace(question, form=form))


def _can_be_written(form: BlockForm) -> bool:
    try:
        write_block(replace(form, id="any-name"), ITEMS)
    except NoFormError:
        return False
    return True


def with_escapes(form: BlockForm) -> BlockForm:
    """The form with its Markdown texts escaped; answers that are no Markdown stay."""
    if form.name == "cloze":
        return form
    return replace(
        form,
        prompt=escaped(form.prompt),
        rows=tuple({name: _row_text(form.name, name, text) for name, text in row.items()} for row in form.rows),
        parts=tuple(replace(part, text=escaped(part.text)) for part in form.parts),
    )


def _row_text(kind: str, name: str, text: str) -> str:
    plain_value = name in ("value", "score", "slip", "right") and kind in ("number", "text", "truefalse")
    return text if plain_value or (kind == "choice" and name == "right") else escaped(text)


def as_text(found: QuestionSet, prefix: str, taken: Collection[str] = ()) -> str:
    """The questions as lesson text, each with a name nothing in `taken` has."""
    used = set(taken)
    parts = []
    category = ""
    for question in found.questions:
        if question.category != category:
            category = question.category
            parts.append(f"::: memo\n{escaped(category)}\n:::" if category else "")
        if question.form is None:
            parts.append(question.prose)
        else:
            parts.append(write_block(replace(question.form, id=_name(question.wish, prefix, used)), ITEMS))
    return "\n\n".join(part for part in parts if part)


def _name(wish: str, prefix: str, used: set[str]) -> str:
    name = _NOT_ID.sub("-", wish.lower()).strip("-")[:40].strip("-")
    if _ID.fullmatch(name) and name not in used:
        used.add(name)
        return name
    return fresh_name(prefix, used)


def read_lesson(text: str) -> list[tuple[int, BlockForm]]:
    """The questions of a lesson text with their lines, for an export."""
    return forms(text, ITEMS)


def parts_of(form: BlockForm, name: str) -> list[str]:
    """The texts of the hints or explanations of a question."""
    return [part.text for part in form.parts if part.name == name]


def explained(texts: Iterable[str], name: str = "explain") -> tuple[Part, ...]:
    """Parts of a form from texts; empty ones make none."""
    return tuple(Part(name, text) for text in texts if text.strip())


def option(text: str, *, right: bool, feedback: str = "") -> Row:
    """One option of a choice."""
    return {"right": "x" if right else "", "text": text, "feedback": feedback}


def answer(value: str, *, slip: bool = False, score: str = "", feedback: str = "") -> Row:
    """One line `=` or `!=`."""
    return {"slip": "x" if slip else "", "value": value, "score": score, "feedback": feedback}


def decoded(data: bytes) -> str | None:
    """The text of a file: UTF-8, UTF-16 with its mark, else CP932; None when it is none of these."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return None
