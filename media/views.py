"""Handing out files: public ones by their random name, documents by a door that looks who asks, in byte ranges."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from media.models import Handout, Recording
from media.permissions import may_save
from media.sniffing import TYPES
from media.storages import disposition, private_link, private_storage, public_storage, read_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.core.files.base import File
    from django.core.files.storage import Storage
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_PIECE = 256 * 1024
_YEAR = 31_536_000
# A redirect to the bucket may be kept for as long as the link it leads to surely lives.
_BUCKET_SECONDS, _BUCKET_KEPT = 3600, 1800
_NAME = re.compile(r"(?:pictures|shown|recordings)/[0-9a-f]{32}[\w.-]*")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SHOWN = {
    ending: kind.mime for kind in TYPES if kind.family in {"picture", "video", "audio"} for ending in kind.endings
}


@login_not_required
@require_safe
def public(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture, film or sound of a lesson. Its name never belongs to another file, so it may be kept for long."""
    content_type = _SHOWN.get(PurePosixPath(name).suffix.lstrip("."))
    if content_type is None or not _NAME.fullmatch(name):
        raise Http404
    storage: Any = public_storage()
    if elsewhere := storage.signed_url(name, _BUCKET_SECONDS):
        answer = HttpResponseRedirect(elsewhere)
        patch_cache_control(answer, private=True, max_age=_BUCKET_KEPT)
        return answer
    return _stream(request, storage, name, content_type)


@login_not_required
@require_safe
def captions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Captions come from our own address: a player reads no text from another origin."""
    found = get_object_or_404(Recording, uuid=uuid, kind=Recording.Kind.CAPTIONS)
    tag = f'"{found.source_hash[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(found.vtt, content_type="text/vtt; charset=utf-8", headers={"ETag": tag})


@login_not_required
@never_cache
@require_safe
def document(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The door: to the sign-in or a 404 for who may not read, else to a link of minutes."""
    found: Handout = get_object_or_404(Handout.objects.select_related("collection"), uuid=uuid)
    if not may_save(request, found):
        raise Http404
    return HttpResponseRedirect(
        private_link(str(found.file.name), filename=found.filename, content_type=found.content_type)
    )


@login_not_required
@never_cache
@require_safe
def private(request: HttpRequest, token: str) -> HttpResponseBase:
    """A local private file by its signed address; always saved, never shown inside a page of ours."""
    link = read_link(token)
    if link is None:
        raise Http404
    name, filename, content_type = link
    answer = _stream(request, private_storage(), name, content_type or "application/octet-stream", lasting=False)
    answer["Content-Disposition"] = disposition(filename or PurePosixPath(name).name)
    return answer


def _stream(
    request: HttpRequest, storage: Storage, name: str, content_type: str, *, lasting: bool = True
) -> HttpResponseBase:
    """The file, or the piece of it that the `Range` header asks for (one piece; several are answered with the whole)."""
    try:
        file = storage.open(name, "rb")
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation):
        raise Http404 from None
    size = file.size
    wanted = _range(request, size, etag := f'"{PurePosixPath(name).stem[:80]}-{size}"')
    headers: dict[str, Any] = {"Accept-Ranges": "bytes", "ETag": etag}
    if lasting:
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    if wanted == (0, -1):
        file.close()
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = wanted or (0, size - 1)
    headers["Content-Length"] = str(end - start + 1)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return StreamingHttpResponse(
        _pieces(file, start, end), status=206 if wanted else 200, content_type=content_type, headers=headers
    )


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte that are asked for; None for the whole file, (0, -1) for a piece behind its end."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not (asked[1] or asked[2]) or request.headers.get("If-Range", etag) != etag:
        return None
    if not asked[1]:
        length = int(asked[2])
        return (max(0, size - length), size - 1) if length and size else (0, -1)
    start, end = int(asked[1]), min(int(asked[2] or size), size - 1)
    return (start, end) if start <= end else (0, -1)


def _pieces(file: File[Any], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
