"""The release that every kind of manifest is read into, with its layers, and the files that manifests refer to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.findings import Diagnostic, Label
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.node_lookup import text
from liqo_values.model.nodes import ScalarNode, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import file_reader, placeholders, repository, set_flags
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.parsing.set_flags import Assignment
from liqo_values.sources import detect
from liqo_values.values.release_inputs import Assigned, Destination, Step, Unread, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import File
    from liqo_values.values.expectation import Expectation
    from liqo_values.values.release_inputs import FlagText, Outer, Piece

#: The code of the rule about releases before Liqo 1.0.
OLD_RELEASE = "LQ801"
#: The code of the rule about values that what installs the chart ignores.
IGNORED = "LQ021"
#: The code of the rule about parts of a manifest that the tool which reads it rejects.
REJECTED = "LQ027"
#: What to do about files that are not YAML before helmfile renders them.
RENDER = "render it first: `helmfile write-values` writes the values of each release"
#: The chart's name.
CHART = "liqo"
_OUTSIDE = "move it into the repository, or check the values in it on their own"


class Release:
    """A release of Liqo that a manifest describes.

    Attributes:
        name: Its name in reports, such as ``HelmRelease liqo/liqo``.
        steps: Its layers, in the order in which they are applied.
        umbrella: The folder of the umbrella chart that it installs, before it is separated into one release for each
            dependency on Liqo; None for Liqo's own chart.
        prefix: The key that contains its values in those of an umbrella chart; empty for Liqo's own chart.
        around: That umbrella chart, and the charts between it and Liqo's chart.
        own: The files that the chart's own values are replaced with; see ``Given``.
        schema: Whether Helm checks the chart's schema.
        without_cluster: Whether a tool without access to the cluster renders the chart.
        diagnostics: Diagnostics about the manifest itself.
        chart: The target chart that the manifest names; None if it names none.
        not_installed: Says why nothing is installed, so that there is nothing to check; None if it is.
        others: Other files that decide what it is, such as the environments of a helmfile.
        expectations: The modes that are expected of it.
        gives_values: Whether it gives values to the chart; a command that peers clusters does not.
        flags: The flags of `liqoctl install`, if that is what installs it.
        destination: The cluster that it is installed in, if the manifest names one.
    """

    __slots__ = (
        *(
            "around",
            "chart",
            "destination",
            "diagnostics",
            "expectations",
            "flags",
            "gives_values",
            "name",
            "not_installed",
            "others",
            "own",
            "prefix",
            "schema",
            "steps",
            "umbrella",
        ),
        "without_cluster",
    )

    def __init__(
        self, name: str, steps: list[Step] | None = None, *, prefix: str = "", without_cluster: bool = False
    ) -> None:
        self.name = name
        self.steps: list[Step] = [] if steps is None else steps
        self.prefix = prefix
        self.umbrella: Path | None = None
        self.around: list[Outer] = []
        self.own: list[Piece | None] | None = None
        self.schema = True
        self.without_cluster = without_cluster
        self.diagnostics: list[Diagnostic] = []
        self.chart: Selected | None = None
        self.not_installed: Diagnostic | None = None
        self.others: Sequence[str] = ()
        self.gives_values = True
        self.flags: list[FlagText] = []
        self.expectations: list[Expectation] = []
        self.destination: Destination | None = None

    @property
    def files(self) -> list[str]:
        """The files that it takes values from: its layers, what they override, and those that cannot be read yet."""
        around = (outer.own for outer in self.around)
        pieces = [step for step in (*self.steps, *around, *(self.own or ())) if step is not None]
        names = [*self.others, *(step.layer.source.name for step in pieces if step.layer.source is not None)]
        return [*dict.fromkeys([*names, *(step.file for step in pieces if isinstance(step, Unread) and step.file)])]

    def is_for(self, chart: Selected, place: Label | None) -> None:
        """Set the target chart.

        Args:
            chart: The chart.
            place: Where its version is written; None if it is not.
        """
        self.chart = chart
        if chart.chart.only_mode and place is not None:
            self.diagnostics.append(Diagnostic("an old release", place, "", code=OLD_RELEASE))


def is_liqo(chart: str) -> bool:
    """Return whether a chart's name, path or URL is that of Liqo's chart."""
    name = chart.partition("?")[0].rstrip("/").rpartition("/")[2]
    return name.removesuffix(".git").partition("@")[0].partition(":")[0] == CHART


def shown(path: Path) -> str:
    """Write a path as a user in the current folder would."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return str(path)


def above(source: Source, path: str) -> Path | None:
    """Find a path relative to the root of a repository: start from the nearest folder above that contains it."""
    root = repository.root_of(source)
    start = Path(os.path.realpath(source.name)).parent
    for candidate in (start, *start.parents):
        found = candidate / path.lstrip("/")
        if repository.is_inside(found, root) and found.exists():
            return found
        if candidate == root:
            break
    return None


def values_file(file: File, node: Node, path: Path | None, what: str) -> Step:
    """Read a values file that a manifest refers to, or record that it is not available or outside of the repository."""
    source = source_of(path, file.source) if path else None
    if source is None or path is None:
        return unread(file, node, what, path)
    if path.suffix != detect.GOTMPL:
        return _decrypted(file, node, what, source, path)
    piece = read_template(source)
    return piece or unread(file, node, f"the result of {what}", path)._replace(remedy=RENDER)


