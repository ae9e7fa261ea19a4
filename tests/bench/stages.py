"""Where the time of `liqo-values check` for one file goes: run as a program of its own, it prints seconds as JSON.

The steps are those of ``liqo_values.checking.judge``, one by one.
"""

# Imports are what is measured.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
import time

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
    import liqo_values.cli.targets
    import liqo_values.cli.verdict
    import liqo_values.config
    import liqo_values.reports.outcome
    import liqo_values.reports.text
    import liqo_values.running
    import liqo_values.together  # noqa: F401


def main(path: str) -> None:
    """Do what `check` does with one file."""
    clock = _Clock()
    clock.step("import PyYAML", _import_libraries)
    clock.step("import our own modules", _import_own)

    from liqo_values import chartdata, checking, layers, options_templates
    from liqo_values.given import Given
    from liqo_values.reports import text
    from liqo_values.reports.style import Style
    from liqo_values.rules import REGISTRY, Context

    given = Given([path])
    clock.step("parse", given.steps)
    loaded: list[layers.Loaded] = []
    clock.step("merge", lambda: loaded.append(layers.load(given, defaults=chartdata.defaults())))
    values = loaded[0].values
    template = options_templates.default(values, checking._arguments)
    context = Context(values, loaded[0].problems, template, options_templates.named(values, checking._arguments))
    clock.step("schema", lambda: context.violations)
    clock.step("rules", lambda: [list(rule.findings(context)) for rule in REGISTRY])
    result = checking.judge(given)
    clock.step("output", lambda: text.render(result.findings, Style()) + text.conclusion([result], Style()))
    import json

    print(json.dumps(clock.steps))


if __name__ == "__main__":
    main(sys.argv[1])
