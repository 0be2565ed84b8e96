"""Sign-in by mail address; the user row brings what the navigation shows of roles."""

from allauth.account.auth_backends import AuthenticationBackend


class RegionAuthenticationBackend(AuthenticationBackend):
    """allauth's backend; `get_user` is read anew on each request (ROL-7)."""
