"""What an installation must and must not contain, written down independently of the chart."""

from __future__ import annotations

from typing import NamedTuple

from tools.manifests import Manifest
from tools.run.cluster import NAMESPACE


class Right(NamedTuple):
    """What a ServiceAccount may do in all namespaces."""

    account: str
    verb: str
    group: str
    resource: str


#: Every object of the networking module: apiVersion, kind, name. Without the module, none of them exists.
NETWORKING_OBJECTS = (
    ("apps/v1", "DaemonSet", "liqo-fabric"),
    ("apps/v1", "Deployment", "liqo-ipam"),
    ("ipam.liqo.io/v1alpha1", "Network", "external-cidr"),
    ("ipam.liqo.io/v1alpha1", "Network", "internal-cidr"),
    ("ipam.liqo.io/v1alpha1", "Network", "pod-cidr"),
    ("ipam.liqo.io/v1alpha1", "Network", "service-cidr"),
    ("networking.liqo.io/v1beta1", "FirewallConfiguration", "gw-mss-clamping"),
    ("networking.liqo.io/v1beta1", "WgGatewayClientTemplate", "wireguard-client"),
    ("networking.liqo.io/v1beta1", "WgGatewayServerTemplate", "wireguard-server"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-fabric"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-gateway"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-ipam"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "liqo-controller-manager-grant-wg-gateway"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "liqo-fabric"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "liqo-ipam"),
    ("v1", "Service", "liqo-ipam"),
    ("v1", "ServiceAccount", "liqo-fabric"),
    ("v1", "ServiceAccount", "liqo-ipam"),
)

#: What every installation of this chart contains.
COMMON_OBJECTS = (
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "liqo-webhook"),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "liqo-webhook"),
    ("apps/v1", "Deployment", "liqo-controller-manager"),
    ("apps/v1", "Deployment", "liqo-webhook"),
    ("offloading.liqo.io/v1beta1", "VkOptionsTemplate", "virtual-kubelet-default"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-controller-manager"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-virtual-kubelet-local"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-virtual-kubelet-remote"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-virtual-kubelet-remote-clusterwide"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "liqo-webhook"),
    ("v1", "ConfigMap", "liqo-clusterid-configmap"),
    ("v1", "Service", "liqo-webhook"),
    ("v1", "ServiceAccount", "liqo-controller-manager"),
    ("v1", "ServiceAccount", "liqo-webhook"),
)

#: Arguments of the controller manager that only its network controllers read.
NETWORKING_ARGUMENTS = (
    "--enable-api-server-ip-remapping",
    "--fabric-full-masquerade-enabled",
    "--fabric-route-rule-priority",
    "--gateway-client-resources",
    "--gateway-masquerade-bypass-enabled",
    "--gateway-server-resources",
    "--geneve-port",
    "--ipam-server",
)

#: Permissions of the networking module alone: not granted if the module is off.
NETWORKING_RIGHTS = (
    Right("liqo-controller-manager", "create", "ipam.liqo.io", "networks"),
    Right("liqo-controller-manager", "delete", "ipam.liqo.io", "ips"),
    Right("liqo-controller-manager", "create", "networking.liqo.io", "firewallconfigurations"),
    Right("liqo-controller-manager", "create", "networking.liqo.io", "gatewayservers"),
    Right("liqo-controller-manager", "update", "networking.liqo.io", "configurations"),
)

#: The controller manager exits without these, whether the module is on or off.
COMMON_RIGHTS = (
    Right("liqo-controller-manager", "list", "networking.liqo.io", "configurations"),
    Right("liqo-controller-manager", "list", "networking.liqo.io", "connections"),
    Right("liqo-controller-manager", "list", "networking.liqo.io", "gatewayclients"),
    Right("liqo-controller-manager", "list", "networking.liqo.io", "gatewayservers"),
    Right("liqo-controller-manager", "create", "offloading.liqo.io", "virtualnodes"),
)

SWITCH = "--disable-ip-reflection"

#: The four modes, each with the values that the chart brings for it: (networking module, IP reflection).
MODES = {
    "connected": (True, True),
    "connected-no-ips": (True, False),
    "external-network": (False, True),
    "offloading-only": (False, False),
}


def as_manifest(api_version: str, kind: str, name: str) -> Manifest:
    """As much of an object as it takes to ask for it."""
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}


def access_review(account: str, verb: str, group: str, resource: str) -> Manifest:
    """The question to the API server whether a ServiceAccount of Liqo may do something in all namespaces."""
    return {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {
            "user": f"system:serviceaccount:{NAMESPACE}:{account}",
            "groups": ["system:serviceaccounts", f"system:serviceaccounts:{NAMESPACE}", "system:authenticated"],
            "resourceAttributes": {"verb": verb, "group": group, "resource": resource},
        },
    }
