"""Runs the command as ``python -m liqo_values``."""

from liqo_values.cli import main

if __name__ == "__main__":
    main()
