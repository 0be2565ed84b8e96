"""Wagtail's own search over the database, in which the boxes of the CMS find pages by the tokens of the index (law.md §12).

Wagtail asks them with the raw words ("autocomplete"), and for its index a Japanese title is one long word: only its
beginning would ever be found.
"""

from __future__ import annotations

from inspect import isclass
from typing import TYPE_CHECKING, Any

from wagtail.models import Page
from wagtail.search.backends import database
from wagtail.search.query import And, MatchAll, Or, Phrase, PlainText

from content.search import phrase_query

if TYPE_CHECKING:
    from wagtail.search.query import SearchQuery


def by_tokens(query: SearchQuery | str) -> SearchQuery | None:
    """The same question in tokens: words joined by AND. None: nothing to look for (signs, emoji)."""
    if isinstance(query, str):
        return phrase_query(query)
    if isinstance(query, PlainText | Phrase):
        return phrase_query(query.query_string)
    if isinstance(query, And | Or):
        parts = [part for part in map(by_tokens, query.subqueries) if part is not None]
        return type(query)(parts) if parts else None
    return query if isinstance(query, MatchAll) else None


class PagesByTokens:
    """Mixed into the backend of the database in use."""

    def autocomplete(self, query: Any, model_or_queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Pages by tokens; pictures, documents and people as Wagtail does."""
        model = model_or_queryset if isclass(model_or_queryset) else model_or_queryset.model
        if not issubclass(model, Page):
            return super().autocomplete(query, model_or_queryset, *args, **kwargs)  # type: ignore[misc]
        ordered = kwargs.get("order_by_relevance", True)
        words = by_tokens(query)
        # An empty question has no answers.
        return self.search(  # type: ignore[attr-defined]
            "" if words is None else words, model_or_queryset, order_by_relevance=ordered
        )


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 -- the name Wagtail imports
    """The backend for the database in use."""
    plain = type(database.SearchBackend(params))
    return type(plain.__name__, (PagesByTokens, plain), {})(params)
