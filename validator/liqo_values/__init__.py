"""Shows which mode a Liqo values file results in and why, and finds mistakes in it before it reaches a cluster.

``__all__`` lists the public Python interface; everything else may change between releases:

>>> import liqo_values
>>> result = liqo_values.check(["values.yaml"], set_values=["networking.enabled=false"])
>>> result.mode.name, [finding.code for finding in result.findings]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.check import check
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact, Mode, ModeName
    from liqo_values.model.findings import Edit, Finding, Fingerprint, Fix, Label, Severity, SuppressedBy, Suppression

__all__ = [
    "CheckResult",
    "Edit",
    "Fact",
    "Finding",
    "Fingerprint",
    "Fix",
    "Label",
    "Mode",
    "ModeName",
    "Severity",
    "SuppressedBy",
    "Suppression",
    "TargetChart",
    "__version__",
    "check",
]

#: Also the version of the chart: both are released together, and `make generate` writes it into the chart.
__version__ = "1.2.0"

_MODULES = {
    "CheckResult": "engine.result",
    "check": "engine.check",
    "Edit": "model.findings",
    "Finding": "model.findings",
    "Fingerprint": "model.findings",
    "Fix": "model.findings",
    "Label": "model.findings",
    "Severity": "model.findings",
    "SuppressedBy": "model.findings",
    "Suppression": "model.findings",
    "TargetChart": "charts.target",
    "Fact": "liqo.mode",
    "Mode": "liqo.mode",
    "ModeName": "liqo.mode",
}


def __getattr__(name: str) -> object:
    """Import the public names on first use, so that ``--version`` and ``explain`` stay fast."""
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)

    value: object = getattr(import_module(f"liqo_values.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
