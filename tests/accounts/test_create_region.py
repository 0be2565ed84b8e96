"""Opening a Region for a town: site, pages, groups, collection, first administrator with an invitation."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Site

from lms.accounts.models import Person, RoleGrant
from lms.ledger import outbox
from lms.regions.cms import collection_of, group_name
from lms.regions.models import Region
from tests.accounts.factories import found_region, make_region

ARGUMENTS = ["minami", "みなみ浜市", "--host=manabi.example.jp", "--admin-mail=Admin@example.jp"]
BIRTH = "--admin-birth-date=1980-01-02"


@pytest.fixture
def empty(db):
    """The installation as Wagtail ships it: no town, one page of welcome on the default site."""
    Region.objects.all().delete()
    Site.objects.all().delete()
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    Site.objects.create(
        hostname="localhost", root_page=root.add_child(title="Welcome", slug="home"), is_default_site=True
    )


@pytest.fixture
def region(empty):
    call_command("create_region", *ARGUMENTS, BIRTH, "--contact=市役所 000-0000", verbosity=0)
    return Region.objects.get()


def test_the_command_makes_everything_a_town_needs(region):
    assert region.site.root_url == "https://manabi.example.jp"
    assert region.site.root_page.title == "みなみ浜市"
    assert region.operator.contact_text == "市役所 000-0000"
    assert [page.slug for page in region.site.root_page.get_children()] == ["courses"]
    assert collection_of(region) is not None
    grant = RoleGrant.objects.get()
    assert (grant.role, grant.person.region, grant.person.user.email) == ("AD", region, "admin@example.jp")
    assert group_name(region, "AD") in grant.person.user.groups.values_list("name", flat=True)


def test_the_first_administrator_is_invited_by_mail(region):
    outbox.drain()
    (message,) = mail.outbox
    assert message.to == ["admin@example.jp"]
    assert f"https://manabi.example.jp{reverse('account_login')}" in message.body
    assert "管理者" not in message.body


def test_a_second_town_stands_beside_the_first(region):
    other = found_region("kita", host="kita.example.jp", name="きた町")
    assert Site.objects.filter(is_default_site=True).get() == region.site
    roots = {entry.page_id for entry in GroupPagePermission.objects.filter(group__name__startswith="kita:")}
    assert roots == {other.site.root_page_id}
    assert collection_of(other) != collection_of(region)


def test_the_same_code_is_refused_and_nothing_is_left(region):
    with pytest.raises(CommandError, match="already"):
        call_command("create_region", *ARGUMENTS, BIRTH, verbosity=0)
    assert Region.objects.count() == 1
    assert Person.objects.count() == 1


def test_an_administrator_must_be_old_enough_and_nothing_is_left(empty):
    with pytest.raises(CommandError):
        call_command("create_region", *ARGUMENTS, "--admin-birth-date=2020-01-02", verbosity=0)
    assert not Region.objects.exists()
    assert not Site.objects.filter(hostname="manabi.example.jp").exists()


def test_a_region_that_only_holds_numbers_has_no_site(db):
    region = make_region("hagi", host=None, name="萩市")
    assert region.site is None
    assert collection_of(region) is None
