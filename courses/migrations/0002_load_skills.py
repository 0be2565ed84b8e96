"""The 26 skills of the curriculum. Codes never change; a new one is a new row."""

from django.db import migrations

# code, label, what level 2 means, highest level by courses alone, months of validity
SKILLS = [
    ("DEV-01", "端末とファイル", "手順を見てファイルを整理し、探し出せる", 2, None),
    ("DEV-02", "文字入力", "1分に40文字ほど、漢字かなまじりで正しく入力できる", 2, None),
    ("NET-01", "ネットワークの基礎", "つながらないとき、原因の場所を切り分けられる", 2, None),
    ("NET-02", "クラウドの利用", "保存と共有の範囲を設定できる", 2, None),
    ("SEC-01", "アカウントと認証", "サービスごとに強い認証を設定できる", 2, 24),
    ("SEC-02", "詐欺・マルウェア対策", "あやしい連絡を見分け、備えと連絡ができる", 2, 24),
    ("SEC-03", "自宅で働くときの安全", "自宅の環境を点検し、直せる", 3, 24),
    ("DOC-01", "文書作成", "見出しと段落のある読みやすい文書を作れる", 3, None),
    ("DOC-02", "表計算の基本", "表を作り、書式と式を入れられる", 3, None),
    ("DOC-03", "表計算の集計", "並べかえ・抽出・集計・グラフを作れる", 3, None),
    ("DAT-01", "データの読み方", "平均・割合・グラフから正しく読み取れる", 2, None),
    ("DAT-02", "個人情報の扱い", "見せてよい情報とそうでない情報を分けられる", 2, None),
    ("PRG-01", "考え方とアルゴリズム", "作業を手順・条件・繰り返しに分けられる", 2, None),
    ("PRG-02", "Python入門", "例を直して小さな計算ができる", 3, None),
    ("WEB-01", "Webのしくみと更新", "ページの構造を読み、文章を更新できる", 2, None),
    ("AI-01", "生成AIの使い方と限界", "指示を書き、答えを確かめてから使える", 3, 24),
    ("COM-01", "チャットと報告", "状況・予定・困りごとを短く伝えられる", 3, None),
    ("COM-02", "Web会議", "準備・参加・進行の手順を守れる", 2, None),
    ("COM-03", "ビジネス文書とメール", "相手と目的に合わせた文を書ける", 3, None),
    ("TWK-01", "テレワークの形と制度", "自分に合う形を理由とともに選べる", 2, None),
    ("TWK-02", "時間と体調の管理", "労働時間を記録し、休みを計画できる", 2, None),
    ("TWK-03", "課題管理ツール", "仕事を分け、期限と状態を更新できる", 3, None),
    ("LAW-01", "労働条件の読み方", "求人票の項目を読み、質問を作れる", 2, None),
    ("LAW-02", "業務委託の契約とお金", "取引条件の明示と支払期日を確かめられる", 2, None),
    ("CAR-01", "自己理解と職務経歴", "経験を事実と成果で書ける", 3, None),
    ("CAR-02", "面接と選考", "選考の流れを知り、受け答えを準備できる", 2, None),
]


def load(apps, schema_editor):
    skill = apps.get_model("courses", "Skill")
    for position, (code, label, level_two, max_level, valid_months) in enumerate(SKILLS, 1):
        skill.objects.update_or_create(
            code=code,
            defaults={
                "label": label,
                "level_two": level_two,
                "max_level": max_level,
                "valid_months": valid_months,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
