"""Change the validator in small ways, and count the changes that no test notices.

``python -m tools.mutate --since v1.2.0 --most 60`` changes the modules that differ from a commit, ``python -m
tools.mutate validator/liqo_values/fixes/repair.py`` those that are named. A mutant is one change of one expression or
statement in a copy of the package; the tests of its folder (or ``--tests``) run against the copy until one fails.
Mutants that live are printed: each is equivalent, or a test is missing. This is not part of ``make test``, because each
mutant takes as long as its tests.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "validator"
PACKAGE = SOURCES / "liqo_values"
#: The tests of packages that are not called like a folder of ``tests/validator``.
TESTS = {"rules": "tests/rules", "model": "tests/validator/parsing", "suppressions": "tests/validator/suppressions"}
#: Tests that take longer, in seconds, count as failed: a mutant can run forever.
PATIENCE = 300

_OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}


@dataclass(frozen=True)
class Mutant:
    """A module with one change.

    Attributes:
        path: The module.
        line: Where it is changed.
        change: The code before and after.
        text: The whole module after the change.
    """

    path: Path
    line: int
    change: str
    text: str


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield a mutant for every place that can be changed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {id(node) for node in _not_run(tree)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in hidden:
            continue
        for variant in range(2):
            changed = copy.deepcopy(tree)
            here = next(inner for index, inner in enumerate(ast.walk(changed)) if index == number)
            before = _shown(here)
            if not _change(here, variant):
                break
            yield Mutant(path, getattr(node, "lineno", 0), f"{before}  ->  {_shown(here)}", ast.unparse(changed))


def _not_run(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what means nothing when the program runs: docstrings, annotations, imports for types."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts = [node]
        elif isinstance(node, ast.FunctionDef):
            parts = [
                node.returns,
                *(argument.annotation for argument in ast.walk(node.args) if isinstance(argument, ast.arg)),
            ]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            parts = [node]
        for part in parts:
            yield from ast.walk(part) if part else ()


def _change(node: ast.AST, variant: int) -> bool:
    """Change a node in place; return whether there is such a variant."""
    if isinstance(node, ast.Compare) and variant < len(node.ops) and type(node.ops[variant]) in _OPPOSITE:
        node.ops[variant] = _OPPOSITE[type(node.ops[variant])]()  # type: ignore[call-overload]
        return True
    if isinstance(node, ast.BoolOp) or (isinstance(node, ast.BinOp) and type(node.op) in _OPPOSITE):
        node.op = _OPPOSITE[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    else:
        return _change_statement(node, variant)
    return variant == 0


def _change_statement(node: ast.AST, variant: int) -> bool:
    """Change what a statement or condition does."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        node.test = ast.Constant(bool(variant))
        return True
    if isinstance(node, ast.Expr) or (isinstance(node, ast.Return) and node.value is not None):
        node.value = ast.Constant(None)
    elif isinstance(node, ast.Continue | ast.Break):
        node.__class__ = ast.Pass  # type: ignore[assignment]
    else:
        return False
    return variant == 0


def _shown(node: ast.AST) -> str:
    """Return a node as one short line."""
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}:"
    return " ".join(ast.unparse(node).split())[:100]


def changed_since(commit: str) -> list[Path]:
    """Return the modules of the validator that differ from a commit."""
    command = ["git", "diff", "--name-only", "--diff-filter=d", commit, "--", "validator/liqo_values/*.py"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in names]


def tests_of(path: Path) -> str:
    """Return the folder of the tests of a module."""
    package = path.relative_to(PACKAGE).parts[0]
    return TESTS.get(package, f"tests/validator/{package}")


def passes(folder: Path, tests: list[str], seconds: float | None) -> bool:
    """Return whether the tests pass with a copy of the package; those that do not end fail.

    Raises:
        SystemExit: something else ended them, which says nothing about the mutant.
    """
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "CI": "1",
    }  # Hypothesis generates the same examples each time
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return False
    if done.returncode < 0:
        sys.exit(f"the tests were ended by signal {-done.returncode}")
    return done.returncode == 0


def main() -> int:
    """Make mutants, and print those that live."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("modules", nargs="*", type=Path, help="modules to change")
    parser.add_argument("--since", help="change the modules that differ from this commit")
    parser.add_argument("--tests", nargs="+", help="tests to run; those of the folder of each module if not given")
    parser.add_argument("--most", type=int, default=50, help="so many mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="choose others")
    asked = parser.parse_args()
    modules = [path.resolve() for path in asked.modules] + (changed_since(asked.since) if asked.since else [])
    found = [mutant for path in modules for mutant in mutants(path)]
    chosen = random.Random(asked.seed).sample(found, min(asked.most, len(found)))  # noqa: S311 - nothing secret
    lived = 0
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "liqo_values"
        shutil.copytree(PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
        wanted = dict.fromkeys(test for path in modules for test in asked.tests or [tests_of(path)])
        if not passes(Path(folder), list(wanted), None):
            sys.exit("the tests fail without a mutant")
        for number, mutant in enumerate(sorted(chosen, key=lambda one: (one.path, one.line)), 1):
            name = mutant.path.relative_to(PACKAGE)
            (copied / name).write_text(mutant.text, encoding="utf-8")
            killed = not passes(Path(folder), asked.tests or [tests_of(mutant.path)], PATIENCE)
            shutil.copy(mutant.path, copied / name)
            lived += not killed
            if not killed:
                print(f"lives: {name}:{mutant.line}: {mutant.change}", flush=True)
            print(f"{number} of {len(chosen)}", end="\r", file=sys.stderr, flush=True)
    print(f"{len(chosen) - lived} of {len(chosen)} mutants killed, of {len(found)} possible")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
