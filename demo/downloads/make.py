"""Make the downloads of the demo lessons: `python demo/downloads/make.py`. Needs Chromium for the tagged PDF (CHROMIUM)."""

from __future__ import annotations

import datetime
import os
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Font
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
COURSES = HERE.parent / "courses"
MADE_ON = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC).replace(tzinfo=None)
ZIP_DATE = (2026, 11, 20, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HANDOVER = (
    ("1 目的", "何のための仕事かを、1〜2文で書きます。"),
    ("2 今のようす", "いつの時点で、どこまで終わったかを書きます（日付と時刻）。"),
    ("3 次にすること", "順番と期限を書きます。「どうなれば終わりか」も書きます。"),
    ("4 手順", "1つの番号に、1つの動作を書きます。"),
    ("5 場所", "ファイルとフォルダーの名前を書きます。"),
    ("6 連絡先", "何を、どの担当に聞くかを書きます。個人の電話番号は書きません。"),
    ("7 気をつけること", "まちがえやすいところと、止まったときの道を書きます。"),
    ("8 書いた人と日付", "だれが、いつ書いたかを書きます。"),
)


def accounts(path: Path) -> None:
    """A4-2: the table of the children's party; amounts and the sum are left to the learner."""
    book = Workbook()
    sheet = book.active
    sheet.title = "会計"
    for row in (
        ("品物", "数", "1つの値段", "金額"),
        ("おかし", 12, 180),
        ("紙コップ", 3, 110),
        ("折り紙", 5, 220),
        ("合計",),
    ):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in {"A": 16, "B": 8, "C": 14, "D": 14}.items():
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    properties = book.properties
    properties.title, properties.creator, properties.language = "お楽しみ会の会計", "Sonjuku（村塾）教材チーム", "ja-JP"
    properties.created = properties.modified = MADE_ON
    book.save(path)


def _paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _style(name: str, title: str, size: int) -> str:
    level = f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if name[-1].isdigit() else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/><w:qFormat/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="60"/>{level}</w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def handover(path: Path) -> None:
    """B4-5: the eight headings as real headings, each with a word of help and room to write."""
    body = _paragraph("引き継ぎ文書（日付8けた_仕事の名前_v1）", "Title")
    body += _paragraph("説明の文は、書きおわったら消します。パスワードと個人情報は書きません。")
    body += "".join(_paragraph(head, "Heading1") + _paragraph(text) + _paragraph("") for head, text in HANDOVER)
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="ja-JP" w:eastAsia="ja-JP"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>" + _style("Title", "Title", 32) + _style("Heading1", "heading 1", 26)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>引き継ぎ文書のひな形</dc:title>'
        "<dc:creator>Sonjuku（村塾）教材チーム</dc:creator><dc:language>ja-JP</dc:language></cp:coreProperties>",
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="851" w:footer="992" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, ZIP_DATE), head + text, zipfile.ZIP_DEFLATED)


def job_posting(path: Path) -> None:
    """B5-1: the sample of a job posting as a tagged PDF: title, language, headings and a table with header cells."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        page = browser.new_page()
        page.set_content((HERE / "job-posting.html").read_text(encoding="utf-8"))
        page.pdf(path=path, format="A4", tagged=True, outline=True, prefer_css_page_size=True)
        browser.close()


if __name__ == "__main__":
    accounts(COURSES / "a4-documents/assets/party-accounts.xlsx")
    handover(COURSES / "b4-online-work/assets/handover-template.docx")
    job_posting(COURSES / "b5-rules-money/assets/job-posting-sample.pdf")
