"""The paper of a trial as frozen HTML and its hash. The person stands in it by code: the name comes with the signature."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from lms.trials import terms as trial_terms

if TYPE_CHECKING:
    from lms.trials.models import TrialEngagement
    from lms.trials.terms import Terms


def html_of(engagement: TrialEngagement, terms: Terms, number: int) -> str:
    """The paper as it will be signed; the same input gives the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(
            "trials/paper.html",
            {
                "engagement": engagement,
                "organisation": engagement.organisation,
                "number": number,
                "terms": terms,
                "items": trial_terms.shown(terms.kind, terms.values),
                "outsourcing": terms.kind == "outsourcing",
            },
        )


def digest_of(html: str) -> str:
    """SHA-256 of the paper's bytes, hexadecimal."""
    return hashlib.sha256(html.encode()).hexdigest()
