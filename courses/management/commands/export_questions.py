"""`manage.py export_questions A3-1 FILE.gift [--region CODE]`: questions with answers as .gift, .xlsx or .csv; logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.formats.gift_writing import write_gift
from content.formats.spreadsheets import write_csv, write_xlsx
from courses.exporting import log_export
from courses.management.places import page_with_questions


class Command(BaseCommand):
    """Export questions."""

    help = "Writes the questions of a lesson's or bank's draft; what the format cannot say is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Page, FILE and options."""
        parser.add_argument("page", help="number of the lesson (A3-1) or course and bank (A3/security)")
        parser.add_argument("path", type=Path)
        parser.add_argument("--region", default="", help="code of the Region; not needed where there is only one site")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file and what it does not hold."""
        path: Path = options["path"]
        page = page_with_questions(options["page"], options["region"])
        text = page.get_latest_revision_as_object().body
        ending = path.suffix.lower()
        if ending == ".gift":
            written, told = write_gift(text)
            data = written.encode()
        elif ending in (".xlsx", ".csv"):
            data, told = write_xlsx(text) if ending == ".xlsx" else write_csv(text)
        else:
            raise CommandError("the file ends in .gift, .xlsx or .csv")
        path.write_bytes(data)
        log_export(page, None, ending[1:])
        for line in told.report:
            self.stdout.write(str(line))
        self.stdout.write(f"{path}: {len(data)} bytes")
