"""Sample pages built from every component, as a view would fill them; used by the template, weight and browser tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

OPERATOR = SimpleNamespace(
    hosts_text="みなみ浜市",
    cohosts_text="みなみ浜商工会議所",
    operated_by_text="みなみ浜市デジタル人材育成協議会",
    contact_text="デジタル推進課",
    office_phone="0838-00-0000",
    complaint_contact="市民相談室",
    privacy_contact="総務課",
)
REGION = SimpleNamespace(name="みなみ浜市", operator=OPERATOR)
SITE = SimpleNamespace(
    name="みなみ浜IT塾",
    tagline="市がひらく無料の教室",
    logo_text="",
    footer_links=[SimpleNamespace(label="よくある質問", url="/help/")],
)
REQUIREMENTS = [
    {"text": "IT基礎を修了する", "done": True, "note": "", "shown": "", "url": "", "action": ""},
    {"text": "タイピング", "done": True, "note": "", "shown": "52文字", "url": "", "action": ""},
    {"text": "テレワーク入門", "done": False, "note": "のこり3レッスン", "shown": "", "url": "/c/", "action": ""},
]
COURSE = {
    "title": "ネットワークのしくみ",
    "url": "/courses/network/",
    "slug": "network",
    "icon": "network",
    "image_url": "",
    "chip": "学習中",
    "chip_kind": "ai",
    "meta": "のこり48分",
    "summary": "",
    "done": 2,
    "count": 8,
}
OUTLINE = [
    {
        "title": "1章",
        "lessons": [
            {"title": "住所", "url": "/l/1/", "minutes": 5, "state": "ok"},
            {"title": "番号", "url": "/l/2/", "minutes": 7, "state": "now"},
            {"title": "道案内", "url": "/l/3/", "minutes": 6, "state": "todo"},
            {"title": "確認テスト", "url": "/l/4/", "minutes": 10, "state": "quiz"},
        ],
    }
]
PLAYER = {
    "course_title": "ネットワークのしくみ",
    "course_url": "/courses/network/",
    "back_url": "/learn/",
    "position": 2,
    "count": 4,
    "minutes": 7,
    "done": 1,
    "outline": OUTLINE,
    "previous_url": "/l/1/",
    "next_url": "/l/3/",
    "next_title": "道案内",
    "next_minutes": 6,
    "complete_url": "/l/2/complete/",
}


def item(kind: str, state: str = "none", **values: Any) -> dict[str, Any]:
    """An item as the learning app gives it to the question templates."""
    options = [{"token": f"{kind}{n}", "html": f"答え{n}", "checked": n == 1, "right": False} for n in (1, 2)]
    return {
        "id": f"{kind}-{state}",
        "type": kind,
        "field": "answer",
        "prompt_html": "<p>番号は何のためにありますか？</p>",
        "options": options,
        "multi": False,
        "unit": "",
        "value": "",
        "state": state,
        "messages_html": [] if state == "none" else ["<p>図を見てみましょう。</p>"],
        "explain_html": "<p>道案内をするためです。</p>" if state in {"right", "revealed"} else "",
        "hints": ["<p>手紙を思い出してください。</p>"],
        "more_hints": True,
        "can_reveal": state == "not_yet",
        "tries": 0,
        "action_url": "/items/1/",
        "idempotency_key": "0197-key",
        "session": "s1",
    } | values


def shell_context(*, signed_in: bool = True) -> dict[str, Any]:
    """What content.context.shell gives, without a request's user."""
    link = {"label": "さがす", "url": "/courses/", "icon": "search", "current": True}
    account: dict[str, Any] = {"signed_in": False, "login_url": "/accounts/login/", "signup_url": "/accounts/signup/"}
    if signed_in:
        account = {"signed_in": True, "name": "さくら", "initial": "さ", "items": [link], "logout_url": "/out/"}
    return {
        "request": RequestFactory().get("/courses/?q=a"),
        "region": REGION,
        "site_info": SITE,
        "nav_items": [link],
        "tab_items": [link] * 4,
        "foot_items": [link] * 2,
        "account": account,
        "content_language": "ja",
        "has_messages": True,
        "messages": [SimpleNamespace(level_tag="success", __str__=lambda self: "ok")],
        "csrf_token": "token",
    }


