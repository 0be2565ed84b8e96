"""The demo town in one command: database, content, people, then server and worker until Ctrl-C."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import catalogues
from config.serving import granian_command

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """A second run is quick and changes nothing; removing the demo is deleting its folder."""

    help = "Build the demo town below var/demo and serve it on 127.0.0.1."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="build everything, serve nothing")

    def handle(self, *_args: Any, port: int, no_serve: bool, **_options: Any) -> None:
        """Build, tell, serve."""
        if settings.DEMO_MAILBOX is None:
            raise CommandError("the demo runs with the demo's settings only (config.settings.dev)")
        if not no_serve:
            self._refuse_taken_port(port)
        began = time.monotonic()
        look_for_garbage_seldom()
        self._prepare(port)
        self._say(f"ready after {time.monotonic() - began:.1f} s")
        if not no_serve:
            self._tell(port)
            self._serve(port)

    def _say(self, text: str) -> None:
        """Write at once: in a pipe or a file, accounts that appear when the server ends help nobody."""
        self.stdout.write(text)
        self.stdout.flush()

    def _refuse_taken_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(f"port {port} is in use; PORT=8001 make demo takes another one") from None

    def _prepare(self, port: int) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        Path(str(settings.DEMO_MAILBOX)).mkdir(parents=True, exist_ok=True)
        catalogues.compile_all(settings.BASE_DIR)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("creating the database …")
            call_command("migrate", verbosity=0)
        from config.demo_town.town import build_town

        build_town(self._say, port)

    def _tell(self, port: int) -> None:
        from config.demo_town import cast

        address = f"http://127.0.0.1:{port}"
        rows = [f"    {who.role_text:<24} {who.email}" for who in cast.ACCOUNTS]
        self._say(
            "\n".join(
                [
                    "",
                    f"  みなみ浜IT塾   {address}/",
                    f"  CMS            {address}/cms/",
                    f"  mails          {address}/demo/mail/   (codes for signing in are read here)",
                    f"  accounts, password of all: {cast.PASSWORD}",
                    *rows,
                    "",
                    "  Ctrl-C stops server and worker.",
                ]
            )
        )

    def _serve(self, port: int) -> None:
        """Server and worker as children; whichever ends first, or Ctrl-C, ends both."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SONJUKU_VAR": str(settings.VAR_DIR),
        }
        granian = granian_command("config.wsgi:application", port=port, log_level="warning")
        worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_worker"]
        children = [
            subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603
            for command in (granian, worker)
        ]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            raise CommandError("server or worker ended; see above")
        except KeyboardInterrupt:
            self.stdout.write("\nstopping …")
        finally:
            stop(children)


def look_for_garbage_seldom() -> None:
    """Building makes many classes and rows: to look through them all again and again took a third of the time (for 120 MB)."""
    gc.freeze()
    gc.set_threshold(10_000, 25, 25)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to end, and end the ones that do not listen."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
