"""The panels of the lesson editor: palette and figures above the text, the text, its check and its questions below."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django import forms
from django.forms.widgets import Script
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, Panel

from content.lessonmark.blockform import blocks
from content.lessonmark.samples import SAMPLES, palette, sample_lesson

COMMON = ("choice", "truefalse", "cloze", "note")
"""Blocks that most lessons need: buttons of their own at the top of the palette."""


class PalettePanel(Panel):
    """Buttons that insert a working example, the figures, 「最終保存」. Without JavaScript it says how a block is written."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one lesson."""

        template_name = "courses/cms/palette_panel.html"

        @property
        def media(self) -> forms.Media:
            """One module and one style sheet for the whole editor."""
            module: Any = Script("courses/writing.js", type="module")
            return forms.Media(js=[module], css={"all": ["courses/writing.css"]})

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """`groups` [(name, [(label, sample)])], `sample_lesson`, addresses, the prefix of names, the time of the last save."""
            context = super().get_context_data(parent_context)
            lesson = self.instance
            scope = lesson.pk or self.request.resolver_match.kwargs.get("parent_page_id")
            groups: dict[str, list[dict[str, str]]] = {}
            for name, sample in palette():
                groups.setdefault(sample.group, []).append({"name": name, "label": sample.label, "text": sample.text})
            context["groups"] = [(title, groups[title]) for title in ("文章", "問題", "問題の中") if title in groups]
            context["common"] = [
                {"label": SAMPLES[name].label, "text": SAMPLES[name].text}
                for name, _sample in palette()
                if name in COMMON
            ]
            # A bank holds questions only: the sample is one for lessons.
            context["sample_lesson"] = sample_lesson() if hasattr(lesson, "plain_body") else ""
            context["check_url"] = reverse("courses_check", args=[scope])
            context["form_url"] = reverse("courses_block_form", args=[scope])
            context["files_url"] = reverse("courses_files", args=[scope])
            context["prefix"] = type(lesson).name_prefix(scope)
            revision = lesson.latest_revision if lesson.pk else None
            context["saved_at"] = revision.created_at if revision else None
            return context


class LessonTextPanel(FieldPanel):
    """The text as one plain field; compared line by line."""

    # Bound in apps.py.
    comparison: ClassVar[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        attrs = {"rows": 26, "spellcheck": "false", "class": "lesson-text", "wrap": "soft"}
        kwargs.setdefault("widget", forms.Textarea(attrs=attrs))
        super().__init__(*args, **kwargs)

    def get_comparison_class(self) -> Any:
        """Lines, not words: a moved mark is seen where it stands."""
        return type(self).comparison


class CheckPanel(Panel):
    """Errors and warnings of the text as last saved, and its questions with what learners answered. Stores nothing."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one lesson."""

        template_name = "courses/cms/check_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """`findings` [{code, line, text, is_error}], `has_text`, `versions` [(label, findings)] of the other texts, `questions`, `statistics` {name: figures}."""
            context = super().get_context_data(parent_context)
            # What was typed and refused stands in the form again: its check belongs to it, not to the saved text.
            lesson = copy(self.instance)
            lesson.body = self.form["body"].value() or ""
            context["has_text"] = bool(lesson.body.strip())
            texts = type(lesson).lint_of(lesson) if context["has_text"] and lesson.path else {}
            context["findings"] = texts.get("", [])
            labels = dict(lesson.preview_modes)
            context["versions"] = [(labels[name], found) for name, found in texts.items() if name and found]
            figures = type(lesson).question_statistics(lesson.pk) if lesson.pk else {}
            context["statistics"] = figures
            context["questions"] = [
                {
                    "line": block.line,
                    "id": block.id,
                    "label": SAMPLES[block.name].label,
                    "figures": figures.get(block.id),
                }
                for block in blocks(lesson.body)
            ]
            return context
