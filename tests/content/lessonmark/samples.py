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
SECRET_NUMBERS = ("98765", "4321", "777777")
ITEMS = {"choice": CHOICE, "truefalse": TRUEFALSE, "number": NUMBER, "text": TEXT}
ALL = "\n\n本文の段落。\n\n".join(
    (*ITEMS.values(), "::: note 題名 {kind=tip}\n中の文。\n" + TRUEFALSE.replace("sec-tf", "sec-tf2") + "\n:::")
)


def shown(lesson: Any) -> str:
    """Everything of a compiled lesson that can reach a page, the search index or the lint panel."""
    return json.dumps(lesson_to_json(lesson), ensure_ascii=False) + "".join(map(str, lesson.lint)) + repr(lesson.items)


def leaks(lesson: Any) -> list[str]:
    """The canaries that can be seen."""
    seen = shown(lesson)
    return [secret for secret in ("カナリア", *SECRET_NUMBERS) if secret in seen]
