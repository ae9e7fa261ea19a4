"""Mistakes in the source files: the generator names file and line, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.schema.test_generated_files import build

#: Mistakes: the file, what is replaced in it, by what, a text on the line that is reported, and the message.
MISTAKES = {
    "unknown type": (
        "values/proxy.yaml", "type: port", "type: prot", "type: prot",
        "proxy.config.listeningPort: types.yaml has no type 'prot'",
    ),
    "unknown attribute": (
        "values/proxy.yaml", "type: port", "typ: port", "typ: port",
        "proxy.config.listeningPort: unknown attribute typ, default; known here: ",
    ),
    "no default": (
        "values/proxy.yaml", "default: 8118", "", "proxy.config.listeningPort:",
        "proxy.config.listeningPort: a key has either a default or 'optional: true'",
    ),
    "unknown block": (
        "values/proxy.yaml", "block: pod", "block: pot", "block: pot", "proxy.pod: blocks.yaml has no block 'pot'",
    ),
    "key twice": (
        "values/proxy.yaml", "proxy.replicas:", "'proxy.enabled':", "'proxy.enabled':",
        "'proxy.enabled' is in this map twice",
    ),
    "key below a key": (
        "values/proxy.yaml", "proxy.replicas:", "proxy.enabled.x:", "proxy.enabled.x:",
        "proxy.enabled is a key, and cannot have keys below it",
    ),
    "key that a block has": (
        "values/proxy.yaml", "proxy.replicas:", "proxy.pod.labels:", "proxy.pod:",
        "proxy.pod.labels: this key is described twice",
    ),
    "not YAML": ("values/proxy.yaml", "proxy.enabled:", "- proxy.enabled:", "- proxy.enabled:", "expected"),
    "no attributes": (
        "values/proxy.yaml", "proxy.enabled:", "proxy.more: 1\nproxy.enabled:", "proxy.more:",
        "proxy.more: needs attributes, such as type and description",
    ),
    "section of another file": (
        "values/metrics.yaml", "metrics.enabled:", "tag:", "tag:", "tag is in another file too",
    ),
    "old name that still exists": (
        "values/storage.yaml", "renamedFrom: storage.enable", "renamedFrom: storage.enabled", "storage.enabled:",
        "storage.enabled is a key of this chart",
    ),
    "unknown origin": (
        "values/virtualKubelet.yaml", "inherits: pullPolicy", "inherits: pull", "inherits: pull",
        "virtualKubelet.optionsTemplates.*.pullPolicy: there is no pull before it to inherit from",
    ),
    "unknown type in a block": (
        "blocks.yaml", "type: count", "type: cound", "type: cound",
        "offloading.reflection.pod.workers: types.yaml has no type 'cound'",
    ),
    "file not listed": ("sections.yaml", "- proxy", "", "- general", "the list does not name proxy"),
    "no such file": ("sections.yaml", "- proxy", "- proxi", "- proxi", "there is no values/proxi.yaml"),
    "no list": ("sections.yaml", "- proxy", "proxy:", "proxy:", "expected <block end>"),
    "unknown keyword of a limit": (
        "kubernetes.yaml", "  maxItems: 0", "  mostItems: 0", "  mostItems:",
        "resourceClaims: unknown attribute mostItems; known here: absent, ",
    ),
    "limit without words": (
        "kubernetes.yaml", "  expected: an empty list, because the pods have no resourceClaims\n", "",
        "resourceClaims:", "resourceClaims: needs what is expected, in words",
    ),
    "unknown kind of field": (
        "kubernetes.yaml", "fields: {map: [volumeClaimTemplate]}", "fields: {maps: [], mapp: [volumeClaimTemplate]}",
        "fields: {maps: [], mapp", "volumes: fields: unknown attribute mapp; known here: boolean, ",
    ),
    "limit by a name that does not exist": (
        "kubernetes.yaml", "{type: subPath}", "{type: path}", "{type: path}",
        "volumeMounts: kubernetes.yaml has no 'path'",
    ),
    "limit that nothing has": (
        "kubernetes.yaml", "resourceClaims:", "resourceClaim:", "resourceClaim:",
        "resourceClaim is not a type, and no other entry refers to it",
    ),
    "rule about more than keys": (
        "kubernetes.yaml", "if: {given: [value]}", "if: {pattern: a}", "if: {pattern: a}",
        "environment: a rule has an `if` about keys, and a `then`",
    ),
    "unknown pattern": ("types.yaml", "<octet>(", "<ocket>(", "<ocket>(", "there is no pattern <ocket>"),
    "unknown attribute of a type": (
        "types.yaml", "label: boolean", "lable: boolean", "lable:", "boolean: unknown attribute lable",
    ),
    "key of other releases that still exists": (
        "other-releases.yaml", "  route.pod:", "  proxy.pod:", "  proxy.pod:", "proxy.pod is a key of this chart",
    ),
    "unknown successor": (
        "other-releases.yaml", "networking.fabric.pod", "networking.fabrik", "networking.fabrik",
        "route.pod is renamed to networking.fabrik, which does not exist",
    ),
    "key of another chart that this chart has": (
        "other-charts.yaml", "[admin, ", "[ipam, ", "[ipam, ", "ipam is a key of this chart",
    ),
    "shared key that this chart does not have": (
        "other-charts.yaml", "  - tag", "  - tagg", "  - tagg", "tagg is not a key of this chart",
    ),
    "part about other charts": (
        "other-charts.yaml", "created: ", "create: ", "shared:",
        "needs charts, created, own, shared, vague, and nothing else",
    ),
    "who sets a flag": (
        "virtual-kubelet-flags.yaml", "setBy: liqo", "setBy: me", "nodename:",
        "nodename needs type, setBy and description, and nothing else but values and earlier",
    ),
    "type of flags without a sentence": (
        "flag-types.yaml", "    expected: 'true or false'\n", "", "  bool:",
        "the type bool needs pattern and expected, and nothing else but limits",
    ),
    "unknown format of a flag": (
        "program-flags.yaml", "values: kernelVersion", "values: kernel", "minimum-kernel-version:",
        "minimum-kernel-version has values 'kernel', which is not among the types",
    ),
    "flag of an unknown release": (
        "program-flags.yaml", "since: 1.0.2", "since: 1.0.9", "tls-compatibility-mode:",
        "1.0.9 is not among the releases in published.yaml",
    ),
    "unknown group of flags": (
        "program-flags.yaml", "groups: [logging]", "groups: [login]", "groups: [login]",
        "telemetry: there is no group login",
    ),
    "unknown parser": (
        "program-flags.yaml", "parser: flag", "parser: flags", "parser: flags",
        "parser has to be one of flag, none, pflag",
    ),
    "program that the chart does not run": (
        "program-flags.yaml", "  telemetry:", "  telephone:", "programs:",
        "lists other programs than components.yaml: telemetry, telephone",
    ),
    "argument of the chart that is not a flag": (
        "program-flags.yaml", "      force-host: null", "      host: null", "      host: null",
        "proxy has no flag host",
    ),
    "argument of the chart from an unknown key": (
        "program-flags.yaml", "port: proxy.config.listeningPort", "port: proxy.port", "port: proxy.port",
        "our chart has no key proxy.port",
    ),
    "unknown module": (
        "values/ipam.yaml", "module: networking", "module: network", "module: network",
        "ipam: there is no module 'network'",
    ),
    "component without text": (
        "components.yaml", "  what: admission checks\n", "", "webhook:", "webhook: what has to be text",
    ),
    "unknown attribute of a component": (
        "components.yaml", "  what: admission checks", "  what: a\n  whet: b", "  whet:",
        "webhook: unknown attribute whet; known here: module, switch, what, workloads",
    ),
    "component of an unknown module": (
        "components.yaml", "module: networking", "module: network", "module: network",
        "network-manager: there is no module 'network'",
    ),
    "no such switch": (
        "components.yaml", "switch: proxy.enabled", "switch: proxy.replicas", "proxy:",
        "proxy: proxy.replicas is not a switch",
    ),
    "workload without a name": (
        "components.yaml", "DaemonSet liqo-fabric:", "DaemonSet:", "    DaemonSet:",
        "DaemonSet: a workload is named by its kind and its name",
    ),
    "unknown values of a workload": (
        "components.yaml", "values: webhook", "values: webhooks", "values: webhooks",
        "Deployment liqo-webhook: there are no values webhooks",
    ),
    "values of a module in a component that is always there": (
        "components.yaml", "values: webhook", "values: networking.fabric", "values: networking.fabric",
        "Deployment liqo-webhook: networking.fabric and webhook belong to different modules",
    ),
    "unknown image of a container": (
        "components.yaml", "{values: metricAgent.initContainer}", "{values: metricAgent.init}",
        "{values: metricAgent.init}",
        "Deployment liqo-metric-agent: there are no values metricAgent.init.image",
    ),
    "mode without a fact": (
        "modes.yaml", "    reflection: false\n", "", "  connected-no-ips:",
        "connected-no-ips: reflection has to be true or false",
    ),
    "two modes of the same facts": (
        "modes.yaml", "reflection: false", "reflection: true", "  connected-no-ips:",
        "connected-no-ips: connected has the same facts",
    ),
    "mode without a list": (
        "modes.yaml", "    provide: [*noNetworkPeering, *apiServer]", "    provide: nothing", "    provide: nothing",
        "offloading-only: provide has to be a list",
    ),
    "remote pod without an IP": (
        "modes.yaml", "      ip: 10.71.0.4\n", "", "    pod:", "connected: ip has to be text",
    ),
    "unknown release": (
        "published.yaml", "until: 1.1.2, value: 10.70", "until: 1.1.9, value: 10.70", "until: 1.1.9",
        "1.1.9 is not among the releases",
    ),
    "release that brought a key": (
        "values/general.yaml", "since: 1.0.1", "since: 1.0.9", "imagePullSecrets:",
        "1.0.9 is not among the releases in published.yaml",
    ),
    "unknown release before 1.0": (
        "published.yaml", "until: 0.10.3", "until: 0.10.9", "until: 0.10.9",
        "0.10.9 is not among the releases",
    ),
    "unknown key of the published charts": (
        "published.yaml", "  ipam.externalCIDR:", "  ipam.outerCIDR:", "  ipam.outerCIDR:",
        "our chart has no key ipam.outerCIDR",
    ),
    "pattern without a key": (
        "published.yaml", "  - imageRegistry", "  - imageRegistri", "  - imageRegistri",
        "no key of our chart matches imageRegistri",
    ),
    "unknown provider of liqoctl": (
        "liqoctl.yaml", "  - in: [kind]", "  - in: [kinder]", "  - in: [kinder]", "kinder is unknown",
    ),
    "unknown release of liqoctl": (
        "liqoctl.yaml", "until: 1.1.1", "until: 1.1.9", "until: 1.1.9", "1.1.9 is unknown",
    ),
    "unknown form of a flag": (
        "liqoctl.yaml", "as: pairs}", "as: pair}", "as: pair}", "pair is unknown",
    ),
    "unknown key of a flag": (
        "liqoctl.yaml", "key: telemetry.enabled", "key: telemetry.on", "key: telemetry.on",
        "our chart has no key telemetry.on",
    ),
    "unknown key that liqoctl writes": (
        "liqoctl.yaml", "{nftablesMonitor: false}", "{nftables: false}", "{nftables: false}",
        "our chart has no key networking.fabric.config.nftables",
    ),
    "unknown new name of a flag": (
        "command-flags.yaml", "new: cluster-id}", "new: clusterid}", "new: clusterid}", "install has no such flag",
    ),
    "old name of a flag that is still there": (
        "command-flags.yaml", "flag: cluster-name,", "flag: cluster-id,", "flag: cluster-id, new",
        "install has this flag",
    ),
    "unknown release of a flag": (
        "command-flags.yaml", "since: 1.0.2", "since: 1.0.9", "since: 1.0.9", "1.0.9 is unknown",
    ),
    "unknown sentence of liqoctl": (
        "liqoctl.yaml", "the real pod and service CIDRs of", "the pod and service CIDRs of", "  - the pod and",
        "no mode says that users provide this",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_sources_is_reported_with_file_and_line(copy: Path, name: str) -> None:
    file, old, new, reported, message = MISTAKES[name]
    path = copy / "schema" / file
    text = path.read_text()
    assert old in text
    changed = text.replace(old, new, 1)
    path.write_text(changed)

    done = build("--only", "values", root=copy)

    line = changed[: changed.index(reported)].count("\n") + 1
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: schema/{file}:{line}: {message}")
    assert not (copy / "chart").exists()
