"""What Helm and the schema accept and refuse, and with which message."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

CHART = Path(__file__).resolve().parents[2] / "chart"

ABSENT = "absent: no such key in this chart; run `liqo-values check` for the nearest one [LQ002]"
RENAMED = "absent: renamed to `{}` in Liqo 1.0 [LQ402]"
BOOLEAN = "a boolean: true or false without quotes, and --set instead of --set-string [LQ004]"
DIGEST = "sha256: and 64 hexadecimal digits in lower case [LQ005]"
REGISTRY = "a registry without scheme, such as registry.example.org or registry.example.org:5000/mirror [LQ005]"
NETWORK = "an IPv4 or IPv6 network in CIDR notation, such as 10.0.0.0/16 [LQ005]"
DURATION = "a duration with its unit, such as 30s, 2m or 1h30m [LQ005]"
PORT = "a port between 1 and 65535 [LQ005]"

#: A setting that is refused, and what Helm expects instead.
REFUSED: dict[str, tuple[str, Any, str]] = {
    "misspelt section": ("networkng.enabled", False, ABSENT),
    "key of an older release": ("networking.internal", False, RENAMED.format("networking.enabled")),
    "section of an older release": ("reflection", {"pod": {"workers": 1}}, RENAMED.format("offloading.reflection")),
    "key below a block": ("webhook.pod.label", {}, ABSENT),
    "key of the subchart": ("liqo-crds.crdUpgrade.enable", True, ABSENT),
    "key within an affinity": ("networking.fabric.affinity.nodeAfinity", {}, ABSENT),
    "key within a list": ("networking.fabric.tolerations", [{"keys": "a"}], ABSENT),
    "quoted boolean": ("networking.enabled", "false", BOOLEAN),
    "blank boolean": ("networking.reflectIPs", "", BOOLEAN),
    "quoted boolean in the subchart": ("liqo-crds.crdUpgrade.enabled", "true", BOOLEAN),
    "quoted boolean in a list": (
        "offloading.reflection.ingress.ingressClasses", [{"name": "a", "default": "no"}], BOOLEAN,
    ),
    "number for a boolean": ("networking.reflectIPs", 0, "`true` or `false` [LQ003]"),
    "text for a list": ("ipam.podCIDRs", "10.0.0.0/16", "a list [LQ003]"),
    "text for a map": ("networking", "off", "a map [LQ003]"),
    "number in a list of arguments": ("virtualKubelet.extra.args", [1], "a string [LQ003]"),
    "map for a text": ("tag", {"a": 1}, "a string [LQ003]"),
    "name for a reference": ("imagePullSecrets", ["regcred"], "a map [LQ003]"),
    "reference without a name": ("imagePullSecrets", [{}], "a map with name [LQ005]"),
    "fraction for a count": ("networking.gatewayTemplates.replicas", 1.5, "an integer [LQ003]"),
    "negative count": ("virtualKubelet.replicas", -1, "a number of at least 0 [LQ005]"),
    "network without a length": ("ipam.serviceCIDR", "10.0.0.0", NETWORK),
    "network with a length too great": ("ipam.pools", ["10.0.0.0/33"], NETWORK),
    "network with an octet too great": ("ipam.podCIDR", "10.0.256.0/16", NETWORK),
    "IPv6 network with two gaps": ("ipam.podCIDRs", ["fd00::1::/48"], NETWORK),
    "empty network in a list": ("ipam.reservedSubnets", [""], NETWORK),
    "port too great": ("networking.genevePort", 65536, "a number from 1 to 65535 [LQ005]"),
    "port as text too great": ("networking.genevePort", "65536", PORT),
    "port 0 where something has to listen": ("webhook.port", "0", PORT),
    "duration without unit": ("networking.gatewayTemplates.ping.interval", 10, DURATION),
    "duration in days": ("ipam.internal.syncInterval", "1d", DURATION),
    "other case": ("webhook.failurePolicy", "fail", "value must be 'Ignore or Fail [LQ005]'"),
    "quantity with a space": (
        "offloading.defaultNodeResources.memory", "8 Gi", "a quantity, such as 4, 500m or 8Gi [LQ005]",
    ),
    "cluster ID in upper case": (
        "discovery.config.clusterID",
        "Milan",
        "lower case letters, digits and dashes, starting and ending with a letter or digit [LQ005]",
    ),
    "empty image": ("proxy.image.name", "", "text that is not empty [LQ005]"),
    "digest of another algorithm": ("proxy.image.digest", "md5:d41d8cd98f00b204e9800998ecf8427e", DIGEST),
    "digest cut short": ("webhook.image.digest", "sha256:9f86d0", DIGEST),
    "digest in upper case": ("webhook.image.digest", f"sha256:{64 * 'A'}", DIGEST),
    "registry with a scheme": ("imageRegistry", "https://registry.example.org", REGISTRY),
    "registry with a slash at the end": ("imageRegistry", "registry.example.org/", REGISTRY),
    "registry with a tag": ("imageRegistry", "registry.example.org/mirror:v1", REGISTRY),
    "key within a pod": ("proxy.pod.nodeSelectors", {}, ABSENT),
    "scheduling of the fabric in its pod": ("networking.fabric.pod.tolerations", [], ABSENT),
    "key within a constraint": (
        "common.topologySpreadConstraints",
        [{"maxSkew": 1, "topologyKey": "a", "whenUnsatisfiable": "ScheduleAnyway", "selector": {}}],
        ABSENT,
    ),
    "constraint without an answer": (
        "proxy.pod.topologySpreadConstraints",
        [{"maxSkew": 1, "topologyKey": "a"}],
        "a map with maxSkew, topologyKey and whenUnsatisfiable [LQ005]",
    ),
    "constraint that allows no difference": (
        "common.topologySpreadConstraints",
        [{"maxSkew": 0, "topologyKey": "a", "whenUnsatisfiable": "ScheduleAnyway"}],
        "a number of at least 1 [LQ005]",
    ),
    "variable without a name": ("webhook.pod.extraEnv", [{"value": "a"}], "a map with name [LQ005]"),
    "variables as a map": ("webhook.pod.extraEnv", {"A": "b"}, "a list or an empty value [LQ003]"),
    "key within a variable": ("webhook.pod.extraEnv", [{"name": "A", "from": {}}], ABSENT),
    "source of a variable": ("webhook.pod.extraEnv", [{"name": "A", "valueFrom": {"secretRef": {}}}], ABSENT),
    "kind of a volume": ("ipam.internal.pod.extraVolumes", [{"name": "a", "confgMap": {}}], ABSENT),
    "key within a volume": ("ipam.internal.pod.extraVolumes", [{"name": "a", "secret": {"name": "b"}}], ABSENT),
    "mount without a place": ("proxy.pod.extraVolumeMounts", [{"name": "a"}], "a map with name and mountPath [LQ005]"),
    "setting of a container at its pod": ("proxy.pod.securityContext.privileged", True, ABSENT),
    "setting of a pod at its containers": ("proxy.pod.containerSecurityContext.fsGroup", 1, ABSENT),
    "user ID as text": ("proxy.pod.securityContext.runAsUser", "1000", "an integer or an empty value [LQ003]"),
    "seccomp profile of another name": (
        "proxy.pod.securityContext.seccompProfile",
        {"type": "Default"},
        "value must be 'RuntimeDefault, Localhost or Unconfined [LQ005]'",
    ),
    "credential without reference": ("authentication.awsConfig.accessKeyId", {}, "a map with secretKeyRef [LQ005]"),
}  # fmt: skip

#: A setting that is accepted though it may look wrong.
ACCEPTED: dict[str, tuple[str, Any]] = {
    "networking off, reflection on": ("networking", {"enabled": False, "reflectIPs": True}),
    "port as number where the default is a text": ("networking.fabric.config.healthProbeBindAddressPort", 8081),
    "port as text where the default is a number": ("networking.genevePort", "6091"),
    "numbers as text, as they were once written": ("networking.gateway.mssclamp.value", "1340"),
    "the priority of rules as text": ("networking.fabric.config.routeConfigurationRulePriority", "200"),
    "no port": ("networking.fabric.config.metricsAddressPort", 0),
    "whole number of CPUs": ("offloading.defaultNodeResources.cpu", 4),
    "resource of a device": ("offloading.defaultNodeResources", {"nvidia.com/gpu": 2}),
    "limits as numbers": ("webhook.pod.resources.limits", {"cpu": 1, "memory": "1e3"}),
    "number as annotation": ("common.globalAnnotations", {"argocd.argoproj.io/sync-wave": 10}),
    "boolean as label": ("virtualKubelet.extra.labels", {"a/b": True}),
    "label taken away again": ("discovery.config.clusterLabels", {"a": None}),
    "credentials in a Secret": (
        "authentication.awsConfig",
        {
            "useExistingSecret": True,
            "accessKeyId": {"secretKeyRef": {"name": "aws", "key": "id"}},
            "secretAccessKey": {"secretKeyRef": {"name": "aws", "key": "secret"}},
        },
    ),
    "credentials in the clear": ("authentication.awsConfig", {"accessKeyId": "a", "secretAccessKey": "b"}),
    "written by liqoctl, kernel": ("requirements.kernel.disabled", False),
    "written by liqoctl, metrics": ("virtualKubelet.metrics", {"enabled": False, "podMonitor": {"enabled": False}}),
    "written by liqoctl, EKS": ("networking.gatewayTemplates.server.service.externalTrafficPolicy", "Cluster"),
    "read but not in the values file": ("openshiftConfig.gatewayServiceAccounts", ["gw"]),
    "node ports as boolean": ("networking.gatewayTemplates.server.service.allocateLoadBalancerNodePorts", False),
    "node ports as text": ("networking.gatewayTemplates.server.service.allocateLoadBalancerNodePorts", "false"),
    "IPv6": ("ipam.podCIDRs", ["10.244.0.0/16", "fd00:10:244::/56", "::/0"]),
    "no synchronization": ("ipam.internal.syncInterval", 0),
    "fraction of a minute": ("ipam.internal.syncInterval", "1.5m"),
    "toleration without value": ("common.tolerations", [{"key": "a", "operator": "Exists", "value": None}]),
    "preferences among pods": (
        "common.affinity",
        {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 1, "podAffinityTerm": {"topologyKey": "a", "labelSelector": {"matchLabels": {"b": "c"}}}}
                ]
            }
        },
    ),
    "digest": ("metricAgent.initContainer.image.digest", f"sha256:{64 * '0'}"),
    "registry": ("imageRegistry", "registry.example.org"),
    "registry with port and path": ("imageRegistry", "localhost:5000/mirrors/ghcr.io"),
    "settings of a pod, deleted": (
        "telemetry.pod", {"nodeSelector": None, "affinity": None, "extraEnv": None, "securityContext": None},
    ),
    "variables": (
        "crdReplicator.pod.extraEnv",
        [
            {"name": "A", "value": 1},
            {"name": "B", "value": True},
            {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b", "optional": True}}},
        ],
    ),
    "volumes": (
        "networking.gatewayTemplates.pod.extraVolumes",
        [
            {"name": "a", "csi": {"driver": "b", "volumeAttributes": {"c": "d"}}},
            {"name": "b", "projected": {"sources": []}},
            {"name": "c", "emptyDir": {}},
            {"name": "d", "image": {"reference": "e"}},
        ],
    ),
    "security settings": (
        "uninstaller.pod",
        {
            "securityContext": {"runAsUser": None, "fsGroupChangePolicy": "OnRootMismatch", "sysctls": []},
            "containerSecurityContext": {"capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True},
        },
    ),
    "values of an umbrella chart": ("global", {"anything": ["at", "all"]}),
    "condition of an umbrella chart": ("enabled", True),
    "values of an umbrella chart, for the subchart": ("liqo-crds", {"global": {"a": 1}, "enabled": True}),
    "schedule": ("telemetry.config.schedule", "30 */12 * * *"),
}  # fmt: skip


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chart with our values and schemas but no templates, so that these do not affect the answer."""
    root = tmp_path_factory.mktemp("scratch") / "liqo"
    for file in CHART.rglob("*"):
        if file.name in ("Chart.yaml", "values.yaml", "values.schema.json"):
            copy = root / file.relative_to(CHART)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    return root


