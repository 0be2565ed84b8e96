"""Binds the app `reports` into Django: it hears every fact it counts and can rebuild what it keeps of them."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Reports."""

    name = "lms.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Bind."""
        from lms.ledger.imports import register_fact_kind
        from lms.ledger.projections import register_rebuild
        from lms.ledger.projectors import register_projector
        from lms.ledger.schedules import register_schedule
        from lms.reports.closing import check
        from lms.reports.marks import READS
        from lms.reports.personal_data import register_reports_data
        from lms.reports.requirements import OPENED
        from lms.reports.rollup import project_facts, rebuild, verify_every_night
        from lms.reports.services import IMPORTABLE, payload_check

        register_projector(READS | {OPENED}, project_facts)
        register_rebuild("rollup", rebuild)
        register_rebuild("closed_years", check)
        register_reports_data()
        register_schedule("rollup", verify_every_night, at=time(2, 30))
        for kind in IMPORTABLE:
            register_fact_kind(kind, payload_check(kind))
