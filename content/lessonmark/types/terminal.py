"""terminal: commands ``$ …`` with other spellings ``$| …``, known slips ``$! … > …`` and indented output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from content.items.commands import read_command
from content.lessonmark import chars
from content.lessonmark.entries import Entry, EntryReader
from content.lessonmark.tree import SourceLine
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from content.lessonmark.split import Source

_SPACE = "[ \t\u3000]"
_COMMAND = re.compile(rf"^[ \u3000]?[$＄](?P<mark>[|｜!！]?){_SPACE}++(?P<rest>[^ \t\u3000].*)$")
_BROKEN = re.compile(rf"^{_SPACE}*+[$＄]")
_LAST_FEEDBACK = re.compile("[ \u3000][>＞](?=[ \u3000])")
_ESCAPED = re.compile(r"\\(?=:::|\[\[|>|::|->|=>|\{)")
_ESCAPED_START = re.compile(r"^( *)\\(?=!?=|\$)")
_KINDS = {"": "step", "|": "also", "!": "mistake"}
DEFAULT_SIGN = "$ "


class CommandMark:
    """The three marks of a command; only a slip takes a message on its line, behind the last `` > ``."""

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The command on this line; it is stored as typed."""
        match = _COMMAND.match(line.text)
        if match is None:
            return None
        mark = chars.ascii_of(match["mark"])
        command, feedback = match["rest"].rstrip(" \t\u3000"), None
        if mark == "!":
            command, feedback = _cut_last(command)
        entry = Entry(_KINDS[mark], line.no, command)
        canonical = f"${mark} {command}"
        if feedback is not None:
            entry.feedback.append(SourceLine(line.no, feedback))
            canonical += f" > {feedback}" if feedback else ""
        source.rewrite(line.no, canonical)
        return entry

    def broken(self, text: str) -> bool:
        """``$`` at the start without a space or a command."""
        return bool(_BROKEN.match(text))


def _cut_last(text: str) -> tuple[str, str | None]:
    """(command, message) at the last `` > `` outside code spans with a space on both sides."""
    found = list(_LAST_FEEDBACK.finditer(chars.mask_code(text + " ")))
    if not found:
        return text, None
    last = found[-1]
    return text[: last.start()].rstrip(" \t\u3000"), text[last.end() + 1 :].strip()


def _plain(text: str) -> str:
    """A command or a line of output without the backslashes that kept marks as text."""
    return _ESCAPED.sub("", _ESCAPED_START.sub(r"\1", text))


def read(context: ItemContext) -> ItemParts:
    """The first prompt is public; commands, outputs and everything that comes later are the key."""
    body = EntryReader(context.node, context.source, CommandMark()).run()
    groups = _grouped(context, body.entries, body.prompt)
    if not groups:
        context.error("E217")
        return ItemParts([], {}, {})
    starts = [group[0].line for group in groups]
    prompts = [_between(body.prompt, low, high) for low, high in zip([0, *starts], [*starts, 0], strict=True)]
    key = {
        "steps": [
            _step(context, group, context.prose.block(prompt).html if number else "")
            for number, (group, prompt) in enumerate(zip(groups, prompts, strict=False))
        ],
        "closing": context.prose.block(prompts[-1]).html,
    }
    sign = context.settings.get("prompt", DEFAULT_SIGN)
    return ItemParts(prompts[0], {"input": "terminal", "sign": sign, "steps": len(groups)}, key)


def _between(lines: list[SourceLine], low: int, high: int) -> list[SourceLine]:
    """The lines behind ``low`` and before ``high`` (0 = the end)."""
    return [line for line in lines if line.no > low and (not high or line.no < high)]


def _grouped(context: ItemContext, entries: list[Entry], prompt: list[SourceLine]) -> list[list[Entry]]:
    """Every ``$`` with its spellings and slips; one that follows no ``$``, or new text, is E217 at its line."""
    written = [line.no for line in prompt if line.text.strip()]
    groups: list[list[Entry]] = []
    for entry in entries:
        if entry.kind == "step":
            groups.append([entry])
        elif not groups or any(groups[-1][0].line < no < entry.line for no in written):
            context.error("E217", entry.line)
        else:
            groups[-1].append(entry)
    return groups


def _step(context: ItemContext, group: list[Entry], prompt: str) -> dict[str, Any]:
    commands = [_plain(entry.text) for entry in group if entry.kind != "mistake"]
    accepted = {read_command(command) for command in commands}
    slips = []
    for entry in group:
        if entry.kind == "mistake":
            command = _plain(entry.text)
            if not command:
                context.error("E217", entry.line)
            if read_command(command) in accepted:
                context.error("E219", entry.line)
            slips.append({"command": command, "feedback": context.html(entry.feedback)})
    output = "\n".join(_plain(line.text) for entry in group for line in entry.body).strip("\n")
    said = [line for entry in group if entry.kind != "mistake" for line in entry.feedback]
    return {
        "prompt": prompt,
        "commands": commands,
        "slips": slips,
        "output": output,
        "feedback": context.html(said),
    }
