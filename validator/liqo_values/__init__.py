"""Shows which mode a Liqo values file results in and why, and finds mistakes in it before it reaches a cluster.

``__all__`` lists the public Python interface; everything else may change between releases:

>>> import liqo_values
>>> result = liqo_values.check("networking: {enabled: false}", set_values=["networking.reflectIPs=false"])
>>> result.mode.name, [finding.code for finding in result.findings]
(<ModeName.OFFLOADING_ONLY: 'offloading-only'>, [])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.charts.chart_facts import Component
    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.compare import Change, Comparison
    from liqo_values.engine.python_api import Fixed, FixedFile, Options, check, check_files, diff, fix, mode
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact, Mode, ModeName
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Edit, Finding, Fingerprint, Fix, Label, Severity, SuppressedBy, Suppression
    from liqo_values.model.source_text import Source, Span
    from liqo_values.values.provenance import Values

__all__ = [
    "Change",
    "CheckResult",
    "Comparison",
    "Component",
    "Edit",
    "Fact",
    "Finding",
    "Fingerprint",
    "Fix",
    "Fixed",
    "FixedFile",
    "InputError",
    "Label",
    "Mode",
    "ModeName",
    "Options",
    "Severity",
    "Source",
    "Span",
    "SuppressedBy",
    "Suppression",
    "TargetChart",
    "Values",
    "__version__",
    "check",
    "check_files",
    "diff",
    "fix",
    "mode",
]

#: Also the version of the chart: both are released together, and `make generate` writes it into the chart.
__version__ = "1.2.0"

_MODULES = {
    "charts.chart_facts": ("Component",),
    "charts.target": ("TargetChart",),
    "engine.compare": ("Change", "Comparison"),
    "engine.python_api": ("Fixed", "FixedFile", "Options", "check", "check_files", "diff", "fix", "mode"),
    "engine.result": ("CheckResult",),
    "liqo.mode": ("Fact", "Mode", "ModeName"),
    "model.errors": ("InputError",),
    "model.findings": ("Edit", "Finding", "Fingerprint", "Fix", "Label", "Severity", "SuppressedBy", "Suppression"),
    "model.source_text": ("Source", "Span"),
    "values.provenance": ("Values",),
}


def __getattr__(name: str) -> object:
    """Import the public names on first use, so that ``--version`` and ``explain`` stay fast."""
    for module, names in _MODULES.items():
        if name in names:
            value: object = getattr(import_module(f"liqo_values.{module}"), name)
            globals()[name] = value
            return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """List the public names, and nothing else."""
    return sorted(__all__)