class SampleForm(forms.Form):
    """Every kind of field the product uses."""

    called = forms.CharField(label="よびかた", help_text="画面に出る名前です。")
    email = forms.EmailField(label="メールアドレス")
    school = forms.ChoiceField(label="学校", choices=[("a", "なし"), ("b", "高校")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label="働ける日", required=False, choices=[("m", "月曜日")], widget=forms.CheckboxSelectMultiple
    )
    area = forms.ChoiceField(label="地区", choices=[("1", "浜地区")], required=False)
    about = forms.CharField(label="自己紹介", widget=forms.Textarea, required=False)
    read = forms.BooleanField(label="内容を読みました")
    upload = forms.FileField(label="ファイル", required=False)


PARTS = """
{% extends base %}{% load shell charts %}{% block title %}見本{% endblock %}
{% block workspace_nav %}{% nav_link "募集" "/courses/" icon="work" %}{% nav_link "人" "/p/" %}{% endblock %}
{% block content %}<h1>見本</h1>
{% include "components/stepper.html" %}
<form method="post" class="form" novalidate>{{ form }}<p>{% include "components/button.html" with label="送る" name="act" value="go" icon="send" only %}
{% include "components/button.html" with label="やめる" url="/" kind="ghost" size="small" only %}</p></form>
{% include "components/notice.html" with text="保存しました。" kind="ok" role="status" only %}
{% include "components/notice.html" with text="近い日" kind="warn" title="期限" url="/" link_label="日程を見る" only %}
{% include "components/notice.html" with text="だめでした" kind="bad" only %}
{% include "components/chip.html" with text="募集中" kind="go" icon="clock" only %}
<h2>カード</h2>{% include "components/card.html" with title="在宅の事務" url="/w/" eyebrow="仕事" chip="新しい" text="家で" meta="2人" only %}
<dl class="kpis">{% for kpi in kpis %}{% include "components/kpi.html" %}{% endfor %}</dl>
{% include "components/progress.html" with value=2 max=8 label="進みぐあい" only %}
{% include "components/requirements.html" %}{% include "components/week.html" %}
{% include "components/table.html" with rows=table_rows %}
{% include "components/empty.html" with text="まだありません" url="/" action="見てみる" only %}
{% include "components/facts.html" %}{% include "components/timeline.html" %}
<ul class="courses">{% include "components/course_card.html" %}</ul>{% job_path 3 5 %}
{% funnel_chart rows title="人数" unit="人" table=True %}{% bar_chart rows unit="人" %}
{% line_chart points 120 title="累計" unit="人" %}{% line_chart nothing chart_id="none" %}
{% pagination pages %}{% include "components/breadcrumbs.html" with here="見本" %}{% endblock %}
"""
FILM = {
    "outside": {},
    "sources": [{"url": "/files/a.mp4", "type": "video/mp4", "size": "3.2"}],
    "poster_url": "",
    "captions_url": "/files/a.vtt",
    "small": {"url": "/files/b.mp4", "size": "1.1"},
    "audio": {"url": "/files/a.m4a", "size": "0.4"},
    "transcript": [{"seconds": 12.5, "time": "0:12", "text": "手紙を送るとき"}],
}
VIDEO = {
    "id": "film-1",
    "type": "video",
    "heading": "番号のはなし",
    "prompt_html": "",
    "film": FILM,
    "stops": [{"seconds": 30, "time": "0:30", "items": ["q-1"]}],
    "at": {"value": "12"},
    "percent": {"value": "40"},
    "seen": {"value": "0-12"},
    "complete": 90,
    "state": "none",
    "error": "",
    "action_url": "/x/",
    "idempotency_key": "k",
    "session": "s",
    "field": "answer",
}
LESSON = """
{% extends "base_player.html" %}{% block title %}番号{% endblock %}{% block lesson %}<h1>番号</h1>
{% include "blocks/video.html" with item=video %}{% include "blocks/video.html" with item=silent %}{% include "blocks/video.html" with item=outside %}{% include "blocks/html.html" with item=text %}{% include "blocks/note.html" with item=note %}{% include "blocks/details.html" with item=fold %}
{% for item in choices %}{% include "blocks/choice.html" %}{% endfor %}
{% include "blocks/truefalse.html" with item=yes_no %}{% include "blocks/number.html" with item=number %}
{% include "blocks/text.html" with item=words %}{% include "blocks/text.html" with item=long_words %}{% endblock %}
"""


def _render(source: str, context: dict[str, Any]) -> str:
    return engines["django"].from_string(source.strip()).render(context)


def parts_page(base: str = "base.html", *, signed_in: bool = True) -> str:
    """A page with every component."""
    kpi = {"label": "参加者", "shown": "107", "unit": "人", "note": "延べ", "value": 107, "goal": 120, "goal_label": ""}
    return _render(
        PARTS,
        {
            **shell_context(signed_in=signed_in),
            "base": base,
            "form": SampleForm({"email": "aa"}),
            "steps": ["あなたのこと", "伝えること", "たしかめる"],
            "current": 2,
            "kpis": [{**kpi, "trend": "up", "trend_text": "目標より多い"}, {**kpi, "goal": None, "trend_text": ""}],
            "requirements": REQUIREMENTS,
            "days": [{"label": "月", "name": "月曜日", "learnt": True, "today": True}],
            "course": COURSE,
            "caption": "コースごと",
            "caption_hidden": False,
            "head": [{"text": "コース", "number": False}, {"text": "参加", "number": True}],
            "table_rows": [{"head": "パソコンのきほん", "url": "/c/1/", "cells": ["64"]}],
            "rows": [{"label": "登録", "value": 164}, {"label": "修了", "value": None, "shown": "5未満"}],
            "points": [{"label": f"{n}月", "value": n * 9 if n < 9 else None} for n in range(1, 13)],
            "nothing": [],
            "facts": [{"name": "報酬", "value": "1時間 1,050円", "note": "交通費なし"}],
            "entries": [
                {
                    "when": "11月18日",
                    "machine_time": "2026-11-18",
                    "title": "応募",
                    "text": "",
                    "by": "さくら",
                    "state": "ok",
                }
            ],
            "pages": Paginator(range(100), 10).get_page(4),
            "crumbs": [{"label": "ホーム", "url": "/"}],
        },
    )


def lesson_page() -> str:
    """A lesson in the player with every kind of block and every state of a question."""
    states = ["none", "right", "partly", "not_yet", "revealed"]
    return _render(
        LESSON,
        {
            **shell_context(),
            "player": PLAYER,
            "player_next": render_to_string("components/player_next.html", {"player": PLAYER, "csrf_token": "token"}),
            "video": VIDEO,
            "silent": VIDEO | {"id": "film-2", "state": "right", "stops": [], "film": FILM | {"sources": []}},
            "outside": VIDEO
            | {
                "id": "film-3",
                "stops": [],
                "film": FILM
                | {"outside": {"url": "https://films.example.jp/a", "host": "films.example.jp", "element": "iframe"}},
            },
            "text": {"html": "<h2>住所があるから届く</h2><p>本文</p>"},
            "note": {"kind": "try", "title": "", "html": "<p>設定を開きます。</p>"},
            "fold": {"title": "くわしく", "html": "<p>中身</p>", "open": False},
            "choices": [item("choice", state, multi=state == "partly") for state in states],
            "yes_no": item("truefalse"),
            "number": item("number", "not_yet", unit="こ", value="3", error="半角の数字で書いてください"),
            "words": item("text", value="住所"),
            "long_words": item("text", "revealed", value="住所", rows=4, answer_html="<p>住所</p>"),
        },
    )


def all_pages() -> dict[str, str]:
    """Name -> HTML of every sample page."""
    return {
        "public": parts_page(signed_in=False),
        "learner": parts_page(),
        "workspace": parts_page("base_workspace.html"),
        "lesson": lesson_page(),
    }
