"""Writes the parts of the documentation that are made from the programs: ``python -m tools.generate.docs``."""

from __future__ import annotations

import sys

from tools.generate import output
from tools.generate.docs.documents import files
from tools.generate.errors import GenerationError
from tools.repository import ROOT


def main() -> int:
    """Write what has changed; return 0 for done, 2 for a mistake in a page."""
    try:
        made = files()
    except GenerationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for line in output.write(made, ROOT):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
