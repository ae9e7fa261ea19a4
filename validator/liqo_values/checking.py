"""From layers of values to findings and the mode: what the command line and the Python interface both call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liqo_values import chartdata, effects, kubelet_args, layers, mode, suppressions
from liqo_values.findings import Finding, Label, Severity
from liqo_values.fingerprints import signed
from liqo_values.paths import ARGS
from liqo_values.rules import REGISTRY, Context
from liqo_values.rules.comments import LAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.effects import Component
    from liqo_values.layers import Loaded, Values
    from liqo_values.mode import Mode
    from liqo_values.source.text import Source
    from liqo_values.source.tree import Plain


@dataclass(frozen=True, slots=True)
class CheckResult:
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
    """

    values: Values
    layers: tuple[str, ...]
    findings: tuple[Finding, ...]
    mode: Mode
    deployed: tuple[Component, ...]
    left_out: tuple[Component, ...]
    caveats: tuple[str, ...] = ()
    suppressed: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether Helm would refuse the values: whether there is an error among the findings, suppressed or not."""
        return any(finding.severity is Severity.ERROR for finding in (*self.findings, *self.suppressed))

    @property
    def unreadable(self) -> bool:
        """Whether Helm cannot read the values, so that nothing else is said about them."""
        return any(finding.code == "LQ001" for finding in self.findings)


def check(
    files: Sequence[str | Source] = (),
    *,
    set_json: Sequence[str] = (),
    set_values: Sequence[str] = (),
    set_strings: Sequence[str] = (),
    without_cluster: bool = False,
    ignores: bool = True,
) -> CheckResult:
    """Check the values of one release.

    Args:
        files: Values files as given to Helm's ``-f``, in order; ``-`` is standard input, a Source is read already.
        set_json: Arguments of ``--set-json``, in order.
        set_values: Arguments of ``--set``, in order.
        set_strings: Arguments of ``--set-string``, in order.
        without_cluster: Whether the chart is rendered by something that asks no cluster, such as Argo CD.
        ignores: Whether comments in the files may keep findings from counting.

    Raises:
        InputError: a file that cannot be had, or an argument that Helm refuses
            (:class:`liqo_values.source.problem.InputError`).
    """
    loaded = layers.load(
        files,
        set_json=set_json,
        set_values=set_values,
        set_strings=set_strings,
        defaults=chartdata.defaults(),
    )
    names = [layer.name for layer in loaded.layers]
    context = Context(loaded.values, loaded.problems, _arguments(loaded.values), without_cluster)
    unreadable = [(layer, problem) for layer, problem in loaded.problems if problem.code == "LQ001"]
    # Where Helm cannot read a file, whatever else could be said is about values that nobody meant.
    rules = [rule for rule in REGISTRY if rule.code == "LQ001"] if unreadable else REGISTRY
    found = [finding for rule in rules if rule not in LAST for finding in rule.findings(context)]
    if ignores and not unreadable:
        found = _ignored(found, loaded, context)
    user_layers = tuple(_user_layers(loaded))
    findings = signed(sorted(found, key=lambda finding: _order(finding, names)), user_layers)
    decided = _mode(context)
    return CheckResult(
        values=loaded.values,
        layers=user_layers,
        findings=tuple(finding for finding in findings if finding.suppression is None),
        mode=decided,
        deployed=() if unreadable else effects.deployed(loaded.values, decided),
        left_out=() if unreadable else effects.left_out(loaded.values, decided),
        caveats=effects.caveats(loaded.values),
        suppressed=tuple(finding for finding in findings if finding.suppression is not None),
    )


def _ignored(found: Sequence[Finding], loaded: Loaded, context: Context) -> list[Finding]:
    """Let the comments in the files have their say; return all findings, with those about the comments."""
    files = {
        id(layer.source): (layer.name, layer.source)
        for layer in loaded.layers
        if layer.kind is layers.LayerKind.FILE and layer.source
    }
    ignores: list[suppressions.Ignore] = []
    remarks: list[suppressions.Remark] = []
    for name, source in files.values():
        in_file, about_them = suppressions.read(name, source)
        ignores += in_file
        remarks += about_them
    applied = suppressions.apply(found, ignores)
    context.remarks = [*remarks, *applied.remarks]
    return [*applied.kept, *applied.suppressed, *(finding for rule in LAST for finding in rule.findings(context))]


def _mode(context: Context) -> Mode:
    for layer, problem in context.problems:
        if problem.code == "LQ001":
            return mode.undecided(Label(problem.span, layer.name, layer.name), "Helm cannot read the values")
    return mode.decide(context.values, context.arguments)


def _user_layers(loaded: Loaded) -> list[str]:
    return [layer.name for layer in loaded.layers if layer.kind is not layers.LayerKind.DEFAULTS]


def _arguments(values: Values) -> kubelet_args.Arguments:
    items = values.get(*ARGS)
    if not isinstance(items, list):
        return kubelet_args.Arguments()
    return kubelet_args.read([_as_text(item) for item in items], chartdata.flags(), chartdata.flag_values())


def _as_text(item: Plain) -> str:
    """Write an item as a template would; an item that is no text is refused anyway, but keeps its place."""
    if isinstance(item, str):
        return item
    if isinstance(item, bool):
        return "true" if item else "false"
    return "" if item is None or isinstance(item, (dict, list)) else str(item)


def _order(finding: Finding, names: list[str]) -> tuple[int, int, str]:
    place = finding.primary
    layer = names.index(place.layer) if place.layer in names else 0
    return layer, place.span.start if place.span else 0, finding.code
