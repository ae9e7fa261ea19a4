"""Reads from audit logs what the API servers were asked for, by whom, and which role allowed it.

Requests of the control plane's own programs and of the administrator are not logged (`tools/run/command_lines.py`): all
others are from Liqo, or from users of other clusters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_REASON = re.compile(r'of (?:Cluster)?Role "([^"]+)" to ')
_FIRST_ERROR = 400
#: How the names of other roles begin: those of Kubernetes, and that of users of `liqo-values doctor`.
_NOT_OF_LIQO = ("system:", "liqo-values-")
_ACCOUNT = "system:serviceaccount:"


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        cluster: The cluster that was asked.
        time: When, as a text that sorts.
        user: Who, as the API server calls them; empty for a token that holds no more, as when its pod is gone.
        pod: The UID of the pod that a ServiceAccount's token was for; else empty.
        verb: What for.
        group: The API group.
        resource: The resource, with the subresource.
        namespace: The namespace, if there is one.
        name: The object, if there is one.
        role: The role that let them; empty where that was none of Liqo's, or they were refused.
        refused: Whether no role lets them. That something is forbidden for another reason is not meant.
        succeeded: Whether it was done.
    """

    cluster: str
    time: str
    user: str
    pod: str
    verb: str
    group: str
    resource: str
    namespace: str
    name: str
    role: str
    refused: bool
    succeeded: bool

    @property
    def account(self) -> tuple[str, str]:
        """Namespace and name of a ServiceAccount; both empty for all others."""
        if not self.user.startswith(_ACCOUNT):
            return "", ""
        namespace, _, name = self.user.removeprefix(_ACCOUNT).partition(":")
        return namespace, name

    def __str__(self) -> str:
        what = f"{self.resource}{f'.{self.group}' if self.group else ''} {self.name}".strip()
        place = f" in {self.namespace}" if self.namespace else ""
        return f"{self.time} {self.cluster}: {self.user} may not {self.verb} {what}{place}"


def requests(cluster: str, log: Path) -> Iterator[Request]:
    """The requests in an audit log that were for resources, or were refused; a watch may be there twice."""
    with log.open() as lines:
        for line in lines:
            # The last one may not be complete: the API server is writing it.
            if line.endswith("}\n"):
                request = _request(cluster, json.loads(line))
                if request.resource or request.refused:
                    yield request


def _request(cluster: str, event: dict[str, Any]) -> Request:
    annotations, target = event.get("annotations", {}), event.get("objectRef", {})
    reason = _REASON.search(annotations.get("authorization.k8s.io/reason", ""))
    subresource = target.get("subresource", "")
    (pod,) = event["user"].get("extra", {}).get("authentication.kubernetes.io/pod-uid", [""])
    return Request(
        cluster,
        event["requestReceivedTimestamp"],
        event["user"].get("username", ""),
        pod,
        event["verb"],
        target.get("apiGroup", ""),
        f"{target.get('resource', '')}{f'/{subresource}' if subresource else ''}" if target else "",
        target.get("namespace", ""),
        target.get("name", "") if target else event["requestURI"],
        reason[1] if reason and not reason[1].startswith(_NOT_OF_LIQO) else "",
        annotations.get("authorization.k8s.io/decision") == "forbid",
        event.get("responseStatus", {}).get("code", 0) < _FIRST_ERROR,
    )
