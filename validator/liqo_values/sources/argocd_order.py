"""Parameters of an Argo CD Application that set the same value.

Argo CD collects parameters in maps, and passes those of each kind to Helm in the order in which Go lists them, which
differs from time to time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.nodes import ScalarNode, Unknown
from liqo_values.values.release_inputs import Assigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.nodes import Path
    from liqo_values.parsing.set_flags import Assignment
    from liqo_values.values.release_inputs import Step

#: What is not known of a value that several parameters set.
_ANY = "the value of one of several parameters"


class Ordered(NamedTuple):
    """Parameters of one kind whose order does not matter.

    Attributes:
        steps: The parameters; a value that several of them set is unknown.
        overlapping: The numbers of parameters that set a part of what another one sets, with that one.
    """

    steps: list[Step]
    overlapping: dict[int, int]


def ordered(steps: Sequence[Step]) -> Ordered:
    """Look for parameters of one kind that set the same value."""
    first: dict[Path, int] = {}
    for number, step in enumerate(steps):
        for one in _assignments(step):
            first.setdefault(one.path, number)
    result = list(steps)
    overlapping: dict[int, int] = {}
    for number, step in enumerate(steps):
        kept: list[Assignment] = []
        for one in _assignments(step):
            paths = (one.path[:depth] for depth in range(1, len(one.path) + 1))
            above = next((path for path in paths if first.get(path, number) != number), None)
            if above is None:
                kept.append(one)
            else:
                overlapping[number] = first[above]
                result[first[above]] = _undetermined(result[first[above]], above)
        if isinstance(step, Assigned) and len(kept) < len(step.assignments):
            result[number] = step._replace(assignments=kept)
    return Ordered(result, overlapping)


def _assignments(step: Step) -> Sequence[Assignment]:
    return step.assignments if isinstance(step, Assigned) else ()


def _undetermined(step: Step, path: Path) -> Step:
    """Return a parameter whose value at a path is not known."""
    if not isinstance(step, Assigned):
        return step
    assignments = [
        one._replace(value=ScalarNode(Unknown(_ANY), one.value.span if one.value else one.key_span))
        if one.path == path
        else one
        for one in step.assignments
    ]
    return step._replace(assignments=assignments)
