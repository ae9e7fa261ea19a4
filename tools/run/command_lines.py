"""The command lines of the embedded control plane's programs, and the files that they name."""

from __future__ import annotations

import ipaddress
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.run.certificates import Authority, Pair, write_signing_key
from tools.run.network import LOOPBACK, Network
from tools.toolchain.build import tool

SERVICE_CIDR = "10.96.0.0/16"
#: What pods would get if there were nodes; examples and tests that turn networking on use it.
POD_CIDR = "10.244.0.0/16"

#: Logs who asked for what, without request and response. The control plane's own programs and the administrator, who
#: may do everything, are left out. A watch is logged when it begins: it may not end before the API server does.
_AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [
        {"level": "None", "users": ["admin", "system:apiserver", "system:kube-controller-manager"]},
        {"level": "None", "userGroups": ["system:serviceaccounts:kube-system"]},
        {"level": "Metadata"},
    ],
}


@dataclass(frozen=True)
class Settings:
    """The settings in which control planes differ.

    Attributes:
        service_cidr: The range of the addresses of Services.
        audited: Whether the API server logs the requests of ServiceAccounts and of users from other clusters.
        pods_listen: Whether pods listen on their addresses; the API server then calls webhooks there, since nothing
            forwards from the address of a Service to its pods.
    """

    service_cidr: str = SERVICE_CIDR
    audited: bool = False
    pods_listen: bool = False


def commands(folder: Path, port: int, network: Network, settings: Settings) -> dict[str, list[str | Path]]:
    """Return the command lines of the three programs, and write the files that they name."""
    authority = Authority(folder, "ca")
    first = str(next(ipaddress.ip_network(settings.service_cidr).hosts()))
    names = ["localhost", LOOPBACK, "kubernetes", "kubernetes.default", "kubernetes.default.svc", first]
    server = authority.issue("kube-apiserver", names)
    etcd = authority.issue("etcd", ["localhost", LOOPBACK])
    front_proxy = authority.issue("front-proxy-client")
    signing_key = write_signing_key(folder, "service-accounts")
    admin, manager = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    _write_private(
        folder / "tokens.csv",
        f'{admin},admin,admin,"system:masters"\n{manager},system:kube-controller-manager,manager\n',
    )
    for name, token in (("kubeconfig", admin), ("kube-controller-manager.kubeconfig", manager)):
        _write_private(folder / name, json.dumps(_kubeconfig(folder, port, token), indent=2))

    client, peer = (f"https://{LOOPBACK}:{network.free_port()}" for _ in range(2))
    ca = authority.pair
    return {
        "etcd": _etcd(folder, ca, etcd, client, peer),
        "kube-apiserver": [
            *_api_server(port, ca, server, etcd, front_proxy, signing_key, client),
            f"--service-cluster-ip-range={settings.service_cidr}",
            f"--enable-aggregator-routing={str(settings.pods_listen).lower()}",
            *(_audit(folder) if settings.audited else ()),
        ],
        "kube-controller-manager": [
            tool("kube-controller-manager"),
            f"--kubeconfig={folder / 'kube-controller-manager.kubeconfig'}",
            f"--service-account-private-key-file={signing_key}",
            f"--root-ca-file={ca.certificate}",
            f"--cluster-signing-cert-file={ca.certificate}",
            f"--cluster-signing-key-file={ca.key}",
            "--use-service-account-credentials=true",
            "--leader-elect=false",
            # Its default rate limit is meant for busy clusters.
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
            "--secure-port=0",
        ],
    }


def _etcd(folder: Path, ca: Pair, pair: Pair, client: str, peer: str) -> list[str | Path]:
    return [
        tool("etcd"),
        "--name=etcd",
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=etcd={peer}",
        "--client-cert-auth",
        f"--trusted-ca-file={ca.certificate}",
        f"--cert-file={pair.certificate}",
        f"--key-file={pair.key}",
        "--peer-client-cert-auth",
        f"--peer-trusted-ca-file={ca.certificate}",
        f"--peer-cert-file={pair.certificate}",
        f"--peer-key-file={pair.key}",
        # The data is deleted with the control plane: there is no need to wait for the disk.
        "--unsafe-no-fsync",
        "--log-level=warn",
    ]


def _api_server(
    port: int, ca: Pair, server: Pair, etcd: Pair, front_proxy: Pair, signing_key: Path, etcd_url: str
) -> list[str | Path]:
    return [
        tool("kube-apiserver"),
        f"--etcd-servers={etcd_url}",
        f"--etcd-cafile={ca.certificate}",
        f"--etcd-certfile={etcd.certificate}",
        f"--etcd-keyfile={etcd.key}",
        f"--bind-address={LOOPBACK}",
        f"--advertise-address={LOOPBACK}",
        f"--secure-port={port}",
        # A loopback address is not a valid endpoint of the Service `kubernetes`, and no pod runs that would use it.
        "--endpoint-reconciler-type=none",
        f"--tls-cert-file={server.certificate}",
        f"--tls-private-key-file={server.key}",
        f"--client-ca-file={ca.certificate}",
        f"--token-auth-file={server.key.parent / 'tokens.csv'}",
        "--anonymous-auth=false",
        "--authorization-mode=Node,RBAC",
        "--allow-privileged=true",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={signing_key}",
        f"--service-account-signing-key-file={signing_key}",
        # The aggregation layer shares the CA with the clients, so the name must tell them apart.
        f"--requestheader-client-ca-file={ca.certificate}",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        f"--proxy-client-cert-file={front_proxy.certificate}",
        f"--proxy-client-key-file={front_proxy.key}",
        "--profiling=false",
    ]


def _audit(folder: Path) -> list[str]:
    policy = folder / "audit-policy.yaml"
    policy.write_text(json.dumps(_AUDIT_POLICY))
    return [f"--audit-policy-file={policy}", f"--audit-log-path={audit_log(folder)}"]


def audit_log(folder: Path) -> Path:
    """Return the audit log of an API server, with a JSON object on each line."""
    return folder / "audit.log"


def _kubeconfig(folder: Path, port: int, token: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "embedded",
        "clusters": [
            {
                "name": "embedded",
                "cluster": {"server": f"https://{LOOPBACK}:{port}", "certificate-authority": str(folder / "ca.crt")},
            }
        ],
        "users": [{"name": "embedded", "user": {"token": token}}],
        "contexts": [{"name": "embedded", "context": {"cluster": "embedded", "user": "embedded"}}],
    }


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
