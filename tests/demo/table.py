"""The tables of the curriculum: what each lesson and course must say. Written from the plan, not from the files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the tables of the two paths; `full` lessons are finished teaching, the others are prepared."""

    title: str
    objective: str
    minutes: int
    audience: str
    refs: tuple[str, ...]
    skills: tuple[str, ...]
    full: bool
    uses: tuple[str, ...]


# fmt: off
TABLE: dict[str, Row] = {
    "A1-1": Row(
        "端末の部品と役割",
        "部品の名前と役割を言い、困ったときに説明できる",
        30, "全", ("ip:technology", "info1:3"), ("DEV-01",), False,
        ("match", "flashcards"),
    ),
    "A1-2": Row(
        "ファイルを整理して探す",
        "フォルダーに分け、名前と日付で探し出せる",
        40, "全", ("dss:how-use",), ("DEV-01",), True,
        ("tabs", "text", "order", "checklist"),
    ),
    "A1-3": Row(
        "文字入力",
        "変換・記号・英数字を正しく打ち、1分に40文字入力できる",
        50, "全", ("dss:how-use",), ("DEV-02",), False,
        ("text", "number"),
    ),
    "A1-4": Row(
        "困ったときの調べ方",
        "言葉を選んで調べ、人に聞くときの要点を書ける",
        30, "全", ("dss:mind",), ("DEV-01",), False,
        ("order", "reflect"),
    ),
    "A2-1": Row(
        "つながるしくみ",
        "ルーター・IPアドレス・DNSの役割を図で説明できる",
        40, "全", ("ip:technology", "info1:4"), ("NET-01",), True,
        ("cloze", "match", "flashcards", "glossary", "figure"),
    ),
    "A2-2": Row(
        "URLと検索を使い分ける",
        "URLの部分を読み、目的に合う探し方を選べる",
        35, "全", ("info1:4",), ("NET-01",), False,
        ("cloze", "text"),
    ),
    "A2-3": Row(
        "クラウドに保存し、共有する",
        "共有の範囲と期限を設定し、取り消せる",
        45, "全", ("dss:what-tech",), ("NET-02",), False,
        ("tabs", "order", "checklist"),
    ),
    "A2-4": Row(
        "情報の正しさを確かめる",
        "発信元・日付・ほかの資料の3点で確かめられる",
        30, "全", ("info1:1", "dss:mind"), ("NET-02",), False,
        ("branch", "truefalse"),
    ),
    "A3-1": Row(
        "強い認証にする",
        "サービスごとに違う強い認証と二段階の確認を設定できる",
        35, "全", ("dss:how-care", "ipa2026:ind"), ("SEC-01",), True,
        ("truefalse", "cloze", "checklist", "poll"),
    ),
    "A3-2": Row(
        "フィッシングを見分ける",
        "メール・SMSのあやしい点を3つ以上言い、正しい入口から確かめられる",
        40, "全", ("ipa2026:ind",), ("SEC-02",), True,
        ("video", "match", "details"),
    ),
    "A3-3": Row(
        "ランサムウェアなどに備える",
        "更新とバックアップの計画を立てられる",
        40, "全", ("ipa2026:org1", "sec5"), ("SEC-02",), True,
        ("number", "checklist", "figure"),
    ),
    "A3-4": Row(
        "10大脅威を自分の生活に当てはめる",
        "3つの脅威について、自分の備えを書ける",
        35, "全", ("ipa2026:org1", "ipa2026:org2", "ipa2026:org3", "ipa2026:ind"), ("SEC-01", "SEC-02"), True,
        ("match", "reflect"),
    ),
    "A3-5": Row(
        "事故が起きたときの連絡",
        "切りはなす・そのままにする・連絡する・書きとめるの順に動ける",
        30, "全", ("tw:security", "sec5"), ("SEC-02",), True,
        ("order", "branch", "use"),
    ),
    "A4-1": Row(
        "読みやすい文書",
        "見出し・段落・箇条書きで1まいの文書を作れる",
        45, "全", ("info1:2",), ("DOC-01",), False,
        ("order", "download"),
    ),
    "A4-2": Row(
        "表の入力と書式",
        "見出しのある表を作り、合計の式を入れられる",
        40, "全", ("dss:how-use",), ("DOC-02",), True,
        ("number", "text", "figure", "download"),
    ),
    "A4-3": Row(
        "関数とグラフ",
        "平均・条件の関数を使い、目的に合うグラフを選べる",
        50, "全", ("dss:what-data", "ip:technology"), ("DOC-02", "DOC-03"), False,
        ("number", "cloze"),
    ),
    "A4-4": Row(
        "並べかえ・抽出・集計",
        "条件でしぼり、分類ごとに集計できる",
        45, "大市子", ("dss:what-data",), ("DOC-03",), False,
        ("number", "order"),
    ),
    "A4-5": Row(
        "提出物の見直し（課題）",
        "点検表で見直し、文書と表を仕上げて提出できる",
        60, "全", ("info1:2",), ("DOC-01", "DOC-02", "DOC-03"), False,
        ("checklist", "submit"),
    ),
    "A5-1": Row(
        "平均・割合・グラフの読み方",
        "平均のわな、割合のもとの数、目盛りに気づける",
        40, "全", ("dss:what-data", "info1:4"), ("DAT-01",), False,
        ("number", "truefalse"),
    ),
    "A5-2": Row(
        "個人情報と公開データ",
        "見せてよい情報を分け、公開データの出典を書ける",
        35, "全", ("dss:how-care",), ("DAT-02",), False,
        ("match", "branch"),
    ),
    "A5-3": Row(
        "生成AIでできること・できないこと",
        "得意なことと誤りやすいことを例で説明できる",
        40, "全", ("dss:what-tech", "ipa2026:org3"), ("AI-01",), True,
        ("truefalse", "details", "reflect"),
    ),
    "A5-4": Row(
        "指示文と検証（課題）",
        "目的・条件・例のある指示を書き、答えを2つの方法で確かめられる",
        45, "全", ("dss:how-use",), ("AI-01",), False,
        ("checklist", "submit"),
    ),
    "A6-1": Row(
        "手順を分解する",
        "身近な作業を10以内の手順に分けられる",
        30, "全", ("info1:3",), ("PRG-01",), False,
        ("order", "reflect"),
    ),
    "A6-2": Row(
        "条件と繰り返し",
        "条件と繰り返しの図を読み、結果を言える",
        40, "全", ("info1:3",), ("PRG-01",), False,
        ("number", "cloze"),
    ),
    "A6-3": Row(
        "Pythonで小さな計算",
        "例を直して合計と平均を計算し、まちがいの表示を読める",
        50, "高大市", ("info1:3", "ip:technology"), ("PRG-02",), True,
        ("code", "terminal", "number", "text"),
    ),
    "A6-4": Row(
        "Webページの構造",
        "見出し・段落・リンクの構造を読み、文章を直せる",
        35, "全", ("info1:2",), ("WEB-01",), False,
        ("match", "code"),
    ),
    "A6-5": Row(
        "小作品（課題）",
        "地域を紹介する1ページか小さな計算の道具を作れる",
        45, "高大市", ("info1:2", "info1:3"), ("PRG-02", "WEB-01"), False,
        ("submit",),
    ),
    "B1-1": Row(
        "3つの形（在宅・サテライト・モバイル）",
        "3つの形の良い点と困る点を言える",
        30, "全", ("tw:forms",), ("TWK-01",), False,
        ("match",),
    ),
    "B1-2": Row(
        "雇用型と自営型のちがい",
        "2つの働き方の守られ方とお金の流れを比べられる",
        30, "大市子", ("tw:forms", "self"), ("TWK-01",), True,
        ("match", "poll", "details"),
    ),
    "B1-3": Row(
        "3つの参加の形（就職・すきま時間・移住）",
        "自分の暮らしに合う形を選び、理由を書ける",
        25, "全", ("tw:intro",), ("TWK-01",), False,
        ("branch", "reflect"),
    ),
    "B1-4": Row(
        "地域の事例",
        "3つの地域の取り組みを、数の単位まで正しく説明できる",
        25, "全", ("tw:intro",), ("TWK-01",), False,
        ("number", "truefalse"),
    ),
    "B2-1": Row(
        "部屋と機器のチェック",
        "机・いす・明るさ・回線を点検し、直す順を決められる",
        30, "市子大", ("tw:health",), ("TWK-02",), False,
        ("checklist", "number"),
    ),
    "B2-2": Row(
        "家族と暮らす中の情報管理",
        "画面・紙・会話の3つを守る約束を作れる",
        30, "市子", ("sec5", "tw:security"), ("SEC-03",), False,
        ("branch", "reflect"),
    ),
    "B2-3": Row(
        "VPNと公衆Wi-Fi",
        "つないでよい場面とよくない場面を分けられる",
        30, "全", ("sec5",), ("SEC-03",), False,
        ("cloze", "truefalse"),
    ),
    "B2-4": Row(
        "紛失・誤送信の対応",
        "気づいて10分以内にすることを順に言い、連絡文を書ける",
        30, "全", ("sec5", "tw:security"), ("SEC-03",), True,
        ("order", "branch", "text", "checklist"),
    ),
    "B2-5": Row(
        "作業環境チェック（課題）",
        "点検表と写真で自分の環境を報告し、改善点を書ける",
        40, "市子大", ("tw:health", "sec5"), ("SEC-03", "TWK-02"), False,
        ("checklist", "submit"),
    ),
    "B3-1": Row(
        "労働時間の記録",
        "始め・終わり・休憩を記録し、合計を計算できる",
        30, "市子大", ("tw:time-control", "tw:time-system"), ("TWK-02",), True,
        ("number", "details", "reflect"),
    ),
    "B3-2": Row(
        "中抜けと休憩",
        "中抜けの記録と連絡を決まりどおりにできる",
        25, "市子", ("tw:time-system", "tw:rules"), ("TWK-02",), False,
        ("branch",),
    ),
    "B3-3": Row(
        "目・腰・こころを守る",
        "体操と休みを1日の予定に入れ、孤立の合図に気づける",
        35, "全", ("tw:health",), ("TWK-02",), False,
        ("checklist",),
    ),
    "B3-4": Row(
        "相談先",
        "ハラスメント・体調・仕事の悩みの相談先を3つ言える",
        20, "全", ("tw:harassment", "tw:accident"), ("TWK-02",), False,
        ("match", "flashcards"),
    ),
    "B4-1": Row(
        "チャットの書き方",
        "状況・予定・困りごとを3文で報告できる",
        35, "全", ("tw:management",), ("COM-01",), True,
        ("branch", "order", "cloze"),
    ),
    "B4-2": Row(
        "Web会議の進行",
        "準備・開始・確認・終了の手順を守って参加できる",
        35, "全", ("tw:management",), ("COM-02",), True,
        ("video", "checklist", "match"),
    ),
    "B4-3": Row(
        "課題管理",
        "仕事を1〜2時間に分け、期限と状態を更新できる",
        35, "市子大", ("tw:management",), ("TWK-03",), True,
        ("order", "match", "number"),
    ),
    "B4-4": Row(
        "共同編集",
        "同じ文書をほかの人と直し、変更を説明できる",
        30, "全", ("dss:how-use", "info1:2"), ("COM-01", "TWK-03"), True,
        ("tabs", "text", "truefalse"),
    ),
    "B4-5": Row(
        "引き継ぎ文書（課題）",
        "ほかの人が続けられる引き継ぎ文書を作れる",
        45, "全", ("tw:management",), ("COM-01", "TWK-03"), True,
        ("download", "checklist", "submit"),
    ),
    "B5-1": Row(
        "求人票の読み方",
        "変更の範囲・試用期間・更新の上限を見つけ、質問を作れる",
        40, "大市子高", ("job",), ("LAW-01",), True,
        ("match", "details", "download", "ruby"),
    ),
    "B5-2": Row(
        "労働契約と業務委託",
        "2つの契約のちがいと、実態で決まることを説明できる",
        40, "大市子", ("self", "free"), ("LAW-01", "LAW-02"), False,
        ("match", "branch"),
    ),
    "B5-3": Row(
        "取引条件の明示と60日",
        "明示される項目と支払期日を確かめられる",
        30, "大市子", ("free",), ("LAW-02",), False,
        ("number", "checklist"),
    ),
    "B5-4": Row(
        "税と社会保険の入口",
        "会社員と自営のちがい、相談先、記録の残し方を言える",
        35, "大市子", ("ip:strategy",), ("LAW-02",), False,
        ("truefalse", "number"),
    ),
    "B5-5": Row(
        "トラブルのときの相談",
        "記録を残し、相談先を選んで連絡できる",
        25, "全", ("tw:harassment", "free"), ("LAW-01", "LAW-02"), False,
        ("order", "flashcards"),
    ),
    "B6-1": Row(
        "自分の強みを書く",
        "経験を事実・工夫・結果の3行で書ける",
        35, "全", ("dss:mind",), ("CAR-01",), False,
        ("reflect", "order"),
    ),
    "B6-2": Row(
        "応募文と面接",
        "募集に合わせた応募文を書き、質問に備えられる",
        40, "大市子", ("job",), ("CAR-02", "COM-03"), False,
        ("text", "branch"),
    ),
    "B6-3": Row(
        "体験・試用のちがい",
        "見学・体験・試用・業務委託の試行を見分けられる",
        25, "全", ("job", "free"), ("CAR-02",), False,
        ("match", "truefalse"),
    ),
    "B6-4": Row(
        "同意して情報を渡すとは",
        "だれに何をいつまで渡すかを選び、取り消す方法を言える",
        25, "全", ("dss:how-care",), ("CAR-02",), True,
        ("branch", "truefalse", "reflect"),
    ),
    "B6-5": Row(
        "模擬応募（課題）",
        "練習用の募集に応募文を出し、講師の助言で直せる",
        45, "大市子", ("job",), ("CAR-01", "COM-03"), False,
        ("submit", "checklist"),
    ),
}
# fmt: on

