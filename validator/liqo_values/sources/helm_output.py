"""Output of Helm that was saved to a file: the values of an installed release, its state, and rendered objects.

`helm get all` and `helm status -o yaml` contain the values of the user, which are read. `helm status` contains none,
and neither do objects that were rendered from Liqo's chart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.layers import NOT_VERBATIM, Layer, LayerKind
from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import MapNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.sources import chart_reference, detect, manifests, terraform_locals
from liqo_values.sources.found import Found
from liqo_values.sources.release import CHART, Release
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    pass

#: The lines with the values of the user in `helm get all`.
_VALUES = r"(?ms)^USER-SUPPLIED VALUES:[ \t]*\r?\n(.*?)(?=^(?:COMPUTED VALUES|HOOKS|MANIFEST|NOTES):|\Z)"
_HEADER = r"(?m)^{}:[ \t]*(\S+)"
#: The version of Liqo's chart in the label of its objects.
_LABEL = r"""helm\.sh/chart["']?:[ ]*\\?["']?liqo-(v?\d[\w.+-]*)"""
#: What only objects have that were read from a cluster.
_FROM_CLUSTER = r"\bresourceVersion\b|\bkind[\"']?:[ ]*[\"']?ClusterBundle\b"
_MANIFEST = "manifest"
_REMEDY = "check what is installed: `helm get values {} -n NAMESPACE -o yaml | liqo-values check -`"


def read(source: Source, *_: object) -> Found | None:
    """Read the output of `helm get all` and `helm status`; None if a file is something else."""
    if re.match(detect.HELM_STATE, source.text):
        return _of_text(source)
    file = manifests.read(source)
    root = next((one for one in file.documents if isinstance(one, MapNode)), MapNode())
    if file.unreadable or not isinstance(find(root, "info"), MapNode) or not text(root, _MANIFEST):
        return None
    config = find(root, "config")
    values = config if isinstance(config, MapNode) else MapNode(span=root.span)
    return _release(source, text(root, "name"), "", file.piece(values, verbatim=False))


def _of_text(source: Source) -> Found:
    """Read the output for people."""
    name = _line(source, "NAME")
    values = re.search(_VALUES, source.text)
    if values is not None:
        return _release(source, name, _line(source, "VERSION"), _piece(source, *values.span(1)))
    if CHART not in source.text.lower():
        return Found()
    message = "this output of `helm status` contains no values, so that nothing is checked"
    return Found(notices=[_notice(source, message, name, Span(source, 0, len("NAME")))])


def _line(source: Source, key: str) -> str:
    """Return what a line of the header says; empty if there is no such line."""
    found = re.search(_HEADER.format(key), source.text)
    return found[1] if found else ""


def _piece(source: Source, start: int, end: int) -> Piece:
    """Read values in the middle of a file."""
    blank = re.sub(r"[^\n]", " ", source.text[:start])
    parsed = yaml.parse(Source(source.name, blank + source.text[start:end]))

    def place(span: Span) -> Span:
        return Span(source, span.start, span.end)

    relocate(parsed.root, place)
    diagnostics = [one.moved(place).unfixable(NOT_VERBATIM) for one in parsed.diagnostics]
    return Piece(Layer(LayerKind.FILE, source.name, source, verbatim=False), parsed.root, diagnostics)


def _release(source: Source, name: str, version: str, piece: Piece) -> Found:
    """Return the release whose values were saved: of Liqo's chart, or of an umbrella chart."""
    objects, label = detect.rendered(source.text), re.search(_LABEL, source.text)
    alone = _line(source, "CHART") == CHART or (objects is not None and objects[1] == CHART)
    if not alone and objects is None:
        return Found()
    prefix = "" if alone else terraform_locals.section_of(piece.root, least=1)
    if not (alone or prefix):
        message = "these values are for a chart that contains Liqo's, and which of them Liqo gets is not known"
        place = piece.root.span or Span(source, 0, 0)
        return Found(notices=[_notice(source, message, name, place)])
    result = Release(f"release {name}", [piece], prefix=prefix)
    result.chart = chart_reference.installed(version if version and alone else label[1] if label else "")
    return Found([result])


def of_objects(source: Source) -> list[Diagnostic]:
    """Return a notice if the objects in a file were rendered from Liqo's chart; nothing for all others."""
    found = detect.rendered(source.text)
    if found is None and not re.search(_FROM_CLUSTER, source.text):
        found = re.search(_LABEL, source.text)
    if found is None:
        return []
    message = "these objects were rendered from Liqo's chart: the values that they were rendered with are not checked"
    return [_notice(source, message, "RELEASE", Span(source, *found.span()))]


def _notice(source: Source, message: str, name: str, span: Span) -> Diagnostic:
    label = Label(span, source.name, "is not checked")
    return Diagnostic(message, label, _REMEDY.format(name), code=NOT_CHECKED)
