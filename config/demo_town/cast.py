"""The people and firms of the demo town. All of them are fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PASSWORD = "minamihama-demo"  # noqa: S105  # the demo's own; shown on the terminal
REGION_CODE = "minamihama"
PROGRAMME_CODE = "minamihama-2026"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with a sign-in that the demo prints."""

    email: str
    display_name: str
    role: str
    role_text: str
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    birth_date: date = date(1988, 5, 5)
    firm: str = ""


ACCOUNTS = (
    Account("sakura@demo.example", "さくら", "L", "学習者", "田中", "さくら", "タナカ", "サクラ", date(1994, 6, 12)),
    Account("shinjin@demo.example", "はるか", "L", "学習者（はじめたばかり）", birth_date=date(1979, 2, 3)),
    Account("koukou@demo.example", "ゆうと", "L", "学習者（高校生）", birth_date=date(2009, 8, 20)),
    Account("koushi@demo.example", "村上", "I", "講師"),
    Account("tantou@demo.example", "佐伯", "C", "自治体職員・コーディネーター"),
    Account("kessai@demo.example", "吉松", "AP", "決裁者"),
    Account("kanri@demo.example", "管理", "AD", "管理者"),
    Account("kigyo@hamakaze.example", "浜口", "PA", "企業管理者（はまかぜ商事）", firm="hamakaze"),
    Account("saiyo@hamakaze.example", "潮田", "PR", "企業担当者（はまかぜ商事）", firm="hamakaze"),
    Account("kigyo@shiosai.example", "岬", "PA", "企業管理者（しおさい制作）", firm="shiosai"),
    Account("kigyo@misaki.example", "灯", "PA", "企業管理者（みさきデータ）", firm="misaki"),
)


@dataclass(frozen=True, slots=True)
class Firm:
    """A partner firm. `stage` is how far it comes: active, supporting or candidate."""

    key: str
    name: str
    corporate_number: str
    kind: str
    domain: str
    stage: str
    address: str
    phone: str
    purpose: str


def corporate_number(base: int) -> str:
    """A 13-digit number with a right check digit for a 12-digit base (D11)."""
    digits = f"{base:012d}"
    total = sum(int(digit) * (1 if position % 2 == 0 else 2) for position, digit in enumerate(reversed(digits)))
    return f"{9 - total % 9}{digits}"


FIRMS = (
    Firm("hamakaze", "はまかぜ商事株式会社", corporate_number(12345678901), "company", "hamakaze.example", "active",
         "みなみ浜市港町1-2-3", "0838000001", "通信販売の受注と事務の代行"),
    Firm("shiosai", "合同会社しおさい制作", corporate_number(12345678902), "company", "shiosai.example", "active",
         "みなみ浜市松原4-5", "0838000002", "ウェブサイトと文章の制作"),
    Firm("misaki", "みさきデータ株式会社", corporate_number(12345678903), "company", "misaki.example", "active",
         "東京都架空区灯台6-7", "0300000003", "データの入力と整理"),
    Firm("shoko", "みなみ浜商工会", corporate_number(12345678904), "chamber", "shoko.example", "supporting",
         "みなみ浜市本町8", "0838000004", "地域の事業者の支援"),
    Firm("hoshinone", "株式会社ほしのね", corporate_number(12345678905), "company", "hoshinone.example", "candidate",
         "大阪府架空市星野9", "0600000005", "ソフトウェアの開発"),
)  # fmt: skip

FAMILY = [
    "阿部",
    "石川",
    "上野",
    "江口",
    "岡本",
    "加藤",
    "木村",
    "工藤",
    "小林",
    "斎藤",
    "清水",
    "鈴木",
    "関",
    "高橋",
    "千葉",
    "土屋",
    "中村",
    "西田",
    "野口",
    "橋本",
    "平野",
    "福田",
    "松本",
    "三浦",
    "村田",
    "森",
    "山口",
    "横山",
    "吉田",
    "渡辺",
]
GIVEN = [
    "あおい",
    "いつき",
    "うみ",
    "えま",
    "かなで",
    "きよし",
    "くみこ",
    "けいた",
    "さとし",
    "しずか",
    "すみれ",
    "たけし",
    "ちなつ",
    "つばさ",
    "ともや",
    "なぎさ",
    "はじめ",
    "ひかり",
    "ふみえ",
    "まさる",
    "みどり",
    "めぐみ",
    "やよい",
    "ゆき",
    "よしこ",
    "りく",
    "るり",
    "れん",
    "わかな",
    "のぞみ",
]


@dataclass(frozen=True, slots=True)
class Learner:
    """One of the many: how old, and how far along the chain (`reach`)."""

    number: int
    display_name: str
    family_name: str
    given_name: str
    birth_year: int
    reach: str

    @property
    def email(self) -> str:
        """The sign-in; all share the demo's password."""
        return f"learner{self.number:02d}@demo.example"


# How many learners come how far. Each later word contains what the earlier ones did.
REACHES = (
    ("registered", 9),
    ("started", 12),
    ("first_course", 11),
    ("both_courses", 9),
    ("applied", 4),
    ("withdrawn", 1),
    ("rejected", 2),
    ("interview", 3),
    ("trial", 2),
    ("offered", 1),
    ("accepted", 1),
    ("hired", 4),
)


def learners() -> list[Learner]:
    """About sixty learners, the same in every demo."""
    reaches = [reach for reach, count in REACHES for _ in range(count)]
    return [
        Learner(
            number=number,
            display_name=GIVEN[number * 7 % len(GIVEN)],
            family_name=FAMILY[number * 11 % len(FAMILY)],
            given_name=GIVEN[number * 7 % len(GIVEN)],
            birth_year=1952 + number * 13 % 54,
            reach=reach,
        )
        for number, reach in enumerate(reaches, start=1)
    ]
