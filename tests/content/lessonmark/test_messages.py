"""Each code of the lint is produced by a text and printed with its line, in Japanese and in English (LT-05)."""

from __future__ import annotations

import re
import string

import pytest

from content.lessonmark import AVAILABLE, compile_lesson, messages

ITEM = "::: choice {#abc}\n問\n- [x] a\n- [ ] b\n:::"
END = "::: scene e {end}\n終\n:::\n:::"
TWO = "- [x] a\n- [ ] b\n:::"

EVERY_TYPE = AVAILABLE | {"cloze", "order", "match", "flashcards", "checklist", "terminal", "branch", "scene"}
CASES: dict[str, tuple[str, str]] = {
    "E101": (
        "文\n\n::: chioce {#a-1}\n:::",
        "3行目：「::: chioce」という部品はありません。「choice」のまちがいではありませんか。",
    ),
    "E102": (
        "::: note\n文",
        "1行目：「::: note」が閉じられていません。終わりに「:::」だけの行を書いてください。",
    ),
    "E103": ("文\n:::", "2行目：始まりのない「:::」があります。"),
    "E104": (
        "- ::: note",
        "1行目：「:::」は行のはじめに書いてください。リストや引用、表の中では使えません。",
    ),
    "E105": ("文\n\n```\nx", "3行目：コードの囲み（```）が閉じられていません。"),
    "E106": (
        "::: note {種類}\n:::",
        "1行目：「{」から「}」までの書き方が正しくありません。例：{#id points=2}",
    ),
    "E107": (
        "::: note {color=red}\n:::",
        "1行目：「note」には「color」という設定がありません。使えるのは kind、lang です。",
    ),
    "E108": (
        f"::: choice {{#abc points=101}}\n{TWO}",
        "1行目：「points=101」は使えません。1〜100 の数で書いてください。",
    ),
    "E109": ("::: hint\n:::", "1行目：「hint」は「本文」の中では使えません。"),
    "E110": (f"::: choice\n{TWO}", "1行目：名前（{#…}）がありません。"),
    "E111": (f"{ITEM}\n{ITEM}", "6行目：名前「abc」が 1行目と重なっています。"),
    "E112": (
        ITEM.replace("abc", "old-type"),
        "1行目：「old-type」は前に「text」でした。種類を変えるときは新しい名前にしてください。",
    ),
    "E113": (
        ITEM.replace("abc", "ABC"),
        "1行目：名前「ABC」は使えません。英小文字・数字・ハイフンで3〜40文字にしてください。",
    ),
    "E114": (
        ITEM.replace("abc", "retired"),
        "1行目：名前「retired」は以前に使われました。別の名前にしてください。",
    ),
    "E115": ("::: note\n" * 5 + ":::\n" * 5, "5行目：入れ子が深すぎます（4段まで）。"),
    "E116": ("::: survey {#abc}\n:::", "1行目：「::: survey」はまだ使えません。"),
    "E201": ("::: choice {#abc}\n- [ ] a\n- [ ] b\n:::", "1行目：正解に [x] を付けてください。"),
    "E202": ("::: choice {#abc}\n- [x] a\n:::", "1行目：選択肢は2つ以上必要です。"),
    "E203": ("::: choice {#abc}\n- [x] a  b\n- [ ] a b\n:::", "3行目：同じ選択肢が2つあります。"),
    "E204": ("::: text {#abc}\n問\n:::", "1行目：正解の行（= …）がありません。"),
    "E205": (
        "::: number {#abc}\n= 450\n!= 四\n:::",
        "3行目：正解の数が読めません。例：450、3.14 ± 0.01、10..20",
    ),
    "E206": ("::: number {#abc}\n= 20..10\n:::", "2行目：範囲の小さい数と大きい数が逆です。"),
    "E207": ("::: cloze {#abc}\n文\n答えは [[a です\n:::", "3行目：空欄（[[…]]）がありません、または空です。"),
    "E208": ("::: cloze {#abc}\n[[(a)]]\n:::", "2行目：選ぶ空欄では、正解を1つだけ（ ）で囲んでください。"),
    "E209": ("::: order {#abc}\n1. a\n2. b\n:::", "1行目：並べかえは3つ以上の番号付きリストで書いてください。"),
    "E210": ("::: match {#abc}\n- a -> b\n- c\n:::", "3行目：「- 左 -> 右」の形で書いてください。"),
    "E211": ("::: match {#abc}\n- a -> b\n- a -> c\n:::", "3行目：同じ左側が2つあります。"),
    "E212": ("::: flashcards {#abc}\n- a : b\n:::", "2行目：「- 表 :: 裏」の形で書いてください。"),
    "E213": ("::: checklist {#abc}\n- [x] a\n:::", "2行目：ここでは [x] は使えません。"),
    "E215": (
        "::: truefalse {#abc}\n= ○\n= ×\n:::",
        "1行目：正しければ「= ○」、誤りなら「= ×」を1行だけ書いてください。",
    ),
    "E216": (
        "::: text {#abc}\n= a\n= b {score=101}\n:::",
        "3行目：score は 0〜100 で書いてください。100 の正解が1つ必要です。",
    ),
    "E217": ("::: terminal {#abc}\n文\n$ a\n文\n$| b\n:::", "5行目：「$ 」で始まる行がありません。"),
    "E218": (
        "::: submit {#abc}\n::: rubric\n| 観点 | よい |\n|---|---|\n| a | b |\n:::\n:::",
        "2行目：評価表（rubric）が読めません。1列目は観点、2列目からは点数です。",
    ),
    "E219": (
        "::: number {#abc}\n= 10..20\n!= 15\n:::",
        "3行目：同じ答えが正解（=）とまちがい（!=）の両方にあります。",
    ),
    "E221": (
        "::: choice {#abc}\n- [x] 正\n" + "".join(f"- [ ] {n}\n" for n in range(20)) + ":::",
        "22行目：選択肢は20個までです。",
    ),
    "E222": (
        "::: choice {#abc}\n- [x] a > b\n- [ ] c\n:::",
        "2行目：選択肢の行に「 > 」があります。説明なら次の行に「  > 」で、文字なら「\\>」と書いてください。",
    ),
    "E301": ("::: branch {#abc start=x}\n" + END, "1行目：始まりの場面「x」がありません。"),
    "E302": ("::: branch {#abc}\n::: scene a\n- 文 => zz\n:::\n" + END, "3行目：「zz」という場面はありません。"),
    "E303": ("::: branch {#abc}\n::: scene a {end}\n:::\n" + END, "4行目：場面「e」へ行く道がありません。"),
    "E304": (
        "::: branch {#abc}\n::: scene a\n文\n:::\n" + END,
        "2行目：場面「a」で行き止まりです。選択肢を書くか {end} を付けてください。",
    ),
    "E305": (
        "::: branch {#abc}\n::: scene a\n- 文 => a\n:::\n" + END,
        "2行目：場面「a」からは終わりに着けません。",
    ),
    "E306": ("::: branch {#abc goal=2}\n" + END, "1行目：どの道を通っても目標点（2）に届きません。"),
    "E307": ("::: branch {#abc}\n::: scene e {end}\n:::\n" + END, "4行目：場面「e」が2つあります。"),
    "E308": (
        "::: branch {#abc}\n::: scene a {end}\n- 文 => e\n:::\n" + END,
        "2行目：終わりの場面「a」には選択肢を書けません。",
    ),
    "E309": ("::: branch {#abc}\n::: scene a\n- 文 -> e\n:::\n" + END, "3行目：「- 文 => 場面」の形で書いてください。"),
    "E401": (
        "- [x] a",
        "1行目：問題の外に「- [x]」があります。「::: choice」の行を確かめてください。",
    ),
    "E402": (
        "[[a]]",
        "1行目：穴うめの外に「[[」があります。文字として書くときは「\\[[」にします。",
    ),
    "E403": (
        "$ ls",
        "1行目：問題の外に「= 」「!= 」「$ 」で始まる行があります。文字として書くときは前に「\\」を付けます。",
    ),
    "E404": (
        "```py hidden\nx\n```",
        "1行目：「::: code」の外に hidden または solution のコードがあります。",
    ),
    "E501": (
        "![ ](image:known)",
        "1行目：画像の説明を入力してください。飾りの画像なら「飾り」を選んでください。",
    ),
    "E502": ("文\n![図](image:lost)", "2行目：「lost」という画像が見つかりません。"),
    "E503": ("文\n::: video {#abc src=media:a}\n:::", "2行目：動画に字幕を付けてください（または文字起こし）。"),
    "E504": (
        "![図](/a.png)",
        "1行目：外の画像は使えません。画像ライブラリに入れてください。",
    ),
    "E505": ("文\n[ここから](//example.jp)", "2行目：このリンク先は使えません。"),
    "E506": ("文\n\n|||\n|---|---|\n|a|b|", "3行目：表の見出しのセルを指定してください。"),
    "E507": ("# 大見出し", "1行目：見出しの段階が飛んでいます。"),
    "E508": (
        "<https://example.jp/>",
        "1行目：リンクの文字だけで行き先が分かるようにしてください。",
    ),
    "E510": ("文\n{今日|きょ|う|び}", "2行目：ふりがなの数が漢字の数と合いません。"),
    "E601": (
        f"::: test {{#abd draw=3}}\n{ITEM}\n:::",
        "1行目：出す数（3）が問題の数（1）より多くなっています。",
    ),
    "E602": ("::: test {#abd pool=lost draw=3}\n:::", "1行目：問題集「lost」がありません。"),
    "E603": (
        "::: test {#abd draw=1}\n::: submit {#abc}\n問\n:::\n:::",
        "2行目：人が採点する問題は、確認テストの中では使えません。",
    ),
    "E604": (
        "::: test {#abd draw=1}\n::: test {#abc}\n:::\n:::",
        "2行目：確認テストの中に確認テストは置けません。",
    ),
    "E605": (f"::: test {{#abd pass=101}}\n{ITEM}\n:::", "1行目：合格点は 1〜100 で書いてください。"),
    "E608": ("あ" * 100_001, "1行目：文書が大きすぎます（300KB、100問まで）。"),
    "E609": ("a\nb\0", "2行目：使えない文字（U+0000）が入っています。"),
    "W701": (
        "短い文。" + "長" * 81 + "。",
        "1行目：1文が長すぎます（81字）。標準は80字、やさしい日本語は40字までが目安です。",
    ),
    "W703": (
        "![図](image:known-answer)",
        "1行目：画像の名前が答えを示しているかもしれません（known-answer）。",
    ),
    "W708": ("文\n![お知らせ](image:natsu-chirashi)", "2行目：文字の画像は避けてください。（natsu-chirashi）"),
    "W704": (
        "文\nhttps://example.jp/ を見る",
        "2行目：URLがそのまま書かれています。言葉にリンクを付けてください。",
    ),
    "W705": ("**重要 **です", "1行目：太字の ** の内側に空白があり、太字になりません。"),
    "W706": (ITEM, "1行目：解説（explain）がありません。"),
    "W707": (
        "文\n：：：　note\n：：：",
        "2行目：全角の記号を半角に直しました（2か所）。",
    ),
    "W709": (
        "::: test {#abd pool=known draw=3}\n:::",
        "1行目：問題の数が確認テストの2倍より少ないため、次も同じ問題が出ます。",
    ),
    "W710": (
        "::: choice {#abc}\n- [x] a\n- [x] b\n:::",
        "1行目：選択肢がすべて正解です。",
    ),
    "W711": (
        ("あ" * 70 + "。\n\n") * 71,
        "1行目：単元が長すぎます。2つに分けてください。（本文 5,000字まで）",
    ),
}


