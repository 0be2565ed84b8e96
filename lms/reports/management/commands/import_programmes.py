"""Loads reference programmes from YAML files, each into a Region of its own; loading the same file again changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from lms.ledger.refusals import Refusal
from lms.reports.services import import_programme

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """`import_programmes PATH…`: files, or folders of files."""

    help = "Load reference programmes (YAML) into Regions of their own, with the dates on which they were recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        """Files or folders."""
        parser.add_argument("paths", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each file; the first one that does not hold together stops the command."""
        del args
        for path in options["paths"]:
            for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
                self._load(file)

    def _load(self, file: Path) -> None:
        try:
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            loaded = import_programme(data, prepared_by="import_programmes")
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{file.name}: {error!r}") from error
        except Refusal as refusal:
            raise CommandError(f"{file.name}: {refusal.message}") from refusal
        done = "loaded" if loaded.new else "already there"
        self.stdout.write(f"{loaded.programme.code}: {loaded.facts} facts, {done}")
