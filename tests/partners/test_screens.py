"""Screens of staff, firms and visitors: who may open them, what comes back, and how many queries lists take."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lms.ledger import clock
from lms.ledger.outbox import drain
from lms.partners.forms.membership import CHECK_POINTS
from lms.partners.forms.posts import POST_POINTS
from lms.partners.models import JobPost, PartnerInvitation, PartnerMembership, PartnerUser
from lms.partners.services.users import accept_invitation, deactivate_user, invite_user, token_of
from tests.accounts.factories import make_person, sign_in
from tests.partners.factories import APPLICATION, LAWFUL_EMPLOYMENT, reload, take


def key(row=None, **fields):
    return {"idempotency_key": uuid4().hex, "expected_version": row.version if row else "", **fields}


def step(action, row, **fields):
    return {f"{action}-{name}": value for name, value in key(row, **fields).items()}


@pytest.fixture
def staff(town):
    return sign_in(Client(), town.coordinator)


@pytest.fixture
def approver(town):
    return sign_in(Client(), town.approver)


@pytest.fixture
def firm_client(firm):
    return sign_in(Client(), firm.admin)


# --- staff ------------------------------------------------------------------------------------------------------------


def test_a_coordinator_lists_an_organisation_and_invites_its_administrator(town, staff):
    page = staff.post(
        reverse("partners_staff:membership_new"),
        key(legal_name="株式会社うみべ", kind="company", membership_kind="regular", as_candidate="on"),
    )
    row = PartnerMembership.objects.get()
    assert page.status_code == 302
    assert row.state == "candidate"
    page = staff.post(reverse("partners_staff:membership_invite", args=[row.pk]), {"invite-email": "Boss@Umi.example"})
    assert page.status_code == 302
    drain()
    assert mail.outbox[0].to == ["boss@umi.example"]
    assert "/partner/invitations/" in mail.outbox[0].body


def test_the_membership_page_walks_the_whole_way(town, staff, approver):
    firm = town.firm(state="applied")
    url = reverse("partners_staff:membership", args=[firm.membership.pk])

    def act(client, action, **fields):
        row = firm.fresh()
        page = client.post(
            reverse("partners_staff:membership_step", args=[row.pk, action]), step(action, row, **fields)
        )
        assert page.status_code == 302, page.content.decode()

    assert "審査を始める" in staff.get(url).content.decode()
    act(staff, "start_review")
    act(approver, "approve", checklist=list(CHECK_POINTS))
    agreement = firm.agreement()
    today = clock.today_in_tokyo().isoformat()
    data = step("send", agreement, scope="募集の掲載", effective_on=today)
    assert staff.post(reverse("partners_staff:agreement_step", args=[agreement.pk, "send"]), data).status_code == 302
    agreement.refresh_from_db()
    data = step("sign_partner", agreement, partner_signed_by="代表", partner_signed_on=today, scan_reference="文書1")
    page = staff.post(reverse("partners_staff:agreement_step", args=[agreement.pk, "sign_partner"]), data)
    assert page.status_code == 302
    agreement.refresh_from_db()
    data = step("sign_region", agreement)
    page = approver.post(reverse("partners_staff:agreement_step", args=[agreement.pk, "sign_region"]), data)
    assert page.status_code == 302
    assert firm.fresh().state == "active"
    assert "有効" in staff.get(url).content.decode()


def test_a_refused_step_shows_the_message_and_keeps_what_was_typed(town, staff):
    firm = town.firm(state="approved")
    agreement = firm.agreement()
    data = step("send", agreement, scope="とても大事な範囲")
    page = staff.post(reverse("partners_staff:agreement_step", args=[agreement.pk, "send"]), data)
    text = page.content.decode()
    assert page.status_code == 422
    assert "とても大事な範囲" in text
    assert "入力してください。" in text


def test_a_stale_form_is_refused(town, staff):
    firm = town.firm(state="applied")
    old = firm.fresh()
    take(old, "start_review", town.c)
    old.version = 1
    page = staff.post(
        reverse("partners_staff:membership_step", args=[old.pk, "start_review"]), step("start_review", old)
    )
    assert page.status_code == 409


def test_posts_are_checked_by_the_coordinator_and_approved_by_the_approver(town, firm, staff, approver):
    post = firm.post("submitted")
    url = reverse("partners_staff:post", args=[post.pk])
    assert "この募集を確認する" in staff.get(url).content.decode()
    refused = staff.post(reverse("partners_staff:post_check", args=[post.pk]), step("check", post, checklist=["true"]))
    assert refused.status_code == 422
    data = step("check", post, checklist=list(POST_POINTS))
    assert staff.post(reverse("partners_staff:post_check", args=[post.pk]), data).status_code == 302
    assert "コーディネーターの確認が済んでいます" in approver.get(url).content.decode()
    page = approver.post(reverse("partners_staff:post_step", args=[post.pk, "approve"]), step("approve", post))
    assert page.status_code == 302
    assert reload(post).state == "published"


def test_pages_name_the_state_of_every_row(town, firm, staff, firm_client):
    post = firm.post("published")
    pages = [
        staff.get(reverse("partners_staff:memberships")),
        staff.get(reverse("partners_staff:membership", args=[firm.membership.pk])),
        firm_client.get(reverse("partner:membership")),
    ]
    assert all("有効" in page.content.decode() for page in pages)
    pages = [
        staff.get(reverse("partners_staff:posts"), {"state": "published"}),
        staff.get(reverse("partners_staff:post", args=[post.pk])),
        firm_client.get(reverse("partner:post", args=[post.pk])),
        staff.get(reverse("programmes:detail", args=[post.programme.code])),
    ]
    assert all("掲載中</" in page.content.decode() for page in pages)


def test_from_the_fourth_post_on_the_coordinator_approves_on_the_page(firm, staff):
    for _n in range(3):
        firm.post("published")
    post = firm.post("submitted", title="若い方歓迎の事務")
    url = reverse("partners_staff:post_step", args=[post.pk, "approve"])
    refused = staff.post(url, step("approve", post, checklist=list(POST_POINTS)))
    assert refused.status_code == 422
    assert "年齢を限定するように読める表現です（例：若い方）。" in refused.content.decode()
    answered = step("approve", post, checklist=list(POST_POINTS), **{"lint_lint.young": "表現の修正を依頼済み"})
    assert staff.post(url, answered).status_code == 302
    assert reload(post).state == "published"


def test_a_post_carries_the_markup_of_its_class(firm):
    job, order = firm.post("published"), firm.post("published", contract_class="outsourcing")
    for post, word in ((job, "FULL_TIME"), (order, "CONTRACTOR")):
        text = Client().get(reverse("work:post", args=[post.slug])).content.decode()
        assert "https://schema.org/JobPosting" in text
        assert f'content="{word}"' in text


def test_a_visitors_job_list_opens_no_session(firm):
    firm.post("published")
    page = Client().get(reverse("work:list"))
    assert "Cookie" not in page.get("Vary", "")


@pytest.mark.parametrize("state", ["all", "submitted", "published"])
def test_the_queue_filters_by_state(firm, staff, state):
    firm.post("submitted", title="確認待ちの募集")
    firm.post("published", title="掲載中の募集")
    text = staff.get(reverse("partners_staff:posts"), {"state": state}).content.decode()
    assert ("確認待ちの募集" in text) is (state in {"all", "submitted"})
    assert ("掲載中の募集" in text) is (state in {"all", "published"})


# --- who may open what ------------------------------------------------------------------------------------------------


def staff_urls(post, membership, agreement):
    return [
        reverse("partners_staff:memberships"),
        reverse("partners_staff:membership_new"),
        reverse("partners_staff:membership", args=[membership.pk]),
        reverse("partners_staff:agreement", args=[agreement.pk]),
        reverse("partners_staff:posts"),
        reverse("partners_staff:post", args=[post.pk]),
    ]


def test_learners_and_firms_do_not_find_the_office(town, firm, firm_client):
    post = firm.post("published")
    learner = sign_in(Client(), make_person(town.region))
    for url in staff_urls(post, firm.membership, firm.agreement()):
        assert learner.get(url).status_code == 404, url
        assert firm_client.get(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url


def test_a_foreign_row_answers_like_an_unknown_one(town, firm, firm_client):
    other = town.firm("株式会社やまかぜ")
    theirs = other.post("submitted")
    for name, pk in (
        ("partner:post", theirs.pk),
        ("partner:post_edit", theirs.pk),
        ("partner:agreement", other.agreement().pk),
    ):
        foreign = firm_client.get(reverse(name, args=[pk]))
        unknown = firm_client.get(reverse(name, args=[uuid4()]))
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert foreign.content == unknown.content


def test_a_deactivated_user_finds_nothing(town, firm):
    clerk = make_person(town.region)
    user = PartnerUser.objects.create(person=clerk, organisation=firm.organisation, role="PR")
    client = sign_in(Client(), clerk)
    assert client.get(reverse("partner:posts")).status_code == 200
    deactivate_user(user=user, actor=firm.pa)
    for name in ("home", "posts", "membership", "users"):
        assert client.get(reverse(f"partner:{name}")).status_code == 404


@pytest.mark.parametrize(("role", "posts", "users"), [("PA", 200, 200), ("PR", 200, 404), ("PV", 404, 404)])
def test_each_firm_role_sees_its_pages(town, firm, role, posts, users):
    person = make_person(town.region)
    PartnerUser.objects.create(person=person, organisation=firm.organisation, role=role)
    client = sign_in(Client(), person)
    assert client.get(reverse("partner:home")).status_code == 200
    assert client.get(reverse("partner:posts")).status_code == posts
    assert client.get(reverse("partner:users")).status_code == users


# --- the firm ---------------------------------------------------------------------------------------------------------


def test_a_candidate_applies_and_errors_keep_what_was_typed(town):
    firm = town.firm(state="candidate")
    client = sign_in(Client(), firm.admin)
    assert "会員に申請する" in client.get(reverse("partner:home")).content.decode()
    url = reverse("partner:membership")
    typed = {
        **APPLICATION,
        "kind_of_organisation": "company",
        "declared_no_sanction": "on",
        "declared_no_antisocial": "on",
    }
    page = client.post(url, step("apply", firm.fresh(), **{**typed, "corporate_number": "8000012050002"}))
    text = page.content.decode()
    assert page.status_code == 422
    assert "法人番号を確認してください（13桁）。" in text
    assert "8000012050002" in text
    assert client.post(url, step("apply", firm.fresh(), **typed)).status_code == 302
    assert firm.fresh().state == "applied"


def test_reading_an_agreement_signs_nothing(town):
    firm = town.firm(state="approved")
    client = sign_in(Client(), firm.admin)
    row = firm.send_agreement()
    url = reverse("partner:agreement", args=[row.pk])
    assert client.get(url).status_code == 200
    assert firm.agreement().state == "sent"
    refused = client.post(url, step("sign_partner", row, partner_signed_by="代表", digest=row.digest))
    assert refused.status_code == 422
    data = step("sign_partner", row, partner_signed_by="代表", digest=row.digest, agreed="on")
    assert client.post(url, data).status_code == 302
    assert firm.agreement().state == "partly_signed"


def form_of_post(post, **changed):
    own = {
        "title": post.title,
        "summary": "家でできます",
        "work_style": "home",
        "openings": "2",
        "valid_until": (clock.today_in_tokyo() + timedelta(days=30)).isoformat(),
        "selection_steps": "書類\n面談",
        "criteria": "ていねいに確かめる",
    }
    return key(post, **{**LAWFUL_EMPLOYMENT, **own, **changed})


def test_a_firm_writes_saves_and_submits_a_post(firm, firm_client):
    page = firm_client.post(reverse("partner:post_new"), key(contract_class="employment", title="入力の仕事"))
    post = JobPost.objects.get()
    url = reverse("partner:post_edit", args=[post.pk])
    assert page["Location"] == url
    assert firm_client.post(url, form_of_post(post, duties_initial="", save="1")).status_code == 302
    assert reload(post).state == "draft"
    refused = firm_client.post(url, form_of_post(post, duties_change_scope="", submit="1", summary="書きかけの文"))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "業務内容（雇入れ直後）と（変更の範囲）を入力してください。" in text
    assert "書きかけの文" in text
    assert (reload(post).state, reload(post).summary) == ("draft", "書きかけの文")
    assert firm_client.post(url, form_of_post(post, submit="1")).status_code == 302
    assert reload(post).state == "submitted"


def test_a_double_submit_has_one_effect(firm, firm_client):
    data = key(contract_class="outsourcing", title="写真の切り抜き")
    for _again in range(2):
        assert firm_client.post(reverse("partner:post_new"), data).status_code == 302
    assert JobPost.objects.count() == 1


def test_the_firm_closes_its_post_and_visitors_see_similar_ones(town, firm, firm_client):
    post, other = firm.post("published"), firm.post("published", title="似た仕事")
    page = firm_client.post(
        reverse("partner:post_step", args=[post.pk, "close"]), step("close", post, reason_code="withdrawn")
    )
    assert page.status_code == 302
    closed = Client().get(reverse("work:post", args=[post.slug]))
    assert closed.status_code == 410
    assert other.title in closed.content.decode()
    assert "この募集は受付を終えました。" in closed.content.decode()


# --- users ------------------------------------------------------------------------------------------------------------


def invited(town, firm, address="new@example.jp", role="PR"):
    return invite_user(organisation=firm.organisation, email=address, role=role, actor=firm.pa)


def test_an_invitation_changes_nothing_until_it_is_accepted(town, firm):
    invitation = invited(town, firm)
    url = reverse("partner:invitation", args=[token_of(invitation)])
    person = make_person(town.region, mail="new@example.jp")
    client = sign_in(Client(), person)
    assert "招待を受ける" in client.get(url).content.decode()
    assert not PartnerUser.objects.filter(person=person).exists()
    assert client.post(url).status_code == 302
    assert PartnerUser.objects.get(person=person).role == "PR"
    assert client.get(url).status_code == 410
    assert client.post(url).status_code == 409


def test_an_invitation_is_bound_to_its_address_and_to_seven_days(town, firm):
    invitation = invited(town, firm)
    url = reverse("partner:invitation", args=[token_of(invitation)])
    stranger = sign_in(Client(), make_person(town.region))
    assert stranger.post(url).status_code == 404
    assert Client().get(url).status_code == 200
    assert Client().post(url).status_code == 404
    assert Client().get(url + "x/").status_code == 404
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert Client().get(url).status_code == 410


def test_a_login_without_a_person_here_is_shown_the_way(town, firm):
    from lms.accounts.services import open_login

    invitation = invited(town, firm)
    client = Client()
    client.force_login(open_login(email="new@example.jp"))
    page = client.get(reverse("partner:invitation", args=[token_of(invitation)]))
    assert reverse("accounts:join") in page.content.decode()


def test_staff_of_the_region_cannot_become_firm_users(town, firm):
    from lms.ledger.refusals import MoveNotAllowed

    invitation = invited(town, firm, town.coordinator.user.email)
    with pytest.raises(MoveNotAllowed) as refused:
        accept_invitation(invitation=invitation, person=town.coordinator, email=town.coordinator.user.email)
    assert refused.value.key == "roles.exclusive"


def test_the_last_administrator_cannot_leave(firm, firm_client):
    seat = PartnerUser.objects.get()
    page = firm_client.post(reverse("partner:user_deactivate", args=[seat.pk]))
    assert page.status_code == 409
    assert "後任の管理者を登録してください。" in page.content.decode()


def test_the_administrator_invites_people(firm, firm_client):
    page = firm_client.post(reverse("partner:users"), {"email": "staff@example.jp", "role": "PV"})
    assert page.status_code == 302
    assert PartnerInvitation.objects.get().role == "PV"
    assert firm_client.post(reverse("partner:users"), {"email": "no", "role": "PV"}).status_code == 422


# --- visitors ---------------------------------------------------------------------------------------------------------


def test_a_visitor_reads_every_condition_before_the_first_contact(firm):
    post = firm.post("published")
    text = Client().get(reverse("work:post", args=[post.slug])).content.decode()
    for expected in (
        "受注データの入力と確認",
        "業務内容（変更の範囲）",
        "相談窓口 soudan@example.jp",
        "社会保険",
        "運営",
        "第1版",
    ):
        assert expected in text
    assert "無期" in text


def test_the_job_list_filters(firm):
    firm.post("published", title="やとわれる仕事")
    firm.post("published", title="うけおう仕事", contract_class="outsourcing")
    url = reverse("work:list")
    everything = Client().get(url).content.decode()
    assert "やとわれる仕事" in everything
    assert "うけおう仕事" in everything
    assert "やとわれる仕事" not in Client().get(url, {"contract": "outsourcing"}).content.decode()
    assert "うけおう仕事" not in Client().get(url, {"style": "office"}).content.decode()


def test_drafts_and_unknown_addresses_are_404(firm):
    draft = firm.post("submitted")
    assert Client().get(reverse("work:post", args=[draft.slug])).status_code == 404
    assert Client().get("/work/nothing-here/").status_code == 404


def test_without_a_complete_operator_nothing_is_shown(town, firm):
    post = firm.post("published")
    town.region.operator.labour_bureau = ""
    town.region.operator.save()
    page = Client().get(reverse("work:list"))
    assert "運営者の情報がそろうと、募集を公開できます。" in page.content.decode()
    assert Client().get(reverse("work:post", args=[post.slug])).status_code == 404


def test_the_jobs_section_is_absent_for_the_youngest(town, firm):
    post = firm.post("published")
    today = clock.today_in_tokyo()
    child = sign_in(Client(), make_person(town.region, birth_date=date(today.year - 14, 1, 10)))
    for url in (reverse("work:list"), reverse("work:post", args=[post.slug])):
        assert child.get(url).status_code == 404
    adult = sign_in(Client(), make_person(town.region))
    assert adult.get(reverse("work:list")).status_code == 200


def test_a_post_past_its_last_day_answers_410(firm):
    post = firm.post("published")
    with clock.set_to(clock.start_of_day(post.valid_until + timedelta(days=1))):
        assert Client().get(reverse("work:post", args=[post.slug])).status_code == 410
    assert Client().get(reverse("work:post", args=[post.slug])).status_code == 200


# --- the cost of lists ------------------------------------------------------------------------------------------------


def queries_of(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["work:list", "partners_staff:posts", "partner:posts"])
def test_lists_of_posts_take_the_same_queries_at_2_and_20(firm, staff, firm_client, name):
    client = {"work:list": Client(), "partners_staff:posts": staff, "partner:posts": firm_client}[name]
    url = reverse(name) + ("?state=published" if "staff" in name else "")
    first, _second = firm.post("published"), firm.post("published")
    few = queries_of(client, url)
    for n in range(18):
        JobPost.objects.create(
            region=first.region, organisation=first.organisation, contract_class="employment", title=f"募集{n}",
            state="published", valid_until=first.valid_until, published_at=first.published_at,
            since=first.published_at, openings=1, current_terms=first.current_terms, programme=first.programme,
        )  # fmt: skip
    assert queries_of(client, url) == few


def test_the_list_of_members_takes_the_same_queries_at_2_and_20(town, staff):
    for n in range(2):
        town.firm(f"会社{n}", state="prospect")
    url = reverse("partners_staff:memberships")
    few = queries_of(staff, url)
    for n in range(18):
        town.firm(f"事業所{n}", state="prospect")
    assert queries_of(staff, url) == few
