"""``make lint``: runs every check of style and types, one after the other, all of them even if one fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.presets import MODES, PRESETS
from tools.repository import CHART, ROOT, files
from tools.toolchain import compiler, golang
from tools.toolchain.build import BIN
from tools.toolchain.errors import ToolchainError

VENV = Path(sys.executable).parent
GITHUB = ROOT / ".github"
HERE = Path(__file__).resolve().parent
#: The modules with Go programs of this project, except that of Argo CD, which takes minutes to compile.
GO_MODULES = HERE / "liqo", HERE / "flux"
#: Scripts that only tests of the validator read.
SAMPLES = ROOT / "tests" / "validator" / "sources" / "shell"


def checks(go: golang.Go) -> dict[str, list[str | Path]]:
    """Return the commands, by name."""
    workflows = sorted(GITHUB.glob("workflows/*"))
    return {
        "ruff check": [VENV / "ruff", "check", "--quiet", "."],
        "ruff format": [VENV / "ruff", "format", "--quiet", "--check", "--diff", "."],
        "mypy": [VENV / "mypy", "--no-error-summary"],
        "shellcheck": [VENV / "shellcheck", *shell_scripts()],
        "workflows": [BIN / "actionlint", "-no-color", "-shellcheck", VENV / "shellcheck", "-pyflakes", "", *workflows],
        **{
            f"schema of {name}": [VENV / "check-jsonschema", "--quiet", "--builtin-schema", f"vendor.{name}", *paths]
            for name, paths in (("github-workflows", workflows), ("dependabot", [GITHUB / "dependabot.yml"]))
        },
        **{
            f"{helm} lint, {mode}": [BIN / helm, "lint", "--strict", "--quiet", CHART, "-f", PRESETS / f"{mode}.yaml"]
            for helm in ("helm3", "helm4")
            for mode in MODES
        },
        "gofmt": [go.gofmt, "-d", HERE],
        # With the flags of the build, so that nothing is compiled twice.
        **{f"go vet, {module.name}": [go.path, "-C", module, "vet", *compiler.FLAGS, "./..."] for module in GO_MODULES},
    }


def shell_scripts() -> list[Path]:
    """Return the files that a shell runs, known by their name or their first line, except what users may write."""
    ours = (path for path in files() if not path.is_relative_to(SAMPLES))
    return [path for path in ours if path.suffix == ".sh" or _run_by_shell(path)]


def _run_by_shell(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(100)
    return first.startswith(b"#!") and first.rstrip().endswith((b"/sh", b"bash"))


def passes(name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> bool:
    """Run a check, and show its output if it fails; gofmt fails if it prints anything."""
    result = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    passed = result.returncode == 0 and not (name == "gofmt" and result.stdout)
    print(f"{'ok    ' if passed else 'FAILED'} {name}", flush=True)
    if not passed:
        print(result.stdout.replace(f"{ROOT}/", ""), flush=True)
    return passed


def main() -> int:
    """Run all checks; return 1 if one fails."""
    try:
        go = golang.find((HERE / "go.mod", *(module / "go.mod" for module in GO_MODULES)))
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    results = [passes(name, command, compiler.environment()) for name, command in checks(go).items()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
