"""Binds the app `learning` into Django: requirement workflow, append-only events, facts, schedules, personal data."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _make_counters(**kwargs: Any) -> None:
    """The table of the cache that counts (settings: CACHES["counters"]); nothing happens when it is there."""
    call_command("createcachetable", database=kwargs["using"], verbosity=0)


class LearningConfig(AppConfig):
    """Enrolment, answers, skills, requirements."""

    name = "lms.learning"
    label = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Bind."""
        post_migrate.connect(_make_counters, sender=self)
        self._bind_rules()
        self._bind_submissions()
        self._bind_events()
        self._bind_personal_data()

    @staticmethod
    def _bind_rules() -> None:
        from lms.learning.requirements import effects, guards
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
    def _bind_submissions() -> None:
        from lms.learning import completion
        from lms.learning.assignments import work
        from lms.learning.states import SUBMISSION
        from lms.ledger.registry import Described, Guard, bind, register_workflow

        register_workflow(SUBMISSION)
        bind(
            SUBMISSION.name,
            guards={
                "something_handed_in": Guard(work.something_handed_in, kind="form"),
                "tries_left": Guard(work.tries_left, kind="world"),
                "of_somebody_else": Guard(work.of_somebody_else, kind="protective"),
                "newest_seen": Guard(work.newest_seen, kind="world"),
                "comment_given": Guard(work.comment_given, kind="form"),
                "rubric_filled": Guard(work.rubric_filled, kind="form"),
                "rubric_enough": Guard(work.rubric_enough, kind="form"),
            },
            effects={
                "keep_version": work.keep_version,
                "keep_review": work.keep_review,
                "give_levels": work.give_levels,
                "complete_course": completion.after_acceptance,
                "tell_learner": work.tell_learner,
            },
            payload=work.work_payload,
            describe=lambda row: Described(subject_ref=row.subject_ref, programme=row.enrolment.programme.code),
        )

    @staticmethod
    def _bind_events() -> None:
        from lms.learning import recompute, tasks
        from lms.learning.events import learning_facts
        from lms.learning.models import LearningEvent
        from lms.learning.regrade import job
        from lms.ledger import append_only
        from lms.ledger.facts import register_fact_source
        from lms.ledger.outbox import register_handler
        from lms.ledger.projections import register_rebuild
        from lms.ledger.schedules import register_schedule

        append_only.protect(LearningEvent)
        register_rebuild("learning", recompute.rebuild)
        register_handler(job.EFFECT, job.run_row)
        register_fact_source("learning", learning_facts)
        # `courses` stands below the worker's schedules, so its clockwork is registered here.
        register_schedule("publish_pages", tasks.publish_pages, every=timedelta(minutes=1))
        register_schedule("rules_take_effect", tasks.take_rules_into_effect, at=time(0, 5))
        register_schedule("tests_out_of_time", tasks.end_overdue_tests, every=timedelta(minutes=1))
        register_schedule("evidence_expiry", tasks.watch_expiry, at=time(9, 0))
        register_schedule("lesson_reviews", tasks.remind_of_reviews, at=time(9, 10))
        register_schedule("autosaves_purge", tasks.purge_autosaves, at=time(3, 20))

    @staticmethod
    def _bind_personal_data() -> None:
        from lms.learning.personal_data import register_rules

        register_rules()
