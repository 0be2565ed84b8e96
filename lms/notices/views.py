"""The list of notices, opening one, and marking all as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.accounts.access import require_roles
from lms.notices.models import Notice
from lms.notices.selectors import notices_of
from lms.notices.services import read_all, read_notice

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 20


@never_cache
def notice_list(request: HttpRequest) -> HttpResponse:
    """/me/notices/ : what one was told, newest first."""
    person = require_roles(request, {"L"})
    page = Paginator(notices_of(person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"notices": page})


@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """/me/notices/<id>/open/ : mark as read and go to the page it is about."""
    person = require_roles(request, {"L"})
    notice = get_object_or_404(Notice, pk=notice_id, person=person)
    read_notice(notice)
    inside = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return HttpResponseRedirect(notice.link) if inside else redirect("notices:list")


@require_POST
def read_everything(request: HttpRequest) -> HttpResponse:
    """/me/notices/read/ : mark all as read."""
    read_all(require_roles(request, {"L"}))
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:list")
