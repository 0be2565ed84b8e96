"""The legal items of a post as one declared table per contract class, and the checks of law.md §2 over it. Pure."""

from lms.partners.terms.employment import EMPLOYMENT
from lms.partners.terms.fields import Field, Item, PostFacts, Problem
from lms.partners.terms.outsourcing import OUTSOURCING
from lms.partners.terms.validate import cleaned, digest, fields_of, items_of, needs_wage_tick, problems, shown

__all__ = [
    "EMPLOYMENT",
    "OUTSOURCING",
    "Field",
    "Item",
    "PostFacts",
    "Problem",
    "cleaned",
    "digest",
    "fields_of",
    "items_of",
    "needs_wage_tick",
    "problems",
    "shown",
]
