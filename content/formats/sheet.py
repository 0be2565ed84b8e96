"""Questions as a table: 番号, 種類, 問題, 選択肢1 … 選択肢10, 正解, 部分点, ヒント, 解説, 配点, ID."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.formats.questions import Question, QuestionSet, answer, explained, option, parts_of, read_lesson
from content.items.normalise import read_range
from content.lessonmark.blockform import BlockForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.lessonmark.rows import Row

OPTIONS = 10
COLUMNS = (
    *("番号", "種類", "問題"), *(f"選択肢{number}" for number in range(1, OPTIONS + 1)),
    *("正解", "部分点", "ヒント", "解説", "配点", "ID"),
)  # fmt: skip
KINDS = {
    "選択": "choice", "正誤": "truefalse", "数値": "number", "記述": "text", "穴うめ": "cloze", "並べかえ": "order",
    "組み合わせ": "match",
}  # fmt: skip
_OTHER_NAMES = {
    "択一": "選択", "多肢": "選択", "○×": "正誤", "まるばつ": "正誤", "数": "数値", "短答": "記述", "穴埋め": "穴うめ", "空欄": "穴うめ",
    "並べ替え": "並べかえ", "並び替え": "並べかえ", "組合せ": "組み合わせ", "組合わせ": "組み合わせ", "組み合せ": "組み合わせ",
}  # fmt: skip
_LABELS = {name: label for label, name in KINDS.items()}
_TRUE = {"○", "〇", "◯", "まる", "正しい", "正", "TRUE", "T", "1"}
_FALSE = {"×", "✕", "ばつ", "誤り", "誤", "FALSE", "F", "0", "X"}
_EACH, _OFF = {"あり", "○", "each", "はい"}, {"なし", "×", "off", "いいえ"}
_BLANK = re.compile(r"_{3,}|＿{2,}|（[ 　]*）|\([ 　]*\)|［[ 　]*］")
_BETWEEN = re.compile(r"(?<!\\)[;；]")
_ARROW = re.compile(r"[ 　]*(?:->|→|－＞|⇒)[ 　]*")
_ID = re.compile("[a-z][a-z0-9-]{2,39}")


class _UnreadableError(Exception):
    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


@dataclass(frozen=True)
class _Row:
    """The cells of one line by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def options(self) -> list[str]:
        return [text for number in range(1, OPTIONS + 1) if (text := self[f"選択肢{number}"])]

    @property
    def answers(self) -> list[str]:
        return [part.strip().replace("\\;", ";") for part in _BETWEEN.split(self["正解"]) if part.strip()]


def read_rows(rows: Sequence[tuple[int, Sequence[str]]], found: QuestionSet) -> QuestionSet:
    """Questions of the rows [(line, cells)] of a table; the first row that names 種類 and 問題 is the header."""
    header: list[str] = []
    for line, cells in rows:
        cleaned = [cell.strip() for cell in cells]
        if not any(cleaned):
            continue
        if not header:
            header = _header(cleaned, found, line)
            continue
        _read_row(_Row(line, dict(zip(header, cleaned, strict=False))), found)
    if not header:
        found.left("sheet_header", 1)
    elif not found.questions and not found.report:
        found.left("nothing")
    return found.sort()


def _header(cells: list[str], found: QuestionSet, line: int) -> list[str]:
    names = [unicodedata.normalize("NFKC", cell).replace(" ", "") for cell in cells]
    if "種類" not in names or "問題" not in names:
        return []
    for name in names:
        if name and name not in COLUMNS:
            found.left("sheet_column", line, name=name[:40])
    return names


def _read_row(row: _Row, found: QuestionSet) -> None:
    label = unicodedata.normalize("NFKC", row["種類"])
    name = KINDS.get(_OTHER_NAMES.get(label, label))
    if name is None:
        found.left("sheet_type", row.line, value=row["種類"][:20])
        return
    try:
        form = _READERS[name](row)
        settings = (*form.settings, *_points(row))
    except _UnreadableError as refused:
        found.left(refused.code, row.line, **({"value": refused.value[:60]} if refused.value else {}))
        return
    parts = (*explained([row["ヒント"]], "hint"), *explained([row["解説"]]))
    wish = row["ID"]
    if wish and not _ID.fullmatch(wish):
        found.note("sheet_id", row.line, value=wish[:40])
    form = BlockForm(form.name, "", "", settings, form.prompt, form.rows, parts)
    found.add(Question(row.line, form, wish), plain=False)


