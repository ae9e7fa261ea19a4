"""Finds out which grants of Liqo's roles were used in the clusters of a folder, by mode."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import yaml

from liqo_values.liqo.program_args import FLAG
from tools.generate.permissions.audit_log import Request, requests
from tools.generate.permissions.grants import Grant, granted, kind_of
from tools.generate.permissions.refusals import unexpected

#: The modes without the networking module and those with it, each by whether virtual kubelets show IPs.
OFF: Mapping[bool, str] = {True: "external-network", False: "offloading-only"}
ON: Mapping[bool, str] = {True: "connected", False: "connected-no-ips"}
#: The roles of virtual kubelets, in the consumer and in the provider.
_LOCAL = "liqo-virtual-kubelet-local"
_REMOTE = "liqo-virtual-kubelet-remote"
_TENANT = "liqo-tenant-"


class Use(NamedTuple):
    """A grant that was used.

    Attributes:
        mode: In which mode.
        grant: What was used.
    """

    mode: str
    grant: Grant


@dataclass(frozen=True)
class _VirtualKubelet:
    """A virtual kubelet that ran: where, for which provider, from when to when, and whether it showed IPs."""

    cluster: str
    provider: str
    start: str
    end: str
    shows: bool


@dataclass(frozen=True)
class Measurement:
    """What was asked of some clusters that know each other.

    Attributes:
        refused: What was refused and should not have been.
        uses: What was used.
    """

    refused: Sequence[Request]
    uses: frozenset[Use]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Measure in the folder of some clusters, with a folder for each."""
        clusters = sorted(log.parent for log in folder.glob("*/audit.log"))
        asked = [request for cluster in clusters for request in requests(cluster.name, cluster / "audit.log")]
        on = {cluster.name: _networking(cluster) for cluster in clusters}
        shows = {pod.parent.name: _shows(pod) for cluster in clusters for pod in cluster.glob("pods/*/pod.json")}
        grants = {state: granted(modes[True]) for state, modes in ((False, OFF), (True, ON)) if state in on.values()}
        virtual_kubelets = _virtual_kubelets(asked, shows)
        uses = {
            Use((ON if on[request.cluster] else OFF)[shown], _grant(request, grants[on[request.cluster]]))
            for request in asked
            if request.role
            for shown in _shown(request, shows, virtual_kubelets)
        }
        return cls(unexpected(asked), frozenset(uses))


def _networking(cluster: Path) -> bool:
    values = yaml.safe_load((cluster / "values.yaml").read_text())
    return bool(values.get("networking", {}).get("enabled", True))


def _shows(pod: Path) -> bool:
    """Whether a pod, if it is a virtual kubelet, shows IPs."""
    (container,) = json.loads(pod.read_text())["spec"]["containers"]
    return not any(argument.startswith(f"--{FLAG}") for argument in container.get("args", []))


def _virtual_kubelets(asked: Iterable[Request], shows: Mapping[str, bool]) -> list[_VirtualKubelet]:
    by_pod: dict[str, list[Request]] = {}
    for request in asked:
        if request.account[0].startswith(_TENANT) and request.role == _LOCAL:
            by_pod.setdefault(request.pod, []).append(request)
    return [
        _VirtualKubelet(
            found[0].cluster,
            found[0].account[0].removeprefix(_TENANT),
            min(request.time for request in found),
            max(request.time for request in found),
            shows[pod],
        )
        for pod, found in by_pod.items()
    ]


def _shown(request: Request, shows: Mapping[str, bool], virtual_kubelets: Iterable[_VirtualKubelet]) -> set[bool]:
    """The clusters that a request counts for: those that show IPs, or hide them, or both if it is the same in both.

    Both only if there were virtual kubelets of both kinds. In a provider all those of a consumer are known by the
    same name: what they ask for is counted where IPs are hidden only while every one of them hides them.
    """
    if request.account[0].startswith(_TENANT):
        return {shows[request.pod]}
    if not request.role.startswith(_REMOTE) or request.account != ("", ""):
        return {each.shows for each in virtual_kubelets} or {True}
    running = [
        each.shows
        for each in virtual_kubelets
        if each.provider == request.cluster and each.start <= request.time <= each.end
    ]
    return {any(running) or not running}


def _grant(request: Request, grants: Iterable[Grant]) -> Grant:
    """The grant that a request has used: where several cover it, one of a role that is named after the account."""
    wanted = (request.group, request.resource, kind_of(request.verb))
    _, account = request.account
    own = [grant for grant in grants if grant[1:] == wanted and account and grant.role.startswith(account)]
    return min(own, default=Grant(request.role, *wanted))
