"""Where the commands of the catalogue work: the catalogue of a Region's site."""

from __future__ import annotations

from django.core.management.base import CommandError
from wagtail.models import Site

from courses.models import BankPage, CataloguePage, CoursePage, LessonPage


def catalogue_of(region: str) -> CataloguePage:
    """The catalogue of the Region's site. Raises CommandError when it is not clear which one is meant."""
    sites = Site.objects.filter(region__code=region) if region else Site.objects.all()
    if len(sites) != 1:
        raise CommandError("say which Region: --region CODE")
    catalogue = CataloguePage.objects.child_of(sites[0].root_page).first()
    if catalogue is None:
        raise CommandError("the site has no catalogue page")
    return catalogue


def page_with_questions(name: str, region: str) -> LessonPage | BankPage:
    """The lesson `A3-1` or the bank `A3/security` of a Region's catalogue. Raises CommandError."""
    catalogue = catalogue_of(region)
    course, slash, key = name.partition("/")
    page: LessonPage | BankPage | None
    if slash:
        parents = CoursePage.objects.child_of(catalogue).filter(key=course)
        page = next((bank for parent in parents for bank in BankPage.objects.child_of(parent).filter(key=key)), None)
    else:
        page = LessonPage.objects.descendant_of(catalogue).filter(key=name).first()
    if page is None:
        raise CommandError(f"there is no lesson or bank {name}")
    return page
