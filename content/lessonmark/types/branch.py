"""branch: scenes with choices ``- text => scene {score=n} > feedback``; every way through them is checked."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.lessonmark import chars
from content.lessonmark.entries import Entry, EntryReader, cut_feedback
from content.lessonmark.flow import best_score
from content.lessonmark.kinds import MAX_OPTIONS
from content.lessonmark.marks import shown_lines
from content.lessonmark.tree import Node, SourceLine
from content.lessonmark.types.lists import BOX, BULLET
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from content.lessonmark.prose import Rendered
    from content.lessonmark.split import Source

_ARROW = re.compile("[ \u3000](?:[=＝][>＞]|⇒)[ \u3000]")
_SCORE = re.compile(r'[ \t]*\{ *score *= *"?(?P<value>[^"{}]*?)"? *\}$')
_NAME = re.compile("[a-z][a-z0-9-]*")
_MAX_SCORE = 100
_MAX_SHOWN = 60


class ChoiceMark:
    """In a scene every bullet is a choice; one that cannot be read is E309, its text reaches nobody."""

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The choice on this line: ``text`` and, in ``other``, where it leads with its score."""
        match = BULLET.match(line.text)
        if match is None or BOX.match(match["text"]):
            return None
        text, feedback = cut_feedback(match["text"])
        entry = Entry("option", line.no, text)
        arrow = _ARROW.search(chars.mask_code(text))
        target = chars.ascii_of(text[arrow.end() :]).strip() if arrow else ""
        if arrow is None or not target or not text[: arrow.start()].strip() or " " in _SCORE.sub("", target):
            source.findings.add("E309", line.no)
            return entry
        entry.text, entry.other = text[: arrow.start()].rstrip(" \t\u3000"), target
        canonical = f"- {entry.text} => {target}"
        if feedback is not None:
            entry.feedback.append(SourceLine(line.no, feedback))
            canonical += f" > {feedback}" if feedback else ""
        source.rewrite(line.no, canonical)
        return entry

    @staticmethod
    def leads(text: str) -> bool:
        """Whether a choice says where it leads."""
        return bool(_ARROW.search(chars.mask_code(text)))

    def broken(self, text: str) -> bool:  # noqa: ARG002 - the contract of all types
        """A choice has no half-written form of its own."""
        return False


@dataclass
class Scene:
    """One scene as read: its text and its choices with target and score."""

    name: str
    line: int
    end: bool
    text: Rendered
    choices: list[Entry]
    edges: list[tuple[str, int]] = field(default_factory=list)


def read(context: ItemContext) -> ItemParts:
    """The first scene is public; scores, targets, feedback, the goal and all other scenes are the key."""
    nodes = [part for part in context.node.body if isinstance(part, Node) and part.name == "scene"]
    scenes = [_scene(context, node) for node in nodes if not node.broken]
    known = {scene.name: scene for scene in reversed(scenes)}
    start = context.settings.get("start", scenes[0].name if scenes else "")
    whole = len(scenes) == len(nodes)
    if whole:
        _judge(context, scenes, known, start)
    if not whole or start not in known or any(to not in known for scene in scenes for to, _score in scene.edges):
        return ItemParts([], {}, {})
    return _parts(context, known, start)


def _scene(context: ItemContext, node: Node) -> Scene:
    name = chars.ascii_of(node.label)
    source = context.source
    if not _NAME.fullmatch(name):
        context.error("E113", node.line, id=name[:_MAX_SHOWN])
    elif name != node.label:
        source.rewrite(node.line, source.lines[node.line - 1].replace(node.label, name, 1))
    body = EntryReader(node, source, ChoiceMark()).run()
    if len(body.entries) > MAX_OPTIONS:
        context.error("E221", body.entries[MAX_OPTIONS].line)
    text = context.prose.block(body.prompt)
    scene = Scene(name, node.line, "end" in node.attrs, text, body.entries)
    scene.edges = [_edge(context, choice) for choice in body.entries if choice.other]
    return scene


