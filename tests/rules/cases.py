"""The Markdown files beside this one: one per rule, every example in it a test.

A file starts with a title (``# LQ101 reflection-contradiction``) and a few words. Each section whose title starts with
``Bad`` or ``Good`` is a case, made of fenced blocks:

* ```` ```yaml values.yaml ```` - a values file; several are layers, in their order; a file with Kubernetes objects is
  checked on top of them, as ``liqo-values check -f values.yaml objects.yaml`` does;
* ```` ```sh ```` - options behind the files, one per line: ``--set networking.enabled=false``, ``--without-cluster``;
* ```` ```text ```` - the exact report. A bad case must have one. A good case without one must have no finding of the
  rule; with one, the report must be exactly this.

``python -m tests.rules.cases`` writes ``validator/liqo_values/data/rules.json``, where ``liqo-values explain`` finds
what to say: the rule's own words, the first bad and the first good case. ``--update`` first writes the reports, from
what the rules say now; read the diff before you believe it.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
import tempfile
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liqo_values.engine.batch import Run, Target, run
from liqo_values.engine.check import judge
from liqo_values.engine.result import CheckResult
from liqo_values.model.source_text import Source
from liqo_values.reports import text
from liqo_values.reports.style import Style
from liqo_values.rules.registry import REGISTRY
from liqo_values.sources import discovery
from liqo_values.values.release_inputs import Given
from tools.generate import output

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "validator" / "liqo_values" / "data" / "rules.json"

_SECTION = re.compile(r"^## (?=Bad|Good)", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WITHOUT_CLUSTER = "--without-cluster"
_OPTIONS = {
    "--set": "set_values",
    "--set-string": "set_strings",
    "--set-json": "set_json",
    "--set-file": "set_files",
    "--set-literal": "set_literals",
}


class MissingCaseError(Exception):
    """There is nothing to show of a rule; the message says what its file lacks."""


@dataclass
class Case:
    """One example.

    Attributes:
        code: The rule that the file is about.
        title: The title of the section.
        files: Name and text of the values files, in order.
        options: Lines such as ``--set networking.enabled=false``.
        report: The expected report; None where none is given.
    """

    code: str
    title: str
    files: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    report: str | None = None

    @property
    def bad(self) -> bool:
        """Whether the rule must find something."""
        return self.title.startswith("Bad")

    @property
    def manifests(self) -> list[str]:
        """The files that are no values files."""
        return [name for name, content in self.files.items() if discovery.find(Source(name, content)) is not None]

    @property
    def assignments(self) -> list[tuple[str, str]]:
        """The options that set a value, each with what it sets."""
        pairs = (shlex.split(line) for line in self.options if line != _WITHOUT_CLUSTER)
        return [(option, value) for option, value in pairs]

    @property
    def without_cluster(self) -> bool:
        """Whether the values are judged for renderings that ask no cluster."""
        return _WITHOUT_CLUSTER in self.options

    def check(self) -> CheckResult:
        """Check the values of the case, in a folder of their own so that reports name the files as they are here."""
        options: dict[str, Any] = {"without_cluster": self.without_cluster}
        for option, value in self.assignments:
            options.setdefault(_OPTIONS[option], []).append(value)
        given = Given([name for name in self.files if name not in self.manifests], **options)
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            for name, content in self.files.items():
                Path(name).write_bytes(content.encode("utf-8"))
            if not self.manifests:
                return judge(given)
            outcome = Run()
            run(given, [Target(name) for name in self.manifests], outcome, lambda *_: None)
        (result,) = outcome.results
        return result

    def run(self) -> str:
        """Return the report on the values of the case, as ``liqo-values check`` prints it in a pipe."""
        result = self.check()
        return text.render(result.findings, Style()) + text.conclusion([result], Style())

    @property
    def source(self) -> str:
        """The values as ``explain`` shows them."""
        files = [f"# {name}\n{content.rstrip()}" for name, content in self.files.items()]
        return "\n".join([*files, *self.options])


def read(path: Path) -> list[Case]:
    """Read the cases of one file."""
    head, *sections = _SECTION.split(path.read_text(encoding="utf-8"))
    code = head.split()[1]
    return [_case(code, section) for section in sections]


def _case(code: str, section: str) -> Case:
    case = Case(code, section.partition("\n")[0].strip())
    for kind, name, content in _FENCE.findall(section):
        if kind == "yaml":
            case.files[name or "values.yaml"] = content
        elif kind == "sh":
            case.options += content.splitlines()
        else:
            case.report = content.rstrip("\n")
    return case


def paths() -> list[Path]:
    """Return all files of cases, in the order of the codes."""
    return sorted(HERE.glob("LQ*.md"))


def examples() -> str:
    """Return what ``rules.json`` must hold."""
    found: dict[str, dict[str, str]] = {}
    for rule in REGISTRY:
        bad, good = _shown(rule.code)
        found[rule.code] = {
            "name": rule.name,
            "severity": rule.severity.value,
            "doc": rule.doc,
            "bad": bad.source,
            "report": bad.report or "",
            "good": good.source,
        }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _shown(code: str) -> tuple[Case, Case]:
    """The first bad and the first good case of a rule."""
    path = HERE / f"{code}.md"
    cases = read(path) if path.exists() else []
    bad, good = ([case for case in cases if case.bad is wanted] for wanted in (True, False))
    lacking = "a `## Bad`" if not bad else "a `## Good`" if not good else ""
    if lacking or not bad[0].report:
        message = f"tests/rules/{path.name}: lacks {lacking or 'the report of the first `## Bad`: --update writes it'}"
        raise MissingCaseError(message)
    return bad[0], good[0]


def update(path: Path) -> None:
    """Rewrite the reports of one file, and write those that bad cases have to have."""
    head, *sections = _SECTION.split(path.read_text(encoding="utf-8"))
    code = head.split()[1]
    rewritten = [head]
    for section in sections:
        case = _case(code, section)
        text_of = section if case.report is not None or not case.bad else f"{section.rstrip()}\n\n```text\n```\n\n"
        block = f"```text\n{case.run()}\n```"
        rewritten.append(re.sub(r"^```text\n.*?^```$", lambda _, b=block: b, text_of, flags=re.MULTILINE | re.DOTALL))
    path.write_text("## ".join(rewritten).rstrip() + "\n", encoding="utf-8")


def main() -> int:
    """Write what ``liqo-values explain`` says, and the pages of all rules."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--update", action="store_true", help="rewrite the reports in the Markdown files first")
    if parser.parse_args().update:
        for path in paths():
            update(path)
    try:
        EXAMPLES.write_text(examples(), encoding="utf-8")
    except MissingCaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    from tests.rules.page import REPOSITORY, pages  # noqa: PLC0415 - they are made of these cases

    output.write(pages(), REPOSITORY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
