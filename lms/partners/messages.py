"""The exact messages of this app's refusals (law.md §1, §2, §5, §11, §13), listed so that the catalogues carry every key."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

# Keys of the validators of both contract classes and of the lint, as the tables name them.
LEGAL = (
    _("job.duties"), _("job.place"), _("job.contract_term"), _("job.renewal"), _("job.probation"), _("job.hours"),
    _("job.wage"), _("job.wage.2"), _("job.fixed_overtime"), _("job.insurance"), _("job.employer_name"),
    _("job.dispatch"), _("job.smoking"), _("job.age_limit"), _("job.age_limit.2"), _("job.sex"), _("job.contact"),
    _("job.valid_until"), _("job.telework"), _("out.work"), _("out.place_time"), _("out.fee"), _("out.fee.hourly"),
    _("out.pay_date"), _("out.pay_date.2"), _("out.end"), _("out.orderer"), _("out.trial"), _("out.notice_30"),
    _("R02"), _("L11"), _("lint.unsafe"), _("lint.young"), _("lint.wage"), _("lint.wage_works_out"),
    _("post.openings"), _("post.steps"), _("post.criteria"), _("post.criteria.2"),
)  # fmt: skip

# Keys of refusals (409) of this app's guards and services.
REFUSALS = (
    _("operator.incomplete"), _("member.inactive"), _("member.supporting"), _("member.last_admin"),
    _("member.no_safety_suspension"),
    _("agreement.membership"), _("agreement.begins_later"),
    _("agreement.still_running"), _("post.no_agreement"), _("post.needs_approver"),
    _("post.not_checked"), _("post.not_draft"), _("post.not_waiting"), _("post.expired"), _("partners.invitation.expired"), _("partners.one_firm"),
    _("partners.invitation.subject"), _("partners.invitation.sentence"), _("four_eyes"), _("own_case"),
)  # fmt: skip
