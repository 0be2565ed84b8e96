"""/work/: the posts anybody may read, by the published rule (newest first), the same for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from content import kept_pages
from content.hooks import page_context
from lms.partners import terms
from lms.partners.models import JobPost
from lms.partners.permissions import may_see_jobs
from lms.partners.selectors import operator_is_complete, posts_public, public_stamp, similar_posts
from lms.partners.states import PostState

if TYPE_CHECKING:
    from lms.regions.models import Region

ROWS_PER_PAGE = 20
ONCE_PUBLIC = (PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED, PostState.CLOSED, PostState.ARCHIVED)


def _region_for(request: HttpRequest) -> Region:
    """The Region, for who may see jobs: the section is absent until 31 March after the 15th birthday (M04)."""
    if not may_see_jobs(request):
        raise Http404
    region: Region = request.region  # type: ignore[attr-defined]
    return region


@login_not_required
def work_list(request: HttpRequest) -> HttpResponse:
    """Open posts, the same page for everybody; a GET form filters by kind of contract and way of working."""
    region = _region_for(request)
    key = (request.GET.urlencode(), operator_is_complete(region), public_stamp(region))
    return kept_pages.respond(request, "partners/work_list.html", lambda: _list_context(request, region), key=key)


def _list_context(request: HttpRequest, region: Region) -> dict[str, Any]:
    posts = posts_public(region)
    contract, style = request.GET.get("contract", ""), request.GET.get("style", "")
    if contract in JobPost.ContractClass.values:
        posts = posts.filter(contract_class=contract)
    if style in JobPost.WorkStyle.values:
        posts = posts.filter(work_style=style)
    return {
        "complete": operator_is_complete(region),
        "incomplete_message": _("operator.incomplete"),
        "page_obj": Paginator(posts, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "contracts": JobPost.ContractClass.choices,
        "styles": JobPost.WorkStyle.choices,
        "chosen": {"contract": contract, "style": style},
    }


def _closed(request: HttpRequest, post: JobPost) -> HttpResponse:
    """410 with similar posts (L06); applications are kept."""
    context = {"post": post, "similar": similar_posts(post)}
    return render(request, "partners/work_closed.html", context, status=410)


def _employment_type(post: JobPost) -> str:
    """The word of schema.org for this contract, as the post's markup says it."""
    if post.contract_class == JobPost.ContractClass.OUTSOURCING:
        return "CONTRACTOR"
    fixed = post.current_terms is not None and post.current_terms.terms.get("contract_term") == "fixed"
    return "TEMPORARY" if fixed else "FULL_TIME"


@login_not_required
def work_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One post with all its conditions before the first contact; hiring adds what the reader may do.

    Hook "work.post": the post is `request.job_post`; keys `requirements` (list for components/requirements.html),
    `requirement_text`, `apply` {label, url, note} and anything the block `apply` of the template uses.
    """
    region = _region_for(request)
    rows = JobPost.objects.filter(region=region, state__in=ONCE_PUBLIC)
    post = get_object_or_404(
        rows.select_related("organisation__membership", "current_terms", "region", "rule", "programme"), slug=slug
    )
    if not operator_is_complete(region) or post.current_terms is None:
        raise Http404
    if not posts_public(region).filter(pk=post.pk).exists():
        return _closed(request, post)
    request.job_post = post  # type: ignore[attr-defined]
    context = {
        "post": post,
        "organisation": post.organisation,
        "items": terms.shown(post.contract_class, post.current_terms.terms),
        "said": post.current_terms.terms,
        "versions": post.versions.all(),
        "employment_type": _employment_type(post),
        "accepts": post.state == PostState.PUBLISHED,
        "similar": similar_posts(post),
        **page_context("work.post", request),
    }
    return render(request, "partners/work_detail.html", context)
