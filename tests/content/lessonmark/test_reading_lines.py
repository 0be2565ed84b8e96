"""How single lines are read: code spans, fences, entries and what belongs to them (section 2, reading lines)."""

from __future__ import annotations

import pytest

from content.lessonmark import compile_lesson


def listed(source: str) -> list[str]:
    return [f"{finding.code}@{finding.line}" for finding in compile_lesson(source).errors]


def one(source: str):
    lesson = compile_lesson(source)
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    (item,) = lesson.items
    return item, item.key.to_json()


def choice(*lines: str) -> str:
    return "\n".join(("::: choice {#abc}", "問", *lines, ":::"))


def text(*lines: str) -> str:
    return "\n".join(("::: text {#abc}", "問", *lines, ":::"))


@pytest.mark.parametrize(
    ("source", "errors"),
    [
        ("`[[a]]` と ``= `[[b]]` ``", []),
        ("`[[a` と [[b]]", ["E402@1"]),
        ("`開いた\n[[a]]` 二行", ["E402@2"]),
        ("\\`[[a]]`", ["E402@1"]),
        ("[[a]] と [[b]]", ["E402@1"]),
        ("```\n[[a]]\n= b\n- [x] c\n::: choice\n```", []),
        ("    ```\n    [[a]]\n    ```", ["E402@2"]),
        ("> ```\n> - [x] a\n> ```", ["E401@2"]),
        ("- ```\n  [[a]]\n  ```\n終", ["E402@2", "E105@3"]),
        ("~~~\n```\n~~~\n文", []),
        ("````\n```\n= a\n````\n= b", ["E403@5"]),
        ("```a`b\n= c", ["E403@2"]),
        ("==見出し\n=a\n!=a\n$100", []),
        ("- [リンク](/a)\n- [](/b)", ["E508@2"]),
        ("- [x](/a)", ["E401@1"]),
        ("*[x]* と **[ ]**", []),
        ("  * - > [ x ] a", ["E401@1"]),
        ("１）［　］a", ["E401@1"]),
    ],
)
def test_marks_in_prose(source, errors):
    assert listed(source) == errors


@pytest.mark.parametrize(
    ("source", "errors", "plain"),
    [
        ("- a\n    ::: note\n    隠\n    :::\n見", ["E104@2", "E104@4"], "a\n見"),
        ("> ::: note\n> 隠\n\n隠\n\n```\n隠\n```", ["E104@1"], ""),
        ("    ::: note\n\n    隠\n\n    :::\n\n見", ["E104@1", "E104@5"], "見"),
        ("\t::: note\n    ::: hint\n隠\n    :::\n隠\n|:::|\n見", ["E104@1", "E104@2", "E104@4", "E104@6"], "見"),
        ("::: note\n- ::: hint\n隠\n:::\n見", ["E104@2"], "見"),
        ("文 ::: 文\n\n\\::: note", [], "文 ::: 文\n::: note"),
        ("> 引用\n::: note\n中\n:::\n終", [], "引用\n中\n終"),
    ],
)
def test_misplaced_directives(source, errors, plain):
    assert listed(source) == errors
    assert compile_lesson(source).plain_text == plain


def test_a_directive_line_ends_the_list_before_it():
    lesson = compile_lesson("- 項目\n::: note\n中\n:::\n続き")
    assert [block.kind for block in lesson.blocks] == ["html", "note", "html"]
    assert lesson.blocks[2].html == "<p>続き</p>"


def test_what_belongs_to_an_option():
    item, key = one(
        choice(
            "- [x] 一",
            "  続き",
            "",
            "  第二段落",
            "  > 説明",
            "なまけた説明",
            "",
            "> 問いの引用",
            "- [ ] 二",
            "問いの続き",
            "",
            "  > おくれた説明",
            "- [ ] ```三```",
            "  ```py",
            "  = 四",
            "  ```",
        )
    )
    assert [option["html"] for option in item.public["options"]] == [
        "<p>一続き</p>\n<p>第二段落</p>",
        "二",
        '<p><code>三</code></p>\n<pre><code class="language-py">= 四\n</code></pre>',
    ]
    assert key["feedback"] == ["説明なまけた説明", "おくれた説明", ""]
    assert item.public["prompt_html"] == (
        "<p>問</p>\n<blockquote>\n<p>問いの引用</p>\n</blockquote>\n<p>問いの続き</p>"
    )


@pytest.mark.parametrize("space", ["  ", "　　", "\t", "\xa0\xa0", "\u2003 "])
def test_any_space_sets_feedback_apart_from_the_prompt(space):
    item, key = one(choice("- [x] 一", "- [ ] 二", "", f"{space}> 説明", "", f"{space}続き"))
    assert "説明" in key["feedback"][1]
    assert item.public["prompt_html"] == "<p>問</p>"


