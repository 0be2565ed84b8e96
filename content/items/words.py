"""What another version of a text says of the secret half of a question: hints, explanation, later steps and scenes (ADR 0011).

``words`` is what the variant's item holds as its key, every part optional; nothing of it decides what is right:

    {"hints": [html], "explain": html, "solution": [html],
     "prompts": [html], "closing": html,                        # terminal: by step
     "scenes": [html], "edges": [{"html": html, "to": scene}]}  # branch: by the numbers of the key
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from content.items.keys import ItemKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from content.items.keys import Item


def worded_key(key: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The key in these words: it grades exactly as before."""
    found = {**key, **{name: words[name] for name in ("hints", "explain", "closing") if name in words}}
    if "prompts" in words and "steps" in key:
        found["steps"] = [
            {**step, "prompt": prompt}
            for step, prompt in zip(key["steps"], _whole(words["prompts"], key["steps"]), strict=True)
        ]
    if "scenes" in words:
        found["scenes"] = [{**scene, "html": html} for scene, html in zip(key["scenes"], words["scenes"], strict=True)]
        found["edges"] = [
            {**edge, "html": other["html"]} for edge, other in zip(key["edges"], words["edges"], strict=True)
        ]
    return found


def worded(item: Item, variant: Item) -> Item:
    """A question of the main text in the words of a version: it grades as before."""
    key = ItemKey(item.type, worded_key(item.key.to_json(), variant.key.to_json()))
    return replace(item, public=variant.public, key=key)


def _whole(prompts: Sequence[str], steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """A prompt for every step: of those without words in the variant the main one."""
    return [*prompts, *(step["prompt"] for step in steps[len(prompts) :])]


def told_in(told: Mapping[str, Any], answer: Any, words: Mapping[str, Any]) -> dict[str, Any]:
    """What a learner was told of an answer, in these words: no more of it than was told."""
    found = dict(told)
    if found.get("hints") and "hints" in words:
        found["hints"] = words["hints"][: len(found["hints"])]
    for name in ("explain", "solution"):
        if found.get(name) and name in words:
            found[name] = words[name]
    if found.get("seen"):
        found["seen"] = _seen_in(found["seen"], answer, words)
    return found


def _seen_in(seen: Mapping[str, Any], answer: Any, words: Mapping[str, Any]) -> dict[str, Any]:
    if "scene_html" in seen:
        return _scene_in(seen, answer, words) if "scenes" in words else dict(seen)
    found = dict(seen)
    if seen["done"]:
        found["closing_html"] = words.get("closing", seen["closing_html"])
    elif seen["solved"] < len(words.get("prompts", ())):
        found["prompt_html"] = words["prompts"][seen["solved"]]
    return found


def _scene_in(seen: Mapping[str, Any], path: Sequence[int], words: Mapping[str, Any]) -> dict[str, Any]:
    edges = words["edges"]
    at = edges[path[-1]]["to"] if path else 0
    return {
        **seen,
        "scene_html": words["scenes"][at],
        "choices": [{**choice, "html": edges[choice["index"]]["html"]} for choice in seen["choices"]],
        "path": [edges[taken]["html"] for taken in path],
    }
