"""YAML of strangers: safe types only, bounded in size and depth, no references, no repeated keys."""

from __future__ import annotations

import datetime
from typing import Any

import yaml

from content.formats.report import ReportLine, ZipRefusedError

MAX_KILOBYTES = 64
MAX_DEPTH = 12


class _Loader(yaml.SafeLoader):
    """The safe loader, refusing a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise _RepeatedKeyError(name, key.start_mark.line)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


class _Dumper(yaml.SafeDumper):
    """The safe dumper; lists are indented below their key and nothing becomes a reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


class _RepeatedKeyError(Exception):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key, self.line = key, line


def load(text: str, file: str, first_line: int = 1) -> Any:
    """The plain value of a YAML text; raises :class:`ZipRefusedError` with file and line.

    ``first_line`` is the line of the file at which the text begins.
    """
    if len(text.encode()) > MAX_KILOBYTES * 1024:
        raise ZipRefusedError(ReportLine("yaml_large", file, first_line, {"limit": MAX_KILOBYTES}))
    try:
        _guard(text, file, first_line)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with one more refusal
    except _RepeatedKeyError as repeated:
        at = first_line + repeated.line
        raise ZipRefusedError(ReportLine("yaml_repeated", file, at, {"key": repeated.key})) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = first_line + (mark.line if mark is not None else 0)
        why = str(getattr(error, "problem", None) or "?")
        raise ZipRefusedError(ReportLine("yaml", file, at, {"why": why})) from None
    except (ValueError, TypeError) as error:
        raise ZipRefusedError(ReportLine("yaml", file, first_line, {"why": str(error)})) from None


def _guard(text: str, file: str, first_line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        at = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ZipRefusedError(ReportLine("yaml_alias", file, at))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > MAX_DEPTH:
            raise ZipRefusedError(ReportLine("yaml_deep", file, at))


def dump(value: Any) -> str:
    """YAML in one stable form: block style, the order of the keys kept, nothing escaped."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=10_000)


def is_date(value: Any) -> bool:
    """Whether the value is a day (a moment is not)."""
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
