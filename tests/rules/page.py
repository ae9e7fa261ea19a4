"""The reference of all rules, ``docs/rules.md``: what ``liqo-values explain`` says of each, on one page.

Its table stands in the README as well.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.rules import REGISTRY, Rule
from tests.rules import cases

if TYPE_CHECKING:
    from tests.rules.cases import Case

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "rules.md"
README = REPOSITORY / "README.md"

_IN_README = re.compile(r"(?<=<!-- rules: made by `make generate` -->\n).*?(?=<!-- end of rules -->)", re.DOTALL)

_HEAD = """\
# The rules of liqo-values

An `error` cannot be installed: values with one are refused by Helm as well, with the same code. A `warning` works, but
not as it reads; a `notice` is worth knowing. `liqo-values explain CODE` says the same as this page, which
`make generate` makes from the rules and from their examples in `tests/rules/`. Every example here is a test.
"""


def page() -> str:
    """Write the page."""
    return "\n\n".join([_HEAD.rstrip(), _table(""), *map(_section, REGISTRY)]) + "\n"


def readme() -> str:
    """Write the README with the table of the rules as they are now."""
    table = _table(str(PAGE.relative_to(REPOSITORY)))
    return _IN_README.sub(lambda _: f"{table}\n", README.read_text(encoding="utf-8"))


def _table(target: str) -> str:
    """Write all rules as a table, with links into the page ``target``."""
    lines = ["| rule | name | severity | about |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.code}]({target}#{_anchor(rule)}) | {rule.name} | {rule.severity.value} | {rule.summary} |"
        for rule in REGISTRY
    ]
    return "\n".join(lines)


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
