"""The worker without a broker: delivers the outbox, fires clocks, runs schedules."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from lms.ledger import clocks, outbox, schedules

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Loops until SIGTERM or SIGINT; whatever it was doing when killed is taken up again by the next one."""

    help = "Deliver the outbox, fire clocks and run scheduled jobs (start one beside the server)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between rounds without work")

    def handle(self, *_args: Any, once: bool, pause: float, **_options: Any) -> None:
        """Run rounds."""
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        if not once:
            threading.Thread(target=self.slow_rounds, args=(stop, pause), daemon=True).start()
        while not stop.is_set():
            done = self.one_round()
            if once:
                outbox.drain(slow=True)
                return
            if not done:
                stop.wait(pause)

    def slow_rounds(self, stop: threading.Event, pause: float) -> None:
        """The work of minutes, in a thread of its own."""
        while not stop.is_set():
            done = 0
            try:
                done = outbox.drain(slow=True)
            except Exception:
                log.exception("the worker goes on after an error")
            close_old_connections()
            if not done:
                stop.wait(pause)

    def one_round(self) -> int:
        """One pass over outbox, clocks and schedules; an error in one does not stop the others."""
        done = 0
        jobs: tuple[Callable[[], int], ...] = (
            lambda: outbox.drain(slow=False),
            clocks.fire_due,
            lambda: len(schedules.run_due()),
        )
        for job in jobs:
            try:
                done += job()
            except Exception:
                log.exception("the worker goes on after an error")
        close_old_connections()
        return done
