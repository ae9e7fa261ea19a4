"""Creates an initial values file: the chart's preset for a mode, filled in with facts about the cluster."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from liqo_values.charts.keys import API_SERVER, CLUSTER_ID, POD_CIDR, SERVICE_CIDR
from liqo_values.charts.target import ours
from liqo_values.parsing.yaml_writer import written

if TYPE_CHECKING:
    from liqo_values.liqo.mode import ModeName
    from liqo_values.model.nodes import Path

_INDENT = 2


class Facts(NamedTuple):
    """Facts about the release and its cluster; unknown texts are empty.

    Attributes:
        mode: The mode that the release should have.
        cluster_id: The name of the cluster among its peers.
        api_server: The URL that its peers use for its API server.
        pod_cidr: The range of its pods, for modes with the networking module.
        service_cidr: The range of its Services, also for these modes.
    """

    mode: ModeName
    cluster_id: str = ""
    api_server: str = ""
    pod_cidr: str = ""
    service_cidr: str = ""


def values_file(facts: Facts) -> str:
    """Write the values file, with all comments of the preset."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096  # so that lines are not folded
    values = yaml.load(ours().presets[facts.mode.value])
    _replace(values, POD_CIDR, facts.pod_cidr)
    _replace(values, SERVICE_CIDR, facts.service_cidr)
    _add(values, CLUSTER_ID, facts.cluster_id, "The name of this cluster among its peers; it cannot be changed.")
    _add(values, API_SERVER, facts.api_server, "The address of this cluster's API server for its peers.")
    text = StringIO()
    yaml.dump(values, text)
    return text.getvalue()


def _replace(values: CommentedMap, path: Path, text: str) -> None:
    """Replace the value of a key if there is a new value and the preset has the key."""
    *above, last = path
    inside = values
    for step in above:
        inside = inside.get(step, {})
    if text and last in inside:
        inside[last] = _scalar(text)


def _add(values: CommentedMap, path: Path, text: str, comment: str) -> None:
    """Add a key with a comment, in a section after a blank line, if there is a value."""
    if not text:
        return
    section, *between, last = path
    inside = values.setdefault(section, CommentedMap())
    values.yaml_set_comment_before_after_key(section, before="\n")
    for step in between:
        inside = inside.setdefault(step, CommentedMap())
    inside[last] = _scalar(text)
    inside.yaml_set_comment_before_after_key(last, before=comment, indent=_INDENT * (len(path) - 1))


def _scalar(text: str) -> str:
    """Quote a text if Helm would not read it as a string otherwise."""
    return text if written(text) == text else DoubleQuotedScalarString(text)
