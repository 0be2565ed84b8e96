"""The words of every notice (workflows.md §14). Subjects and sentences carry no name, no reason and no consent item."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class NoticeText:
    """`subject` and `sentence` are msgids; `by_night` notices are not held back in quiet hours."""

    subject: str
    sentence: str
    by_night: bool = False


# A code may have a variant after a dot where two readers are told different things by the same row of §14.
TEXTS: dict[str, NoticeText] = {
    "N01": NoticeText(_("Your membership application arrived"), _("An application for membership arrived.")),
    "N02": NoticeText(
        _("Result of the membership application"), _("There is news about the application for membership.")
    ),
    "N03": NoticeText(_("Please sign the agreement"), _("An agreement waits for a signature, or ends soon.")),
    "N04": NoticeText(_("The membership changed"), _("The state of the membership changed.")),
    "N04.L": NoticeText(
        _("About the procedure of the company you applied to"),
        _("Something changed in the procedure of a company you applied to. Your data stay safe."),
    ),
    "N05": NoticeText(_("Result of the check of your post"), _("There is news about a post.")),
    "N06": NoticeText(
        _("Terms of your application changed. Please check them"), _("The terms of a post you applied to changed.")
    ),
    "N07": NoticeText(_("You meet the conditions to apply"), _("You now meet everything a post asks for.")),
    "N07.lost": NoticeText(
        _("A condition has ended"), _("Something you reached no longer counts. You can get it again at any time.")
    ),
    "N07.ends": NoticeText(_("A condition ends soon"), _("Something you reached counts only a little longer.")),
    "N07.skill": NoticeText(
        _("The level of a skill ends soon"),
        _("A level you reached counts only a little longer. Passing the course test again renews it."),
    ),
    "N08": NoticeText(
        _("An invitation from a company arrived"), _("A company invites you to apply. Answering is up to you.")
    ),
    "N09": NoticeText(_("Result of the invitation"), _("There is news about an invitation.")),
    "N10": NoticeText(
        _("Copy of your consent to pass on data"), _("You agreed to pass on data. You can withdraw it at any time.")
    ),
    "N10.ends": NoticeText(_("Your consent ends soon"), _("Your consent to pass on data ends soon.")),
    "N11": NoticeText(
        _("You withdrew your consent"),
        _("The company cannot see your data any more. We asked it to delete copies."),
        True,
    ),
    "N11.recall": NoticeText(
        _("Request to delete data"), _("Consent was withdrawn. Please delete the copies you hold and report it."), True
    ),
    "N11.done": NoticeText(
        _("The company reported the deletion"), _("The company reported what it deleted after we asked it to.")
    ),
    "N12": NoticeText(_("The report on deletion has not arrived"), _("A report on the deletion of data is missing.")),
    "N12.again": NoticeText(
        _("A company was late twice with its report on deletion"),
        _("Within twelve months a report on the deletion of data was late twice. Please consider a suspension."),
    ),
    "N13": NoticeText(_("An application arrived"), _("There is a new application. Please look at it and answer.")),
    "N14": NoticeText(_("About the date of the interview"), _("There is news about an interview.")),
    "N15": NoticeText(_("Please answer an application"), _("An application still waits for your answer.")),
    "N15.L": NoticeText(
        _("The application ended without an answer of the company"),
        _("The company did not answer in time, so the procedure ended. This is not your fault."),
    ),
    "N16": NoticeText(_("Result of your application"), _("There is an answer to your application.")),
    "N17": NoticeText(_("An application was withdrawn"), _("An application was withdrawn by the applicant.")),
    "N18": NoticeText(_("About the trial work"), _("There is a next step in the trial work.")),
    "N19": NoticeText(_("An offer of terms arrived"), _("There is news about an offer of terms.")),
    "N20": NoticeText(_("Please confirm the start of work"), _("Please confirm the start of work.")),
    "N21": NoticeText(_("Please tell us how things are going"), _("We would like to know how work is going.")),
    "N22": NoticeText(_("News about an event"), _("There is news about an event you registered for.")),
    "N23": NoticeText(
        _("A record was corrected"), _("Something we told you was recorded by mistake and has been corrected.")
    ),
    "N25.returned": NoticeText(
        _("Your work came back with a comment"), _("Somebody has read what you handed in. There is a comment for you.")
    ),
    "N25.accepted": NoticeText(_("Your work was accepted"), _("Somebody has read what you handed in and accepted it.")),
    "N26": NoticeText(
        _("Lessons wait for their review"),
        _("The review date of a lesson is near or has passed. The list shows which lessons."),
    ),
    "N24": NoticeText(_("An act needs to be checked"), _("Something happened that you should look at."), True),
}
