"""Who may know of the rows of an organisation: the Region's staff, and the people of the organisation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from lms.accounts.models import RoleGrant
from lms.ledger import clock
from lms.ledger.scoping import ScopedQuerySet
from lms.partners.models.users import PartnerUser

if TYPE_CHECKING:
    from lms.ledger.actors import Actor

# Staff who work with firms; the administrator sees users and settings, never hiring (workflows.md §1).
STAFF_ROLES = ("C", "AP")


class OfOrganisationQuerySet(ScopedQuerySet):
    """Rows with `region` and `organisation`; read anew at each request (ROL-7)."""

    def scope(self, actor: Actor) -> Self:
        """Rows of the Regions where the actor is staff today, and of the organisation the actor acts for."""
        if actor.person_id is None:
            return self.none()
        staff = RoleGrant.objects.on(clock.today_in_tokyo()).filter(
            person_id=actor.person_id, person__status="active", role__in=STAFF_ROLES
        )
        own = PartnerUser.objects.filter(person_id=actor.person_id, person__status="active", active=True)
        return self.filter(Q(region__in=staff.values("region")) | Q(organisation__in=own.values("organisation")))
