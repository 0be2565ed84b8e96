"""Every address of ours: who may open it, by which method, and which object of the world stands in it (ROL-t1)."""

from __future__ import annotations

from dataclasses import dataclass, field

ANYBODY = frozenset({
    "visitor", "learner", "other learner", "minor", "I", "C", "AP", "AD", "SC", "RO", "PA", "PR", "PV", "other firm",
    "C elsewhere",
})  # fmt: skip
# Who has a person in this Region is a learner here, whatever other role they hold.
MEMBERS = ANYBODY - {"visitor", "C elsewhere"}
SIGNED_IN = ANYBODY - {"visitor"}
OWNER = frozenset({"learner"})
FIRM, RECRUITERS, ADMINISTRATOR = frozenset({"PA", "PR", "PV"}), frozenset({"PA", "PR"}), frozenset({"PA"})
ANY_FIRM, ANY_RECRUITER, ANY_ADMINISTRATOR = (group | {"other firm"} for group in (FIRM, RECRUITERS, ADMINISTRATOR))
COORDINATOR, APPROVERS = frozenset({"C"}), frozenset({"C", "AP"})
ROLE_OFFICER = frozenset({"AD"})


@dataclass(frozen=True)
class Address:
    """`who` may use it; `post` when it is an act only; `kwargs` name objects of the world or give plain words."""

    who: frozenset[str]
    post: bool = False
    kwargs: dict[str, str] = field(default_factory=dict)


def _at(who: frozenset[str], names: str, *, post: bool = False, **kwargs: str) -> dict[str, Address]:
    return {name: Address(who, post, kwargs) for name in names.split()}


def _post(who: frozenset[str], names: str, **kwargs: str) -> dict[str, Address]:
    return _at(who, names, post=True, **kwargs)


LESSON = {"course_slug": "a3", "lesson_slug": "l1"}

