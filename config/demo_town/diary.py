"""A history in order of time: what happened on which day, played under a set clock and without notices (ENG-13)."""

from __future__ import annotations

import heapq
from datetime import datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from lms.ledger import clock
from lms.ledger.engine import quiet_history

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


class Diary:
    """Entries are given by days before today and may add further entries; `play` takes them in order of time."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._order = count()
        self._entries: list[tuple[datetime, int, Callable[..., Any], tuple[Any, ...]]] = []

    def day(self, days_ago: int) -> date:
        """The date that many days before today (negative: after)."""
        return self.today - timedelta(days=days_ago)

    def at(self, days_ago: int, hour: int, function: Callable[..., Any], *args: Any) -> None:
        """Let `function(*args)` happen at that hour in Tokyo. Raises ValueError for the future."""
        if days_ago < 1:
            raise ValueError("a history ends yesterday")
        moment = datetime.combine(self.day(days_ago), time(hour, next(self._order) % 60), tzinfo=clock.TOKYO)
        heapq.heappush(self._entries, (moment, next(self._order), function, args))

    def play(self) -> int:
        """Play everything. Returns how many entries there were."""
        played = 0
        with quiet_history():
            while self._entries:
                moment, _order, function, args = heapq.heappop(self._entries)
                with clock.set_to(moment):
                    function(*args)
                played += 1
        return played
