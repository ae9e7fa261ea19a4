"""Settings that the API server rejects: LQ539."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule
from liqo_values.schema.kubernetes_limits import rejections

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ539", "rejected-setting", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def rejected_setting(context: Context) -> Iterator[Diagnostic]:
    """A setting that Kubernetes does not accept.

    ## What it does
    Reports settings that the chart passes on to Kubernetes and the API server rejects: tolerations without a key and
    `operator: Exists`, `minDomains` with `ScheduleAnyway`, volumes with two sources, a seccomp profile `Localhost`
    without its file, `privileged: true` next to `allowPrivilegeEscalation: false`, unknown keys in
    volumes, names with capitals, numbers beyond 32 bits, and more of this kind.

    ## What breaks at run time
    The API server rejects the object, so that the installation fails halfway. Virtual kubelets and gateways are created
    later, and fail then.
    """
    known = context.chart.kubernetes
    reported = [one.path for one in context.violations if context.rejects(one)]
    for path, expected, at_key in rejections(context.values.data, known["values"], known["types"]):
        if any(other[: len(path)] == path[: len(other)] for other in reported):
            continue
        subject = f"the key `{dotted(path)}`" if at_key else f"`{dotted(path)}`"
        yield Diagnostic(
            message=f"{subject} is not accepted by Kubernetes",
            path=path,
            primary=context.at(path, "is rejected by the API server", at_key=at_key),
            related=context.values.overridden(path),
            help=f"use {expected}",
        )
