"""Output goes where the user wants it, and nowhere else; replacing a file changes only its text."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from liqo_values.fixes import file_writer
from liqo_values.fixes.file_writer import replace_texts
from liqo_values.model.errors import InputError
from tests.attack.attacking import OFF, Repository

FIXABLE = "networking: {enabled: 'false'}\n"
FIXED = "networking: {enabled: false}\n"
BASHRC = "# nothing runs\n"


@pytest.fixture
def bashrc(repository: Repository) -> Path:
    """A file outside of the repository that would be run."""
    path = repository.around / ".bashrc"
    path.write_text(BASHRC, "utf-8")
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--output", "text=report", "values.yaml"),
        ("check", "--output", "html=report", "values.yaml"),
        ("check", "--baseline", "report", "--update-baseline", "values.yaml"),
        ("init", "--mode", "offloading-only", "report", "--force"),
        ("init", "--mode", "offloading-only", "report"),
        ("report", "-o", "html=report", "values.yaml"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
@pytest.mark.parametrize("target", ["../.bashrc", "../new", "/dev/full"])
def test_a_link_in_place_of_a_report_is_replaced_or_refused(
    repository: Repository, bashrc: Path, arguments: tuple[str, ...], target: str
) -> None:
    repository.put("values.yaml", "networkin: {}\n")
    repository.link("report", target)
    before = sorted(path.name for path in repository.around.iterdir())
    done = repository.run(*arguments)
    assert bashrc.read_text("utf-8") == BASHRC
    assert sorted(path.name for path in repository.around.iterdir()) == before
    assert done.returncode == 2 or not (repository.folder / "report").is_symlink()


def test_a_link_in_place_of_a_folder_is_refused(repository: Repository, bashrc: Path) -> None:
    repository.put("values.yaml", OFF)
    repository.link("reports", "..")
    done = repository.run("check", "--output", "text=reports/.bashrc", "values.yaml")
    assert done.returncode == 2
    assert "is a link that points outside the repository" in done.stderr
    assert bashrc.read_text("utf-8") == BASHRC


@pytest.mark.parametrize("command", [("fix",), ("check", "--add-ignores", "--reason", "because"), ("fix", "-f")])
@pytest.mark.parametrize("name", ["values.yaml", "folder/values.yaml"])
@pytest.mark.parametrize("git", [True, False], ids=["in a repository", "without one"])
def test_fix_follows_no_link_out(repository: Repository, command: tuple[str, ...], name: str, git: bool) -> None:
    text = FIXABLE + "pullPolicy: Always\npullPolicy: Always\n"
    outside = repository.around / "outside"
    outside.mkdir()
    (outside / "values.yaml").write_text(text, "utf-8")
    repository.link("values.yaml", "../outside/values.yaml")
    repository.link("folder", "../outside")
    if not git:
        (repository.folder / ".git").rename(repository.around / "gone")
    done = repository.run(*command, name)
    assert done.returncode == 2 or "added comments to" not in done.stderr
    assert (outside / "values.yaml").read_text("utf-8") == text


def test_fix_follows_a_link_within(repository: Repository) -> None:
    repository.put("real/values.yaml", FIXABLE)
    repository.link("values.yaml", "real/values.yaml")
    assert repository.run("fix", "values.yaml").returncode == 0
    assert (repository.folder / "real/values.yaml").read_text("utf-8") == FIXED
    assert (repository.folder / "values.yaml").is_symlink()


def test_reports_reach_devices_that_users_name(repository: Repository) -> None:
    repository.put("values.yaml", OFF)
    done = repository.run("check", "--output", "json=/dev/stdout", "values.yaml")
    assert '"version": 1' in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(repository: Repository) -> None:
    path = repository.folder / repository.put("values.yaml", FIXABLE)
    os.chown(path, 12345, 23456)
    path.chmod(0o4640)
    repository.run("fix", "values.yaml")
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o4640)
    assert path.read_text("utf-8") == FIXED


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no such attributes here")
def test_extended_attributes_stay(repository: Repository) -> None:
    path = repository.folder / repository.put("values.yaml", FIXABLE)
    try:
        os.setxattr(path, "user.origin", b"here")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    repository.run("fix", "values.yaml")
    assert os.getxattr(path, "user.origin") == b"here"
    assert path.read_text("utf-8") == FIXED


def test_what_cannot_be_kept_is_refused(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repository.folder / repository.put("values.yaml", FIXABLE)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(file_writer, "_make_alike", denied)
    monkeypatch.chdir(repository.folder)
    with pytest.raises(InputError, match="not permitted"):
        replace_texts({"values.yaml": (FIXABLE, FIXED)})
    assert path.read_text("utf-8") == FIXABLE
    assert sorted(entry.name for entry in repository.folder.iterdir()) == [".git", "values.yaml"]


def test_a_second_name_is_refused(repository: Repository) -> None:
    repository.put("values.yaml", FIXABLE)
    os.link(repository.folder / "values.yaml", repository.folder / "second.yaml")
    done = repository.run("fix", "values.yaml")
    assert done.returncode == 2
    assert "hard link" in done.stderr
    assert (repository.folder / "values.yaml").read_text("utf-8") == FIXABLE


@pytest.mark.parametrize("edit", ["text", "time", "file"])
def test_an_edit_that_is_saved_meanwhile_is_not_lost(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, edit: str
) -> None:
    """It comes between the check of the second file and its replacement; the first one is there already."""
    monkeypatch.chdir(repository.folder)
    first, second = (Path(repository.put(name, FIXABLE)) for name in ("a.yaml", "b.yaml"))
    replace = Path.replace

    def saved_meanwhile(self: Path, target: Path) -> Path:
        done = replace(self, target)
        if target.name == first.name:
            if edit == "text":
                second.write_text("edited: true\n", "utf-8")
            elif edit == "time":
                os.utime(second)
            else:
                second.unlink()
                second.write_text(FIXABLE, "utf-8")
        return done

    monkeypatch.setattr(Path, "replace", saved_meanwhile)
    with pytest.raises(InputError, match=r"`b\.yaml` changed while"):
        replace_texts({"a.yaml": (FIXABLE, FIXED), "b.yaml": (FIXABLE, FIXED)})
    assert first.read_text("utf-8") == FIXABLE
    assert second.read_text("utf-8") == ("edited: true\n" if edit == "text" else FIXABLE)
    assert sorted(path.name for path in Path().iterdir()) == [".git", "a.yaml", "b.yaml"]


_SLOW = """\
import os, sys
from pathlib import Path
from liqo_values.fixes.file_writer import replace_texts
fsync = os.fsync
def wait(descriptor):
    print("writing", flush=True)
    sys.stdin.readline()
    fsync(descriptor)
os.fsync = wait
replace_texts({"values.yaml": (Path("values.yaml").read_text(), "networking: {enabled: false}\\n")})
"""


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_no_temporary_file_stays(repository: Repository, number: signal.Signals) -> None:
    repository.put("values.yaml", FIXABLE)
    with subprocess.Popen(
        [sys.executable, "-c", _SLOW], cwd=repository.folder, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(number)
        process.communicate("go on\n", timeout=60)
    assert process.returncode != 0
    assert sorted(path.name for path in repository.folder.iterdir()) == [".git", "values.yaml"]
    assert (repository.folder / "values.yaml").read_text("utf-8") == FIXED
