"""Every address of the hiring side for every role: who gets an answer and who an unknown address (ROL-t1)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lms.hiring import urls
from lms.hiring.models import Consent, Exclusion
from lms.partners.models import PartnerUser
from tests.accounts.factories import make_person, sign_in
from tests.hiring import factories
from tests.hiring.factories import Firm, apply, key, make_learner

RECRUITERS = frozenset({"PR", "PA"})
FIRM = RECRUITERS | {"PV"}
OWNER = frozenset({"owner"})
# Name of the address -> (method, whose object, roles that get an answer). "owner" is the applicant the object belongs to.
ACCESS: dict[str, tuple[str, str, frozenset[str]]] = {
    "mine": ("get", "", frozenset({"everyone"})),
    "mine_detail": ("get", "application", OWNER),
    "answer_interview": ("post", "application", OWNER),
    "interview_file": ("get", "application", OWNER),
    "no_slot": ("post", "application", OWNER),
    "accept": ("post", "application", OWNER),
    "decline": ("post", "application", OWNER),
    "withdraw": ("get", "application", OWNER),
    "give_again": ("post", "application", OWNER),
    "acknowledge": ("post", "application", OWNER),
    "reopen": ("get", "application", OWNER),
    "paper": ("get", "application", OWNER),
    "my_start": ("post", "contract", OWNER),
    "my_end": ("post", "contract", OWNER),
    "my_conversion": ("post", "contract", OWNER),
    "my_cancel": ("post", "contract", OWNER),
    "apply": ("get", "slug", frozenset({"everyone"})),
    "consents": ("get", "", frozenset({"everyone"})),
    "consent_record": ("get", "consent", OWNER),
    "consent_revoke": ("post", "consent", OWNER),
    "exclusions": ("get", "", frozenset({"everyone"})),
    "exclusion_lift": ("post", "exclusion", OWNER),
    "board": ("get", "post", FIRM),
    "list": ("get", "post", FIRM),
    "candidate": ("get", "application", RECRUITERS),
    "candidate_move": ("post", "application", RECRUITERS),
    "candidate_interview": ("get", "application", RECRUITERS),
    "candidate_interview_file": ("get", "application", RECRUITERS),
    "candidate_trial": ("get", "application", RECRUITERS),
    "candidate_reschedule": ("get", "application", RECRUITERS),
    "candidate_back": ("get", "application", RECRUITERS),
    "candidate_reject": ("get", "application", RECRUITERS),
    "candidate_offer": ("get", "application", frozenset({"PA"})),
    "candidate_retract": ("get", "application", frozenset({"PA"})),
    "candidate_reopen": ("post", "application", RECRUITERS),
    "candidate_contact": ("post", "application", RECRUITERS),
    "contract": ("get", "contract", frozenset({"PA"})),
    "contract_start": ("post", "contract", frozenset({"PA"})),
    "contract_end": ("post", "contract", frozenset({"PA"})),
    "contract_convert": ("post", "contract", frozenset({"PA"})),
    "contract_cancel": ("post", "contract", frozenset({"PA"})),
    "staff_applications": ("get", "", frozenset({"C"})),
    "staff_named": ("get", "application", frozenset()),
}
REGION_ROLES = ("C", "AP", "AD", "I", "SC", "RO")
# What these answer when the form is empty or the stage is another one; never the 404 of somebody who may not come.
FOR_THE_ROLE = {200, 302, 409, 422}
# A page that is there only in another state of the object: 404 for its own people too.
NOT_NOW = {
    "candidate_contact",
    "interview_file",
    "paper",
    "candidate_interview_file",
    "exclusion_lift",
    "consent_revoke",
    "my_conversion",
}


@pytest.fixture
def town(region, firm, learner, post):
    row = apply(learner, post)
    contract = factories.started(apply(learner, firm.post()), firm)
    exclusion = Exclusion.objects.create(
        region=region, person=learner, organisation=Firm(region).organisation, state="active", version=1
    )
    objects = {
        "application": row.pk, "contract": contract.pk, "consent": Consent.objects.get(application=row).pk,
        "exclusion": exclusion.pk, "post": post.pk, "slug": firm.post().slug,
    }  # fmt: skip
    people = {role: make_person(region, role) for role in REGION_ROLES}
    for role in ("PA", "PR", "PV"):
        people[role] = make_person(region)
        PartnerUser.objects.create(person=people[role], organisation=firm.organisation, role=role)
    stranger = Firm(region)
    return objects, people | {"owner": learner, "other learner": make_learner(region), "other firm": stranger.admin}


def test_every_address_has_its_row():
    assert {pattern.name for pattern in urls.urlpatterns} == set(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_an_address_answers_its_roles_and_nobody_else(client, town, name):
    objects, people = town
    method, kind, allowed = ACCESS[name]
    address = reverse(f"hiring:{name}", args=[objects[kind]] if kind else [])
    assert getattr(client, method)(address).status_code == 302
    for role, person in people.items():
        client.logout()
        sign_in(client, person)
        answer = getattr(client, method)(
            address, {"idempotency_key": key(), "to": "reject"} if method == "post" else {}
        )
        if role in allowed or "everyone" in allowed:
            expected = FOR_THE_ROLE | ({404} if name in NOT_NOW else set())
            assert answer.status_code in expected, (name, role, answer.status_code)
        else:
            assert answer.status_code == 404, (name, role, answer.status_code)


def test_named_access_is_no_role_but_a_right(client, town, region):
    objects, _people = town
    sign_in(client, make_person(region, "C", named_access=True))
    assert client.get(reverse("hiring:staff_named", args=[objects["application"]])).status_code == 200


def test_a_reviewer_sees_what_was_given_to_him(client, town, firm):
    from lms.hiring.models import ReviewAssignment

    objects, people = town
    sign_in(client, people["PV"])
    address = reverse("hiring:candidate", args=[objects["application"]])
    assert client.get(address).status_code == 404
    seat = PartnerUser.objects.get(person=people["PV"])
    ReviewAssignment.objects.create(application_id=objects["application"], partner_user=seat)
    assert client.get(address).status_code == 200
