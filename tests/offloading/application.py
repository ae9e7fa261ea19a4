"""What is offloaded: a Service with one pod in the consumer's own cluster, and one on each of some virtual nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.offloading.liqo_cluster import LiqoCluster
from tests.offloading.waiting import wait_for

SERVICE = "web"
LOCAL = "local"
_MARKER = "marker"
_DISCOVERY = "discovery.k8s.io/v1"
#: Maps an IP to the one that is seen elsewhere.
Mapped = Callable[[str], str]
_OFFLOADING = "offloading.liqo.io/v1beta1"


@dataclass(frozen=True)
class Seen:
    """What a consumer and its providers show of the application.

    Attributes:
        ips: In the consumer, what every running pod has for an IP; empty where it has none.
        endpoints: In the consumer, what the Service leads to.
        remote_ips: In each provider, the IPs of the running pods.
        remote_endpoints: In each provider, what the Service leads to.
        reflected: Those of them that came from the consumer.
    """

    ips: Mapping[str, str]
    endpoints: set[str]
    remote_ips: Mapping[str, Mapping[str, str]]
    remote_endpoints: Mapping[str, set[str]]
    reflected: Mapping[str, set[str]]

    def if_shown(self, hidden: Collection[str], hiding: Collection[str], mapped: Mapped) -> Seen:
        """What would be seen of the same pods where all IPs are shown, with exceptions.

        Args:
            hidden: Pods whose IPs the consumer is not shown.
            hiding: Providers to which no EndpointSlice is reflected.
            mapped: What the consumer is shown for the IP of a pod.
        """
        remote = {name: mapped(ip) for ips in self.remote_ips.values() for name, ip in ips.items()}
        local = {name: ip for name, ip in self.ips.items() if name not in remote}
        shown = {name: ip for name, ip in remote.items() if name not in hidden}
        reflected = {
            provider: set() if provider in hiding else {*local.values(), *(shown[name] for name in shown.keys() - own)}
            for provider, own in self.remote_ips.items()
        }
        return Seen(
            {**local, **shown, **dict.fromkeys(remote.keys() & hidden, "")},
            {*local.values(), *shown.values()},
            self.remote_ips,
            {provider: {*own.values(), *reflected[provider]} for provider, own in self.remote_ips.items()},
            reflected,
        )


@dataclass(frozen=True)
class Comparison:
    """What is seen, with what is expected."""

    seen: Seen
    expected: Seen

    @classmethod
    def of(cls, seen: Seen, hidden: Collection[str], hiding: Collection[str], mapped: Mapped) -> Comparison:
        """Compare what is seen with what is expected."""
        return cls(seen, seen.if_shown(hidden, hiding, mapped))


@dataclass(frozen=True)
class Application:
    """The application, in a namespace that is offloaded.

    Attributes:
        namespace: Its namespace in the consumer.
        consumer: The cluster that it belongs to.
    """

    namespace: str
    consumer: LiqoCluster

    def deploy(self, *virtual_nodes: str) -> None:
        """Create the Service and its pods, and wait until all of them run."""
        service = {"selector": {"app": SERVICE}, "ports": [{"port": 80, "targetPort": 8080}]}
        self._apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": SERVICE}, "spec": service})
        self.add(LOCAL, "node-1")
        for node in virtual_nodes:
            self.add(f"on-{node}", node)

    def add(self, name: str, node: str) -> str:
        """Create another pod, on a node; returns the IP that its own cluster gives it here, once it runs."""
        self.create(name, node)
        return wait_for(
            f"the pod {name} runs in {self.consumer.name}",
            lambda: running_ips(self.consumer, self.namespace),
            lambda ips: name in ips,
        )[name]

    def create(self, name: str, node: str) -> None:
        """Create another pod, on a node, and do not wait until it runs."""
        spec = {
            "nodeSelector": {"kubernetes.io/hostname": node},
            "containers": [{"name": "web", "image": "web", "ports": [{"containerPort": 8080}]}],
        }
        self._apply(
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": SERVICE}}, "spec": spec}
        )

    def seen_with(self, *providers: LiqoCluster) -> Seen:
        """What the consumer and some providers show at the moment."""
        remote = self.remote_namespace
        return Seen(
            running_ips(self.consumer, self.namespace),
            endpoints(self.consumer, self.namespace),
            {provider.name: running_ips(provider, remote) for provider in providers},
            {provider.name: endpoints(provider, remote) for provider in providers},
            {provider.name: _reflected(provider, remote) for provider in providers},
        )

    def expect(
        self, *providers: LiqoCluster, hidden: Collection[str] = (), hiding: Collection[str] = (), mapped: Mapped = str
    ) -> Seen:
        """Wait until all that there is was reflected, and IPs are shown or hidden as they have to be.

        Args:
            providers: All in which it has pods.
            hidden: Pods whose IPs the consumer must not be shown.
            hiding: Providers to which no EndpointSlice may be reflected.
            mapped: What the consumer has to be shown for the IP of a pod; by default that very IP.
        """
        for provider in providers:
            self.wait_until_reflected(provider)
        found = wait_for(
            f"{self.consumer.name} is shown all IPs but those of {sorted(hidden) or 'no pod'}, and reflects "
            f"EndpointSlices to all providers but {sorted(hiding) or 'none'}",
            lambda: Comparison.of(self.seen_with(*providers), hidden, hiding, mapped),
            lambda compared: compared.seen == compared.expected,
        )
        return found.seen

    def wait_until_reflected(self, provider: LiqoCluster) -> None:
        """Wait until all that there is was reflected: a ConfigMap made now arrives, and so did what was made before."""
        name = f"{_MARKER}-{len(self.consumer.list('v1', 'configmaps', self.namespace))}"
        self._apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}})
        wait_for(
            f"what is in {self.namespace} was reflected to {provider.name}",
            lambda: provider.get("v1", "configmaps", name, self.remote_namespace),
        )
        wait_for(
            f"the Service was reflected to {provider.name}",
            lambda: provider.get("v1", "services", SERVICE, self.remote_namespace),
        )

    @property
    def remote_namespace(self) -> str:
        """What its namespace is called in providers."""
        return f"{self.namespace}-{self.consumer.name}"

    def _apply(self, manifest: dict[str, Any]) -> None:
        manifest["metadata"]["namespace"] = self.namespace
        self.consumer.apply(manifest)


def wait_until_calls_pass(cluster: LiqoCluster, namespace: str) -> None:
    """Wait until the API server reaches the webhook again: the fabric's new rules may have cut its old connection."""
    probe = ("run", "probe", "--image=none", "--dry-run=server", f"--namespace={namespace}")
    wait_for(f"pods can be made in {cluster.name}", lambda: cluster.kubectl(*probe), lambda done: done.returncode == 0)


