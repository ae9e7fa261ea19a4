"""The values of a HelmRelease, merged as the helm-controller of Flux does (``ChartValuesFromReferences``).

The references in ``valuesFrom`` are merged in order, then ``values`` over all of them. For each reference with a
``targetPath``, however, ``values`` are merged at once, and the path is then set in the result. Flux merges maps without
copying them: where a map or list of the result is still the one in ``values``, the path is set in both, and stays when
``values`` are merged at the end. Where an earlier reference has a map at the same place, the result has a map of its
own, and ``values`` win.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.errors import InputError
from liqo_values.model.findings import Diagnostic, Label
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import (
    FilledText,
    ListNode,
    MapNode,
    Node,
    Plain,
    ScalarNode,
    Unknown,
    dotted,
    from_plain,
    plain,
)
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.parsing.set_flags import Assignment
from liqo_values.sources import release
from liqo_values.sources.object_lookup import Content, Key
from liqo_values.values.helm_merge import AssignError, Table, assign, merge_maps
from liqo_values.values.provenance import find_value
from liqo_values.values.release_inputs import Assigned, Piece, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import Path
    from liqo_values.sources.manifests import File, Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.values.release_inputs import Step

#: The code of the rule about values that cannot be set where a manifest wants them.
REJECTED = "LQ035"
#: The code of the rule about values that have no effect.
_IGNORED = "LQ021"
_DEFAULT_KEY = "values.yaml"
_QUOTES = "'\""
#: What the API server accepts as a path (``ValuesReference`` in fluxcd/pkg/apis/meta).
_PATH = r"(?a)(?:[\w\-.\\/]|\[[0-9]{1,5}\])+"
#: What `--set` reads as syntax, and Flux escapes in a literal value.
_SYNTAX = r"[\\,\[\]{}]"
_LIST_OR_TEXT = "write a list as `{a,b}`, a comma in a text as `\\,`, or add `literal: true`, which newer Flux has"


class Merged(NamedTuple):
    """The layers of a HelmRelease.

    Attributes:
        steps: They, so that merging them in order gives the values that Flux passes to Helm.
        diagnostics: What Flux rejects.
    """

    steps: Sequence[Step]
    diagnostics: Sequence[Diagnostic]


class _Target(NamedTuple):
    """A reference with a ``targetPath``.

    Attributes:
        step: What it sets.
        unread: Why that is not known; None if it is.
    """

    step: Assigned
    unread: Unread | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its layers."""
        return (self.step,) if self.unread is None else (self.step, self.unread)


def merged(manifest: Manifest, stream: Stream) -> Merged:
    """Return the layers of a HelmRelease.

    Args:
        manifest: The HelmRelease.
        stream: What it may refer to.
    """
    reading = _References(manifest, stream)
    references = list(reading.read())
    values = find(manifest.root, "spec", "values")
    inline = manifest.file.pieces(values) if isinstance(values, MapNode) else []
    reading.diagnostics += _not_a_map(manifest, values)
    if any(isinstance(reference, _Target) for reference in references):
        ordered = _Merge(inline, references)
        return Merged(ordered.steps(), [*reading.diagnostics, *ordered.diagnostics])
    steps = [reference for reference in references if not isinstance(reference, _Target)]
    return Merged([*steps, *inline], reading.diagnostics)


def generated_files(manifest: Manifest, stream: Stream) -> Iterator[str]:
    """Yield the files of overlays that the values of a HelmRelease are generated from, also if others replace them."""
    for reference in items(manifest.root, "spec", "valuesFrom"):
        yield from stream.replaced_files(manifest, _wanted(reference))


def are_generated(manifest: Manifest, stream: Stream, text_in: str) -> bool:
    """Return whether a values file of a HelmRelease that Kustomize makes a ConfigMap of contains a text."""
    references = items(manifest.root, "spec", "valuesFrom")
    contents = (stream.content(manifest, _wanted(one)) for one in references if not text(one, "targetPath"))
    return any(one is not None and one.source is not None and text_in in one.text for one in contents)


def _wanted(reference: Node) -> Key:
    kind, name = text(reference, "kind"), text(reference, "name")
    return Key(kind, name, text(reference, "valuesKey") or _DEFAULT_KEY)


