"""Writes comments that suppress findings into files; every other byte stays the same."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Edit, Finding, Severity
from liqo_values.model.nodes import plain
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import yaml
from liqo_values.parsing.comments import scalars
from liqo_values.rules.registry import by_code
from liqo_values.sources import command_hosts
from liqo_values.sources.detect import CommandHost, command_host
from liqo_values.suppressions.script_comments import ScriptComments

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How the names of files end that cannot contain comments.
_JSON = ".json"
#: The first line of a code block in Markdown.
_FENCE = r"(?m)^[ \t>]*(?:`{3}|~{3})"


def can_be_ignored(finding: Finding) -> bool:
    """Return whether a comment can suppress a finding."""
    return finding.severity is not Severity.ERROR and by_code(finding.code).suppressible


def annotated(source: Source, findings: Iterable[Finding], reason: str) -> str:
    """Return the text of a file with comments that suppress findings.

    A comment goes to the end of the line of the finding, or to a separate line above it if the line is within a
    multi-line string. In scripts, it goes above the command, and in Markdown above the code block. If the values or
    the commands would change, or if the file is JSON, the text is returned unchanged; ``obstacle`` says why.

    Args:
        source: The file.
        findings: Findings that can be suppressed and whose first places are in the file.
        reason: What the comments say after ``because``.
    """
    if source.name.endswith(_JSON):
        return source.text
    codes: dict[int, set[str]] = {}
    for finding in findings:
        if finding.primary.span is not None:
            codes.setdefault(finding.primary.span.line, set()).add(finding.code)
    host = command_host(source)
    places: _YamlPlaces | _ScriptPlaces = _YamlPlaces(source) if host is None else _ScriptPlaces(source, host)
    insertions: dict[int, set[str]] = {}
    for line, found in codes.items():
        insertions.setdefault(places.at(line), set()).update(found)
    edits = []
    for at, found in insertions.items():
        comment = f"liqo-values: ignore[{', '.join(sorted(found))}] because {reason}"
        edits.append(Edit(Span(source, at, at), places.written(at, comment)))
    text = edited(source, edits)
    after = source.with_text(text)
    same = _same_values(source, after) if host is None else _commands(source) == _commands(after)
    return text if same else source.text


def obstacle(source: Source) -> str:
    """Return why ``annotated`` returns the text of a file unchanged."""
    if source.name.endswith(_JSON):
        return "JSON has no comments"
    return "a comment would change what it means"


class _ScriptPlaces:
    """The places for comments in a file with command lines: above commands, or above code blocks."""

    def __init__(self, source: Source, host: CommandHost) -> None:
        self._source = source
        self._host = host
        self._yaml = _YamlPlaces(source) if host is CommandHost.PIPELINE else None
        self._comments = ScriptComments(source)
        self._extents = self._comments.extents()

    def at(self, line: int) -> int:
        """Return where the comment for a line goes."""
        start = self._source.line_starts[line - 1]
        if self._yaml is not None and not self._comments.reads(start):
            return self._yaml.at(line)
        begun = min((first for first, end in self._extents if first <= start < end), default=start)
        if self._host is CommandHost.MARKDOWN:
            fences = [fence.start() for fence in re.finditer(_FENCE, self._source.text[:begun])]
            begun = fences[-1] if len(fences) % 2 else begun  # otherwise, the code has none
        return self._source.text.rfind("\n", 0, begun) + 1

    def written(self, at: int, comment: str) -> str:
        """Return a comment as it is written at a place."""
        if self._yaml is not None and not self._comments.reads(at):
            return self._yaml.written(at, comment)
        line = self._source.text[at:].partition("\n")[0]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if self._host is CommandHost.MAKEFILE:
            indent = ""  # a comment with a tab is passed to the shell
        shown = f"<!-- {comment} -->" if self._host is CommandHost.MARKDOWN else f"# {comment}"
        return f"{indent}{shown}{_line_end(self._source)}"


def _line_end(source: Source) -> str:
    return "\r\n" if "\r\n" in source.text else "\n"


class _YamlPlaces:
    """The places for comments in YAML: none within scalars, where a comment would become part of the value."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._stretches = scalars(source)
        self._starts = [start for start, _ in self._stretches]

    def at(self, line: int) -> int:
        """Return where the comment for a line goes: at its end, or at its start if that is within a scalar."""
        start = self._source.line_starts[line - 1]
        end = self._end(start)
        return start if self._is_within(end) else end

    def written(self, at: int, comment: str) -> str:
        """Return a comment as it is written at a place."""
        start = self._source.text.rfind("\n", 0, at) + 1
        if not self._is_within(self._end(start)):
            return f" # {comment}"
        content = self._source.text[start:].partition("\n")[0]
        indent = content[: len(content) - len(content.lstrip(" \t"))]
        return f"{indent}# {comment}{_line_end(self._source)}"

    def _end(self, start: int) -> int:
        """Return where a line ends, without blanks."""
        return start + len(self._source.text[start:].partition("\n")[0].rstrip(" \t\r"))

    def _is_within(self, offset: int) -> bool:
        number = bisect_right(self._starts, offset - 1) - 1
        return number >= 0 and offset < self._stretches[number][1]


def _same_values(before: Source, after: Source) -> bool:
    old, new = yaml.parse(before), yaml.parse(after)
    same_diagnostics = [one.code for one in old.diagnostics] == [one.code for one in new.diagnostics]
    return same_diagnostics and plain(old.root) == plain(new.root)


def _commands(source: Source) -> list[list[str]]:
    """Return the command lines in a file, as the shell reads them."""
    from liqo_values.parsing.shell_commands import follow  # noqa: PLC0415 - only for files with command lines

    if command_host(source) is CommandHost.ARGUMENTS:
        scripts = [command_hosts.arguments(source)]
    else:
        scripts = [*command_hosts.scripts(source)]
    followed = (follow(script.text, braces=script.braces) for script in scripts)
    return [[word.text for word in command.words] for found in followed for command in found.commands]
