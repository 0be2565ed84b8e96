"""`manage.py import_document FILE --course A3 [--split] [--region CODE] [--dry-run]`: Word or Markdown as draft lessons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.formats.report import ZipRefusedError
from courses import import_texts
from courses.management.places import catalogue_of
from courses.models import CoursePage


class Command(BaseCommand):
    """Import a document."""

    help = "Makes draft lessons of a document. Nothing is published."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE and options."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--course", required=True, help="number of the course: A3")
        parser.add_argument("--split", action="store_true", help="one lesson for every main heading")
        parser.add_argument("--region", default="", help="code of the Region; not needed where there is only one site")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, report, make drafts."""
        path: Path = options["path"]
        course = CoursePage.objects.child_of(catalogue_of(options["region"])).filter(key=options["course"]).first()
        if course is None:
            raise CommandError(f"there is no course {options['course']}")
        try:
            drafted = import_texts.read_document(course, path.read_bytes(), path.name, split=options["split"])
            if not options["dry_run"]:
                import_texts.make_lessons(course, drafted, None)
        except ZipRefusedError as refused:
            raise CommandError("\n".join(str(line) for line in refused.report)) from refused
        except OSError as error:
            raise CommandError(str(error)) from error
        for line in (*drafted.diff, *drafted.lines):
            self.stdout.write(line)
        for title, text in drafted.texts if options["dry_run"] else []:
            self.stdout.write(f"# {title}\n\n{text}\n")
        self.stdout.write(f"{drafted.summary} {drafted.parts}".rstrip())
