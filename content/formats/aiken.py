"""Aiken: a question, options `A. …`, and `ANSWER: B`; also as it is typed on a Japanese keyboard."""

from __future__ import annotations

import re
import unicodedata

from content.formats.questions import Question, QuestionSet, option
from content.lessonmark.blockform import BlockForm

_OPTION = re.compile(r"^[ \t\u3000]*(?P<letter>[A-Za-zＡ-Ｚａ-ｚ])[.)．）、][ \t\u3000]*(?P<text>.*\S)[ \t\u3000]*$")
_ANSWER = re.compile(
    r"^[ \t\u3000]*(?:ANSWER|ＡＮＳＷＥＲ|答え|こたえ|正解)[ \t\u3000]*[:：][ \t\u3000]*(?P<letters>.*?)[ \t\u3000]*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,、;；\s]+")


def read_aiken(text: str) -> QuestionSet:
    """Every question of an Aiken text; several letters in `ANSWER:` make boxes to tick."""
    found = QuestionSet()
    prompt: list[str] = []
    options: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        closing = _ANSWER.match(line)
        entry = _OPTION.match(line) if prompt else None
        if closing is not None:
            _finish(found, start or number, prompt, options, closing["letters"])
            prompt, options, start = [], [], 0
        elif entry is not None:
            options.append((_letter(entry["letter"]), entry["text"]))
        elif line.strip():
            if options:
                found.left("aiken_open", start)
                prompt, options, start = [], [], 0
            start = start or number
            prompt.append(line.strip())
    if prompt:
        found.left("aiken_open", start)
    if not found.questions and not found.report:
        found.left("nothing")
    return found


def _letter(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _finish(found: QuestionSet, line: int, prompt: list[str], options: list[tuple[str, str]], letters: str) -> None:
    if not prompt or len(options) < 2:
        found.left("aiken_options", line)
        return
    right = {letter for letter in _BETWEEN.split(_letter(letters)) if letter}
    known = {letter for letter, _text in options}
    if not right or right - known:
        found.left("aiken_answer", line, value=letters[:20])
        return
    rows = tuple(option(text, right=letter in right) for letter, text in options)
    found.add(Question(line, BlockForm("choice", prompt="\n".join(prompt), rows=rows)))
