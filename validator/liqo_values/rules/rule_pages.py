"""The text about each rule, from a generated file: showing it does not import what applies the rules."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_DATA = Path(__file__).parent.parent / "data" / "rules.json"


class Page(NamedTuple):
    """What ``liqo-values explain`` knows of a rule.

    Attributes:
        code: Such as ``LQ101``.
        name: Such as ``reflection-contradiction``.
        severity: ``error``, ``warning`` or ``notice``.
        about: What its findings are about, such as ``values``.
        refused_by: What refuses values in which it finds an error: ``schema``, ``templates``, ``helm`` or ``nobody``.
        suppressible: Whether a comment may suppress its findings.
        fixable: Whether a program can fix some of them.
        charts: The charts that it holds for: ``ours``, ``published``.
        needs_cluster: Whether only Helm reports it, with access to the cluster.
        doc: What it does, and what breaks at run time.
        bad: Values with a finding.
        report: The report on them, or what Helm prints.
        good: Values to use instead.
    """

    code: str
    name: str
    severity: str
    about: str
    refused_by: str
    suppressible: bool
    fixable: bool
    charts: tuple[str, ...]
    needs_cluster: bool
    doc: str
    bad: str
    report: str
    good: str

    @property
    def summary(self) -> str:
        """The first line of ``doc``."""
        return self.doc.partition("\n")[0].rstrip(".")

    @property
    def report_title(self) -> str:
        """The heading above ``report``."""
        return "What Helm prints" if self.needs_cluster else "What is reported"


@cache
def pages() -> tuple[Page, ...]:
    """Return all rules in the order of their codes."""
    described = json.loads(_DATA.read_bytes())
    return tuple(_page(code, entry) for code, entry in described.items())


def _page(code: str, entry: dict[str, Any]) -> Page:
    charts = tuple(entry.pop("charts"))
    return Page(
        code, refused_by=entry.pop("refusedBy"), needs_cluster=entry.pop("needsCluster"), charts=charts, **entry
    )


def find(name: str) -> Page | None:
    """Return the rule with this code or name, in any case; None if there is none."""
    wanted = name.strip().lower()
    return next((page for page in pages() if wanted in (page.code.lower(), page.name)), None)
