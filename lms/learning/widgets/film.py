"""video: where a learner is in a film and what was seen of it, sent by the player as `second;percent;ranges`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from content.items import AnswerRefusedError
from lms.learning.widgets.base import only_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face

_PLACE = re.compile(r"(\d{1,6});(\d{1,3});((?:\d{1,6}-\d{1,6}(?:,(?=\d)|$)){0,60})")


class FilmWidget:
    """No options, no tokens: a film is watched, not answered."""

    module = "content/film.js"

    def token_count(self, public: Mapping[str, Any]) -> int:
        """None."""
        del public
        return 0

    def decode(self, face: Face, values: Sequence[str]) -> dict[str, Any]:
        """The place in the film. Raises AnswerRefusedError for what no player of ours sends."""
        del face
        match = _PLACE.fullmatch(only_one(values))
        if match is None or int(match[2]) > 100:
            raise AnswerRefusedError("the place in a film is expected")
        return {"at": int(match[1]), "percent": int(match[2]), "seen": match[3]}

    def values(self, face: Face, answer: Any) -> list[str]:
        """The place as the player sends it."""
        del face
        return [f"{answer['at']};{answer['percent']};{answer['seen']}"] if isinstance(answer, dict) else []

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """The film, where to go on and what was seen."""
        public = face.public
        match = _PLACE.fullmatch(next(iter(sent), ""))
        at, percent, seen = (match[1], match[2], match[3]) if match else ("0", "0", "")
        return {
            "film": public.get("film", {}),
            "complete": public.get("complete", 90),
            "stops": [_stop(stop) for stop in public.get("stops", ())],
            "at": {"value": at},
            "percent": {"value": percent},
            "seen": {"value": seen},
        }

    def blank(self, public: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing seen."""
        del public
        return {"at": 0, "percent": 0, "seen": ""}


def _stop(stop: Mapping[str, Any]) -> dict[str, Any]:
    minutes, seconds = divmod(stop["seconds"], 60)
    return {"seconds": stop["seconds"], "time": f"{minutes}:{seconds:02}", "items": list(stop["items"])}