# course: (title, minutes, questions drawn by its test)
COURSES: dict[str, tuple[str, int, int]] = {
    "A1": ("パソコンとスマホの基礎", 150, 10),
    "A2": ("インターネットとクラウド", 150, 10),
    "A3": ("情報セキュリティ入門", 180, 10),
    "A4": ("文書と表計算", 240, 12),
    "A5": ("データとAIの基礎", 160, 12),
    "A6": ("プログラミングとWeb", 200, 12),
    "B1": ("テレワークを知る", 110, 8),
    "B2": ("働く環境と安全", 160, 10),
    "B3": ("時間と健康", 110, 8),
    "B4": ("オンラインの仕事術", 180, 12),
    "B5": ("働くルールとお金", 170, 10),
    "B6": ("応募と試し就業", 170, 12),
}
PATHS = {"A": (27, 1080), "B": (28, 900)}

# Every skill: the courses that give it, and the highest level courses alone lead to (curriculum.md section 1).
SKILLS: dict[str, tuple[tuple[str, ...], int]] = {
    "DEV-01": (("A1",), 2), "DEV-02": (("A1",), 2), "NET-01": (("A2",), 2), "NET-02": (("A2",), 2),
    "SEC-01": (("A3",), 2), "SEC-02": (("A3",), 2), "SEC-03": (("B2",), 3),
    "DOC-01": (("A4",), 3), "DOC-02": (("A4",), 3), "DOC-03": (("A4",), 3),
    "DAT-01": (("A5",), 2), "DAT-02": (("A5",), 2), "AI-01": (("A5",), 3),
    "PRG-01": (("A6",), 2), "PRG-02": (("A6",), 3), "WEB-01": (("A6",), 2),
    "COM-01": (("B4",), 3), "COM-02": (("B4",), 2), "COM-03": (("B6",), 3),
    "TWK-01": (("B1",), 2), "TWK-02": (("B2", "B3"), 2), "TWK-03": (("B4",), 3),
    "LAW-01": (("B5",), 2), "LAW-02": (("B5",), 2), "CAR-01": (("B6",), 3), "CAR-02": (("B6",), 2),
}  # fmt: skip
