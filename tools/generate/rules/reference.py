"""The reference of all rules: ``docs/rules.md`` lists them, and each has a page with what ``explain`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.target import ChartFamily
from liqo_values.rules.registry import all_rules
from liqo_values.rules.rule import ALL_CHARTS, OUR_CHART, Rule
from tools.generate.rules import cases
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
but do not do what they appear to. A `notice` is worth knowing. The rules LQ9xx are about what a cluster shows, and
[`liqo-values doctor`](doctor.md) reports them. `liqo-values explain CODE` prints the same text as the
page of a rule. `make generate` writes these pages from the rules and from their examples in `tests/rules/`. Every
example is a test.

The column *fix* contains the command that fixes such findings, or most of them. *Chart* is the [target
chart](which-chart.md) that a rule is about: ours, Liqo's, or both; `liqoctl` is Liqo's chart as `liqoctl install`
installs it.
"""
#: The topics of the rules, by the first digit of their codes.
_TOPICS = {
    "0": "The file",
    "1": "The networking module and IP reflection",
    "2": "Arguments of Liqo's programs",
    "3": "CIDRs",
    "4": "Keys of other releases, and keys without effect",
    "5": "Operation",
    "6": "Peerings",
    "7": "Several clusters together",
    "8": "The charts that Liqo publishes",
    "9": "What a cluster shows",
}


def pages() -> dict[Path, str | None]:
    """Return all pages with their text, and None for those of rules that are no longer there."""
    surplus: dict[Path, str | None] = dict.fromkeys(FOLDER.glob("*.md"))
    return surplus | {INDEX: _index()} | {FOLDER / f"{rule.code}.md": _page(rule) for rule in all_rules()}


def _index() -> str:
    """Write all rules as a table for each topic, with links to their pages."""
    by_topic = {title: [rule for rule in all_rules() if rule.code[2] == digit] for digit, title in _TOPICS.items()}
    tables = [
        "\n".join([f"## {title}", "", "| rule | name | severity | fix | chart | about |", "|---|---|---|---|---|---|"])
        + "".join(f"\n{_row(rule)}" for rule in rules)
        for title, rules in by_topic.items()
        if rules
    ]
    return "\n\n".join([_HEAD.rstrip(), *tables]) + "\n"


def _row(rule: Rule) -> str:
    link = f"[{rule.code}]({FOLDER.name}/{rule.code}.md)"
    cells = [link, rule.name, rule.severity.value, _fix(rule), _charts(rule), rule.summary]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _fix(rule: Rule) -> str:
    """Return the command that fixes the examples; empty if none does."""
    safe = {fix.safe for case in cases.of_rule(rule.code) for fix in case.fixes}
    return "" if not safe else "`fix`" if True in safe else "`fix --unsafe`"


def _charts(rule: Rule) -> str:
    names = {ALL_CHARTS: "both", OUR_CHART: "ours", frozenset({ChartFamily.LIQOCTL}): "`liqoctl`"}
    return names.get(rule.charts, "Liqo's")


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
