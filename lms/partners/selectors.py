"""What others may ask about organisations, their rights and their posts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from lms.accounts.models import Person, RoleGrant
from lms.accounts.selectors import person_of
from lms.learning.requirements.rules import check_tree
from lms.ledger import clock
from lms.ledger.events import effective
from lms.ledger.models import Event
from lms.ledger.prepared import Prepared
from lms.partners import terms
from lms.partners.models import Agreement, AgreementText, JobPost, PartnerMembership, PartnerRole, PartnerUser
from lms.partners.states import AgreementState, MembershipState, PostState
from lms.partners.terms import PostFacts
from lms.partners.wording import WordingWarning, warnings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lms.ledger.actors import Actor
    from lms.partners.models import Organisation
    from lms.regions.models import Region

FIRST_POSTS = 3
ENDS_SOON_DAYS = 14


def membership_is_active(organisation: Organisation, region: Region) -> bool:
    """The organisation is a member of the Region with its rights on (MEM-8); prospects and applicants are not."""
    return PartnerMembership.objects.filter(
        organisation=organisation, region=region, state=MembershipState.ACTIVE
    ).exists()


def agreement_in_force(organisation: Organisation) -> bool:
    """A signed agreement covers today (AGR-4)."""
    today = clock.today_in_tokyo()
    return any(
        (agreement.effective_on is None or agreement.effective_on <= today)
        and (agreement.ends_on is None or agreement.ends_on >= today)
        for agreement in Agreement.objects.filter(organisation=organisation, state=AgreementState.IN_FORCE)
    )


def operator_is_complete(region: Region) -> bool:
    """Everything law.md §1 asks of the operator is filled; before that nothing about jobs is public."""
    operator = getattr(region, "operator", None)
    return operator is not None and not operator.missing()


def posts_public(region: Region) -> QuerySet[JobPost]:
    """Posts anybody may see today, newest first, the same for everyone (JOB-t6, L05, L06)."""
    if not operator_is_complete(region):
        return JobPost.objects.none()
    return public_on(region.pk, clock.today_in_tokyo())


def public_on(region_id: int, day: date) -> QuerySet[JobPost]:
    """The posts of a Region with a complete operator that are public on a day."""
    return (
        JobPost.objects.filter(
            region_id=region_id,
            state__in=[PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED],
            openings__gt=0,
            valid_until__gte=day,
            organisation__membership__state=MembershipState.ACTIVE,
            organisation__membership__kind=PartnerMembership.Kind.REGULAR,
        )
        .exclude(organisation__seeker_contact="")
        .select_related("organisation", "current_terms")
        .order_by("-published_at", "slug")
    )


_STAMP = Prepared(
    lambda region_id, day: public_on(region_id, day).values_list("pk", "version", "openings"),
    2_111_000_003,
    date(9998, 1, 1),
)


def public_stamp(region: Region) -> tuple[Any, ...]:
    """What the public list follows from: it changes when a post does, or comes, or goes. One statement."""
    if not operator_is_complete(region):
        return ()
    return tuple(_STAMP.tuples(region.pk, clock.today_in_tokyo()))


def partner_user_of(person: Person) -> PartnerUser | None:
    """The active firm user this person is, with the organisation; None for everybody else. Never cached (ROL-7)."""
    return PartnerUser.objects.filter(person=person, active=True).select_related("organisation").first()


def active_users(organisation: Organisation, roles: Iterable[str]) -> QuerySet[PartnerUser]:
    """Active users of an organisation in any of these roles."""
    return PartnerUser.objects.filter(organisation=organisation, active=True, role__in=list(roles)).select_related(
        "person"
    )


def rights_blocker(organisation_id: UUID) -> str:
    """Why an organisation may not post, as a msgid; "" when it may."""
    membership = PartnerMembership.objects.filter(organisation_id=organisation_id).first()
    if membership is None or membership.state != MembershipState.ACTIVE:
        return "member.inactive"
    return "member.supporting" if membership.kind == PartnerMembership.Kind.SUPPORTING else ""


def publication_blockers(organisation: Organisation) -> list[str]:
    """Everything that keeps the organisation's posts from the public, as msgids in one list (L05)."""
    checks = (
        (rights_blocker(organisation.pk), True),
        ("post.no_agreement", not agreement_in_force(organisation)),
        ("job.contact", not organisation.seeker_contact),
        ("operator.incomplete", not operator_is_complete(organisation.region)),
    )
    return [key for key, missing in checks if key and missing]


