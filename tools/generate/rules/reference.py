"""The reference of all rules: ``docs/rules.md`` lists them, and each has a page with what ``explain`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.rules.registry import all_rules
from liqo_values.rules.rule import Rule
from tools.generate.rules.explanations import shown
from tools.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tools.generate.rules.cases import Case

INDEX = ROOT / "docs" / "rules.md"
#: Each rule has a page named after its code, so that reports can link to it by an address with ``{code}`` in it.
FOLDER = ROOT / "docs" / "rules"

_HEAD = """\
# The rules of liqo-values

Values with an `error` cannot be installed: Helm rejects them too, with the same code. Values with a `warning` install,
but do not do what they appear to. A `notice` is worth knowing. The rules LQ8xx are about the charts that Liqo
publishes, which check little themselves. `liqo-values explain CODE` prints the same text. `make generate` writes these
pages from the rules and from their examples in `tests/rules/`. Every example is a test.
"""


def pages() -> dict[Path, str | None]:
    """Return all pages with their text, and None for those of rules that are no longer there."""
    surplus: dict[Path, str | None] = dict.fromkeys(FOLDER.glob("*.md"))
    return surplus | {INDEX: _index()} | {FOLDER / f"{rule.code}.md": _page(rule) for rule in all_rules()}


def _index() -> str:
    """Write all rules as a table, with links to their pages."""
    lines = ["| rule | name | severity | about |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.code}]({FOLDER.name}/{rule.code}.md) | {rule.name} | {rule.severity.value} | {rule.summary} |"
        for rule in all_rules()
    ]
    return "\n".join([_HEAD, *lines]) + "\n"


def _page(rule: Rule) -> str:
    bad, good = shown(rule.code)
    parts = [f"# {rule.code} {rule.name}", f"{rule.summary}. Severity: {rule.severity.value}."]
    parts += [f"**{title}.** {text}" for title, text in rule.sections.items()]
    reported = "What Helm prints:" if rule.needs_cluster else "What is reported:"
    parts += ["Example:", *_files(bad), reported, f"```text\n{bad.report or bad.printed}\n```"]
    parts += ["Use instead:", *_files(good), f"[All rules](../{INDEX.name})"]
    return "\n\n".join(parts) + "\n"


def _files(case: Case) -> list[str]:
    files = [
        f"```{'sh' if name.endswith('.sh') else 'yaml'}\n# {name}\n{content.rstrip()}\n```"
        for name, content in case.files.items()
    ]
    return [*files, "```sh\n" + "\n".join(case.options) + "\n```"] if case.options else files
