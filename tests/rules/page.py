"""The reference of all rules, ``docs/rules.md``: what ``liqo-values explain`` says of each, on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.rules import REGISTRY, Rule
from tests.rules import cases

if TYPE_CHECKING:
    from tests.rules.cases import Case

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"

_HEAD = """\
# The rules of liqo-values

An `error` cannot be installed: values with one are refused by Helm as well, with the same code. A `warning` works, but
not as it reads; a `notice` is worth knowing. `liqo-values explain CODE` says the same as this page, which
`make generate` makes from the rules and from their examples in `tests/rules/`. Every example here is a test.
"""


def page() -> str:
    """Write the page."""
    table = ["| rule | name | severity | about |", "|---|---|---|---|"]
    table += [
        f"| [{rule.code}](#{_anchor(rule)}) | {rule.name} | {rule.severity.value} | {rule.summary} |".replace("\n", " ")
        for rule in REGISTRY
    ]
    return "\n\n".join([_HEAD.rstrip(), "\n".join(table), *map(_section, REGISTRY)]) + "\n"


def _anchor(rule: Rule) -> str:
    """What GitHub and others make of the heading."""
    return f"{rule.code} {rule.name}".lower().replace(" ", "-")


def _section(rule: Rule) -> str:
    examples = cases.read(cases.HERE / f"{rule.code}.md")
    bad = next(case for case in examples if case.bad)
    good = next(case for case in examples if not case.bad)
    parts = [f"## {rule.code} {rule.name}", f"{rule.summary}. Severity: {rule.severity.value}."]
    parts += [f"**{title}.** {text}" for title, text in rule.sections.items()]
    parts += ["Reported is, for example:", *_files(bad), f"```text\n{bad.report}\n```"]
    parts += ["Instead:", *_files(good)]
    return "\n\n".join(parts)


def _files(case: Case) -> list[str]:
    files = [f"```yaml\n# {name}\n{content.rstrip()}\n```" for name, content in case.files.items()]
    return [*files, "```sh\n" + "\n".join(case.options) + "\n```"] if case.options else files
