"""The wording of the consent pages: immutable versions with a hash, set A or B by who runs the Region (law.md §4, P09)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from lms.hiring.models import ConsentText
from lms.hiring.models.consent import Item, Level, Purpose
from lms.regions.models import OperatorProfile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lms.partners.models import Organisation
    from lms.regions.models import Region

# The wording the product ships; a Region's own versions follow it. Braces are filled for the page.
SHIPPED = {
    ("V3", "A"): _("consent.V3.A"),
    ("V3", "B"): _("consent.V3.B"),
    ("V4", "A"): _("consent.V4.A"),
    ("V4", "B"): _("consent.V4.B"),
}


def wording_set(region: Region) -> str:
    """A where a municipality gives (個情法69条), B for a council, foundation or company (27条)."""
    operator = getattr(region, "operator", None)
    municipal = operator is None or operator.operator_kind == OperatorProfile.Kind.MUNICIPALITY
    return str(ConsentText.WordingSet.MUNICIPALITY if municipal else ConsentText.WordingSet.OTHER)


def current_text(region: Region, level: str) -> ConsentText:
    """The version a new consent of this level is given under; the shipped wording becomes version 1 on first use."""
    kept = wording_set(region)
    found = ConsentText.objects.filter(region=region, level=level, wording_set=kept).order_by("-number").first()
    if found:
        return found
    # The stored text is Japanese whatever language the first reader uses.
    with override("ja"):
        body = gettext(SHIPPED[str(level), kept])
    text, _created = ConsentText.objects.get_or_create(
        region=region,
        level=level,
        wording_set=kept,
        number=1,
        defaults={"body": body, "digest": digest_of(body), "material": True},
    )
    return text


def add_version(region: Region, level: str, body: str, *, material: bool) -> ConsentText:
    """A new version after the current one (P02: an old version is never edited)."""
    current_text(region, level)
    kept = wording_set(region)
    last = ConsentText.objects.filter(region=region, level=level, wording_set=kept).aggregate(last=Max("number"))
    return ConsentText.objects.create(
        region=region,
        level=level,
        wording_set=kept,
        number=last["last"] + 1,
        body=body,
        digest=digest_of(body),
        material=material,
    )


def digest_of(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def shown(text: ConsentText, organisation: Organisation, ends_on: date) -> str:
    """The text with firm, controller and end date filled in, as the page shows it."""
    operator = getattr(organisation.region, "operator", None)
    values = {
        "{organisation}": organisation.legal_name,
        "{controller}": operator.data_controller if operator else organisation.region.name,
        "{contact}": operator.privacy_contact if operator else "",
        "{ends_on}": f"{ends_on.year}年{ends_on.month}月{ends_on.day}日",
    }
    body = text.body
    for brace, value in values.items():
        body = body.replace(brace, value)
    return body


def shown_digest(
    text: ConsentText, organisation: Organisation, *, items: Iterable[str], purpose: str, ends_on: date
) -> str:
    """The hash kept with a consent: the page as shown, the ticked items and the purpose."""
    lines = [shown(text, organisation, ends_on), *sorted(Item(code).value for code in items), Purpose(purpose).value]
    return digest_of("\n".join(lines))


__all__ = ["Level", "add_version", "current_text", "digest_of", "shown", "shown_digest", "wording_set"]