def test_what_belongs_to_an_answer_is_its_feedback():
    item, key = one(text("= a > いち", "  に", "", "  さん", "!= b", "> よん", "", "問いの続き", "> 引用"))
    assert key["accepted"][0]["feedback"] == "<p>いちに</p>\n<p>さん</p>"
    assert key["slips"][0]["feedback"] == "よん"
    assert item.public["prompt_html"].startswith("<p>問</p>\n<p>問いの続き</p>")


@pytest.mark.parametrize(
    ("lines", "errors"),
    [
        (("- [x] a", "  - [ ] b", "- [ ] c"), ["E401@4"]),
        (("- [x] a", "  = b", "- [ ] c"), ["E403@4"]),
        (("- [x] a", "  > - [x] b", "- [ ] c"), ["E401@4"]),
        (("- [x] a", "$ b", "- [ ] c"), ["E403@4"]),
        (("- [x] [[a]]", "- [ ] c"), ["E402@3"]),
        (("- [x] a", "  ```py hidden", "  b", "  ```", "- [ ] c"), ["E404@4"]),
        (("1. [x] a", "- [x] b", "- [ ] c"), ["E401@3"]),
        (("- [x] a > `b > c`", "- [ ] c"), ["E222@3"]),
        (("- [x] a　＞　b", "- [ ] c"), ["E222@3"]),
        (("- [x] a>b", "- [ ] c ->d", "- [ ] e >"), []),
        (("- []  a", "-  [X]b", "* [ ✓ ] c", "+ [ｘ]d"), []),
        (("- [x]", "- [ ]", "- [ ] a"), ["E202@1"]),
    ],
)
def test_marks_in_a_choice(lines, errors):
    assert listed(choice(*lines)) == errors


@pytest.mark.parametrize(
    ("lines", "errors"),
    [
        (("= a", "- [x] b"), ["E401@4"]),
        (("= a", "==", "=== b"), []),
        (("= a", "=b"), ["E403@4"]),
        (("= a", "= "), ["E403@4"]),
        (("= a", "!=b"), ["E403@4"]),
        (("= a", "  = b"), ["E403@4"]),
        (("= a", "$ b"), ["E403@4"]),
        (("= [[a]]",), ["E402@3"]),
        (("= 。",), ["E403@3"]),
        (("= a {score=x}", "= b"), ["E216@3"]),
        (("= a", "!= b {score=5}"), ["E216@4"]),
        (("= a {b}",), []),
        (("= a", "= A", "!= Ｂ"), []),
        (("= a", "!= Ａ。"), ["E219@4"]),
    ],
)
def test_marks_in_a_text(lines, errors):
    assert listed(text(*lines)) == errors


def test_numbers_may_carry_their_unit_and_slips_may_be_wider_than_the_answer():
    item, key = one("::: number {#abc unit=円}\n問\n= 1,450円\n= ３±０．１\n!= 0..10000 > おしい\n:::")
    assert [(line["low"], line["high"]) for line in key["accepted"]] == [("1450", "1450"), ("2.9", "3.1")]
    assert item.public["unit"] == "円"


def test_a_memo_is_not_checked_and_not_kept():
    lesson = compile_lesson("前\n::: memo\n- [x] a [[b]]\n= c\n# d\n![](x)\n```py hidden\n```\n:::\n後")
    assert lesson.lint == ()
    assert lesson.plain_text == "前\n後"
    assert "- [x] a [[b]]" in lesson.text


def test_nothing_stands_in_hints_explanations_and_memos():
    for name in ("hint", "explain", "memo"):
        source = f"::: text {{#abc}}\n問\n= a\n::: {name}\n::: note\n文\n:::\n:::\n:::"
        assert listed(source) == ["E109@5"]
    assert listed("::: choice {#abc}\n::: choice {#abd}\n- [x] a\n- [ ] b\n:::\n- [x] a\n- [ ] b\n:::") == ["E109@2"]


def test_the_label_is_inline_markdown():
    lesson = compile_lesson("::: details **もっと**{種類|しゅ|るい} {lang=ja}\n文\n:::\n::: note [[a]]\n:::")
    assert lesson.blocks[0].label_html.startswith("<strong>もっと</strong><ruby>種")
    assert lesson.blocks[0].options == {"lang": "ja"}
    assert listed("::: note [[ひみつ]]\n文\n:::") == ["E402@1"]
    assert "ひみつ" not in compile_lesson("::: note [[ひみつ]]\n文\n:::").blocks[0].label_html


def test_settings_of_an_item_are_read():
    source = "::: choice {#abc points=3 attempts=2 required skill=SEC-01,NET-02 lang=en feedback=after}\n- [x] a\n- [ ] b\n:::"
    item, _ = one(source)
    assert (item.points, item.attempts, item.required, item.skill) == (3, 2, True, ("SEC-01", "NET-02"))
    assert item.public["settings"] == {"feedback": "after", "lang": "en"}
    assert item.public["points"] == 3
