"""Who acts: a person under a pseudonym, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from lms.regions.models import Region


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the person's pseudonym ("" for the system); roles are asked anew at every act (ROL-7)."""

    type: str
    region_id: int
    id: str = ""
    user_id: int | None = None
    person_id: UUID | None = None

    @classmethod
    def system(cls, region: Region) -> Actor:
        """The product: clocks, reactions, schedules."""
        return cls(type="system", region_id=region.pk, id="system")

    @property
    def is_system(self) -> bool:
        """Whether no person acts."""
        return self.type == "system"
