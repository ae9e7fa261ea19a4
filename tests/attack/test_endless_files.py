"""Files that never end, or grow without bound while they are read: one message, at once, in little memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attack.attacking import OFF, Repository

ENDLESS = ["/dev/stdin", "/dev/stdout", "/dev/zero", "/dev/full", "/dev/tty", "/proc/kmsg", "/proc/self/mem", "fifo"]
BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12)
)
HOMES = "version: 1\nb: &b {" + ", ".join(f"LQ{number}: 1" for number in range(2000)) + "}\nknown:\n"
SHARED = HOMES + "".join(f"  f{number}: *b\n" for number in range(2000))
#: So much memory must do for anything, and so many seconds.
MEMORY, PATIENCE = 400 * 2**20, 30


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))


def run(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with a pipe that stays open as its standard input and output, and little memory."""
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "liqo_values", *arguments],
            cwd=repository.folder, stdin=reader, capture_output=True, text=True, timeout=10 * PATIENCE, check=False,
            preexec_fn=limited,
        )  # fmt: skip
    finally:
        os.close(reader)
        os.close(writer)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2), done
    return done


@pytest.fixture
def endless(repository: Repository) -> Repository:
    os.mkfifo(repository.folder / "fifo")
    repository.put("liqo/values-good.yaml", OFF)
    return repository


@pytest.mark.parametrize("target", ENDLESS)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("liqo/values.yaml", ("check", ".")),
        ("liqo/values.yaml", ("check", "liqo/values.yaml")),
        ("liqo/values.yaml", ("check", "-f", "liqo/values.yaml")),
        ("liqo/values.yaml", ("fix", "liqo/values.yaml")),
        ("liqo/any.yaml", ("check", ".")),
        ("liqo/any.yaml", ("check", "liqo/values-good.yaml")),
        ("liqo/Chart.yaml", ("check", ".")),
        ("liqo/known.yaml", ("check", "--baseline", "liqo/known.yaml", ".")),
        (".liqo-values.yaml", ("check", ".")),
        ("liqo/config.yaml", ("check", "--config", "liqo/config.yaml", ".")),
        ("liqo/file", ("check", "--set-file", "tag=liqo/file", ".")),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_link_to_what_never_ends(endless: Repository, name: str, arguments: tuple[str, ...], target: str) -> None:
    if target.startswith("/") and not Path(target).exists():
        pytest.skip("not here")
    endless.link(
        name, os.path.relpath(endless.folder / target, (endless.folder / name).parent) if target == "fifo" else target
    )
    run(endless, *arguments)


def test_a_manifest_may_not_name_standard_input_or_a_pipe(endless: Repository) -> None:
    flag = "virtualKubelet.extra.args[0]"
    endless.put(
        "helmfile.yaml",
        f"releases: [{{name: a, chart: x/liqo, values: [fifo, '-'], set: [{{name: '{flag}', file: '-'}}]}}]\n",
    )
    run(endless, "check", "helmfile.yaml")
    for stack in ("files: ['-']", "files: [fifo]", f"setFile: ['{flag}=-']", "forEach: fifo", "forEach: '-'"):
        endless.put(".liqo-values.yaml", f"stacks: [{{name: a, {stack}}}]\n")
        assert run(endless, "check").returncode == 2


def test_users_may_name_a_pipe(repository: Repository) -> None:
    repository.put("values.yaml", "networkin: {}\n")
    command = f"'{sys.executable}' -m liqo_values check <(cat values.yaml)"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=repository.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * PATIENCE,
    )
    assert "has no key `networkin`" in done.stdout, done.stderr


@pytest.mark.parametrize(
    "content",
    [
        "[" * 200_000,
        "{" * 200_000,
        "version: 1\nknown: " + "{a: " * 50_000,
        "- " * 100_000,
        f"version: 1\n{BOMB}known: {{}}\n",
        SHARED,
        "version: 1\nknown: &k {a: *k}\n",
        "version: 1\nknown: !!python/object/apply:os.system [touch pwned]\n",
    ],
    ids=lambda content: content[:12] + content[-6:],
)
def test_a_baseline_that_grows(repository: Repository, content: str) -> None:
    repository.put("known.yaml", content)
    repository.put("values.yaml", OFF)
    done = run(repository, "check", "--baseline", "known.yaml", "values.yaml")
    assert done.returncode == 2
    assert "baseline" in done.stderr
    assert not (repository.folder / "pwned").exists()


@pytest.mark.parametrize("content", ["[" * 200_000, BOMB, f"stacks:\n{BOMB}"], ids=["brackets", "aliases", "stacks"])
@pytest.mark.parametrize("name", [".liqo-values.yaml", "liqo/Chart.yaml", "liqo/values.yaml", "liqo/app.yaml"])
def test_other_files_that_grow(repository: Repository, name: str, content: str) -> None:
    repository.put("liqo/values-good.yaml", OFF)
    repository.put(name, content)
    run(repository, "check", ".")


def test_files_that_are_too_large(repository: Repository) -> None:
    names = (".liqo-values.yaml", "liqo/Chart.yaml", "liqo/values.yaml", "known.yaml")
    for name in names:
        path = repository.folder / repository.put(name, "")
        with path.open("wb") as sparse:
            sparse.truncate(2**31)
        assert run(repository, "check", "--baseline", "known.yaml", ".").returncode == 2
        path.unlink()
