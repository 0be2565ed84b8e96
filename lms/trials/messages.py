"""The exact messages of this app's refusals (law.md §6, §7, §13), listed so that the catalogues carry every key."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

# Keys of the validator of the terms.
LEGAL = (
    _("trial.blank"), _("trial.required"), _("trial.starts_on"), _("trial.ends_on"), _("trial.tasks"),
    _("trial.criteria"), _("trial.deliverable"), _("trial.unpaid_only"), _("trial.hours_cap"), _("trial.pay_needed"),
    _("trial.seven_acts"), _("trial.receipt_date"),
)  # fmt: skip

# Keys of refusals of the guards.
REFUSALS = (
    _("M03"), _("M03.2"), _("trial.cap"), _("trial.unsigned"), _("trial.signed"), _("trial.read_paper"),
    _("trial.amend_reason"), _("trial.not_on_day"), _("trial.worked"), _("trial.hours_day"), _("trial.hours_fixed"),
    _("trial.hours_minutes"), _("trial.hours_over"), _("trial.no_hours"), _("trial.other_side"),
    _("trial.coordinator_waits"), _("trial.evaluations_open"), _("trial.filed"), _("trial.criteria_only"),
    _("trial.outcome"),
)  # fmt: skip
