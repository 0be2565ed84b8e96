"""Fold every projection anew from the events, or compare only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from lms.ledger.projections import rebuild_all

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`--check` compares and changes nothing; it ends with status 1 when something differs."""

    help = "Rebuild projections from the ledger, or check them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--check", action="store_true", help="compare only")
        parser.add_argument("--workflow", default="", help="only this workflow or projection")

    def handle(self, *_args: Any, check: bool, workflow: str, **_options: Any) -> None:
        """Print each projection with its differences."""
        found = rebuild_all(check=check, only=workflow)
        for name, differences in found.items():
            self.stdout.write(f"{name}: {'ok' if not differences else f'{len(differences)} differences'}")
            for text in differences[:50]:
                self.stdout.write(f"  {text}")
        if check and any(found.values()):
            raise CommandError("projections differ from the events")