def _not_a_map(manifest: Manifest, values: Node | None) -> Iterator[Diagnostic]:
    """Report inline values that Flux ignores because they are no map (``GetValues`` in ``api/v2``)."""
    is_text = isinstance(values, ScalarNode) and isinstance(values.value, str) and not isinstance(values.value, Unknown)
    if values is None or not (is_text or isinstance(values, ListNode)):
        return
    what = "a string" if is_text else "a list"
    help_text = "write the keys below `values:`" + (", without `|` or quotes" if is_text else ", without dashes")
    yield release.noticed(manifest.file, _IGNORED, f"`values` is {what}: Flux ignores it", help_text, values)


class _References:
    """Reads the references of a HelmRelease."""

    def __init__(self, manifest: Manifest, stream: Stream) -> None:
        self._manifest = manifest
        self._file = manifest.file
        self._stream = stream
        self.diagnostics: list[Diagnostic] = []

    def read(self) -> Iterator[Step | _Target]:
        for reference in items(self._manifest.root, "spec", "valuesFrom"):
            wanted = _wanted(reference)
            content = self._stream.content(self._manifest, wanted)
            path = find(reference, "targetPath")
            if isinstance(path, ScalarNode) and path.value:
                yield from self._target(reference, path, wanted, content)
            elif content is None:
                yield release.unread(self._file, find(reference, "name") or reference, self._missing(wanted))
            else:
                yield as_file(content)

    def _missing(self, wanted: Key) -> str:
        """Describe what is not available here: an object, or only its key."""
        is_here = next(self._stream.candidates(self._manifest, self._file.source, wanted), None) is not None
        return f"the key `{wanted.key}` of {wanted}" if is_here else str(wanted)

    def _target(self, reference: Node, path: ScalarNode, wanted: Key, content: Content | None) -> Iterator[_Target]:
        name = find(reference, "name") or reference
        if not re.fullmatch(_PATH, str(path.value)) and not placeholders.has_template(str(path.value)):
            self.diagnostics.append(_not_a_path(self._file, path))
            return
        if content is None or (content.source is not None and placeholders.has_template(content.text)):
            what = self._missing(wanted) if content is None else f"the result of the template in {wanted}"
            found = self._unknown(path, name, what)
            if found is not None:
                yield found
            return
        if content.of_secret:
            content.file.source.secrets.add(content.text)
            self._file.source.secrets.add(content.text)
        literal = is_true(reference, "literal")
        kind, argument = _argument(f"{path.value}", content.text, literal=literal)
        place = content.node if content.file is self._file else path
        try:
            yield _Target(_explained(release.parameter(self._file, kind, path, place, argument)))
        except InputError as error:
            self.diagnostics.append(self._rejected(path, content, error))
            found = self._unknown(path, name, "")
            if found is not None:
                yield found._replace(unread=None)

    def _unknown(self, path: ScalarNode, name: Node, what: str) -> _Target | None:
        """Return what sets a path to a value that is not known; None if it is not a path."""
        try:
            step = release.parameter(self._file, LayerKind.SET, path, name, f"{path.value}=x")
        except InputError as error:
            self.diagnostics.append(self._rejected(path, None, error))
            return None
        paths = tuple(assignment.path for assignment in step.assignments)
        known = [_unknown_at(step.assignments[0].key_span, one, what) for one in paths]
        return _Target(step._replace(assignments=known), release.unread(self._file, name, what)._replace(paths=paths))

    def _rejected(self, path: ScalarNode, content: Content | None, error: InputError) -> Diagnostic:
        reason, remedy = error.message.partition(": ")[2], error.remedy
        if content is not None and "," in content.text:
            reason, remedy = "a comma in the value begins another `path=value`", _LIST_OR_TEXT
        elif content is not None and content.of_secret:
            reason = re.sub(r"`[^`]*`", "`…`", reason)
        message = f"the `targetPath` `{path.value}` cannot be set: {reason}"
        if content is None or content.file is not self._file:
            return release.noticed(self._file, REJECTED, message, remedy, path)
        return release.noticed(self._file, REJECTED, message, remedy, content.node, (path, "is set to it"))


def _explained(step: Assigned) -> Assigned:
    """Let the first of several values that one text sets say how a comma in it is written, if it has the wrong type."""
    value = step.assignments[0].value if len(step.assignments) > 1 else None
    if isinstance(value, ScalarNode) and type(value.value) is str:
        value.value = FilledText.of(value.value, _LIST_OR_TEXT)
    return step


