"""Two Regions, one CMS: an instructor of one meets no page, picture, draft or person of the other (trap 16)."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageLogEntry

from lms.accounts.services import end_role
from lms.ledger.actors import Actor
from lms.regions.cms import collection_of
from tests.accounts.factories import make_person, make_region, sign_in

FOREIGN = "Kitanosecret"
OWN = "Minamiown"


@pytest.fixture
def here(db):
    return make_region()


@pytest.fixture
def there(db):
    return make_region("kita", host="kita.example.jp", name="きた町")


@pytest.fixture
def editor(client, here):
    """An instructor of `here` in the CMS."""
    return sign_in(client, make_person(here, "I", mail="editor@example.jp"))


def add_page(region, title, *, live=False):
    return region.site.root_page.add_child(instance=Page(title=title, slug=title.lower(), live=live))


def add_files(region, title):
    collection = collection_of(region)
    image = get_image_model().objects.create(
        title=title, file=get_test_image_file(filename=f"{title}.png"), collection=collection
    )
    document = get_document_model().objects.create(
        title=title, file=ContentFile(b"text", name=f"{title}.txt"), collection=collection
    )
    return image, document


@pytest.fixture
def pages(here, there):
    """One draft in each Region, with a history, written by an instructor of each."""
    own, foreign = add_page(here, OWN), add_page(there, FOREIGN)
    stranger = make_person(there, "I", mail="stranger@example.jp")
    for page in (own, foreign):
        page.save_revision(user=stranger.user, log_action=True)
    call_command("update_index", verbosity=0)
    return own, foreign


@pytest.fixture
def files(here, there):
    add_files(here, OWN)
    found = add_files(there, FOREIGN)
    call_command("update_index", verbosity=0)
    return found


LISTS = [
    ("wagtailadmin_home", ""),
    ("wagtailadmin_explore_root", ""),
    ("wagtailadmin_choose_page", ""),
    ("wagtailadmin_choose_page_search", f"?q={FOREIGN}"),
    ("wagtailadmin_choose_page_search", "?q=secret"),
    ("wagtailadmin_pages:search", f"?q={FOREIGN}"),
    ("wagtailadmin_reports:site_history", ""),
    ("wagtailadmin_reports:aging_pages", ""),
    ("wagtailadmin_reports:locked_pages", ""),
    ("wagtailadmin_reports:workflow", ""),
    ("wagtailadmin_reports:workflow_tasks", ""),
    ("wagtailadmin_reports:page_types_usage", ""),
    ("wagtailimages:index", ""),
    ("wagtailimages_chooser:choose", ""),
    ("wagtailimages_chooser:choose_results", f"?q={FOREIGN}"),
    ("wagtaildocs:index", ""),
    ("wagtaildocs_chooser:choose", ""),
    ("wagtaildocs_chooser:choose_results", f"?q={FOREIGN}"),
    ("wagtailsites:index", ""),
    ("wagtailadmin_collections:index", ""),
    ("wagtailadmin_workflows:index", ""),
]


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_no_list_or_search_shows_anything_of_another_region(editor, pages, files, name, query):
    answer = editor.get(reverse(name) + query, follow=True)
    text = answer.content.decode().replace(f'value="{FOREIGN}"', "").replace(f"for &quot;{FOREIGN}&quot;", "")
    text = text.replace(f"“{FOREIGN}”", "").replace(f"<em>{FOREIGN}</em>", "").replace(f"q={FOREIGN}", "")
    assert FOREIGN not in text
    assert "stranger" not in text


def test_the_own_things_are_there(editor, pages, files, here):
    assert OWN in editor.get(reverse("wagtailadmin_explore", args=[here.site.root_page_id])).content.decode()
    assert OWN in editor.get(reverse("wagtailadmin_choose_page_search") + f"?q={OWN}").content.decode()
    assert OWN in editor.get(reverse("wagtailimages:index")).content.decode()
    assert OWN in editor.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert OWN in editor.get(reverse("wagtaildocs:index")).content.decode()
    assert OWN in editor.get(reverse("wagtaildocs_chooser:choose")).content.decode()
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[pages[0].pk])).status_code == 200


PAGE_VIEWS = [
    "wagtailadmin_explore",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:add_subpage",
]


@pytest.mark.parametrize("name", PAGE_VIEWS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_page_is_like_an_unknown_one(editor, pages, name, method):
    answer = getattr(editor, method)(reverse(name, args=[pages[1].pk]))
    unknown = getattr(editor, method)(reverse(name, args=[987_654]))
    assert answer.status_code == 404
    assert unknown.status_code == 404


def test_a_foreign_revision_is_not_shown(editor, pages):
    revision = pages[1].latest_revision
    for name in ["wagtailadmin_pages:revisions_view", "wagtailadmin_pages:revisions_revert"]:
        assert editor.get(reverse(name, args=[pages[1].pk, revision.pk])).status_code == 404
        # A foreign revision under an own page is no way in either.
        assert editor.get(reverse(name, args=[pages[0].pk, revision.pk])).status_code == 404


def test_an_own_page_cannot_be_moved_or_copied_into_another_region(editor, pages, there):
    target = there.site.root_page_id
    assert editor.get(reverse("wagtailadmin_pages:move_confirm", args=[pages[0].pk, target])).status_code == 404
    data = {"new_title": "x", "new_slug": "x", "new_parent_page": target}
    editor.post(reverse("wagtailadmin_pages:copy", args=[pages[0].pk]), data)
    assert not Page.objects.child_of(there.site.root_page).filter(slug="x").exists()


def test_foreign_files_are_like_unknown_ones(editor, files):
    image, document = files
    for name, pk in [
        ("wagtailimages:edit", image.pk),
        ("wagtailimages:delete", image.pk),
        ("wagtailimages:image_usage", image.pk),
        ("wagtailimages:url_generator", image.pk),
        ("wagtailimages_chooser:chosen", image.pk),
        ("wagtailimages_chooser:select_format", image.pk),
        ("wagtaildocs:edit", document.pk),
        ("wagtaildocs:delete", document.pk),
        ("wagtaildocs:document_usage", document.pk),
        ("wagtaildocs_chooser:chosen", document.pk),
    ]:
        assert editor.get(reverse(name, args=[pk])).status_code == 404, name


def test_the_list_of_users_is_for_nobody_but_administrators(client, editor, here):
    for path in ["/cms/users/", "/cms/groups/", "/cms/users/add/", "/cms/users/1/"]:
        assert editor.get(path).status_code == 404
    sign_in(client, make_person(here, "AD"))
    assert client.get("/cms/users/").url == reverse("accounts:roles")


@pytest.mark.parametrize("role", [None, "C", "AP", "SC", "RO"])
def test_the_cms_is_for_instructors_and_administrators(client, here, role):
    sign_in(client, make_person(here, *([role] if role else [])))
    assert client.get("/cms/").status_code == 404


@pytest.mark.parametrize("role", ["I", "AD"])
def test_who_writes_lessons_opens_the_cms(client, here, role):
    sign_in(client, make_person(here, role))
    assert client.get("/cms/").status_code == 200


def test_an_instructor_of_another_region_finds_no_cms_on_this_host(client, here, there):
    sign_in(client, make_person(there, "I"))
    assert client.get("/cms/").status_code == 404
    assert client.get("/cms/", headers={"host": "kita.example.jp"}).status_code == 200


def test_the_cms_closes_with_the_role(client, here):
    person = make_person(here, "I")
    sign_in(client, person)
    assert client.get("/cms/").status_code == 200
    assert person.user.groups.count() == 1
    end_role(person.grants.get(), ended_by=Actor.system(here))
    assert client.get("/cms/").status_code == 404
    assert person.user.groups.count() == 0


def test_an_instructor_of_two_regions_sees_one_per_host(client, pages, here, there):
    person = make_person(here, "I", mail="both@example.jp")
    make_person(there, "I", mail="both@example.jp")
    sign_in(client, person)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[pages[1].pk])).status_code == 404
    text = client.get(reverse("wagtailadmin_choose_page_search") + "?q=Kitanosecre").content.decode()
    assert FOREIGN not in text
    other = client.get(reverse("wagtailadmin_pages:edit", args=[pages[1].pk]), headers={"host": "kita.example.jp"})
    assert other.status_code == 200


def test_the_history_names_nobody_of_another_region(editor, pages):
    assert PageLogEntry.objects.filter(page=pages[1].pk).exists()
    assert FOREIGN not in editor.get(reverse("wagtailadmin_reports:site_history")).content.decode()
