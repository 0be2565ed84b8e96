"""What every page of the shell needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html: the Region of the host."""
    return {"region": getattr(request, "region", None)}