def _not_a_path(file: File, path: ScalarNode) -> Diagnostic:
    message = f"`{path.value}` is not a `targetPath`, so that the API server rejects the HelmRelease"
    return release.noticed(file, REJECTED, message, "write a path such as `networking.enabled` or `list[0]`", path)


def _unknown_at(span: Span | None, path: Path, what: str) -> Assignment:
    return Assignment(path, ScalarNode(Unknown(f"${{{what}}}"), span), span)


def _argument(path: str, value: str, *, literal: bool) -> tuple[LayerKind, str]:
    """Return how Flux has Helm set a path: a quoted text stays a text, anything else is read as by ``--set``."""
    if literal:
        escaped = re.sub(_SYNTAX, r"\\\g<0>", value)
        return LayerKind.SET_STRING, f"{path}={escaped}"
    if any(value.startswith(quote) and value.endswith(quote) for quote in _QUOTES):
        return LayerKind.SET_STRING, f"{path}={value.strip(_QUOTES)}"
    return LayerKind.SET, f"{path}={value}"


def as_file(content: Content) -> Step:
    """Make a layer of the content of a key, which is a values file."""
    if content.source is not None:
        parsed = placeholders.parse(content.source)
        layer = Layer(LayerKind.FILE, content.source.name, content.source)
        return Piece(layer, parsed.root, parsed.diagnostics)
    if not content.encoded:
        if placeholders.has_template(content.text) and content.text.strip().count("\n") == 0:
            return release.unread(content.file, content.node, "the text that this stands for")
        nested = content.file.nested(content.node)
        return content.file.piece(nested.root, nested.diagnostics, verbatim=nested.verbatim)
    span = content.node.span or Span(content.file.masked, 0, 0)
    parsed = yaml.parse(Source(content.file.source.name, content.text))
    relocate(parsed.root, lambda _: span)
    diagnostics = [diagnostic.moved(lambda _: span) for diagnostic in parsed.diagnostics]
    return content.file.piece(parsed.root, diagnostics, verbatim=False)


class _Merge:
    """Merges references, some with a ``targetPath``, with the inline values.

    Args:
        inline: The inline values.
        references: The references, in order.
    """

    def __init__(self, inline: Sequence[Piece | Assigned], references: Sequence[Step | _Target]) -> None:
        self._inline = inline
        self._own: Table = _folded(inline) or {}
        self._references = list(references)
        self.diagnostics: list[Diagnostic] = []

    def steps(self) -> list[Step]:
        """Return layers that give, when they are merged in order, what Flux passes to Helm."""
        played = self._played()
        while played is None:  # without what Flux cannot set
            played = self._played()
        kept, result = played
        inline = self._inline
        others: list[_Part] = [part for part in self._references if not any(part is one for one in kept)]
        self.diagnostics += [one for part in others if isinstance(part, _Target) for one in self._ignored(part, result)]
        for parts in ([*others, *inline, *kept], [*inline, *others, *inline, *kept]):
            if _written(_folded(parts)) == _written(result):
                return [*_flat(parts), *self._uncertain(result)]
        files = [part for part in self._references if not isinstance(part, _Target)]
        below: list[_Part] = [*files, *inline]
        targets = [part for part in self._references if isinstance(part, _Target)]
        unread = [part.unread for part in targets if part.unread is not None]
        return [*_flat(below), self._replacing(_folded(below) or {}, result), *unread, *self._uncertain(result)]

    def _played(self, unread: Table | None = None) -> tuple[list[_Part], Table] | None:
        """Do what Flux does; return None, and drop a reference, if Flux cannot set it.

        Args:
            unread: What stands for the values that are not available.

        Returns:
            The references that also set their path in the inline values, and the result.
        """
        result: Table = {}
        own = deepcopy(self._own)
        kept: list[_Part] = []
        for number, part in enumerate(self._references):
            if isinstance(part, Piece):
                result = _merged(result, _table(part.root))
            elif isinstance(part, Unread):
                result = _merged(result, deepcopy(unread or {}))
            elif isinstance(part, _Target):
                result = _merged(result, own)
                before = _written(own)
                try:
                    _set(result, part.step)
                except AssignError as error:
                    self.diagnostics.append(_conflict(part.step, error))
                    del self._references[number]
                    return None
                if _written(own) != before:
                    kept.append(part)
        return kept, _merged(result, own)

    def _ignored(self, target: _Target, result: Table) -> Iterator[Diagnostic]:
        """Report a path that stays as the inline values have it, since they are merged once more."""
        for assignment in target.step.assignments:
            exists, own = find_value(self._own, assignment.path)
            value = None if assignment.value is None else plain(assignment.value)
            stays = exists and _written(find_value(result, assignment.path)[1]) == _written(own) != _written(value)
            if stays and assignment.value is not None:
                path = dotted(assignment.path)
                yield Diagnostic(
                    f"the `targetPath` `{path}` has no effect: `values` set it too, and Flux merges them after it",
                    Label(assignment.key_span, target.step.layer.name, "has no effect"),
                    f"remove `{path}` from `values`",
                    code=_IGNORED,
                )

    def _replacing(self, folded: Table, result: Table) -> Step:
        """Return what makes one set of values another."""
        target = next(part for part in reversed(self._references) if isinstance(part, _Target))
        span = target.step.assignments[0].key_span if target.step.assignments else None
        changes = [(path, find_value(result, path)[1]) for path in _differences(folded, result)]
        assignments = [Assignment(path, from_plain(value), span) for path, value in changes]
        return Assigned(target.step.layer, assignments)

    def _uncertain(self, result: Table) -> list[Step]:
        """Return what makes unknown that which depends on whether values that are not available have a map."""
        unread = next((part for part in self._references if isinstance(part, Unread)), None)
        other = self._played(_maps_of(self._own)) if unread is not None else None
        if unread is None or other is None:
            return []
        differing = [path for path in _differences(result, other[1]) if path]
        assignments = [_unknown_at(unread.span, path, unread.what) for path in differing]
        return [Assigned(unread.layer._replace(kind=LayerKind.PARAMETER), assignments)] if assignments else []


