"""What an import tells: file, line and reason of everything that could not be taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

JAPANESE: dict[str, str] = {
    "not_zip": "ZIPファイルとして読めません。",
    "too_large": "大きすぎます（{limit}MBまで）。",
    "too_many": "ファイルが多すぎます（{limit}個まで）。",
    "ratio": "圧縮の割合が大きすぎるため、開けません。",
    "encrypted": "パスワードの付いたファイルは読めません。",
    "link": "リンクは使えません。",
    "name": "この名前は使えません（「..」、「/」で始まる名前、「\\」など）。",
    "duplicate": "同じ名前のファイルが2つあります。",
    "damaged": "ファイルがこわれています。",
    "not_utf8": "文字コードが UTF-8 ではありません。",
    "no_course": "course.yaml がありません。",
    "no_lessons": "lessons/ に教材がありません。",
    "yaml": "YAML として読めません（{why}）。",
    "yaml_large": "YAML が大きすぎます（{limit}KBまで）。",
    "yaml_alias": "YAML の「&」「*」（参照）は使えません。",
    "yaml_deep": "YAML の入れ子が深すぎます。",
    "yaml_repeated": "「{key}」が2回書かれています。",
    "yaml_mapping": "「名前: 値」の形で書いてください。",
    "front_open": "はじめの「---」が閉じられていません。",
    "missing": "「{key}」がありません。",
    "wrong_type": "「{key}」の書き方が正しくありません（{expected}）。",
    "version": "lessonmark: {version} には対応していません（対応は {supported} まで）。",
    "lesson_name": "教材の名前は「010-slug.md」の形にしてください。",
    "same_slug": "slug「{slug}」が {other} と重なっています。",
    "asset_file": "assets.yaml にあるファイル「{asset}」がありません。",
    "asset_row": "assets.yaml の行には key と file が必要です。",
    "asset_repeated": "key「{key}」が2回書かれています。",
    "unknown": "知らないファイルなので読みませんでした。",
    "unlisted": "assets.yaml に書かれていないので読みませんでした。",
    "text": "文字列",
    "whole": "整数",
    "texts": "文字列のリスト",
    "date": "2026-04-01 のような日付",
}
ENGLISH: dict[str, str] = {
    "not_zip": "This cannot be read as a ZIP file.",
    "too_large": "Too large ({limit} MB at most).",
    "too_many": "Too many files ({limit} at most).",
    "ratio": "The compression ratio is too high to be opened.",
    "encrypted": "Files with a password cannot be read.",
    "link": "Links cannot be used.",
    "name": "This name cannot be used (“..”, a leading “/”, “\\” and the like).",
    "duplicate": "Two files have the same name.",
    "damaged": "The file is damaged.",
    "not_utf8": "The text is not UTF-8.",
    "no_course": "course.yaml is missing.",
    "no_lessons": "There is no lesson in lessons/.",
    "yaml": "This cannot be read as YAML ({why}).",
    "yaml_large": "The YAML is too large ({limit} KB at most).",
    "yaml_alias": "YAML references (“&”, “*”) cannot be used.",
    "yaml_deep": "The YAML is nested too deeply.",
    "yaml_repeated": "“{key}” is written twice.",
    "yaml_mapping": "Write it as “name: value”.",
    "front_open": "The “---” at the beginning is not closed.",
    "missing": "“{key}” is missing.",
    "wrong_type": "“{key}” is not written correctly ({expected}).",
    "version": "lessonmark: {version} is not supported (up to {supported}).",
    "lesson_name": "Name a lesson like “010-slug.md”.",
    "same_slug": "The slug “{slug}” is also used by {other}.",
    "asset_file": "The file “{asset}” of assets.yaml is missing.",
    "asset_row": "A row of assets.yaml needs key and file.",
    "asset_repeated": "The key “{key}” is written twice.",
    "unknown": "Not read, because this file is not known.",
    "unlisted": "Not read, because assets.yaml does not name it.",
    "text": "a text",
    "whole": "a whole number",
    "texts": "a list of texts",
    "date": "a date such as 2026-04-01",
}


@dataclass(frozen=True)
class ReportLine:
    """One line of an import report. ``file`` is empty for the archive itself, ``line`` 0 for a whole file."""

    code: str
    file: str = ""
    line: int = 0
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    def text(self, lang: Literal["ja", "en"] = "ja") -> str:
        """The reason in words, without file and line."""
        words = ENGLISH if lang == "en" else JAPANESE
        params = dict(self.params)
        if "expected" in params:
            params["expected"] = words[params["expected"]]
        return words[self.code].format(**params)

    def __str__(self) -> str:
        where = f"{self.file} " if self.file else ""
        where += f"{self.line}行目" if self.line else ""
        return f"{where.strip()}：{self.text()}" if where else self.text()


class ZipRefusedError(Exception):
    """A course could not be read. ``report`` lists every reason that was found."""

    def __init__(self, *report: ReportLine) -> None:
        super().__init__("\n".join(str(line) for line in report))
        self.report = tuple(report)
