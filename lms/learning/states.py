"""States of requirement rules and of what a learner did with a question (workflows.md §6, authoring.md §8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleState(models.TextChoices):
    """A rule is written, tried against the learners of today, dated, in force, and retired."""

    DRAFT = "draft", _("Draft")
    TRIED = "tried", _("Tried")
    DATED = "dated", _("Dated")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")


class ResultState(models.TextChoices):
    """A learner meets a rule or no longer meets it. Who never met it has no result."""

    MET = "met", _("Met")
    LOST = "lost", _("No longer met")


class AnswerState(models.TextChoices):
    """Where a learner stands with one question."""

    OPEN = "open", _("Not yet")
    PARTLY = "partly", _("Partly right")
    SOLVED = "solved", _("Solved")
    SPENT = "spent", _("Tries used up")
    REVEALED = "revealed", _("Answer shown")
