"""What a reader may choose: the period, the day, the day of knowledge and the audience."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.ledger.clock import fiscal_year, today_in_tokyo
from lms.reports.closing import known_at_of
from lms.reports.definitions import fiscal_year_span
from lms.reports.quantity import Span
from lms.reports.report import Audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms.programmes.models import Programme

ALL = "all"


class DayInput(forms.DateInput):
    """A day as the browser's own field shows it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReadingForm(forms.Form):
    """A GET form: the address of a report names what it shows and can be passed on."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    as_of = forms.DateField(label=_("Counted to"), required=False, widget=DayInput())
    known_at = forms.DateField(
        label=_("Records closed"),
        required=False,
        widget=DayInput(),
        help_text=_("What was known by the end of this day."),
    )
    audience = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(
        self, data: Any, *, programme: Programme, audiences: Sequence[Audience], audience: Audience | None = None
    ) -> None:
        super().__init__(data)
        self.programme = programme
        self.default_audience = audience or audiences[0]
        # Who reads hidden counts only may not follow them from day to day, or the steps would tell them (SC-7).
        self.by_month = Audience.EXACT not in audiences
        last = self.last_day
        years = range(fiscal_year(last), fiscal_year(programme.starts_on) - 1, -1) if not programme.is_standing else []
        years = years or range(fiscal_year(last), fiscal_year(last) - 3, -1)
        self._choices("period", [(ALL, _("From the beginning")), *((str(year), _year(year)) for year in years)])
        self._choices("audience", [(one.value, one.label) for one in audiences])
        if self.by_month:
            for name in ("as_of", "known_at", "audience"):
                del self.fields[name]

    @property
    def last_day(self) -> date:
        """Today, or the end of the month before for who reads month by month."""
        today = today_in_tokyo()
        return today.replace(day=1) - timedelta(days=1) if self.by_month else today

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_as_of(self) -> date | None:
        """No number of the future (MX-23)."""
        return _not_later_than_today(self.cleaned_data["as_of"])

    def clean_known_at(self) -> date | None:
        """No knowledge of the future (MX-23)."""
        return _not_later_than_today(self.cleaned_data["known_at"])

    def clean(self) -> dict[str, Any]:
        """A day has to lie in the fiscal year it is read in."""
        cleaned = super().clean() or self.cleaned_data
        as_of, period = cleaned.get("as_of"), cleaned.get("period") or ALL
        if as_of and period != ALL and fiscal_year(as_of) != int(period):
            self.add_error("as_of", _("This day is not in the chosen fiscal year."))
        return cleaned

    @property
    def span(self) -> Span:
        """The period: a fiscal year up to today (MX-24), or everything up to the chosen day."""
        as_of = self.cleaned_data.get("as_of")
        period = self.cleaned_data.get("period") or ALL
        if period == ALL:
            return Span(end=as_of or self.last_day)
        year = fiscal_year_span(int(period))
        return Span(start=year.start, end=as_of or min(year.end, self.last_day))

    @property
    def known_day(self) -> date:
        """The chosen day of knowledge; else that of the closing of the year, else the last possible one."""
        return self.cleaned_data.get("known_at") or known_at_of(self.programme, self.span.start) or self.last_day

    @property
    def reader(self) -> Audience:
        """For whom the report is read."""
        return Audience(self.cleaned_data.get("audience") or self.default_audience)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=400,
        help_text=_("Without names of people: what the numbers are for, or what happened."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefusableForm(forms.Form):
    """A form whose act may be refused at a field."""

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Put the refusals of a service at their fields."""
        for name, texts in errors.items():
            for text in texts:
                self.add_error(name, gettext(text))


class ReasonForm(RefusableForm):
    """Why: one line that stays in the record."""

    reason = _reason()


class ExactFileForm(ReadingForm):
    """Asks for a file with exact numbers: the period and days of a report, and the reason."""

    reason = _reason()

    def __init__(self, data: Any, *, programme: Programme) -> None:
        super().__init__(data, programme=programme, audiences=[Audience.EXACT])
        del self.fields["audience"]


class ClosingForm(RefusableForm):
    """Proposes to fix a fiscal year."""

    year = forms.TypedChoiceField(label=_("Fiscal year"), coerce=int)
    known_at = forms.DateField(
        label=_("Records closed"),
        widget=DayInput(),
        help_text=_("What was recorded by the end of this day is in the figures. It has to be over."),
    )

    def __init__(self, data: Any, *, years: Sequence[int]) -> None:
        super().__init__(data, initial={"known_at": today_in_tokyo() - timedelta(days=1)})
        field = self.fields["year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(year), _year(year)) for year in years]


def _year(year: int) -> Any:
    return _("Fiscal year %(year)s") % {"year": year}


def _not_later_than_today(day: date | None) -> date | None:
    if day is not None and day > today_in_tokyo():
        raise forms.ValidationError(_("This day is in the future."))
    return day
