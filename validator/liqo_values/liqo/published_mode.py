"""The two facts in the charts that Liqo publishes, as their templates and then pflag decide them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import ARGS, ENABLED, REFLECT
from liqo_values.liqo.mode import Fact, Mode, not_known, overridden
from liqo_values.liqo.program_args import APPENDED, BOOLEANS, Role, Spelling, may_be_switch, read
from liqo_values.liqo.published_rendering import kubelet_arguments, rendered
from liqo_values.model.nodes import Unknown, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.liqo.program_args import Arguments
    from liqo_values.liqo.published_rendering import Rendering
    from liqo_values.model.findings import Label
    from liqo_values.model.nodes import Path
    from liqo_values.values.provenance import Values


def decide(values: Values, chart: TargetChart) -> Mode:
    """Decide the two facts, and say why.

    The module is on if the templates render it *and* enable it in the controller manager; a quoted ``"false"`` does
    only the former. IP reflection is how pflag reads the arguments that the templates render.
    """
    found = rendered(values, chart)
    return Mode(_networking(values, found), reflection(values, chart))


def _networking(values: Values, found: Rendering) -> Fact:
    unsure = not_known(values, ENABLED)
    if unsure is not None:
        return unsure
    enabled = BOOLEANS.get(found.networking)
    place, overrode = key(values, ENABLED), overridden(values, ENABLED)
    if enabled is None:
        written = f"`--networking-enabled={found.networking}`"
        return Fact(None, place, overrode, f"the controller manager gets {written} and exits")
    if enabled is not found.module:
        deployed = "" if found.module else "not "
        doubt = f"fabric and IPAM are {deployed}deployed, but the controllers are {_word(enabled)}"
        return Fact(None, place, overrode, doubt)
    return Fact(enabled, place, overrode)


def reflection(values: Values, chart: TargetChart) -> Fact:
    """Decide IP reflection from the arguments that the templates render."""
    for path in (ARGS, REFLECT):
        unsure = not_known(values, path)
        if unsure is not None:
            return unsure
    arguments = read([*kubelet_arguments(values), APPENDED], chart.flags, chart.flag_values)
    own = values.get(*ARGS)
    given = len(own) if isinstance(own, list) else 0
    for occurrence in arguments.illegal:
        if occurrence.spelling in (Spelling.ASSIGNED, Spelling.SINGLE_DASH):
            place = values.label((*ARGS, occurrence.position), occurrence.item)
            return Fact(None, place, (), f'the virtual kubelet cannot read "{occurrence.item}"')
    last = arguments.effective
    for index, item in enumerate(own if isinstance(own, list) else ()):
        if isinstance(item, Unknown) and may_be_switch(str(item)) and index >= (last.position if last else -1):
            place = values.label((*ARGS, index), str(item))
            return Fact(None, place, (), f'"{item}" is filled in by a template')
    by_key, overrode = key(values, REFLECT), overridden(values, REFLECT)
    if last is not None and last.position < given:
        earlier = tuple(
            values.label((*ARGS, one.position), one.item)
            for one in reversed(arguments.legal[:-1])
            if one.position < given
        )
        place = values.label((*ARGS, last.position), last.item)
        differs = values.get(*REFLECT) is last.value
        return Fact(not last.value, place, (*earlier, *((by_key,) if differs else ()), *overrode))
    if last is None and not values.get(*REFLECT):
        return Fact(True, _lost(values, arguments, given), (by_key, *overrode))
    return Fact(last is None, by_key, overrode)


def _lost(values: Values, arguments: Arguments, given: int) -> Label:
    """Point to the argument that keeps the switch from being read, whether the templates append or omit it."""
    for argument in arguments.arguments[:given]:
        if argument.role is Role.END or (argument.taken is not None and argument.taken >= given):
            return values.label((*ARGS, argument.position), argument.item)
    swallowed = next((one for one in arguments.occurrences if one.value is None), None)
    return values.label((*ARGS, swallowed.position) if swallowed else ARGS, swallowed.item if swallowed else "args")


def key(values: Values, path: Path) -> Label:
    """Point to what set a key."""
    deleted = values.deleted(path)
    if deleted is not None:
        return label(deleted, f"{dotted(path)}: null", at_key=True)
    return values.label(path, f"{dotted(path)}: {show(values.get(*path))}")


def _word(on: bool) -> str:
    return "on" if on else "off"
