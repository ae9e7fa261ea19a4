"""A first values file: the chart's preset for a mode, with what is known about the cluster filled in."""

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
    """What is known about the release; an empty text is not known.

    Attributes:
        mode: The mode that it should have.
        cluster_id: The name by which its peers know the cluster.
        api_server: URL by which they reach its API server.
        pod_cidr: The range of its pods, for modes with the networking module.
        service_cidr: The range of its Services, likewise.
    """

    mode: ModeName
    cluster_id: str = ""
    api_server: str = ""
    pod_cidr: str = ""
    service_cidr: str = ""


def values_file(facts: Facts) -> str:
    """Write the values file; every comment of the preset stays."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096  # folds no line
    values = yaml.load(ours().presets[facts.mode.value])
    _replace(values, POD_CIDR, facts.pod_cidr)
    _replace(values, SERVICE_CIDR, facts.service_cidr)
    _add(values, CLUSTER_ID, facts.cluster_id, "How its peers know this cluster; it cannot be changed.")
    _add(values, API_SERVER, facts.api_server, "Where its peers reach the API server of this cluster.")
    text = StringIO()
    yaml.dump(values, text)
    return text.getvalue()


def _replace(values: CommentedMap, path: Path, text: str) -> None:
    """Give a key another value, if there is one and the preset has the key."""
    *above, last = path
    inside = values
    for step in above:
        inside = inside.get(step, {})
    if text and last in inside:
        inside[last] = _scalar(text)


def _add(values: CommentedMap, path: Path, text: str, comment: str) -> None:
    """Add a key in a section of its own, after a blank line and with a comment, if there is a value."""
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
    """Return a text such that it is written in quotes if Helm would read it as anything else without them."""
    return text if written(text) == text else DoubleQuotedScalarString(text)
