"""The flags that Liqo's programs declare in a release, read from its Go sources.

Building the programs of eight releases takes an hour, and the Go module proxy does not serve all of them. But Liqo's
declarations look alike, so that a few expressions find them in a clone with its tags::

    git clone https://github.com/liqotech/liqo
    python -m tests.liqo.declared_flags liqo    # writes declared-flags.tsv, next to this file

Of the pinned release, ``test_flags.py`` compares the table with the real programs.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.published import releases
from tools.toolchain.build import LIQO, LIQO_PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TABLE = Path(__file__).with_name("declared-flags.tsv")
#: The flags of klog, which are the same in all releases.
KLOG = "klog.*"

_SET = r"(?:pflag|flags|flagset|flag|Flags\(\))"
_NAME = r'(?:string\()?("[^"]+"|[\w.]+?)(?:\.String\(\))?\)?'
#: ``pflag.Bool("name", …)`` and ``flags.BoolVar(&value, "name", …)``.
_DECLARATION = rf"{_SET}\.(\w+?)(?:Var)?\(\s*(?:[&*]?[\w.]+(?:\[[^,]*\])?,\s*)?{_NAME}\s*,"
#: The methods of a flag set that declare flags; ``Var`` is for types of Liqo's own.
_METHODS = frozenset({"Var", "String", "Bool", "Int", "Uint", "Uint16", "Duration", "StringSlice"})
#: A function of another package of Liqo that declares flags.
_ELSEWHERE = r"\b(\w+)\.(?:InitFlags|InstallFlags)\("
_IMPORT = rf'(?:(\w+) )?"{LIQO}/([\w/-]+)"'
_CONSTANT = r'\b{}(?:\s+\w+)?\s*= "([^"]+)"'
#: Flags for each kind of a list in another package: its alias and name, the end of the flag's name, the method.
_PER_KIND = r'(?s):= &(\w+)\.(\w+)\[i\].*?Sprintf\("%s(-[\w-]+)".*?flags\.(\w+)Var'


class Declared(NamedTuple):
    """A flag, and the method of the flag set that declares it."""

    program: str
    flag: str
    method: str


def table() -> dict[str, set[Declared]]:
    """Return what each release declares."""
    found: dict[str, set[Declared]] = {release: set() for release in releases()}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for release in row["releases"].split():
                found[release].add(Declared(row["program"], row["flag"], row["method"]))
    return found


class Sources:
    """Liqo's sources at a release, in a clone."""

    def __init__(self, clone: Path, release: str) -> None:
        self._clone = clone
        self._release = release
        self.text = cache(self._text)

    def declared(self) -> Iterator[Declared]:
        """Yield what the programs declare."""
        for program, folder in LIQO_PROGRAMS.items():
            if program != "liqoctl":
                yield from (Declared(program, flag, method) for flag, method in self._below(f"cmd/{folder}"))

    def _text(self, folder: str) -> str:
        """Return all code of a package."""
        names = self._git("ls-tree", "--name-only", self._release, f"{folder}/").split()
        code = [name for name in names if name.endswith(".go") and not name.endswith("_test.go")]
        return "".join(self._git("show", f"{self._release}:{name}") for name in code)

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self._clone), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def _below(self, folder: str) -> Iterator[tuple[str, str]]:
        """Yield the flags declared in a package, and in those whose functions it calls for that."""
        text = self.text(folder)
        imports = {alias or path.rpartition("/")[2]: path for alias, path in re.findall(_IMPORT, text)}
        for method, name in re.findall(_DECLARATION, text):
            if method in _METHODS:
                yield from ((each, method) for each in self._names(name, text, imports))
        for alias, kinds, ending, method in re.findall(_PER_KIND, text):
            yield from ((f"{kind}{ending}", method) for kind in self._kinds(kinds, imports[alias]))
        if "NewClusterIDFlags(true" in text:
            yield "cluster-id", "String"
        if "InitKlogFlags(" in text or "klog.InitFlags(" in text:
            yield KLOG, ""
        for alias in set(re.findall(_ELSEWHERE, text)) & set(imports):
            yield from self._below(imports[alias])

    def _names(self, name: str, text: str, imports: dict[str, str]) -> list[str]:
        if name.startswith('"'):
            return [name.strip('"')]
        alias, _, constant = name.rpartition(".")
        found: list[str] = re.findall(_CONSTANT.format(constant), self.text(imports[alias]) if alias else text)
        return found

    def _kinds(self, name: str, package: str) -> Iterable[str]:
        text = self.text(package)
        listed = re.findall(rf"\b{name} = \[\]\w+\{{([^}}]+)\}}", text)
        return (found for kind in listed[0].split(", ") for found in re.findall(_CONSTANT.format(kind), text))


def main(clone: Path) -> None:
    """Write the table."""
    found: dict[Declared, list[str]] = {}
    for release in releases():
        for flag in Sources(clone, release).declared():
            in_releases = found.setdefault(flag, [])
            if release not in in_releases:
                in_releases.append(release)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["program", "flag", "method", "releases"])
        for flag, in_releases in sorted(found.items()):
            writer.writerow([*flag, " ".join(in_releases)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
