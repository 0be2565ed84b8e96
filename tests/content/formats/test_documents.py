"""Word documents become lesson text; whatever is hostile or damaged is refused with a Japanese reason."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats import ZipRefused
from content.formats.docx import read_docx
from content.formats.html_text import html_to_markdown
from content.formats.spreadsheets import read_xlsx, write_xlsx
from content.lessonmark import compile_lesson

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
PICTURE = (
    "<w:p><w:r><w:drawing><wp:inline><wp:docPr id='1' name='p' descr='{alt}'/><a:graphic><a:graphicData><pic:pic>"
    "<pic:blipFill><a:blip r:embed='rId9'/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></w:r></w:p>"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
OWN_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/a.png"/>'
    "</Relationships>"
)
STYLES = "<w:styles {W}>" + "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2)
) + "</w:styles>"  # fmt: skip


def paragraph(text: str, style: str = "", run: str = "") -> str:
    style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{style}<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word(body: str, **parts: bytes | str) -> bytes:
    packed = io.BytesIO()
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/document.xml": f"<w:document {W} {R} {DRAWING}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES.replace("{W}", W),
        **parts,
    }
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def with_picture(alt: str) -> bytes:
    files: dict[str, bytes | str] = {"word/media/a.png": PNG, "word/_rels/document.xml.rels": OWN_RELS}
    return word(paragraph("前") + PICTURE.format(alt=alt) + paragraph("後"), **files)


def test_headings_bold_and_tables_of_a_document_are_kept():
    table = "<w:tbl>" + "".join(
        f"<w:tr><w:tc>{paragraph(a)}</w:tc><w:tc>{paragraph(b)}</w:tc></w:tr>" for a, b in (("名前", "役割"), ("DNS", "番地"))
    ) + "</w:tbl>"  # fmt: skip
    body = (
        paragraph("はじめ", "Heading1")
        + paragraph("これは")
        + paragraph("「重要」", run="<w:b/>")
        + paragraph("くわしく", "Heading2")
        + table
        + paragraph("つぎ", "Heading1")
        + paragraph("= 式 [[と]] ::: choice")
    )
    found = read_docx(word(body), "doc")
    assert "## はじめ" in found.text
    assert "### くわしく" in found.text
    assert "**「重要」**" in found.text
    assert "| 名前 | 役割 |\n|---|---|\n| DNS | 番地 |" in found.text
    compiled = compile_lesson(found.text)
    assert compiled.errors == ()
    assert "= 式 [[と]] ::: choice" in compiled.plain_text
    assert [title for title, _text in found.sections()] == ["はじめ", "つぎ"]
    assert "## くわしく" in found.sections()[0][1]


def test_a_picture_comes_with_an_empty_description_that_must_be_filled():
    found = read_docx(with_picture(""), "doc")
    assert found.text == "前\n\n![](image:doc-1)\n\n後"
    assert [(one.key, one.name, one.data) for one in found.pictures] == [("doc-1", "doc-1.png", PNG)]
    assert [str(line) for line in found.report] == ["図「doc-1.png」の説明（代替テキスト）を書いてください。"]
    assert {error.code for error in compile_lesson(found.text).errors} == {"E501"}
    assert "![家の図](image:doc-1)" in read_docx(with_picture("家の図"), "doc").text


def test_comments_and_tracked_changes_are_told():
    body = f"<w:p><w:ins w:id='1' w:author='x'><w:r><w:t>足した</w:t></w:r></w:ins><w:del w:id='2' w:author='x'><w:r><w:delText>消した</w:delText></w:r></w:del></w:p>{paragraph('文')}"
    comments = f"<w:comments {W}><w:comment w:id='0' w:author='x'>{paragraph('ひみつの相談')}</w:comment></w:comments>"
    found = read_docx(word(body, **{"word/comments.xml": comments}), "doc")
    assert "足した" in found.text
    assert "消した" not in found.text
    assert "ひみつの相談" not in found.text
    assert [str(line) for line in found.report] == [
        "コメント1件は取り込んでいません。",
        "変更履歴2件があります。挿入は取り込み、削除は取り込んでいません。",
    ]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
HOSTILE = {
    "entities": (word("", **{"word/settings.xml": ENTITIES + "<x>&b;</x>"}), "ENTITY"),
    "entities in UTF-16": (word("", **{"word/settings.xml": (ENTITIES + "<x/>").encode("utf-16")}), "ENTITY"),
    "traversal": (word("", **{"../../etc/passwd": "x"}), "この名前は使えません"),
    "bomb": (word("", **{"word/media/a.bin": b"\0" * 30_000_000}), "圧縮の割合"),
    "100 MB picture": (word("", **{"word/media/a.png": bytes(range(256)) * 400_000}), "大きすぎます"),
    "macro": (word("", **{"word/vbaProject.bin": b"x"}), "マクロ"),
    "no xml": (word("", **{"word/document.xml": "no xml at all"}), "DOCX として読めません"),
    "empty": (word(""), "文が入っていません"),
    "no zip": (b"%PDF-1.7", "DOCX として読めません"),
    "a sheet": (write_xlsx("")[0], "DOCX として読めません"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_in_japanese(name):
    data, reason = HOSTILE[name]
    with pytest.raises(ZipRefused) as refused:
        read_docx(data, "doc")
    said = "\n".join(map(str, refused.value.report))
    assert reason in said
    assert re.search("[ぁ-んァ-ヴ一-龥]", said)


def test_a_sheet_with_formulas_or_entities_takes_nothing_of_them_in():
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["種類", "問題", "選択肢1", "選択肢2", "正解"],
        ["選択", "どれ", "=1+1", "b", 1],
        ["選択", "どれ", "a", "b", 2.0],
    ):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    found = read_xlsx(packed.getvalue())
    assert [str(line) for line in found.report] == ["2行目：C2：数式は使えません。値として貼り付けてください。"]
    assert [question.line for question in found.questions] == [3]
    changed = io.BytesIO()
    with zipfile.ZipFile(packed) as archive, zipfile.ZipFile(changed, "w") as hostile:
        for name in archive.namelist():
            data = archive.read(name)
            hostile.writestr(
                name,
                data.replace(b"<workbook", ENTITIES.encode() + b"<workbook", 1) if name == "xl/workbook.xml" else data,
            )
    with pytest.raises(ZipRefused, match="ENTITY"):
        read_xlsx(changed.getvalue())


def test_a_text_that_looks_like_a_formula_goes_out_as_text_only():
    import openpyxl

    data, _told = write_xlsx(
        "::: text {#q-one}\n=SUM(A1) とは\n= \\=SUM(A1)\n:::\n::: choice {#q-two}\n問\n- [x] =1+1\n- [ ] b\n:::"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert sheet["D3"].value == "=1+1" or sheet["D2"].value == "=1+1"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>題</h2><p>a<br>b</p>", "## 題\n\na\\\nb"),
        ("<ul><li>一<ul><li>二</li></ul></li><li>三</li></ul>", "- 一\n  - 二\n- 三"),
        ("<ol><li>一</li><li>二</li></ol>", "1. 一\n2. 二"),
        ("<p><b> 太い </b>字</p>", "**太い** 字"),
        ("<p><a href='https://example.jp/'>市のページ</a></p>", "[市のページ](https://example.jp/)"),
        ("<p><a href='javascript:x'>だめ</a><script>x</script></p>", "だめ"),
        ("<pre><code>a = [[1]]</code></pre>", "```\na = [[1]]\n```"),
        ("<p>`a` *b* &lt;c&gt; # {d}</p>", "\\`a\\` \\*b\\* \\<c> # \\{d\\}"),
        ("<blockquote><p>引用</p></blockquote>", "> 引用"),
        ("<p>開いたまま<b>太字", "開いたまま太字"),
    ],
)
def test_html_becomes_markdown(html, expected):
    assert html_to_markdown(html).text == expected


@pytest.mark.parametrize(
    ("html", "text"),
    [("<code><br>:::</code>", "`:::`"), ("<p>a <code>x<br>::: choice</code></p>", "a `x`\\\n`::: choice`")],
)
def test_a_break_inside_code_gives_no_line_that_begins_a_block(html, text):
    assert html_to_markdown(html).text.strip() == text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(
    ["<p>", "</p>", "<ul>", "<ol>", "<li>", "</li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<b>", "</b>", "<a href=x>",
     "</a>", "<pre>", "</pre>", "<h1>", "</h1>", "::: choice", "= x", "- [x] y", "$ z", "[[g]]", "<br>", "```", "<code>", " "]
)).map("".join))  # fmt: skip
def test_no_html_makes_it_fail_or_gives_a_block(html):
    text = html_to_markdown(html).text
    structural = {error.code for error in compile_lesson(text).errors}
    assert not structural & {"E101", "E102", "E103", "E104", "E401", "E402", "E403"}
