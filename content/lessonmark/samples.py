"""One working example of every block, as the editor's palette inserts it. Names are `sample-1`, `sample-2` … in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from content.lessonmark.kinds import AVAILABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_NAME = re.compile(r"(?<=[{]#)sample-[0-9]+")


@dataclass(frozen=True)
class Sample:
    """An example with its Japanese name. ``inside`` = it is a part of another block and stands inside one only."""

    label: str
    text: str
    group: str = "問題"
    inside: str = ""

    def named(self, new_name: Callable[[], str]) -> str:
        """The example with a fresh name at every place."""
        names: dict[str, str] = {}
        return _NAME.sub(lambda match: names.setdefault(match[0], new_name()), self.text)


SAMPLES: dict[str, Sample] = {
    "choice": Sample(
        "えらぶ",
        """::: choice {#sample-1}
在宅勤務の初日、最初にすることはどれですか。

- [x] 始めることをチャットで知らせる
  > そのとおりです。始まりが分かると、相手も安心します。
- [ ] だまって仕事を始める
  > 離れていると、始めたことが伝わりません。

::: hint
となりの席に人はいません。
:::
::: explain
始まりと終わりを知らせると、困ったときに声をかけてもらえます。
:::
:::""",
    ),
    "truefalse": Sample(
        "○か×か",
        """::: truefalse {#sample-1}
席をはなれるときは、画面をロックする。

= ○ > 短い時間でもロックします。
::: explain
家族や来客の目にふれない工夫も、仕事のうちです。
:::
:::""",
    ),
    "number": Sample(
        "数で答える",
        """::: number {#sample-1 unit=円}
150円のノート2冊と、80円のペン1本を買います。合計はいくらですか。

= 380
!= 230 > ノートは2冊です。
::: explain
150 × 2 ＋ 80 で 380円です。
:::
:::""",
    ),
    "text": Sample(
        "ことばで答える",
        """::: text {#sample-1}
1つ前の操作を取り消すキーの組み合わせを書いてください。

= Ctrl+Z
!= Ctrl+C > それは「コピー」です。
::: explain
Ctrl キーをおしながら Z をおします。
:::
:::""",
    ),
    "cloze": Sample(
        "穴うめ",
        """::: cloze {#sample-1 partial=each}
コピーは Ctrl と [[C]]、はりつけは Ctrl と [[V]] をおします。
文書は[[(こまめに);最後に一度だけ]]保存します。

::: explain
コピーは copy の C とおぼえます。
:::
:::""",
    ),
    "order": Sample(
        "並べかえ",
        """::: order {#sample-1 partial=each}
オンライン会議に入る順に並べてください。

1. カメラとマイクを試す
2. 会議の招待をひらく
3. 名前を確かめる
4. 「参加」をおす

::: explain
入ってから試すと、相手を待たせてしまいます。
:::
:::""",
    ),
    "match": Sample(
        "組み合わせ",
        """::: match {#sample-1 partial=each}
道具と使い道を結びつけてください。

- 表計算 -> 家計簿をつける
- 文書作成 -> お知らせを書く
- チャット -> 短い連絡をする
- -> 荷物を送る

::: explain
何をしたいかで道具を選びます。
:::
:::""",
    ),
    "group": Sample(
        "分類",
        """::: group {#sample-1 partial=each}
チャットで伝えるか、電話で伝えるかに分けてください。

## チャット
- 休けいに入ること
- 資料を置いた場所
## 電話
- 大きな失敗に気づいたこと

::: explain
急ぎで大切なことは、声で伝えます。
:::
:::""",
    ),
    "flashcards": Sample(
        "単語カード",
        """::: flashcards {#sample-1}
- 在宅勤務 :: 家で会社の仕事をすること
- 業務委託 :: 仕事ごとに引き受ける約束
- 議事録 :: 会議で決めたことの記録
:::""",
    ),
    "checklist": Sample(
        "チェックリスト",
        """::: checklist {#sample-1}
- [ ] いすと机の高さを合わせた
- [ ] 画面に光がうつりこんでいない
- [ ] 飲み物を手もとからはなした
:::""",
    ),
    "terminal": Sample(
        "コマンド練習",
        """::: terminal {#sample-1}
今いる場所の中身を表示してください。
$ ls
$| ls -a
$! dir > ここでは ls を使います。
  memo.txt
memo.txt の中身を表示してください。
$ cat memo.txt
  あしたは9時に始めます。
::: explain
ls は list、cat は中身を続けて出す命令です。
:::
:::""",
    ),
    "branch": Sample(
        "場面で学ぶ",
        """::: branch {#sample-1 start=asa goal=2}
::: scene asa
朝、たのまれた仕事の締め切りに間に合わないと気づきました。
- すぐに相談する => soudan {score=2}
- だまって続ける => owari {score=0} > 待つ人が予定を立てられません。
:::
::: scene soudan
「早く知らせてくれて助かりました」と返事が来ました。
- 新しい締め切りを確かめる => owari {score=0}
:::
::: scene owari {end}
この日の仕事が終わりました。
:::
:::""",
    ),
    "code": Sample(
        "コードを書く",
        """::: code {#sample-1 lang=python run=none points=2}
名前をわたすと「こんにちは、○○さん」と返す関数を書いてください。

```python start
def aisatsu(namae):
    ...
```
```python solution
def aisatsu(namae):
    return f"こんにちは、{namae}さん"
```
::: rubric
| 観点 | 0 | 1 | 2 |
|---|---|---|---|
| 正しく動く | 動かない | 1つの名前だけ動く | どの名前でも動く |
:::
:::""",
    ),
    "submit": Sample(
        "課題の提出",
        """::: submit {#sample-1 accept=pdf,docx max=10MB points=4}
地域の行事のお知らせを1まい作り、提出してください。

::: rubric
| 観点 | 0 | 2 | 4 |
|---|---|---|---|
| 伝わりやすさ | 日時がない | 日時と場所がある | 見出しだけで分かる |
:::
:::""",
    ),
    "reflect": Sample(
        "ふり返り",
        """::: reflect {#sample-1 min=40}
今日できるようになったことと、次に試したいことを書いてください。
:::""",
    ),
    "poll": Sample(
        "アンケート（1問）",
        """::: poll {#sample-1}
学ぶ時間は、いつが取りやすいですか。
- 朝
- 昼
- 夜
:::""",
    ),
    "timeline": Sample(
        "年表",
        """::: timeline {#sample-1}
- 1人目 :: 在宅勤務を始める
- 2人目 :: 同じ地区で始める
:::""",
    ),
    "survey": Sample(
        "アンケート（表）",
        """::: survey {#sample-1}
今の気持ちに近いものを選んでください。

| | あてはまらない | あてはまる |
|---|---|---|
| 1人で続けられそうだ | | |
:::""",
    ),
    "hotspot": Sample(
        "絵の中をえらぶ",
        """::: hotspot {#sample-1}
あやしいところを選んでください。

![メールの画面。差出人と本文がある](image:mail)

- [x] 差出人 {rect=10,5,40,8}
- [ ] 日付 {rect=60,5,20,8}
::: explain
差出人の住所を確かめます。
:::
:::""",
    ),
    "note": Sample(
        "囲み",
        """::: note おぼえておこう {kind=tip}
分からないことは、15分調べてから聞きます。
:::""",
        "文章",
    ),
    "details": Sample(
        "折りたたみ",
        """::: details もっと知りたい人へ
ここは開いた人だけが読みます。
:::""",
        "文章",
    ),
    "tabs": Sample(
        "切りかえ",
        """::: tabs
## Windows
「設定」を開きます。
## Mac
「システム設定」を開きます。
:::""",
        "文章",
    ),
    "video": Sample(
        "動画",
        """::: video {#sample-1 src=media:movie captions=media:movie-ja}
:::""",
        "文章",
    ),
    "test": Sample(
        "確認テスト",
        """::: test {#sample-1 draw=2 pass=80}
::: truefalse {#sample-2}
会議の前に、マイクを試す。

= ○
::: explain
音が出ないと、会議が始まりません。
:::
:::
::: truefalse {#sample-3}
画面の共有中に、個人のメールを開いてもよい。

= ×
::: explain
全員に見えてしまいます。
:::
:::
::: truefalse {#sample-4}
会議で決めたことは、記録に残す。

= ○
::: explain
休んだ人にも伝わります。
:::
:::
::: truefalse {#sample-5}
話していないときは、マイクを切る。

= ○
::: explain
まわりの音が入るのを防ぎます。
:::
:::
:::""",
    ),
    "use": Sample("ほかの問題を使う", "::: use {item=name}\n:::"),
    "memo": Sample("作者のメモ（学ぶ人には見えません）", "::: memo\n次の改訂で直すところ。\n:::", "文章"),
    "hint": Sample("ヒント", "::: hint\n考えるための手がかりです。\n:::", "問題の中", "choice"),
    "explain": Sample("解説", "::: explain\n答えの理由です。\n:::", "問題の中", "choice"),
    "rubric": Sample(
        "評価表",
        "::: rubric\n| 観点 | 0 | 1 |\n|---|---|---|\n| 伝わる | 伝わらない | 伝わる |\n:::",
        "問題の中",
        "reflect",
    ),
    "scene": Sample("場面", "::: scene tsugi {end}\n場面の文です。\n:::", "問題の中", "branch"),
}
"""Every block name of the language has its example here, whether or not this release can show it."""

MARKDOWN: tuple[Sample, ...] = (
    Sample("見出し", "## 見出し", "文章"),
    Sample("箇条書き", "- 1つ目\n- 2つ目\n- 3つ目", "文章"),
    Sample("手順", "1. はじめに\n2. つぎに\n3. おわりに", "文章"),
    Sample("表", "| 道具 | 使い道 |\n|---|---|\n| チャット | 短い連絡 |\n| メール | 記録に残す連絡 |", "文章"),
    Sample("用語の説明", "議事録\n: 会議で決めたことの記録。", "文章"),
    Sample("ふりがな", "{住所|じゅう|しょ}", "文章"),
    Sample("太字", "**大切なところ**", "文章"),
    Sample("リンク", "[国の在宅勤務の案内](https://telework.mhlw.go.jp/)", "文章"),
)
"""Plain Markdown that authors look for in the palette, too."""


def palette(available: Collection[str] = AVAILABLE) -> list[tuple[str, Sample]]:
    """(block name or "", example) in the order of the palette; only what this release can show.

    Raises KeyError for an available block that has no example.
    """
    missing = sorted(set(available) - set(SAMPLES))
    if missing:
        raise KeyError(f"no sample for {', '.join(missing)}")
    blocks = [(name, sample) for name, sample in SAMPLES.items() if name in available]
    return [*(("", sample) for sample in MARKDOWN), *blocks]


def sample_lesson(available: Collection[str] = AVAILABLE) -> str:
    """「書き方の見本」: one lesson with every block of this release under its Japanese name, to read or to begin from.

    Names are `sample-1`, `sample-2` … without a repetition. Files and the question of another lesson are names to replace.
    """
    numbers = count(1)
    parts = [
        "この単元には、書けるものが1つずつ入っています。いらないところを消して使います。",
        "## 文章の書き方",
        *(sample.text for sample in MARKDOWN if sample.label != "見出し"),
    ]
    for name, sample in palette(available):
        if name and not sample.inside:
            text = sample.named(lambda: f"sample-{next(numbers)}")
            parts += [f"## {sample.label}", text]
    return "\n\n".join(parts) + "\n"
