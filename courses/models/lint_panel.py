"""The panel of the lesson editor that lists errors and warnings of the text with their lines."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class LintPanel(Panel):
    """Shows what the check says about the text as it was last saved. Stores and changes nothing."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one lesson."""

        template_name = "courses/cms/lint_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """`findings`: [{code, line, text, is_error}], `has_text`."""
            context = super().get_context_data(parent_context)
            lesson = self.instance
            context["has_text"] = bool(lesson.body.strip())
            context["findings"] = type(lesson).lint_of(lesson) if context["has_text"] else []
            return context
