"""The acts of the hiring side; every change of state goes through the engine."""

from lms.hiring.services.applying import (
    accept_interview,
    accept_offer,
    acknowledge_terms,
    decline_interview,
    decline_offer,
    reopen_application,
    save_draft,
    submit_application,
    withdraw_application,
)
from lms.hiring.services.consenting import (
    exclude_organisation,
    give_again,
    lift_exclusion,
    narrow_consent,
    publish_consent_text,
    revoke_consent,
)
from lms.hiring.services.contracting import (
    cancel_start,
    confirm_conversion,
    end_contract,
    propose_conversion,
    record_start,
)
from lms.hiring.services.reading import open_named_as_staff, record_reading
from lms.hiring.services.recalling import attest_deletion
from lms.hiring.services.reviewing import (
    ask_interview,
    ask_reopen,
    make_offer,
    move_back,
    open_application,
    reject_application,
    reschedule_interview,
    retract_offer,
)
from lms.hiring.services.trying import propose_trial

__all__ = [
    "accept_interview",
    "accept_offer",
    "acknowledge_terms",
    "ask_interview",
    "ask_reopen",
    "attest_deletion",
    "cancel_start",
    "confirm_conversion",
    "decline_interview",
    "decline_offer",
    "end_contract",
    "exclude_organisation",
    "give_again",
    "lift_exclusion",
    "make_offer",
    "move_back",
    "narrow_consent",
    "open_application",
    "open_named_as_staff",
    "propose_conversion",
    "propose_trial",
    "publish_consent_text",
    "record_reading",
    "record_start",
    "reject_application",
    "reopen_application",
    "reschedule_interview",
    "retract_offer",
    "revoke_consent",
    "save_draft",
    "submit_application",
    "withdraw_application",
]
