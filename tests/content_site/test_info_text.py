"""Text of information pages: compiled once, without raw HTML, inline style or a second first heading."""

from __future__ import annotations

import pytest

from content.info_text import render_info_text


@pytest.mark.parametrize(
    ("text", "html"), [("# 大", "<h2>大</h2>\n"), ("## 中", "<h2>中</h2>\n"), ("### 小", "<h3>小</h3>\n")]
)
def test_headings_begin_at_the_second_level(text: str, html: str) -> None:
    assert render_info_text(text) == html


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b onclick=x>a</b>", "a <img src=x onerror=y>"])
def test_raw_html_is_shown_as_text(text: str) -> None:
    html = render_info_text(text)
    assert "<script" not in html
    assert "<b " not in html
    assert "<img" not in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "vbscript:x", "data:text/html;base64,x", "JaVaScRiPt:x"])
def test_a_dangerous_address_is_no_link(address: str) -> None:
    assert "<a " not in render_info_text(f"[x]({address})")


def test_a_table_scrolls_in_its_own_box_and_carries_no_style() -> None:
    html = render_info_text("|a|b|\n|:--|--:|\n|1|2|")
    assert html.startswith('<div class="scroll" tabindex="0"><table>')
    assert "style" not in html
    assert html.rstrip().endswith("</table>\n</div>") or html.rstrip().endswith("</table></div>")
