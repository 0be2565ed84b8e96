"""Binds the app `learning` into Django: requirement workflow, append-only events, facts, schedules, personal data."""

from __future__ import annotations

from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Enrolment, answers, skills, requirements."""

    name = "lms.learning"
    label = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Bind."""
        self._bind_rules()
        self._bind_events()
        self._bind_personal_data()

    @staticmethod
    def _bind_rules() -> None:
        from lms.learning import effects, guards
        from lms.learning.states import QUALIFICATION_RULE
        from lms.ledger.registry import Guard, bind, register_workflow

        register_workflow(QUALIFICATION_RULE)
        bind(
            QUALIFICATION_RULE.name,
            guards={
                "predicates_known": Guard(guards.predicates_known, kind="form"),
                "next_version": Guard(guards.next_version, kind="form"),
                "valid_from_ahead": Guard(guards.valid_from_ahead, kind="form"),
                "day_has_come": Guard(guards.day_has_come, kind="world"),
            },
            effects={
                "keep_trial": effects.keep_trial,
                "set_valid_from": effects.set_valid_from,
                "retire_older": effects.retire_older,
                "set_retired_on": effects.set_retired_on,
                "evaluate_all": effects.evaluate_all,
            },
            payload=effects.rule_payload,
        )

    @staticmethod
    def _bind_events() -> None:
        from lms.learning.events import learning_facts
        from lms.learning.models import LearningEvent
        from lms.learning.tasks import publish_pages, take_rules_into_effect, watch_expiry
        from lms.ledger import append_only
        from lms.ledger.facts import register_fact_source
        from lms.ledger.schedules import register_schedule

        append_only.protect(LearningEvent)
        register_fact_source("learning", learning_facts)
        # `courses` stands below the worker's schedules, so its clockwork is registered here.
        register_schedule("publish_pages", publish_pages, every=timedelta(minutes=1))
        register_schedule("rules_take_effect", take_rules_into_effect, at=time(0, 5))
        register_schedule("evidence_expiry", watch_expiry, at=time(9, 0))

    @staticmethod
    def _bind_personal_data() -> None:
        from lms.accounts.personal_data import (
            delete_rows,
            keep_pseudonymous,
            register_personal_data,
            rows_about,
            rows_of,
        )  # fmt: skip
        from lms.learning.models import (
            Enrolment,
            ItemState,
            LearningEvent,
            LearningGoal,
            QualificationResult,
            SkillEvidence,
        )  # fmt: skip
        from lms.learning.personal_data import erase_answers, erase_enrolments, export_answers

        register_personal_data(Enrolment, rows_of(Enrolment, "person"), erase_enrolments)
        register_personal_data(ItemState, export_answers, erase_answers)
        register_personal_data(SkillEvidence, rows_of(SkillEvidence, "person"), keep_pseudonymous)
        register_personal_data(QualificationResult, rows_of(QualificationResult, "person"), keep_pseudonymous)
        facts = rows_about(LearningEvent, "kind", "occurred_on", "recorded_at", "programme", "payload")
        register_personal_data(LearningEvent, facts, keep_pseudonymous)
        register_personal_data(LearningGoal, rows_of(LearningGoal, "person"), delete_rows(LearningGoal, "person"))
