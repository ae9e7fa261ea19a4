"""``common.extraArgs`` and ``pod.extraArgs``, as the programs that get these arguments read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import ENABLED
from liqo_values.liqo.program_args import Argument, Role, as_text, read_flags
from liqo_values.model.nodes import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.flag_sets import Given, Program
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Values

#: The arguments for all programs.
COMMON: Path = ("common", "extraArgs")


class Reading(NamedTuple):
    """How one program reads its arguments.

    Attributes:
        program: The program.
        arguments: All items: those for all programs, then its own.
        paths: The path of each item.
    """

    program: Program
    arguments: tuple[Argument, ...]
    paths: tuple[Path, ...]

    def flags(self) -> Iterator[Argument]:
        """Yield the flags that the program reads."""
        return (argument for argument in self.arguments if argument.role is Role.FLAG and argument.readable)


def readings(values: Values, chart: TargetChart) -> tuple[Reading, ...]:
    """Return how each program that is deployed, and gets arguments from the user, reads them."""
    if not _any_given(values.data):  # few users set arguments: the flags need not be read
        return ()
    found = (_reading(values, chart, program) for program in chart.programs.values() if program.arguments)
    return tuple(one for one in found if one.paths and _deployed(values, one.program))


def _any_given(value: Plain) -> bool:
    if not isinstance(value, dict):
        return False
    return any(bool(inner) if name == COMMON[-1] else _any_given(inner) for name, inner in value.items())


def gets_common(program: Program, chart: TargetChart) -> bool:
    """Return whether a chart gives a program ``common.extraArgs``."""
    return bool(program.arguments) and (program.everywhere or not chart.is_ours)


def is_given(given: Given, values: Values) -> bool:
    """Return whether the chart gives a program an argument of its own."""
    if not given.when:
        return True
    value = values.get(*given.when)
    if isinstance(value, Unknown):
        return False
    replicas = as_text(value)
    return int(replicas) > 1 if replicas.isdecimal() else bool(value)


def _reading(values: Values, chart: TargetChart, program: Program) -> Reading:
    lists = (COMMON, program.arguments) if gets_common(program, chart) else (program.arguments,)
    paths = [(*path, index) for path in lists for index in range(len(_items(values, path)))]
    items = [as_text(values.get(*path)) for path in paths]
    if program.parser == "none":
        arguments = tuple(Argument(index, item, Role.STRAY) for index, item in enumerate(items))
    else:
        arguments = read_flags(items, program.flags, go_flags=program.parser == "flag")
    return Reading(program, arguments, tuple(paths))


def _items(values: Values, path: Path) -> list[Plain]:
    listed = values.get(*path)
    return listed if isinstance(listed, list) else []


def _deployed(values: Values, program: Program) -> bool:
    """Return whether the program runs; False if templates have yet to decide that."""
    needed = [program.switch] if program.switch else []
    if program.network:
        needed.append(ENABLED)
    decided = [values.get(*path) for path in needed]
    instead = values.get(*program.unless) if program.unless else None
    return all(value and not isinstance(value, Unknown) for value in decided) and not instead
