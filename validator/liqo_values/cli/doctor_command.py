"""``liqo-values doctor``."""

# ruff: noqa: PLC0415 - --help does not need what reads clusters and checks values

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FOUND, fail, note
from liqo_values.cli.options import expect_option, fail_on_option, takes
from liqo_values.cli.request import Request, arguments, expected_by_option, shared_layers, threshold

if TYPE_CHECKING:
    from liqo_values.charts.selection import Selected
    from liqo_values.cluster.kubectl_process import Access
    from liqo_values.cluster.snapshot import Snapshot
    from liqo_values.engine.diagnosis import Diagnosis
    from liqo_values.engine.project_config import Config
    from liqo_values.model.errors import InputError
    from liqo_values.values.release_inputs import Given

_EPILOG = """\b
Exit status:
  0  no findings at or above the threshold
  1  findings
  2  the cluster could not be read, or Liqo is not installed in it
"""


def _no_files(command: click.decorators.FC) -> click.decorators.FC:
    """Take no FILE: the values are those of the release."""
    return command


@click.command(epilog=_EPILOG)
@takes(_no_files, ("text", "json", "markdown"))
@click.option("--context", default="", metavar="NAME", help="The context of the kubeconfig, as for kubectl.")
@click.option("--kubeconfig", default="", metavar="FILE", help="The kubeconfig, as for kubectl.")
@click.option(
    "-n", "--namespace", default="", metavar="NAME", help="The namespace of Liqo; by default it is looked for."
)
@click.option("--bundle", metavar="FILE", help="Read this file instead of a cluster; `-` is standard input.")
@click.option("--save", metavar="FILE", help="Write what was read to a file, with credentials masked.")
@expect_option
@fail_on_option
def doctor(
    request: Request,
    context: str,
    kubeconfig: str,
    namespace: str,
    bundle: str | None,
    save: str | None,
    fail_on: str | None,
) -> int:
    """Diagnose a cluster: what Liqo does there, and why.

    Reads the cluster with your kubectl, which only gets and lists objects: the release and its values, the arguments of
    Liqo's programs, peerings, virtual nodes, and offloaded pods with their Services. With -f, the values in these files
    are compared with those of the release, and findings point to their lines.
    """
    from liqo_values.cluster.kubectl_process import Access
    from liqo_values.engine import project_file
    from liqo_values.model.errors import InputError

    if bundle and (context or kubeconfig or namespace):
        return fail("--bundle cannot be used with the options of kubectl", "use either")
    try:
        snapshot = _read(bundle) if bundle else _collected(Access(context, kubeconfig, namespace))
        if save:
            _save(save, snapshot)
        project = project_file.load(request.config, charts=False)
        diagnosis = _diagnosed(snapshot, request, project)
    except InputError as error:
        return fail(error.message, _remedy(error), span=error.span, color=request.color)
    print(_report(diagnosis, request))
    return FOUND if diagnosis.reaches(threshold(fail_on, project)) else CLEAN


def _remedy(error: InputError) -> str:
    """Return what to do, with the page that shows roles if permissions are missing and the page is published."""
    from liqo_values.engine.diagnosis import NotPermittedError
    from liqo_values.reports.rule_links import guide

    page = guide("doctor") if isinstance(error, NotPermittedError) else None
    return f"{error.remedy}; for roles, see {page}" if page else error.remedy


def _read(bundle: str) -> Snapshot:
    from liqo_values import __version__
    from liqo_values.cluster.snapshot import read
    from liqo_values.parsing import file_reader

    snapshot = read(file_reader.read(bundle))
    if snapshot.saved_by:
        versions = f"`{bundle}` was saved by liqo-values {snapshot.saved_by}, and this is liqo-values {__version__}"
        note(f"{versions}: if something is missing, save it again with {__version__}")
    return snapshot


def _collected(access: Access) -> Snapshot:
    from liqo_values.cluster.kubectl import collect

    return collect(access)


def _save(file: str, snapshot: Snapshot) -> None:
    from liqo_values.cluster.snapshot import written
    from liqo_values.fixes.file_writer import write_new

    write_new(file, written(snapshot), force=True)
    note(f"saved what was read to `{file}`; look through it before you share it")


def _diagnosed(snapshot: Snapshot, request: Request, project: Config) -> Diagnosis:
    from liqo_values.engine.diagnosis import diagnose

    given = _given(request)
    expected = (*project.expected_of(*shared_layers(request)), *expected_by_option(request))
    found = diagnose(snapshot, given, chart=_chart(request), expectations=expected)
    return found._replace(findings=project.applied_to(found.findings))


def _given(request: Request) -> Given | None:
    """Return the values that the user gives; None if there are none."""
    from liqo_values.values.release_inputs import Given

    layers = shared_layers(request)
    sets = (request.set_values, request.set_strings, request.set_json, request.set_files, request.set_literals)
    return Given(layers, **arguments(request)) if layers or any(sets) else None


def _chart(request: Request) -> Selected | None:
    from liqo_values.charts.selection import named

    return named(request.chart) if request.chart else None


def _report(diagnosis: Diagnosis, request: Request) -> str:
    if request.output == "json":
        from liqo_values.reports.diagnosis_json import report as as_json

        return as_json(diagnosis)
    if request.output == "markdown":
        from liqo_values.reports.diagnosis_markdown import report as as_markdown

        return as_markdown(diagnosis)
    from liqo_values.reports.diagnosis_text import report as as_text
    from liqo_values.reports.style import for_stream

    return as_text(diagnosis, for_stream(sys.stdout, request.color))
