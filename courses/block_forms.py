"""A question's form in the CMS: BlockForm ⇄ fields of an HTML form, with Japanese words for the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.lessonmark.blockform import BlockForm, Part
from content.lessonmark.kinds import KINDS, Flag, OneOf, Whole
from content.lessonmark.rows import FAMILIES
from content.lessonmark.samples import SAMPLES

if TYPE_CHECKING:
    from django.http import QueryDict

MAX_ROWS = 30
EMPTY_ROWS = 2
SETTINGS: dict[str, Any] = {
    "points": gettext_lazy("Points"),
    "attempts": gettext_lazy("Number of tries (0: as many as one likes)"),
    "shuffle": gettext_lazy("Change the order each time"),
    "partial": gettext_lazy("Points for a part of the answer"),
    "feedback": gettext_lazy("When to show comments"),
    "required": gettext_lazy("Needed to finish the lesson"),
    "skill": gettext_lazy("Skill code"),
    "case": gettext_lazy("Capital and small letters differ"),
    "chouon": gettext_lazy("A long sound mark at the end may be missing"),
    "kana": gettext_lazy("Hiragana and katakana are the same"),
    "lang": gettext_lazy("Language"),
    "multi": gettext_lazy("Several may be chosen"),
    "unit": gettext_lazy("Unit"),
    "bank": gettext_lazy("Show the words to choose from"),
    "run": gettext_lazy("How it is run"),
    "prompt": gettext_lazy("Sign before the command"),
    "start": gettext_lazy("First scene"),
    "goal": gettext_lazy("Points to reach"),
    "min": gettext_lazy("Characters at least"),
    "share": gettext_lazy("Who may read it"),
    "accept": gettext_lazy("Kinds of files"),
    "max": gettext_lazy("Largest size"),
    "show": gettext_lazy("When results are shown"),
    "k": gettext_lazy("Answers needed before results are shown"),
}
FIELDS: dict[str, Any] = {
    "text": gettext_lazy("Text"),
    "right": gettext_lazy("Right answer"),
    "feedback": gettext_lazy("Comment for who chose it"),
    "slip": gettext_lazy("A known mistake"),
    "value": gettext_lazy("Answer"),
    "score": gettext_lazy("Points (0 to 100)"),
    "left": gettext_lazy("Left"),
}
_SIDES = {
    "match": {"right": gettext_lazy("Right side")},
    "flashcards": {"left": gettext_lazy("Front"), "right": gettext_lazy("Back")},
}
VALUES: dict[str, Any] = {
    "off": gettext_lazy("all or nothing"),
    "each": gettext_lazy("for each part"),
    "now": gettext_lazy("at once"),
    "after": gettext_lazy("when it is solved"),
    "never": gettext_lazy("never"),
    "none": gettext_lazy("nobody"),
    "mentor": gettext_lazy("the instructor"),
    "browser": gettext_lazy("in the browser"),
}
_SHORT = frozenset({"value", "score", "left"})


def context_of(form: BlockForm) -> dict[str, Any]:
    """What courses/cms/block_form.html shows."""
    family = FAMILIES.get(form.name)
    return {
        "name": form.name,
        "title": SAMPLES[form.name].label,
        "id": form.id,
        "label": form.label,
        "prompt": form.prompt,
        "raw": family is None,
        "settings": _settings(form),
        "rows": _rows(form),
        "parts": _parts(form),
    }


def _settings(form: BlockForm) -> list[dict[str, Any]]:
    given = dict(form.settings)
    found = []
    for key, option in KINDS[form.name].options.items():
        kind = "flag" if isinstance(option, Flag) else "choice" if isinstance(option, OneOf) else "text"
        value = given.get(key)
        values = option.values if isinstance(option, OneOf) else ()
        found.append({
            "key": key,
            "label": SETTINGS.get(key, key),
            "kind": "number" if isinstance(option, Whole) else kind,
            "value": value or "",
            "on": key in given,
            "values": [
                (word, VALUES.get(word, word))
                for word in (*values, *([value] if value and kind == "choice" and value not in values else []))
            ],
        })  # fmt: skip
    return found


def _rows(form: BlockForm) -> list[dict[str, Any]]:
    family = FAMILIES.get(form.name)
    if family is None:
        return []
    labels = {**FIELDS, **_SIDES.get(form.name, {})}
    filled = [*form.rows, *({} for _row in range(EMPTY_ROWS))]
    return [
        {
            "number": number + 1,
            "fields": [
                {
                    "name": f"row-{number}-{field}",
                    "label": labels[field],
                    "value": row.get(field, ""),
                    "tick": field in family.ticks,
                    "short": field in _SHORT,
                }
                for field in family.fields
                if not (form.name == "truefalse" and field == "score")
            ],
        }
        for number, row in enumerate(filled)
    ]


def _parts(form: BlockForm) -> list[dict[str, Any]]:
    allowed = KINDS[form.name].children
    have = {part.name for part in form.parts}
    more = [Part(name, "") for name in ("hint", "explain", "rubric") if name in allowed and name not in have]
    more += [Part("hint", "")] if "hint" in have else []
    return [
        {"index": index, "name": part.name, "head": part.head, "text": part.text, "label": SAMPLES[part.name].label}
        for index, part in enumerate([*form.parts, *more])
    ]


def form_of(data: QueryDict) -> BlockForm:
    """The form a browser sent. Raises KeyError for a type without form."""
    name = str(data["name"])
    kind, family = KINDS[name], FAMILIES.get(name)
    settings: list[tuple[str, str | None]] = []
    for key, option in kind.options.items():
        value = data.get(f"set-{key}", "").strip()
        if value:
            settings.append((key, None if isinstance(option, Flag) else value))
    rows = [
        {field: data.get(f"row-{number}-{field}", "") for field in family.fields}
        for number in range(MAX_ROWS)
        if any(f"row-{number}-{field}" in data for field in family.fields)
    ] if family else []  # fmt: skip
    parts = [
        Part(str(data[f"part-{index}-name"]), data.get(f"part-{index}-text", ""), data.get(f"part-{index}-head", ""))
        for index in range(MAX_ROWS)
        if data.get(f"part-{index}-name") in kind.children
    ]
    return BlockForm(
        name,
        data.get("id", ""),
        " ".join(data.get("label", "").split()),
        tuple(settings),
        data.get("prompt", ""),
        tuple(rows),
        tuple(parts),
    )


def refusal() -> str:
    """What a person reads when a form would lose something."""
    return _("The form cannot hold the marks in this text. Please edit the text itself.")
