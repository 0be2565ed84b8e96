"""The Region, its pages, courses, programme and staff."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from wagtail.models import Page, Site

from config.demo_town import cast
from content.formats.course_zip import read_course_folder
from content.models import HomePage, InfoPage, NewsIndexPage, NewsPage, SiteSettings
from courses.importing import import_course
from courses.models import CataloguePage, Skill
from lms.accounts.models import Person, SchoolKind
from lms.accounts.services import grant_role, open_login, register_person
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.programmes.models import Programme, ProgrammeCourse
from lms.regions.models import NonWorkingDay, Region
from lms.regions.services import create_region

if TYPE_CHECKING:
    from config.demo_town.diary import Diary

COURSES = (
    *("a1-computer", "a2-internet", "a3-security", "a4-documents", "a5-data-ai", "a6-programming-web"),
    *("b1-know-telework", "b2-safe-workplace", "b3-time-health", "b4-online-work", "b5-rules-money", "b6-apply-try"),
)
OPERATOR = {
    "operator_kind": "municipality",
    "data_controller": "みなみ浜市長",
    "hosts_text": "みなみ浜市",
    "cohosts_text": "みなみ浜テレワーク推進協議会",
    "operated_by_text": "みなみ浜市 情報政策課",
    "contact_text": "みなみ浜市 情報政策課　電話 0838-00-1234（平日 9時〜17時）",
    "office_phone": "0838-00-1234",
    "complaint_contact": "みなみ浜市 情報政策課　苦情・相談窓口　電話 0838-00-1235",
    "labour_bureau": "架空労働局 みなみ浜公共職業安定所",
    "privacy_contact": "みなみ浜市 総務課 個人情報担当　電話 0838-00-1236",
}
# National holidays of the fiscal year the demo was written in; a real Region keeps its own table.
HOLIDAYS = (
    (date(2026, 7, 20), "海の日"), (date(2026, 8, 11), "山の日"), (date(2026, 9, 21), "敬老の日"),
    (date(2026, 9, 22), "国民の休日"), (date(2026, 9, 23), "秋分の日"), (date(2026, 10, 12), "スポーツの日"),
    (date(2026, 11, 3), "文化の日"), (date(2026, 11, 23), "勤労感謝の日"), (date(2027, 1, 11), "成人の日"),
    (date(2027, 2, 11), "建国記念の日"), (date(2027, 2, 23), "天皇誕生日"), (date(2027, 3, 22), "振替休日"),
)  # fmt: skip
HELP_TEXT = """## お金はかかりますか

いいえ。学ぶことにも、応募することにも、お金はかかりません。

## 休んでもだいじょうぶですか

はい。休んだ日があっても、記録は消えません。つづきから始められます。

## 企業に名前は伝わりますか

応募のときに伝わるのは、番号と、あなたが選んだ学びの記録だけです。名前は、面談のときに、もう一度おたずねします。

## パソコンを持っていません

スマホだけで学べます。市民館のパソコンも使えます。
"""


def make_region(port: int) -> Region:
    """The Region with its site on the demo's address."""
    region = create_region(
        code=cast.REGION_CODE,
        name="みなみ浜市",
        host="127.0.0.1",
        port=port,
        is_demo=True,
        operator=OPERATOR,
        minimum_hourly_wage=1043,
        opened_on=clock.today_in_tokyo(),
    )
    NonWorkingDay.objects.bulk_create([NonWorkingDay(region=region, day=day, name=name) for day, name in HOLIDAYS])
    return region


def follow_port(region: Region, port: int) -> None:
    """Mails of the demo name the port it is served on now."""
    Site.objects.filter(region=region).exclude(port=port).update(port=port)


def make_pages(region: Region) -> None:
    """Home, help and news around the catalogue."""
    site = region.site
    if site is None:
        raise LookupError(region.code)
    home = HomePage.objects.get(pk=site.root_page_id)
    home.title, home.lead = "みなみ浜IT塾", "スマホで学べる、市の無料IT教室。"
    home.lead_more = "学びおわったら、家でできる仕事にも応募できます。"
    home.save_revision().publish()
    _add(home, InfoPage(title="よくある質問", slug="help", intro="はじめての方へ", body=HELP_TEXT))
    news = _add(home, NewsIndexPage(title="お知らせ", slug="news"))
    today = clock.today_in_tokyo()
    _add(news, NewsPage(title="「オンラインの仕事術」を公開しました", slug="b4", published_on=today - timedelta(days=30),
                        body="チャット、Web会議、課題管理、共同編集、引き継ぎの5つの単元です。"))  # fmt: skip
    _add(news, NewsPage(title="在宅の仕事の募集が始まりました", slug="work", published_on=today - timedelta(days=12),
                        body="条件を満たした方は、募集のページから応募できます。"))  # fmt: skip
    words = SiteSettings.for_site(site)
    words.site_name, words.tagline, words.office_phone = (
        "みなみ浜IT塾",
        "市がひらく無料のオンライン教室",
        "0838-00-1234",
    )
    words.save()


def _add(parent: Page, page: Page) -> Page:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def import_courses(region: Region) -> None:
    """The twelve courses (what is not written stands as 「準備中」), and the examples for authors as a draft."""
    catalogue = CataloguePage.objects.descendant_of(region.site.root_page).get()  # type: ignore[union-attr]
    for folder in COURSES:
        report = import_course(
            read_course_folder(settings.BASE_DIR / "demo" / "courses" / folder), catalogue, publish=True
        )
        if report.count("refused"):
            raise ValueError(report.summary)
    # For who writes lessons: a draft in the CMS, in no path and in no list of residents.
    import_course(read_course_folder(settings.BASE_DIR / "demo" / "samples"), catalogue)
    if not Skill.objects.exists():
        raise LookupError("no skills")


def make_programme(region: Region, diary: Diary) -> Programme:
    """The year's programme with both courses."""
    programme = Programme.objects.create(
        region=region,
        code=cast.PROGRAMME_CODE,
        name="みなみ浜 学びから仕事まで 2026",
        starts_on=diary.day(240),
        ends_on=diary.day(-240),
    )
    ProgrammeCourse.objects.bulk_create([ProgrammeCourse(programme=programme, course_key=key) for key in ("A3", "B4")])
    return programme


def make_person(region: Region, who: cast.Account) -> Person:
    """Open the account of one of the printed ones and give its role."""
    school = SchoolKind.HIGH_SCHOOL if who.email.startswith("koukou") else SchoolKind.NONE
    person = register_person(
        user=open_login(email=who.email, password=cast.PASSWORD),
        region=region,
        display_name=who.display_name,
        birth_date=who.birth_date,
        school_kind=school,
        source="system",
        family_name=who.family_name,
        given_name=who.given_name,
        family_kana=who.family_kana,
        given_kana=who.given_kana,
    )
    if who.role in {"I", "C", "AP", "AD"}:
        grant_role(person=person, role=who.role, granted_by=Actor.system(region), named_access=who.role == "C")
    return person
