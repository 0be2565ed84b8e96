"""Job posts through the engine: JOB-1 to JOB-5, 10 and 12 (workflows.md §5), JOB-t1, t2, t5, MEM-t3."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from lms.accounts.services import grant_role
from lms.ledger import clock
from lms.ledger.models import Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from lms.partners.forms.posts import POST_POINTS
from lms.partners.models import JobPost, JobTermsVersion, Organisation, PartnerMembership, PartnerUser
from lms.partners.selectors import needs_approver, posts_public, publication_blockers, similar_posts
from lms.partners.services.posts import close_finished_posts, create_post, publish_due_posts, record_check
from tests.partners.factories import LAWFUL_EMPLOYMENT, make_row, reload, take

CHECK = {"checklist": list(POST_POINTS), "lint_answers": {}, "programme": None}


def test_a_post_walks_from_draft_to_the_public(town, firm):
    post = firm.post("published")
    assert post.state == "published"
    assert list(posts_public(town.region)) == [post]
    opened = Event.objects.get(kind="post.opened")
    assert opened.payload["contract_class"] == "employment"
    assert opened.actor_type == "system"
    assert opened.programme == post.programme.code


def test_publishing_freezes_version_one_of_the_terms(firm):
    post = firm.post("published")
    version = post.current_terms
    assert (version.number, version.terms["duties_initial"]) == (1, LAWFUL_EMPLOYMENT["duties_initial"])
    opened = Event.objects.get(kind="post.opened")
    assert (opened.payload["terms_number"], opened.payload["terms_digest"]) == (1, version.digest)


def test_a_version_of_the_terms_cannot_be_changed(firm):
    version = firm.post("published").current_terms
    with pytest.raises(DatabaseError), transaction.atomic():
        JobTermsVersion.objects.filter(pk=version.pk).update(title="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_a_missing_change_scope_is_refused_and_the_draft_stays(town, firm):
    post = firm.write(firm.draft(), {**LAWFUL_EMPLOYMENT, "duties_change_scope": ""})
    with pytest.raises(FormInvalid) as refused:
        take(post, "submit", firm.pa)
    assert refused.value.errors == {
        "duties_change_scope": ["業務内容（雇入れ直後）と（変更の範囲）を入力してください。"]
    }
    assert reload(post).state == "draft"
    assert not posts_public(town.region).exists()


def test_a_supporting_member_cannot_post(town):
    firm = town.firm(kind="supporting")
    with pytest.raises(MoveNotAllowed) as refused:
        firm.draft()
    assert refused.value.key == "member.supporting"


def test_a_firm_that_is_no_member_cannot_post(town):
    with pytest.raises(MoveNotAllowed) as refused:
        town.firm(state="applied").draft()
    assert refused.value.key == "member.inactive"


def test_what_keeps_posts_from_the_public_is_listed_in_one_place(town, firm):
    assert publication_blockers(firm.organisation) == ["job.contact"] or not publication_blockers(firm.organisation)
    Organisation.objects.filter(pk=firm.organisation.pk).update(seeker_contact="")
    town.region.operator.labour_bureau = ""
    town.region.operator.save()
    organisation = Organisation.objects.get(pk=firm.organisation.pk)
    assert publication_blockers(organisation) == ["job.contact", "operator.incomplete"]
    other = town.firm(state="candidate").organisation
    assert publication_blockers(other)[:2] == ["member.inactive", "post.no_agreement"]


def test_nothing_is_public_before_the_operator_is_complete(town, firm):
    firm.post("published")
    town.region.operator.complaint_contact = ""
    town.region.operator.save()
    region = type(town.region).objects.get(pk=town.region.pk)
    assert not posts_public(region).exists()


def test_the_first_three_posts_need_check_and_approver(town, firm):
    post = firm.post("submitted")
    assert needs_approver(post)
    with pytest.raises(MoveNotAllowed) as refused:
        take(post, "approve", town.c, data=CHECK)
    assert refused.value.key == "post.needs_approver"
    with pytest.raises(MoveNotAllowed) as refused:
        take(post, "approve", town.ap)
    assert refused.value.key == "post.not_checked"
    record_check(post=post, actor=town.c, **CHECK)
    take(post, "approve", town.ap)
    assert reload(post).state == "published"


def test_who_checked_cannot_approve(town, firm):
    grant_role(person=town.coordinator, role="AP", granted_by=town.system)
    post = firm.post("submitted")
    record_check(post=post, actor=town.c, **CHECK)
    with pytest.raises(MoveNotAllowed) as refused:
        take(post, "approve", town.c)
    assert refused.value.key == "four_eyes"


def test_from_the_fourth_post_on_the_coordinator_approves(town, firm):
    for _n in range(3):
        firm.post("published")
    post = firm.post("submitted")
    assert not needs_approver(post)
    with pytest.raises(FormInvalid) as refused:
        take(post, "approve", town.c, data={**CHECK, "checklist": ["true"]})
    assert list(refused.value.errors) == ["checklist"]
    take(post, "approve", town.c, data=CHECK)
    assert reload(post).state == "published"


def test_lint_warnings_need_an_answer(town, firm):
    post = firm.draft(title="主婦歓迎の事務")
    take(post, "submit", firm.pa)
    with pytest.raises(FormInvalid) as refused:
        record_check(post=post, actor=town.c, **CHECK)
    assert list(refused.value.errors) == ["lint_job.sex"]
    record_check(post=post, actor=town.c, **{**CHECK, "lint_answers": {"job.sex": "題名の修正を確認済み"}})
    assert reload(post).lint_answers == {"job.sex": "題名の修正を確認済み"}


def test_a_wage_that_works_out_below_needs_the_coordinators_tick(town, firm):
    low = {**LAWFUL_EMPLOYMENT, "wage_unit": "month", "wage_min": 140000, "wage_max": None}
    post = firm.write(firm.draft(), low)
    take(post, "submit", firm.pa)
    with pytest.raises(FormInvalid) as refused:
        record_check(post=post, actor=town.c, **CHECK)
    assert list(refused.value.errors) == ["lint_lint.wage_works_out"]


def test_a_submitted_post_is_no_draft_any_more(firm):
    post = firm.post("submitted")
    with pytest.raises(MoveNotAllowed) as refused:
        firm.write(post, {**LAWFUL_EMPLOYMENT, "duties_initial": "別の仕事"})
    assert refused.value.message.startswith("この募集はすでに提出されています。")
    assert reload(post).terms["duties_initial"] == LAWFUL_EMPLOYMENT["duties_initial"]


def test_only_a_post_that_waits_is_checked(town, firm):
    post = firm.post("draft")
    with pytest.raises(MoveNotAllowed) as refused:
        record_check(post=post, actor=town.c, **CHECK)
    assert refused.value.message.startswith("確認を記録できるのは、確認待ちの募集だけです。")
    assert reload(post).checked_by == ""


def test_an_approver_of_the_same_firm_is_refused(town, firm):
    post = firm.post("submitted")
    record_check(post=post, actor=town.c, **CHECK)
    PartnerUser.objects.create(person=town.approver, organisation=firm.organisation, role="PR", active=False)
    with pytest.raises(MoveNotAllowed) as refused:
        take(post, "approve", town.ap)
    assert refused.value.key == "own_case"


def test_returned_posts_carry_their_reasons_and_are_checked_anew(town, firm):
    post = firm.post("submitted")
    record_check(post=post, actor=town.c, **CHECK)
    take(post, "return", town.c, data={"reasons": {"wage": "支払日を確かめてください"}})
    row = reload(post)
    assert (row.state, row.return_reasons) == ("draft", {"wage": "支払日を確かめてください"})
    take(row, "submit", firm.pa)
    row = reload(post)
    assert (row.checked_by, row.return_reasons) == ("", {})


def test_a_post_with_a_later_day_is_published_by_the_worker(town, firm):
    post = firm.post("approved")
    assert post.state == "approved"
    publish_due_posts()
    assert reload(post).state == "approved"
    with clock.set_to(post.publish_at + timedelta(minutes=1)):
        publish_due_posts()
        publish_due_posts()
    assert reload(post).state == "published"
    assert Event.objects.filter(kind="post.opened").count() == 1


def test_publishing_checks_membership_and_agreement_again(town, firm):
    post = firm.post("approved")
    PartnerMembership.objects.filter(pk=firm.membership.pk).update(state="suspended")
    with clock.set_to(post.publish_at + timedelta(minutes=1)):
        publish_due_posts()
    assert reload(post).state == "approved"


def test_a_post_past_its_last_day_leaves_the_board_and_is_closed(town, firm):
    post = firm.post("published")
    after = clock.start_of_day(post.valid_until + timedelta(days=1)) + timedelta(minutes=5)
    with clock.set_to(after):
        assert not posts_public(town.region).exists()
        close_finished_posts()
    closed = Event.objects.get(kind="post.closed")
    assert (reload(post).state, closed.reason_code, closed.actor_type) == ("closed", "expired", "system")


def test_the_firm_pauses_and_resumes(town, firm):
    post = firm.post("paused")
    assert post.state == "paused"
    take(post, "resume", firm.pa)
    assert reload(post).state == "published"


def test_the_coordinator_says_why_a_post_is_paused(town, firm):
    post = firm.post("published")
    with pytest.raises(FormInvalid):
        take(post, "pause", town.c)
    take(post, "pause", town.c, texts={"reason": "窓口に連絡がつきません"})
    assert reload(post).state == "paused"


def test_a_paused_post_without_openings_is_not_resumed(firm):
    post = firm.post("paused")
    JobPost.objects.filter(pk=post.pk).update(openings=0)
    with pytest.raises(MoveNotAllowed) as refused:
        take(reload(post), "resume", firm.pa)
    assert refused.value.key == "post.expired"


@pytest.mark.parametrize(
    ("reason", "allowed"), [("withdrawn", True), ("filled", True), ("coordinator", False), ("", False), ("odd", False)]
)
def test_the_firm_closes_for_its_own_reasons_only(firm, reason, allowed):
    post = firm.post("published")
    if allowed:
        take(post, "close", firm.pa, reason_code=reason)
        assert reload(post).state == "closed"
        return
    with pytest.raises(FormInvalid) as refused:
        take(post, "close", firm.pa, reason_code=reason)
    assert list(refused.value.errors) == ["reason_code"]


def test_publishing_without_approval_is_illegal(town, firm):
    with pytest.raises(MoveNotAllowed) as refused:
        take(firm.post("submitted"), "publish", town.system)
    assert refused.value.key == "engine.illegal"


def test_another_firm_does_not_know_the_post(town, firm):
    other = town.firm("株式会社やまかぜ")
    with pytest.raises(NotVisible):
        take(firm.post("published"), "pause", other.pa)
    with pytest.raises(NotVisible):
        create_post(
            organisation=firm.organisation, contract_class="employment", title="x", actor=other.pa, idempotency_key="k"
        )


def test_openings_cannot_fall_below_zero(firm):
    post = firm.post("published")
    with pytest.raises(IntegrityError), transaction.atomic():
        JobPost.objects.filter(pk=post.pk).update(openings=-1)


def test_the_list_is_newest_first_for_everybody(town, firm):
    first, second = firm.post("published", title="一番"), firm.post("published", title="二番")
    assert list(posts_public(town.region)) == [second, first]
    assert similar_posts(second) == [first]


def test_a_submitted_post_is_no_longer_written(firm):
    with pytest.raises(MoveNotAllowed):
        firm.write(firm.post("submitted"), LAWFUL_EMPLOYMENT)


@pytest.mark.parametrize(
    ("workflow", "state"),
    [
        *(
            ("membership", s)
            for s in (
                "prospect",
                "candidate",
                "applied",
                "under_review",
                "approved",
                "active",
                "suspended",
                "ended",
                "suspended",
                "ended",
                "refused",
            )
        ),
        *(
            ("agreement", s)
            for s in ("draft", "sent", "partly_signed", "in_force", "withdrawn", "superseded", "expired", "terminated")
        ),
        *(("post", s) for s in ("draft", "submitted", "approved", "published", "paused", "closed")),
    ],
)
def test_rows_can_be_made_in_every_state_of_this_release(town, workflow, state):
    row = make_row(workflow, state, town)
    assert row.state == state


def test_a_row_says_its_state_in_words(town) -> None:
    post = town.firm().draft()
    assert post.get_state_display() == "下書き"
    assert type(post)().get_state_display() == ""


def test_rows_fold_again_from_their_events(town):
    firm = town.firm()
    firm.post("published")
    firm.post("closed")
    firm.post("paused")
    town.firm(state="refused")
    call_command("rebuild_projections", "--check")
