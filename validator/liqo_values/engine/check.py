"""From layers of values to findings and the mode: what the command line and the Python interface both call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from liqo_values.charts import target
from liqo_values.charts.keys import ARGS
from liqo_values.engine.fingerprints import signed
from liqo_values.liqo import effects, mode, options_templates, program_args
from liqo_values.liqo.peering_objects import EXTRA_ARGS, Objects
from liqo_values.model.findings import Finding, Label, Severity
from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, ListNode, MapNode, Unknown
from liqo_values.rules.context import Context
from liqo_values.rules.registry import REGISTRY
from liqo_values.rules.suppression_comments import LAST, MARK
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.liqo.effects import Component
    from liqo_values.liqo.mode import Mode
    from liqo_values.liqo.peering_objects import NodeMode
    from liqo_values.model.nodes import Node, Plain
    from liqo_values.model.source_text import Source
    from liqo_values.rules.rule import Rule
    from liqo_values.sources.manifests import Manifest
    from liqo_values.values.load import Loaded
    from liqo_values.values.provenance import Values

#: The rules that say what the chart's schema refuses.
BY_SCHEMA = frozenset({"LQ002", "LQ003", "LQ004", "LQ005"})
#: The rules about keys that the chart does not have.
ABOUT_KEYS = frozenset({"LQ002", "LQ402", "LQ403"})
#: How the codes of the rules begin that are about other objects than values.
_ABOUT_OBJECTS = "LQ6"


class CheckResult(NamedTuple):
    """What a check found.

    Attributes:
        values: What Helm hands to the schema and the templates, every value with its origin.
        layers: The layers that were merged, lowest first, without the chart's defaults.
        findings: In the order of layer, line, column and code.
        suppressed: Those that a comment or a baseline keeps from counting, in the same order.
        mode: What the values result in.
        deployed: The components that the chart deploys.
        left_out: Those that it does not.
        caveats: What makes a part of the mode's effect untrue.
        refusals: The findings for which Helm would refuse the values, suppressed or not.
        name: What the release is called where a manifest describes it, such as ``HelmRelease liqo``; else empty.
        virtual_nodes: What each VirtualNode given with the values results in.
    """

    values: Values
    layers: tuple[str, ...]
    findings: tuple[Finding, ...]
    mode: Mode
    deployed: tuple[Component, ...]
    left_out: tuple[Component, ...]
    caveats: tuple[str, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()
    name: str = ""
    virtual_nodes: tuple[NodeMode, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether Helm would refuse the values."""
        return bool(self.refusals)

    @property
    def unreadable(self) -> bool:
        """Whether Helm cannot read the values, so that nothing else is said about them."""
        return any(finding.code == "LQ001" for finding in self.findings)


def check(  # noqa: PLR0913 - as many as Helm has options
    files: Sequence[str | Source] = (),
    *,
    set_json: Sequence[str] = (),
    set_values: Sequence[str] = (),
    set_strings: Sequence[str] = (),
    set_files: Sequence[str] = (),
    set_literals: Sequence[str] = (),
    without_cluster: bool = False,
    ignores: bool = True,
) -> CheckResult:
    """Check the values of one release.

    Args:
        files: Values files as given to Helm's ``-f``, in order; ``-`` is standard input, a Source is read already.
        set_json: Arguments of ``--set-json``, in order.
        set_values: Arguments of ``--set``, in order.
        set_strings: Arguments of ``--set-string``, in order.
        set_files: Arguments of ``--set-file``, in order.
        set_literals: Arguments of ``--set-literal``, in order.
        without_cluster: Whether the chart is rendered by something that asks no cluster, such as Argo CD.
        ignores: Whether comments in the files may keep findings from counting.

    Raises:
        InputError: a file that cannot be had, or an argument that Helm refuses
            (:class:`liqo_values.model.errors.InputError`).
    """
    given = Given(files, set_json, set_values, set_strings, set_files, set_literals)
    return judge(given._replace(without_cluster=without_cluster, ignores=ignores))


def judge(given: Given, objects: Objects | None = None) -> CheckResult:
    """Check the values of one release, whatever they come from, and the objects of its peerings.

    Raises:
        InputError: as for ``check``.
    """
    loaded = load(given, defaults=target.defaults())
    values = loaded.values
    context = Context(
        values,
        loaded.problems,
        options_templates.default(values, _arguments),
        options_templates.named(values, _arguments),
        without_cluster=given.without_cluster,
        objects=objects,
    )
    decided = _mode(context)
    context.node_modes = context.objects.modes(decided, target.flags())
    unreadable = any(problem.code == "LQ001" for _, problem in loaded.problems)
    known = not unreadable and context.objects.with_values
    names = list(dict.fromkeys([*_user_layers(loaded), *context.objects.files]))
    findings = signed(sorted(_found(given, loaded, context), key=partial(_order, names=names)), names)
    return CheckResult(
        values=values,
        layers=tuple(names),
        findings=tuple(finding for finding in findings if finding.suppression is None),
        mode=decided,
        deployed=effects.deployed(values, decided) if known else (),
        left_out=effects.left_out(values, decided) if known else (),
        caveats=effects.caveats(values, decided),
        suppressed=tuple(finding for finding in findings if finding.suppression is not None),
        refusals=tuple(finding for finding in findings if _refuses(finding)),
        name=given.name,
        virtual_nodes=tuple(context.node_modes),
    )


