"""Settings of pods that the API server rejects: LQ535, LQ536 and LQ541."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import ENABLED
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


class Pod(NamedTuple):
    """A pod of the chart, or several with the same values.

    Attributes:
        path: Its values.
        volumes: The names of the volumes that the chart gives it.
        privileged: Whether one of its containers is privileged unless the user changes that.
    """

    path: Path
    volumes: tuple[str, ...] = ()
    privileged: bool = False


#: The chart's ``liqo.validation.pods`` has the same list.
PODS = (
    Pod(("controllerManager", "pod")),
    Pod(("webhook", "pod")),
    Pod(("ipam", "internal", "pod")),
    Pod(("crdReplicator", "pod")),
    Pod(("metricAgent", "pod"), ("certs",)),
    Pod(("telemetry", "pod")),
    Pod(("uninstaller", "pod")),
    Pod(("proxy", "pod")),
    Pod(("networking", "fabric", "pod"), privileged=True),
    Pod(("networking", "gatewayTemplates", "pod"), ("wireguard-config", "ipc"), privileged=True),
    Pod(("liqo-crds", "crdUpgrade", "pod"), ("crds",)),
    Pod(("helmTest", "pod"), ("object",)),
)
_SPREAD = "topologySpreadConstraints"
#: By which keys the items of a list are told from each other.
_IDENTITIES: dict[Path, tuple[str, ...]] = {
    ("extraEnv",): ("name",),
    ("extraVolumeMounts",): ("mountPath",),
    ("extraVolumes",): ("name",),
    ("securityContext", "sysctls"): ("name",),
    (_SPREAD,): ("topologyKey", "whenUnsatisfiable"),
}
_ESCALATION = "allowPrivilegeEscalation"


@rule("LQ541", "missing-volume", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def missing_volume(context: Context) -> Iterator[Diagnostic]:
    """A mount of a volume that the pod does not have.

    ## What it does
    Reports items of `extraVolumeMounts`, and `fileKeyRef` in `extraEnv`, with the name of a volume that is neither in
    `extraVolumes` of the same pod nor one of the chart's own volumes.

    ## What breaks at run time
    The API server rejects the pod, so that the installation fails.
    """
    for pod in PODS:
        names = {repr(item.get("name")) for _, item in _items(context, (*pod.path, "extraVolumes"))}
        for path, mount in _items(context, (*pod.path, "extraVolumeMounts")):
            yield from _unknown_volume(context, pod, (*path, "name"), mount.get("name"), names)
        for path, variable in _items(context, (*pod.path, "extraEnv")):
            source = variable.get("valueFrom")
            file = source.get("fileKeyRef") if isinstance(source, dict) else None
            if isinstance(file, dict):
                where = (*path, "valueFrom", "fileKeyRef", "volumeName")
                yield from _unknown_volume(context, pod, where, file.get("volumeName"), names)


@rule("LQ535", "duplicate-item", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def duplicate_item(context: Context) -> Iterator[Diagnostic]:
    """Two items of a list that Kubernetes cannot tell apart.

    ## What it does
    Reports items of `imagePullSecrets`, `extraEnv`, `extraVolumes` and `sysctls` with the same name, of
    `extraVolumeMounts` with the same path, and of `topologySpreadConstraints` with the same `topologyKey` and
    `whenUnsatisfiable`.

    ## What breaks at run time
    The API server rejects the pod, so that the installation fails. With Helm 4, that includes two Secrets or variables
    of the same name; with Helm 3, the last one is used.
    """
    lists: list[tuple[Path, tuple[str, ...]]] = [(("common", _SPREAD), _IDENTITIES[_SPREAD,])]
    lists.append((("imagePullSecrets",), ("name",)))
    lists += [((*pod.path, *name), keys) for pod in PODS for name, keys in _IDENTITIES.items()]
    for where, keys in lists:
        seen: dict[str, Path] = {}
        for path, item in _items(context, where):
            identity = repr([item.get(key) for key in keys])  # wrong types, such as maps, are no keys of Python
            first = seen.setdefault(identity, path)
            if first != path:
                same = " and ".join(f"`{key}`" for key in keys)
                yield Diagnostic(
                    message=f"`{dotted(path)}` and `{dotted(first)}` have the same {same}",
                    path=path,
                    primary=context.at((*path, keys[0]), "is there already"),
                    related=(context.at((*first, keys[0]), "is the first one"),),
                    help="remove one of them",
                )


@rule("LQ536", "privilege-contradiction", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def privilege_contradiction(context: Context) -> Iterator[Diagnostic]:
    """A setting that contradicts the privileges of a container.

    ## What it does
    Reports `allowPrivilegeEscalation: false` in `containerSecurityContext` of the fabric or the gateways, which are
    privileged unless you set `privileged`, and `mountPropagation: Bidirectional` in pods that are not privileged.

    ## What breaks at run time
    The API server rejects a privileged container that may not escalate its privileges, and mounts that a container
    without privileges shares with the node.
    """
    for pod in PODS:
        if pod.privileged and context.values.get(*ENABLED) is not True:
            continue
        where = (*pod.path, "containerSecurityContext")
        found = context.values.get(*where)
        given = found if isinstance(found, dict) else {}
        if pod.privileged and "privileged" not in given and given.get(_ESCALATION) is False:
            path = (*where, _ESCALATION)
            yield Diagnostic(
                message=f"`{dotted(path)}` is `false`, but these pods are privileged",
                path=path,
                primary=context.at(path, "contradicts the privileges of the pods"),
                help=f"remove it, or set `{dotted((*where, 'privileged'))}: false`",
            )
        if given.get("privileged", pod.privileged) is not True:
            yield from _shared_mounts(context, pod)


def _shared_mounts(context: Context, pod: Pod) -> Iterator[Diagnostic]:
    for path, mount in _items(context, (*pod.path, "extraVolumeMounts")):
        if mount.get("mountPropagation") == "Bidirectional":
            where = (*path, "mountPropagation")
            yield Diagnostic(
                message=f"`{dotted(where)}` is `Bidirectional`, but these pods are not privileged",
                path=where,
                primary=context.at(where, "needs privileges"),
                help="use `HostToContainer`",
            )


def _unknown_volume(context: Context, pod: Pod, path: Path, name: Plain, names: set[str]) -> Iterator[Diagnostic]:
    if repr(name) not in names and name not in pod.volumes:
        yield Diagnostic(
            message=f"`{dotted(path)}` is `{name}`, but the pod has no volume of that name",
            path=path,
            primary=context.at(path, "is not a volume of the pod"),
            help=f"add it to `{dotted((*pod.path, 'extraVolumes'))}`, or correct the name",
        )


def _items(context: Context, path: Path) -> Iterator[tuple[Path, dict[str, Plain]]]:
    listed = context.values.get(*path)
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield (*path, index), item
