"""The layers of a release, as Helm's options would give them: parsed, but not yet merged."""

from __future__ import annotations

import operator
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from liqo_values.charts.target import TargetChart, ours
from liqo_values.model.errors import InputError
from liqo_values.model.findings import TWO_HELMS, Diagnostic, Label
from liqo_values.model.layers import NOT_VERBATIM, Layer, LayerKind
from liqo_values.model.node_lookup import leaves
from liqo_values.model.source_text import Source
from liqo_values.parsing import file_reader, sops, yaml
from liqo_values.parsing.file_names import check_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import MapNode, Path
    from liqo_values.model.source_text import Span
    from liqo_values.parsing.set_flags import Assignment
    from liqo_values.parsing.yaml import Parsed
    from liqo_values.values.expectation import Expectation

#: Instead of the advice about paths on the command line.
_IN_PROJECT = "check the path; it is relative to the folder of the project file"


class Piece(NamedTuple):
    """A layer that is a map of values: a parsed values file."""

    layer: Layer
    root: MapNode
    diagnostics: Sequence[Diagnostic] = ()


class Assigned(NamedTuple):
    """A layer that sets single paths: a parsed argument of ``--set`` and its relatives."""

    layer: Layer
    assignments: Sequence[Assignment]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """A diagnostic for each assignment that only Helm 4 accepts."""
        return [self._only_helm4(assignment) for assignment in self.assignments if assignment.only_helm4]

    def _only_helm4(self, assignment: Assignment) -> Diagnostic:
        span = assignment.key_span or (assignment.value.span if assignment.value else None)
        return Diagnostic(
            f"`{self.layer.name}`: Helm 3 rejects it, Helm 4 {assignment.only_helm4}",
            Label(span, self.layer.name, "only Helm 4 reads this"),
            "write `key=value`, which both read",
            code=TWO_HELMS,
        )


class Unread(NamedTuple):
    """A layer that is not available here: a ConfigMap in the cluster, a file in another repository.

    Of what is there only under a condition, it is not known whether it is there: the layer below has it, and this one
    says that it may be missing.

    Attributes:
        layer: The layer that refers to it.
        what: What it is, such as ``the ConfigMap liqo-values``.
        span: Where it is referred to.
        remedy: How to check it anyway.
        file: The file, if it is one of the repository; otherwise empty.
        paths: What it may set; empty for any value.
        conditional: Whether it is there only under a condition.
    """

    layer: Layer
    what: str
    span: Span
    remedy: str = "put it next to the manifest, or check the values in it on their own"
    file: str = ""
    paths: Sequence[Path] = ()
    conditional: bool = False

    @property
    def why(self) -> str:
        """Why it is not known, after its name."""
        return "depends on a condition" if self.conditional else "is not available here"

    def may_set(self, path: Path) -> bool:
        """Return whether it may set a path, a part of it, or something that contains it."""
        return not self.paths or any(all(map(operator.eq, one, path)) for one in self.paths)


class FlagText(NamedTuple):
    """A flag of `liqoctl install` in a script.

    Attributes:
        name: Its name without dashes.
        text: Its value, with stand-ins for what is unknown.
        span: Where the value is; for a switch, where the flag is.
    """

    name: str
    text: str
    span: Span


class Destination(NamedTuple):
    """The cluster that a manifest names for its release.

    Attributes:
        kind: What it is named by, such as ``server``; names of different kinds cannot be compared.
        name: Its name.
        place: Where it is named.
    """

    kind: str
    name: str
    place: Label


Step: TypeAlias = Piece | Assigned | Unread


class Outer(NamedTuple):
    """A chart around Liqo's chart: an umbrella chart, or one of its dependencies that depends on Liqo's chart.

    Attributes:
        path: The path of its values in those of the umbrella chart; empty for the umbrella chart itself.
        own: Its own values, which all files override; None if it has none.
        imported: The values that it imports from its dependencies, which its own values override.
        conditions: The paths of the values that switch its dependencies, in those of the umbrella chart.
    """

    path: Path
    own: Piece | None
    imported: MapNode
    conditions: frozenset[Path] = frozenset()


