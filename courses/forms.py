"""The editor's form of a lesson and the upload of a course."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.models.pages import LessonRefused
from courses.services import check_text

MAX_UPLOAD = 50 * 1024 * 1024


class LessonForm(WagtailAdminPageForm):
    """Drafts and autosave keep the text as typed; what is meant to go live is checked here, so that a person sees messages."""

    def clean(self) -> dict[str, Any]:
        """Adds the errors of the text at `body`, except while only a draft is saved."""
        cleaned = super().clean()
        if self.is_deferred_validation or "body" not in cleaned:
            return cleaned
        lesson = self.instance
        for name in ("body", "skills", "key"):
            setattr(lesson, name, cleaned.get(name, getattr(lesson, name)))
        try:
            check_text(lesson)
        except LessonRefused as refusal:
            for error in refusal.error_dict["body"]:
                self.add_error("body", error)
        return cleaned


class CourseUploadForm(forms.Form):
    """A course as a zip file; first a dry run, then the drafts."""

    file = forms.FileField(label=_("zip file of a course"))

    def clean_file(self) -> Any:
        """Refuses what is larger than 50 MB before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 50 MB."))
        return file
