"""The editor's form of a lesson and the upload of a course."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.models.publishing import LessonRefused
from courses.services import check_text

MAX_UPLOAD = 50 * 1024 * 1024


class LessonForm(WagtailAdminPageForm):
    """Drafts and autosave keep the text as typed; what is meant to go live is checked here, so that a person sees messages."""

    def clean(self) -> dict[str, Any]:
        """Adds the errors of each text at its field, except while only a draft is saved."""
        cleaned = super().clean()
        if self.is_deferred_validation or "body" not in cleaned:
            return cleaned
        lesson = self.instance
        for name in ("body", "plain_body", "body_en", "skills", "key"):
            if name in cleaned:
                setattr(lesson, name, cleaned[name])
        try:
            check_text(lesson)
        except LessonRefused as refusal:
            for name, errors in refusal.error_dict.items():
                for error in errors:
                    self.add_error(name if name in self.fields else "body", error)
        return cleaned


class CourseUploadForm(forms.Form):
    """A course as a zip file; first a dry run, then the drafts."""

    file = forms.FileField(label=_("zip file of a course"))
    reorder = forms.BooleanField(
        label=_("change the order of published lessons too"),
        required=False,
        help_text=_("Learners see the new order at once. New lessons and drafts are put in order in any case."),
    )

    def clean_file(self) -> Any:
        """Refuses what is larger than 50 MB before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 50 MB."))
        return file


class QuestionsForm(forms.Form):
    """Questions of other tools: a file, or text and cells pasted."""

    file = forms.FileField(
        label=_("file"), required=False, help_text=_("GIFT or Aiken (.gift, .txt), table (.xlsx, .csv)")
    )
    pasted = forms.CharField(
        label=_("or paste here"),
        required=False,
        max_length=300_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Cells of a spreadsheet with their header row, GIFT or Aiken."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not (cleaned.get("pasted") or "").strip():
            raise forms.ValidationError(_("Choose a file or paste the questions."))
        return cleaned


class DocumentForm(forms.Form):
    """A Word document or Markdown file that becomes draft lessons."""

    file = forms.FileField(label=_("file"), help_text=_("Word (.docx) or Markdown (.md)"))
    split = forms.BooleanField(label=_("one lesson for every main heading"), required=False)

    def clean_file(self) -> Any:
        """Refuses what is larger than 50 MB before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 50 MB."))
        return file
