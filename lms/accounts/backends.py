"""Sign-in by mail address; the user row brings what the navigation shows of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend

from lms.accounts.selectors import annotated_user

if TYPE_CHECKING:
    from lms.accounts.models import User


class RegionAuthenticationBackend(AuthenticationBackend):
    """allauth's backend; `get_user` is read anew on each request (ROL-7) and brings persons and roles with it."""

    def get_user(self, user_id: Any) -> User | None:
        """The active user with that id, annotated; None once they may not sign in any more."""
        user = annotated_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