IN_VARIANTS = {"E606", "E607"}
"""Codes of other versions of a text: tests/content/lessonmark/test_variants.py."""


@pytest.mark.parametrize("code", sorted(messages.JAPANESE.keys() - IN_VARIANTS))
def test_every_code_is_produced_and_printed_with_its_line(code):
    source, expected = CASES[code]
    lesson = compile_lesson(
        source,
        available=EVERY_TYPE,
        known_images={"known"},
        used_ids={"old-type": "text"},
        other_ids={"retired"},
        pools={"known": 5},
    )
    found = [finding for finding in lesson.lint if finding.code == code]
    assert str(found[0]) == expected
    assert lesson.ok is (not lesson.errors)
    assert found[0].is_error is code.startswith("E")
    english = messages.printed(found[0], "en")
    assert english.startswith(f"Line {found[0].line}: ")
    assert not re.search("[ぁ-んァ-ヴ一-龥]", english)


def test_both_languages_know_the_same_codes_and_fill_in_the_same_values():
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert messages.JAPANESE.keys() == messages.ENGLISH.keys()
    for code, text in messages.JAPANESE.items():
        assert fields(text) >= fields(messages.ENGLISH[code]), code


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("points", "1〜100 の数"),
        ("points=0", "1〜100 の数"),
        ("attempts=21", "0〜20 の数"),
        ("shuffle=yes", "値は付けません"),
        ("partial=all", "使えるのは off、each です"),
        ("feedback=later", "使えるのは now、after、never です"),
        ('skill="SEC 01"', "スキルの記号"),
        ("lang=日本語", "ja や en"),
    ],
)
def test_a_value_outside_its_set_is_told_with_what_fits(written, hint):
    lesson = compile_lesson(f"::: choice {{#abc {written}}}\n{TWO}")
    (error,) = lesson.errors
    assert (error.code, error.line) == ("E108", 1)
    assert hint in str(error)


