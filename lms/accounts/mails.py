"""Mails of the product: plain text in Japanese, no name in them, the town and whom to ask below (workflows.md §14)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from lms.accounts.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from lms.regions.models import Region


def absolute_url(region: Region, path: str) -> str:
    """The address of a page on the Region's public site."""
    root = region.site.root_url if region.site else settings.WAGTAILADMIN_BASE_URL
    return urljoin(f"{root}/", path)


def confirmed_address(person: Person) -> str:
    """The mail address that may be written to, or "" (no user, closed account, address never confirmed)."""
    user = person.user
    if user is None or not user.is_active or person.status != Person.Status.ACTIVE:
        return ""
    address = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk").first()
    return str(address.email) if address else ""


def send_service_mail(
    *, region: Region, to: str, subject: str, sentence: str, path: str, row_id: UUID, reference: str = ""
) -> None:
    """Send one service mail: `subject` and `sentence` are msgids, `reference` a code or a public title, never a name.

    The Message-ID comes from the outbox row, so that a repeated delivery is recognised (ENG-8).
    """
    host = region.site.hostname if region.site else "localhost"
    context = {"region": region, "reference": reference, "url": absolute_url(region, path)}
    with translation.override(settings.LANGUAGE_CODE):
        context["sentence"] = translation.gettext(sentence)
        body = render_to_string("accounts/mail.txt", context)
        message = EmailMessage(
            translation.gettext(subject), body, to=[to], headers={"Message-ID": f"<{row_id}@{host}>"}
        )
    message.send()
