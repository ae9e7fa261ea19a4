"""Programs that install Liqo's chart: which values they pass can only be known by running them, so they are named.

A program is recognised by its language, something in it that installs a chart, and Liqo's chart close after that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.source_text import Span
from liqo_values.sources.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from liqo_values.model.source_text import Source
    from liqo_values.sources.object_lookup import Beside

_PEERS = r"""["'`]liqoctl["'`],\s{0,80}["'`](?:peer|unpeer|authenticate|network)["'`]|(?<=["'`])liqoctl peer[ ]-"""
_REMEDY_OF_PEERS = "let it print the command, and check that: `… | liqo-values check -`"
_REMEDY = "check what it installed: `helm get values liqo -n liqo -o yaml | liqo-values check -`"

#: `liqoctl install`, as arguments, in a string, or as a line of a script.
_LIQOCTL = (
    r"""["']liqoctl["'],\s{0,80}["']install["']""",
    r"""(?<=["'])liqoctl install\b""",
    r"(?m:^)[ \t]{0,80}(?:&[ \t]?)?liqoctl(?:\.exe)?[ \t]{1,9}install\b",
)
#: Liqo's chart: in its repository, by a path or URL, or as the value of something that is called a chart. No part of
#: these can match a long text, so that the time stays linear.
_LIQO = (
    r"helm\.liqo\.io",
    r"""(?<=["'`\s])(?:[^"'`\s/]{0,80}/){1,12}liqo(?:-v?\d[^"'`\s]{0,40})?(?=["'`\s])""",
    r"""(?i:chart)\w{0,20}["'`]?\)?\s{0,20}[:=(,]{1,3}\s{0,80}(?:[\w.]{1,40}\()?["'`]liqo["'`]""",
    *_LIQOCTL,
)
#: How far after what installs a chart the chart is named.
_NEAR = 1500

_COMMAND = (
    r"""["']helm["'],\s{0,80}["'](?:install|upgrade|template)["']""",
    r"""(?<=["'`])helm (?:install|upgrade|template)\b""",
    r"(?m:^)[ \t]{0,80}helm[ \t]{1,9}(?:install|upgrade|template)\b",  # in a string of several lines
    *_LIQOCTL,
)
_SCRIPT = (r"(?m:^)[^#\n]{0,200}?\bhelm(?:\.exe)?[ \t]{1,9}(?:install|upgrade|template)\b", *_LIQOCTL)
_PULUMI = (
    r"helm\.v[34]\.(?:Release|Chart)\b",
    r"\bhelm\.?v?[34]?\.(?:NewRelease|NewChart|Release|Chart)\(",
    r"pulumi_kubernetes\.helm",
)
_CDK = (
    r"\bnew (?:\w+\.)?Helm(?:Chart)?\(",
    r"\bHelm(?:Chart)?\(self\b",
    r"\badd(?:HelmChart|_helm_chart)\(",
    r"cdk8s\.NewHelm\(",
)
_SDK = (r"action\.New(?:Install|Upgrade)\(", r"\bChartSpec\{", r"\bInstallOrUpgrade\w{0,40}\(")
_MENTION = (r"(?i:helm)",)


class _Language(NamedTuple):
    """A language whose programs install charts.

    Attributes:
        endings: How the names of its files end.
        ways: What programs are called that contain one of some patterns; the first that is found counts.
    """

    endings: tuple[str, ...]
    ways: tuple[tuple[str, tuple[str, ...]], ...]


_LANGUAGES = (
    _Language((".jsonnet", ".libsonnet"), (("Jsonnet program", _MENTION),)),
    _Language(
        (".go",),
        (
            ("Pulumi program", _PULUMI),
            ("CDK program", _CDK),
            ("Go program", _SDK),
            ("Go program", _COMMAND),
        ),
    ),
    _Language(
        (".ts", ".mts", ".js", ".mjs", ".cjs"),
        (("Pulumi program", _PULUMI), ("CDK program", _CDK), ("program", _COMMAND)),
    ),
    _Language((".py",), (("Pulumi program", _PULUMI), ("CDK program", _CDK), ("Python program", _COMMAND))),
    _Language((".java", ".kt", ".cs", ".fs"), (("Pulumi program", _MENTION),)),
    _Language((".cue",), (("CUE program", _MENTION),)),
    _Language(("Tiltfile", ".star", ".bzl", ".tilt"), (("Tiltfile", (r"\bhelm\w*\(",)),)),
    _Language((".ps1", ".psm1"), (("PowerShell script", _SCRIPT),)),
    _Language((".nix",), (("Nix expression", _MENTION),)),
    _Language((".rb", ".dhall", ".pkl", ".k", ".lua", ".groovy", "Jenkinsfile"), (("program", _MENTION),)),
)


def read(source: Source, _: dict[Path | None, Beside] | None, __: Sequence[str]) -> Found:
    """Return a notice if a program installs Liqo; otherwise nothing.

    Args:
        source: The program.
    """
    ways = next((one.ways for one in _LANGUAGES if source.name.endswith(one.endings)), ())
    found = next(_installs(source, ways), None)
    if found is not None:
        return Found(notices=[_notice(source, *found)])
    peers = re.search(_PEERS, source.text) if ways else None
    return Found(asides=[_of_peers(source, Span(source, *peers.span()))]) if peers else Found()


def _installs(source: Source, ways: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, Span]]:
    """Yield what a program is and where it names Liqo's chart."""
    charts = [found.span() for found in re.finditer("|".join(_LIQO), source.text)]
    for what, patterns in ways:
        for install in re.finditer("|".join(patterns), source.text):
            number = bisect_left(charts, install.span())
            if number < len(charts) and charts[number][0] <= install.end() + _NEAR:
                yield what, Span(source, *charts[number])


def _of_peers(source: Source, span: Span) -> Diagnostic:
    message = "this program runs `liqoctl` to peer clusters, and only running it shows with which flags"
    return Diagnostic(message, Label(span, source.name, "is not checked"), _REMEDY_OF_PEERS, code=NOT_CHECKED)


def _notice(source: Source, what: str, span: Span) -> Diagnostic:
    message = f"this {what} installs Liqo, and only running it shows with which values"
    return Diagnostic(message, Label(span, source.name, "is not checked"), _REMEDY, code=NOT_CHECKED)
