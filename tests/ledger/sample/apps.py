"""Binds the sample workflow."""

from __future__ import annotations

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "tests.ledger.sample"
    label = "sample"

    def ready(self) -> None:
        from lms.ledger.clocks import register_clock
        from lms.ledger.outbox import register_handler
        from lms.ledger.registry import Described, Guard, bind, register_workflow
        from lms.ledger.roles import register_role_source
        from tests.ledger.sample import acts

        register_workflow(acts.WORKFLOW)
        bind(
            "parcel",
            guards={
                "not_blocked": Guard(acts.not_blocked, kind="world"),
                "label_typed": Guard(acts.label_typed, kind="form"),
                "not_own": Guard(acts.not_own, kind="protective"),
            },
            effects={"tell": acts.tell},
            undo={"PAR-3": acts.tell_undone},
            payload=lambda ctx: {"weight": ctx.row.weight},
            describe=lambda row: Described(subject_ref=row.subject_ref, programme="p1"),
        )
        register_role_source(acts.sample_roles)
        register_handler("sample.note", acts.deliver_note)
        register_clock("parcel.reminder", acts.ring)
