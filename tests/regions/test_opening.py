"""What a Region owns in the CMS is made once, and given to Regions of older releases by `migrate`."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import translation
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from lms.regions.cms import group_name, make_groups
from tests.accounts.factories import make_region

pytestmark = pytest.mark.django_db
MADE = (
    Group, GroupPagePermission, GroupCollectionPermission, GroupApprovalTask, Workflow, WorkflowTask, WorkflowPage,
)  # fmt: skip


@pytest.fixture
def region():
    return make_region()


def counts():
    return [model.objects.count() for model in MADE]


@pytest.mark.parametrize("language", ["ja", "en", None])
def test_what_a_region_owns_is_made_once_in_whatever_language(region, language):
    before = counts()
    with translation.override(language):
        make_groups(region, region.site.root_page)
    assert counts() == before


def test_a_region_of_an_older_release_gets_its_review_and_rights(region):
    page = region.site.root_page
    Workflow.objects.filter(workflow_pages__page=page).delete()
    GroupApprovalTask.objects.filter(groups__name=group_name(region, "I")).delete()
    Permission.objects.get(codename="export_keys").delete()
    assert "公開前の確認" not in page.get_workflow().name  # Wagtail's own, of the root of all Regions
    call_command("migrate", verbosity=0)
    workflow = Page.objects.get(pk=page.pk).get_workflow()
    assert workflow.name == f"公開前の確認（{region.code}）"
    step = workflow.tasks.get().specific
    assert {group.name for group in step.groups.all()} == {group_name(region, role) for role in ("I", "AD")}
    assert Group.objects.get(name=group_name(region, "AD")).permissions.filter(codename="export_keys").exists()
    before = counts()
    call_command("migrate", verbosity=0)
    assert counts() == before


def test_a_review_with_an_english_name_of_an_older_release_is_renamed(region):
    for model in (GroupApprovalTask, Workflow):
        model.objects.filter(name=f"公開前の確認（{region.code}）").update(
            name=f"Check before publishing ({region.code})"
        )
    before = counts()
    call_command("migrate", verbosity=0)
    assert counts() == before
    assert region.site.root_page.get_workflow().name == f"公開前の確認（{region.code}）"


def test_a_review_chosen_by_hand_stays(region):
    chosen = Workflow.objects.create(name="えらんだ確認")
    WorkflowPage.objects.filter(page=region.site.root_page).update(workflow=chosen)
    call_command("migrate", verbosity=0)
    assert region.site.root_page.get_workflow() == chosen
