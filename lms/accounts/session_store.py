"""Sessions in the database, read by a statement that is built once: every request of a signed-in person reads one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connections, router
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.sessions.models import Session


@lru_cache(maxsize=8)
def _statement(vendor: str, model: type[Session], alias: str) -> str:
    del vendor
    quote = connections[alias].ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    return f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {quote('session_key')} = %s"  # noqa: S608 -- names of our own model


class SessionStore(DatabaseStore):
    """As Django's, with one read that does not build its SQL anew; an expired session is none."""

    def _get_session_from_db(self) -> Any:
        alias = router.db_for_read(self.model)
        statement = _statement(connections[alias].vendor, self.model, alias)
        found = next(iter(self.model._default_manager.using(alias).raw(statement, [self.session_key])), None)
        # Django writes the end of a session in real time.
        if found is None or found.expire_date <= timezone.now():  # noqa: TID251
            self._session_key = None
            return None
        return found
