"""Everything that was ever used, in ``tests/offloading/permissions.tsv``."""

from __future__ import annotations

from collections.abc import Iterable

from tools.generate.permissions.grants import Grant
from tools.generate.permissions.uses import Use
from tools.repository import ROOT

RECORD = ROOT / "tests" / "offloading" / "permissions.tsv"


def recorded() -> set[Use]:
    """What was ever used."""
    lines = [line.split("\t") for line in RECORD.read_text().splitlines()[1:]]
    return {Use(mode, Grant(*grant)) for mode, *grant in lines}


def record(uses: Iterable[Use]) -> None:
    """Add uses to those that are recorded."""
    lines = [("mode", "role", "group", "resource", "kind"), *sorted((use.mode, *use.grant) for use in uses)]
    RECORD.write_text("".join("\t".join(line) + "\n" for line in lines))
