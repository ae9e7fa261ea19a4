"""Creates an initial values file: the chart's preset for a mode, filled in with facts about the cluster."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from liqo_values.charts.keys import API_SERVER, CLUSTER_ID, POD_CIDR, POD_CIDRS, PROXY, SERVICE_CIDR
from liqo_values.charts.target import ours
from liqo_values.engine.check import judge
from liqo_values.liqo.mode import FACTS
from liqo_values.model.source_text import Source
from liqo_values.parsing.yaml_writer import written
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import ModeName
    from liqo_values.model.findings import Finding
    from liqo_values.model.nodes import Path

_INDENT = 2
_MINIMAL = "minimal"
#: The facts by the keys that findings about them name.
_FACT_OF: Mapping[Path, str] = {
    POD_CIDR: "pod_cidr",
    POD_CIDRS: "pod_cidr",
    SERVICE_CIDR: "service_cidr",
    CLUSTER_ID: "cluster_id",
    API_SERVER: "api_server",
}


class Facts(NamedTuple):
    """Facts about the release and its cluster; unknown texts are empty.

    Attributes:
        mode: The mode that the release should have.
        cluster_id: The name of the cluster among its peers.
        api_server: The URL that its peers use for its API server.
        pod_cidr: The range of its pods, for modes and charts that need it.
        service_cidr: The range of its Services, likewise.
        minimal: Whether to leave out everything that offloading does not need.
    """

    mode: ModeName
    cluster_id: str = ""
    api_server: str = ""
    pod_cidr: str = ""
    service_cidr: str = ""
    minimal: bool = False


def checked(facts: Facts, chart: TargetChart) -> CheckResult:
    """Check the values file as users do."""
    return judge(Given([Source("the new file", values_file(facts, chart))], chart=chart))


def fact_of(finding: Finding) -> str:
    """Return the name of the fact that a finding is about; empty if it is about none."""
    return _FACT_OF.get(finding.path, "")


def missing(facts: Facts, chart: TargetChart) -> list[str]:
    """Return the names of the facts without which Helm or the API server would reject the values."""
    found = {fact_of(finding) for finding in checked(facts, chart).findings}
    return [name for name in Facts._fields if name in found and not getattr(facts, name)]


def values_file(facts: Facts, chart: TargetChart) -> str:
    """Write the values file, with the comments of the presets, and without the CIDRs that are their examples."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096  # so that lines are not folded
    values = yaml.load(ours().presets[facts.mode.value])
    _set_cidr(values, POD_CIDR, facts.pod_cidr, "The CIDR of this cluster's pods.")
    _set_cidr(values, SERVICE_CIDR, facts.service_cidr, "The CIDR of this cluster's Services.")
    _add(values, CLUSTER_ID, facts.cluster_id, "The name of this cluster among its peers; it cannot be changed.")
    _add(values, API_SERVER, facts.api_server, "The address of this cluster's API server for its peers.")
    if facts.minimal:
        _leave_out(values, yaml.load(ours().presets[_MINIMAL]), chart)
        if not FACTS[facts.mode][0]:
            _add(values, PROXY, False, "Only the networking module needs it.")
    text = StringIO()
    yaml.dump(values, text)
    return text.getvalue()


def _set_cidr(values: CommentedMap, path: Path, text: str, comment: str) -> None:
    """Replace the example of the preset; add the key if there is none and the CIDR is known."""
    section, key = path
    if section in values and key in values[section]:
        values[section][key] = _scalar(text)
    else:
        _add(values, path, text, comment)


def _leave_out(values: CommentedMap, layer: CommentedMap, chart: TargetChart) -> None:
    """Add the sections of a layer that the chart has; a blank line follows each in the layer."""
    values.yaml_set_comment_before_after_key(next(iter(layer)), before="\n")
    values.update({section: content for section, content in layer.items() if chart.keys.schema_at((section,))})


def _add(values: CommentedMap, path: Path, value: str | bool, comment: str) -> None:
    """Add a key with a comment, in a section after a blank line, if there is a value."""
    if value == "":
        return
    section, *between, last = path
    inside = values
    for step in (section, *between):
        if step not in inside:
            inside[step] = CommentedMap()
            inside.yaml_set_comment_before_after_key(step, before="\n" if step == section else None)
        inside = inside[step]
    inside[last] = _scalar(value) if isinstance(value, str) else value
    inside.yaml_set_comment_before_after_key(last, before=comment, indent=_INDENT * (len(path) - 1))


def _scalar(text: str) -> str:
    """Quote a text if Helm would not read it as a string otherwise."""
    return text if written(text) == text else DoubleQuotedScalarString(text)
