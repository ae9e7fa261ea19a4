"""Measures, prints a table with ratios, and writes the figures as JSON: ``make bench``.

``--publish`` writes the figures into ``docs/performance.md``, with a picture. ``--curves`` prints only how the cost of
a check grows with hostile inputs, ``--keystrokes`` only how long the language server takes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.bench import compared_programs, growth_curves, keystrokes, performance_page, timing
from tools.repository import ROOT

FIGURES = ROOT / ".run" / "bench.json"
#: A median of fewer rounds is not reliable.
_FEWEST = 10


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure whole processes, in turns.")
    parser.add_argument("--rounds", type=int, default=11, help="how often each program is run (default: 11)")
    parser.add_argument("--curves", action="store_true", help="only print how the cost grows with hostile inputs")
    parser.add_argument("--keystrokes", action="store_true", help="only measure the language server")
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/performance.md")
    options = parser.parse_args()
    if options.rounds < _FEWEST:
        parser.error(f"medians of fewer than {_FEWEST} rounds are not reliable")
    if options.curves:
        print(growth_curves.measure())
        return 0
    if options.keystrokes:
        print(keystrokes.table(keystrokes.measure(options.rounds)))
        return 0
    try:
        figures = measure(options.rounds)
    except timing.UnexpectedStatusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(performance_page.tables(figures))
    print(f"\nThe figures are in {os.path.relpath(FIGURES)}")
    if options.publish:
        performance_page.publish(figures)
    return 0


def measure(rounds: int) -> dict[str, Any]:
    """Measure everything, and return the figures."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        values = compared_programs.values_file(folder / "one")
        return {
            "machine": {"processors": len(os.sched_getaffinity(0)), "python": platform.python_version()},
            "rounds": rounds,
            "one file": _in_turns("one file", compared_programs.for_one_file(values), rounds),
            "stages": timing.steps(values, rounds),
            "fleets": _in_turns("many files", compared_programs.for_fleets(folder / "fleets"), rounds),
            "modes": _in_turns("the chart", compared_programs.for_modes(), rounds),
            "objects": {mode: _objects(command) for mode, command in compared_programs.for_modes().items()},
        }


def _in_turns(title: str, commands: dict[str, list[str]], rounds: int) -> dict[str, dict[str, float]]:
    def tell(number: int) -> None:
        print(f"{title}: round {number} of {rounds}", file=sys.stderr)

    costs = timing.in_turns(commands, rounds, tell)
    return {name: {field: round(number, 4) for field, number in cost._asdict().items()} for name, cost in costs.items()}


def _objects(command: list[str]) -> int:
    """Count the Kubernetes objects that a command renders."""
    rendered = subprocess.run(command, capture_output=True, text=True, check=True, env=timing.environment()).stdout
    return sum(line.startswith("kind:") for line in rendered.splitlines())


if __name__ == "__main__":
    sys.exit(main())
