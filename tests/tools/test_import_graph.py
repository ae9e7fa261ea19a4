"""Imports run one way: tests import tools, tools import the validator, and never the reverse."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tools.repository import ROOT, files

VALIDATOR, TOOLS = "liqo_values", "tools"
#: What modules of each package must not import.
FORBIDDEN = {VALIDATOR: {"tests", TOOLS}, TOOLS: {"tests"}}


def modules(package: str) -> dict[str, Path]:
    """The files of a package by the names of their modules."""
    parent = ROOT / "validator" if package == VALIDATOR else ROOT
    found = {}
    for path in files():
        if path.suffix == ".py" and path.is_relative_to(parent / package):
            parts = path.relative_to(parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


class Imports(ast.NodeVisitor):
    """Collects what a module imports when it runs: what is only for type checkers does not count."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_If(self, node: ast.If) -> None:
        """Leave out the block for type checkers."""
        checked = node.test.id if isinstance(node.test, ast.Name) else ""
        for child in node.orelse if checked == "TYPE_CHECKING" else [*node.body, *node.orelse]:
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        """Take the modules."""
        self.names |= {alias.name for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Take the module, and what may be modules in it."""
        self.names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}


def imported(source: str) -> set[str]:
    """What the text of a module imports."""
    imports = Imports()
    imports.visit(ast.parse(source))
    return imports.names


def strays(package: str) -> Iterator[str]:
    """The imports that lead the wrong way."""
    for name, path in modules(package).items():
        for other in sorted(imported(path.read_text(encoding="utf-8"))):
            if other.partition(".")[0] in FORBIDDEN[package]:
                yield f"{name} imports {other}"


@pytest.mark.parametrize("package", FORBIDDEN)
def test_no_module_imports_what_is_built_on_it(package: str) -> None:
    assert modules(package)
    assert list(strays(package)) == []


def test_tools_do_not_import_each_other_in_a_circle() -> None:
    known = modules(TOOLS)
    graph = {name: (imported(path.read_text(encoding="utf-8")) & known.keys()) - {name} for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_an_import_is_seen_wherever_it_is() -> None:
    source = """
from typing import TYPE_CHECKING
import tests.conftest
if TYPE_CHECKING:
    from tests.unseen import Type
else:
    from tests.seen import value
def late():
    from tests import support
"""
    assert {name for name in imported(source) if name.startswith("tests.")} == {
        "tests.conftest",
        "tests.seen",
        "tests.seen.value",
        "tests.support",
    }


def test_the_environment_is_made_by_whatever_python_there_is() -> None:
    source = (ROOT / "tools" / "toolchain" / "environment.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))  # newer Pythons know no older syntax, and 3.6 has the same
    assert {name.partition(".")[0] for name in imported(source)} <= sys.stdlib_module_names