_Part = Piece | Assigned | Unread | _Target


def _table(root: MapNode) -> Table:
    return {key: plain(entry.value) for key, entry in root.entries.items()}


def _merged(base: Table, over: Table) -> Table:
    """Merge like Flux: maps in the result are new only where both have one."""
    result = dict(base)
    for key, value in over.items():
        earlier = result.get(key)
        both = isinstance(value, dict) and isinstance(earlier, dict)
        result[key] = _merged(earlier, value) if both else value  # type: ignore[arg-type] # both are
    return result


def _set(data: Table, step: Assigned) -> None:
    for assignment in step.assignments:
        node = assignment.value
        value = None if node is None else plain(node)
        assign(data, assignment.path, value, empty=node is None, cut=assignment.cut)


def _flat(parts: Sequence[_Part]) -> Iterator[Step]:
    for part in parts:
        if isinstance(part, _Target):
            yield from part.steps
        else:
            yield part


def _folded(parts: Sequence[_Part]) -> Table | None:
    """Merge layers as Helm does; None if that fails."""
    data: Table = {}
    for step in _flat(parts):
        if isinstance(step, Piece):
            merge_maps(data, _table(step.root))
        elif isinstance(step, Assigned):
            try:
                _set(data, step)
            except AssignError:
                return None
    return data


def _written(values: Plain) -> str:
    """Write values so that only those of the same type are alike."""
    return json.dumps(values, sort_keys=True)


def _maps_of(values: Table) -> Table:
    return {key: _maps_of(value) for key, value in values.items() if isinstance(value, dict)}


def _differences(one: Plain, other: Plain, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of what must be set in one value to make it another."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() <= other.keys():
        for key, value in other.items():
            if key in one:
                yield from _differences(one[key], value, (*path, key))
            else:
                yield (*path, key)
    elif _written(one) != _written(other):
        yield path


def _conflict(step: Assigned, error: AssignError) -> Diagnostic:
    assignment = step.assignments[0]
    message = f"the `targetPath` `{dotted(assignment.path)}` cannot be set: {error}"
    label = Label(assignment.key_span, step.layer.name, "cannot be set")
    return Diagnostic(message, label, "keep the type that it has, or write it under `values`", code=REJECTED)
