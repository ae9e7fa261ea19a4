"""``liqo-values init``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, fail
from liqo_values.liqo.mode import FACTS, ModeName

if TYPE_CHECKING:
    from liqo_values.engine.starter_values import Facts

_EPILOG = """\b
Exit status:
  0  the file was written
  2  the file was not written: it exists, or Helm would reject it
"""


@click.command(epilog=_EPILOG)
@click.option("--mode", type=click.Choice([name.value for name in ModeName]), help="The mode to install.")
@click.option("--cluster-id", default="", metavar="NAME", help="The name of this cluster among its peers.")
@click.option("--api-server", default="", metavar="URL", help="The address of its API server for its peers.")
@click.option("--pod-cidr", default="", metavar="CIDR", help="Its pod range; for modes with Liqo's network.")
@click.option("--service-cidr", default="", metavar="CIDR", help="Its Service range; for modes with Liqo's network.")
@click.option(
    "-o",
    "--output",
    default="yaml=values.yaml",
    show_default=True,
    callback=lambda _context, _parameter, value: value.removeprefix("yaml="),
    metavar="yaml=FILE",
    help="Where to write it; `-` prints it.",
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def init(output: str, force: bool, mode: str | None, **known: str) -> int:
    """Write a values file for one of the four modes, with comments.

    In a terminal, the command asks for the mode unless you pass --mode.
    """
    from liqo_values.engine.starter_values import Facts, values_file

    if mode is None and not sys.stdin.isatty():
        return fail("--mode is required outside a terminal", f"pass one of {', '.join(ModeName)}")
    facts = Facts(ModeName(mode), **known) if mode else _ask(known)
    text = values_file(facts)
    status = _rejected(text)
    if status is not None:
        return status
    if output == "-":
        print(text, end="")
        return CLEAN
    return _write(output, text, facts, force=force)


def _ask(known: dict[str, str]) -> Facts:
    """Ask for the mode and for everything that was not given; questions go to standard error."""
    from liqo_values.engine.starter_values import Facts

    mode = _ask_mode()
    questions = {
        "cluster_id": "What name should other clusters use for this one (empty: Liqo generates one)?",
        "api_server": "Which URL do they use for its API server (empty: that of a control plane node)?",
    }
    networking, _ = FACTS[mode]
    if networking:
        questions |= {
            "pod_cidr": "Which range do the pods of this cluster use (e.g. 10.244.0.0/16)?",
            "service_cidr": "Which range do its Services use (e.g. 10.96.0.0/12)?",
        }
    for name, question in questions.items():
        known[name] = known[name] or click.prompt(question, default="", show_default=False, prompt_suffix=" ", err=True)
    return Facts(mode, **known)


def _ask_mode() -> ModeName:
    if click.confirm("Should Liqo itself connect the pods of the clusters?", default=False, err=True):
        shown = click.confirm("Should remote pods show IPs, so that Services select them?", default=True, err=True)
        return ModeName.CONNECTED if shown else ModeName.CONNECTED_NO_IPS
    other = "Does another network connect them (Cilium Cluster Mesh, Submariner, a VPN)?"
    return ModeName.EXTERNAL_NETWORK if click.confirm(other, default=False, err=True) else ModeName.OFFLOADING_ONLY


def _rejected(text: str) -> int | None:
    """Print why Helm would reject the file, and return the exit status; None if Helm accepts it."""
    from liqo_values.engine.check import check
    from liqo_values.model.findings import Severity
    from liqo_values.model.source_text import Source

    for finding in check([Source("the new file", text)]).findings:
        if finding.severity is Severity.ERROR:
            return fail(f"Helm would reject the file: {finding.message} [{finding.code}]", finding.help)
    return None


def _write(output: str, text: str, facts: Facts, *, force: bool) -> int:
    from liqo_values.fixes.file_writer import write_new
    from liqo_values.model.errors import InputError

    try:
        write_new(output, text, force=force)
    except InputError as error:
        return fail(error.message, error.remedy)
    print(f"wrote {output} for mode {facts.mode.value}; to see what it does: liqo-values mode {output}")
    return CLEAN
