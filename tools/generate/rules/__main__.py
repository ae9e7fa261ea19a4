"""Writes what is made of the rules and of their examples.

    python -m tools.generate.rules            writes what ``liqo-values explain`` says, and the pages of all rules
    python -m tools.generate.rules --update   first rewrites the reports in the examples, as the rules report now

Read the diff of the reports before you commit it.
"""

from __future__ import annotations

import argparse
import sys

from tools.generate import output
from tools.generate.rules import cases
from tools.generate.rules.explanations import FILE, MissingCaseError, explanations
from tools.generate.rules.reference import pages
from tools.repository import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 for done, 2 if an example is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.generate.rules",
        description="Write what `liqo-values explain` says, and the pages of all rules.",
    )
    parser.add_argument("--update", action="store_true", help="rewrite the reports in the examples first")
    if parser.parse_args(arguments).update:
        for path in cases.paths():
            cases.update(path)
    try:
        files = {FILE: explanations(), **pages()}
    except MissingCaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for line in output.write(files, ROOT):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
