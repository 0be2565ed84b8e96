"""GIFT: the plain text format of quizzes, read into questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from content.formats.html_text import html_to_markdown
from content.formats.markup import escaped
from content.formats.questions import Question, QuestionSet, answer, explained, option
from content.items.normalise import read_range
from content.lessonmark.blockform import BlockForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from content.lessonmark.rows import Row

_ESCAPED = {
    "\\": "\ufdd0",
    "~": "\ufdd1",
    "=": "\ufdd2",
    "#": "\ufdd3",
    "{": "\ufdd4",
    "}": "\ufdd5",
    ":": "\ufdd6",
    "n": "\ufdd7",
}
_BACK = {place: "\n" if char == "n" else char for char, place in _ESCAPED.items()}
_PLACES = re.compile("[\ufdd0-\ufdd7]")
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_TITLE = re.compile(r"\s*::(?P<title>.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?P<name>[a-z]+)\]")
_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:(?P<name>.*)", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(?P<value>-?[0-9]+(?:\.[0-9]+)?)%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_FORMATS = {"plain", "moodle", "html", "markdown"}
_FULL = Decimal(100)


class _UnreadableError(Exception):
    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


@dataclass(frozen=True)
class _Answer:
    right: bool
    text: str
    weight: Decimal | None
    feedback: str


def read_gift(text: str) -> QuestionSet:
    """Every question of a GIFT text. Never raises; what cannot be read is told with its line."""
    found = QuestionSet()
    category = ""
    for line, chunk in _chunks(_PLACES.sub("", text)):
        match = _CATEGORY.match(chunk)
        if match is not None:
            category = match["name"].strip()
            continue
        try:
            _Chunk(found, line, category).read(chunk)
        except _UnreadableError as refused:
            found.left(refused.code, line, **({"value": refused.value[:60]} if refused.value else {}))
    if not found.questions and not found.report:
        found.left("nothing")
    return found


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """(first line, text) of what stands between blank lines; comments are no lines, a category stands alone."""
    lines: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        alone = _CATEGORY.match(line) is not None
        if (not line.strip() or alone) and lines:
            yield start, "\n".join(lines)
            lines = []
        if alone:
            yield number, line
        elif line.strip():
            start = start if lines else number
            lines.append(line)


class _Chunk:
    def __init__(self, found: QuestionSet, line: int, category: str) -> None:
        self.found, self.line, self.category = found, line, category
        self.format, self.title = "moodle", ""

    def read(self, chunk: str) -> None:
        chunk = _ESCAPE.sub(lambda match: _ESCAPED[match[1]], chunk)
        if chunk.rstrip().endswith("\\"):
            raise _UnreadableError("gift_escape")
        title = _TITLE.match(chunk)
        if title is not None:
            self.title, chunk = _plain(title["title"]), chunk[title.end() :]
        chunk = self._take_format(chunk)
        before, inside, after = _cut(chunk)
        if inside is None:
            self.found.note("gift_prose", self.line)
            self.found.questions.append(Question(self.line, prose=self._markdown(before), category=self.category))
            return
        body, _mark, general = inside.partition("####")
        explain = explained([self._markdown(general)])
        if after.strip() and re.match(r"\s*[=~]", body):
            form = self._missing_word(before, body, after)
        else:
            form = self._asked(self._markdown(f"{before.rstrip()} {after.strip()}"), body)
        form = BlockForm(form.name, "", "", form.settings, form.prompt, form.rows, (*form.parts, *explain))
        self.found.add(Question(self.line, form, self.title, self.category), plain=False)

    def _take_format(self, text: str) -> str:
        match = _FORMAT.match(text)
        if match is None:
            return text
        self.format = match["name"]
        if self.format not in _FORMATS:
            self.found.note("gift_format", self.line, value=self.format[:20])
        return text[match.end() :]

    def _markdown(self, text: str) -> str:
        """A text of the question as Markdown, by its format tag."""
        match = _FORMAT.match(text)
        form = self.format
        if match is not None and match["name"] in _FORMATS:
            form, text = match["name"], text[match.end() :]
        plain = _plain(text)
        if form == "markdown":
            return plain
        if form == "html":
            converted = html_to_markdown(plain)
            for line in converted.report:
                self.found.note(line.code, self.line, **line.params)
            return converted.text
        return escaped(plain)

    def _asked(self, prompt: str, body: str) -> BlockForm:
        stripped = body.strip()
        if not stripped:
            return BlockForm("reflect", prompt=prompt)
        word = re.split(r"[#]", stripped, maxsplit=1)[0].strip().upper()
        if word in _TRUTH:
            return self._truefalse(prompt, stripped, truth=_TRUTH[word])
        if stripped.startswith("#"):
            return self._number(prompt, stripped[1:])
        answers = list(_answers(stripped))
        if not answers:
            raise _UnreadableError("gift_answer")
        if all(one.right for one in answers):
            if all("->" in one.text for one in answers):
                return self._match(prompt, answers)
            return self._text(prompt, answers)
        return self._choice(prompt, answers)

    def _truefalse(self, prompt: str, body: str, *, truth: bool) -> BlockForm:
        """`{T#said to a wrong answer#said to a right one}`."""
        texts = [self._markdown(part) for part in body.split("#")[1:3]]
        wrong, right = [*texts, "", ""][:2]
        signs = ("○", "×") if truth else ("×", "○")
        rows = [answer(signs[0], feedback=right)]
        if wrong:
            rows.append(answer(signs[1], slip=True, feedback=wrong))
        return BlockForm("truefalse", prompt=prompt, rows=tuple(rows))

    def _number(self, prompt: str, body: str) -> BlockForm:
        answers = list(_answers(body)) if body.lstrip()[:1] in ("=", "~") else list(_answers(f"={body}"))
        rows = []
        for one in answers:
            value = _number_text(_plain(one.text).strip())
            if value is None or (not one.right and one.text.strip()):
                raise _UnreadableError("gift_number", _plain(one.text).strip())
            rows.append(self._scored(value, one))
        return BlockForm("number", prompt=prompt, rows=_with_full_score(rows))

    def _text(self, prompt: str, answers: list[_Answer]) -> BlockForm:
        rows = [self._scored(" ".join(_plain(one.text).split()), one) for one in answers]
        return BlockForm("text", prompt=prompt, rows=_with_full_score(rows))

    def _scored(self, value: str, one: _Answer) -> Row:
        feedback = self._markdown(one.feedback)
        if one.weight is not None and one.weight <= 0:
            return answer(value, slip=True, feedback=feedback)
        score = "" if one.weight is None or one.weight >= _FULL else str(int(one.weight))
        return answer(value, score=score, feedback=feedback)

    def _match(self, prompt: str, answers: list[_Answer]) -> BlockForm:
        rows = []
        for one in answers:
            left, _arrow, right = one.text.partition("->")
            rows.append({"left": self._markdown(left).strip(), "right": self._markdown(right).strip()})
        settings: tuple[tuple[str, str | None], ...] = (("partial", "each"),)
        return BlockForm("match", settings=settings, prompt=prompt, rows=tuple(rows))

    def _choice(self, prompt: str, answers: list[_Answer]) -> BlockForm:
        several = sum(one.right for one in answers) != 1
        right = [one.right or (several and (one.weight or 0) > 0) for one in answers]
        if not any(right):
            raise _UnreadableError("gift_no_right")
        self._judge_weights(answers, right, several=several)
        rows = tuple(
            option(self._markdown(one.text).strip(), right=good, feedback=self._markdown(one.feedback).strip())
            for one, good in zip(answers, right, strict=True)
        )
        settings: list[tuple[str, str | None]] = []
        if several:
            settings = [("multi", None)] if sum(right) == 1 else []
            settings.append(("partial", "each"))
        return BlockForm("choice", settings=tuple(settings), prompt=prompt, rows=rows)

    def _judge_weights(self, answers: list[_Answer], right: list[bool], *, several: bool) -> None:
        weights = {one.weight for one, good in zip(answers, right, strict=True) if good}
        if several and len(weights) > 1:
            self.found.note("gift_weight", self.line)
        for one, good in zip(answers, right, strict=True):
            if not good and one.weight is not None and one.weight > 0:
                self.found.note("gift_part", self.line, value=str(one.weight))

    def _missing_word(self, before: str, body: str, after: str) -> BlockForm:
        """A word missing in a sentence: a select, or a gap to type in."""
        answers = list(_answers(body.strip()))
        if not answers:
            raise _UnreadableError("gift_answer")
        if any(one.feedback for one in answers):
            self.found.note("gift_feedback", self.line)
        words = [_in_gap(_plain(one.text)) for one in answers]
        if all(one.right for one in answers):
            gap = ";".join(words)
        else:
            if sum(one.right for one in answers) != 1:
                raise _UnreadableError("gift_no_right")
            gap = ";".join(f"({word})" if one.right else word for word, one in zip(words, answers, strict=True))
        lead, rest = self._markdown(before.rstrip(" \t")), self._markdown(after.lstrip(" \t"))
        kept = self.format == "markdown"  # where the author writes Markdown, a space is meant
        joint = " " if before[-1:] in (" ", "\t") and (kept or lead[-1:].isascii()) else ""
        behind = " " if after[:1] in (" ", "\t") and (kept or rest[:1].isascii()) else ""
        return BlockForm("cloze", prompt=f"{lead}{joint}[[{gap}]]{behind}{rest}".strip())


def _with_full_score(rows: list[Row]) -> tuple[Row, ...]:
    """At least one answer is worth everything, as the lesson language asks."""
    good = [row for row in rows if not row["slip"]]
    if not good:
        raise _UnreadableError("gift_no_right")
    if all(row["score"] for row in good):
        max(good, key=lambda row: int(row["score"]))["score"] = ""
    return tuple(rows)


def _in_gap(text: str) -> str:
    return re.sub(r"(?=[;；])", r"\\", " ".join(text.split()).strip())


def _cut(text: str) -> tuple[str, str | None, str]:
    """(before, inside, after) of the braces; `None` without braces."""
    start = text.find("{")
    if start < 0:
        if "}" in text:
            raise _UnreadableError("gift_open")
        return text, None, ""
    end = text.find("}", start)
    if end < 0:
        raise _UnreadableError("gift_open")
    inside, after = text[start + 1 : end], text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        raise _UnreadableError("gift_nested")
    return text[:start], inside, after


def _answers(body: str) -> Iterator[_Answer]:
    parts = re.split(r"([=~])", body)
    if parts[0].strip():
        raise _UnreadableError("gift_answer")
    for sign, text in zip(parts[1::2], parts[2::2], strict=True):
        weight = _WEIGHT.match(text)
        value = Decimal(weight["value"]) if weight else None
        rest = text[weight.end() :] if weight else text
        told, _mark, feedback = rest.partition("#")
        if told.strip():
            yield _Answer(sign == "=", told, value, feedback)


def _number_text(text: str) -> str | None:
    """GIFT's `1.5:0.1` and `1..5` as the lesson language writes them."""
    value, colon, tolerance = text.partition(":")
    try:
        wide = bool(colon) and Decimal(tolerance.strip()) != 0
    except InvalidOperation:
        return None
    written = f"{value.strip()} ± {tolerance.strip()}" if wide else value.strip()
    read = read_range(written, "")
    return None if read is None or read.reversed else written


def _plain(text: str) -> str:
    """The text without escapes; lines are trimmed and joined where the file only wrapped them."""
    lines = [line.strip() for line in text.strip().split("\n")]
    return _PLACES.sub(lambda match: _BACK[match[0]], "\n".join(lines))
