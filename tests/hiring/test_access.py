"""Rights that are no role: named access, a reviewer's assignment. Every address x role: tests/architecture/test_access.py."""

from __future__ import annotations

from django.urls import reverse

from lms.hiring.models import ReviewAssignment
from lms.partners.models import PartnerUser
from tests.accounts.factories import make_person, sign_in


def test_named_access_is_no_role_but_a_right(client, sent, region, coordinator):
    address = reverse("hiring:staff_named", args=[sent.pk])
    sign_in(client, coordinator)
    assert client.get(address).status_code == 404
    client.logout()
    sign_in(client, make_person(region, "C", named_access=True))
    assert client.get(address).status_code == 200


def test_a_reviewer_sees_what_was_given_to_him(client, sent, firm, region):
    reviewer = make_person(region)
    seat = PartnerUser.objects.create(person=reviewer, organisation=firm.organisation, role="PV")
    sign_in(client, reviewer)
    address = reverse("hiring:candidate", args=[sent.pk])
    assert client.get(address).status_code == 404
    ReviewAssignment.objects.create(application=sent, partner_user=seat)
    assert client.get(address).status_code == 200
