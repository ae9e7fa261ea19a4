"""Findings and modes for programs.

One JSON document::

    {
      "version": 1,
      "findings": [
        {
          "code": "LQ101", "name": "reflection-contradiction", "severity": "error",
          "message": "…", "help": "…",
          "release": 0,                        index into "releases"
          "other_release": 1,                  the other one of a finding about two; null if it is about one
          "path": ["networking", "reflectIPs"], "key": …,
          "file": "values.yaml", "line": 3,    where to show it, also if "primary" is in no file; null if there is none
          "primary": PLACE, "related": [PLACE, …],
          "url": "https://…",                  the page of the rule; null if LIQO_VALUES_RULE_URL is not set
          "fingerprint": "…",                  the same in the next run, even on another line
          "fix": FIX,                          null if it is not fixable
          "follows": [FINDING, …]              what disappears once it is fixed; not in "summary"
        }
      ],
      "suppressed": [                          as in "findings", and why it is suppressed
        {…, "suppression": {"by": "comment", "reason": "…", "place": PLACE}}
      ],
      "failures": [{"message": "…", "help": "…"}],   why releases could not be checked
      "mode": MODE,                            null if several releases were checked
      "releases": [
        {
          "name": "", "layers": ["values.yaml", "--set …"], "refused": false, "mode": MODE,
          "chart": {"family": "published", "release": "v1.1.2", "note": ""},   what it is for, and how that was chosen
          "virtual_nodes": [{"name", "mode", "reflection": FACT}, …]
        }
      ],
      "peerings": [                            that the project file states; empty if it states none
        {
          "consumer": CLUSTER, "provider": CLUSTER,
          "networking": true,                  as stated; null if it is not stated
          "options_template": "hidden-ips",    as stated; empty for the default one
          "services_across": false,            as stated
          "mode": "external-network",          the mode of the peering; null if it is undecided
          "network": true,                     whether Liqo connects the networks; null if it is undecided
          "reflection": FACT,                  whether the consumer reflects IPs; null if nothing is known of it
          "findings": [0],                     what was found about both clusters: indices into "findings"
          "place": PLACE                       where the project file states it
        }
      ],
      "summary": {"error": 1, "warning": 0, "notice": 0, "fixable": 0, "suppressed": 0, "not_selected": 0}
    }

FINDING has the same fields as in ``findings``, and nothing follows from it in turn.

CLUSTER is ``{"name": "rome", "release": 0, "mode": "connected"}``: what the project file calls it, the index of its
release, and the mode of that. Both are null if no release in the run is for the cluster; the mode is also null if it is
undecided. If several releases are for a cluster, there is an entry in ``peerings`` for each of them.

PLACE is ``{"layer", "text", "line", "column", "end_line", "end_column"}``. Lines and columns start at 1, columns count
code points, and the end is the position after the last character. All four are null if there is no place, as for a
default of the chart. For a layer given on the command line, they count within the argument's value.

The ``name`` of a release in a manifest is the kind and name of the manifest. Each VirtualNode given with the values has
its own mode in ``virtual_nodes``, which depends on the template that it refers to.

MODE is ``{"name", "networking": FACT, "reflection": FACT, "meaning", "deployed": [name, …], "not_deployed":
[name, …], "options_templates": {NAME: FACT}}``. ``name`` and ``meaning`` are null if the mode is undecided;
``options_templates`` has the IP reflection of each entry of ``virtualKubelet.optionsTemplates``. FACT is
``{"value": true, "decided_by": PLACE, "overrode": [PLACE, …], "doubt": ""}``. The value is null if it is undecided, and
``doubt`` says why; the texts of the places are the keys and arguments as they were read.

FIX is ``{"title": "…", "safe": true, "edits": [{"place": PLACE, "text": "…"}]}``: each text replaces that of its place.

The schema of the document is ``report.schema.json`` next to this module; ``schema()`` returns it.

``version`` changes when a field is removed or changes its meaning, but not when a field is added.
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from liqo_values.model.findings import Finding, Fix, Label, Severity, Suppression, with_fixes
from liqo_values.model.nodes import dotted
from liqo_values.parsing.masking import is_shareable
from liqo_values.reports.outcome import spot
from liqo_values.reports.release_pairs import Partners, pairs
from liqo_values.reports.rule_links import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact
    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.liqo.peering_objects import NodeMode
    from liqo_values.model.errors import InputError
    from liqo_values.reports.release_pairs import Member

VERSION = 1


def render(
    results: Sequence[CheckResult], failures: Sequence[InputError] = (), peerings: Sequence[Peering] = ()
) -> str:
    """Write the document, without a final line end; it is ASCII, which every terminal and pipe can transport.

    Args:
        results: The results of each release.
        failures: Why releases could not be checked.
        peerings: The peerings that the project file states.
    """
    return json.dumps(document(results, failures, peerings), indent=2)


def document(
    results: Sequence[CheckResult], failures: Sequence[InputError] = (), peerings: Sequence[Peering] = ()
) -> dict[str, Any]:
    """Return the document as plain values; the arguments are those of ``render``."""
    releases = [
        {
            "name": result.name,
            "layers": list(result.layers),
            "chart": chart(result),
            "refused": result.refused,
            "mode": mode_as_json(result),
            "virtual_nodes": [_node(node) for node in result.virtual_nodes],
        }
        for result in results
    ]
    findings = [(number, finding) for number, result in enumerate(results) for finding in result.findings]
    suppressed = [(number, finding) for number, result in enumerate(results) for finding in result.suppressed]
    partner = Partners(results).of
    counts = {severity.value: sum(finding.severity is severity for _, finding in findings) for severity in Severity}
    return {
        "version": VERSION,
        "findings": [finding_as_json(finding, number, partner(finding, number)) for number, finding in findings],
        "suppressed": [
            finding_as_json(finding, number, partner(finding, number))
            | {"suppression": _suppression(finding.suppression)}
            for number, finding in suppressed
        ],
        "failures": [{"message": failure.message, "help": failure.remedy} for failure in failures],
        "mode": releases[0]["mode"] if len(releases) == 1 else None,
        "releases": releases,
        "peerings": _peerings(results, peerings),
        "summary": {
            **counts,
            "fixable": len(with_fixes(finding for _, finding in findings)),
            "suppressed": len(suppressed),
            "not_selected": sum(len(result.not_selected) for result in results),
        },
    }


def chart(result: CheckResult) -> dict[str, str]:
    """Return the target chart of a release."""
    note = "; ".join(result.chart_notes)
    return {"family": result.chart.family.value, "release": result.chart.release, "note": note}


def _peerings(results: Sequence[CheckResult], peerings: Sequence[Peering]) -> list[dict[str, Any]]:
    if not peerings:
        return []
    first = [0, *accumulate(len(result.findings) for result in results)]  # the index of a release's first finding
    listed = []
    for pair in pairs(results, peerings):
        peering = pair.peering
        if peering is None:
            continue
        reflection = pair.pair.reflection if pair.pair is not None else None
        listed.append(
            {
                "consumer": _cluster(pair.consumer, results),
                "provider": _cluster(pair.provider, results),
                "networking": peering.networking,
                "options_template": peering.options_template,
                "services_across": peering.services_across,
                "mode": pair.mode.value if pair.mode else None,
                "network": pair.pair.has_network if pair.pair is not None else None,
                "reflection": _fact(reflection) if reflection is not None else None,
                "findings": [first[found.release] + found.position for found in pair.findings],
                "place": place(peering.at("consumer", "consumer")),
            }
        )
    return listed


def _cluster(member: Member, results: Sequence[CheckResult]) -> dict[str, Any]:
    mode = results[member.number].mode.name if member.number is not None else None
    return {"name": member.name, "release": member.number, "mode": mode.value if mode else None}


def finding_as_json(finding: Finding, release: int, other: int | None = None) -> dict[str, Any]:
    """Return a FINDING of the release with this index; ``other`` is that of the other release if it is about two."""
    shown = spot(finding)
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "release": release,
        "other_release": other,
        "path": list(finding.path),
        "key": dotted(finding.path),
        "file": shown.file or None,
        "line": (shown.span.line if shown.span else 1) if shown.file else None,
        "primary": place(finding.primary),
        "related": [place(label) for label in finding.related],
        "url": page(finding.code),
        "fingerprint": finding.fingerprint.digest,
        "fix": _fix(finding.fix) if finding.fix and is_shareable(finding.fix) else None,
        "follows": [finding_as_json(one, release) for one in finding.follows],
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [
        {"place": place(Label(edit.span, edit.span.source.name, "replaced")), "text": edit.text} for edit in fix.edits
    ]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _suppression(suppression: Suppression | None) -> dict[str, Any] | None:
    if suppression is None:
        return None
    comment = place(suppression.place) if suppression.place else None
    return {"by": suppression.by.value, "reason": suppression.reason, "place": comment}


def place(label: Label) -> dict[str, Any]:
    """Return the PLACE of a label."""
    span = label.span
    return {
        "layer": label.layer,
        "text": label.text,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }


def mode_as_json(result: CheckResult) -> dict[str, Any]:
    """Return the MODE of a release."""
    mode = result.mode
    return {
        "name": mode.name.value if mode.name else None,
        "networking": _fact(mode.networking),
        "reflection": _fact(mode.reflection),
        "meaning": result.chart.effects.by_mode[mode.name].meaning if mode.name else None,
        "deployed": [component.name for component in result.deployed],
        "not_deployed": [component.name for component in result.not_deployed],
        "options_templates": {name: _fact(fact) for name, fact in mode.templates.items()},
    }


def _node(node: NodeMode) -> dict[str, Any]:
    name = node.mode.name
    return {"name": node.name, "mode": name.value if name else None, "reflection": _fact(node.mode.reflection)}


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "value": fact.value,
        "decided_by": place(fact.decided_by),
        "overrode": [place(label) for label in fact.overrode],
        "doubt": fact.doubt,
    }
