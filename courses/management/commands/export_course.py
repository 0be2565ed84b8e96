"""`manage.py export_course KEY FILE [--region CODE] [--learner]`: a course as a zip; without --learner with every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.exporting import export_course, export_for_learners
from courses.management.places import catalogue_of
from courses.models import CoursePage


class Command(BaseCommand):
    """Export one course."""

    help = "Writes a course as a zip. With --learner only what learners see."

    def add_arguments(self, parser: CommandParser) -> None:
        """KEY, FILE and options."""
        parser.add_argument("key", help="number of the course: A3")
        parser.add_argument("path", type=Path)
        parser.add_argument("--region", default="", help="code of the Region; not needed where there is only one site")
        parser.add_argument("--learner", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find the course, write the zip."""
        courses = CoursePage.objects.child_of(catalogue_of(options["region"]))
        course = courses.filter(key=options["key"]).first()
        if course is None:
            raise CommandError(f"there is no course {options['key']}")
        data = export_for_learners(course) if options["learner"] else export_course(course, user=None)
        path: Path = options["path"]
        path.write_bytes(data)
        self.stdout.write(f"{path}: {len(data)} bytes")