def paths_of(step: Piece | Assigned) -> list[Path]:
    """Return the paths that a layer sets."""
    if isinstance(step, Assigned):
        return [assignment.path for assignment in step.assignments]
    return [path for path, _ in leaves(step.root) if path]


def joined(path: Path) -> str:
    """Write a path of sections as a prefix."""
    return ".".join(str(key).replace(".", r"\.") for key in path)


class _Options(NamedTuple):
    """The input of a release, before any of it is read.

    Attributes:
        files: Values files as for Helm's ``-f``, in order; ``-`` is standard input. A Source is already read, and so
            are layers of other kinds.
        set_json: Arguments of ``--set-json``, in order.
        set_values: Arguments of ``--set``, in order.
        set_strings: Arguments of ``--set-string``, in order.
        set_files: Arguments of ``--set-file``, in order.
        set_literals: Arguments of ``--set-literal``, in order.
        prefix: The key that contains Liqo's values in all layers, as in those of an umbrella chart; a key in sections
            has dots.
        around: That umbrella chart, and the charts between it and Liqo's chart.
        own: The files that the chart's own values are replaced with, in order, as by Flux; None among them stands for
            these own values. None if they are not replaced.
        templated: Whether a template engine fills in the files before Helm reads them.
        schema: Whether Helm checks the chart's schema.
        without_cluster: Whether a tool without access to the cluster, such as Argo CD, renders the chart.
        ignores: Whether comments in the files may suppress findings.
        chart: The chart that the values are for; ours by default.
        chart_notes: Sentences about how it was chosen.
        chart_named: Whether the user or the project file named it, so that what a manifest names does not count.
        name: The name of the release in reports; empty if its layers name it.
        diagnostics: Diagnostics about the file that describes the release.
        flags: The flags of `liqoctl install`, if a script contains the command.
        expectations: The modes that are expected of the release.
        destination: The cluster that a manifest names; None if it names none.
        named_at: The paths that the project file names, and where.
    """

    files: Sequence[str | Source | Step] = ()
    set_json: Sequence[str] = ()
    set_values: Sequence[str] = ()
    set_strings: Sequence[str] = ()
    set_files: Sequence[str] = ()
    set_literals: Sequence[str] = ()
    prefix: str = ""
    around: Sequence[Outer] = ()
    own: Sequence[Piece | None] | None = None
    templated: bool = False
    schema: bool = True
    without_cluster: bool = False
    ignores: bool = True
    chart: TargetChart = ours()
    chart_notes: Sequence[str] = ()
    chart_named: bool = False
    name: str = ""
    diagnostics: Sequence[Diagnostic] = ()
    flags: Sequence[FlagText] = ()
    expectations: Sequence[Expectation] = ()
    destination: Destination | None = None
    named_at: Sequence[tuple[str, Span]] = ()