def facts_of_post(post: JobPost) -> PostFacts:
    """The post in the shape the validators read."""
    return PostFacts(
        today=clock.today_in_tokyo(),
        title=post.title,
        summary=post.summary,
        work_style=post.work_style,
        openings=post.openings,
        steps=tuple(post.selection_steps),
        criteria=tuple(row["text"] for row in post.criteria),
        valid_until=post.valid_until,
        seeker_contact=post.organisation.seeker_contact,
        minimum_hourly_wage=post.region.minimum_hourly_wage,
    )


def post_errors(post: JobPost) -> dict[str, list[str]]:
    """Field name -> messages that keep a draft from being submitted (law.md §2); empty when it is lawful."""
    errors: dict[str, list[str]] = {}
    for problem in terms.problems(post.contract_class, post.terms, facts_of_post(post)):
        message = gettext(problem.key).format(**problem.params) if problem.params else gettext(problem.key)
        known = errors.setdefault(problem.field, [])
        if message not in known:
            known.append(message)
    return errors


def lint_of(post: JobPost) -> list[WordingWarning]:
    """Warnings the coordinator answers with a reason before the post is published (law.md §2.3)."""
    texts = [post.title, post.summary, *(value for value in post.terms.values() if isinstance(value, str))]
    hourly = post.terms.get("wage_min") if post.terms.get("wage_unit") == "hour" else None
    minimum = post.region.minimum_hourly_wage
    found = warnings(texts, hourly_wage=hourly, minimum=minimum)
    if terms.needs_wage_tick(post.contract_class, post.terms, minimum):
        found.append(WordingWarning("lint.wage_works_out", ""))
    return found


def needs_approver(post: JobPost) -> bool:
    """One of the organisation's first three posts to be approved (JOB-4)."""
    earlier = JobPost.objects.filter(organisation_id=post.organisation_id, approved_at__isnull=False)
    return earlier.exclude(pk=post.pk).count() < FIRST_POSTS


def ever_worked_for(actor: Actor, organisation_id: UUID) -> bool:
    """Whether the actor is or was a user of the organisation: such a person decides nothing about it (JOB-t5)."""
    if actor.person_id is None:
        return False
    return PartnerUser.objects.filter(person_id=actor.person_id, organisation_id=organisation_id).exists()


def staff_of(region: Region, role: str) -> QuerySet[Person]:
    """Persons who hold a Region role today."""
    grants = RoleGrant.objects.on(clock.today_in_tokyo()).filter(region=region, role=role)
    return Person.objects.filter(pk__in=grants.values("person"), status=Person.Status.ACTIVE)


def people_of(organisation_id: UUID, *roles: str) -> QuerySet[Person]:
    """Persons with an active seat in the organisation in any of these roles."""
    users = PartnerUser.objects.filter(organisation_id=organisation_id, active=True, role__in=roles)
    return Person.objects.filter(pk__in=users.values("person"), status=Person.Status.ACTIVE)


def agreement_draft_of(membership: PartnerMembership) -> Agreement:
    """An unsaved agreement over the Region's current wording."""
    return Agreement(
        region=membership.region,
        membership=membership,
        organisation=membership.organisation,
        text=current_text(membership.region),
    )


def current_text(region: Region) -> AgreementText:
    """The newest wording of the Region's agreement; the first one is the wording this product brings."""
    newest = AgreementText.objects.filter(region=region).order_by("-number").first()
    return newest or AgreementText.objects.create(
        region=region, number=1, title=gettext("agreement.title"), body=gettext("agreement.body")
    )


def next_terms(post: JobPost) -> tuple[int, str]:
    """Number and hash of the terms version that publishing the post now makes."""
    number = post.versions.count() + 1
    return number, terms.digest(post.title, post.contract_class, frozen_terms(post))


def frozen_terms(post: JobPost) -> dict[str, object]:
    """Everything a version of the terms says: the legal items and what stands beside them on the page."""
    return {
        **terms.cleaned(post.contract_class, post.terms, work_style=post.work_style),
        "work_style": post.work_style,
        "summary": post.summary,
        "selection_steps": list(post.selection_steps),
        "criteria": list(post.criteria),
    }


def similar_posts(post: JobPost, limit: int = 3) -> list[JobPost]:
    """Open posts of the same class, newest first: the published rule, no staff order (L06)."""
    found = posts_public(post.region).filter(contract_class=post.contract_class, state=PostState.PUBLISHED)
    return list(found.exclude(pk=post.pk)[:limit])


