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
    "asset_refused": "{why}",
    "page_refused": "{why}",
    "ending": "この種類のファイルは読めません（{endings}）。",
    "state": "state は planned か draft です。",
    "no_dtd": "文書の中に DTD や実体（ENTITY）があるため、開きません。",
    "macro": "マクロの入ったファイルは使えません。マクロなしで保存してください。",
    "not_office": "{kind} として読めません。",
    "picture_large": "図「{name}」が大きすぎます（{limit}MBまで）。",
    "nothing": "問題が見つかりません。",
    "encoding": "文字コードが分かりません。UTF-8 で保存してください。",
    "mark": "文の中の記号のため、この問題は取り込めません。",
    "gift_open": "「{{」が閉じられていません。",
    "gift_answer": "答えの書き方が読めません。",
    "gift_nested": "「{{」が2つあります。文字として書くときは「\\{{」にします。",
    "gift_escape": "問題の終わりに「\\」だけがあります。",
    "gift_number": "数が読めません：{value}",
    "gift_no_right": "正解（= または ~%100%）がありません。",
    "gift_weight": "選択肢ごとの重み（%）は使えないため、正解の重みをそろえました。",
    "gift_part": "部分点の選択肢（%{value}%）は、まちがいとして取り込みました。",
    "gift_feedback": "穴うめの選択肢ごとの説明は取り込めませんでした。",
    "gift_format": "[{value}] という形式は知らないため、ふつうの文として読みました。",
    "gift_prose": "答えのない文なので、本文として取り込みました。",
    "gift_type": "「{type}」は GIFT では書けません。",
    "gift_lost": "GIFT に書けないため出していません：{what}",
    "gift_arrow": "「->」の入った組み合わせは GIFT では書けません。",
    "gaps": "空らんが1つでない穴うめは GIFT では書けません。",
    "aiken_options": "選択肢（A. …）が2つ以上ありません。",
    "aiken_answer": "「ANSWER: {value}」に当たる選択肢がありません。",
    "aiken_open": "「ANSWER:」の行がありません。",
    "sheet_header": "見出しの行（種類、問題、正解 …）がありません。",
    "sheet_other": "シート「{name}」は読んでいません。",
    "sheet_column": "知らない列なので読んでいません：{name}",
    "sheet_formula": "{cell}：数式は使えません。値として貼り付けてください。",
    "sheet_error": "{cell}：エラーの値（{value}）が入っています。",
    "sheet_date": "{cell}：日付として入っていたので、文字「{value}」にしました。",
    "sheet_type": "種類「{value}」は使えません（選択/正誤/数値/記述/穴うめ/並べかえ/組み合わせ）。",
    "sheet_answer": "正解「{value}」が読めません。",
    "sheet_options": "選択肢が足りません。",
    "sheet_pair": "選択肢は「左 -> 右」の形で書いてください：{value}",
    "sheet_points": "配点は 1〜100 です：{value}",
    "sheet_part": "部分点「{value}」が読めません。",
    "sheet_blank": "問題の空らんの数と正解の数が合いません。",
    "sheet_id": "ID「{value}」は使えないので、新しく付けました。",
    "sheet_lost": "表に書けないため出していません：{what}",
    "sheet_many": "選択肢が10個をこえるため、表では書けません。",
    "sheet_none": "「{type}」は表では書けません。",
    "sheet_rows": "行が多すぎます（{limit}行まで）。",
    "quiz_few": "選択肢が2つ以上ありません。",
    "quiz_none": "正解（[x]）がありません。",
    "docx_comment": "コメント{n}件は取り込んでいません。",
    "docx_tracked": "変更履歴{n}件があります。挿入は取り込み、削除は取り込んでいません。",
    "docx_picture": "図「{name}」の説明（代替テキスト）を書いてください。",
    "docx_no_picture": "図「{name}」は取り込めませんでした（{why}）。",
    "docx_message": "Word の書式：{value}",
    "docx_empty": "文が入っていません。",
    "link_left": "このリンク先は使えないため、文字だけを取り込みました：{value}",
    "outside": "外の画像は取り込んでいません：{value}",
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
    "asset_refused": "{why}",
    "page_refused": "{why}",
    "ending": "Files of this kind cannot be read ({endings}).",
    "state": "state is planned or draft.",
    "no_dtd": "The document holds a DTD or entities and is not opened.",
    "macro": "Files with macros cannot be used. Save it without macros.",
    "not_office": "This cannot be read as {kind}.",
    "picture_large": "The picture “{name}” is too large ({limit} MB at most).",
    "nothing": "No question was found.",
    "encoding": "The encoding is not known. Save it as UTF-8.",
    "mark": "This question cannot be taken in because of marks in its text.",
    "gift_open": "A “{{” is not closed.",
    "gift_answer": "The answers cannot be read.",
    "gift_nested": "There are two “{{”. Write “\\{{” for the character.",
    "gift_escape": "A question ends with a lone “\\”.",
    "gift_number": "This number cannot be read: {value}",
    "gift_no_right": "There is no right answer (= or ~%100%).",
    "gift_weight": "Weights of single options cannot be kept; the right ones now count alike.",
    "gift_part": "An option worth part of the points (%{value}%) was taken in as wrong.",
    "gift_feedback": "Feedback of the options of a gap was not taken in.",
    "gift_format": "The format [{value}] is not known; it was read as plain text.",
    "gift_prose": "A text without answers was taken in as prose.",
    "gift_type": "“{type}” cannot be written as GIFT.",
    "gift_lost": "Not written, because GIFT has no form for it: {what}",
    "gift_arrow": "Pairs with “->” in them cannot be written as GIFT.",
    "gaps": "A cloze that has not exactly one gap cannot be written as GIFT.",
    "aiken_options": "There are not two options (A. …).",
    "aiken_answer": "No option belongs to “ANSWER: {value}”.",
    "aiken_open": "The line “ANSWER:” is missing.",
    "sheet_header": "The header row (種類, 問題, 正解 …) is missing.",
    "sheet_other": "The sheet “{name}” was not read.",
    "sheet_column": "A column was not read because it is not known: {name}",
    "sheet_formula": "{cell}: formulas cannot be used. Paste values.",
    "sheet_error": "{cell}: the cell holds an error ({value}).",
    "sheet_date": "{cell}: a date was taken in as the text “{value}”.",
    "sheet_type": "The kind “{value}” cannot be used (選択/正誤/数値/記述/穴うめ/並べかえ/組み合わせ).",
    "sheet_answer": "The answer “{value}” cannot be read.",
    "sheet_options": "There are not enough options.",
    "sheet_pair": "Write options as “left -> right”: {value}",
    "sheet_points": "Points are 1 to 100: {value}",
    "sheet_part": "The part score “{value}” cannot be read.",
    "sheet_blank": "The numbers of gaps and of answers differ.",
    "sheet_id": "The ID “{value}” cannot be used; a new one was given.",
    "sheet_lost": "Not written, because the sheet has no column for it: {what}",
    "sheet_many": "More than 10 options cannot be written to the sheet.",
    "sheet_none": "“{type}” cannot be written to the sheet.",
    "sheet_rows": "Too many rows ({limit} at most).",
    "quiz_few": "There are not two options.",
    "quiz_none": "No option is right ([x]).",
    "docx_comment": "{n} comments were not taken in.",
    "docx_tracked": "There are {n} tracked changes. Insertions were taken in, deletions were not.",
    "docx_picture": "Describe the picture “{name}” (alternative text).",
    "docx_no_picture": "The picture “{name}” could not be taken in ({why}).",
    "docx_message": "Word formatting: {value}",
    "docx_empty": "There is no text in it.",
    "link_left": "A link target cannot be used; only its words were taken in: {value}",
    "outside": "A picture from elsewhere was not taken in: {value}",
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
    note: bool = False
    """Something to know about what was taken in; without it the line tells what was left out."""

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
