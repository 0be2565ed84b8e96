"""A lesson with a secret in every secret position of every type, and what of it stands in a text (LT-02)."""

from __future__ import annotations

import re

# One word per secret position; numbers stand where only a number may.
SECRETS = {
    "choice feedback right": "きみつア", "choice feedback wrong": "きみつイ", "choice hint": "きみつウ", "choice explain": "きみつエ",
    "choice memo": "きみつオ", "truefalse feedback": "きみつカ", "truefalse explain": "きみつキ", "truefalse hint": "きみつク",
    "number answer": "918273645546", "number slip": "564738291928", "number slip feedback": "きみつコ", "number explain": "きみつサ",
    "text answer": "kimitsusi", "text slip": "kimitsusu", "text slip feedback": "きみつセ", "text feedback": "きみつソ",
    "text explain": "きみつタ", "multi feedback right": "きみつチ", "multi feedback wrong": "きみつツ", "multi explain": "きみつテ",
    "top memo": "きみつト", "terminal command": "kimitsuta", "terminal spelling": "kimitsuti", "terminal slip": "kimitsutu",
    "terminal slip feedback": "きみつナ", "terminal output": "きみつニ", "terminal later prompt": "きみつヌ",
    "terminal later command": "kimitsute", "terminal later output": "きみつネ", "terminal closing": "きみつノ",
    "terminal explain": "きみつハ", "terminal hint": "きみつヒ", "branch feedback": "きみつフ", "branch name": "kimitsutarget",
    "branch scene": "きみつヘ", "branch later choice": "きみつホ", "branch later feedback": "きみつマ", "branch end": "きみつミ",
    "branch memo": "きみつム", "cloze spelling": "kimitsugap", "cloze other spelling": "kimitsukaki", "cloze explain": "きみつメ",
    "order explain": "きみつモ", "order hint": "きみつヤ", "order memo": "きみつユ", "match explain": "きみつヨ",
    "cards explain": "きみつラ", "boxes explain": "きみつリ", "poll explain": "きみつル", "reflect explain": "きみつレ",
    "code hidden": "きみつロ", "code solution": "きみつワ", "code explain": "きみつヲ", "code hint": "きみつン",
    "code memo": "きみつガ", "submit hint": "きみつギ", "submit explain": "きみつグ", "submit memo": "きみつゲ",
}  # fmt: skip
S = SECRETS
BODY = f"""公開の段落です。

::: memo
{S["top memo"]}
:::

::: choice {{#can-choice}}
一つ選びます。

- [ ] 甲
  > {S["choice feedback wrong"]}
- [x] 乙
  > {S["choice feedback right"]}

::: hint
{S["choice hint"]}
:::
::: explain
{S["choice explain"]}
:::
::: memo
{S["choice memo"]}
:::
:::

::: details もっと知りたい人へ
::: choice {{#can-multi multi partial=each}}
すべて選びます。

- [x] 丙
  > {S["multi feedback right"]}
- [ ] 丁
  > {S["multi feedback wrong"]}
- [x] 戊

::: explain
{S["multi explain"]}
:::
:::
:::

::: truefalse {{#can-bool}}
正しいですか。

= ○ > {S["truefalse feedback"]}

::: hint
{S["truefalse hint"]}
:::
::: explain
{S["truefalse explain"]}
:::
:::

::: number {{#can-number unit=円}}
いくらですか。

= {S["number answer"]}
!= {S["number slip"]} > {S["number slip feedback"]}

::: explain
{S["number explain"]}
:::
:::

::: text {{#can-text}}
何と書きますか。

= {S["text answer"]} > {S["text feedback"]}
!= {S["text slip"]} > {S["text slip feedback"]}

::: explain
{S["text explain"]}
:::
:::
"""
BODY += f"""
::: terminal {{#can-term}}
見てよい手順です。
$ {S["terminal command"]}
$| {S["terminal spelling"]}
$! {S["terminal slip"]} > {S["terminal slip feedback"]}
  {S["terminal output"]}
{S["terminal later prompt"]}
$ {S["terminal later command"]}
  {S["terminal later output"]}

{S["terminal closing"]}

::: hint
{S["terminal hint"]}
:::
::: explain
{S["terminal explain"]}
:::
:::

::: branch {{#can-branch start=hajime goal=77}}
::: scene hajime
見てよい場面です。
- 進む => {S["branch name"]} {{score=77}} > {S["branch feedback"]}
- 終わる => owari
:::
::: scene {S["branch name"]}
{S["branch scene"]}
- {S["branch later choice"]} => owari > {S["branch later feedback"]}
::: memo
{S["branch memo"]}
:::
:::
::: scene owari {{end}}
{S["branch end"]}
:::
:::

::: cloze {{#can-cloze}}
これは [[{S["cloze spelling"]};{S["cloze other spelling"]}]] です。

::: explain
{S["cloze explain"]}
:::
:::

::: order {{#can-order}}
並べます。

1. いち
2. に
3. さん

::: hint
{S["order hint"]}
:::
::: explain
{S["order explain"]}
:::
::: memo
{S["order memo"]}
:::
:::

::: match {{#can-match}}
結びます。

- 左 -> 右

::: explain
{S["match explain"]}
:::
:::

::: flashcards {{#can-cards}}
- 表 :: 裏

::: explain
{S["cards explain"]}
:::
:::

::: checklist {{#can-boxes}}
- [ ] できた

::: explain
{S["boxes explain"]}
:::
:::

::: poll {{#can-poll}}
どれですか。

- 一
- 二

::: explain
{S["poll explain"]}
:::
:::

::: tabs
## 一枚目
::: reflect {{#can-reflect min=5}}
書きます。

::: explain
{S["reflect explain"]}
:::
:::
## 二枚目
おわり。
:::
"""
BODY += f"""
::: code {{#can-code lang=python}}
仕上げます。

```python start
def tasu(a, b):
    ...
```
```python hidden
assert tasu(-1, 1) == 0  # {S["code hidden"]}
```
```python solution
return a + b  # {S["code solution"]}
```
::: hint
{S["code hint"]}
:::
::: explain
{S["code explain"]}
:::
::: memo
{S["code memo"]}
:::
:::

::: submit {{#can-submit}}
書いて出します。

::: hint
{S["submit hint"]}
:::
::: explain
{S["submit explain"]}
:::
::: memo
{S["submit memo"]}
:::
:::
"""
# Where a secret stands for the machine only: nobody ever sees it.
FOR_NOBODY = {"branch name"}
# Answered in the lesson; code and submit are handed in elsewhere.
ITEMS = (
    "can-choice",
    "can-multi",
    "can-bool",
    "can-number",
    "can-text",
    "can-term",
    "can-branch",
    "can-cloze",
    "can-order",
    "can-match",
    "can-cards",
    "can-boxes",
    "can-poll",
    "can-reflect",
)

