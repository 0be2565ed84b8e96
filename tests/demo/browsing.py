"""Pages as a browser without JavaScript knows them: links, and forms that send what stands in their controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4.element import Tag
    from django.test import Client


def text_of(part: Tag) -> str:
    """What is read, without the readings above it."""
    return " ".join("".join(piece for piece in part.strings if piece.find_parent(["rt", "rp"]) is None).split())


class Reader:
    """Somebody who opens pages and presses buttons: `url` and `page` are what they look at."""

    def __init__(self, client: Client) -> None:
        self.client, self.url = client, "/"
        self.page: Any = None
        self.person: Any = None

    def open(self, url: str) -> None:
        """Go to an address, and on to where it leads."""
        self._show(self.client.get(url), url)

    def press(self, words: str, inside: Any = None) -> None:
        """The first button with these words, or else the first link."""
        place = self.page if inside is None else inside
        button = next((part for part in place.select("form button") if words in text_of(part)), None)
        if button is not None:
            self.send(button)
            return
        link = next((part for part in place.select("main a[href], a[href]") if words in text_of(part)), None)
        assert link is not None, f"no “{words}” on {self.url}"
        self.open(urljoin(self.url, link["href"].split("#")[0]))

    def send(self, button: Tag) -> None:
        """Send the form of a button as it stands."""
        form = button.find_parent("form")
        assert form["method"] == "post", form["method"]
        data: dict[str, list[Any]] = {}
        for name, value in _successful(form):
            data.setdefault(name, []).append(value)
        if button.get("name"):
            data.setdefault(button["name"], []).append(button.get("value", ""))
        target = urljoin(self.url, (form.get("action") or self.url).split("#")[0])
        self._show(self.client.post(target, data), target)

    def _show(self, answer: Any, url: str) -> None:
        while answer.status_code in {302, 303}:
            url = urljoin(url, answer["Location"].split("#")[0])
            answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code, answer.content.decode()[:2000])
        self.url = url
        self.page = BeautifulSoup(answer.content.decode(), "html.parser")


def _successful(form: Tag) -> Iterator[tuple[str, Any]]:
    for part in form.select("input[name], select[name], textarea[name]"):
        kind = part.get("type")
        if part.name == "select":
            options = part.select("option")
            chosen = next((option for option in options if option.has_attr("selected")), options[0])
            yield part["name"], chosen.get("value", text_of(chosen))
        elif part.name == "textarea":
            yield part["name"], part.string or ""
        elif kind == "file":
            if getattr(part, "chosen", None):
                yield part["name"], part.chosen
        elif kind not in {"radio", "checkbox"} or part.has_attr("checked"):
            yield part["name"], part.get("value", "")


def choose(select: Tag, fits: Any) -> None:
    """The only option that fits."""
    found = [option for option in select.select("option") if fits(text_of(option))]
    assert len(found) == 1, (found, select)
    for option in select.select("option"):
        del option["selected"]
    found[0]["selected"] = ""


def tick(place: Tag, *parts: str) -> None:
    """The boxes whose labels hold these words, each the only one."""
    labels = place.select("label.opt")
    for label in labels:
        del label.input["checked"]
    for part in parts:
        found = [label for label in labels if part in text_of(label)]
        assert len(found) == 1, (part, labels)
        found[0].input["checked"] = ""


def fill(place: Tag, said: Any) -> None:
    """The answer to one question, put into what its form offers without a script."""
    if place.select("answer-order"):
        for line in place.select(".arrange > li"):
            at = next(n for n, part in enumerate(said, 1) if part in text_of(line.select_one(".line")))
            choose(line.select_one("select"), str(at).__eq__)
    elif place.select(".couple"):
        targets = {text_of(row.b): text_of(row.span) for row in place.select(".targets li")}
        for row in place.select(".couple"):
            wanted = said[text_of(row.label)]
            choose(row.select_one("select"), lambda text, wanted=wanted: wanted in targets.get(text, text))
    elif place.select(".gaps"):
        for gap, word in zip(place.select(".gaps select, .gaps input"), said, strict=True):
            if gap.name == "select":
                choose(gap, word.__eq__)
            else:
                gap["value"] = word
    elif place.select("label.opt"):
        if said in {"true", "false"}:
            place.select("label.opt input")[said == "false"]["checked"] = ""
        else:
            tick(place, *([said] if isinstance(said, str) else said))
    else:
        place.select_one("input[type=text]")["value"] = said
