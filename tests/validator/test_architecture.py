"""The packages of the validator: imports run one way, no two modules share a name, no code knows rules by code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from fnmatch import fnmatch
from graphlib import TopologicalSorter
from pathlib import Path

import liqo_values
from liqo_values import sources

PACKAGE = Path(liqo_values.__file__).parent
#: From the lowest to the highest: a package imports from those before it.
ORDER = (
    *("model", "charts", "parsing", "values", "fixes", "schema", "sources", "liqo", "cluster", "rules"),
    *("suppressions", "engine", "reports", "lsp", "cli"),
)


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in PACKAGE.rglob("*.py")}


def imported_by(path: Path) -> set[str]:
    """Return our modules that a module imports, be it for annotations only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inner or {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & MODULES.keys()


IMPORTS = {name: imported_by(path) - {"liqo_values"} for name, path in MODULES.items()}


def test_there_is_no_circle() -> None:
    # A package is listed with each of its modules, and imports none of them.
    TopologicalSorter({name: targets - {name} for name, targets in IMPORTS.items()}).prepare()


def test_imports_run_one_way() -> None:
    rank = {package: number for number, package in enumerate(ORDER)}
    wrong = [
        f"{name} imports {target}"
        for name, targets in IMPORTS.items()
        for target in targets
        if name.count(".") and rank.get(name.split(".")[1], len(ORDER)) < rank[target.split(".")[1]]
    ]
    assert wrong == []


def test_every_module_is_in_one_of_the_packages() -> None:
    flat = {name for name in MODULES if name.count(".") == 1}
    assert flat - {"liqo_values.__main__"} == {f"liqo_values.{package}" for package in ORDER}


def test_no_two_modules_have_the_same_name() -> None:
    names = Counter(path.stem for path in MODULES.values() if path.stem != "__init__")
    assert [name for name, count in names.items() if count > 1] == []


def test_the_table_of_contents_of_the_sources_is_complete() -> None:
    listed = re.findall(r"``([a-z0-9_*]+)``", sources.__doc__ or "")
    modules = [path.stem for path in Path(sources.__file__).parent.glob("[!_]*.py")]
    assert [name for name in modules if not any(fnmatch(name, pattern) for pattern in listed)] == []
    assert [pattern for pattern in listed if not any(fnmatch(name, pattern) for name in modules)] == []


def test_what_the_engine_knows_of_a_rule_is_data_on_it() -> None:
    """Codes are for those who say something under them: rules, readers, the schema's messages."""
    knowing = [
        name
        for name, path in MODULES.items()
        if name.split(".")[1:2] in (["engine"], ["reports"], ["cli"], ["fixes"])
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"LQ\d+", str(node.value))
    ]
    assert knowing == []