def _reflected(provider: LiqoCluster, namespace: str) -> set[str]:
    return {
        address
        for reflected in provider.list(_OFFLOADING, "shadowendpointslices", namespace)
        for endpoint in reflected["spec"]["template"]["endpoints"] or []
        for address in endpoint["addresses"]
    }


def running_ips(cluster: LiqoCluster, namespace: str) -> dict[str, str]:
    """The running pods of the Service, with their IPs; an empty one where a pod has none."""
    return {
        pod["metadata"]["name"]: pod["status"].get("podIP", "")
        for pod in cluster.list("v1", "pods", namespace, f"app={SERVICE}")
        if pod["status"].get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]
    }


def endpoints(cluster: LiqoCluster, namespace: str) -> set[str]:
    """All addresses in the EndpointSlices of the Service."""
    return {
        address
        for found in cluster.list(_DISCOVERY, "endpointslices", namespace, f"kubernetes.io/service-name={SERVICE}")
        for endpoint in found["endpoints"] or []
        for address in endpoint["addresses"]
    }


def objects_of(cluster: LiqoCluster, groups: Sequence[str]) -> set[str]:
    """Every object of some API groups, as ``resource namespace/name``."""
    return wait_for(
        f"{cluster.name} tells its objects of {', '.join(groups)}",
        lambda: {found for group in groups for found in _objects(cluster, group)},
        # Where an API is new, a first answer may be to ask again.
        lambda _: True,
    )


def _objects(cluster: LiqoCluster, group: str) -> Iterator[str]:
    preferred = cluster.plane.get(f"/apis/{group}")["preferredVersion"]["groupVersion"]
    for resource in cluster.plane.get(f"/apis/{preferred}")["resources"]:
        if "/" not in resource["name"]:
            for item in cluster.list(preferred, resource["name"]):
                metadata = item["metadata"]
                yield f"{resource['name']} {metadata.get('namespace', '')}/{metadata['name']}"
