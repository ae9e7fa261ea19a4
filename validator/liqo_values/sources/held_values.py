"""Values in the YAML of tools that install charts: as a map, as text, in files, as arguments, and in other objects."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.selection import Selected
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Diagnostic, Label
from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, scalars, text
from liqo_values.model.nodes import MapNode, Node, ScalarNode, Unknown, UnknownText
from liqo_values.parsing import placeholders, repository
from liqo_values.sources import chart_reference, detect, flux_values, release, umbrella
from liqo_values.sources.object_lookup import Key, Stream
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.model.nodes import Entry
    from liqo_values.sources.manifests import File, Manifest
    from liqo_values.values.release_inputs import Assigned, Step

_DEFAULT_KEY = "values.yaml"
_OCI = "oci://"
_OLD = "is older than Liqo 1.0"
#: A packaged chart of Liqo: its folder, and the version in its name.
_ARCHIVE = r"(?:(.*)/)?liqo-v?(\d[^/]*)\.(?:tgz|tar\.gz)(?:[?#].*)?"
#: A folder of a git repository, as go-getter writes it: the repository, the folder and the revision.
_GIT = r"(?:git::)?((?:[a-z+]+://)?[^?]+?(?<!:))//([^?]+?)(?:\?(?:.*&)?ref=([^&]*).*)?"
#: The order in which Helm applies its options, whatever the order in which it is given them.
_OPTIONS = tuple(LayerKind)


class Holder(NamedTuple):
    """What contains the values of one release.

    Attributes:
        manifest: The object that it is in; of a file that is not a Kubernetes object, its document.
        node: The part of the object that describes the release.
        stream: What the object may refer to.
        release: The release, to which layers and diagnostics are added.
    """

    manifest: Manifest
    node: Node
    stream: Stream
    release: Release

    @property
    def file(self) -> File:
        """The file that contains it."""
        return self.manifest.file

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return Path(self.file.source.name).parent

    def path(self, name: str) -> Path | None:
        """Return the path of a file that is named relative to the folder; None if it is not a file there."""
        return None if "://" in name or placeholders.has_template(name) else self.folder / name

    def reject(self, node: Node, message: str, help_text: str) -> None:
        """Report that the tool, or Helm, rejects a part of it."""
        self.release.diagnostics.append(release.noticed(self.file, release.REJECTED, message, help_text, node))


class Named(NamedTuple):
    """How a release names its chart; empty texts and None for what it does not name.

    Attributes:
        chart: Its name in the repository, its path or its URL.
        address: The URL of the repository.
        version: Where the version is written.
        local: The folder of the chart, if it is one in the same repository.
        what: What to call a repository that is not known.
    """

    chart: str
    address: str = ""
    version: Node | None = None
    local: Path | None = None
    what: str = ""


def is_liqo(file: File, named: Named) -> bool:
    """Return whether a release is one of Liqo's chart, or of an umbrella chart that depends on it."""
    if named.local is not None:
        return umbrella.name_of(named.local, file.source) == release.CHART or _is_umbrella(file, named)
    chart = named.chart or named.address
    return release.is_liqo(chart) or bool(re.fullmatch(_ARCHIVE, chart))


def _is_umbrella(file: File, named: Named) -> bool:
    return bool(umbrella.key_in(named.local, file.source))


def set_chart(file: File, result: Release, named: Named) -> None:
    """Set the target chart of a release, or the umbrella chart that contains it."""
    if _is_umbrella(file, named):
        result.umbrella = named.local
    else:
        result.is_for(_selected(file, named), release.label(file, named.version, _OLD))


def _selected(file: File, named: Named) -> Selected:
    version = file.written(chart_reference.scalar(named.version))
    if named.local is not None:
        return chart_reference.in_folder(named.local, file.source)
    in_git = re.fullmatch(_GIT, named.chart)
    if in_git and not named.address:
        return chart_reference.in_git(in_git[1], in_git[2], in_git[3] or version)
    archive = re.fullmatch(_ARCHIVE, named.chart)
    if archive and not named.address:
        return chart_reference.in_repository(archive[1] or "", archive[2])
    if "://" in named.chart and not named.address:
        tag = named.chart.rpartition("/")[2].partition(":")[2]
        return chart_reference.in_repository(named.chart, version or tag)
    if not named.address:
        return chart_reference.missing(named.what or f"the repository of `{file.written(named.chart)}`", version)
    return chart_reference.in_repository(file.written(named.address), version)


def folder_of(holder: Holder, chart: str) -> Path | None:
    """Return the folder of a chart that is named by a path next to the file; None if there is none."""
    if not chart or "://" in chart or placeholders.has_template(chart):
        return None
    folder = holder.folder / chart
    inside = repository.is_inside(folder, repository.root_of(holder.file.source))
    return folder if inside and detect.like_chart(folder) else None


