"""What an instructor's pages share: their links, given by every app through the hook `teach.nav`, and what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.shortcuts import render

from content.hooks import page_context
from content.lessonmark import KINDS
from courses.models import ItemVersion
from lms.learning.models import ItemState, TestQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from lms.accounts.models import Person

ROLES = ("I",)
# What the machine grades: what a person judged is not judged anew by a key.
GRADED = frozenset(name for name, kind in KINDS.items() if kind.auto)
PERSON_TYPES = frozenset({"submit", "code"})


def label_of(pseudonym: str) -> str:
    """What stands for a learner in the table: no name, the same in every table."""
    return f"L-{pseudonym[:6].upper()}"


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that extends learning/teach_base.html."""
    links = page_context("teach.nav", request).get("teach_nav", [])
    return render(request, template, {**context, "teach_nav": links}, status=status)


def changed_versions(person: Person, pk: int | None = None) -> list[ItemVersion]:
    """Newest versions, in the instructor's Region, of questions whose key changed below answers that were given."""
    older = ItemState.objects.filter(
        enrolment__course_id=OuterRef("course_id"),
        item=OuterRef("item"),
        item_version__n__lt=OuterRef("n"),
        tries__gt=0,
    )
    asked = TestQuestion.objects.annotate(graded_n=Coalesce("graded_version__n", "item_version__n")).filter(
        attempt__enrolment__course_id=OuterRef("course_id"),
        attempt__submitted_at__isnull=False,
        item=OuterRef("item"),
        graded_n__lt=OuterRef("n"),
    )
    newer = ItemVersion.objects.filter(course_id=OuterRef("course_id"), item=OuterRef("item"), n__gt=OuterRef("n"))
    key = ItemVersion.objects.filter(course_id=OuterRef("course_id"), item=OuterRef("item"), change_kind="key")
    site = person.region.site
    root = site.root_page.path if site is not None else "-"
    rows = ItemVersion.objects.filter(~Exists(newer), Exists(key), course__path__startswith=root)
    rows = rows.filter(Exists(older) | Exists(asked))
    if pk is not None:
        rows = rows.filter(pk=pk)
    return list(rows.filter(type__in=GRADED).select_related("course").order_by("course__path", "item"))
