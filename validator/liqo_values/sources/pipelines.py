"""Find scripts in YAML: steps of GitHub, jobs of GitLab, tasks of Ansible, cloud-init, and containers of Kubernetes."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import ListNode, MapNode, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import yaml
from liqo_values.parsing.nested_yaml import Places
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources.command_line import of_pieces
from liqo_values.sources.detect import is_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import Node
    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.sources.command_line import Script

#: What GitHub fills in, and what Ansible, Taskfile and Argo Workflows do.
_EXPRESSION = rf"(?s)\$?\{{\{{.*?\}}\}}|{STAND_IN}+"
#: A template of Helm, and a line with nothing else.
_TEMPLATE = r"\{\{[^\n]*?\}\}"
_TEMPLATE_LINE = rf"(?m)^([ \t]*)((?:{_TEMPLATE}[ \t]*)+)$"
_WHOLE_LINE = r"[^\n]*\n?"
#: Keys that hold scripts: a text, or lists of lines, which are one script; …
_KEYS = (
    *("before_script", "script", "after_script", "run", "bash", "cmds", "cmd", "command", "commands", "runcmd"),
    *("shell", "ansible.builtin.shell", "ansible.builtin.command", "source", "install", "inline"),
)
#: … words of one command, which may continue those of a list under `command`; …
_WORDS = ("args", "argv")
#: … and texts that may be scripts, by their first line or the name of the file that they are written to.
_CONTENT = "content"
_SCRIPT_NAME = r".*\.(?:sh|bash)"
_SHELLS = ("", "bash", "sh", "zsh")


def scripts(source: Source) -> Iterator[Script]:
    """Yield the scripts in a YAML file, or in a template of Helm for one."""
    rest = list(reversed(_documents(source) or _documents(_without_templates(source)) or []))
    while rest:
        node = rest.pop()
        if isinstance(node, ListNode):
            rest.extend(reversed(node.items))
        elif isinstance(node, MapNode):
            rest.extend(entry.value for entry in reversed(node.entries.values()))
            yield from _in_map(source, node)


def _documents(source: Source) -> Sequence[Node] | None:
    """Return the documents of a file; None if it is not YAML."""
    documents, diagnostics = yaml.parse_stream(source)
    return None if any(one.unreadable for one in diagnostics) else documents


def _without_templates(source: Source) -> Source:
    """Return a text of the same length: with comments for lines that are only templates, and stand-ins for others."""
    text = re.sub(_TEMPLATE_LINE, lambda line: line[1] + "#" * len(line[2]), source.text)
    return source.with_text(re.sub(_TEMPLATE, lambda template: STAND_IN * len(template[0]), text))


def _in_map(source: Source, node: MapNode) -> Iterator[Script]:
    shell = text(node, "shell").split()
    interpreter = shell[0].rpartition("/")[2] if shell and not _is_command(shell) else "bash"
    if interpreter in _SHELLS:
        yield from _of_job(source, node)
    for key, entry in node.entries.items():
        content = entry.value.value if isinstance(entry.value, ScalarNode) else None
        begins = isinstance(content, str) and is_script(content.partition("\n")[0])
        written = key == _CONTENT and (begins or re.fullmatch(_SCRIPT_NAME, text(node, "path")))
        if isinstance(entry.value, ScalarNode) and (re.fullmatch(_SCRIPT_NAME, key) or written):
            yield of_pieces(source, _of_scalar(entry.value))


def _is_command(words: list[str]) -> bool:
    """Return whether a text under `shell` is a command line, as in Ansible, and no interpreter."""
    return len(words) > 1 and not words[1].startswith(("-", "{"))


def _of_job(source: Source, node: MapNode) -> Iterator[Script]:
    """Yield the scripts of a step or job; GitLab joins `before_script` and `script`."""
    command = find(node, "command")
    words = [] if not isinstance(command, ListNode) else _texts(command)
    words += [one for key in _WORDS for one in _texts(find(node, key)) if isinstance(find(node, key), ListNode)]
    if words:
        yield of_pieces(source, _joined(words), verbatim=False)
    parts = [(key, find(node, key)) for key in _KEYS if not (key == "command" and words)]
    for _, group in groupby(parts, key=lambda pair: pair[0] in ("before_script", "script")):
        tokens = [token for _, one in group for token in _lines(one)]
        if tokens:
            yield of_pieces(source, tokens)


def _lines(node: Node | None) -> Iterator[Token]:
    """Yield a script that is a text or a list of lines, each of which may be a list of words."""
    for one in node.items if isinstance(node, ListNode) else [node]:
        words = [item for item in one.items if isinstance(item, ScalarNode)] if isinstance(one, ListNode) else []
        if words and any(" " in str(word.value) for word in words[:1]):  # a list of lines in a list of lines
            for word in words:
                yield from _of_scalar(word)
        elif words:
            yield from _joined(words)
        elif isinstance(one, ScalarNode):
            yield from _of_scalar(one)


def _texts(node: Node | None) -> list[ScalarNode]:
    items = node.items if isinstance(node, ListNode) else []
    return [one for one in items if isinstance(one, ScalarNode)]


def _joined(words: list[ScalarNode]) -> Iterator[Token]:
    """Yield words as one line, each in quotes."""
    for word in words:
        if word.span is None:
            continue
        start, end = word.span.start, word.span.end
        content = [token for token in _of_scalar(word) if token[1] < token[2] or token[0] != "\n"]
        if isinstance(word.value, str) and "'" not in word.value:
            yield "'", start, start
            yield from content
            yield "'", end, end
        else:
            yield (str(word.value), start, end) if str(word.value).isalnum() else (STAND_IN, start, end)
        yield (" " if word is not words[-1] else "\n"), end, end


def _of_scalar(node: ScalarNode) -> Iterator[Token]:
    """Yield the pieces of a script in YAML, with a stand-in for each expression of GitHub."""
    content, span = node.value, node.span
    if not isinstance(content, str) or span is None:
        return
    places = Places(span, content)
    inner = Source("", content)
    at = 0
    for expression in re.finditer(_EXPRESSION, content):
        yield from _pieces(places, inner, at, expression.start())
        place = places(Span(inner, expression.start(), expression.end()))
        yield STAND_IN, place.start, place.end
        at = expression.end()
    yield from _pieces(places, inner, at, len(content))
    if not content.endswith("\n"):
        yield "\n", span.end, span.end


def _pieces(places: Places, inner: Source, start: int, end: int) -> Iterator[Token]:
    """Yield a part of a text line by line, or character by character where YAML writes it differently."""
    for line in re.compile(_WHOLE_LINE).finditer(inner.text, start, end):
        body = line[0].rstrip("\n")
        place = places(Span(inner, line.start(), line.start() + len(body)))
        if body and place.text == body:
            yield body, place.start, place.end
        else:
            for offset, character in enumerate(body, line.start()):
                one = places(Span(inner, offset, offset + 1))
                yield character, one.start, one.end
        if line[0].endswith("\n"):
            one = places(Span(inner, line.end() - 1, line.end()))
            yield "\n", one.start, one.end
