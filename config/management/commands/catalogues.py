"""Collect, check or compile the message catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import catalogues

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`update` adds new messages, `check` fails on missing texts, `compile` writes the .mo files."""

    help = "Message catalogues: update, check or compile."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("act", choices=["update", "check", "compile"])

    def handle(self, *_args: Any, act: str, **_options: Any) -> None:
        """Do it."""
        root = settings.BASE_DIR
        if act == "update":
            self.stdout.write(f"{catalogues.update(root)} messages added")
        elif act == "compile":
            self.stdout.write(f"{catalogues.compile_all(root)} catalogues compiled")
        else:
            found = catalogues.missing(root)
            if found:
                raise CommandError("\n".join(found))
            self.stdout.write("catalogues are complete")
