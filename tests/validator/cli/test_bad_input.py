"""Whatever a command is given: one clear message, the documented exit status, no traceback. The real program is run."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "liqo_values")
OFF = "networking: {enabled: false}\n"
COMMANDS = pytest.mark.parametrize("command", ["check", "mode"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | bytes, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program; standard input is empty."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=os.environ | environ,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "internal error" not in done.stderr
    return done


@COMMANDS
@pytest.mark.parametrize("option", [(), ("-f",)], ids=["file", "layer"])
@pytest.mark.parametrize("path", ["nowhere.yaml", ".", "nowhere/values.yaml", " ", "a\nb.yaml"])
def test_a_path_that_is_not_a_readable_file(command: str, option: tuple[str, ...], path: str) -> None:
    done = run(command, *option, path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "= help: " in done.stderr
    assert len(done.stderr.splitlines()) <= 4


@pytest.mark.parametrize("arguments", [("-f", "-", "-"), ("--set-file", "a=-", "-"), ("-f", "-,-")])
def test_standard_input_twice(arguments: tuple[str, ...]) -> None:
    done = run("check", *arguments)
    assert done.returncode == 2
    assert "more than once" in done.stderr


def test_a_list_of_files_that_is_none() -> None:
    done = run("check", "-f", '"base.yaml')
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "is a pointer of Git LFS"),
        (b"\0GITCRYPT\0\xff\xfe", "is encrypted by git-crypt"),
    ],
)
def test_what_git_stores_instead_of_a_file(content: bytes, message: str) -> None:
    Path("values.yaml").write_bytes(content)
    for arguments in (("values.yaml",), ("-f", "values.yaml")):
        done = run("check", *arguments)
        assert done.returncode == 2
        assert f"error: `values.yaml` {message}" in done.stderr
    Path("liqo.yaml").write_text(OFF, encoding="utf-8")
    assert run("check", ".").returncode == 0


@COMMANDS
def test_no_permission(command: str) -> None:
    path = Path("values.yaml")
    path.write_text(OFF, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # a superuser reads everything
        path.unlink()
        path.symlink_to(path)
    done = run(command, str(path))
    assert done.returncode == 2
    assert "values.yaml" in done.stderr


@COMMANDS
@pytest.mark.parametrize(
    "content",
    [
        b"networking:\n\tenabled: false\n",
        b"networking: {enabled: false\n",
        b"- a\n- b\n",
        b"text\n",
        b"42\n",
        b"\xff\xfe\x00",
        b"a: \xe9\n",
        b"a: \x00\n",
        b"%YAML 9.9\n",
        b"a: *nowhere\n",
        b"a: &a [*a]\n",
        b"? [a, b]\n: c\n",
        b"a: !!python/object:os.system x\n",
        b"{" * 20_000,
        b"[" * 20_000,
        b"a: " + b"[" * 5_000 + b"]" * 5_000,
        b"".join(b" " * depth + b"a:\n" for depth in range(3_000)),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_content_that_is_not_a_values_file(command: str, content: bytes) -> None:
    Path("values.yaml").write_bytes(content)
    done = run(command, "values.yaml")
    assert done.returncode == 1
    assert "LQ00" in done.stdout
    assert "values.yaml" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("command", [("fix",), ("values",), ("diff", "values.yaml")], ids=lambda command: command[0])
@pytest.mark.parametrize(
    "content", [b"a: [\n", b"- a\n", b"a: \xe9\n", b"{" * 20_000], ids=lambda content: repr(content[:4])
)
def test_content_that_is_not_a_values_file_for_commands_that_show_or_change_it(
    command: tuple[str, ...], content: bytes
) -> None:
    Path("values.yaml").write_bytes(content)
    done = run(*command, "values.yaml")
    assert done.returncode in (1, 2)
    assert "LQ001" in done.stdout + done.stderr
    assert Path("values.yaml").read_bytes() == content


@COMMANDS
@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing\n", b"---\n", b"null\n", b"{}\n", b"\xef\xbb\xbf"])
def test_a_file_without_values_is_one_without_values(command: str, content: bytes) -> None:
    Path("values.yaml").write_bytes(content)
    assert run(command, "values.yaml", "--set", "networking.enabled=false").returncode == 0


@COMMANDS
def test_aliases_that_would_fill_the_memory(command: str) -> None:
    first, rest = "a0: &a0 [x,x,x,x,x,x,x,x,x]", range(1, 12)
    levels = (f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]" for level in rest)
    Path("values.yaml").write_text("\n".join((first, *levels)), encoding="utf-8")
    done = run(command, "values.yaml")
    assert done.returncode in (1, 2)
    assert "values.yaml" in done.stdout + done.stderr


@COMMANDS
@pytest.mark.parametrize("option", ["--set", "--set-string", "--set-json", "--set-file", "--set-literal"])
@pytest.mark.parametrize(
    "argument", ["a", "=1", "a[", "a[x]=1", "a[-1]=1", "a[99999999]=1", "a={1", "", "a=b,", "a..b=1"]
)
def test_set_arguments(command: str, option: str, argument: str) -> None:
    """Helm takes some of these; whatever it is, nothing breaks."""
    done = run(command, "--set", "networking.enabled=false", option, argument)
    assert done.returncode in (0, 1, 2)
    if done.returncode == 2:
        assert done.stderr.startswith("error: ")
        assert "= help: " in done.stderr


def test_a_refused_set_argument_is_shown_with_the_place() -> None:
    done = run("check", "--set", "networking.enabled=false,oops")
    assert done.returncode == 2
    assert "networking.enabled=false,oops" in done.stderr
    assert "^" in done.stderr


@COMMANDS
def test_an_argument_that_is_not_text(command: str) -> None:
    done = run(command, b"\xff\xfe.yaml", b"--set", b"a=\xff")
    assert done.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc",),
        ("check", "--sett", "a=b"),
        ("check", "--format", "xml"),
        ("explain",),
        ("explain", "LQ999"),
        ("diff", "a"),
        ("init",),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr


def test_without_a_command_help_is_shown() -> None:
    done = run()
    assert "Commands:" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}]
)
@COMMANDS
def test_a_terminal_that_knows_ascii_only(command: str, locale: dict[str, str]) -> None:
    Path("values.yaml").write_text("größe: 日本\n", encoding="utf-8")
    done = run(command, "values.yaml", **locale)
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert r"gr\xf6\xdfe" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--set", "telemetry.enabled=true"),
        ("mode", "--set", "telemetry.enabled=true"),
        ("rules",),
        ("explain", "LQ101"),
        ("check", "--set", "telemetry.enabled=true", "--format", "json"),
    ],
)
def test_a_closed_pipe(command: tuple[str, ...]) -> None:
    """As every other filter, the program ends by SIGPIPE, which a shell shows as 141, and says nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as pipe:  # noqa: PTH123 - a descriptor, no path
        done = subprocess.run([*PROGRAM, *command], stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("command", [("check", "--set", "telemetry.enabled=true"), ("rules",)])
def test_a_full_disk(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: cannot write the output: No space left on device\n")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("arguments", [("check", "nowhere.yaml"), ("check", "--sett", "a=b")])
def test_nowhere_to_complain(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=full, check=False)
    assert done.returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("closed", "status", "said"), [(">&-", 2, "error: standard output is closed"), ("2>&-", 2, ""), (">&- 2>&-", 2, "")]
)
def test_closed_streams(closed: str, status: int, said: str) -> None:
    script = f'"$@" {closed}'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *PROGRAM, "check", "nowhere.yaml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt() -> None:
    """It is interrupted while it reads standard input."""
    with subprocess.Popen(
        [*PROGRAM, "check", "-f", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"#" * 1_000_000)  # more than a pipe holds: when this returns, the program is reading
        process.stdin.flush()
        assert interrupted(process) == 130
        assert process.stderr.read().strip() == b"interrupted"


def interrupted(process: subprocess.Popen[bytes]) -> int:
    """Interrupt until it ends: Python misses a signal that comes just before it goes to sleep in a system call."""
    for _ in range(10):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=3)
    process.kill()
    return process.wait()
