"""``liqo-values init``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from liqo_values.cli.exit_status import CLEAN, fail, note, usage_error
from liqo_values.cli.options import complete_chart, complete_file
from liqo_values.liqo.mode import FACTS, ModeName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.starter_values import Facts

_EPILOG = """\b
Exit status:
  0  the file was written
  2  the file was not written: it exists, a fact about the cluster is missing,
     or `liqo-values check` would find something in it
"""
#: The name of the file if none is given.
_FILE = "values.yaml"
#: The name that means standard output.
_PRINTED = "-"
#: What shows the facts that cannot be guessed, by their names.
_SHOWN_BY = {
    "pod_cidr": "`kubectl cluster-info dump | grep -m1 cluster-cidr` for the pods",
    "service_cidr": "`kubectl cluster-info dump | grep -m1 service-cluster-ip-range` for the Services",
}
_QUESTIONS = {
    "cluster_id": "What name should other clusters use for this one (empty: Liqo generates one)?",
    "api_server": "Which URL do they use for its API server (empty: that of a control plane node)?",
    "pod_cidr": "Which range do the pods of this cluster use (e.g. 10.244.0.0/16)?",
    "service_cidr": "Which range do its Services use (e.g. 10.96.0.0/12)?",
}


@click.command(epilog=_EPILOG)
@click.argument("file", required=False, metavar="[FILE]", shell_complete=complete_file)
@click.option("--mode", type=click.Choice([name.value for name in ModeName]), help="The mode to install.")
@click.option("--cluster-id", default="", metavar="NAME", help="The name of this cluster among its peers.")
@click.option("--api-server", default="", metavar="URL", help="The address of its API server for its peers.")
@click.option("--pod-cidr", default="", metavar="CIDR", help="The range of its pods, if the mode needs it.")
@click.option("--service-cidr", default="", metavar="CIDR", help="The range of its Services, if the mode needs it.")
@click.option("--minimal", is_flag=True, help="Leave out storage, metrics, telemetry, and the proxy if possible.")
@click.option(
    "--chart",
    "chart_name",
    default="",
    metavar="CHART",
    shell_complete=complete_chart,
    help="The chart to write values for: `ours` or `published[@VERSION]`; by default the one that the project file "
    "names, else ours.",
)
@click.option("-o", "--output", "old_output", hidden=True)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def init(
    file: str | None,
    old_output: str | None,
    chart_name: str,
    force: bool,
    mode: str | None,
    minimal: bool,
    **known: str,
) -> int:
    """Write a values file for one of the four modes, with comments.

    FILE is `values.yaml` by default; `-` prints the values.

    In a terminal, the command asks for the mode and other facts that are missing. It writes only values in which
    `liqo-values check` finds nothing, and prints the commands that install Liqo and peer the clusters.
    """
    from liqo_values.cli.next_commands import next_commands
    from liqo_values.engine.starter_values import Facts
    from liqo_values.fixes.file_writer import write_new
    from liqo_values.model.errors import InputError

    output = _file(file, old_output)
    asking = sys.stdin.isatty()
    if mode is None and not asking:
        return fail("--mode is required outside a terminal", f"pass one of {', '.join(ModeName)}")
    try:
        if output != _PRINTED:
            _check_name(output, force=force)
        chart = _chosen_chart(chart_name, output)
        facts = Facts(ModeName(mode) if mode else _ask_mode(), **known, minimal=minimal)
        facts = _completed(facts, chart, () if mode else ("cluster_id", "api_server"), asking=asking)
        text = _accepted(facts, chart)
        if output == _PRINTED:
            print(text, end="")
            return CLEAN
        write_new(output, text, force=force)
    except InputError as error:
        return fail(error.message, error.remedy)
    commands = next_commands(output, facts, chart, by_option=bool(chart_name))
    print(f"wrote {output}: mode {facts.mode.value}, for {chart.label}\n\n{commands}")
    return CLEAN


def _file(file: str | None, old_output: str | None) -> str:
    """Return the name of the file, which was the argument of an option once.

    Raises:
        click.UsageError: two names are given.
    """
    if old_output is None:
        return file or _FILE
    if file is not None:
        usage_error("the file is named twice: use FILE without --output")
    named = old_output.removeprefix("yaml=")
    note(f"`init --output FILE` is now `init FILE`: writing `{named}`")
    return named


def _chosen_chart(name: str, output: str) -> TargetChart:
    """Return the chart that the user names, else that of the project file for such a file, else ours.

    Raises:
        InputError: There is no such chart, or the presets mean something else to it.
    """
    from liqo_values.charts.selection import Selected, named
    from liqo_values.charts.target import ChartFamily, ours
    from liqo_values.engine import project_file
    from liqo_values.model.errors import InputError

    project = project_file.load(charts=not name)
    chart = (named(name) if name else project.chart_of(output) or project.chart or Selected(ours())).chart
    if chart.family is ChartFamily.LIQOCTL:
        message = f"{chart.label} finds out CIDRs and the cluster ID itself, and needs no values file for them"
        raise InputError(message, f"use `--chart published@{chart.release.removeprefix('v')}` to install with Helm")
    if chart.only_mode:
        message = f"{chart.label} is older than Liqo 1.0, whose values have other names"
        raise InputError(message, "use `--chart published` for the newest release")
    return chart


def _completed(facts: Facts, chart: TargetChart, questions: Sequence[str], *, asking: bool) -> Facts:
    """Return the facts with those that the user is asked for: what the mode needs, after some other questions.

    Raises:
        InputError: A fact is missing, and nobody can be asked.
    """
    from liqo_values.engine.starter_values import missing
    from liqo_values.model.errors import InputError

    needed = missing(facts, chart)
    if needed and not asking:
        options = " and ".join(f"{_option(name)} CIDR" for name in needed)
        message = f"mode `{facts.mode.value}` of {chart.label} needs {options}"
        commands = ", ".join(_SHOWN_BY[name] for name in needed)
        raise InputError(message, f"this shows them on many clusters: {commands}")
    answers: dict[str, Any] = {}
    for name in (*questions, *needed):
        default = None if name in needed else ""
        answers[name] = getattr(facts, name) or click.prompt(
            _QUESTIONS[name], default=default, show_default=False, prompt_suffix=" ", err=True
        )
    return facts._replace(**answers)


def _ask_mode() -> ModeName:
    networking = _confirmed("Should Liqo itself connect the pods of the clusters?", usual=False)
    if networking:
        question, usual = "Should remote pods show IPs, so that Services select them?", True
    else:
        question, usual = "Does another network connect them (Cilium Cluster Mesh, Submariner, a VPN)?", False
    reflection = _confirmed(question, usual=usual)
    return next(mode for mode, both in FACTS.items() if both == (networking, reflection))


def _confirmed(question: str, *, usual: bool) -> bool:
    """Ask a question until the answer is yes or no, or empty for the usual one."""
    while True:
        choices = "[Y/n]:" if usual else "[y/N]:"
        answer = click.prompt(f"{question} {choices}", default="", show_default=False, prompt_suffix=" ", err=True)
        word = answer.strip().lower()
        if not word or "yes".startswith(word) or "no".startswith(word):
            return word.startswith("y") if word else usual
        note("answer `y` or `n`; to name a mode, start again with --mode")


def _accepted(facts: Facts, chart: TargetChart) -> str:
    """Return the text of the file.

    Raises:
        InputError: `liqo-values check` finds something in it.
    """
    from liqo_values.engine.starter_values import checked, fact_of, values_file
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Severity

    for finding in checked(facts, chart).findings:
        given = fact_of(finding)
        about = f"{_option(given)}: " if given else ""
        message = f"{about}{finding.message} [{finding.code}]"
        unread = given and finding.severity is Severity.NOTICE
        raise InputError(message, f"leave out {_option(given)}" if unread else finding.help)
    return values_file(facts, chart)


def _check_name(output: str, *, force: bool) -> None:
    """Make sure that a new file can have a name, before anyone is asked anything.

    Raises:
        InputError: the file exists, or the name is one that another program reads, or not that of a YAML file.
    """
    from liqo_values.fixes.file_writer import check_new
    from liqo_values.model.errors import InputError
    from liqo_values.sources.detect import is_taken

    check_new(output, force=force)
    if is_taken(output) and not force:
        message = f"`{output}` is not the name of a values file"
        raise InputError(message, f"choose a name such as `{_FILE}`, or use --force")


def _option(fact: str) -> str:
    return f"--{fact.replace('_', '-')}"
