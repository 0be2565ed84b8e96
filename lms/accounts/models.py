"""Who logs in (User, one per mail address in the installation) and who acts (Person, one per user and Region)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.ledger.models import new_id

if TYPE_CHECKING:
    from datetime import date


class UserManager(BaseUserManager["User"]):
    """Makes users by mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A user with a normalised mail address; without a password only the mail code lets them in."""
        if not email:
            raise ValueError("a user needs a mail address")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A user for whom Django checks no permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A login. Names and birth dates are the Person's, not the login's."""

    email = models.EmailField(_("mail address"), unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """What the CMS shows for this user."""
        return self.email.split("@")[0]

    def get_short_name(self) -> str:
        """What the CMS greets this user with."""
        return self.get_full_name()


def new_pseudonym() -> str:
    """A random code that stands for a person in events; nothing can be read from it, not even the order of joining."""
    return uuid4().hex


class SchoolKind(models.TextChoices):
    """「在学中の学校の種類」 (law.md §6): unknown counts as enrolled for ages 15 to 18."""

    NONE = "none", _("Not enrolled")
    JUNIOR_HIGH = "junior_high", _("Junior high school")
    HIGH_SCHOOL = "high_school", _("High school")
    UNIVERSITY = "university", _("University or vocational school")
    OTHER = "other", _("Other school")
    UNKNOWN = "unknown", _("Not answered")


class Person(models.Model):
    """One user in one Region, under a pseudonym of its own. A Person may have no user (a paper applicant)."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="persons", null=True, blank=True
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="persons")
    pseudonym = models.CharField(max_length=32, unique=True, default=new_pseudonym, editable=False)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    display_name = models.CharField(_("name to be called by"), max_length=40)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "region"], name="person_once_per_user_and_region"),
        ]

    def __str__(self) -> str:
        return self.display_name


class PersonPrivate(models.Model):
    """What identifies a Person. Erasing this row and its key leaves the events and the counts as they are (TH-16)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="private")
    wrapped_key = models.BinaryField()
    birth_date_sealed = models.BinaryField()
    school_kind = models.CharField(
        _("kind of school you attend"), max_length=12, choices=SchoolKind.choices, default=SchoolKind.UNKNOWN
    )
    # Asked again each 1 April: an answer of an earlier school year counts as none (M08).
    school_answered_on = models.DateField(null=True, blank=True)
    family_name = models.CharField(_("family name"), max_length=40, blank=True)
    given_name = models.CharField(_("given name"), max_length=40, blank=True)
    family_kana = models.CharField(_("family name in katakana"), max_length=40, blank=True)
    given_kana = models.CharField(_("given name in katakana"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    municipality = models.CharField(_("municipality of residence"), max_length=60, blank=True)
    self_introduction = models.TextField(_("self introduction"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("private data")
        verbose_name_plural = _("private data")

    def __str__(self) -> str:
        return str(self.person_id)


class Role(models.TextChoices):
    """Roles held in a Region (workflows.md §1); those of firms hang on PartnerUser."""

    LEARNER = "L", _("Learner")
    INSTRUCTOR = "I", _("Instructor")
    COORDINATOR = "C", _("Coordinator")
    APPROVER = "AP", _("Approver")
    ADMINISTRATOR = "AD", _("Administrator")
    SCHOOL_CONTACT = "SC", _("School contact")
    RELATED = "RO", _("Related institution")


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants by date."""

    def on(self, day: date) -> RoleGrantQuerySet:
        """Grants that hold on `day` (both dates inclusive)."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day), starts_on__lte=day)


class RoleGrant(models.Model):
    """(person, role, Region, from, to): ROL-1. Every check reads this table anew (ROL-7)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=2, choices=Role.choices)
    named_access = models.BooleanField(_("may open names with a typed reason"), default=False)
    is_external = models.BooleanField(_("works for another organisation"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="grant_external_has_no_named_access",
                condition=models.Q(is_external=False) | models.Q(named_access=False),
            ),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ends_on__isnull=True), name="grant_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"
