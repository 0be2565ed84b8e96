"""submit, code and rubric: what a page may show of them and what stays with the grader (sections 4.12, 4.17, 5)."""

from __future__ import annotations

from content.lessonmark import compile_lesson

# The lesson blocks of the design, 4.12 and 4.17.
CODE = """::: code {#py-tasu lang=python run=none points=5}
2つの数を足す関数を完成させてください。

```python start
def tasu(a, b):
    ...
```
```python test
assert tasu(1, 2) == 3
```
```python hidden
assert tasu(-1, 1) == 0
```
::: rubric
| 観点 | 0 | 1 | 2 |
|---|---|---|---|
| 正しく動く | 動かない | 例だけ動く | ほかの数でも動く |
:::
:::
"""
SUBMIT = """::: submit {#doc-kadai accept=pdf,docx max=10MB points=10 required}
地区の回覧文書を1まい作り、提出してください。
::: rubric
| 観点 | 0 | 3 | 5 |
|---|---|---|---|
| 伝わりやすさ | 用件が分からない | 用件は分かる | 見出しだけで分かる |
| 体裁 | そろっていない | おおむねそろう | 見出し・表・余白がそろう |
:::
:::
"""


def one(source: str):
    lesson = compile_lesson(source)
    assert lesson.lint == (), [str(finding) for finding in lesson.lint]
    (item,) = lesson.items
    return lesson, item


def test_code_shows_start_and_tests_and_keeps_hidden_tests_and_solution():
    lesson, item = one(CODE.replace("::: rubric", "```python solution\nreturn a + b\n```\n::: rubric"))
    assert item.public["start"] == "def tasu(a, b):\n    ..."
    assert item.public["tests"] == ["assert tasu(1, 2) == 3"]
    assert item.public["language"] == "python"
    assert (item.public["input"], item.points) == ("code", 5)
    assert item.key.to_json() == {
        "hidden": ["assert tasu(-1, 1) == 0"], "solution": ["return a + b"], "hints": [], "explain": "",
    }  # fmt: skip
    # The language of the program is no language of the page.
    assert item.public["settings"] == {}
    assert "def tasu" in lesson.plain_text
    assert "tasu(-1" not in lesson.plain_text + str(item.public)


def test_a_fence_of_code_without_a_role_is_part_of_the_prompt():
    _lesson, item = one("::: code {#abc}\n例：\n\n```python\nprint(1)\n```\n:::")
    assert "print(1)" in item.public["prompt_html"]
    assert item.public["start"] == ""


def test_submit_carries_what_may_be_handed_in_and_the_rubric():
    lesson, item = one(SUBMIT)
    assert (item.public["input"], item.public["accept"], item.public["max_mb"]) == ("file", ["pdf", "docx"], 10)
    assert item.required
    assert item.public["rubric"]["levels"] == [0, 3, 5]
    assert [row["text"] for row in item.public["rubric"]["rows"]] == ["伝わりやすさ", "体裁"]
    assert item.public["rubric"]["rows"][1]["cells"][2] == "見出し・表・余白がそろう"
    assert "見出しだけで分かる" in lesson.plain_text


def test_submit_without_kinds_of_files_takes_writing():
    _lesson, item = one("::: submit {#abc}\n応募文を書いてください。\n:::")
    assert (item.public["input"], item.public["accept"]) == ("writing", [])
    assert "max_mb" not in item.public
    assert "rubric" not in item.public


def test_a_cell_of_a_rubric_is_markdown_and_may_hold_a_bar():
    source = "::: submit {#abc}\n出す\n::: rubric\n| 観点 | 0 | 1 |\n|---|---|---|\n| **式** | a \\| b | <b>x</b> |\n:::\n:::"
    _lesson, item = one(source)
    (row,) = item.public["rubric"]["rows"]
    assert row == {
        "criterion": "<strong>式</strong>",
        "text": "式",
        "cells": ["a | b", "&lt;b&gt;x&lt;/b&gt;"],
    }
