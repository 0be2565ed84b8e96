"""Words for how a skill was judged, for every page that shows one."""

from __future__ import annotations

from django import template

from lms.learning.skills import provenance

register = template.Library()


@register.filter
def mode_words(mode: str) -> str:
    """`{{ skill.mode|mode_words }}`: 「講師が判定」."""
    return provenance.words_of(mode)


@register.filter
def not_verified(mode: str) -> str:
    """What nobody checked; empty where somebody did."""
    return provenance.not_verified(mode)


@register.filter
def verified(mode: str) -> str:
    """What was checked."""
    return provenance.verified(mode)
