"""The interview as a calendar file: stable UID, counted SEQUENCE, no name in it (APP-5, APP-7)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext

from lms.ledger import clock

if TYPE_CHECKING:
    from datetime import datetime

    from lms.hiring.models import Application, InterviewRequest

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar_file(application: Application, interview: InterviewRequest, *, title: str) -> str:
    """An iCalendar text with one event; `title` is what the reader's calendar shows (the code is added)."""
    if interview.chosen_at is None:
        raise ValueError("no time was fixed yet")
    ends = interview.chosen_at + timedelta(minutes=interview.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sonjuku//hiring//JA",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:interview-{interview.pk}@sonjuku",
        f"SEQUENCE:{interview.sequence}",
        f"DTSTAMP:{_stamp(clock.now())}",
        f"DTSTART:{_stamp(interview.chosen_at)}",
        f"DTEND:{_stamp(ends)}",
        f"SUMMARY:{f'{title} {application.code}'.translate(_ESCAPES)}",
        f"LOCATION:{interview.place_detail.translate(_ESCAPES)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def calendar_answer(application: Application, interview: InterviewRequest) -> HttpResponse:
    """The file as a download, named by the code."""
    text = calendar_file(application, interview, title=gettext("Interview"))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{application.code}.ics"'
    return answer
