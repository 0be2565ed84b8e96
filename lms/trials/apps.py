"""Binds the app `trials` into Django: its workflow, clocks, append-only papers and rules about personal data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# At which step a guard answers (workflows.md §2); the others ask about the world.
PROTECTIVE = frozenset({"adults_only", "not_own_case"})
FORM = frozenset(
    {
        "terms_complete", "sign_form", "amend_form", "reason_given", "stop_explained", "hours_form", "evaluation_form",
        "outcome_form",
    }
)  # fmt: skip


class TrialsConfig(AppConfig):
    """Trial work."""

    name = "lms.trials"
    label = "trials"
    verbose_name = _("Trial work")

    def ready(self) -> None:
        """Bind."""
        from lms.ledger.append_only import protect
        from lms.trials import own_data
        from lms.trials.models import TrialPaper

        protect(TrialPaper)
        own_data.register()
        _bind_workflow()
        _bind_clocks()


def _bind_workflow() -> None:
    from lms.ledger.registry import Guard, bind, extend_workflow, register_workflow
    from lms.partners.states import MEMBERSHIP_WORKFLOW
    from lms.trials import effects, guards
    from lms.trials.services import stop_when_membership_ends
    from lms.trials.states import TRIAL

    def step(key: str) -> str:
        return "protective" if key in PROTECTIVE else "form" if key in FORM else "world"

    register_workflow(TRIAL)
    bind(
        "trial",
        guards={key: Guard(getattr(guards, key), step(key)) for row in TRIAL.transitions for key in row.guards},
        effects={key: getattr(effects, key) for row in TRIAL.transitions for key in row.effects},
        payload=effects.payload,
        describe=effects.describe,
    )
    # Apps start from the top of the list: the table is known before its own app binds it.
    register_workflow(MEMBERSHIP_WORKFLOW)
    extend_workflow("membership", "end", reaction=stop_when_membership_ends)


def _bind_clocks() -> None:
    from lms.ledger.clocks import register_clock
    from lms.trials import effects, ringing

    register_clock(effects.SIGN, ringing.signing)
    register_clock(effects.START, ringing.start, any_day=True)
    register_clock(effects.END_ANSWER, ringing.end_unanswered)
    register_clock(effects.EVALUATE, ringing.evaluation)
    register_clock(effects.RESULT, ringing.result_missing)
