"""Binds the app `hiring` into Django: its tables, clocks, append-only rows, personal data and reactions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HiringConfig(AppConfig):
    """From consent to retention."""

    name = "lms.hiring"
    label = "hiring"
    verbose_name = _("Applications and hiring")

    def ready(self) -> None:
        """Bind."""
        from lms.hiring import memberships, personal_data, ringing, trial_links
        from lms.hiring.binding import bind_workflows
        from lms.hiring.effects import applications, consents, contracts, recalls
        from lms.hiring.models import ConsentText, Disclosure, Evidence
        from lms.ledger.append_only import protect
        from lms.ledger.clocks import register_clock
        from lms.ledger.registry import extend_workflow, register_workflow
        from lms.partners.states import MEMBERSHIP_WORKFLOW

        bind_workflows()
        personal_data.register()
        for model in (ConsentText, Disclosure, Evidence):
            protect(model)
        register_clock(applications.FIRM_ANSWERS, ringing.firm_silent)
        register_clock(applications.LEARNER_ANSWERS, ringing.learner_silent)
        register_clock(applications.OFFER_REMINDS, ringing.offer_reminds)
        register_clock(applications.OFFER_ENDS, ringing.offer_ends, any_day=True)
        register_clock(consents.ENDS, ringing.consent_ends, any_day=True)
        register_clock(consents.WARNS, ringing.consent_warns)
        register_clock(contracts.RETENTION_DUE, ringing.retention_due, any_day=True)
        register_clock(recalls.DUE, recalls.recall_is_late)
        register_clock(memberships.CHOICE, memberships.choice_is_over, any_day=True)
        # Apps start from the top of the list: the table extended here is registered before its own app binds it.
        register_workflow(MEMBERSHIP_WORKFLOW)
        extend_workflow("membership", "end", reaction=memberships.close_everything)
        extend_workflow("membership", "suspend", reaction=memberships.stop_firm_clocks)
        extend_workflow("membership", "resume", reaction=memberships.resume_firm_clocks)
        trial_links.bind_trials()
