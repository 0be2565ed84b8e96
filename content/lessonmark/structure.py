"""Checks of the tree itself: what stands where, names, settings and what this release can do (E107–E116)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.lessonmark import course_tests
from content.lessonmark.kinds import KINDS, MAX_DEPTH, MAX_ITEMS, NOT_IN_TEST, BadValueError, Kind, may_stand
from content.lessonmark.tree import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from content.lessonmark.findings import Findings

_ID = re.compile("[a-z][a-z0-9-]{2,39}")
_MAX_SHOWN = 60


@dataclass
class Structure:
    """Walks the tree once. ``settings`` holds what was read of each directive's options, by its line."""

    findings: Findings
    available: frozenset[str]
    used_ids: Mapping[str, str]
    other_ids: Collection[str]
    around: course_tests.Surroundings = field(default_factory=course_tests.Surroundings)
    settings: dict[int, dict[str, Any]] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)
    """Lines of directives of which nothing may be shown: misplaced, too deep or not available yet."""
    _ids: dict[str, int] = field(default_factory=dict)
    _items: int = 0

    def check(self, root: Node) -> None:
        """Check everything below the root."""
        self._children(root)
        course_tests.check_uses(root, self)
        if self._items > MAX_ITEMS:
            self.findings.add("E608", 1)

    def _children(self, parent: Node) -> None:
        for node in parent.body:
            if isinstance(node, Node) and not node.broken:
                self._node(node, parent)

    def _node(self, node: Node, parent: Node) -> None:
        kind = KINDS[node.name]
        if node.depth > MAX_DEPTH:
            self.withheld.add(node.line)
            return
        refused = course_tests.refused_in(parent.name, node.name)
        if refused:
            self.findings.add(refused, node.line)
            self.withheld.add(node.line)
        if node.name not in self.available:
            if refused:
                return
            self.findings.add("E116", node.line, name=node.name)
            self.withheld.add(node.line)
            return
        bank = self.around.bank
        if not refused and not may_stand(node.name, parent.name, bank=bank):
            shown = parent.name or ("bank" if bank else "")
            self.findings.add("E109", node.line, name=node.name, parent=shown)
            self.withheld.add(node.line)
        self._items += kind.item
        self._identity(node, kind)
        self.settings[node.line] = self._options(node, kind, in_test=parent.name == "test")
        self._children(node)
        if node.name == "test":
            course_tests.check_test(node, self)

    def _identity(self, node: Node, kind: Kind) -> None:
        if node.id is None:
            if kind.needs_id:
                self.findings.add("E110", node.line)
            return
        shown = node.id[:_MAX_SHOWN]
        if not _ID.fullmatch(node.id):
            self.findings.add("E113", node.line, id=shown)
            return
        if node.id in self._ids:
            self.findings.add("E111", node.line, id=shown, n=self._ids[node.id])
            return
        self._ids[node.id] = node.line
        old = self.used_ids.get(node.id)
        if old is not None and old != node.name:
            self.findings.add("E112", node.line, id=shown, old=old)
        elif node.id in self.other_ids:
            self.findings.add("E114", node.line, id=shown)

    def _options(self, node: Node, kind: Kind, *, in_test: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        written_or_due = dict.fromkeys(kind.must) | node.attrs
        for key, written in written_or_due.items():
            option = kind.options.get(key)
            if option is None:
                names = "、".join(sorted(kind.options))
                self.findings.add("E107", node.line, name=node.name, key=key[:_MAX_SHOWN], list=names)
                continue
            try:
                if in_test and key in NOT_IN_TEST:
                    raise BadValueError("in_test")
                values[key] = option.read(written)
            except BadValueError as refused:
                if (node.name, key) == ("test", "pass"):
                    self.findings.add("E605", node.line)
                    continue
                value = (written or "")[:_MAX_SHOWN]
                self.findings.add("E108", node.line, key=key, value=value, hint=refused.hint)
        return values
