"""How reports name the releases of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.layers import DEFAULTS_NAME
from liqo_values.model.locations import top_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult

#: The most releases to name in one sentence; the others are counted.
_NAMED = 3


def full(result: CheckResult) -> str:
    """Name a release with all its layers: ``HelmRelease liqo (rome.yaml + --set a=b)``."""
    layers = " + ".join(result.layers) or DEFAULTS_NAME
    return f"{result.name} ({layers})" if result.name else layers


def short(result: CheckResult) -> str:
    """Name a release with its own file, the topmost one: ``HelmRelease liqo (rome.yaml)``."""
    own = top_file(result.layers) or " + ".join(result.layers) or DEFAULTS_NAME
    return f"{result.name} ({own})" if result.name and own not in result.name else result.name or own


def listed(results: Sequence[CheckResult]) -> str:
    """Name releases: ``rome.yaml, milan.yaml, turin.yaml and 3 more``."""
    return joined([short(result) for result in results])


def joined(names: Sequence[str]) -> str:
    """Join names, each once; the last ones are counted if there are many."""
    names = list(dict.fromkeys(names))
    shown = names if len(names) <= _NAMED else names[: _NAMED - 1]
    more = [f"{len(names) - len(shown)} more"] if len(shown) < len(names) else []
    *before, last = [*shown, *more]
    return f"{', '.join(before)} and {last}" if before else last
