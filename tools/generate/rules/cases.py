"""The examples of the rules: a Markdown file for each in ``tests/rules/``, every example in it a test.

A file starts with a title (``# LQ101 reflection-contradiction``) and a few words. Each section whose title starts with
``Bad`` or ``Good`` is a case, made of fenced blocks:

* ```` ```yaml values.yaml ```` - a values file; several are layers, in their order; a file with Kubernetes objects is
  checked on top of them, as ``liqo-values check -f values.yaml objects.yaml`` does, and so is one of Terraform
  (```` ```hcl main.tf ````);
* ```` ```sh install.sh ```` - a script with command lines;
* ```` ```ts index.ts ```` - a file in another language, which is checked like one with Kubernetes objects;
* ```` ```yaml bundle.yaml ```` that begins with ``apiVersion: liqo-values/`` - what ``doctor --save`` writes of a
  cluster; the report has only the findings of ``doctor``;
* ```` ```yaml .liqo-values.yaml ```` - a project file: all its releases are checked, or all files if it lists none, as
  ``liqo-values check`` does in their folder;
* ```` ```sh ```` - options after the files, one per line: ``--set networking.enabled=false``, ``--without-cluster``,
  ``--chart published@1.1.2`` (without it, the values are for our chart), ``--expect offloading-only``;
* ```` ```text ```` - the exact report. A bad case must have one. A good case without one must have no finding of the
  rule; with one, the report must be exactly this.
* ```` ```console ```` - instead of a report, what Helm prints, for a rule that needs a cluster (``tests/cluster/``).
"""

from __future__ import annotations

import re
import shlex
import tempfile
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liqo_values.charts.selection import named
from liqo_values.charts.target import TargetChart, ours
from liqo_values.cli.request import Request, checked
from liqo_values.cluster import snapshot
from liqo_values.engine import project_file
from liqo_values.engine.across_releases import compare
from liqo_values.engine.batch import Run, run
from liqo_values.engine.check import judge
from liqo_values.engine.diagnosis import Diagnosis, diagnose
from liqo_values.engine.file_check import Target
from liqo_values.engine.reconcile import settle
from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import Fix, Label, Severity
from liqo_values.model.source_text import Source
from liqo_values.reports import diagnosis_text, text
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.style import Style
from liqo_values.sources import discovery
from liqo_values.values.expectation import Expectation
from liqo_values.values.release_inputs import Given
from tools.repository import ROOT

FOLDER = ROOT / "tests" / "rules"