def _edge(context: ItemContext, choice: Entry) -> tuple[str, int]:
    """(scene, score) of a choice; a score outside 0–100 is E216."""
    written = choice.other or ""
    score = _SCORE.search(written)
    if score is None:
        return written, 0
    value = score["value"]
    if not re.fullmatch("[0-9]{1,3}", value) or int(value) > _MAX_SCORE:
        context.error("E216", choice.line)
        return written[: score.start()], 0
    return written[: score.start()], int(value)


def _judge(context: ItemContext, scenes: list[Scene], known: dict[str, Scene], start: str) -> None:
    """E301–E309 with what each of them silences (section 4.14)."""
    since = len(context.source.findings)
    for scene in scenes:
        if known[scene.name] is not scene:
            context.error("E307", scene.line, id=scene.name[:_MAX_SHOWN])
        if scene.end and scene.choices:
            context.error("E308", scene.line, id=scene.name[:_MAX_SHOWN])
    unreadable = any(not choice.other for scene in scenes for choice in scene.choices)
    if start not in known:
        context.error("E301", id=start[:_MAX_SHOWN])
        return
    for scene in scenes:
        if not scene.end and not scene.choices:
            context.error("E304", scene.line, id=scene.name[:_MAX_SHOWN])
        for choice, (to, _score) in zip([row for row in scene.choices if row.other], scene.edges, strict=True):
            if to not in known:
                context.error("E302", choice.line, id=to[:_MAX_SHOWN])
    if len(context.source.findings) == since and not unreadable:
        _judge_ways(context, scenes, start)


def _judge_ways(context: ItemContext, scenes: list[Scene], start: str) -> None:
    """Whether every scene is reached, leads to an end, and some way reaches the goal (E303, E305, E306)."""
    forward = {scene.name: [to for to, _score in scene.edges] for scene in scenes}
    backward: dict[str, list[str]] = {scene.name: [] for scene in scenes}
    for name, targets in forward.items():
        for to in targets:
            backward[to].append(name)
    reached = _reachable(forward, [start])
    ending = _reachable(backward, [scene.name for scene in scenes if scene.end])
    for scene in scenes:
        if scene.name not in reached:
            context.error("E303", scene.line, id=scene.name[:_MAX_SHOWN])
        if scene.name not in ending:
            context.error("E305", scene.line, id=scene.name[:_MAX_SHOWN])
    goal = context.settings.get("goal")
    if goal and len(reached) == len(ending) == len(scenes):
        ends = {scene.name for scene in scenes if scene.end}
        if best_score({scene.name: scene.edges for scene in scenes}, start, ends) < goal:
            context.error("E306", goal=goal)


def _reachable(ways: dict[str, list[str]], starts: list[str]) -> set[str]:
    found, waiting = set(starts), deque(starts)
    while waiting:
        for to in ways[waiting.popleft()]:
            if to not in found:
                found.add(to)
                waiting.append(to)
    return found


def _parts(context: ItemContext, known: dict[str, Scene], start: str) -> ItemParts:
    """Both halves; the start is scene 0 and its choices are the first ones, so that the public half can name them."""
    order = {name: n for n, name in enumerate([start, *sorted(name for name in known if name != start)])}
    edges: list[dict[str, Any]] = []
    scenes = []
    first: list[Rendered] = []
    for name in order:
        scene = known[name]
        numbers = []
        for choice, (to, score) in zip(scene.choices, scene.edges, strict=False):
            text = context.prose.block([SourceLine(choice.line, choice.text), *choice.body], tight=True)
            first += [text] if name == start else []
            numbers.append(len(edges))
            feedback = context.html(choice.feedback)
            edges.append({"html": text.html, "to": order[to], "score": score, "feedback": feedback})
        scenes.append({"html": scene.text.html, "edges": numbers, "end": scene.end})
    public = {
        "input": "branch",
        "scene_html": known[start].text.html,
        "options": [{"html": text.html} for text in first],
        "shuffle": False,
        "ends": known[start].end,
    }
    key = {"scenes": scenes, "edges": edges, "goal": context.settings.get("goal", 0)}
    prompt = shown_lines(context.node.body, context.source.findings)
    return ItemParts(prompt, public, key, [known[start].text.plain, *(text.plain for text in first)])
