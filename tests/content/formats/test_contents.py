"""What a text is made of, as reports of imports count it."""

from __future__ import annotations

from content.formats.contents import contents

TEXT = """## 見出し

段落です。
同じ段落です。

![図](image:a-1)

文の中の ![図](image:a-2) は段落です。

- 一
  つづき
- 二

1. 三

| a | b |
| --- | --- |
| 1 | 2 |

```
# コードの中の見出し
- 一
```

::: choice {#q-one}
どれですか。

- [x] 甲
- [ ] 乙

::: hint
ヒント。
:::
:::

おわりです。
"""


def test_every_kind_is_counted_once() -> None:
    assert contents(TEXT) == {
        "headings": 1,
        "paragraphs": 3,
        "pictures": 2,
        "items": 3,
        "tables": 1,
        "code": 1,
        "questions": 1,
    }


def test_an_empty_text_has_nothing() -> None:
    assert contents("\n\n").total() == 0
