"""The Markdown of lessons: what passes, what never does, and the failures of stock extensions by name (section 9)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from content.lessonmark import ImageInfo, compile_lesson


def html(source: str, **known) -> str:
    return "\n".join(block.html for block in compile_lesson(source, **known).blocks)


class Reader(HTMLParser):
    """Collects what a browser would see as elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.attributes, self.hrefs = set(), set(), []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.hrefs += [value for name, value in attrs if name == "href"]


def codes(source: str, **known) -> list[str]:
    return [finding.code for finding in compile_lesson(source, **known).lint]


# The five known failures of stock extensions. Each of them would show a key or eat a text.


def test_stock_container_an_unknown_container_does_not_print_its_body():
    assert "ひみつ" not in html("::: quiz\nひみつ\n:::")


def test_stock_container_an_unclosed_container_does_not_print_its_body():
    assert "ひみつ" not in html("::: explain\nひみつ\n\n:::: note\nひみつ")


def test_stock_task_list_does_not_print_which_box_is_ticked():
    shown = html("- [x] ひみつ\n- [ ] ひみつ")
    assert "ひみつ" not in shown
    assert "checkbox" not in shown


def test_stock_role_does_not_swallow_its_text():
    assert html("{abbr}`DNS`は番地帳です。") == "<p>{abbr}<code>DNS</code>は番地帳です。</p>"


def test_stock_automatic_link_does_not_swallow_japanese_after_an_address():
    source = "https://example.jp/を見てください。"
    assert html(source) == f"<p>{source}</p>"
    assert codes(source) == ["W704"]


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[文](javascript:alert(1))",
        "[文](JaVaScRiPt:alert(1))",
        "[文](java%0ascript:alert(1))",
        "[文](data:text/html,x)",
        "[文](vbscript:x)",
        "[文][a]\n\n[a]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "[文](//evil.example)",
        "[文](/\\evil.example)",
        "![絵](javascript:x)",
        "[文](/a){onclick=alert(1)}",
        "`x`{style=color:red onmouseover=x}",
        '[文](/a "x\\" onclick=y")',
        "::: note <b onclick=x>題</b>\n文\n:::",
        "```<script>\nx\n```",
        "[^<img>]\n\n[^<img>]: 注",
        "$<script>$ と $$<img src=x>$$",
    ],
)
def test_nothing_an_author_writes_becomes_active(source):
    lesson = compile_lesson(source)
    shown = "".join(block.html + block.label_html for block in lesson.blocks)
    reader = Reader()
    reader.feed(shown)
    assert reader.tags <= {"p", "a", "code", "pre", "span", "sup", "section", "ol", "li", "hr", "div"}
    assert reader.attributes <= {"class", "id", "href", "title", "role", "aria-label"}
    assert all(href == "/a" or href.startswith("#") for href in reader.hrefs)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[資料を見る](file:minutes-sample)", '<a href="/f/minutes-sample">資料を見る</a>'),
        ("[つぎの単元](page:tsugi)", '<a href="/p/tsugi">つぎの単元</a>'),
        ("[電話する](tel:0838250000)", '<a href="tel:0838250000">電話する</a>'),
        ("[上の話](#h-はじめ)", 'href="#h-'),
        ("`rm`{.key}と`ls`{.evil #ok lang=en}", '<code class="key">rm</code>と<code id="ok" lang="en">ls</code>'),
        ("~~古い~~", "<s>古い</s>"),
        ("| a | b |\n|--:|:-:|\n| 1 | 2 |", '<th class="align-right">a</th>\n<th class="align-center">b</th>'),
        ("語\n: 意味", "<dl>\n<dt>語</dt>\n<dd>意味</dd>\n</dl>"),
        ("文[^1]\n\n[^1]: 注", 'id="fn-b1-1"'),
        ("$x^2$", '<span class="math inline">x^2</span>'),
        ("値段は5$と6$です", "<p>値段は5$と6$です</p>"),
        ("行末  \n改行", "行末<br>\n改行"),
        ("\\::: choice は名前です", "<p>::: choice は名前です</p>"),
        ("\\= 450 と \\[[a]]", "<p>= 450 と [[a]]</p>"),
        ("## はじめ\n\n## はじめ", '<h2 id="h-はじめ">はじめ</h2>\n<h2 id="h-はじめ-2">はじめ</h2>'),
    ],
)
def test_what_the_profile_prints(source, expected):
    lesson = compile_lesson(source, file_url=lambda key: f"/f/{key}", page_url=lambda slug: f"/p/{slug}")
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    assert expected in lesson.blocks[0].html


def picture(key: str) -> ImageInfo | None:
    return ImageInfo(f'/media/{key}".webp', 640, 480) if key == "home" else None


def test_a_picture_has_its_address_size_and_words_and_readings_only_below_it():
    source = '![{今日|きょう}の図](image:home "家の{中|なか}")'
    assert html(source, image_url=picture) == (
        '<figure><img src="/media/home&quot;.webp" alt="今日の図" width="640" height="480" loading="lazy">'
        "<figcaption>家の中</figcaption></figure>"
    )
    assert 'alt=""' in html("![飾り](image:home)", image_url=picture)
    assert codes("文 ![図](image:lost)", image_url=picture) == ["E502"]
    assert "<img" not in html("![図](image:home)")
    assert html("![図](image:home)") == ('<p><span class="picture-none" role="img" aria-label="図">図</span></p>')


def test_unknown_files_and_pages_are_told_only_when_they_can_be_known():
    source = "[資料](file:lost) と [単元](page:lost)"
    assert codes(source) == []
    assert codes(source, known_files={"other"}) == ["E502"]
    assert codes(source, file_url=lambda key: None, page_url=lambda slug: None) == ["E502", "E502"]


def test_readings_stay_out_of_plain_text_and_titles():
    lesson = compile_lesson("## {住所|じゅう|しょ}\n\n{今日|きょう}は**{雨|あめ}**。\n\n[{雨|あめ}](/a)の日")
    assert lesson.plain_text == "住所\n今日は雨。\n雨の日"
    assert 'id="h-住所"' in lesson.blocks[0].html


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("一行目\n二行目\n![](image:a)", [3]),
        ("- 項目\n- ![](image:a)\n\n  ![](image:b)", [2, 4]),
        ("| a |\n|---|\n| 文 |\n| ![](image:a) |", [4]),
        ("> 引用\n> ![](image:a)", [2]),
        ("前\n\n::: note\n文\n![](image:a)\n:::\n\n後\n![](image:b)", [5, 9]),
        (
            "::: choice {#abc}\n問\n![](image:a)\n- [x] a\n- [ ] b\n  ![](image:b)\n  > c\n  ![](image:c)\n:::",
            [3, 6, 8],
        ),
    ],
)
def test_findings_of_markdown_stand_at_their_own_line(source, lines):
    assert [finding.line for finding in compile_lesson(source).errors] == lines


def test_headings_are_counted_over_prose_notes_and_details_but_not_in_items():
    item = "::: text {#abc}\n#### 問の見出し\n= a\n:::"
    assert "E507" not in codes(f"## 一\n::: note\n### 二\n:::\n{item}\n#### 三")
    assert "E507" in codes("## 一\n::: note\n文\n:::\n#### 三")
    assert codes("# 大").count("E507") == 1


@pytest.mark.parametrize("words", ["こちら", "ここ。", " ", "https://example.jp/", "**こちら**", "www.example.jp"])
def test_a_link_needs_words_that_tell_where_it_leads(words):
    assert "E508" in codes(f"[{words}](https://example.jp/)")
    assert "E508" not in codes(f"[{words}の手引き](https://example.jp/)")
