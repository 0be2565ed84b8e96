"""The last door of publishing: a page whose text is compiled when it goes live, or refused (trap 17, ADR 0002)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable


class LessonRefused(ValidationError):
    """The text may not be published: one message per error, with line and code, at the field of the text it stands in."""

    def __init__(self, lesson: Any, messages: list[Any], **others: list[Any]) -> None:
        fields = {"body": messages, **others}
        super().__init__(
            {
                name: [ValidationError(message, code="lesson") for message in found]
                for name, found in fields.items()
                if found
            }
        )
        self.lesson = lesson

    def __reduce__(self) -> Any:
        return (ValidationError, (self.messages,))


class CompiledAtPublish(models.Model):
    """What lessons and banks share. `check_text` and `store_compiled` are bound in apps.py."""

    # Gives the compiled text or raises LessonRefused; writes it.
    check_text: ClassVar[Callable[[Any], Any]]
    store_compiled: ClassVar[Callable[[Any, Any], None]]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every way of publishing ends here with `live` and without `update_fields`: compile, or refuse.

        Raises LessonRefused with the errors of the text at `body`.
        """
        page: Any = self
        if not page.live or kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        if page.alias_of_id:
            raise LessonRefused(self, [_("Aliases of lessons are not possible. Make a copy instead.")])
        compiled = type(self).check_text(self)
        with transaction.atomic():
            super().save(*args, **kwargs)
            type(self).store_compiled(self, compiled)
