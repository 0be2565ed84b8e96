"""Two versions of a lesson's text compared line by line, as the CMS shows revisions and as a conflict page shows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from wagtail.admin.compare import FieldComparison

from courses.writing import differences

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


def difference_table(before: str, after: str) -> SafeString:
    """The changed lines with their numbers as a table; text of a person is escaped."""
    return render_to_string("courses/cms/differences.html", {"lines": differences(before, after)})


class LineComparison(FieldComparison):
    """Wagtail's comparison of the text field."""

    def htmldiff(self) -> SafeString:
        """The table."""
        return difference_table(self.val_a or "", self.val_b or "")
