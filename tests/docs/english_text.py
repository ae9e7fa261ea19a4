"""The texts that users and contributors read, line by line with their places."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import click

from liqo_values.cli.group import cli
from tools.repository import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Code within a sentence, and the target of a link.
_CODE = re.compile(r"``.*?``|`[^`\n]*`|(?<=\])\([^)\s]*\)|https?://\S+")
_FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
#: An action of a template that is not a comment.
_ACTION = re.compile(r"\{\{-?(?! */\*).*?\}\}", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->", re.DOTALL)
#: Pages that are generated from the texts of other areas.
_MADE = ("docs/rules/", "docs/rules.md", "chart/")


class Line(NamedTuple):
    """A line of text.

    Attributes:
        place: The file and its line.
        text: The line, without code.
    """

    place: str
    text: str


def of_text(name: str, text: str, first: int = 1) -> Iterator[Line]:
    """Yield the lines of a text without code; ``first`` is the number of the first line."""
    for number, line in enumerate(text.splitlines(), first):
        yield Line(f"{name}:{number}", _CODE.sub("CODE", line))


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tracked(*folders: str, suffixes: Iterable[str]) -> list[Path]:
    return [path for path in files() if path.suffix in suffixes and _name(path).startswith(folders)]


def pages() -> Iterator[Line]:
    """Yield the prose of all pages, and the files with descriptions that other sites show."""
    for path in files():
        name = _name(path)
        if path.suffix == ".md" and not name.startswith((*_MADE, "tests/rules/")):
            text = _MARKUP.sub(_blank, _FENCE.sub(_blank, path.read_text(encoding="utf-8")))
            yield from of_text(name, text)
    for name in ("action.yml", ".pre-commit-hooks.yaml", "mkdocs.yml", "Makefile", "pyproject.toml"):
        yield from of_text(name, (ROOT / name).read_text(encoding="utf-8"))


def command_help() -> Iterator[Line]:
    """Yield the help of every command."""
    context = click.Context(cli, info_name="liqo-values")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield from of_text(f"{name} --help", click.Context(command, info_name=name, parent=context).get_help())
    yield from of_text("--help", context.get_help())


def rules() -> Iterator[Line]:
    """Yield the examples of the rules with their reports, the list of rules, and the modules with the rules."""
    for path in (*_tracked("tests/rules/", suffixes=[".md"]), ROOT / "docs" / "rules.md"):
        yield from of_text(_name(path), path.read_text(encoding="utf-8"))
    yield from comments("validator/liqo_values/rules/")
    yield from messages("validator/liqo_values/rules/")


def descriptions() -> Iterator[Line]:
    """Yield the files in ``schema/``: descriptions of values, components and modes, and comments."""
    for path in _tracked("schema/", suffixes=[".yaml"]):
        yield from of_text(_name(path), path.read_text(encoding="utf-8"))
    config = ROOT / "validator" / "liqo_values" / "data" / "config.schema.json"
    yield from of_text(_name(config), config.read_text(encoding="utf-8"))


def chart_texts() -> Iterator[Line]:
    """Yield the templates with their comments and messages, NOTES.txt, presets and Chart.yaml.

    Skips values, their table and the README, which are generated from ``schema/`` and ``tools/``.
    """
    for path in _tracked("chart/", suffixes=[".yaml", ".tpl", ".txt"]):
        if "/crds/" not in _name(path) and path.name not in ("values.yaml", "_facts.tpl", "_flags.tpl"):
            yield from of_text(_name(path), _ACTION.sub(_strings_of, path.read_text(encoding="utf-8")))


def _strings_of(action: re.Match[str]) -> str:
    """Return only the strings in an action of a template, on the same lines."""
    return re.sub(r'[^"\n]*("(?:[^"\\\n]|\\.)*")|[^"\n]+', lambda found: f" {found[1] or ''}", action[0])


def comments(*folders: str) -> Iterator[Line]:
    """Yield docstrings and comments of Python modules."""
    for path in _tracked(*folders, suffixes=[".py"]):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
                docstring = node.body[0]
                text = ast.get_source_segment(source, docstring) or ""
                yield from of_text(_name(path), text, docstring.lineno)
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield from of_text(_name(path), token.string, token.start[0])


def messages(*folders: str) -> Iterator[Line]:
    """Yield the strings with several words in Python modules."""
    for path in _tracked(*folders, suffixes=[".py"]):
        docstrings = {
            node.body[0].value
            for node in ast.walk(_parsed(path))
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
            if isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.Constant) and node not in docstrings and " " in str(node.value):
                yield from of_text(_name(path), str(node.value), node.lineno)


def test_names() -> Iterator[Line]:
    """Yield the names of tests as words, and the titles in suites of helm-unittest."""
    for path in _tracked("tests/", suffixes=[".py"]):
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
                yield Line(f"{_name(path)}:{node.lineno}", node.name.replace("_", " "))
    for path in _tracked("tests/chart/", suffixes=[".yaml"]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r" *- it: |suite: |#", line):
                yield from of_text(_name(path), line, number)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