# A course test: its questions are choices as in a lesson.
TEST_SECRETS = {
    f"test {place} {n}": f"きみつ{word}{n}番"
    for n in range(2)
    for place, word in (
        ("right", "あたり"),
        ("wrong", "はずれ"),
        ("hint", "ひんと"),
        ("explain", "わけ"),
        ("memo", "ひかえ"),
    )
}
T = TEST_SECRETS
TEST = (
    "::: test {#can-test}\n"
    + "\n".join(
        f"""::: choice {{#can-test-{n} skill=SEC-01}}
見えてよい問い{n}です。

- [ ] 己
  > {T[f"test wrong {n}"]}
- [x] 庚
  > {T[f"test right {n}"]}

::: hint
{T[f"test hint {n}"]}
:::
::: explain
{T[f"test explain {n}"]}
:::
::: memo
{T[f"test memo {n}"]}
:::
:::
"""
        for n in range(2)
    )
    + ":::\n"
)


def leaks(text: str) -> list[str]:
    """Places whose secret stands in the text, plainly or as JSON writes Japanese."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return [place for place, secret in (SECRETS | TEST_SECRETS).items() if secret in plain]


def text_of(response) -> str:
    """Headers and body of an answer, as far as they are text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers}\n{body.decode('utf-8', errors='replace')}"