def _found(given: Given, loaded: Loaded, context: Context) -> list[Finding]:
    """Apply the rules that have something to say."""
    rules: Sequence[Rule] = [rule for rule in REGISTRY if rule not in LAST]
    unreadable = any(problem.code == "LQ001" for _, problem in loaded.problems)
    if unreadable:  # whatever else could be said is about values that nobody meant
        rules = [rule for rule in rules if rule.code == "LQ001"]
    elif not context.objects.with_values:
        rules = [rule for rule in rules if rule.code.startswith(_ABOUT_OBJECTS)]
    found = [finding for rule in rules for finding in rule.findings(context)]
    counted = [_weighed(finding, given) for finding in found if _certain(finding, context.values)]
    for template in context.objects.templates.values():
        counted += _about_arguments(template)
    return _ignored(counted, loaded, context) if given.ignores and not unreadable else counted


def _refuses(finding: Finding) -> bool:
    """Tell whether Helm refuses the values for it: errors in objects beside the values are no business of Helm's."""
    about_objects = finding.code.startswith(_ABOUT_OBJECTS) or finding.path[: len(EXTRA_ARGS)] == EXTRA_ARGS
    return finding.severity is Severity.ERROR and not about_objects


def _about_arguments(template: Manifest) -> Iterator[Finding]:
    """Judge the arguments in an options template by the rules for those in the values."""
    listed = find(template.root, *EXTRA_ARGS)
    if not isinstance(listed, ListNode):
        return
    root: Node = listed
    for key in reversed(ARGS):
        root = MapNode({str(key): Entry(str(key), root)}, listed.span)
    piece = template.file.piece(cast("MapNode", root))
    values = load(Given([piece]), defaults=MapNode(), subcharts={}).values
    context = Context(values, (), options_templates.default(values, _arguments))
    for rule in REGISTRY:
        for finding in rule.findings(context) if rule.code.startswith("LQ2") else ():
            if _certain(finding, values):
                yield finding._replace(path=(*EXTRA_ARGS, *finding.path[len(ARGS) :]))


def _ignored(found: Sequence[Finding], loaded: Loaded, context: Context) -> list[Finding]:
    """Let the comments in the files have their say; return all findings, with those about the comments."""
    files = [(name, source) for name, source in _files(loaded, context) if MARK in source.text.lower()]
    if not files:
        return list(found)
    # few files have such comments
    from liqo_values.suppressions.apply_comments import apply  # noqa: PLC0415
    from liqo_values.suppressions.parse_comments import Ignore, Remark, read  # noqa: PLC0415

    pointed: dict[int, list[int]] = {}
    for span in (finding.primary.span for finding in found):
        if span is not None:
            pointed.setdefault(id(span.source), []).append(span.start)
    ignores: list[Ignore] = []
    remarks: list[Remark] = []
    for name, source in files:
        in_file, about_them = read(name, source, pointed.get(id(source), ()))
        ignores += in_file
        remarks += about_them
    applied = apply(found, ignores)
    context.remarks = [*remarks, *applied.remarks]
    return [*applied.kept, *applied.suppressed, *(finding for rule in LAST for finding in rule.findings(context))]


def _certain(finding: Finding, values: Values) -> bool:
    """Tell whether a finding holds whatever a template fills in, and a layer that is not here sets."""
    path = finding.path
    about_key = finding.code in ABOUT_KEYS  # such a key is wrong whatever its value will be
    if values.unknown(path[:-1] if about_key else path) is not None or any(isinstance(step, Unknown) for step in path):
        return False
    return not path or about_key or bool(values.get(*path)) or values.doubt(path) is None


def _weighed(finding: Finding, given: Given) -> Finding:
    """Lower what the chart's schema would refuse, where Helm is told not to look at the schema."""
    if given.schema or finding.code not in BY_SCHEMA:
        return finding
    return finding._replace(severity=Severity.WARNING)


def _files(loaded: Loaded, context: Context) -> list[tuple[str, Source]]:
    """Return the files of values and objects, each once, the lowest layer first: what comments can be in."""
    files = {
        id(layer.source): (layer.name, layer.source)
        for layer in loaded.layers
        if layer.source is not None and not layer.source.name.startswith("--set")
    }
    for source in (manifest.file.source for manifest in context.objects.manifests):
        files.setdefault(id(source), (source.name, source))
    return list(files.values())


def _mode(context: Context) -> Mode:
    if not context.objects.with_values:
        return mode.undecided(Label(None, "no values", "not given"), "no values are given with it; -f names them")
    for layer, problem in context.problems:
        if problem.code == "LQ001":
            return mode.undecided(Label(problem.span, layer.name, layer.name), "Helm cannot read the values")
    return mode.decide(context.values, context.template, context.templates)


def _user_layers(loaded: Loaded) -> list[str]:
    """Return the names of the layers; a manifest that holds several is named once."""
    return list(dict.fromkeys(layer.name for layer in loaded.layers if layer.kind is not LayerKind.DEFAULTS))


def _arguments(items: Plain) -> program_args.Arguments:
    if not isinstance(items, list):
        return program_args.Arguments()
    return program_args.read([_as_text(item) for item in items], target.flags(), target.flag_values())


def _as_text(item: Plain) -> str:
    """Write an item as a template would; an item that is no text is refused anyway, but keeps its place."""
    if isinstance(item, str):
        return item
    if isinstance(item, bool):
        return "true" if item else "false"
    return "" if item is None or isinstance(item, (dict, list)) else str(item)


def _order(finding: Finding, names: list[str]) -> tuple[int, int, str]:
    place = finding.primary
    layer = names.index(place.layer) + 1 if place.layer in names else 0
    return layer, place.span.start if place.span else 0, finding.code
