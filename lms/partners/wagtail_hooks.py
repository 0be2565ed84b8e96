"""What firms and posts add to pages below: navigation, and the posts that ask for a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from lms.accounts.actors import actor_of
from lms.accounts.selectors import person_of, roles_of
from lms.partners.models import JobPost
from lms.partners.permissions import may_see_jobs
from lms.partners.roads import roads_for
from lms.partners.selectors import posts_asking_for
from lms.partners.states import PostState

if TYPE_CHECKING:
    from django.http import HttpRequest

FIRM_ROLES = {"PA", "PR", "PV"}
STAFF_ROLES = {"C", "AP"}


def _link(request: HttpRequest, label: str, name: str, icon: str, *, exact: bool = False) -> dict[str, Any]:
    url = reverse(name)
    current = request.path == url if exact else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "current": current}


@hooks.register("extend_page_context")
def partner_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """The way into the workspaces for who may open them, and the links inside."""
    if page_or_name not in {"navigation", "staff.nav", "partner.nav"}:
        return {}
    roles = roles_of(request)
    if page_or_name == "navigation":
        items = []
        if roles & FIRM_ROLES:
            items.append(_link(request, _("Firm"), "partner:home", "work"))
        if roles & STAFF_ROLES:
            items.append(_link(request, _("Office"), "partners_staff:memberships", "people"))
        return {"nav_items": items, "hidden_places": [] if may_see_jobs(request) else ["work"]}
    if page_or_name == "staff.nav":
        return {"staff_nav": _staff_links(request)} if roles & STAFF_ROLES else {}
    return {"partner_nav": _firm_links(request, roles)}


def _staff_links(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        _link(request, _("Partner firms"), "partners_staff:memberships", "people"),
        _link(request, _("Posts"), "partners_staff:posts", "work"),
    ]


def _firm_links(request: HttpRequest, roles: frozenset[str]) -> list[dict[str, Any]]:
    links = [_link(request, _("Today's work"), "partner:home", "home", exact=True)]
    if roles & {"PA", "PR"}:
        links.append(_link(request, _("Posts"), "partner:posts", "work"))
    if roles & FIRM_ROLES:
        links.append(_link(request, _("Membership"), "partner:membership", "certificate"))
    if "PA" in roles:
        links.append(_link(request, _("People"), "partner:users", "people"))
    return links


@hooks.register("extend_page_context")
def posts_of_course(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """On a course's page: open posts that ask for the course or for a skill it teaches, `posts` [{title, url}]."""
    if page_or_name != "courses.course" or not may_see_jobs(request):
        return {}
    course = request.course_entry  # type: ignore[attr-defined]
    skills = {code for code, _level in course.skills}
    found = posts_asking_for(request.region, course.key, skills)  # type: ignore[attr-defined]
    return {"posts": [{"title": post.title, "url": reverse("work:post", args=[post.slug])} for post in found]}


@hooks.register("extend_page_context")
def posts_of_programme(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """On the staff page of a programme: its posts, `posts` [{title, url, state, firm}]."""
    if page_or_name != "programme.detail":
        return {}
    programme = request.programme  # type: ignore[attr-defined]
    rows = JobPost.objects.visible_to(actor_of(request)).filter(programme=programme).select_related("organisation")
    return {
        "posts": [
            {
                "title": post.title,
                "url": reverse("partners_staff:post", args=[post.pk]),
                "state": post.get_state_display(),
                "firm": post.organisation.legal_name,
            }
            for post in rows.exclude(state=PostState.DRAFT).order_by("-since")[:200]
        ]
    }


@hooks.register("extend_page_context")
def roads_to_work(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """On マイ学習: `roads`, what open posts ask of this learner."""
    person = person_of(request) if page_or_name == "learn.home" else None
    if person is None:
        return {}
    return {"roads": roads_for(person, getattr(request, "learning_enrolments", {}))}
