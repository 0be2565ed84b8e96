"""The legal items of both contract classes: every row of law.md §2.1 and §2.2, L01 to L03, L11, L12, R02, D11."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import gettext, override

from lms.partners import messages, numbers, terms, wording
from lms.partners.terms import paydates
from tests.partners.factories import LAWFUL_EMPLOYMENT, LAWFUL_OUTSOURCING

TODAY = date(2026, 11, 20)


def facts(**changed):
    known = {
        "today": TODAY,
        "title": "在宅の事務サポート",
        "summary": "家でできます",
        "work_style": "home",
        "openings": 2,
        "steps": ("書類",),
        "criteria": ("ていねいに確かめる",),
        "valid_until": TODAY + timedelta(days=90),
        "seeker_contact": "相談窓口",
        "minimum_hourly_wage": 1000,
    }
    return terms.PostFacts(**{**known, **changed})


def found(contract_class, given, **changed):
    return {(p.field, p.key) for p in terms.problems(contract_class, given, facts(**changed))}


def without(lawful, *names):
    return {name: value for name, value in lawful.items() if name not in names}


def test_complete_terms_have_no_problem():
    assert found("employment", LAWFUL_EMPLOYMENT) == set()
    assert found("outsourcing", LAWFUL_OUTSOURCING) == set()


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("job.duties", "duties_initial"),
        ("job.duties", "duties_change_scope"),
        ("job.place", "place_initial"),
        ("job.place", "place_change_scope"),
        ("job.place", "telework_can_end"),
        ("job.contract_term", "contract_term"),
        ("job.probation", "probation"),
        ("job.hours", "starts_at"),
        ("job.hours", "break_minutes"),
        ("job.hours", "holidays"),
        ("job.wage", "wage_min"),
        ("job.wage", "wage_unit"),
        ("job.wage", "wage_pay_day"),
        ("job.fixed_overtime", "fixed_overtime"),
        ("job.insurance", "insurance_employment"),
        ("job.employer_name", "employer_name"),
        ("job.employer_name", "employer_address"),
        ("job.employer_name", "employer_phone"),
        ("job.dispatch", "dispatch"),
        ("job.smoking", "smoking"),
        ("job.telework", "telework_office_days"),
        ("job.telework", "telework_equipment"),
    ],
)
def test_a_missing_item_of_employment_is_named(key, field):
    assert (field, key) in found("employment", without(LAWFUL_EMPLOYMENT, field))


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("out.work", "work_content"),
        ("out.work", "rights"),
        ("out.place_time", "work_place"),
        ("out.place_time", "work_time"),
        ("out.fee", "fee_amount"),
        ("out.fee", "fee_expenses"),
        ("out.pay_date", "pay_rule"),
        ("out.end", "no_renewal_conditions"),
        ("out.orderer", "orderer_phone"),
        ("out.trial", "trial"),
    ],
)
def test_a_missing_item_of_outsourcing_is_named(key, field):
    assert (field, key) in found("outsourcing", without(LAWFUL_OUTSOURCING, field))


def test_every_row_of_the_tables_has_its_message():
    keys = {item.key for table in (terms.EMPLOYMENT, terms.OUTSOURCING) for item in table}
    assert keys <= set(messages.LEGAL)


@pytest.mark.parametrize("key", [*messages.LEGAL, *messages.REFUSALS])
def test_every_key_has_a_text_in_both_languages(key):
    for language in ("ja", "en"):
        with override(language):
            assert gettext(key) != key, (language, key)


EXACT = {
    "job.duties": "業務内容（雇入れ直後）と（変更の範囲）を入力してください。",
    "job.place": "就業場所（雇入れ直後）と（変更の範囲）を入力してください。",
    "job.contract_term": "契約期間を選んでください。",
    "job.renewal": "更新の基準と上限（通算期間または回数）を入力してください。",
    "job.probation": "試用期間の有無（ある場合は期間と条件）を入力してください。",
    "job.hours": "始業・終業、休憩、時間外労働の有無、休日を入力してください。",
    "job.wage": "賃金の額と単位、支払日を入力してください。",
    "job.wage.2": "地域の最低賃金を下回っています。",
    "job.fixed_overtime": "固定残業代は時間数・金額・超過分の支払いを分けて入力してください。",
    "job.insurance": "社会保険・労働保険の適用を選んでください。",
    "job.employer_name": "雇用する事業者の正式名称・住所・電話番号を入力してください。",
    "job.dispatch": "派遣労働者として雇う場合はその旨を選んでください。",
    "job.smoking": "受動喫煙防止の措置を選んでください。",
    "job.age_limit": "年齢の制限には例外事由と理由が必要です。",
    "job.age_limit.2": "3号イは無期雇用に限ります。",
    "job.contact": "求職者のための相談窓口を登録すると公開できます。",
    "job.valid_until": "掲載期限を入力してください（最長90日）。",
    "job.telework": "テレワークの条件を入力してください。",
    "out.work": "業務の内容（成果物と権利の扱い）を入力してください。",
    "out.place_time": "業務の場所・期間・時間を入力してください（指定がなければ「なし」）。",
    "out.fee": "報酬の額または計算方法と経費の負担を入力してください。",
    "out.pay_date": "支払期日は受領日から60日以内にしてください。",
    "out.pay_date.2": "再委託の支払期日は元の支払期日から30日以内にしてください。",
    "out.end": "契約を終える・更新しない場合の条件を入力してください。",
    "out.orderer": "発注する事業者の正式名称・住所・電話番号を入力してください。",
    "out.trial": "試用の期間と条件、決める日を入力してください。",
    "out.notice_30": "契約を終えるときは30日前までに知らせる必要があります。",
    "L11": "応募や採用に対するお祝い金・特典は掲載できません。",
    "lint.unsafe": "安全のため、この表現の募集は掲載できません。",
    "operator.incomplete": "運営者の情報がそろうと、募集を公開できます。",
    "member.supporting": "賛助会員は募集を掲載できません。",
    "member.inactive": "会員の手続きが終わるまで利用できません。",
    "member.last_admin": "後任の管理者を登録してください。",
    "four_eyes": "準備した人とは別の人が承認してください。",
    "own_case": "自分に関する手続きは、ほかの担当者が行います。",
    "D11": "法人番号を確認してください（13桁）。",
}


@pytest.mark.parametrize(("key", "text"), EXACT.items())
def test_messages_of_the_law_are_exact(key, text):
    with override("ja"):
        assert gettext(key) == text


def test_messages_with_an_example_are_exact():
    with override("ja"):
        assert gettext("job.sex").format(example="○○") == "性別を限定する表現は使えません（例：○○）。"
        shown = gettext("R02").format(example="家族")
        assert shown == "この質問は就職差別につながるおそれがあるため使えません（例：家族）。"


# --- employment -------------------------------------------------------------------------------------------------------

FIXED = {
    **LAWFUL_EMPLOYMENT,
    "contract_term": "fixed",
    "term_starts_on": "2027-01-01",
    "term_ends_on": "2027-12-31",
    "renewal": "yes",
    "renewal_criterion": "仕事の量による",
    "renewal_cap": "years",
    "renewal_cap_value": 3,
}


def test_a_fixed_term_without_a_choice_of_cap_is_refused():
    assert found("employment", FIXED) == set()
    assert ("renewal_cap", "job.renewal") in found("employment", without(FIXED, "renewal_cap"))
    assert ("renewal_cap_value", "job.renewal") in found("employment", without(FIXED, "renewal_cap_value"))
    assert found("employment", {**without(FIXED, "renewal_cap_value"), "renewal_cap": "none"}) == set()


def test_an_indefinite_term_nulls_what_belongs_to_renewal():
    kept = terms.cleaned("employment", {**FIXED, "contract_term": "indefinite"}, work_style="home")
    for name in ("renewal", "renewal_criterion", "renewal_cap", "renewal_cap_value", "term_ends_on"):
        assert kept[name] is None


def test_a_term_ends_after_it_begins():
    assert ("term_ends_on", "job.contract_term") in found("employment", {**FIXED, "term_ends_on": "2026-12-31"})


def test_an_age_limit_needs_code_and_reason():
    limited = {**LAWFUL_EMPLOYMENT, "age_max": 35}
    assert found("employment", limited) == {("age_exception", "job.age_limit"), ("age_reason", "job.age_limit")}
    allowed = {**limited, "age_exception": "3i", "age_reason": "長期勤続によるキャリア形成"}
    assert found("employment", allowed) == set()


def test_ground_3i_goes_with_an_indefinite_contract_only():
    limited = {**FIXED, "age_max": 35, "age_exception": "3i", "age_reason": "キャリア形成"}
    assert found("employment", limited) == {("age_exception", "job.age_limit.2")}


def test_an_hourly_wage_below_the_minimum_is_refused():
    assert ("wage_min", "job.wage.2") in found("employment", {**LAWFUL_EMPLOYMENT, "wage_min": 999})
    assert found("employment", {**LAWFUL_EMPLOYMENT, "wage_min": 1000}) == set()


@pytest.mark.parametrize(
    ("unit", "amount", "tick"),
    [
        ("day", 6999, True),
        ("day", 7000, False),
        ("month", 151666, True),
        ("month", 151667, False),
        ("hour", 900, False),
    ],
)
def test_a_daily_or_monthly_wage_that_works_out_below_needs_a_tick(unit, amount, tick):
    given = {**LAWFUL_EMPLOYMENT, "wage_unit": unit, "wage_min": amount}
    assert terms.needs_wage_tick("employment", given, 1000) is tick
    if unit != "hour":
        assert found("employment", {**given, "wage_max": None}) == set()


def test_fixed_overtime_pays_the_excess():
    given = {**LAWFUL_EMPLOYMENT, "fixed_overtime": "yes"}
    assert ("fixed_overtime_hours", "job.fixed_overtime") in found("employment", given)
    given |= {"fixed_overtime_hours": 20, "fixed_overtime_amount": 30000, "fixed_overtime_excess": "no"}
    assert found("employment", given) == {("fixed_overtime_excess", "job.fixed_overtime")}


def test_telework_items_are_asked_only_of_telework():
    names = [f.name for item in terms.EMPLOYMENT if item.key == "job.telework" for f in item.fields]
    given = without(LAWFUL_EMPLOYMENT, *names)
    assert found("employment", given, work_style="office") == set()
    assert {field for field, _key in found("employment", given, work_style="mixed")} == set(names)


# --- the post around it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"valid_until": None}, ("valid_until", "job.valid_until")),
        ({"valid_until": TODAY + timedelta(days=91)}, ("valid_until", "job.valid_until")),
        ({"valid_until": TODAY - timedelta(days=1)}, ("valid_until", "job.valid_until")),
        ({"openings": 0}, ("openings", "post.openings")),
        ({"steps": ()}, ("selection_steps", "post.steps")),
        ({"criteria": ()}, ("criteria", "post.criteria")),
        ({"criteria": tuple(f"基準{n}" for n in range(21))}, ("criteria", "post.criteria.2")),
        ({"seeker_contact": ""}, ("seeker_contact", "job.contact")),
        ({"title": "採用でお祝い金3万円"}, ("title", "L11")),
        ({"summary": "簡単に高収入"}, ("summary", "lint.unsafe")),
        ({"summary": "身分証の写真を送ってください"}, ("summary", "lint.unsafe")),
        ({"criteria": ("ご家族の職業",)}, ("criteria", "R02")),
    ],
)
def test_the_post_around_the_items_is_checked(changed, problem):
    assert problem in found("employment", LAWFUL_EMPLOYMENT, **changed)


@pytest.mark.parametrize(
    "word", ["ご家族", "出身地", "本籍", "尊敬する人", "愛読書", "支持", "宗教", "持ち家", "両親の職業", "結婚", "出産"]
)
def test_words_of_the_fourteen_matters_are_found(word):
    assert wording.unfair_words(f"{word}について")


def test_being_paid_into_an_account_is_no_fraud():
    assert not wording.blocked_words("報酬は銀行口座へ振り込みます", "口座振込")
    assert wording.blocked_words("口座を貸してください")


def test_lint_finds_gender_youth_and_a_wage_near_the_minimum():
    found_keys = [w.key for w in wording.warnings(["主婦歓迎", "35歳まで"], hourly_wage=1010, minimum=1000)]
    assert found_keys == ["job.sex", "lint.young", "lint.wage"]
    assert wording.warnings(["データ入力"], hourly_wage=1200, minimum=1000) == []


# --- outsourcing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("receipt", [date(2026, 12, 1), date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29)])
def test_day_60_is_accepted_and_day_61_refused(receipt):
    day_60 = receipt + timedelta(days=59)
    given = {**LAWFUL_OUTSOURCING, "pay_rule": "dates", "receipt_date": receipt.isoformat()}
    assert paydates.day_number(receipt, day_60) == 60
    assert found("outsourcing", {**given, "pay_date": day_60.isoformat()}) == set()
    late = {**given, "pay_date": (day_60 + timedelta(days=1)).isoformat()}
    assert found("outsourcing", late) == {("pay_date", "out.pay_date")}


def test_the_60th_day_over_a_leap_day_is_one_date_earlier():
    assert paydates.latest_pay_date(date(2028, 1, 1)) == date(2028, 2, 29)
    assert paydates.latest_pay_date(date(2027, 1, 1)) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("months", "day", "lawful"),
    [("1", 25, True), ("1", 29, True), ("1", 30, False), ("1", 31, False), ("2", 1, False), ("0", 31, True)],
)
def test_a_monthly_rule_holds_in_the_longest_month(months, day, lawful):
    given = {**LAWFUL_OUTSOURCING, "pay_rule": "monthly", "pay_months_after": months, "pay_month_day": day}
    assert found("outsourcing", given) == (set() if lawful else {("pay_month_day", "out.pay_date")})


@pytest.mark.parametrize(("days", "lawful"), [(60, True), (61, False), (0, False)])
def test_days_after_receipt(days, lawful):
    given = {**LAWFUL_OUTSOURCING, "pay_days": days}
    assert found("outsourcing", given) == (set() if lawful else {("pay_days", "out.pay_date")})


def test_reordered_work_is_paid_within_30_days_of_the_first_pay_date():
    given = {
        **LAWFUL_OUTSOURCING,
        "reordered": "yes",
        "first_orderer": "元請株式会社",
        "first_pay_date": "2028-02-01",
        "reordered_pay_date": "2028-03-01",
    }
    assert found("outsourcing", given) == set()
    assert found("outsourcing", {**given, "reordered_pay_date": "2028-03-02"}) == {
        ("reordered_pay_date", "out.pay_date.2")
    }


def test_pay_by_the_hour_alone_is_refused():
    given = {**LAWFUL_OUTSOURCING, "fee_kind": "formula", "fee_formula": "時給1200円 × 時間"}
    assert found("outsourcing", given) == {("fee_formula", "out.fee.hourly")}


def test_a_trial_names_length_terms_and_day_of_decision():
    given = {**LAWFUL_OUTSOURCING, "trial": "yes"}
    assert {field for field, key in found("outsourcing", given) if key == "out.trial"} == {
        "trial_length", "trial_terms", "trial_decision_day",
    }  # fmt: skip


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("7000012050002", True),
        ("8000012050002", False),
        ("700001205000", False),
        ("70000120500021", False),
        ("７０００012050002", False),
        ("", False),
    ],
)
def test_corporate_numbers(number, valid):
    assert numbers.is_corporate_number(number) is valid


def test_typed_numbers_are_read_kindly():
    assert numbers.is_corporate_number(numbers.halfwidth("７０００-０１２０-５０００２"))
    assert numbers.phone_e164("（０８３８）００－１２３４") == "+81838001234"
    assert numbers.phone_e164("090-1234-5678") == "+819012345678"
    assert numbers.phone_e164("110") is None
    assert numbers.postal_code("〒758-8555") == numbers.postal_code("７５８－８５５５") == "7588555"
    assert numbers.postal_code("758855") is None
