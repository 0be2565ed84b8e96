"""Agreement 協定: states and moves AGR-1 to AGR-8 (workflows.md §4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow


class AgreementState(models.TextChoices):
    """Where the agreement between an organisation and the Region stands."""

    DRAFT = "draft", _("In preparation")
    SENT = "sent", _("Waiting for signatures")
    PARTLY_SIGNED = "partly_signed", _("Signed by one side")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Replaced by a newer one")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = AgreementState
_OPEN = (_S.DRAFT.value, _S.SENT.value, _S.PARTLY_SIGNED.value)

AGREEMENT_WORKFLOW = Workflow(
    name="agreement",
    model="partners.Agreement",
    states=AgreementState,
    terminals=frozenset({_S.SUPERSEDED, _S.EXPIRED, _S.TERMINATED, _S.WITHDRAWN}),
    transitions=(
        Transition(
            id="AGR-1",
            action="draft",
            from_states=(START,),
            to_state=_S.DRAFT,
            # SYS: the draft that comes with the approval of a membership (MEM-6).
            roles=frozenset({"C", "SYS"}),
            event_kind="agreement.drafted",
            guards=("membership_may_sign",),
            effects=("keep_drafter",),
        ),
        Transition(
            id="AGR-2",
            action="send",
            from_states=(_S.DRAFT,),
            to_state=_S.SENT,
            roles=frozenset({"C"}),
            event_kind="agreement.sent",
            guards=("agreement_filled",),
            effects=("freeze_agreement", "tell_agreement"),
        ),
        Transition(
            id="AGR-3",
            action="sign_partner",
            from_states=(_S.SENT,),
            to_state=_S.PARTLY_SIGNED,
            roles=frozenset({"PA", "C"}),
            event_kind="agreement.signed_by_partner",
            guards=("partner_signature_given",),
            effects=("keep_partner_signature", "tell_agreement"),
            backdating=frozenset({"C"}),
            reversible=False,
        ),
        Transition(
            id="AGR-4",
            action="sign_region",
            from_states=(_S.PARTLY_SIGNED,),
            to_state=_S.IN_FORCE,
            roles=frozenset({"AP", "SYS"}),
            event_kind="agreement.in_force",
            guards=("signer_did_not_draft", "agreement_begins_now"),
            effects=("keep_region_signature", "replace_older_agreements", "activate_membership"),
            reversible=False,
        ),
        Transition(
            id="AGR-5",
            action="withdraw",
            from_states=_OPEN,
            to_state=_S.WITHDRAWN,
            roles=frozenset({"C", "PA"}),
            event_kind="agreement.withdrawn",
            effects=("tell_agreement",),
        ),
        Transition(
            id="AGR-6",
            action="supersede",
            from_states=(_S.IN_FORCE,),
            to_state=_S.SUPERSEDED,
            roles=frozenset({"SYS"}),
            event_kind="agreement.superseded",
        ),
        Transition(
            id="AGR-7",
            action="expire",
            from_states=(_S.IN_FORCE,),
            to_state=_S.EXPIRED,
            roles=frozenset({"SYS"}),
            event_kind="agreement.expired",
            guards=("agreement_is_over",),
            effects=("suspend_membership", "tell_agreement"),
            reversible=False,
        ),
        Transition(
            id="AGR-8",
            action="terminate",
            from_states=(_S.IN_FORCE,),
            to_state=_S.TERMINATED,
            roles=frozenset({"AP", "PA"}),
            event_kind="agreement.terminated",
            guards=("termination_explained",),
            effects=("suspend_membership", "tell_agreement"),
            reason_required=True,
            reversible=False,
        ),
    ),
)