def _points(row: _Row) -> tuple[tuple[str, str | None], ...]:
    text = unicodedata.normalize("NFKC", row["配点"]).removesuffix("点").strip()
    if not text or text == "1":
        return ()
    if not (text.isdecimal() and 1 <= int(text) <= 100):
        raise _UnreadableError("sheet_points", row["配点"])
    return (("points", str(int(text))),)


def _partial(row: _Row) -> tuple[tuple[str, str | None], ...]:
    text = row["部分点"]
    if not text:
        return ()
    if text in _EACH:
        return (("partial", "each"),)
    if text in _OFF:
        return (("partial", "off"),)
    raise _UnreadableError("sheet_part", text)


def _chosen(row: _Row, options: list[str]) -> list[int]:
    """Which options the 正解 names, by number or by text; a text wins over a number."""
    found = []
    for word in row.answers:
        number = unicodedata.normalize("NFKC", word)
        if word in options:
            found.append(options.index(word))
        elif number.isascii() and number.isdecimal() and 1 <= int(number) <= len(options):
            found.append(int(number) - 1)
        else:
            raise _UnreadableError("sheet_answer", word)
    if not found:
        raise _UnreadableError("sheet_answer", row["正解"] or "（空）")
    return found


def _choice(row: _Row) -> BlockForm:
    options = row.options
    if len(options) < 2:
        raise _UnreadableError("sheet_options")
    right = _chosen(row, options)
    rows = tuple(option(text, right=index in right) for index, text in enumerate(options))
    return BlockForm("choice", settings=_partial(row), prompt=row["問題"], rows=rows)


def _truefalse(row: _Row) -> BlockForm:
    word = unicodedata.normalize("NFKC", row["正解"]).strip().upper()
    sign = "○" if word in _TRUE else "×" if word in _FALSE else ""
    if not sign:
        raise _UnreadableError("sheet_answer", row["正解"] or "（空）")
    return BlockForm("truefalse", prompt=row["問題"], rows=(answer(sign),))


def _scores(row: _Row, count: int) -> list[str]:
    """部分点 of typed answers: a number for each of them, in order."""
    if not row["部分点"]:
        return [""] * count
    words = [unicodedata.normalize("NFKC", word).strip() for word in _BETWEEN.split(row["部分点"])]
    if len(words) != count or not all(word.isascii() and word.isdecimal() and int(word) <= 100 for word in words):
        raise _UnreadableError("sheet_part", row["部分点"])
    return ["" if int(word) == 100 else str(int(word)) for word in words]


def _typed(row: _Row) -> tuple[Row, ...]:
    values = row.answers
    if not values:
        raise _UnreadableError("sheet_answer", "（空）")
    scores = _scores(row, len(values))
    if all(scores):
        raise _UnreadableError("sheet_part", row["部分点"])
    return tuple(answer(value, score=score) for value, score in zip(values, scores, strict=True))


def _number(row: _Row) -> BlockForm:
    rows = _typed(row)
    for one in rows:
        read = read_range(one["value"], "")
        if read is None or read.reversed:
            raise _UnreadableError("sheet_answer", one["value"])
    return BlockForm("number", prompt=row["問題"], rows=rows)


def _text(row: _Row) -> BlockForm:
    return BlockForm("text", prompt=row["問題"], rows=_typed(row))


def _cloze(row: _Row) -> BlockForm:
    """Gaps as `[[…]]`, or blanks `____` and （　） filled by 正解 in order; `/` stands between spellings of one gap."""
    text = row["問題"]
    if "[[" not in text:
        words = row.answers
        if not words or len(_BLANK.findall(text)) != len(words):
            raise _UnreadableError("sheet_blank")
        rest = iter(words)
        text = _BLANK.sub(lambda _match: "[[" + re.sub(r"[/／]", ";", next(rest)) + "]]", text)
    return BlockForm("cloze", settings=_partial(row), prompt=text)


