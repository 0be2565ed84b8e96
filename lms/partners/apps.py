"""Binds the app `partners` into Django: workflows, roles of firms, mails, schedules, rules about personal data."""

from datetime import time, timedelta
from types import ModuleType
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Firms, membership, agreements, posts."""

    name = "lms.partners"
    label = "partners"
    verbose_name = _("Partner firms")

    def ready(self) -> None:
        """Bind."""
        _bind_workflows()
        _bind_roles()
        _bind_effects()
        _bind_personal_data()


def _bind_workflows() -> None:
    from lms.ledger.registry import Guard, bind, register_workflow
    from lms.partners import states
    from lms.partners.effects import agreement as agreement_effects
    from lms.partners.effects import membership as membership_effects
    from lms.partners.effects import posts as post_effects
    from lms.partners.guards import agreement, membership, posts

    tables = (
        (states.MEMBERSHIP_WORKFLOW, (membership,), membership_effects, membership_effects),
        (states.AGREEMENT_WORKFLOW, (agreement,), agreement_effects, agreement_effects),
        (states.POST_WORKFLOW, (posts, membership), post_effects, membership_effects),
    )
    for workflow, guard_modules, effects, shared in tables:
        register_workflow(workflow)
        guards = {key for row in workflow.transitions for key in row.guards}
        acts = {key for row in workflow.transitions for key in row.effects}
        bind(
            workflow.name,
            guards={key: Guard(_named(key, *guard_modules), GUARD_STEPS.get(key, "world")) for key in guards},
            effects={key: _named(key, effects, shared) for key in acts},
            payload=effects.payload,
            describe=effects.describe,
        )


# At which step a guard answers (workflows.md §2); the others ask about the world.
GUARD_STEPS = {
    **dict.fromkeys(
        (
            "reviewer_did_not_apply",
            "approver_did_not_prepare",
            "signer_did_not_draft",
            "checker_is_outside",
            "four_eyes_for_first_posts",
        ),
        "protective",
    ),
    **dict.fromkeys(
        (
            "organisation_named",
            "suspension_explained",
            "end_reason_known",
            "kind_changes",
            "application_complete",
            "return_reasons",
            "checklist_complete",
            "refusal_explained",
            "agreement_filled",
            "termination_explained",
            "partner_signature_given",
            "terms_lawful",
            "check_complete",
            "pause_explained",
            "close_reason_known",
        ),
        "form",
    ),
}


def _named(key: str, *modules: ModuleType) -> Any:
    """The function of this name; a key without one stops the start."""
    for module in modules:
        if hasattr(module, key):
            return getattr(module, key)
    raise LookupError(key)


def _bind_roles() -> None:
    from lms.accounts.session_roles import register_session_roles
    from lms.ledger.roles import register_role_source
    from lms.partners.permissions import firm_roles, firms_annotation, roles_from_firms

    register_role_source(firm_roles)
    register_session_roles("session_firms", annotation=firms_annotation, roles=roles_from_firms)


def _bind_effects() -> None:
    from lms.ledger import append_only, clocks, schedules
    from lms.ledger.outbox import register_handler
    from lms.partners.effects import membership, posts
    from lms.partners.models import JobTermsVersion
    from lms.partners.services.membership import expire_agreements
    from lms.partners.services.posts import close_finished_posts, publish_due_posts
    from lms.partners.services.users import INVITATION_EFFECT, deliver_invitation

    append_only.protect(JobTermsVersion)
    clocks.register_clock(membership.REVIEW_CLOCK, membership.remind_of_review)
    clocks.register_clock(membership.SAFETY_CLOCK, membership.safety_clock_rang, any_day=True)
    clocks.register_clock(posts.CHECK_CLOCK, posts.remind_of_check)
    register_handler(INVITATION_EFFECT, deliver_invitation, external=True)
    schedules.register_schedule("agreements.expire", expire_agreements, at=time(0, 0))
    schedules.register_schedule("posts.publish", publish_due_posts, every=timedelta(minutes=5))
    schedules.register_schedule("posts.close", close_finished_posts, at=time(0, 5))


def _bind_personal_data() -> None:
    from lms.accounts.personal_data import keep_pseudonymous, register_personal_data, rows_of
    from lms.partners.models import PartnerUser

    register_personal_data(PartnerUser, rows_of(PartnerUser, "person"), keep_pseudonymous)
