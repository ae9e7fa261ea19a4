"""The builder of the pinned programs: what it builds, when it does not, and what it says when it cannot."""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tools.toolchain import build, compiler, environment, golang
from tools.toolchain.build import tool
from tools.toolchain.errors import ToolchainError
from tools.toolchain.progress import Progress, clock

GO_MODS = tuple(sorted(build.HERE.rglob("go.mod")))


def test_every_tool_of_the_modules_is_a_target() -> None:
    declared = set()
    for go_mod in GO_MODS:
        directives = re.findall(r"^tool (?:\((.*?)\)|(\S+))", go_mod.read_text(), re.MULTILINE | re.DOTALL)
        declared |= {package for many, one in directives for package in (many or one).split()}
    assert declared == {target.package for target in build.TARGETS.values() if not target.package.startswith(".")}


def test_module_paths_contain_no_host() -> None:
    for go_mod in GO_MODS:
        first = go_mod.read_text().splitlines()[0].removeprefix("module ")
        assert "." not in first.partition("/")[0]


def test_what_is_built_is_not_built_again(monkeypatch: pytest.MonkeyPatch) -> None:
    path = tool("virtual-kubelet-flags")
    before = path.stat().st_mtime_ns
    monkeypatch.setattr(compiler, "compile_programs", pytest.fail)
    build.build(["virtual-kubelet-flags"])
    assert path.stat().st_mtime_ns == before


def test_what_programs_are_compiled_from_can_be_downloaded_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "STAMPS", tmp_path)
    monkeypatch.setattr(compiler, "compile_programs", pytest.fail)
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "modules"))
    with pytest.raises(ToolchainError, match=r"(?s)A Go module could not be downloaded.*sigs\.k8s\.io/kind"):
        build.download(["kind"])
    monkeypatch.delenv("GOMODCACHE")
    build.download(["kind"])


def test_nothing_is_downloaded_for_an_environment_that_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[Sequence[str]] = []
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(environment, "download_meanwhile", begun.append)
    monkeypatch.setattr(environment, "create", lambda: None)
    monkeypatch.setattr(environment, "install", lambda: None)
    for _ in range(2):
        assert environment.main(["--download", "run"]) == 0
    assert begun == [["--download", "run"]]


def test_programs_of_a_module_are_built_together_unless_they_have_the_same_name() -> None:
    assert build.batches(["helm4", "etcd", "kwok", "helm3", "kubectl"]) == [
        ["helm4", "etcd", "kubectl"],
        ["kwok"],
        ["helm3"],
    ]
    assert len(build.batches(list(build.TARGETS))) == len(GO_MODS) + 1  # both Helms are called helm


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("go.etcd.io/etcd/server/v3", "server"),
        ("helm.sh/helm/v4/cmd/helm", "helm"),
        ("./flux-values", "flux-values"),
        ("sigs.k8s.io/kind", "kind"),
    ],
)
def test_programs_are_named_as_go_names_them(package: str, name: str) -> None:
    assert compiler.executable(package) == name


def test_other_pins_mean_another_program() -> None:
    helm = build.TARGETS["helm4"]
    assert build.fingerprint(helm, "go1.26.0") != build.fingerprint(helm, "go1.26.1")
    assert build.fingerprint(helm, "go1.26.0") != build.fingerprint(build.TARGETS["helm3"], "go1.26.0")


def test_programs_know_their_versions() -> None:
    assert build.link_variables(build.TARGETS["kubectl"])["k8s.io/component-base/version.gitVersion"].startswith("v1.")
    assert build.link_variables(build.TARGETS["helm3"])["helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor"] == "1"


def test_an_unknown_program_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ToolchainError, match=r"no such program: helm5\. There are: helm4, helm3"):
        build.build(["helm5"])


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("dial tcp: lookup proxy.invalid: no such host", "module proxy"),
        ("write x.o: no space left on device", "disk is full"),
        ("compile: signal: killed", "ran out of memory"),
        ("verifying module: checksum mismatch", "go.sum"),
    ],
)
def test_a_failure_is_explained(output: str, remedy: str) -> None:
    message = compiler.explain("helm.sh/helm", output)
    assert message.startswith("helm.sh/helm could not be built. ")
    assert remedy in message.splitlines()[0]
    assert message.endswith(output)


def old_go(folder: Path) -> Path:
    program = folder / "go"
    program.write_text("#!/bin/sh\necho go1.20.3\n")
    program.chmod(0o755)
    return program


def test_a_go_that_is_too_old_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_go(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    with pytest.raises(ToolchainError, match=r"no Go 1\.26\.3 or newer is on PATH"):
        golang.find(GO_MODS)


def test_a_python_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(
        environment.SetupError, match=r"Python 3\.11 or newer is needed, and .* is 3\.9\..* make PYTHON="
    ):
        environment.refuse_old_python()


def step(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, interval: str) -> str:
    monkeypatch.setattr(f"tools.toolchain.progress.{interval}", 0.01)
    with Progress(stream).step("building etcd") as report:
        report("3 packages compiled")
        wait_for(lambda: "3 packages" in stream.getvalue())
    return stream.getvalue()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_progress_in_a_pipe_is_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    written = step(io.StringIO(), monkeypatch, "HEARTBEAT_SECONDS")
    lines = written.splitlines()
    assert lines[0] == "building etcd …"
    assert re.fullmatch(r"building etcd: done after \d\.\d s", lines[-1])
    assert "\x1b" not in written
    assert "\r" not in written


def test_progress_on_a_terminal_is_one_living_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    written = step(Terminal(), monkeypatch, "REDRAW_SECONDS")
    assert written.count("\n") == 1
    assert written.rpartition("\r\x1b[K")[2].startswith("building etcd: done after")


def test_a_step_that_fails_says_so() -> None:
    stream = io.StringIO()
    with pytest.raises(ToolchainError), Progress(stream).step("building etcd"):
        raise ToolchainError
    assert "building etcd: failed after" in stream.getvalue()


def test_durations() -> None:
    assert [clock(seconds) for seconds in (0.04, 59.94, 60, 187.4)] == ["0.0 s", "59.9 s", "1 min 00 s", "3 min 07 s"]
