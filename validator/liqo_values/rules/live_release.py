"""What a cluster shows of the release and of Liqo's programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.cluster.helm_storage import DEPLOYED
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.cluster.cluster_object import ClusterObject
    from liqo_values.cluster.helm_storage import StoredRelease

#: The job that checks, before Helm removes anything, whether the cluster is still in use.
_UNINSTALLER = "liqo-pre-delete"
#: The label that all objects of the chart have with the same value.
_PART_OF = "app.kubernetes.io/part-of"
#: What breaks if a program does not run, by the end of the name of its Deployment.
_LOST = {
    "webhook": "the API server rejects pods in offloaded namespaces, and NamespaceOffloadings",
    "controller-manager": "new peerings and virtual nodes are not handled",
    "crd-replicator": "what clusters ask of each other is not exchanged, and unpeering does not end",
    "ipam": "no IP is remapped, and no network is connected",
}
_OF_KUBELET = "pods on its virtual node are not started, and their state is not updated"
_OF_OTHERS = "what it does is not done"


@rule("LQ901", "release-not-deployed", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS, causes=("LQ904",))
def release_not_deployed(context: Context) -> Iterator[Diagnostic]:
    """A release whose last upgrade or uninstallation did not finish.

    ## What it does
    Reports a release whose newest revision does not have the status `deployed`, such as `failed`, `pending-upgrade` or
    `uninstalling`. If the job that runs before an uninstallation failed, it is shown too.

    ## What breaks at run time
    After a failed upgrade, some objects are those of the new values and some those of the old ones. A release that is
    being uninstalled cannot be upgraded: Helm says that it has no deployed releases.
    """
    view = context.cluster
    if view.newest is None or view.newest.status in (DEPLOYED, ""):
        return
    jobs = [one for one in view.of_kind("Job") if one.name == _UNINSTALLER]
    failed = [job for job in jobs if job.condition("Failed").text("status") == "True"]
    yield Diagnostic(
        f"revision {view.newest.revision} of the release `{view.newest.name}` is `{view.newest.status}`",
        view.newest.holder.label(f"description: {view.newest.description or view.newest.status}"),
        _after(view.newest),
        related=(
            *(job.label("failed: the cluster is still in use") for job in failed),
            *(one.label("the description names it") for one in _named(view.newest, view.of_kind("Deployment"))),
        ),
    )


def _named(release: StoredRelease, programs: Sequence[ClusterObject]) -> Iterator[ClusterObject]:
    """Yield the programs that Helm could not reach, such as a webhook."""
    for one in programs:
        if f'service "{one.name}"' in release.description:
            yield one


def _after(release: StoredRelease) -> str:
    at = f"{release.name} --namespace {release.holder.namespace}"
    if release.status == "uninstalling":
        log = f"`kubectl logs --namespace {release.holder.namespace} job/{_UNINSTALLER}` says why"
        return f"to keep Liqo, run `helm rollback {release.name} {release.revision} {at.partition(' ')[2]}`; {log}"
    if release.status == "pending-install":  # Helm finds no revision to roll back to
        return f"wait, or if nothing is running, run `helm uninstall {at}`, and install it again"
    if release.status.startswith("pending"):
        return f"wait, or if nothing is running, run `helm rollback {at}`, and repeat the upgrade"
    return f"read the message, fix the values, and repeat the upgrade; `helm history {at}` lists all revisions"


@rule("LQ902", "files-not-applied", Severity.WARNING, about=About.CLUSTER, charts=ALL_CHARTS)
def files_not_applied(context: Context) -> Iterator[Diagnostic]:
    """Values files that result in another mode than the release.

    ## What it does
    Compares the mode of the files that are given with `-f` with the mode of the values in the release.

    ## What breaks at run time
    Nothing by itself: the files were changed and not installed yet, or they belong to another cluster. The rest of the
    diagnosis is about the release.
    """
    view = context.cluster
    if view.given is None or view.current is None or view.given.name is view.current.mode.name:
        return
    of_files, of_release = (str(mode.name or "no mode") for mode in (view.given, view.current.mode))
    facts = zip(
        *((mode.networking, mode.reflection) for mode in (view.given, view.current.mode)),
        strict=True,
    )
    differing = [(new, old) for new, old in facts if new.value is not old.value]
    for new, old in differing[:1]:
        yield Diagnostic(
            f"the files result in {of_files}, but the release in {of_release}",
            new.decided_by,
            f"upgrade the release `{view.current.stored.name}` with these files, or pass the files of this cluster",
            related=(
                old.decided_by,
                view.current.stored.holder.label(f"revision {view.current.stored.revision}"),
            ),
        )


@rule("LQ903", "differing-module", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS, causes=("LQ901",))
def other_module(context: Context) -> Iterator[Diagnostic]:
    """A controller manager whose networking module is on although the values turn it off, or the other way round.

    ## What it does
    Compares the argument `--networking-enabled` of the controller manager with the mode of the values.

    ## What breaks at run time
    The cluster runs in another mode than the values say: the Deployment was edited, the last upgrade failed, or the
    values are not those that were installed.
    """
    view = context.cluster
    if view.networking is None or view.networking.value is None or view.wanted is None or view.decided is None:
        return
    seen = view.networking.value
    if view.wanted.networking.value in (None, seen):
        return
    yield Diagnostic(
        f"the networking module is {view.networking.word}, but the values turn it {view.wanted.networking.word}",
        view.networking.place,
        "install the values with `helm upgrade`; if they are not what you want, change them first",
        related=(
            view.decided.networking.decided_by,
            *view.unfinished(lambda mode: mode.networking.value is seen),
        ),
    )


@rule("LQ904", "program-not-ready", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS)
def program_not_ready(context: Context) -> Iterator[Diagnostic]:
    """A program of Liqo without a ready pod.

    ## What it does
    Reports Deployments in the namespace of Liqo, and those of virtual kubelets, if they should have pods and none is
    ready; and DaemonSets with fewer ready pods than nodes.

    ## What breaks at run time
    It depends on the program: without the webhook, the API server rejects pods in offloaded namespaces; without a
    virtual kubelet, its node becomes `NotReady`.
    """
    view = context.cluster
    for one in (*view.of_kind("Deployment"), *view.of_kind("DaemonSet")):
        ready, wanted = _replicas(one)
        if not wanted or (ready and one.kind == "Deployment") or ready >= wanted:
            continue
        node = view.node_of(one)
        if node is None and view.manager is not None and not _is_part(one, view.manager):
            continue
        name = node.node.name if node is not None else ""
        what = f"the virtual kubelet of {name}" if name else f"`{one.name}`"
        lost = next((then for end, then in _LOST.items() if one.name.endswith(end)), _OF_OTHERS)
        yield Diagnostic(
            f"{what} has {ready} of {wanted} pods ready: {_OF_KUBELET if name else lost}",
            one.label(f"readyReplicas: {ready}" if one.kind == "Deployment" else f"numberReady: {ready}"),
            f"`kubectl describe {one.kind.lower()} --namespace {one.namespace} {one.name}` shows why",
            related=(node.node.label("its virtual node"),) if node is not None else (),
        )


def _is_part(one: ClusterObject, manager: ClusterObject) -> bool:
    """Return whether an object is one of Liqo: others may be in the same namespace."""
    return one.labels.get(_PART_OF) == manager.labels.get(_PART_OF)


def _replicas(one: ClusterObject) -> tuple[int, int]:
    """Return how many pods are ready, and how many there should be."""
    if one.kind == "DaemonSet":
        return one.number("status", "numberReady"), one.number("status", "desiredNumberScheduled")
    given = one.find("spec", "replicas")
    return one.number("status", "readyReplicas"), given if isinstance(given, int) else 1
