"""``docs/permissions.md``: what Liqo's roles grant, next to what was ever used of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tools.generate.permissions.grants import NETWORKING_APIS, Grant, Grants, granted
from tools.generate.permissions.uses import OFF, ON, Use
from tools.repository import ROOT

PAGE = ROOT / "docs" / "permissions.md"
#: What the published chart grants with networking.enabled=false, and what of it is for these two APIs.
_PUBLISHED = {
    "liqo-controller-manager": (442, 168),
    "liqo-crd-replicator": (14, 0),
    "liqo-metric-agent": (10, 0),
    "liqo-peering-user-liqo-ns": (10, 7),
    "liqo-peering-user-tenant-ns": (40, 28),
    "liqo-pre-delete": (56, 24),
    "liqo-remote-controlplane": (48, 0),
    "liqo-telemetry": (23, 0),
    "liqo-virtual-kubelet-local": (103, 6),
    "liqo-virtual-kubelet-remote": (68, 0),
    "liqo-virtual-kubelet-remote-clusterwide": (3, 0),
    "liqo-webhook": (71, 10),
}
#: Who has the roles; every other one is for the account of the same name.
_HOLDERS = {
    "liqo-controller-manager-networking": "liqo-controller-manager",
    "liqo-gateway": "gateways",
    "liqo-helm-test": "`helm test`",
    "liqo-peering-user-liqo-ns": "peering users, in Liqo's namespace",
    "liqo-peering-user-tenant-ns": "peering users, in their tenant's namespace",
    "liqo-pre-delete": "the program that runs before the release is deleted",
    "liqo-remote-controlplane": "Liqo of other clusters; liqo-controller-manager, liqo-crd-replicator",
    "liqo-virtual-kubelet-local": "virtual kubelets; liqo-controller-manager",
    "liqo-virtual-kubelet-remote": "virtual kubelets of other clusters; liqo-controller-manager",
    "liqo-virtual-kubelet-remote-clusterwide": "virtual kubelets of other clusters; liqo-controller-manager",
    "liqo-webhook-networking": "liqo-webhook",
}
_INTRODUCTION = """\
# What Liqo's programs may do, and what they do

In the [tests with Liqo's own programs](../tests/offloading/README.md), the API servers log every request. This page
compares the requests with what the roles of this chart grant. A grant is a verb for a resource in a role.

- No request that Liqo needs is refused.
- Without the networking module, the chart grants no permissions on its APIs (`networking.liqo.io`, `ipam.liqo.io`)
  beyond what the remaining components use: {networking} grants, compared with {published_networking} in the published
  chart with `networking.enabled=false`. In all there are {total} grants, compared with {published}.
- In `offloading-only`, nothing reads IPs, and nothing writes ShadowEndpointSlices in the provider. Both are granted
  nevertheless: all virtual kubelets of a cluster share a role, and each may have its own options; and a provider does
  not know the modes of its consumers.
- With the networking module, the grants are those of the published chart, so that its releases can be upgraded. The
  tests have no traffic between clusters, and hardly use the permissions of gateways.

How to read the tables: reading means `get`, `list` and `watch`. They are granted and counted together, because Liqo's
programs use only `watch` if the API server can send the existing objects first, and `list` if an older one cannot.
Changing means `update` or `patch`. A grant that was never seen in use may still be needed: the test clusters have no
volumes, logs, metrics, several replicas or expiring certificates; permissions to approve for a signer and to update
finalizers are checked inside the API server; and the controller manager must have the permissions that it grants to
others.

In your own audit logs, you can disregard these denied requests: those of a virtual kubelet whose virtual node is being
deleted; those of virtual kubelets in a provider while Liqo recreates the namespaces there, which happens whenever a
virtual node for that provider is deleted; those of the consumer in the provider, right after a peering has ended; and
those of peering users who list namespaces.

`python -m tools.generate.permissions` writes this page. Tests fail if a request is refused, or if a permission for the
network is granted and not used.
"""


def page(uses: Iterable[Use]) -> str:
    """The page for what was used, and what the chart grants now."""
    used: dict[Grant, set[str]] = {}
    for use in uses:
        used.setdefault(use.grant, set()).add(use.mode)
    off = granted(OFF[True])
    parts = [
        _INTRODUCTION.format(
            total=_count(off),
            networking=_count({grant: verbs for grant, verbs in off.items() if grant.group in NETWORKING_APIS}),
            published=sum(count for count, _ in _PUBLISHED.values()),
            published_networking=sum(count for _, count in _PUBLISHED.values()),
        ),
        *_chapter("Without the networking module", off, used, list(OFF.values()), _PUBLISHED),
        *_chapter("With the networking module", granted(ON[True]), used, list(ON.values())),
    ]
    return "\n".join(parts)


def _chapter(
    title: str,
    grants: Grants,
    used: Mapping[Grant, set[str]],
    modes: Sequence[str],
    published: Mapping[str, tuple[int, int]] | None = None,
) -> Iterator[str]:
    by_role: dict[str, Grants] = {}
    for grant, verbs in sorted(grants.items()):
        by_role.setdefault(grant.role, {})[grant] = verbs
    yield f"## {title}\n"
    yield _row("role", "who has it", "grants", "seen in use", *(["published chart"] if published else []))
    yield _row("---", "---", *["--:"] * (3 if published else 2))
    for role, of_role in by_role.items():
        seen = {grant: verbs for grant, verbs in of_role.items() if used.get(grant, set()).intersection(modes)}
        counts = [_count(of_role), _count(seen), *([published.get(role, (0,))[0]] if published else [])]
        yield _row(role, _HOLDERS.get(role, role), *(str(count or "-") for count in counts))
    for role, of_role in by_role.items():
        yield f"\n### {role}\n"
        yield _row("resource", "granted", *modes)
        yield _row(*["---"] * (2 + len(modes)))
        yield from _rows(of_role, used, modes)
    yield ""


def _count(grants: Grants) -> int:
    return sum(map(len, grants.values()))


def _rows(of_role: Grants, used: Mapping[Grant, set[str]], modes: Sequence[str]) -> Iterator[str]:
    for group, resource in sorted({(grant.group, grant.resource) for grant in of_role}):
        here = {grant: verbs for grant, verbs in of_role.items() if grant[1:3] == (group, resource)}
        verbs = sorted(verb for verbs in here.values() for verb in verbs)
        kinds = (sorted(grant.kind for grant in here if mode in used.get(grant, ())) for mode in modes)
        name = f"{group}/{resource}" if group else resource
        yield _row(f"`{name}`", ", ".join(verbs), *(", ".join(each) or "-" for each in kinds))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