class Given(_Options):
    """The input of a release on top of the chart's defaults, and its layers."""

    @property
    def switches(self) -> frozenset[Path]:
        """The paths of values of Liqo's chart by which umbrella charts switch it on and off."""
        depth = len(self.at)
        paths = (path for outer in self.around for path in outer.conditions)
        return frozenset(path[depth:] for path in paths if path[:depth] == self.at)

    @property
    def at(self) -> tuple[str, ...]:
        """The path of Liqo's values in all layers."""
        keys = re.findall(r"(?:[^.\\]|\\.|\\$)+", self.prefix)
        return tuple(key.replace(r"\.", ".") for key in keys)

    @property
    def has_values(self) -> bool:
        """Whether it sets any values."""
        return any((self.files, self.set_json, self.set_values, self.set_strings, self.set_files, self.set_literals))

    def steps(self) -> list[Step]:
        """Return all layers, parsed, in the order in which Helm applies them, not in that of the command line.

        They are read only once: standard input and pipes are empty the second time.

        Raises:
            InputError: a file cannot be read, or Helm rejects an argument.
        """
        return [*self._below, *self._above]

    def with_files(self, *files: str | Source | Step, **changes: Any) -> Given:  # noqa: ANN401 - fields of this class
        """Return a copy with more files on top of the present ones; what is already read is not read again.

        Args:
            files: The files.
            changes: Other fields that differ.

        Raises:
            InputError: as for ``steps``.
        """
        self.steps()
        result = self._replace(files=(*self.files, *files), **changes)
        result._below = [*self._below, *map(self._read, files)]  # noqa: SLF001 - of this class
        result._above = self._above  # noqa: SLF001 - of this class
        return result

    @cached_property
    def _below(self) -> list[Step]:
        return [self._read(file) for file in self.files]

    @cached_property
    def _above(self) -> list[Step]:
        return list(self._arguments())

    def _read(self, file: str | Source | Step) -> Step:
        if not isinstance(file, str | Source):
            return file
        try:
            if isinstance(file, str):
                check_name(file)
            return read_file(file, templated=self.templated)
        except InputError as error:
            place = dict(self.named_at).get(str(file))
            if place is None or error.span is not None:
                raise
            remedy = _IN_PROJECT if error.remedy == file_reader.CHECK_PATH else error.remedy
            raise InputError(error.message, remedy, place) from error

    def _arguments(self) -> Iterator[Step]:
        for kind, arguments in (
            (LayerKind.SET_JSON, self.set_json),
            (LayerKind.SET, self.set_values),
            (LayerKind.SET_STRING, self.set_strings),
            (LayerKind.SET_FILE, self.set_files),
            (LayerKind.SET_LITERAL, self.set_literals),
        ):
            for argument in arguments:
                yield read_argument(kind, argument)


def read_file(file: str | Source, *, templated: bool = False) -> Piece:
    """Read a values file, which SOPS may have encrypted value by value.

    Args:
        file: Its path, or its text.
        templated: Whether a template engine fills it in before Helm reads it.

    Raises:
        InputError: it cannot be read, or is encrypted as a whole.
    """
    source = file if isinstance(file, Source) else file_reader.read(file)
    if not templated:
        parsed = yaml.parse(source)
    else:
        from liqo_values.parsing import placeholders  # noqa: PLC0415 - few projects need it

        parsed = placeholders.parse(source)
    if sops.ENCRYPTED in source.text:
        return _encrypted(source, parsed)
    return Piece(Layer(LayerKind.FILE, source.name, source), parsed.root, parsed.diagnostics)


def _encrypted(source: Source, parsed: Parsed) -> Piece:
    """Make a layer of an encrypted file, which nobody may change without SOPS: it compares a checksum."""
    if sops.is_whole(parsed.root):
        message = f"`{source.name}` is encrypted as a whole"
        raise InputError(message, f"check what it contains: sops decrypt {source.name} | liqo-values check -")
    sops.decrypted(parsed.root)
    layer = Layer(LayerKind.FILE, source.name, source, verbatim=False)
    return Piece(layer, parsed.root, [one.unfixable(NOT_VERBATIM) for one in parsed.diagnostics])


def read_argument(kind: LayerKind, text: str) -> Assigned:
    """Parse an argument of ``--set`` or one of its relatives.

    Raises:
        InputError: Helm rejects it.
    """
    from liqo_values.parsing import set_flags  # noqa: PLC0415 - not needed without such arguments

    assignments = set_flags.parse(kind, text)
    name = set_flags.name_of(kind, text)
    return Assigned(Layer(kind, name, next(_sources(assignments), Source(name, text))), assignments)


def _sources(assignments: Sequence[Assignment]) -> Iterator[Source]:
    for assignment in assignments:
        for span in (assignment.key_span, assignment.value.span if assignment.value else None):
            if span is not None:
                yield span.source
