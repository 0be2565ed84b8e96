"""The posts of the demo town, with every item the law asks for, and the rules they point at. All fictional."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# What the two courses of the demo can fulfil.
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "anzen": ("情報セキュリティの基本", {"all": [{"course_completed": ["A3"]}]}),
    "jimu": (
        "在宅の事務サポート",
        {"all": [{"course_completed": ["A3"]}, {"course_completed": ["B4"]}, {"skill_level": ["COM-01", 1]}]},
    ),
    "renraku": ("Web運営補助", {"all": [{"skill_level": ["SEC-02", 1]}, {"skill_level": ["COM-01", 1]}]}),
}

OUTSOURCING: dict[str, Any] = {
    "work_content": "通販の商品ページの文字入力と、写真の並べかえ",
    "deliverable": "入力ずみの表計算ファイル",
    "rights": "納品のときに発注者へ移ります",
    "work_place": "なし",
    "work_period": "3か月",
    "work_time": "なし",
    "work_length": "month",
    "fee_kind": "amount",
    "fee_amount": 150,
    "fee_tax": "added",
    "fee_expenses": "経費は発注者が負担します",
    "reordered": "no",
    "pay_rule": "days",
    "pay_days": 30,
    "end_conditions": "どちらからでも、2週間前に知らせて終えられます",
    "no_renewal_conditions": "依頼する仕事がなくなったとき",
    "trial": "no",
}
EMPLOYMENT: dict[str, Any] = {
    "duties_initial": "問い合わせメールの仕分けと返信の下書き",
    "duties_change_scope": "変更なし",
    "place_kind": "home",
    "place_initial": "自宅",
    "place_change_scope": "変更なし",
    "telework_can_end": "no",
    "contract_term": "indefinite",
    "probation": "no",
    "work_system": "fixed",
    "starts_at": "09:30",
    "ends_at": "14:30",
    "break_minutes": 60,
    "days_per_week": 4,
    "overtime": "no",
    "holidays": "水曜・土日・祝日",
    "wage_unit": "hour",
    "wage_min": 1200,
    "wage_max": 1350,
    "wage_closing": "月末",
    "wage_pay_day": "翌月25日",
    "fixed_overtime": "no",
    "insurance_health": "yes",
    "insurance_pension": "yes",
    "insurance_accident": "yes",
    "insurance_employment": "yes",
    "dispatch": "no",
    "smoking": "own_home",
    "telework_office_days": "なし（入社の日だけオンラインで説明します）",
    "telework_first_weeks": "はじめの1週間は、毎朝10分の打ち合わせがあります",
    "telework_travel": "出社をお願いするときは会社が払います",
    "telework_contact": "チャットと週1回のWeb会議",
    "telework_equipment": "パソコンとヘッドセットを貸します",
}


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `rule` names one of RULES."""

    firm: str
    title: str
    summary: str
    contract_class: str
    rule: str
    openings: int
    begins: int
    days_open: int = 88
    terms: dict[str, Any] = field(default_factory=dict)


POSTS = (
    Post("hamakaze", "商品ページの入力（春）", "1日2時間から。春の新商品の登録です。", "outsourcing", "anzen", 4, 150,
         terms=OUTSOURCING),
    Post("hamakaze", "在宅の事務サポート", "受注データの確認と、ていねいな連絡の仕事です。", "outsourcing", "jimu", 2, 45,
         terms={**OUTSOURCING, "work_content": "受注データの確認、取引先への連絡文の下書き", "fee_amount": 2000}),
    Post("misaki", "データ入力（業務委託）", "紙のアンケートを表に入力します。自分のペースで進められます。", "outsourcing", "anzen", 9, 40,
         terms={**OUTSOURCING, "work_content": "紙のアンケートの文字入力", "fee_amount": 30}),
    Post("shiosai", "Web運営補助", "町のお店のホームページを更新します。", "employment", "renraku", 1, 38,
         terms={**EMPLOYMENT, "duties_initial": "ホームページの文章と写真の更新"}),
    Post("misaki", "問い合わせメールの一次対応", "届いたメールを仕分け、返信の下書きを作ります。", "employment", "jimu", 2, 30,
         terms=EMPLOYMENT),
)  # fmt: skip
