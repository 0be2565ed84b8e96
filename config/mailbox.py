"""The demo's mailbox: mails the demo wrote to disk, shown on a local page without sign-in. Exists in demo mode only."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.policy import default
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

CODE = re.compile(r"^[A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})?$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")
MOST_SHOWN = 40
# Django's file backend puts a line of dashes behind each message.
SEPARATOR = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the page shows it."""

    to: str
    subject: str
    body: str
    date: str
    code: str
    link: str


def read_mails(folder: Path, to: str = "") -> list[Mail]:
    """The newest mails first; only those to `to` if given."""
    found: list[Mail] = []
    for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        messages = [_mail(raw) for raw in SEPARATOR.split(path.read_bytes()) if raw.strip()]
        found += [mail for mail in reversed(messages) if not to or mail.to == to]
        if len(found) >= MOST_SHOWN:
            break
    return found[:MOST_SHOWN]


def _mail(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=default)
    part = message.get_body(preferencelist=("plain",))
    body = str(part.get_content()) if part else ""
    code, link = CODE.search(body), LINK.search(body)
    return Mail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body,
        date=str(message["Date"]),
        code=code.group() if code else "",
        link=link.group() if link else "",
    )


@never_cache
@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail of the demo, newest first."""
    if settings.DEMO_MAILBOX is None:
        raise Http404
    to = request.GET.get("to", "").strip()
    return render(request, "config/mailbox.html", {"mails": read_mails(settings.DEMO_MAILBOX, to), "to": to})
