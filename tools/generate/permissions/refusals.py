"""Finds the requests that were refused and should not have been.

All programs but those of the release get their permissions from bindings that the controller manager creates, and lose
them when it deletes these. They keep running for a moment, and their requests are refused:

* a virtual kubelet in the consumer, when its virtual node is deleted;
* virtual kubelets in the provider, with the namespaces there, which Liqo deletes and creates again when any virtual
  node for this provider is deleted;
* the consumer's replicator in the provider, when a peering ends: it may come too late to delete its copies.

And `liqoctl` looks for the namespace of the tenant among all namespaces, which a peering user may not list, and then
asks for the one of the right name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tools.generate.permissions.audit_log import Request

_CONTROLLER_MANAGER = ("liqo", "liqo-controller-manager")
_BINDINGS = ("clusterrolebindings", "rolebindings")
#: What the controller manager calls bindings in the whole cluster: that of a virtual kubelet, followed by its account,
#: and one that comes and goes with those in the namespace of the tenant, followed by the consumer.
_OF_VIRTUAL_KUBELET = "liqo-node-"
_OF_CONSUMER = "liqo-binding-liqo-virtual-kubelet-remote-clusterwide-"
_TENANT = "liqo-tenant-"
#: How long the API server may take to notice a new binding.
_NOTICED = timedelta(seconds=2)

#: Cluster, and the namespace or the account of a virtual kubelet that a binding is for.
Scope = tuple[str, str]


def unexpected(asked: Sequence[Request]) -> list[Request]:
    """The requests that were refused and should not have been."""
    made: dict[Scope, list[str]] = {}
    removed: dict[Scope, list[str]] = {}
    for request in asked:
        if request.account == _CONTROLLER_MANAGER and request.succeeded:
            for scope in _bound(request):
                (made if request.verb == "create" else removed).setdefault(scope, []).append(request.time)
    peering_users = {request.user for request in asked if request.role.startswith("liqo-peering-user")}
    return [
        request
        for request in asked
        if request.refused
        and not _is_expected_of_peering_user(request, peering_users)
        and not _lost_its_rights(request, made.get(_scope(request), []), removed.get(_scope(request), []))
    ]


def _bound(request: Request) -> Iterator[Scope]:
    """What a request of the controller manager gives or takes the binding of."""
    if request.resource in _BINDINGS and request.verb in ("create", "delete", "deletecollection"):
        name = request.name.replace(_OF_VIRTUAL_KUBELET, "").replace(_OF_CONSUMER, _TENANT)
        yield request.cluster, request.namespace or name
    elif (request.resource, request.verb) == ("namespaces", "delete"):
        yield request.cluster, request.name


def _scope(request: Request) -> Scope:
    namespace, account = request.account
    return request.cluster, account if namespace.startswith(_TENANT) else request.namespace


def _lost_its_rights(request: Request, made: Sequence[str], removed: Sequence[str]) -> bool:
    """Whether the last binding was removed before, and no other one has been made since."""
    if request.account[0] == "liqo":
        return False
    last = max((time for time in removed if time <= request.time), default="")
    again = min((time for time in made if time > last), default="")
    return bool(last) and (not again or _time(request.time) < _time(again) + _NOTICED)


def _is_expected_of_peering_user(request: Request, peering_users: set[str]) -> bool:
    return request.user in peering_users and (request.verb, request.resource) == ("list", "namespaces")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
