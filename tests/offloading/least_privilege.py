"""Compares the requests to some clusters with what the roles of the chart grant."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from tests.offloading.fleet import Fleet
from tools.generate.permissions.grants import NETWORKING_APIS, Grant, granted
from tools.generate.permissions.page import PAGE
from tools.generate.permissions.record import recorded
from tools.generate.permissions.uses import OFF, Measurement, Use

_log = logging.getLogger(__name__)
_COMMAND = "python -m tools.generate.permissions"


def never_used(uses: Iterable[Use], grants: Iterable[Grant]) -> list[Grant]:
    """The grants of the networking module's API that were not used."""
    used = {use.grant for use in uses}
    return sorted(grant for grant in grants if grant.group in NETWORKING_APIS and grant not in used)


def expect_least_privilege(clusters: Fleet) -> None:
    """Compare all requests to some clusters so far with what was granted."""
    measurement = Measurement.of(clusters.folder)
    assert not measurement.refused, "\n".join(map(str, measurement.refused))
    for mode in {use.mode for use in measurement.uses} & set(OFF.values()):
        unused = never_used(measurement.uses, granted(mode))
        assert not unused, f"granted by the chart and used in no mode without the networking module: {unused}"
    new = sorted(measurement.uses - recorded())
    if new:
        # Not a failure: some of Liqo's programs ask for some things only when they are slow, or quick.
        _log.warning("%s calls these unused: %s. `%s %s` adds them", PAGE.name, new, _COMMAND, clusters.folder)
