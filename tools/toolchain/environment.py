"""Makes the virtual environment ``.venv`` that everything else runs in: ``python3 tools/toolchain/environment.py``.

``--download PROGRAM…`` says what will be built next: if the environment has to be made, what these programs are
compiled from is downloaded at the same time.

Runs on any ``python3`` that a machine has, so that one that is too old results in a clear message, not in a traceback:
use nothing here that Python 3.6 cannot parse.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Sequence, TextIO  # noqa: UP035 (an old Python must reach the message)

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "stamp.json"
LOCK = ROOT / ".tools" / "environment.lock"
REQUIREMENTS = ROOT / "requirements-dev.txt"
NEEDED = (3, 11)
KNOWN_NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


class SetupError(Exception):
    """Something that the user has to fix; the message says what and how."""


def main(arguments: Sequence[str]) -> int:
    """Create or refresh the environment, and do nothing when it is up to date."""
    try:
        refuse_old_python()
        with lock():
            refresh(arguments)
    except (SetupError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def refuse_old_python() -> None:
    """Refuse a Python that cannot run the project, and name a newer one if there is one.

    Raises:
        SetupError: This Python is too old.
    """
    if sys.version_info[:2] >= NEEDED:
        return
    newer = [name for name in KNOWN_NEWER if shutil.which(name)]
    remedy = f"Run: make PYTHON={newer[0]}" if newer else "Install a newer one, then run: make PYTHON=python3.12"
    raise SetupError(
        f"Python {NEEDED[0]}.{NEEDED[1]} or newer is needed, "
        f"and {sys.executable} is {sys.version_info[0]}.{sys.version_info[1]}. {remedy}"
    )


def lock() -> TextIO:
    """Wait until no other run of this script is active; closing the result lets the next one start."""
    LOCK.parent.mkdir(exist_ok=True)
    file = LOCK.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def refresh(download: Sequence[str] = ()) -> None:
    """Bring the environment up to date; make a new one if the interpreter has changed.

    Args:
        download: Arguments for the builder of programs, if it has to download something at the same time.

    Raises:
        SetupError: A step fails.
    """
    wanted, made = fingerprint(), installed()
    if made == wanted:
        return
    start = time.monotonic()
    if download:
        download_meanwhile(download)
    if made.get("python") != wanted["python"]:
        create()
    install()
    STAMP.write_text(json.dumps(wanted))
    say(f"environment ready after {time.monotonic() - start:.0f} s")


def download_meanwhile(arguments: Sequence[str]) -> None:
    """Start downloading what programs are compiled from; the build reports what this cannot."""
    command = [sys.executable, "-m", "tools.toolchain.build", *arguments]
    subprocess.Popen(command, cwd=str(ROOT), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fingerprint() -> Dict[str, str]:  # noqa: UP006 (see the import)
    """Return everything that decides what the environment contains."""
    import tomllib  # noqa: PLC0415 (an old Python does not have it, and must reach the message)

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaging = [project["build-system"], project["project"], project["tool"]["hatch"]]
    return {
        "python": f"{VENV} {sys.version}",
        "packages": hashlib.sha256(REQUIREMENTS.read_bytes() + json.dumps(packaging).encode()).hexdigest(),
    }


def installed() -> Dict[str, str]:  # noqa: UP006 (see the import)
    """Return the fingerprint that the environment was made for, or nothing."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def create() -> None:
    """Create the empty environment.

    Raises:
        SetupError: This Python cannot make one.
    """
    say(f"creating .venv with Python {'.'.join(map(str, sys.version_info[:3]))}")
    run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "The virtual environment cannot be created. On Debian and Ubuntu: apt-get install python3-venv",
    )


def install() -> None:
    """Install the pinned requirements, then the package itself, editable.

    Raises:
        SetupError: pip fails.
    """
    say(f"installing {REQUIREMENTS.name}")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    run(
        [*pip, "--require-hashes", "--requirement", str(REQUIREMENTS)],
        "The packages cannot be installed. Is the package index reachable, and is there enough disk space?",
    )
    run(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        "The package liqo-values cannot be installed.",
    )


def run(command: Sequence[str], hint: str) -> None:
    """Run a step; its own output goes to the user.

    Raises:
        SetupError: It fails; the message is the hint.
    """
    try:
        status = subprocess.call(command, cwd=str(ROOT))
    except OSError as error:
        raise SetupError(f"{hint} ({error})") from error
    if status != 0:
        raise SetupError(f"{hint} (see above)")


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
