"""Lessons for the tests: one of every available type, with a canary in every secret position."""

from __future__ import annotations

import json
from typing import Any

from content.lessonmark import lesson_to_json

CHOICE = """::: choice {#sec-choice shuffle partial=each}
見えてよい問い。

- [ ] 選択肢エー
  > カナリア01
  続きカナリア02
なまけた続きカナリア03
- [x] 選択肢ビー
> カナリア04

  > カナリア05
- [x] 選択肢シー

::: hint カナリア06
カナリア07
:::
  > カナリア08
::: explain
カナリア09

```
カナリア10
```
:::
::: memo
- [x] カナリア11
= カナリア12 [[カナリア13]]
:::
:::"""
TRUEFALSE = """::: truefalse {#sec-tf}
見えてよい問い。

= ○ > カナリア21
!= × > カナリア22
  > カナリア23
  カナリア24
:::"""
NUMBER = """::: number {#sec-number unit=円}
見えてよい問い。
= 98765 > カナリア31
= 4321 ± 1 {score=50}
  カナリア32
!= 777777 > カナリア33
  ```
  カナリア34
  ```
::: explain
カナリア35
:::
:::"""
TEXT = """::: text {#sec-text case}
見えてよい問い。
= カナリア41
= カナリア42 {score=30} > カナリア43
!= カナリア44 > カナリア45
::: hint
カナリア46
:::
見えてよい続き。
:::"""
CODE = """::: code {#sec-code lang=python points=5}
見えてよい問い。

```python start
def tasu(a, b):
    ...
```
```python test
assert tasu(1, 2) == 3
```
```python hidden
カナリア61
```
~~~ python solution
カナリア62
~~~
::: explain
カナリア63
:::
::: hint
カナリア64
:::
::: rubric
| 観点 | 0 | 1 | 2 |
|---|---|---|---|
| 正しく動く | 動かない | 例だけ動く | ほかの数でも動く |
:::
:::"""
SUBMIT = """::: submit {#sec-submit accept=pdf,docx max=5MB points=10 required}
見えてよい問い。

::: rubric
| 観点 | 0 | 5 |
|---|---|---|
| 伝わりやすさ | 用件が分からない | 見出しだけで分かる |
:::
::: explain
カナリア71
:::
:::"""
CLOZE = """::: cloze {#sec-cloze bank}
見えてよい問い。
住所は [[みずうみ;カナリア51]] と [[やまのみち]]、約束は [[(ティー);ユー]]。

::: explain
カナリア52
:::
:::"""
ORDER = """::: order {#sec-order}
見えてよい問い。
1. いちの行
2. にの行
3. さんの行
::: hint
カナリア65
:::
::: explain
カナリア66
:::
:::"""
MATCH = """::: match {#sec-match shuffle}
見えてよい問い。
- ひだり一 -> みぎ一
- ひだり二 -> みぎ二
- -> おとり
::: explain
カナリア72
:::
:::"""
KEPT = [
    """::: flashcards {#sec-cards}
見えてよい問い。
- おもて :: うら
::: explain
カナリア81
:::
:::""",
    """::: checklist {#sec-boxes}
見えてよい問い。
- [ ] ひとつめ
::: hint
カナリア82
:::
:::""",
    """::: poll {#sec-poll show=never k=3}
見えてよい問い。
- ひとつめ
- ふたつめ
::: explain
カナリア83
:::
:::""",
    """::: reflect {#sec-reflect min=80 share=mentor}
見えてよい問い。
::: explain
カナリア84
:::
:::""",
]
SECRET_NUMBERS = ("98765", "4321", "777777")
ITEMS = {
    "choice": CHOICE,
    "truefalse": TRUEFALSE,
    "number": NUMBER,
    "text": TEXT,
    "cloze": CLOZE,
    "order": ORDER,
    "match": MATCH,
    "code": CODE,
    "submit": SUBMIT,
}
ITEMS |= dict(zip(("flashcards", "checklist", "poll", "reflect"), KEPT, strict=True))
BOXES = (
    "::: note 題名 {kind=tip}\n中の文。\n" + TRUEFALSE.replace("sec-tf", "sec-tf2") + "\n:::",
    "::: tabs\n## 一つめ\n中の文。\n" + TEXT.replace("sec-text", "sec-text2") + "\n## 二つめ\n文。\n:::",
)
ALL = "\n\n本文の段落。\n\n".join((*ITEMS.values(), *BOXES))


def shown(lesson: Any) -> str:
    """Everything of a compiled lesson that can reach a page, the search index or the lint panel."""
    return json.dumps(lesson_to_json(lesson), ensure_ascii=False) + "".join(map(str, lesson.lint)) + repr(lesson.items)


def leaks(lesson: Any) -> list[str]:
    """The canaries that can be seen."""
    seen = shown(lesson)
    return [secret for secret in ("カナリア", *SECRET_NUMBERS) if secret in seen]