def _order(row: _Row) -> BlockForm:
    """The options in their right order; 正解 「2;1;3」 gives it by number."""
    options = row.options
    if len(options) < 3:
        raise _UnreadableError("sheet_options")
    if row.answers:
        order = _chosen(row, options)
        if sorted(order) != list(range(len(options))):
            raise _UnreadableError("sheet_answer", row["正解"])
        options = [options[index] for index in order]
    return BlockForm(
        "order", settings=_partial(row), prompt=row["問題"], rows=tuple({"text": text} for text in options)
    )


def _match(row: _Row) -> BlockForm:
    rows = []
    for text in row.options:
        left, right = [*_ARROW.split(text, maxsplit=1), ""][:2]
        if not right:
            raise _UnreadableError("sheet_pair", text)
        rows.append({"left": left, "right": right})
    if not any(one["left"] for one in rows):
        raise _UnreadableError("sheet_options")
    return BlockForm("match", settings=_partial(row), prompt=row["問題"], rows=tuple(rows))


_READERS = {
    "choice": _choice, "truefalse": _truefalse, "number": _number, "text": _text, "cloze": _cloze, "order": _order,
    "match": _match,
}  # fmt: skip


def write_rows(text: str) -> tuple[list[list[str]], QuestionSet]:
    """(rows with the header, report) of a lesson or bank text."""
    told = QuestionSet()
    rows = [list(COLUMNS)]
    for line, form in read_lesson(text):
        label = _LABELS.get(form.name)
        if label is None:
            told.left("sheet_none", line, type=form.name)
        elif form.name not in ("number", "text", "truefalse") and len(form.rows) > OPTIONS:
            told.left("sheet_many", line)
        else:
            cells = _cells(form, label)
            rows.append([str(len(rows)), *(cells.get(column, "") for column in COLUMNS[1:])])
            _tell_lost(form, line, told)
    return rows, told


def _cells(form: BlockForm, label: str) -> dict[str, str]:
    settings = dict(form.settings)
    cells = {
        "種類": label,
        "問題": form.prompt,
        "ヒント": "\n\n".join(parts_of(form, "hint")),
        "解説": "\n\n".join(parts_of(form, "explain")),
        "配点": settings.get("points") or "",
        "ID": form.id,
        "部分点": {"each": "あり", "off": "なし"}.get(settings.get("partial") or "", ""),
    }
    options = [_option_text(row) for row in form.rows] if form.name in ("choice", "order", "match") else []
    cells |= {f"選択肢{number}": text for number, text in enumerate(options, 1)}
    good = [row for row in form.rows if not row.get("slip")]
    if form.name == "choice":
        cells["正解"] = ";".join(str(number) for number, row in enumerate(form.rows, 1) if row["right"])
    elif form.name in ("number", "text", "truefalse"):
        cells["正解"] = ";".join(row["value"].replace(";", "\\;") for row in good)
        if any(row["score"] for row in good):
            cells["部分点"] = ";".join(row["score"] or "100" for row in good)
    return cells


def _option_text(row: Row) -> str:
    return f"{row['left']} -> {row['right']}".strip() if "left" in row else row["text"]


def _tell_lost(form: BlockForm, line: int, told: QuestionSet) -> None:
    lost = [name for name, _value in form.settings if name not in ("points", "partial")]
    lost += [label for name, label in (("rubric", "評価表"), ("memo", "メモ")) if parts_of(form, name)]
    if len(parts_of(form, "hint")) > 1:
        lost.append("2つめからのヒント（1つにまとめました）")
    if any(row.get("feedback") for row in form.rows):
        lost.append("選択肢や答えごとの説明")
    if any(row.get("slip") for row in form.rows):
        lost.append("よくあるまちがい（!=）")
    if form.label:
        lost.append(form.label)
    if lost:
        told.note("sheet_lost", line, what="、".join(lost))
