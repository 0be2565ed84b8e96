"""`manage.py import_course PATH [--region CODE] [--publish] [--reorder] [--dry-run]`: a course folder or zip into a site's catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.formats.course_zip import read_course_folder, read_course_zip
from content.formats.report import ZipRefusedError
from courses.importing import import_course
from courses.management.places import catalogue_of


class Command(BaseCommand):
    """Import one course."""

    help = "Imports a course (folder or zip) as drafts; --publish publishes what has no errors."

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH and options."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--region", default="", help="code of the Region; not needed where there is only one site")
        parser.add_argument("--publish", action="store_true")
        parser.add_argument("--reorder", action="store_true", help="published lessons change their places too")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, import, print the report."""
        path: Path = options["path"]
        try:
            bundle = read_course_folder(path) if path.is_dir() else read_course_zip(path)
        except ZipRefusedError as refused:
            raise CommandError("\n".join(str(line) for line in refused.report)) from refused
        except OSError as error:
            raise CommandError(str(error)) from error
        catalogue = catalogue_of(options["region"])
        try:
            report = import_course(
                bundle,
                catalogue,
                publish=options["publish"],
                reorder_published=options["reorder"],
                dry_run=options["dry_run"],
            )
        except ZipRefusedError as refused:
            raise CommandError("\n".join(str(line) for line in refused.report)) from refused
        for line in report.lines:
            self.stdout.write(f"{line.outcome:<10}{line.what}{f': {line.text}' if line.text else ''}")
        self.stdout.write(report.summary)
