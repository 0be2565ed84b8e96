"""Prints the report of one programme: `report <programme-code> --as-of D [--known-at D] [--audience exact] --format json`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from lms.ledger.clock import fiscal_year, today_in_tokyo
from lms.programmes.models import Programme
from lms.reports.closing import known_at_of
from lms.reports.definitions import fiscal_year_span
from lms.reports.exports import as_json, csv_file, text_lines
from lms.reports.quantity import Span
from lms.reports.readers import read_report
from lms.reports.report import Audience

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from lms.reports.tables import Report


class Command(BaseCommand):
    """The same tables as on the screen, to a terminal or a file."""

    help = "Print the report of a programme as of a day, on the knowledge of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Programme, days, audience, format, language."""
        parser.add_argument("programme")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None)
        parser.add_argument("--known-at", default=None, help="a day, or an instant with its zone")
        parser.add_argument("--fiscal-year", type=int, default=None)
        parser.add_argument("--audience", choices=[one.value for one in Audience], default=Audience.EXACT.value)
        parser.add_argument("--format", choices=["json", "csv", "text"], default="text")
        parser.add_argument("--encoding", choices=["utf-8", "cp932"], default="utf-8", help="of the CSV")
        parser.add_argument("--language", choices=["ja", "en"], default="ja")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, or say what is wrong with what was asked."""
        del args
        programme = Programme.objects.select_related("region").filter(code=options["programme"]).first()
        if programme is None:
            raise CommandError(f"no programme {options['programme']!r}")
        with override(options["language"]):
            span = _span(options)
            report = read_report(programme, span, _known_at(options, programme, span), Audience(options["audience"]))
            self._print(report, options)

    def _print(self, report: Report, options: dict[str, Any]) -> None:
        if options["format"] == "csv":
            file = csv_file(report, options["encoding"])
            self.stdout.write(file.content.decode("cp932" if options["encoding"] == "cp932" else "utf-8"), ending="")
        else:
            self.stdout.write(as_json(report) if options["format"] == "json" else "\n".join(text_lines(report)))


def _span(options: dict[str, Any]) -> Span:
    as_of, year, today = options["as_of"], options["fiscal_year"], today_in_tokyo()
    if as_of is not None and as_of > today:
        raise CommandError("--as-of is in the future")
    if year is None:
        return Span(end=as_of or today)
    if as_of is not None and fiscal_year(as_of) != year:
        raise CommandError("--as-of is not in the fiscal year")
    span = fiscal_year_span(year)
    return Span(start=span.start, end=as_of or min(span.end, today))


def _known_at(options: dict[str, Any], programme: Programme, span: Span) -> date | datetime:
    """What was asked for; else the closing of the year, else today."""
    text = options["known_at"]
    if text is None:
        return known_at_of(programme, span.start) or today_in_tokyo()
    try:
        known_at: date | datetime = (
            date.fromisoformat(text) if len(text) == len("2026-01-01") else datetime.fromisoformat(text)
        )
    except ValueError as error:
        raise CommandError(f"--known-at: {error}") from error
    if isinstance(known_at, datetime) and known_at.tzinfo is None:
        raise CommandError("--known-at: an instant needs its zone")
    return known_at
