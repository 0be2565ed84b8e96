"""JobPost 募集: states and moves JOB-1 to JOB-15 (workflows.md §5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.ledger.workflow import START, Transition, Workflow


class PostState(models.TextChoices):
    """Where a job post stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Being checked")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Open")
    CHANGING = "changing", _("Change of terms being checked")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", pgettext_lazy("a post", "Closed")
    ARCHIVED = "archived", _("Archived")
    DISCARDED = "discarded", _("Discarded")


_S = PostState
_FIRM = frozenset({"PR", "PA"})

# Why a post is closed (JOB-12), and who may say so.
CLOSE_REASONS: dict[str, frozenset[str]] = {
    "filled": frozenset({"PA", "SYS"}),
    "expired": frozenset({"SYS"}),
    "withdrawn": frozenset({"PA"}),
    "coordinator": frozenset({"C"}),
    "membership": frozenset({"SYS"}),
}

POST_WORKFLOW = Workflow(
    name="post",
    model="partners.JobPost",
    states=PostState,
    terminals=frozenset({_S.ARCHIVED, _S.DISCARDED}),
    transitions=(
        Transition(
            id="JOB-1",
            action="create",
            from_states=(START,),
            to_state=_S.DRAFT,
            roles=_FIRM,
            event_kind="post.created",
            guards=("member_may_post",),
        ),
        Transition(
            id="JOB-2",
            action="submit",
            from_states=(_S.DRAFT,),
            to_state=_S.SUBMITTED,
            roles=_FIRM,
            event_kind="post.submitted",
            guards=("member_may_post", "may_be_public", "terms_lawful"),
            effects=("clear_check", "start_post_clock", "tell_post_submitted"),
        ),
        Transition(
            id="JOB-3",
            action="return",
            from_states=(_S.SUBMITTED,),
            to_state=_S.DRAFT,
            roles=frozenset({"C"}),
            event_kind="post.returned",
            guards=("checker_is_outside", "return_reasons"),
            effects=("keep_return_reasons", "stop_post_clock", "tell_post_result"),
        ),
        Transition(
            id="JOB-4",
            action="approve",
            from_states=(_S.SUBMITTED,),
            to_state=_S.APPROVED,
            roles=frozenset({"C", "AP"}),
            event_kind="post.approved",
            guards=("checker_is_outside", "four_eyes_for_first_posts", "member_may_post", "check_complete"),
            effects=("keep_check", "stop_post_clock", "tell_post_result", "publish_when_due"),
        ),
        Transition(
            id="JOB-5",
            action="publish",
            from_states=(_S.APPROVED,),
            to_state=_S.PUBLISHED,
            roles=frozenset({"SYS"}),
            event_kind="post.opened",
            guards=("member_may_post", "may_be_public"),
            effects=("freeze_terms",),
            reversible=False,
        ),
        Transition(
            id="JOB-6",
            action="edit_cosmetic",
            from_states=(_S.PUBLISHED,),
            to_state=None,
            roles=_FIRM,
            event_kind="post.edited",
            waits=True,
        ),
        Transition(
            id="JOB-7",
            action="edit_legal",
            from_states=(_S.PUBLISHED, _S.PAUSED),
            to_state=_S.CHANGING,
            roles=_FIRM,
            event_kind="post.change_asked",
            waits=True,
        ),
        Transition(
            id="JOB-8",
            action="approve_change",
            from_states=(_S.CHANGING,),
            to_state=_S.PUBLISHED,
            roles=frozenset({"C"}),
            event_kind="post.change_approved",
            waits=True,
        ),
        Transition(
            id="JOB-9",
            action="drop_change",
            from_states=(_S.CHANGING,),
            to_state=_S.PUBLISHED,
            roles=_FIRM | {"C"},
            event_kind="post.change_dropped",
            waits=True,
        ),
        Transition(
            id="JOB-10",
            action="pause",
            from_states=(_S.PUBLISHED,),
            to_state=_S.PAUSED,
            roles=frozenset({"PA", "C", "SYS"}),
            event_kind="post.paused",
            guards=("pause_explained",),
            effects=("tell_post_result",),
        ),
        Transition(
            id="JOB-10b",
            action="resume",
            from_states=(_S.PAUSED,),
            to_state=_S.PUBLISHED,
            roles=frozenset({"PA", "C", "SYS"}),
            event_kind="post.resumed",
            guards=("member_may_post", "may_be_public", "post_still_valid"),
        ),
        Transition(
            id="JOB-11",
            action="reconfirm",
            from_states=(_S.PUBLISHED,),
            to_state=None,
            roles=frozenset({"PA"}),
            event_kind="post.reconfirmed",
            waits=True,
        ),
        Transition(
            id="JOB-12",
            action="close",
            from_states=(_S.SUBMITTED, _S.APPROVED, _S.PUBLISHED, _S.CHANGING, _S.PAUSED),
            to_state=_S.CLOSED,
            roles=frozenset({"PA", "C", "SYS"}),
            event_kind="post.closed",
            guards=("close_reason_known",),
            effects=("stop_all_post_clocks", "tell_post_result"),
            reason_required=True,
        ),
        Transition(
            id="JOB-13",
            action="repost",
            from_states=(_S.CLOSED,),
            to_state=_S.SUBMITTED,
            roles=_FIRM,
            event_kind="post.submitted_again",
            waits=True,
        ),
        Transition(
            id="JOB-14",
            action="archive",
            from_states=(_S.CLOSED,),
            to_state=_S.ARCHIVED,
            roles=frozenset({"SYS"}),
            event_kind="post.archived",
            waits=True,
        ),
        Transition(
            id="JOB-15",
            action="discard",
            from_states=(_S.DRAFT,),
            to_state=_S.DISCARDED,
            roles=_FIRM,
            event_kind="post.discarded",
            waits=True,
        ),
    ),
)
