"""From layers of values to findings and the mode: what the command line and the Python interface both call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from liqo_values import chartdata, effects, kubelet_args, layers, mode
from liqo_values.findings import Finding, Label, Severity
from liqo_values.given import Given
from liqo_values.paths import ARGS
from liqo_values.rules import REGISTRY, Context
from liqo_values.source.tree import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.effects import Component
    from liqo_values.layers import Loaded, Values
    from liqo_values.mode import Mode
    from liqo_values.source.text import Source
    from liqo_values.source.tree import Plain

#: The rules that say what the chart's schema refuses.
BY_SCHEMA = frozenset({"LQ002", "LQ003", "LQ004", "LQ005"})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        layers: The layers that were merged, lowest first, without the chart's defaults.
        findings: In the order of layer, line, column and code.
        mode: What the values result in.
        deployed: The components that the chart deploys.
        left_out: Those that it does not.
        caveats: What makes a part of the mode's effect untrue.
        name: What the release is called where a manifest describes it, such as ``HelmRelease liqo``; else empty.
    """

    layers: tuple[str, ...]
    findings: tuple[Finding, ...]
    mode: Mode
    deployed: tuple[Component, ...]
    left_out: tuple[Component, ...]
    caveats: tuple[str, ...] = ()
    name: str = ""

    @property
    def refused(self) -> bool:
        """Whether Helm would refuse the values: whether there is an error among the findings."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check(
    files: Sequence[str | Source] = (),
    *,
    set_json: Sequence[str] = (),
    set_values: Sequence[str] = (),
    set_strings: Sequence[str] = (),
    set_files: Sequence[str] = (),
    set_literals: Sequence[str] = (),
) -> CheckResult:
    """Check the values of one release.

    Args:
        files: Values files as given to Helm's ``-f``, in order; ``-`` is standard input, a Source is read already.
        set_json: Arguments of ``--set-json``, in order.
        set_values: Arguments of ``--set``, in order.
        set_strings: Arguments of ``--set-string``, in order.
        set_files: Arguments of ``--set-file``, in order.
        set_literals: Arguments of ``--set-literal``, in order.

    Raises:
        InputError: a file that cannot be had, or an argument that Helm refuses
            (:class:`liqo_values.source.problem.InputError`).
    """
    return judge(Given(files, set_json, set_values, set_strings, set_files, set_literals))


def judge(given: Given) -> CheckResult:
    """Check the values of one release, whatever they come from.

    Raises:
        InputError: as for ``check``.
    """
    loaded = layers.load(given, defaults=chartdata.defaults())
    names = [layer.name for layer in loaded.layers]
    context = Context(loaded.values, loaded.problems, _arguments(loaded.values))
    unreadable = [(layer, problem) for layer, problem in loaded.problems if problem.code == "LQ001"]
    # Where Helm cannot read a file, whatever else could be said is about values that nobody meant.
    rules = [rule for rule in REGISTRY if rule.code == "LQ001"] if unreadable else REGISTRY
    found = (finding for rule in rules for finding in rule.findings(context))
    counted = (_weighed(finding, given) for finding in found if _certain(finding, loaded.values))
    findings = sorted(counted, key=lambda finding: _order(finding, names))
    decided = _mode(context)
    return CheckResult(
        layers=tuple(_user_layers(loaded)),
        findings=tuple(findings),
        mode=decided,
        deployed=() if unreadable else effects.deployed(loaded.values, decided),
        left_out=() if unreadable else effects.left_out(loaded.values, decided),
        caveats=effects.caveats(loaded.values),
        name=given.name,
    )


def _mode(context: Context) -> Mode:
    for layer, problem in context.problems:
        if problem.code == "LQ001":
            return mode.undecided(Label(problem.span, layer.name, layer.name), "Helm cannot read the values")
    return mode.decide(context.values, context.arguments)


def _user_layers(loaded: Loaded) -> list[str]:
    """Return the names of the layers; a manifest that holds several is named once."""
    return list(dict.fromkeys(layer.name for layer in loaded.layers if layer.kind is not layers.LayerKind.DEFAULTS))


def _certain(finding: Finding, values: Values) -> bool:
    """Tell whether a finding holds whatever a template fills in, and a layer that is not here sets."""
    path = finding.path
    judged = path[:-1] if finding.code == "LQ002" else path  # a key is wrong whatever its value will be
    if values.unknown(judged) is not None or any(isinstance(step, Unknown) for step in path):
        return False
    return not path or bool(values.get(*path)) or values.doubt(path) is None


def _weighed(finding: Finding, given: Given) -> Finding:
    """Lower what the chart's schema would refuse, where Helm is told not to look at the schema."""
    if given.schema or finding.code not in BY_SCHEMA:
        return finding
    return replace(finding, severity=Severity.WARNING)


def _arguments(values: Values) -> kubelet_args.Arguments:
    items = values.get(*ARGS)
    if not isinstance(items, list):
        return kubelet_args.Arguments()
    return kubelet_args.read([_as_text(item) for item in items], chartdata.flags())


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
