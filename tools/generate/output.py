"""Writing generated files, or telling how they differ from what is there."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

#: Files by path; None for one that must not be there.
Files = Mapping[Path, str | None]

#: How much is shown of a long difference: the fix is to generate the file again, not to read it all.
SHOWN_LINES = 20


def write(files: Files, base: Path) -> list[str]:
    """Bring the files up to date and return a line for each change, with paths relative to ``base``."""
    done = []
    for path, text in files.items():
        if _read(path) == text:
            continue
        if text is None:
            path.unlink()
            done.append(f"removed {path.relative_to(base)}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            done.append(f"wrote {path.relative_to(base)}")
    return done


def drift(files: Files, base: Path) -> list[str]:
    """Return a description of each file that is not up to date, with paths relative to ``base``."""
    return [_describe(path.relative_to(base), _read(path), text) for path, text in files.items() if _read(path) != text]


def _read(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", errors="replace") if path.exists() else None


def _describe(name: Path, found: str | None, expected: str | None) -> str:
    if found is None:
        return f"{name}: missing"
    if expected is None:
        return f"{name}: no longer generated"
    old, new = found.splitlines(), expected.splitlines()
    lines = list(difflib.unified_diff(old, new, f"{name} (found)", f"{name} (generated)", n=1, lineterm=""))
    more = [f"… and {len(lines) - SHOWN_LINES} lines more"] if len(lines) > SHOWN_LINES else []
    return "\n".join(lines[:SHOWN_LINES] + more)
