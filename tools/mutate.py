"""Change the validator in small ways, and count the changes that no test notices.

``python -m tools.mutate --since v1.2.0 --most 60`` changes the modules that differ from a commit, ``python -m
tools.mutate validator/liqo_values/fixes/repair.py`` those that are named. A mutant is one change of one expression or
statement in a copy of the package. The tests of its package and those that import the module (or ``--tests``) run
against the copy until one fails. Mutants that live are printed: each is equivalent, or a test is missing. This is not
part of ``make test``, because each mutant takes as long as its tests.

A result counts only if the tests notice the module at all, so they first run with one that cannot be imported. A mutant
that runs forever is counted apart, because on a busy machine tests take longer than before, too.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "validator"
PACKAGE = SOURCES / "liqo_values"
#: The tests of packages that are not called like a folder of ``tests/validator``.
TESTS = {"rules": "tests/rules", "model": "tests/validator/parsing", "suppressions": "tests/validator/suppressions"}
#: Where tests of modules of other packages are, too. Those elsewhere run other programs, and take long.
NEARBY = "tests/validator"
#: Tests may take so many times as long as without a mutant, and so many seconds more: a mutant can run forever.
PATIENCE, GRACE = 5, 60
#: How a mutant ends.
KILLED, LIVES, ENDLESS = "killed", "lives", "runs too long"

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
    original = ast.unparse(tree)
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
            text = ast.unparse(changed)
            if text != original:
                yield Mutant(path, getattr(node, "lineno", 0), f"{before}  ->  {_shown(here)}", text)


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


def tests_of(path: Path) -> list[str]:
    """Return the folder of the tests of a package, and the other test files that import the module."""
    package = path.relative_to(PACKAGE).parts[0]
    folder = TESTS.get(package, f"{NEARBY}/{package}")
    *parents, name = path.relative_to(SOURCES).with_suffix("").parts
    parent = re.escape(".".join(parents))
    imports = re.compile(rf"^ *from {parent}(\.{name} import | import .*\b{name}\b)", re.MULTILINE)
    files = (file for file in sorted((ROOT / NEARBY).rglob("test_*.py")) if not file.is_relative_to(ROOT / folder))
    return [folder, *(str(file.relative_to(ROOT)) for file in files if imports.search(file.read_text("utf-8")))]


class Copy:
    """A copy of the package, in which one module at a time is changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._package = folder / PACKAGE.name
        shutil.copytree(PACKAGE, self._package, ignore=shutil.ignore_patterns("__pycache__"))

    @contextlib.contextmanager
    def changed(self, path: Path, text: str) -> Iterator[None]:
        """Replace the text of a module for as long as the block runs."""
        module = self._package / path.relative_to(PACKAGE)
        module.write_text(text, encoding="utf-8")
        _forget(module)
        yield
        shutil.copy(path, module)
        _forget(module)

    def passes(self, tests: Sequence[str], seconds: float | None = None) -> bool:
        """Return whether the tests pass with the copy.

        Raises:
            subprocess.TimeoutExpired: They take longer than so many seconds.
            SystemExit: Something else ended them, which says nothing about the mutant.
        """
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        # With CI, Hypothesis generates the same examples each time.
        environment = os.environ | {"PYTHONPATH": str(self._folder), "CI": "1"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False)
        if done.returncode < 0:
            sys.exit(f"the tests were ended by signal {-done.returncode}")
        return done.returncode == 0


def _forget(module: Path) -> None:
    """Remove what Python compiled: it notices a change only by the size, and by the second in which it was made."""
    for compiled in (module.parent / "__pycache__").glob(f"{module.stem}.*.pyc"):
        compiled.unlink()


def duration(copied: Copy, path: Path, tests: Sequence[str]) -> float:
    """Return how long the tests of a module take without a mutant, in seconds.

    Raises:
        SystemExit: They fail, or they pass with a module that cannot be imported.
    """
    begin = time.monotonic()
    if not copied.passes(tests):
        sys.exit(f"{' '.join(tests)} fail without a mutant")
    seconds = time.monotonic() - begin
    with copied.changed(path, "raise ImportError\n"):
        if copied.passes(tests):
            sys.exit(f"{' '.join(tests)} pass without {path.relative_to(PACKAGE)}: name others with --tests")
    return seconds


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
    counts = Counter[str]()
    for mutant, end in fates(chosen, asked.tests):
        counts[end] += 1
        if end != KILLED:
            print(f"{end}: {mutant.path.relative_to(PACKAGE)}:{mutant.line}: {mutant.change}", flush=True)
        print(f"{counts.total()} of {len(chosen)}", end="\r", file=sys.stderr, flush=True)
    noticed = counts[KILLED] + counts[ENDLESS]
    print(f"{noticed} of {len(chosen)} mutants noticed ({counts[ENDLESS]} run too long), of {len(found)} possible")
    return 1 if counts[LIVES] else 0


def fates(chosen: Sequence[Mutant], asked: Sequence[str] | None) -> Iterator[tuple[Mutant, str]]:
    """Yield every mutant with how it ends, module by module.

    Args:
        chosen: The mutants.
        asked: The tests to run; those of each module if not given.
    """
    with tempfile.TemporaryDirectory() as folder:
        copied = Copy(Path(folder))
        for path in sorted({mutant.path for mutant in chosen}):
            tests = asked or tests_of(path)
            patience = PATIENCE * duration(copied, path, tests) + GRACE
            for mutant in chosen:
                if mutant.path == path:
                    yield mutant, fate(copied, mutant, tests, patience)


def fate(copied: Copy, mutant: Mutant, tests: Sequence[str], seconds: float) -> str:
    """Return how a mutant ends."""
    with copied.changed(mutant.path, mutant.text):
        try:
            return LIVES if copied.passes(tests, seconds) else KILLED
        except subprocess.TimeoutExpired:
            return ENDLESS


if __name__ == "__main__":
    sys.exit(main())