def mapping(holder: Holder, node: Node | None, what: str) -> Iterator[Step]:
    """Yield the layer of values that are written as a map.

    Args:
        holder: What contains them.
        node: The map, or a template that results in one.
        what: What to call the result of a template.
    """
    if isinstance(node, MapNode):
        yield holder.file.piece(node)
    elif isinstance(node, ScalarNode) and _is_template(node):
        yield filled_in(holder.file, node, what)


def of_any_type(step: Step, template: Callable[[str], bool]) -> Step:
    """Return a layer whose templates may result in other types than strings, also those in quotes.

    Args:
        step: The layer; changed.
        template: Whether a text without a template of YAML is one of the tool.
    """
    if isinstance(step, Piece):
        for node in scalars(step.root):
            if isinstance(node.value, str) and (isinstance(node.value, UnknownText) or template(node.value)):
                node.value = Unknown(node.value)
    return step


def _is_template(node: ScalarNode) -> bool:
    return isinstance(node.value, Unknown) or placeholders.has_template(str(node.value))


def written(holder: Holder, node: Node | None, what: str) -> Iterator[Step]:
    """Yield the layer of values that are written as YAML in a string.

    Args:
        holder: What contains them.
        node: The string.
        what: What to call it.
    """
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str) or not node.value.strip():
        return
    nested = holder.file.nested(node)
    if nested.unreadable and placeholders.has_template(node.value):
        yield filled_in(holder.file, node, what)
    else:
        yield holder.file.piece(nested.root, nested.diagnostics, verbatim=nested.verbatim)


def filled_in(file: File, node: Node, what: str) -> Step:
    """Make a layer of a template that is not YAML until it is filled in."""
    step = release.unread(file, node, f"the result of the template in {what}")
    return step._replace(remedy="check the values that it results in")


def files(holder: Holder, nodes: Sequence[Node], path_of: Callable[[str], Path | None] | None = None) -> Iterator[Step]:
    """Yield the layers of values files.

    Args:
        holder: What names them.
        nodes: Where they are named.
        path_of: Returns the path of a file, None if it is not here; by default, it is relative to the file's folder.
    """
    for node in nodes:
        name = text(node)
        path = (path_of or holder.path)(name)
        yield release.values_file(holder.file, node, path, f"the values file {name}")


def names(holder: Holder, nodes: Sequence[Node]) -> Sequence[str]:
    """Return the paths of values files that a release names and ignores: they are no releases of their own."""
    return [release.shown(path) for path in map(holder.path, map(text, nodes)) if path is not None]


class Argument(NamedTuple):
    """An argument of one of Helm's ``--set`` options in a manifest.

    Attributes:
        kind: The option.
        name: Where the path of the value is written.
        value: Where the value is written.
        text: The argument.
    """

    kind: LayerKind
    name: Node
    value: Node
    text: str


def arguments(holder: Holder, given: Sequence[Argument]) -> Iterator[Assigned]:
    """Yield the layers of arguments in Helm's order; report those that Helm would reject."""
    for one in sorted(given, key=lambda argument: _OPTIONS.index(argument.kind)):
        try:
            yield release.parameter(holder.file, one.kind, one.name, one.value, one.text)
        except InputError as error:
            message = error.message.partition(": ")[2]
            place = Label(error.span, holder.file.source.name, "here")
            help_text = error.remedy or "write `path=value`"
            holder.release.diagnostics.append(Diagnostic(message, place, help_text, code=release.REJECTED))


def word(node: Node | None) -> str:
    """Write a scalar as Go's ``%v`` does."""
    value = node.value if isinstance(node, ScalarNode) else ""
    if isinstance(value, bool):
        return str(value).lower()
    return "<nil>" if value is None else str(value)


def key_node(entry: Entry) -> ScalarNode:
    """Return the key of an entry as a node."""
    return ScalarNode(entry.key, entry.key_span)


def from_object(holder: Holder, kind: str, reference: Node | None, key: str = "") -> Step:
    """Return the layer of values in a ConfigMap or Secret, which is unread if it is not available here.

    Args:
        holder: What refers to it.
        kind: Its kind.
        reference: Where its ``name`` and, if it can have another one, its ``namespace`` are written.
        key: The key of the values; by default, ``values.yaml``.
    """
    name, namespace = text(reference, "name"), text(reference, "namespace") or holder.manifest.namespace
    manifest = holder.manifest._replace(namespace=namespace)
    content = holder.stream.content(manifest, Key(kind, name, key or _DEFAULT_KEY))
    if content is not None:
        return flux_values.as_file(content)
    return release.unread(holder.file, find(reference, "name") or holder.node, f"the {kind} {name}")


def key_references(holder: Holder, references: Sequence[Node]) -> Iterator[Step]:
    """Yield the layers of a list of ``configMapKeyRef`` and ``secretKeyRef``."""
    for reference in references:
        for kind, field in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
            wanted = find(reference, field)
            if wanted is not None:
                yield from_object(holder, kind, wanted, text(wanted, "key"))