def test_findings_come_by_line_then_code_and_a_structure_error_silences_what_is_inside():
    lesson = compile_lesson("![](image:a)\n[x](//a) ![](b)\n::: note\n[[a]]\n::: hint {x\n:::\n")
    assert [(finding.line, finding.code) for finding in lesson.errors] == [
        *((1, "E501"), (2, "E501"), (2, "E504"), (2, "E505"), (3, "E102"), (5, "E106")),
    ]


@pytest.mark.parametrize(
    ("name", "written", "hint"),
    [
        ("submit", "accept=exe", "使えるのは pdf、docx、"),
        ("submit", "max=10", "1MB〜999MB のように"),
        ("code", "lang=日本語", "python や javascript のように"),
        ("code", "run=browser", "使えるのは none です"),
    ],
)
def test_a_setting_of_a_hand_in_is_told_with_what_fits(name, written, hint):
    (error,) = compile_lesson(f"::: {name} {{#abc {written}}}\n問\n:::").errors
    assert (error.code, error.line) == ("E108", 1)
    assert hint in str(error)


def test_an_unknown_role_of_a_fence_is_told_with_the_known_ones():
    (error,) = compile_lesson("::: code {#abc}\n問\n\n```py secret\nx\n```\n:::").errors
    assert str(error) == "4行目：「role=secret」は使えません。使えるのは start、test、hidden、solution です。"
