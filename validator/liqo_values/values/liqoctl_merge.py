"""Merge values files as `liqoctl install` does; a mirror of ``MergeMaps`` in Liqo's ``pkg/liqoctl/install/util``.

It differs from Helm's merge in four ways: lists are appended to those of lower layers, nulls delete nothing, a value
must have the same Go type as the one it replaces, and earlier files override later ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.liqoctl import always_written
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Diagnostic, Edit, Fix, Label
from liqo_values.model.layers import DEFAULTS_NAME, Layer, LayerKind
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, Path, ScalarNode, Unknown, dotted, plain
from liqo_values.parsing import scalars, yaml, yaml_v3
from liqo_values.parsing.yaml_writer import show
from liqo_values.values.liqoctl_flags import placed
from liqo_values.values.provenance import Statement, find_value, writes_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Plain
    from liqo_values.values.release_inputs import FlagText, Piece

#: The rules about it.
APPENDED, KEPT, FAILS, FIRST_WINS, DUMP = "LQ840", "LQ841", "LQ842", "LQ843", "LQ845"

#: At most this many items of a list are shown.
_MOST = 3
_NO_OPTIONS = frozenset({LayerKind.SET_JSON, LayerKind.SET_FILE, LayerKind.SET_LITERAL})
#: The rules about duplicate keys and several documents.
DUPLICATE, SEVERAL = "LQ006", "LQ007"
_DEFAULTS = Layer(LayerKind.DEFAULTS, DEFAULTS_NAME)
_IN_WORDS = {
    yaml_v3.TEXT: "a string",
    yaml_v3.BOOLEAN: "a boolean",
    yaml_v3.INTEGER: "an integer",
    yaml_v3.FLOAT: "a floating-point number",
    yaml_v3.LIST: "a list",
    yaml_v3.MAP: "a map",
    yaml_v3.OTHER_MAP: "a map with keys that are not strings",
    yaml_v3.TIME: "a time",
    yaml_v3.LARGE: "an integer of more than 63 bits",
}
_UNMERGEABLE = frozenset({yaml_v3.OTHER_MAP, yaml_v3.TIME, yaml_v3.LARGE})


class Merged(NamedTuple):
    """Values as `liqoctl install` passes them to Helm.

    Attributes:
        root: The values, which include the chart's defaults.
        statements: What each layer contributes to them, lowest first.
        layers: The layers, lowest first.
        diagnostics: What users of Helm do not expect.
    """

    root: MapNode
    statements: list[Statement]
    layers: list[Layer]
    diagnostics: list[Diagnostic]


def check_options(layers: Iterable[Layer]) -> None:
    """Check that `liqoctl install` has the options that give it values.

    Raises:
        InputError: it does not have one of them.
    """
    for layer in layers:
        if layer.kind in _NO_OPTIONS:
            message = f"`{layer.name}`: `liqoctl install` has no option --{layer.kind}"
            raise InputError(message, "use --set, --set-string or --values")


def is_dump(piece: Piece, chart: TargetChart) -> bool:
    """Return whether a file is from `liqoctl install --only-output-values`.

    It then has the keys that liqoctl writes, which nobody else writes, and all sections of the chart.
    """
    written = writes_all([Statement(piece.layer, (), piece.root)], always_written())
    return written and chart.defaults.entries.keys() <= piece.root.entries.keys()


def about_dump(piece: Piece) -> Diagnostic:
    """Report that such a file is for Helm."""
    return Diagnostic(
        f"`liqoctl install --only-output-values` wrote {piece.layer.name}, so it is checked as values for Helm",
        Label(piece.root.span, piece.layer.name, "is for Helm"),
        "pass it to `helm install --values`; `liqoctl install --values` fails because of the integers in it",
        code=DUMP,
    )


def as_liqoctl(diagnostic: Diagnostic) -> Diagnostic:
    """Return what the reader of a file reported, as it applies to liqoctl.

    It fails on duplicate keys, and reads only the first document.
    """
    if _is_separator(diagnostic):
        return diagnostic.replace(message="a second document begins here, which `liqoctl install` ignores")
    spans = [label.span for label in (diagnostic.primary, *diagnostic.related) if label.span is not None]
    twice = diagnostic.code == DUPLICATE and len({span.text.strip("'\"") for span in spans}) == 1
    if not twice:
        return diagnostic
    return diagnostic.replace(
        message=f"`liqoctl install` fails: the key `{spans[0].text}` is set twice in one map", code=FAILS
    )


def merge(chart: TargetChart, files: Sequence[Piece], flags: Sequence[FlagText] = ()) -> Merged:
    """Merge values files over the values that liqoctl adds, and these over the chart's defaults.

    Args:
        chart: The chart that liqoctl installs.
        files: The values files, in the order of the command line.
        flags: The flags of the command, if a script contains it.
    """
    merging = _Merging(chart.defaults)
    merging.add(Layer(LayerKind.LIQOCTL, chart.installer), chart.added)
    if flags:
        merging.statements[:1] = placed(merging.statements[0], chart, flags)
    for piece in reversed(files):
        root = yaml_v3.read(_first_document(piece))
        merging.add(piece.layer, root if isinstance(root, MapNode) else MapNode())
    return merging.finish()


def _is_separator(diagnostic: Diagnostic) -> bool:
    span = diagnostic.primary.span
    return diagnostic.code == SEVERAL and span is not None and span.text == "---"


def _first_document(piece: Piece) -> MapNode:
    separators = [one.primary.span.start for one in piece.diagnostics if _is_separator(one) and one.primary.span]
    if not separators or piece.layer.source is None or not piece.layer.is_file:
        return piece.root
    documents, _ = yaml.parse_stream(piece.layer.source)
    first = documents[0] if documents else MapNode()
    before = first.span is not None and first.span.start < separators[0]
    return first if isinstance(first, MapNode) and before else MapNode()


class _Merging:
    def __init__(self, defaults: MapNode) -> None:
        self.root = defaults
        self.statements: list[Statement] = []
        self.layers: list[Layer] = []
        self.diagnostics: list[Diagnostic] = []
        self._layer = _DEFAULTS
        self._owners: dict[int, Layer] = {}  # of the values of all other layers, by the identity of the node
        self._items: list[Statement] = []
        self._nulls: list[tuple[Path, Layer, Entry]] = []
        self._lists: dict[Path, list[tuple[Layer, ListNode]]] = {}  # what lists with several parts consist of

    def add(self, layer: Layer, values: MapNode) -> None:
        """Merge a layer over the previous ones."""
        self._layer = layer
        self._own(values)
        self._items = []
        self.root, contributed = self._map((), self.root, values)
        self.layers.append(layer)
        self.statements += [Statement(layer, (), contributed), *self._items]

    def finish(self) -> Merged:
        """Return the result, after all layers."""
        for path, layer, entry in self._nulls:
            self._layer = layer
            self._say(KEPT, path, entry, _ignored(path, find_value(plain(self.root), path)[1]))
        return Merged(self.root, self.statements, self.layers, self.diagnostics)

    def _own(self, node: Node) -> None:
        self._owners[id(node)] = self._layer
        if isinstance(node, MapNode):
            for entry in node.entries.values():
                self._own(entry.value)

    def _map(self, path: Path, below: MapNode, above: MapNode) -> tuple[MapNode, MapNode]:
        """Return the merged map, and what of the upper one is in it."""
        entries, contributed = dict(below.entries), {}
        for key, entry in above.entries.items():
            earlier = below.entries.get(key)
            value, part = self._value((*path, key), earlier, entry)
            entries[key] = Entry(key, value, entry.key_span)
            if part is not None:
                contributed[key] = Entry(key, part, entry.key_span)
        return MapNode(entries, above.span), MapNode(contributed, above.span)

    def _value(self, path: Path, earlier: Entry | None, entry: Entry) -> tuple[Node, Node | None]:
        if earlier is None:
            return entry.value, entry.value
        below, above = earlier.value, entry.value
        owner = self._owners.get(id(below), _DEFAULTS)
        if _is_null(above):
            if not owner.by_user:
                self._nulls.append((path, self._layer, entry))
            return below, None
        if _is_null(below):
            self._first_wins(path, owner, earlier, entry)
            return above, above
        if _is_filled_in(above) or (owner.by_user and _is_filled_in(below)):
            return above, above
        types = yaml_v3.go_type(below), yaml_v3.go_type(above)
        if types[0] != types[1] or types[0] in _UNMERGEABLE:
            self._fails(path, owner, earlier, entry, types)
            meant = _meant(above, types[0])
            return (below, None) if meant is None else (meant, meant)
        if isinstance(below, MapNode) and isinstance(above, MapNode):
            merged, part = self._map(path, below, above)
            return merged, part if part.entries or not above.entries else None
        if isinstance(below, ListNode) and isinstance(above, ListNode):
            return self._list(path, below, above, entry)
        self._first_wins(path, owner, earlier, entry)
        return above, above

    def _list(self, path: Path, below: ListNode, above: ListNode, entry: Entry) -> tuple[Node, Node | None]:
        parts = self._lists.setdefault(path, [(self._owners.get(id(below), _DEFAULTS), below)] if below.items else [])
        if not below.items:
            parts.append((self._layer, above))
            return above, above
        if self._layer.by_user:
            self._say(APPENDED, path, entry, self._appended(path, above, parts))
        parts.append((self._layer, above))
        merged = ListNode([*below.items, *above.items], above.span)
        whole = [plain(item) for item in merged.items]
        self._items += [
            Statement(self._layer, (*path, number), item, None, whole)
            for number, item in enumerate(above.items, len(below.items))
        ]
        return merged, None

    def _say(self, code: str, path: Path, entry: Entry, said: _Said) -> None:
        span = entry.value.span if entry.value.span and entry.value.span.text else entry.key_span
        place = Label(span, self._layer.name, said.mark)
        obstacle = self._layer.obstacle
        change = (Edit(span, said.write),) if span is not None and not obstacle else ()
        fix = Fix(f"write `{said.write}`", change, True, obstacle)
        self.diagnostics.append(
            Diagnostic(
                said.message,
                place,
                said.remedy,
                code=code,
                path=path,
                related=tuple(said.related),
                fix=fix if said.write and span is not None and span is entry.value.span else None,
            )
        )

    def _appended(self, path: Path, above: ListNode, parts: Sequence[tuple[Layer, ListNode]]) -> _Said:
        name = dotted(path)
        filled = [(layer, part) for layer, part in parts if part.items]
        others = " and ".join(_counted(layer, part) for layer, part in filled)
        related = [Label(part.span, layer.name, f"also in the list: {_listed(part)}") for layer, part in filled]
        if not above.items:
            message = f"`{name}: []` does not empty the list: liqoctl appends lists, so that it keeps {others}"
            remedy = f"pass the items that you want with `--set '{name}={{…}}'`; liqoctl cannot pass an empty list"
            return _Said(message, "adds nothing", remedy, related)
        message = f"liqoctl appends `{name}` to {others}, while Helm would replace the list"
        remedy = f"list only the items to add; to replace the list, pass `--set '{name}={{{_for_set(above)}}}'`"
        return _Said(message, "is appended", remedy, related)

    def _first_wins(self, path: Path, owner: Layer, earlier: Entry, entry: Entry) -> None:
        """Report that a file overrides a later one."""
        if not owner.by_user or plain(earlier.value) == plain(entry.value):
            return
        span = earlier.value.span if earlier.value.span and earlier.value.span.text else earlier.key_span
        self.diagnostics.append(
            Diagnostic(
                f"`{dotted(path)}` in {owner.name} has no effect: of several values files, liqoctl uses the first one",
                Label(span, owner.name, "is overridden"),
                f"pass {owner.name} before {self._layer.name}, or remove one of the two",
                code=FIRST_WINS,
                path=path,
                related=(Label(entry.value.span or entry.key_span, self._layer.name, f"{_shown(entry.value)} wins"),),
            )
        )

    def _fails(self, path: Path, owner: Layer, earlier: Entry, entry: Entry, types: tuple[str, str]) -> None:
        below, above = (_IN_WORDS[one] for one in types)
        name = dotted(path)
        where = _named(owner)
        message = f"`liqoctl install` fails: `{name}` is {above} here, but {below} in {where}"
        if types[0] == types[1]:
            message = f"`liqoctl install` fails: it cannot merge `{name}`, {above}, over that of {where}"
        related = [Label(earlier.value.span, owner.name, below)] if owner.by_user else []
        write = "" if _is_aliased(entry.value) else written_as(entry.value, types[0])
        remedy = f"write `{write}`" if write else _remedy(name, types)
        if types[0] == yaml_v3.FLOAT and types[1] == yaml_v3.INTEGER:
            remedy += f", or pass `--set {name}={show(plain(entry.value))}`"
        self._say(FAILS, path, entry, _Said(message, f"is {above}", remedy, related, write))


class _Said(NamedTuple):
    message: str
    mark: str
    remedy: str
    related: Iterable[Label] = ()
    write: str = ""  # instead of the value


def _remedy(name: str, types: tuple[str, str]) -> str:
    if types[0] in _UNMERGEABLE:
        return f"set `{name}` in one place only"
    return f"write {_IN_WORDS[types[0]]}"


def _is_aliased(node: Node) -> bool:
    return node.span is not None and node.span.text.startswith("*")


def written_as(node: Node, wanted: str) -> str:
    """Return how a scalar is written so that liqoctl reads it with another type; empty if it cannot have that type."""
    if not isinstance(node, ScalarNode) or isinstance(node.value, Unknown):
        return ""
    value = node.value
    if wanted == yaml_v3.BOOLEAN and isinstance(value, str):
        words = {"true": "true", "yes": "true", "on": "true", "y": "true"}
        words |= {"false": "false", "no": "false", "off": "false", "n": "false"}
        return words.get(value.lower(), "")
    if wanted == yaml_v3.FLOAT and isinstance(value, int | str) and not isinstance(value, bool):
        return f"{value}.0" if str(value).lstrip("-").isdecimal() else ""
    if wanted == yaml_v3.INTEGER and isinstance(value, float | int) and not isinstance(value, bool):
        return str(int(value)) if value == int(value) else ""
    if wanted == yaml_v3.TEXT and node.span is not None and "\n" not in node.span.text:
        return f'"{node.span.text.strip()}"' if '"' not in node.span.text and "\\" not in node.span.text else ""
    return ""


def _meant(node: Node, wanted: str) -> ScalarNode | None:
    """Return a scalar as it would be with another type, so that everything else is checked as if it were fixed."""
    text = written_as(node, wanted)
    if not text:
        return None
    tag = scalars.STR if wanted == yaml_v3.TEXT else None
    return ScalarNode(scalars.to_json(scalars.resolve(text.strip('"'), tag, plain=True)), node.span)


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None


def _is_filled_in(node: Node) -> bool:
    """Return whether a template engine fills in the value, so that its type is unknown."""
    return isinstance(node, ScalarNode) and isinstance(node.value, Unknown)


def _shown(node: Node) -> str:
    return f"`{show(plain(node))}`"


def _ignored(path: Path, value: Plain) -> _Said:
    name = dotted(path)
    what = "the section stays" if isinstance(value, dict) else f"the value is `{show(value)}`"
    message = f"the null for `{name}` has no effect: liqoctl ignores nulls in values files, so that {what}"
    return _Said(message, "is ignored", f"write the value that you want, or pass `--set {name}=null`")


def _named(layer: Layer) -> str:
    return f"`{layer.name}`" if layer.kind is LayerKind.LIQOCTL else layer.name


def _counted(layer: Layer, part: ListNode) -> str:
    if any(isinstance(plain(item), Unknown) for item in part.items):
        return f"what {_named(layer)} finds out"
    count = len(part.items)
    return f"the item of {_named(layer)}" if count == 1 else f"the {count} items of {_named(layer)}"


def _listed(part: ListNode) -> str:
    values = [plain(item) for item in part.items]
    texts = [value.strip("<>") if isinstance(value, Unknown) else f"`{_text(value)}`" for value in values[:_MOST]]
    return f"{', '.join(texts)}{', …' if len(values) > _MOST else ''}"


def _text(value: Plain) -> str:
    return value if isinstance(value, str) else show(value)


def _for_set(items: ListNode) -> str:
    values = [plain(item) for item in items.items]
    simple = [str(value) for value in values if isinstance(value, str | int | float)]
    return ",".join(simple) if len(simple) == len(values) and "," not in "".join(simple) else "…"
