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
COORDINATOR, APPROVERS, APPROVER = frozenset({"C"}), frozenset({"C", "AP"}), frozenset({"AP"})
REPORT_READERS = APPROVERS | {"RO"}
INSTRUCTOR = frozenset({"I"})
ROLE_OFFICER = frozenset({"AD"})
EDITORS = INSTRUCTOR | ROLE_OFFICER


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
    **_post(ANYBODY, "learning:visitor_item", item="q-one", **LESSON),
    **_at(ANYBODY, "work:post", slug="=post_slug"),
    # Files: a public name cannot be guessed, a document of members is tested in tests/media
    **_at(ANYBODY, "media:public", name="=picture"),
    **_at(ANYBODY, "media:document", uuid="=handout"),
    **_at(ANYBODY, "media:captions", uuid="=captions"),
    **_at(ANYBODY, "media:private", token="=link"),
    # Recordings below /cms/; those of another Region: tests/media/test_cms.py
    **_at(EDITORS, "recordings:index recordings:index_results recordings:add"),
    **_at(EDITORS, "recordings:edit recordings:delete", pk="=recording"),
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
    **_post(MEMBERS, "learning:goal learning:outbox"),
    **_at(MEMBERS, "learning:course", course_slug="a3"),
    **_post(MEMBERS, "learning:start", course_slug="a3"),
    **_at(MEMBERS, "learning:lesson", **LESSON),
    **_post(MEMBERS, "learning:complete", **LESSON),
    **_post(MEMBERS, "learning:item", item="q-one", **LESSON),
    **_at(MEMBERS, "learning:work", course_slug="a4", lesson_slug="kadai", item="w-text"),
    **_at(OWNER, "learning:work_one", pk="=work"),
    **_at(OWNER | INSTRUCTOR, "learning:work_file", pk="=work_file"),
    **_at(MEMBERS, "learning:test", course_slug="a6"),
    **_post(MEMBERS, "learning:test_start", course_slug="a6"),
    **_at(OWNER, "learning:test_attempt learning:test_check learning:test_result", course_slug="a6", pk="=attempt"),
    **_post(OWNER, "learning:test_save learning:test_submit", course_slug="a6", pk="=attempt"),
    **_at(MEMBERS, "credentials:certificates"),
    **_at(OWNER, "credentials:certificate", pk="=certificate"),
    **_post(OWNER, "credentials:print_name", pk="=certificate"),
    **_at(MEMBERS, "learning:evidence"),
    # The instructor
    **_at(
        INSTRUCTOR,
        "learning:teach learning:work_queue learning:regrades learning:statistics learning:enter_evidence learning:thoughts learning:reviews",
    ),
    **_at(INSTRUCTOR, "learning:course_statistics", course_slug="a3"),
    **_at(INSTRUCTOR, "learning:regrade", version_id="=regraded"),
    **_post(INSTRUCTOR, "learning:regrade_loss", change_id="=loss"),
    **_at(INSTRUCTOR, "learning:teach_tests"),
    **_at(INSTRUCTOR, "learning:teach_test", course_slug="a6"),
    **_post(INSTRUCTOR, "learning:teach_test_close", course_slug="a6"),
    **_post(INSTRUCTOR, "learning:teach_extend", pk="=attempt"),
    **_post(INSTRUCTOR, "learning:teach_time", person_id="=person"),
    **_at(INSTRUCTOR, "learning:judge_work", pk="=work"),
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
    **_at(REPORT_READERS, "reports:programme_list"),
    **_at(REPORT_READERS, "reports:programme_csv reports:programme_report", code="=programme"),
    **_at(APPROVERS, "reports:exact_files reports:years", code="=programme"),
    **_post(APPROVER, "reports:exact_decide", code="=programme", pk="=exact_file"),
    **_at(COORDINATOR, "reports:exact_csv", code="=programme", pk="=exact_file"),
    **_post(APPROVER, "reports:year_decide", code="=programme", pk="=proposed_year"),
    **_at(APPROVERS, "reports:year_changes", code="=programme", pk="=closed_year"),
    **_at(COORDINATOR, "hiring:staff_applications hiring:staff_contracts"),
    **_at(COORDINATOR, "hiring:staff_contract", pk="=contract"),
    **_post(COORDINATOR, "hiring:staff_start hiring:staff_end hiring:staff_cancel", pk="=contract"),
    **_at(ANY_ADMINISTRATOR, "hiring:recalls"),
    **_at(ADMINISTRATOR, "hiring:recall", pk="=recall"),
    **_at(COORDINATOR, "hiring:staff_recalls"),
    **_at(COORDINATOR, "hiring:staff_recall", pk="=recall"),
    **_at(COORDINATOR, "hiring:staff_named", pk="=application"),
    **_at(COORDINATOR, "trials:staff_one", pk="=trial"),
    **_post(COORDINATOR, "trials:staff_step", pk="=trial", action="stop"),
    **_at(APPROVERS, "partners_staff:home partners_staff:memberships partners_staff:posts"),
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


@dataclass(frozen=True)
class AllauthPage:
    """What allauth answers: `page` (200), `home` (where one lands after signing in), `sign in`, or the name of an address.

    `act` is the answer to a signed-in person's POST without data: `same` as the page, `none` (405), or as above.
    """

    visitor: str
    signed_in: str
    act: str = "same"


ALLAUTH: dict[str, AllauthPage] = {
    # For who has no session; whoever is signed in goes on to where they wanted to be.
    "account_login": AllauthPage("page", "home"),
    "account_signup": AllauthPage("page", "home"),
    "account_request_login_code": AllauthPage("page", "home"),
    # For anybody
    "account_reset_password": AllauthPage("page", "page"),
    "account_inactive": AllauthPage("page", "page", "none"),
    "account_password_reset_completed": AllauthPage("page", "page", "none"),
    # For who is signed in
    "account_logout": AllauthPage("home", "page", "home"),
    "account_reauthenticate": AllauthPage("sign in", "page"),
    "account_email": AllauthPage("sign in", "page", "account_email"),
    "account_change_password": AllauthPage("sign in", "page"),
    "account_set_password": AllauthPage("sign in", "account_change_password"),
    # Steps of a sign-in or of a reset: who has not begun one is sent to its beginning.
    "account_confirm_login_code": AllauthPage("account_request_login_code", "home"),
    "account_email_verification_sent": AllauthPage("account_login", "account_email"),
    "account_confirm_password_reset_code": AllauthPage("account_login", "account_login"),
    "account_complete_password_reset": AllauthPage("account_reset_password", "account_reset_password"),
}
