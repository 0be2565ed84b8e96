"""`manage.py import_questions FILE --page A3-1 [--region CODE] [--dry-run]`: GIFT, Aiken, XLSX or CSV into a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.formats.report import ZipRefusedError
from courses import import_texts
from courses.management.places import page_with_questions


class Command(BaseCommand):
    """Import questions."""

    help = "Adds questions to the end of a lesson's or bank's draft. Nothing is published."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE and options."""
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--page", required=True, help="number of the lesson (A3-1) or course and bank (A3/security)"
        )
        parser.add_argument("--region", default="", help="code of the Region; not needed where there is only one site")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, report, add."""
        path: Path = options["path"]
        page = page_with_questions(options["page"], options["region"])
        try:
            drafted = import_texts.questions_for(page, import_texts.read_questions(path.read_bytes(), path.name))
        except ZipRefusedError as refused:
            raise CommandError("\n".join(str(line) for line in refused.report)) from refused
        except OSError as error:
            raise CommandError(str(error)) from error
        for line in drafted.lines:
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write(drafted.texts[0][1] if drafted.texts else "")
        elif drafted.texts:
            import_texts.add_text(page, drafted.texts[0][1], None)
        self.stdout.write(drafted.summary)