def read_template(source: Source) -> Piece | None:
    """Read a values file that helmfile renders; None if it is not YAML before."""
    if placeholders.has_blocks(source.text):
        return None
    piece = read_file(source, templated=True)
    unreadable = any(diagnostic.unreadable for diagnostic in piece.diagnostics)
    return None if unreadable and "{{" in source.text else piece


def _decrypted(file: File, node: Node, what: str, source: Source, path: Path) -> Step:
    """Read a values file, unless SOPS has encrypted it as a whole."""
    try:
        return read_file(source)
    except InputError:
        step = unread(file, node, f"{what}, which is encrypted as a whole,", path)
        return step._replace(remedy="decrypt it with SOPS, and check the values in it on their own")


def from_file(file: File, name: Node, node: Node, path: Path | None) -> Step:
    """Make a layer that sets a value to the content of a file, as ``--set-file`` does.

    Args:
        file: The manifest's file.
        name: Where the path of the value is written.
        node: Where the file is named.
        path: The file; None if it is not known.

    Raises:
        InputError: Helm would reject it.
    """
    root = repository.root_of(file.source)
    if not text(name):
        return unread(file, node, f"the file {text(node)}", path)
    if path is None or not (repository.is_inside(path, root) and path.is_file()):
        what = parameter(file, LayerKind.SET_STRING, name, node, f"{text(name)}=x")
        missing = unread(file, node, f"the file {text(node)}", path)
        return missing._replace(paths=[one.path for one in what.assignments])
    quoted = shown(path).replace("\\", "\\\\").replace(",", "\\,")
    return parameter(file, LayerKind.SET_FILE, name, node, f"{text(name)}={quoted}")


def unread(file: File, node: Node, what: str, path: Path | None = None) -> Unread:
    """Make a layer of something that is not available here. What to do depends on whether it is in the repository."""
    span = node.span or Span(file.masked, 0, 0)
    place = file.place(span)
    layer = Layer(LayerKind.FILE, place.source.name, place.source)
    step = Unread(layer, file.written(what), place, file=shown(path) if path else "")
    if path is None or repository.is_inside(path, repository.root_of(file.source)):
        return step
    return step._replace(what=f"{step.what}, outside of the repository,", remedy=_OUTSIDE)


def parameter(file: File, kind: LayerKind, name: Node, value: Node, argument: str, *, unknown: str = "") -> Assigned:
    """Make a layer of a manifest's argument of ``--set`` or one of its relatives.

    Args:
        file: The manifest's file.
        kind: The option.
        name: Where the path is written.
        value: Where the value is written.
        argument: The argument.
        unknown: What is written, if the value is filled in by something that is not known here.

    Raises:
        InputError: Helm would reject it.
    """
    key_span, value_span = (file.place(node.span) if node.span else None for node in (name, value))
    source = key_span.source if key_span else file.source
    layer = Layer(LayerKind.PARAMETER, source.name, source)
    try:
        assignments = set_flags.parse(kind, argument, repository.root_of(file.source))
    except InputError as error:
        message = file.written(error.message.partition(": ")[2])
        raise InputError(f"a parameter in `{file.source.name}`: {message}", error.remedy, key_span) from None
    moved = [_moved(file, assignment, key_span, value_span, unknown) for assignment in assignments]
    return Assigned(layer, moved)


def _moved(
    file: File, assignment: Assignment, key_span: Span | None, value_span: Span | None, unknown: str
) -> Assignment:
    def reveal(node: ScalarNode, _: Span) -> None:
        if unknown:
            node.value = Unknown(unknown)
        elif isinstance(node.value, str) and placeholders.has_template(node.value):
            node.value = Unknown(file.written(node.value))

    if assignment.value is not None:
        relocate(assignment.value, lambda span: value_span or key_span or span, reveal)
    return Assignment(assignment.path, assignment.value, key_span, assignment.cut)


def label(file: File, node: Node | None, text: str) -> Label | None:
    """Point to a node of a manifest; None if there is none."""
    if node is None or node.span is None:
        return None
    place = file.place(node.span)
    return Label(place, place.source.name, text)


def destination(file: File, kind: str, node: Node | None, written: str) -> Destination | None:
    """Return the cluster that a manifest names; None if it names none, or if a template names it.

    Args:
        file: The file.
        kind: What it is named by.
        node: Where it is named.
        written: Its name.
    """
    place = label(file, node, f"is installed in `{written}`")
    known = place is not None and written and not placeholders.has_template(written)
    return Destination(kind, written, place) if place is not None and known else None


def noticed(file: File, code: str, message: str, help_text: str, node: Node, *related: tuple[Node, str]) -> Diagnostic:
    """Return a diagnostic about a manifest."""
    primary = label(file, node, "here") or Label(None, file.source.name, "here")
    others = (label(file, other, words) for other, words in related)
    return Diagnostic(message, primary, help_text, code=code, related=tuple(one for one in others if one is not None))


def source_of(path: Path, near: Source) -> Source | None:
    """Read a file of the same repository; None if it cannot be read."""
    try:
        source = file_reader.read_inside(shown(path), repository.root_of(near))
    except InputError:
        return None
    source.folder = near.folder
    return source
