"""Forms of job posts: the draft with its legal items, and the steps of firm and staff."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.learning.models import QualificationRule
from lms.ledger import clock
from lms.ledger.forms import ActForm
from lms.partners import terms
from lms.partners.forms.fields import NeededChoice, NeededDate, NeededNumber, NeededText, NeededTime
from lms.partners.forms.membership import ReturnForm
from lms.partners.forms.steps import ReasonMixin, StepForm, checklist_field
from lms.partners.models import JobPost
from lms.partners.selectors import lint_of
from lms.programmes.models import Programme

if TYPE_CHECKING:
    from lms.partners.terms import Field

POST_POINTS = {
    "true": _("What the post says is true and up to date as far as I can tell."),
    "complete": _("Every legal item is filled and understandable."),
    "fair": _("Nothing in it excludes people for reasons that have nothing to do with the work."),
    "contact": _("The firm's contact for job seekers is right."),
}
LINT_LABELS = {
    "job.sex": _("Wording about sex"),
    "lint.young": _("Wording about age"),
    "lint.wage": _("Wage close to the minimum"),
    "lint.wage_works_out": _("Wage that works out below the minimum"),
}


def _text(field: Field, common: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3}) if field.kind == "long" else forms.TextInput()
    return NeededText(max_length=1000, widget=widget, **common)


def form_field(field: Field) -> forms.Field:
    """The form field of one legal item."""
    common = {"label": field.label, "required": field.required, "help_text": field.help}
    if field.kind == "choice":
        return NeededChoice(choices=[("", _("Please choose")), *field.choices], **common)
    if field.kind == "number":
        return NeededNumber(min_value=0, max_value=999_999_999, **common)
    if field.kind == "date":
        return NeededDate(**common)
    if field.kind == "time":
        return NeededTime(**common)
    return _text(field, common)


def lines(text: str) -> list[str]:
    """One entry per line, empty lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class NewPostForm(ActForm):
    """JOB-1: the class of the contract, which never changes after the first submit, and a title."""

    contract_class = forms.ChoiceField(
        label=_("Kind of contract"), choices=JobPost.ContractClass.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Title"), max_length=120)


class PostForm(ActForm):
    """The whole draft; saving keeps whatever was typed, submitting asks the validators of the class."""

    use_required_attribute = False
    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("About this work"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    work_style = forms.ChoiceField(label=_("Way of working"), choices=JobPost.WorkStyle.choices)
    openings = NeededNumber(label=_("How many people"), min_value=0, max_value=999)
    valid_until = NeededDate(label=_("Shown until (90 days at most)"))
    publish_at = forms.DateTimeField(
        label=_("Show from"),
        required=False,
        help_text=_("Leave it empty to show the post as soon as it is approved."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    selection_steps = NeededText(
        label=_("Steps of the selection"),
        max_length=1000,
        help_text=_("One per line, for example: reading of the application, talk online, trial work."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    criteria = NeededText(
        label=_("What applications are judged by"),
        max_length=3000,
        help_text=_("One per line, at most 20. Only what the work needs."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rule = forms.ModelChoiceField(
        label=_("Requirement"),
        queryset=QualificationRule.objects.none(),
        required=False,
        empty_label=_("Open to everybody"),
    )
    hello_work_number = forms.CharField(
        label=_("Hello Work number"), max_length=20, required=False, help_text=_("If the post is there as well.")
    )

    def __init__(self, post: JobPost, data: Any = None) -> None:
        self.post = post
        super().__init__(data, initial=self._initial(post))
        own = Q(organisation_id__isnull=True) | Q(organisation_id=post.organisation_id)
        rules = QualificationRule.objects.filter(own, region_id=post.region_id).in_force(clock.today_in_tokyo())
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]
        for field in terms.fields_of(post.contract_class):
            self.fields[field.name] = form_field(field)

    def _initial(self, post: JobPost) -> dict[str, Any]:
        own = {name: getattr(post, name) for name in ("title", "summary", "work_style", "openings", "valid_until")}
        own |= {"publish_at": post.publish_at, "rule": post.rule_id, "hello_work_number": post.hello_work_number}
        own["selection_steps"] = "\n".join(post.selection_steps)
        own["criteria"] = "\n".join(row["text"] for row in post.criteria)
        return {**self.hidden_initial(post), **post.terms, **own}

    def draft_fields(self) -> dict[str, Any]:
        """The post's own fields, as `save_draft` takes them."""
        typed = self.cleaned_data
        plain = ("title", "summary", "work_style", "valid_until", "publish_at", "rule", "hello_work_number")
        criteria = [{"key": f"c{n}", "text": text} for n, text in enumerate(lines(typed["criteria"]), start=1)]
        return {
            **{name: typed[name] for name in plain},
            "openings": typed["openings"] or 0,
            "selection_steps": lines(typed["selection_steps"]),
            "criteria": criteria,
        }

    def legal_items(self) -> dict[str, Any]:
        """The legal items as typed; times as HH:MM."""
        names = [field.name for field in terms.fields_of(self.post.contract_class)]
        typed = {name: self.cleaned_data.get(name) for name in names}
        return {name: value.strftime("%H:%M") if isinstance(value, time) else value for name, value in typed.items()}

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """At their fields; what belongs to the organisation's own data stands above the form."""
        super().take_errors({field: [gettext(text) for text in texts] for field, texts in errors.items()})

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The legal items under the headings of the table."""
        return [
            (item.title, [self[field.name] for field in item.fields])
            for item in terms.items_of(self.post.contract_class)
        ]

    def own_fields(self) -> list[forms.BoundField]:
        """The post's own fields in their order."""
        hidden = {"idempotency_key", "expected_version"}
        return [self[name] for name in self.base_fields if name not in hidden]


class ReturnPostForm(ReturnForm):
    """JOB-3."""

    fields_to_return = {
        "title": _("Title and text"),
        "terms": _("Legal items"),
        "wage": _("Wage or fee"),
        "criteria": _("Criteria and selection"),
        "other": _("Something else"),
    }


class CheckPostForm(StepForm):
    """The coordinator's check, and JOB-4: points to tick, a reason for each warning, the programme."""

    title, button, kind = _("Check and approve"), _("Approve"), ""
    programme = forms.ModelChoiceField(
        label=_("Programme the post belongs to"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("Standing courses"),
    )
    checklist = checklist_field(POST_POINTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.of_region(self.row.region).filter(is_standing=False)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.findings = lint_of(self.row)
        for finding in self.findings:
            self.fields[f"lint_{finding.key}"] = forms.CharField(
                label=LINT_LABELS[finding.key],
                help_text=gettext(finding.key).format(example=finding.example),
                max_length=200,
                required=False,
            )

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What was checked before."""
        answers = {f"lint_{key}": text for key, text in row.lint_answers.items()}
        return {**self.hidden_initial(row), "checklist": row.checklist, "programme": row.programme_id, **answers}

    def move_data(self) -> dict[str, Any]:
        """Checklist, answers by key of the finding, programme."""
        answers = {finding.key: self.cleaned_data.get(f"lint_{finding.key}", "") for finding in self.findings}
        return {
            "checklist": self.cleaned_data["checklist"],
            "lint_answers": answers,
            "programme": self.cleaned_data["programme"],
        }


class ApproveCheckedPostForm(StepForm):
    """JOB-4 by the approver, after the coordinator's check."""

    title, button, kind = _("Approve"), _("Approve"), ""
    explain = _("The coordinator has checked this post. The first three posts of a firm need a second person.")


class PauseForm(ReasonMixin, StepForm):
    """JOB-10."""

    title, button = _("Pause"), _("Pause this post")
    explain = _("It stays visible, and nobody can apply until it is resumed.")


class PauseByFirmForm(StepForm):
    """JOB-10 by the firm, which need not say why."""

    title, button, explain = PauseForm.title, PauseForm.button, PauseForm.explain


class ResumeForm(StepForm):
    """JOB-10."""

    title, button, kind = _("Resume"), _("Resume this post"), ""


class CloseForm(StepForm):
    """JOB-12 by the firm."""

    title, button, kind = pgettext_lazy("a post", "Close"), _("Close this post"), "danger"
    explain = _("Running applications go on. The public page says that the post is closed.")
    reason_code = forms.ChoiceField(
        label=_("Reason for closing"),
        choices=[("filled", _("The places are taken")), ("withdrawn", _("We do not look any more"))],
    )


class CloseByStaffForm(ReasonMixin, CloseForm):
    """JOB-12 by the coordinator."""

    reason_code = forms.ChoiceField(
        label=_("Reason for closing"), choices=[("coordinator", _("Decision of the office"))]
    )