ADDRESSES: dict[str, Address] = {
    # The shell and the catalogue
    **_at(ANYBODY, "courses:catalogue courses:search work:list"),
    **_at(ANYBODY, "courses:course", slug="a3"),
    **_at(ANYBODY, "courses:lesson", **LESSON),
    **_at(ANYBODY, "work:post", slug="=post_slug"),
    # Oneself
    **_at(MEMBERS, "accounts:profile accounts:export accounts:export_file notices:list"),
    **_at(SIGNED_IN, "accounts:join"),
    **_post(MEMBERS, "notices:read_all"),
    **_post(OWNER, "notices:open", notice_id="=notice"),
    **_at(MEMBERS, "hiring:consents hiring:exclusions hiring:mine trials:mine_list"),
    **_at(OWNER, "hiring:consent_record", pk="=consent"),
    **_post(OWNER, "hiring:consent_revoke", pk="=consent"),
    **_post(OWNER, "hiring:exclusion_lift", pk="=exclusion"),
    # Learning
    **_at(MEMBERS, "learning:home"),
    **_post(MEMBERS, "learning:goal"),
    **_at(MEMBERS, "learning:course", course_slug="a3"),
    **_post(MEMBERS, "learning:start", course_slug="a3"),
    **_at(MEMBERS, "learning:lesson", **LESSON),
    **_post(MEMBERS, "learning:complete", **LESSON),
    **_post(MEMBERS, "learning:item", item="q-one", **LESSON),
    # The applicant
    **_at(MEMBERS, "hiring:apply", slug="=post_slug"),
    **_at(OWNER, "hiring:mine_detail hiring:interview_file hiring:withdraw", pk="=application"),
    **_at(OWNER, "hiring:paper", pk="=offered"),
    **_at(OWNER, "hiring:reopen", pk="=ended"),
    **_post(
        OWNER,
        "hiring:answer_interview hiring:no_slot hiring:accept hiring:decline hiring:give_again hiring:acknowledge",
        pk="=application",
    ),
    **_post(OWNER, "hiring:my_start hiring:my_end hiring:my_conversion hiring:my_cancel", pk="=contract"),
    **_at(OWNER, "trials:mine trials:mine_sign", pk="=trial"),
    **_at(OWNER, "trials:mine_paper", pk="=trial", number="1"),
    **_post(OWNER, "trials:mine_step", pk="=trial", action="decline"),
    # The firm
    **_at(ANY_FIRM, "partner:home partner:membership"),
    **_at(ANY_ADMINISTRATOR, "partner:users partner:membership_end"),
    **_at(ANY_RECRUITER, "partner:posts partner:post_new trials:firm_list"),
    **_at(FIRM, "partner:agreement", pk="=agreement"),
    **_post(ADMINISTRATOR, "partner:user_deactivate", pk="=seat"),
    **_at(ANYBODY, "partner:invitation", token="=token"),
    **_at(RECRUITERS, "partner:post partner:post_edit", pk="=post"),
    **_post(RECRUITERS, "partner:post_step", pk="=post", action="pause"),
    **_at(FIRM, "hiring:board hiring:list", pk="=post"),
    **_at(FIRM, "hiring:candidate", pk="=application"),
    **_post(RECRUITERS, "hiring:candidate_contact hiring:candidate_move hiring:candidate_reopen", pk="=application"),
    **_at(
        RECRUITERS,
        "hiring:candidate_interview hiring:candidate_interview_file hiring:candidate_reschedule hiring:candidate_back "
        "hiring:candidate_reject hiring:candidate_trial",
        pk="=application",
    ),
    **_at(ADMINISTRATOR, "hiring:candidate_offer hiring:candidate_retract", pk="=application"),
    **_at(ADMINISTRATOR, "hiring:contract", pk="=contract"),
    **_post(
        ADMINISTRATOR,
        "hiring:contract_start hiring:contract_end hiring:contract_convert hiring:contract_cancel",
        pk="=contract",
    ),
    **_at(RECRUITERS, "trials:firm", pk="=trial"),
    **_at(RECRUITERS, "trials:firm_paper", pk="=trial", number="1"),
    **_at(ADMINISTRATOR, "trials:firm_prepare trials:firm_sign", pk="=trial"),
    **_post(RECRUITERS, "trials:firm_step", pk="=trial", action="cancel"),
    # Staff of the Region
    **_at(COORDINATOR, "learning:rules learning:rule_new programmes:list programmes:new trials:staff"),
    **_at(COORDINATOR, "learning:rule", pk="=rule"),
    **_post(COORDINATOR, "learning:rule_act", pk="=rule", action="retire"),
    **_at(COORDINATOR, "programmes:detail", code="=programme"),
    **_post(COORDINATOR, "programmes:courses", code="=programme"),
    **_at(APPROVERS, "reports:programme_list"),
    **_at(APPROVERS, "reports:programme_csv reports:programme_report", code="=programme"),
    **_at(COORDINATOR, "hiring:staff_applications"),
    **_at(COORDINATOR, "hiring:staff_named", pk="=application"),
    **_at(COORDINATOR, "trials:staff_one", pk="=trial"),
    **_post(COORDINATOR, "trials:staff_step", pk="=trial", action="stop"),
    **_at(APPROVERS, "partners_staff:memberships partners_staff:posts"),
    **_at(COORDINATOR, "partners_staff:membership_new"),
    **_at(APPROVERS, "partners_staff:membership", pk="=membership"),
    **_post(COORDINATOR, "partners_staff:membership_invite partners_staff:agreement_draft", pk="=membership"),
    **_post(APPROVERS, "partners_staff:membership_step", pk="=membership", action="approve"),
    **_at(APPROVERS, "partners_staff:agreement", pk="=agreement"),
    **_post(APPROVERS, "partners_staff:agreement_step", pk="=agreement", action="sign_region"),
    **_at(APPROVERS, "partners_staff:post", pk="=post"),
    **_post(COORDINATOR, "partners_staff:post_check", pk="=post"),
    **_post(APPROVERS, "partners_staff:post_step", pk="=post", action="approve"),
    **_at(ROLE_OFFICER, "accounts:roles"),
    **_post(ROLE_OFFICER, "accounts:end_grant", grant_id="=grant"),
    **_post(ROLE_OFFICER, "accounts:clear_password", person_id="=person"),
}
