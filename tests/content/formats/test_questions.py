"""Questions go out as GIFT and as a table and come back the same; what a format cannot say is told (LT-03)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats.aiken import read_aiken
from content.formats.gift import read_gift
from content.formats.gift_writing import write_gift
from content.formats.questions import as_text, decoded
from content.formats.quiz_lists import rewrite_quiz_lists
from content.formats.spreadsheets import read_csv, read_pasted, read_xlsx, write_csv, write_xlsx
from content.lessonmark import compile_lesson
from content.lessonmark.blockform import forms
from content.lessonmark.kinds import AVAILABLE, ITEMS

ALL = AVAILABLE | {"cloze", "order", "match"}
BANK = """::: choice {#q-one}
どれですか（*強調*、a_b、`[[`、\\[[）。

- [ ] DNS
  > 名前から番地を調べます。
- [x] DHCP \\> 設定
  > そのとおり ~ = # { } : \\ です。
- [ ] HTTP

::: explain
空いている番地を貸し出します。

2つめの段落。
:::
:::

::: choice {#q-several partial=each}
すべて選んでください。

- [x] 甲
- [x] 乙
- [ ] 丙
- [x] 丁
:::

::: truefalse {#q-tf}
使い回してよい。

= × > そのとおり
!= ○ > 危険です
:::

::: number {#q-number}
いくつですか。

= 450
= 3.14 ± 0.01 {score=50}
= 18..28 {score=25}
!= 210 > えんぴつは3本です。
:::

::: text {#q-text}
書いてください。

= cd ..
= chdir .. {score=50}
!= cd.. > 空白を入れます。
:::

::: match {#q-match partial=each}
結びつけてください。

- DNS -> 名前から番地
- DHCP -> 番地を割り当てる
- -> 画面を大きくする
:::

::: cloze {#q-select}
Webは [[(TCP);UDP]] で届きます。
:::

::: cloze {#q-gap}
番地を割り当てるのは [[DHCP;dhcp サーバ]] です。
:::

::: reflect {#q-reflect}
今週をふりかえってください。
:::"""
SHEET_ONLY = """::: order {#q-order partial=each points=3}
並べてください。

1. 一番
2. 二番
3. 三番

::: hint
はじめは一番です。
:::
:::

::: cloze {#q-two}
[[一]] と [[二;弐]]
:::"""


def block_forms(text: str) -> list[object]:
    return [form for _line, form in forms(text, ITEMS)]


def test_gift_gives_the_same_questions_back():
    gift, told = write_gift(BANK)
    assert told.report == []
    read = read_gift(gift)
    assert read.report == []
    text = as_text(read, "q")
    assert block_forms(text) == block_forms(BANK)
    assert write_gift(text)[0] == gift


@pytest.mark.parametrize(("write", "read"), [(write_xlsx, read_xlsx), (write_csv, read_csv)])
def test_a_table_gives_the_same_questions_back(write, read):
    bank = f"{BANK}\n\n{SHEET_ONLY}"
    table, told = write(bank)
    assert [(line.code, line.note) for line in told.report if not line.note] == [("sheet_none", False)]
    found = read(table)
    assert found.report == []
    text = as_text(found, "q")
    assert write(text)[0] == table
    assert [form.name for form in block_forms(text)] == [
        form.name for form in block_forms(bank) if form.name != "reflect"
    ]
    plain = [form for form in block_forms(bank) if not any(row.get("feedback") or row.get("slip") for row in form.rows)]
    assert all(form in block_forms(text) for form in plain if form.name != "reflect")


def test_what_a_format_cannot_say_is_told_with_its_line():
    told = write_gift(f"{SHEET_ONLY}\n::: text {{#q-x points=2 kana}}\n書く\n= あ\n::: hint\nh\n:::\n:::")[1].report
    assert [(line.line, str(line)) for line in told] == [
        (1, "1行目：「order」は GIFT では書けません。"),
        (13, "13行目：空らんが1つでない穴うめは GIFT では書けません。"),
        (16, "16行目：GIFT に書けないため出していません：points、kana、ヒント"),
    ]
    lost = write_xlsx(BANK)[1].report
    assert "1行目：表に書けないため出していません：選択肢や答えごとの説明" in map(str, lost)


GIFT = r"""// a comment
$CATEGORY: ネットワーク/基礎

::Q1:: 2 + 2 は\: いくつ? {=4#そのとおり ~3 ~5#ちがいます####足し算です}

::true:: 地球は丸い。{T}

Two{#2:0.5}

答えは {#=10..20 =%50%5#おしい} です。

[html]<p>これは<b>太字</b>と<script>alert(1)</script><a href="javascript:x">リンク</a></p>{=はい =%50%うん}

Match {=犬 -> ワン =猫 -> ニャー}

日本の首都は {~大阪 =東京 ~京都} です。

複数 {~%50%a ~%50%b ~%-100%c}

重み {~%70%a ~%30%b ~c}

感想 {}

ここは説明の文です。

こわれた { =a ~b

正解なし {~a ~b}

まちがい {=a {b}}

数 {#=abc}

終わり\
"""


def test_every_form_of_gift_is_read_and_the_rest_is_told():
    read = read_gift(GIFT)
    names = [question.form.name if question.form else "prose" for question in read.questions]
    assert names == [
        *("choice", "truefalse", "number", "number", "text", "match", "cloze", "choice", "choice", "reflect", "prose"),
    ]
    text = as_text(read, "net")
    compiled = compile_lesson(text, available=ALL)
    assert [str(error) for error in compiled.errors if error.code != "E116"] == []
    assert "::: choice {#net-" in text
    assert "::: truefalse {#true}" in text
    assert "2 + 2 は: いくつ?" in text
    assert "日本の首都は[[大阪;(東京);京都]]です。" in text
    assert "これは**太字**とリンク" in text
    assert "alert" not in text
    assert [(line.line, line.code) for line in read.left_out] == [
        *((26, "gift_open"), (28, "gift_no_right"), (30, "gift_nested"), (32, "gift_number"), (34, "gift_escape")),
    ]
    notes = [line.code for line in read.report if line.note]
    assert notes == ["link_left", "gift_weight", "gift_prose"]


def test_gift_text_that_looks_like_our_marks_stays_text():
    read = read_gift("::: choice {#x}  - [x] 秘密\n= これは[[文]]です {=a ~b}\n\n[plain]*a* _b_ {=\\{c\\} ~<b>d</b>}")
    assert all(question.form for question in read.questions)
    compiled = compile_lesson(as_text(read, "q"))
    assert compiled.errors == ()
    assert "*a* _b_" in compiled.plain_text
    assert "<b>d</b>" in compiled.plain_text


AIKEN = """どれが正しいですか。
A. まちがい
B) 正しい
ANSWER: B

２つ選んでください。
Ａ．甲
Ｂ．乙
Ｃ．丙
答え：Ａ、Ｃ

選択肢がない
ANSWER: A

終わりがない
A. x
"""


def test_aiken_is_read_in_both_widths():
    read = read_aiken(AIKEN)
    assert [[row["right"] for row in question.form.rows] for question in read.questions] == [["", "x"], ["x", "", "x"]]
    assert [(line.line, line.code) for line in read.report] == [(12, "aiken_options"), (15, "aiken_open")]


PASTED = """番号\t種類\t問題\t選択肢1\t選択肢2\t選択肢3\t正解\t部分点\tヒント\t解説\t配点\tID\tメモ欄
1\t選択\tどれですか\tDNS\tDHCP\t\t2\t\tルーター\t貸し出します\t2\tnet-dhcp\tx
2\t正誤\t正しい？\t\t\t\tまる\t\t\t\t\t\t
3\t数値\tいくつ\t\t\t\t４５０;18..28\t100;50\t\t\t\t\t
4\t記述\t書く\t\t\t\tcd ..;chdir ..\t\t\t\t\t\t
5\t穴埋め\t___ は （　） を調べる\t\t\t\tDNS/dns;番地\t\t\t\t\tBad ID\t
6\t並べ替え\t並べる\t三\t一\t二\t2;3;1\tあり\t\t\t\t\t
7\t組み合わせ\t結ぶ\ta → い\tb -> ろ\t-> は\t\t\t\t\t\t\t
8\t選択\tどれ\ta\tb\t\t9\t\t\t\t\t\t
9\t作文\tなに\t\t\t\t\t\t\t\t\t\t
10\t数値\tいくつ\t\t\t\t四百\t\t\t\t\t\t
11\t選択\tどれ\t=SUM(A1)\tb\t\t1\t\t\t\t\t\t
12\t選択\tどれ\ta\tb\t\t1\t\t\t\t200\t\t
"""


def test_cells_pasted_from_a_spreadsheet():
    read = read_pasted(PASTED)
    assert [question.form.name for question in read.questions] == [
        *("choice", "truefalse", "number", "text", "cloze", "order", "match"),
    ]
    text = as_text(read, "q")
    assert "::: choice {#net-dhcp points=2}" in text
    assert "= 18..28 {score=50}" in text
    assert "[[DNS;dns]] は [[番地]] を調べる" in text
    assert "1. 一\n2. 二\n3. 三" in text
    assert "- -> は" in text
    assert compile_lesson(text, available=ALL).errors == ()
    assert [(line.line, line.code) for line in read.report] == [
        *((1, "sheet_column"), (6, "sheet_id"), (9, "sheet_answer"), (10, "sheet_type"), (11, "sheet_answer")),
        *((12, "sheet_formula"), (13, "sheet_points")),
    ]


MARKDOWN = """# 単元

本文です。

### 第1問
IPアドレスを配るのはどれですか。

- [ ] DNS
  > 名前の係です。
- [x] DHCP

解説: 貸し出します。

```quiz
正しいものは？
- [x] 甲
- [ ] 乙
```

すること
- [ ] 電源を入れる
- [ ] 画面を見る

::: checklist {#own}
- [ ] した
:::
"""


def test_lists_of_boxes_become_questions_and_the_rest_stays():
    found = rewrite_quiz_lists(MARKDOWN, "a1", {"own"})
    assert found.count == 2
    assert "::: checklist {#own}\n- [ ] した\n:::" in found.text
    assert "すること\n- [ ] 電源を入れる\n- [ ] 画面を見る" in found.text
    assert "```" not in found.text
    assert "::: explain\n貸し出します。\n:::" in found.text
    assert [(line.line, line.code) for line in found.report] == [(20, "quiz_none")]
    assert any(line.startswith("+::: choice {#a1-") for line in found.diff)
    names = [form.name for form in block_forms(found.text)]
    assert names == ["choice", "choice", "checklist"]
    assert "名前の係です。" in found.text
    assert rewrite_quiz_lists(found.text, "a1").count == 0


@settings(max_examples=120, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*GIFT.splitlines(), *PASTED.splitlines(), "", "{", "\\", "#", "=\t~"])).map("\n".join)
)
def test_no_text_makes_a_reader_fail_and_what_it_gives_can_be_compiled(text):
    for read in (read_gift, read_aiken, read_pasted):
        found = read(text)
        compiled = compile_lesson(as_text(found, "q"), available=ALL)
        structural = {error.code for error in compiled.errors} & {
            "E101",
            "E102",
            "E103",
            "E104",
            "E105",
            "E106",
            "E401",
            "E403",
        }
        assert not structural
        assert all(str(line) for line in found.report)
    rewrite_quiz_lists(text, "q")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail(data):
    from content.formats import ZipRefused
    from content.formats.docx import read_docx

    read_csv(data)
    decoded(data)
    for read in (read_xlsx, lambda found: read_docx(found, "p")):
        with pytest.raises(ZipRefused):
            read(data)
