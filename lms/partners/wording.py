"""Words a post may not use or that a coordinator has to look at (law.md §2.3, §5, L11). Pure; the lists carry a version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_VERSION = 1

UNFAIR = (
    "家族", "両親", "父親", "母親", "兄弟", "姉妹", "本籍", "出身地", "出生地", "生まれた場所", "持ち家", "間取り", "住宅状況", "生活環境",
    "家庭環境", "宗教", "信仰", "支持政党", "支持する政党", "支持", "人生観", "生活信条", "尊敬", "思想", "労働組合", "学生運動",
    "社会運動", "購読", "愛読書", "身元調査", "戸籍", "健康診断", "結婚", "婚姻", "離婚", "恋人", "妊娠", "出産", "子どもの予定",
)  # fmt: skip

GIFTS = (
    "お祝い金", "祝い金", "祝金", "入社祝", "採用祝", "就職祝", "応募特典", "採用特典", "入社特典", "商品券", "ギフト券", "ギフトカード",
    "キャッシュバック", "プレゼント進呈", "もれなく進呈",
)  # fmt: skip

# 口座 as such is suspicious; being paid into one's account is not.
BLOCKED = (
    re.compile(r"登録料"),
    re.compile(r"口座(?!(?:への?)?(?:振込|振り込|支払|お支払|に振|に支払|にお支払))"),
    re.compile(r"身分証(?:明書)?の(?:写真|画像|コピー)"),
    re.compile(r"簡単に(?:高収入|稼)"),
)

GENDERED = (
    "女性歓迎", "女性限定", "女性のみ", "女性活躍中", "男性歓迎", "男性限定", "男性のみ", "主婦", "主夫", "ママ歓迎", "看護婦", "保母",
    "ウェイトレス", "ウエイトレス", "スチュワーデス", "サラリーマン", "営業マン", "カメラマン", "ＯＬ", "OL歓迎", "女子", "男子",
)  # fmt: skip

YOUNG = re.compile(r"若い方|若い人|若手(?:歓迎|限定|のみ)|\d+歳(?:まで|以下|未満|くらい)|[〇○]歳まで")

NEAR_MINIMUM = 1.03


@dataclass(frozen=True, slots=True)
class WordingWarning:
    """A finding that a coordinator answers with a reason before the post can be published."""

    key: str
    example: str


def _found(words: Iterable[str], texts: Iterable[str]) -> list[str]:
    joined = "\n".join(texts)
    return [word for word in words if word in joined]


def unfair_words(*texts: str) -> list[str]:
    """Words about one of the fourteen matters never asked (R02)."""
    return _found(UNFAIR, texts)


def gift_words(*texts: str) -> list[str]:
    """Money or gifts for applying or being hired (L11)."""
    return _found(GIFTS, texts)


def blocked_words(*texts: str) -> list[str]:
    """What only fraud asks for; such a post is refused."""
    joined = "\n".join(texts)
    return [match.group() for pattern in BLOCKED if (match := pattern.search(joined))]


def warnings(texts: Iterable[str], *, hourly_wage: float | None, minimum: int | None) -> list[WordingWarning]:
    """Findings of the lint: one per rule, each with the first example found."""
    texts = list(texts)
    found: list[WordingWarning] = []
    gendered = _found(GENDERED, texts)
    if gendered:
        found.append(WordingWarning("job.sex", gendered[0]))
    young = YOUNG.search("\n".join(texts))
    if young:
        found.append(WordingWarning("lint.young", young.group()))
    if minimum and hourly_wage is not None and minimum <= hourly_wage < minimum * NEAR_MINIMUM:
        found.append(WordingWarning("lint.wage", str(int(hourly_wage))))
    return found
