"""The 26 skills (curriculum.md §1): codes never change, new ones are added, none is renamed."""

from __future__ import annotations

import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SKILL_LEVELS = {
    1: _("knows"),
    2: _("can do it with instructions"),
    3: _("can do it alone"),
    4: _("can teach and improve it"),
}
_CODE = re.compile(r"^[A-Z]{2,4}-\d{2}$")


class Skill(models.Model):
    """One skill. `valid_months` is how long evidence of it holds (SEC-*, AI-*: 24); empty = it does not expire."""

    code = models.CharField(_("code"), max_length=7, primary_key=True)
    label = models.CharField(_("label"), max_length=60)
    level_two = models.CharField(_("what level 2 means"), max_length=120)
    max_level = models.PositiveSmallIntegerField(
        _("highest level the courses alone can give"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    valid_months = models.PositiveSmallIntegerField(_("evidence holds for months"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="skill_max_level_1_to_4", condition=models.Q(max_level__gte=1, max_level__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


def split_codes(text: str) -> list[str]:
    """The words of a field that holds codes separated by commas, 「、」 or spaces, in order."""
    return [word for word in re.split(r"[,、，\s]+", text) if word]


def validate_skill_codes(text: str) -> None:
    """Refuses what does not look like a skill code; whether the skill exists is asked in the form and at publish."""
    wrong = [word for word in split_codes(text) if not _CODE.match(word.split(":")[0])]
    if wrong:
        raise ValidationError(_("“%(code)s” is not a skill code (example: SEC-01)."), params={"code": wrong[0]})


def validate_skill_targets(text: str) -> None:
    """Refuses anything but `SEC-01:2` words (code and the level the course can give)."""
    validate_skill_codes(text)
    for word in split_codes(text):
        level = word.partition(":")[2]
        if level not in {"1", "2", "3", "4"}:
            raise ValidationError(_("Write the level behind the code: %(code)s:2"), params={"code": word.split(":")[0]})