def partner_user(request: HttpRequest) -> PartnerUser | None:
    """The acting firm user of a request, with organisation and Region; None for everybody else."""
    person = person_of(request)
    if person is None:
        return None
    users = PartnerUser.objects.filter(person=person, active=True)
    return users.select_related("organisation__region__operator", "organisation__membership").first()


def safety_suspension_of(membership: PartnerMembership) -> Event | None:
    """The event of a running safety suspension (MEM-9) that nobody has confirmed yet."""
    stream = Event.objects.filter(stream_type="membership", stream_id=str(membership.pk)).order_by("version")
    last = effective(stream)[-1:]
    return last[0] if last and (last[0].transition, last[0].reason_code) == ("MEM-9", "safety") else None


def open_agreement(agreements: Iterable[Agreement]) -> Agreement | None:
    """The agreement that is under way, if there is one."""
    under_way = {AgreementState.DRAFT, AgreementState.SENT, AgreementState.PARTLY_SIGNED}
    return next((row for row in agreements if row.state in under_way), None)


def waiting_for_firm(user: PartnerUser) -> list[dict[str, str]]:
    """What waits for this firm user: [{title, text, url, action}], the most urgent first."""
    tasks: list[dict[str, str]] = []
    membership = getattr(user.organisation, "membership", None)
    if user.role == PartnerRole.ADMINISTRATOR and membership is not None:
        tasks += _membership_tasks(user, membership)
    if user.role in {PartnerRole.ADMINISTRATOR, PartnerRole.STAFF}:
        tasks += _post_tasks(user)
    return tasks


def _membership_tasks(user: PartnerUser, membership: PartnerMembership) -> list[dict[str, str]]:
    tasks = []
    if membership.state == MembershipState.CANDIDATE:
        text = gettext("The office sent the application back with notes.") if membership.return_reasons else ""
        title = gettext("Apply for membership")
        tasks.append({"title": title, "text": text, "url": reverse("partner:membership"), "action": gettext("Open")})
    sent = Agreement.objects.filter(organisation=user.organisation, state=AgreementState.SENT)
    tasks += [
        {
            "title": gettext("An agreement waits for your signature"),
            "text": "",
            "url": reverse("partner:agreement", args=[row.pk]),
            "action": gettext("Read and sign"),
        }
        for row in sent
    ]
    return tasks


def _post_tasks(user: PartnerUser) -> list[dict[str, str]]:
    drafts = JobPost.objects.filter(organisation=user.organisation, state=PostState.DRAFT).order_by("-since")
    tasks = [
        {
            "title": row.title,
            "text": gettext("The office sent this post back with notes.")
            if row.return_reasons
            else gettext("Draft, not sent yet"),
            "url": reverse("partner:post_edit", args=[row.pk]),
            "action": gettext("Go on"),
        }
        for row in drafts[:20]
    ]
    soon = clock.today_in_tokyo() + timedelta(days=ENDS_SOON_DAYS)
    ending = JobPost.objects.filter(
        organisation=user.organisation, state=PostState.PUBLISHED, valid_until__lte=soon
    ).order_by("valid_until")
    tasks += [
        {
            "title": row.title,
            "text": gettext("This post ends soon."),
            "url": reverse("partner:post", args=[row.pk]),
            "action": gettext("Open"),
        }
        for row in ending[:20]
    ]
    return tasks


_kept: dict[int, tuple[tuple[Any, ...], list[JobPost]]] = {}


def open_with_rule(region: Region) -> list[JobPost]:
    """Posts that take applications and ask for something, newest first.

    The rows stay in the process as long as the public list is the same; that is asked anew each time (`public_stamp`).
    """
    stamp = public_stamp(region)
    known = _kept.get(region.pk)
    if known is not None and known[0] == stamp:
        return known[1]
    rows = posts_public(region).filter(state=PostState.PUBLISHED, rule__isnull=False)
    found = list(rows.select_related("rule"))
    _kept[region.pk] = (stamp, found)
    return found


def posts_asking_for(region: Region, course_key: str, skills: set[str]) -> list[JobPost]:
    """Open posts whose requirement names a course or one of the skills it teaches, for the course's page."""
    found = open_with_rule(region)
    return [post for post in found if post.rule is not None and names_course(post.rule.tree, course_key, skills)]


def names_course(tree: dict[str, Any], course_key: str, skills: set[str]) -> bool:
    """Whether a requirement asks for the course (or one of its questions), or for one of these skills."""
    wanted = {("course_completed", course_key), *(("skill_level", code) for code in skills)}
    return any(
        leaf in wanted or (leaf[0] == "score_at_least" and leaf[1].split(":")[0] == course_key)
        for leaf in check_tree(tree)
    )