_SECTION = re.compile(r"^## (?=Bad|Good)", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WITHOUT_CLUSTER = "--without-cluster"
_CHART, _EXPECT = "--chart", "--expect"
_BUNDLE = f"apiVersion: {snapshot.API}"
_OPTIONS = {
    "--set": "set_values",
    "--set-string": "set_strings",
    "--set-json": "set_json",
    "--set-file": "set_files",
    "--set-literal": "set_literals",
}


@dataclass
class Case:
    """One example.

    Attributes:
        code: The rule that the file is about.
        title: The title of the section.
        files: Name and text of the values files, in order.
        options: Lines such as ``--set networking.enabled=false``.
        report: The expected report; None if there is none.
        printed: What Helm prints, with access to a cluster; None if the rule does not need one.
    """

    code: str
    title: str
    files: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    report: str | None = None
    printed: str | None = None

    @property
    def bad(self) -> bool:
        """Whether the rule must find something."""
        return self.title.startswith("Bad")

    @property
    def bundle(self) -> str:
        """The name of the file with what a cluster shows; empty if there is none."""
        return next((name for name, content in self.files.items() if content.startswith(_BUNDLE)), "")

    @property
    def is_project(self) -> bool:
        """Whether it has a project file."""
        return project_file.NAME in self.files

    @property
    def manifests(self) -> list[str]:
        """The files that are not values files."""
        return [name for name, content in self.files.items() if discovery.find(Source(name, content)) is not None]

    @property
    def assignments(self) -> list[tuple[str, str]]:
        """The options that set a value, each with what it sets."""
        return [(option, value) for option, value in self._pairs if option in _OPTIONS]

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        pairs = (shlex.split(line) for line in self.options if line != _WITHOUT_CLUSTER)
        return [(option, value) for option, value in pairs]

    @property
    def chart(self) -> TargetChart:
        """The target chart of the values."""
        return next((named(value).chart for option, value in self._pairs if option == _CHART), ours())

    @property
    def without_cluster(self) -> bool:
        """Whether the values are checked for rendering without a cluster."""
        return _WITHOUT_CLUSTER in self.options

    def diagnose(self) -> Diagnosis:
        """Diagnose the cluster of the case."""
        given = Given([Source(name, content) for name, content in self.files.items() if name != self.bundle])
        read = snapshot.read(Source(self.bundle, self.files[self.bundle]))
        return diagnose(read, given if given.files else None, expectations=self._expectations)

    @property
    def _expectations(self) -> list[Expectation]:
        """The modes that options expect."""
        expected = (value for option, value in self._pairs if option == _EXPECT)
        return [Expectation(mode, Label(None, f"{_EXPECT} {mode}", "expected")) for mode in expected]

    def check(self) -> CheckResult:
        """Check the case; of several releases, the result is that of the first one with the findings of all.

        If the case is about a cluster, the result has the findings about the cluster.
        """
        if self.bundle:
            diagnosis = self.diagnose()
            result = diagnosis.result or judge(Given())
            return result.replace(findings=tuple(diagnosis.findings), refusals=())
        first, *others = self.releases()
        if not others:
            return first
        findings = tuple(finding for result in (first, *others) for finding in result.findings)
        return first.replace(findings=findings, refusals=tuple(one for each in others for one in each.refusals))

    def releases(self) -> list[CheckResult]:
        """Check all releases of the case, in a folder of their own so that reports name the files as they are here."""
        options: dict[str, Any] = {"without_cluster": self.without_cluster, "chart": self.chart}
        options["chart_named"] = any(option == _CHART for option, _ in self._pairs)
        options["expectations"] = self._expectations
        for option, value in self.assignments:
            options.setdefault(_OPTIONS[option], []).append(value)
        given = Given([name for name in self.files if name not in self.manifests], **options)
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            for name, content in self.files.items():
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(content.encode("utf-8"))
            if self.is_project:
                return self._project()
            if not self.manifests:
                return [judge(given)]
            outcome = Run()
            run(given, [Target(name) for name in self.manifests], outcome, lambda *_: None)
        return settle(compare(outcome.results))

    @staticmethod
    def _project() -> list[CheckResult]:
        """Check the current folder."""
        results, errors = checked(Request(), with_values=True)
        for error in errors:
            raise error
        return results

    @property
    def fixes(self) -> list[Fix]:
        """How a program can fix the findings of the rule."""
        return [finding.fix for finding in self.check().findings if finding.code == self.code and finding.fix]

    def run(self) -> str:
        """Return the report on the values of the case, as ``liqo-values check`` prints it in a pipe."""
        if self.bundle:
            return diagnosis_text.findings_only(self.diagnose(), Style())
        results = self.releases()
        if len(results) > 1:
            return text.render_run(Outcome(results, [], Severity.ERROR), Style())
        return text.render(results[0].findings, Style()) + text.conclusion(results, Style())

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


def of_rule(code: str) -> list[Case]:
    """Read the cases of a rule; none if it has no file."""
    path = FOLDER / f"{code}.md"
    return read(path) if path.exists() else []


def _case(code: str, section: str) -> Case:
    case = Case(code, section.partition("\n")[0].strip())
    for kind, name, content in _FENCE.findall(section):
        if kind == "yaml" or name:
            case.files[name or "values.yaml"] = content
        elif kind == "sh":
            case.options += content.splitlines()
        elif kind == "console":
            case.printed = content.rstrip("\n")
        else:
            case.report = content.rstrip("\n")
    return case


def paths() -> list[Path]:
    """Return all files of cases, in the order of the codes."""
    return sorted(FOLDER.glob("LQ*.md"))


def update(path: Path) -> None:
    """Rewrite the reports of one file, and write those that bad cases have to have."""
    head, *sections = _SECTION.split(path.read_text(encoding="utf-8"))
    code = head.split()[1]
    rewritten = [head]
    for section in sections:
        case = _case(code, section)
        text_of = (
            section
            if case.report is not None or case.printed or not case.bad
            else f"{section.rstrip()}\n\n```text\n```\n\n"
        )
        block = f"```text\n{case.run()}\n```"
        rewritten.append(re.sub(r"^```text\n.*?^```$", lambda _, b=block: b, text_of, flags=re.MULTILINE | re.DOTALL))
    path.write_text("## ".join(rewritten).rstrip() + "\n", encoding="utf-8")
