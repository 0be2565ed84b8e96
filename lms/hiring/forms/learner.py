"""What an applicant fills in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.hiring.models.consent import V3_ITEMS, V4_ITEMS, Item
from lms.hiring.models.contract import ContractClass
from lms.ledger import clock
from lms.ledger.forms import ActForm
from lms.partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

HOURS = (
    ("any", _("Any time")),
    ("morning", _("In the morning")),
    ("afternoon", _("In the afternoon")),
    ("evening", _("In the evening")),
)
DAYS = (
    ("1-2", _("1 or 2 days a week")),
    ("3-4", _("3 or 4 days a week")),
    ("5", _("5 days a week")),
    ("any", _("Any")),
)
PLACES = (("home", _("Only from home")), ("mixed", _("Mostly from home")), ("any", _("Anywhere")))
STARTS = (("now", _("At once")), ("month", _("In about a month")), ("later", _("Later")))
WISHES = {"hours": HOURS, "days": DAYS, "place": PLACES, "start": STARTS}


def wish_labels(wishes: dict[str, Any]) -> list[str]:
    """The chosen wishes in words, in the order of the form; unknown codes are left out."""
    return [str(dict(choices)[wishes[name]]) for name, choices in WISHES.items() if wishes.get(name) in dict(choices)]


class EvidenceForm(forms.Form):
    """Step 1: which finished courses to show, and how one would like to work."""

    courses = forms.MultipleChoiceField(label=_("Courses to show"), required=False, widget=forms.CheckboxSelectMultiple)
    hours = forms.ChoiceField(label=_("Time of day"), choices=HOURS, initial="any")
    days = forms.ChoiceField(label=_("Days a week"), choices=DAYS, initial="any")
    place = forms.ChoiceField(label=_("Place"), choices=PLACES, initial="home")
    start = forms.ChoiceField(label=_("When you can begin"), choices=STARTS, initial="month")
    note = forms.CharField(
        label=_("A word about your wishes"),
        required=False,
        max_length=80,
        help_text=_("For example: during school hours. Please do not write your name or contact here."),
    )

    def __init__(self, *args: Any, courses: Iterable[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["courses"].choices = [(row["key"], row["title"]) for row in courses]  # type: ignore[attr-defined]
        if not self.fields["courses"].choices:  # type: ignore[attr-defined]
            del self.fields["courses"]

    def wishes(self) -> dict[str, str]:
        """The chosen wishes by name."""
        return {name: self.cleaned_data[name] for name in WISHES}


def item_choices(items: Iterable[Item], needed: Collection[str]) -> list[tuple[str, str]]:
    """Items with their words; what the act cannot do without says so."""
    return [(str(item), f"{item.label}{_('(needed)')}" if str(item) in needed else str(item.label)) for item in items]


class ItemsForm(forms.Form):
    """Step 2: what the firm may see, item by item; only what the application cannot do without is ticked."""

    items = forms.MultipleChoiceField(label=_("What is passed on"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, needed: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = set(needed)
        self.fields["items"].choices = item_choices(V3_ITEMS, needed)  # type: ignore[attr-defined]
        self.fields["items"].initial = sorted(needed)

    def clean_items(self) -> list[str]:
        """Every needed item stays ticked."""
        items: list[str] = self.cleaned_data["items"]
        if not self.needed <= set(items):
            raise forms.ValidationError(_("consent.needed"))
        return items


class AgreeForm(ActForm):
    """Read and agreed, for the exact text that was on the page."""

    text_id = forms.CharField(widget=forms.HiddenInput, max_length=36)
    agreed = forms.BooleanField(
        label=_("I have read this"), required=True, error_messages={"required": _("consent.agreed")}
    )


class NamedForm(AgreeForm):
    """The V4 items of an act that needs the name."""

    items = forms.MultipleChoiceField(label=_("What is passed on"), widget=forms.CheckboxSelectMultiple)
    field_order: tuple[str, ...] = ("items", "agreed")

    def __init__(self, *args: Any, needed: Collection[str] = ("name",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [item for item in V4_ITEMS if item != Item.WORKS]
        self.fields["items"].choices = item_choices(offered, needed)  # type: ignore[attr-defined]
        self.fields["items"].initial = sorted(needed)


class SlotForm(NamedForm):
    """The answer to an interview request: one time, and the name in the same act (APP-5)."""

    slot = forms.ChoiceField(label=_("The time that suits you"), widget=forms.RadioSelect)
    field_order = ("slot", "items", "agreed")

    def __init__(self, *args: Any, slots: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [(slot, slot_label(slot)) for slot in slots]  # type: ignore[attr-defined]


def slot_label(slot: str) -> str:
    """An ISO instant as a person reads it, in Tokyo time."""
    return date_format(datetime.fromisoformat(slot).astimezone(clock.TOKYO), "Y年n月j日（D）H:i")


class TrialConsentForm(forms.Form):
    """The V4 part of a signature under trial work (TRI-3); the signature's own form carries the hidden fields of the act."""

    text_id = forms.CharField(widget=forms.HiddenInput, max_length=36)
    items = forms.MultipleChoiceField(label=_("What is passed on"), widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label=_("I have read this"), error_messages={"required": _("consent.agreed")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [item for item in V4_ITEMS if item != Item.WORKS]
        self.fields["items"].choices = item_choices(offered, {"name"})  # type: ignore[attr-defined]
        self.fields["items"].initial = ["name"]


class NarrowForm(ActForm):
    """The items that stay (CON-4)."""

    items = forms.MultipleChoiceField(label=_("What stays open"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, items: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(code, Item(code).label) for code in items]  # type: ignore[attr-defined]


class AgainForm(AgreeForm):
    """A new consent for a frozen application: the items of one level."""

    items = forms.MultipleChoiceField(label=_("What is passed on"), widget=forms.CheckboxSelectMultiple)
    field_order = ("items", "agreed")

    def __init__(self, *args: Any, level: str, needed: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = V3_ITEMS if level == "V3" else V4_ITEMS
        self.fields["items"].choices = item_choices(offered, needed)  # type: ignore[attr-defined]
        self.fields["items"].initial = sorted(needed)


class WithdrawForm(ActForm):
    """APP-17."""

    keep_consents = forms.BooleanField(label=_("Let the firm see it for 30 more days"), required=False)


class StartDayForm(ActForm):
    """The first day of work as the person says it (HIR-2)."""

    day = forms.DateField(label=_("First day of work"), widget=forms.DateInput(attrs={"type": "date"}))


class EndForm(ActForm):
    """HIR-4."""

    day = forms.DateField(label=_("Last day of work"), widget=forms.DateInput(attrs={"type": "date"}))
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=(
            ("term", _("The agreed time is over")),
            ("learner_left", _("The person left")),
            ("firm_ended", _("The firm ended it")),
        ),
    )


class CancelStartForm(ActForm):
    """APP-15."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=(("plans", _("Plans have changed")), ("terms", _("The terms do not fit")), ("other", _("Other"))),
    )


class ExcludeForm(ActForm):
    """EXC-1."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Firm")
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class ConvertForm(ActForm):
    """A conversion proposed by the firm (HIR-5)."""

    contract_class = forms.ChoiceField(label=_("New kind of contract"), choices=ContractClass.choices)
    day = forms.DateField(label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}))
    terms_text = forms.CharField(label=_("Terms of the new contract"), widget=forms.Textarea(attrs={"rows": 6}))