def nested(path: str, value: object) -> dict[str, Any]:
    """The values that set ``path``, and nothing else."""
    *above, last = path.split(".")
    result: dict[str, Any] = {last: value}
    for name in reversed(above):
        result = {name: result}
    return result


def merge(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The defaults and one values file, merged as Helm does."""
    result = dict(base)
    for key, value in more.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merge(result[key], value)
        else:
            result[key] = value
    return result


@cache
def schema() -> dict[str, Any]:
    """The schema of the chart."""
    loaded: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text())
    return loaded


@cache
def defaults() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
    return loaded


def valid(values: dict[str, Any]) -> bool:
    return bool(Draft7Validator(schema()).is_valid(merge(defaults(), values)))


def template(helm: Path, scratch: Path, *arguments: str, values: dict[str, Any] | None = None) -> str:
    """What Helm prints if it refuses the values; nothing if it accepts them."""
    done = subprocess.run(
        [helm, "template", "liqo", scratch, *arguments, *(["-f", "-"] if values is not None else [])],
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("case", REFUSED)
def test_schema_refuses(case: str) -> None:
    path, value, _ = REFUSED[case]
    assert not valid(nested(path, value))


@pytest.mark.parametrize("case", REFUSED)
def test_helm_refuses_and_says_what_to_write(case: str, helm: Path, scratch: Path) -> None:
    path, value, expected = REFUSED[case]
    said = template(helm, scratch, values=nested(path, value))
    assert f"at '/{path.split('.')[0]}" in said
    assert expected in said


@pytest.mark.parametrize("case", ACCEPTED)
def test_schema_accepts(case: str) -> None:
    assert valid(nested(*ACCEPTED[case]))


def test_helm_accepts_all_of_these_together(helm: Path, scratch: Path) -> None:
    values: dict[str, Any] = {}
    for path, value in ACCEPTED.values():
        values = merge(values, nested(path, value))
    values["discovery"] = {"config": {"clusterLabels": {"a": None}}}
    assert template(helm, scratch, values=values) == ""


def test_helm_accepts_the_defaults(helm: Path, scratch: Path) -> None:
    assert template(helm, scratch) == ""


def test_any_key_can_be_deleted_with_null(helm: Path, scratch: Path) -> None:
    """Helm removes the key with its default, so that there is nothing left to object to."""
    nothing = dict.fromkeys(key for key in defaults() if key != "liqo-crds")
    assert template(helm, scratch, values=nothing) == ""

    def deleted(part: dict[str, Any]) -> dict[str, Any] | None:
        known = part.get("properties", {}).items()
        return {name: deleted(inner) for name, inner in known if "default" in inner or "properties" in inner} or None

    assert template(helm, scratch, values=deleted(schema())) == ""


def test_keys_without_default_can_be_null(helm: Path, scratch: Path) -> None:
    """Helm hands such a null to the schema: there is no default that it could delete."""
    undefaulted = (
        "requirements.kernel.disabled",
        "virtualKubelet.metrics.enabled",
        ("networking.gatewayTemplates.server.service.externalTrafficPolicy"),
    )
    for path in undefaulted:
        values = nested(path, None)
        assert template(helm, scratch, values=values) == ""
        assert Draft7Validator(schema()).is_valid(values)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--set", "networking.gatewayTemplates.replicas=2"], ""),
        (["--set", "offloading.defaultNodeResources.cpu=4"], ""),
        (["--set", "networking.fabric.config.metricsAddressPort=9090"], ""),
        (["--set-string", "networking.fabric.config.metricsAddressPort=9090"], ""),
        (["--set", "ipam.podCIDRs={10.244.0.0/16}"], ""),
        (["--set", "networking.enabled=false"], ""),
        (["--set-string", "networking.enabled=false"], BOOLEAN),
        (["--set", "networking.enabled=fasle"], BOOLEAN),
        (["--set", "ipam.podCIDRs=10.244.0.0/16"], "a list [LQ003]"),
        (["--set", "liqo-library.global.zone=here"], ""),
        (["--set", "liqo-library.pods=1"], "no such key in this chart"),
    ],
)
def test_settings_on_the_command_line(arguments: list[str], expected: str, helm: Path, scratch: Path) -> None:
    said = template(helm, scratch, *arguments)
    assert expected in said
    assert bool(said) == bool(expected)
