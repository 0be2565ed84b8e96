"""Writes a printed table as HTML: some hundred cells per page, so by joining strings instead of a template loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from lms.reports.tables import RenderedTable, Row

register = template.Library()
# Tables whose cells are words that have to wrap.
SENTENCES = frozenset({"definitions", "changes"})


@register.simple_tag
def report_table(table: RenderedTable) -> SafeString:
    """`{% report_table table %}`: the table in a box of its own that scrolls sideways, then its notes."""
    css = "" if table.key in SENTENCES else "n nb"
    heads = format_html_join(
        "", '<th scope="col" class="{}">{}</th>', ((css.removesuffix(" nb"), column) for column in table.columns)
    )
    rows = format_html_join("", "<tr>{}{}</tr>", ((_head(row), _cells(row, css)) for row in table.rows))
    notes = format_html_join("", '<p class="small muted mt3">{}</p>', ((note,) for note in table.notes))
    return format_html(
        '<div class="scroll" role="region" tabindex="0" aria-label="{}"><table>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div>{}',
        _("%(title)s: table") % {"title": table.title},
        _("Item"),
        heads,
        rows,
        notes,
    )


def _head(row: Row) -> SafeString:
    if row.level:
        return format_html('<th scope="row"><span class="muted" aria-hidden="true">└ </span>{}</th>', row.label)
    return format_html('<th scope="row">{}</th>', row.label)


def _cells(row: Row, css: str) -> SafeString:
    return format_html_join("", '<td class="{}">{}</td>', ((css, cell.text) for cell in row.cells))
