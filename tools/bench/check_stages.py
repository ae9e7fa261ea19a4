"""Measures the steps of `liqo-values check` for one file; run as a script, it prints seconds as JSON.

The steps are those of ``liqo_values.engine.check.judge``, one by one.
"""

# Imports are measured, and so are the private steps of `judge`.
# ruff: noqa: PLC0415, SLF001

from __future__ import annotations

import sys
import time
from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class _Clock:
    """Adds up processor time by step."""

    def __init__(self) -> None:
        self.steps = {"start Python": time.process_time()}

    def step(self, name: str, work: Callable[[], object]) -> None:
        begin = time.process_time()
        work()
        self.steps[name] = time.process_time() - begin


def _import_libraries() -> None:
    import yaml  # noqa: F401


def _import_own() -> None:
    import liqo_values.cli
    import liqo_values.cli.check_runner
    import liqo_values.cli.targets
    import liqo_values.engine.batch
    import liqo_values.engine.project_file
    import liqo_values.engine.reconcile  # noqa: F401


def main(path: str) -> None:
    """Do what `check` does with one file."""
    clock = _Clock()
    clock.step("import PyYAML", _import_libraries)
    clock.step("import our own modules", _import_own)

    from liqo_values.charts.target import ours
    from liqo_values.engine import check
    from liqo_values.liqo import options_templates
    from liqo_values.reports import text
    from liqo_values.reports.style import Style
    from liqo_values.rules.context import Context
    from liqo_values.rules.registry import for_chart
    from liqo_values.values import load
    from liqo_values.values.release_inputs import Given

    given = Given([path])
    clock.step("parse", given.steps)
    loaded: list[load.Loaded] = []
    clock.step("merge", lambda: loaded.append(load.load(given, defaults=ours().defaults)))
    values = loaded[0].values
    read = partial(check._arguments, ours())
    template = options_templates.default(values, read)
    context = Context(values, ours(), loaded[0].diagnostics, template, options_templates.named(values, read))
    clock.step("schema", lambda: context.violations)
    clock.step("rules", lambda: [list(rule.findings(context)) for rule in for_chart(ours())])
    result = check.judge(given)
    clock.step("output", lambda: text.render(result.findings, Style()) + text.conclusion([result], Style()))
    import json

    print(json.dumps(clock.steps))


if __name__ == "__main__":
    main(sys.argv[1])
