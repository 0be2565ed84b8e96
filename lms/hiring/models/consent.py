"""What a person lets one firm see, under which text, and who looked (workflows.md §7, law.md §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Role, RoleGrant
from lms.hiring.states import ConsentState, ExclusionState
from lms.ledger import clock
from lms.ledger.models import Projection, new_id
from lms.ledger.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from lms.ledger.actors import Actor


class Level(models.TextChoices):
    """How much a firm sees. V1 and V2 come with discovery."""

    V3 = "V3", _("What you send with the application")
    V4 = "V4", _("Name and contact")


class Item(models.TextChoices):
    """What can be ticked, one by one. The first group belongs to V3, the second to V4."""

    CODE = "code", _("Application code")
    COURSES = "courses", _("Courses you finished")
    SKILLS = "skills", _("Skills and their level")
    SCORES = "scores", _("Scores of the courses you tick")
    WISHES = "wishes", _("Your wishes for the work")
    NAME = "name", _("Your name")
    CONTACT = "contact", _("Mail address and phone number")
    MUNICIPALITY = "municipality", _("Municipality you live in")
    INTRODUCTION = "introduction", _("Your self introduction")
    WORKS = "works", _("Your works")


V3_ITEMS: tuple[Item, ...] = (Item.CODE, Item.COURSES, Item.SKILLS, Item.SCORES, Item.WISHES)
V4_ITEMS: tuple[Item, ...] = (Item.NAME, Item.CONTACT, Item.MUNICIPALITY, Item.INTRODUCTION, Item.WORKS)
ITEMS_OF_LEVEL = {Level.V3: V3_ITEMS, Level.V4: V4_ITEMS}


class Purpose(models.TextChoices):
    """What the firm may use the items for."""

    APPLICATION = "application", _("Looking at your application")
    INTERVIEW = "interview", _("Arranging and holding the interview")
    TRIAL = "trial", _("The papers of the trial work")
    CONTRACT = "contract", _("Making the contract")


class ConsentText(models.Model):
    """One immutable version of a consent page's wording. `wording_set` A: a municipality gives; B: council or company."""

    class WordingSet(models.TextChoices):
        MUNICIPALITY = "A", _("A: a municipality gives (Art. 69)")
        OTHER = "B", _("B: a council, foundation or company gives (Art. 27)")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="consent_texts")
    level = models.CharField(max_length=2, choices=Level.choices)
    wording_set = models.CharField(max_length=1, choices=WordingSet.choices)
    number = models.PositiveSmallIntegerField(_("version"))
    body = models.TextField(_("text"))
    digest = models.CharField(max_length=64)
    # A material change closes what was given under earlier versions (CON-7); a change of wording only does not.
    material = models.BooleanField(_("material change"), default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        ordering = ["level", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "level", "wording_set", "number"], name="consent_text_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}-{self.wording_set} v{self.number}"


class ConsentQuerySet(ScopedQuerySet):
    """Consents by person, firm and day."""

    def scope(self, actor: Actor) -> Self:
        """The person; coordinators, who act on written request and see codes only. Firms reach them by an application."""
        if actor.person_id is None:
            return self.none()
        coordinates = RoleGrant.objects.on(clock.today_in_tokyo()).filter(
            person_id=actor.person_id, person__status="active", role=Role.COORDINATOR
        )
        return self.filter(Q(person_id=actor.person_id) | Exists(coordinates), region_id=actor.region_id)

    def live_on(self, day: date) -> Self:
        """Given, not taken back, and not past the end date (inclusive)."""
        return self.filter(state=ConsentState.GRANTED, ends_on__gte=day)


class Consent(Projection):
    """(person, organisation, purpose, items, text version, application): CON-1 to CON-7."""

    class Channel(models.TextChoices):
        SCREEN = "screen", _("On the screen")
        PAPER = "paper", _("On paper")

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="consents")
    application = models.ForeignKey("hiring.Application", on_delete=models.PROTECT, related_name="consents", null=True)
    level = models.CharField(max_length=2, choices=Level.choices)
    purpose = models.CharField(max_length=11, choices=Purpose.choices)
    items = models.JSONField(default=list)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents", null=True)
    # Hash of the page as it was shown: the text with this firm, these items and this end date filled in.
    shown_digest = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=6, choices=Channel.choices, default=Channel.SCREEN)
    guardian_ref = models.CharField(max_length=64, blank=True)
    given_at = models.DateTimeField(null=True)
    ends_on = models.DateField(_("until"), null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consent_state_known", condition=models.Q(state__in=[*ConsentState.values, ""])
            ),
            models.CheckConstraint(
                name="consent_given_is_complete",
                condition=~models.Q(state="granted")
                | models.Q(text__isnull=False, given_at__isnull=False, ends_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["application", "level", "purpose"],
                condition=models.Q(state="granted"),
                name="consent_live_once_per_purpose",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["application", "level", "state"], name="consent_of_application")]

    def __str__(self) -> str:
        return f"{self.level} {self.purpose}"

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the person who gives."""
        return self.person.pseudonym

    @property
    def item_labels(self) -> list[str]:
        """The ticked items in words."""
        return [str(Item(code).label) for code in self.items]


class ExclusionQuerySet(ScopedQuerySet):
    """Exclusions by person."""

    def scope(self, actor: Actor) -> Self:
        """Only the person who excludes knows; nobody tells the firm."""
        return self.filter(region_id=actor.region_id, person_id=actor.person_id)


class Exclusion(Projection):
    """A person shuts out an organisation: it beats every level of consent, at once and silently (EXC-1, EXC-2)."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="exclusions")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="exclusions")

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="exclusion_state_known", condition=models.Q(state__in=[*ExclusionState.values, ""])
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(state="active"),
                name="exclusion_active_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the person who excludes."""
        return self.person.pseudonym


class Disclosure(models.Model):
    """One read of what a person gave, named or coded; append-only. Pseudonyms, so that it outlives an erasure (P04)."""

    class Channel(models.TextChoices):
        PAGE = "page", _("Page of the application")
        BOARD = "board", _("Board")
        LIST = "list", _("List")
        STAFF = "staff", _("Staff, with a reason")

    class Result(models.TextChoices):
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Not shown")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    subject_ref = models.CharField(max_length=64)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    reader_ref = models.CharField(max_length=64)
    application_id = models.UUIDField()
    consent_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    purpose = models.CharField(max_length=11)
    items = models.JSONField(default=list)
    result = models.CharField(max_length=7, choices=Result.choices, default=Result.SHOWN)

    class Meta:
        verbose_name = _("reading of a person's data")
        verbose_name_plural = _("readings of persons' data")
        indexes: ClassVar = [models.Index(fields=["region", "subject_ref", "-at"], name="disclosure_by_subject")]

    def __str__(self) -> str:
        return f"{self.channel} {self.application_id}"
