"""What a user would notice of changes to the rules that the Markdown examples do not show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from liqo_values import check
from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Finding
from liqo_values.model.source_text import Source

OFF = "networking: {enabled: false}\n"
HIDDEN = "networking: {enabled: false, reflectIPs: false}\n"
ON = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"


def arguments(*items: str) -> str:
    """Values with arguments, each on its own line."""
    return f"{OFF}virtualKubelet:\n  extra:\n    args:\n" + "".join(f"    - {item}\n" for item in items)


def extra(note: str) -> str:
    """An object that users add to the release, with this text in it."""
    return f"extraObjects: [{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, data: {{note: '{note}'}}}}]\n"


def found(text: str, **options: Sequence[str]) -> tuple[Source, list[Finding]]:
    source = Source("values.yaml", text)
    return source, list(check([source], **options).findings)  # type: ignore[arg-type]


def codes(text: str) -> list[str]:
    return [finding.code for finding in found(text)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{OFF}apiServer: {{address: 'https://kubernetes.default.svc.cluster.local'}}\n", ["LQ529"]),
        (f"{OFF}apiServer: {{address: 'https://api.svc.example.org'}}\n", []),
        (f"{OFF}apiServer: {{ca: 'LS0t!LS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t'}}\n", ["LQ530"]),
        (arguments("--home-cluster-id=x"), ["LQ213"]),
        (arguments("--home-cluster-id=x", "--node-ip"), ["LQ213", "LQ210"]),
        (arguments('"-"'), ["LQ211"]),
        (f"{OFF}tag: v1.20.0\n", ["LQ521"]),
        (f"{OFF}tag: v1.2\n", ["LQ521"]),
        (f"{OFF}tag: v1.2.1\n", []),
        # Wrong types, of which there may be two.
        (f"{OFF}imagePullSecrets: [{{name: {{}}}}, {{name: {{}}}}]\n", ["LQ003", "LQ003", "LQ535"]),
        (f"{OFF}webhook: {{pod: {{extraVolumeMounts: [{{name: [a], mountPath: /a}}]}}}}\n", ["LQ003", "LQ541"]),
        (ON.replace("10.244.0.0/16", "10.244.0.0/30"), ["LQ315"]),
        (ON.replace("10.244.0.0/16", "10.244.0.0/29"), []),
        ('ipam: {podCIDRs: [""], serviceCIDR: 10.96.0.0/12}\n', ["LQ103", "LQ005"]),
        (f"networking: {{reflectIPs: false}}\n{ON}", ["LQ105"]),
        (
            f"networking: {{reflectIPs: false}}\n{ON}virtualKubelet: {{extra: {{args: [--klog.x]}}}}\n",
            ["LQ208", "LQ105"],
        ),
        # A list of objects has no name. Any other object has one that is text, and not empty.
        (f"{OFF}extraObjects: [{{apiVersion: v1, kind: ConfigMapList, items: []}}]\n", []),
        (f"{OFF}extraObjects: [{{apiVersion: v1, kind: 1, metadata: {{name: a}}}}]\n", ["LQ533"]),
        (f"{OFF}extraObjects: [{{apiVersion: v1, kind: ConfigMap, metadata: {{name: 1}}}}]\n", ["LQ533"]),
        (f"{OFF}extraObjects: [{{apiVersion: v1, kind: ConfigMap, metadata: {{name: ''}}}}]\n", ["LQ533"]),
        (f"{OFF}{extra('{{ add 1 2 }}')}", ["LQ534"]),
        (f"{OFF}{extra('{{ .CommonLabels.alertname }}')}", ["LQ532"]),
        (f"{OFF}{extra('{{ $.CommonLabels }}')}", ["LQ532"]),
        (f"{OFF}webhook: {{port: 65535.5}}\n", ["LQ003"]),
        (f"{OFF}metricAgent: {{config: {{timeout: {{read: never}}}}}}\n", ["LQ005"]),
        (f"{OFF}apiServer: {{address: 'https://a'}}\n{extra('{{ .Values.apiServer.address }}')}", ["LQ534"]),
        (f"{OFF}{extra('x')}", []),
        (f'{OFF}"route\\n": 1\n', ["LQ002"]),
        (f"{OFF}commonLabels: {{a: !!int 0755}}\n", []),
        (f"{OFF}commonLabels: {{a: !!int &x 0755}}\n", []),
        (f"{OFF}commonLabels: {{a: &x 0755}}\n", ["LQ009"]),
        (f"{OFF}controllerManager: {{replicas: !!int 010}}\n", []),
        # An alias is not how the value is written.
        (f"{OFF}commonLabels: {{a: &x 0755, b: *x}}\n", ["LQ009"]),
        (f'{OFF}tag: "v1.2.0\ufeff"\n', ["LQ011", "LQ521"]),
        (ON.replace("10.244.0.0/16", "10.0.0.0/7"), ["LQ315"]),
        (ON.replace("10.244.0.0/16", "10.0.0.0/8"), []),
    ],
)
def test_what_is_found(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("written", "decimal"),
    [("010", "10"), ("+010", "10"), ("-010", "-10"), ("0_1_0", "10"), ("0o10", None), ("10", None)],
)
def test_the_help_on_an_octal_number_names_the_decimal_one(written: str, decimal: str | None) -> None:
    helps = [one.help for one in found(f"{OFF}controllerManager: {{replicas: {written}}}\n")[1] if one.code == "LQ010"]
    assert helps == ([] if decimal is None else [f"write `{decimal}` or `{'-8' if decimal[0] == '-' else '8'}`"])


@pytest.mark.parametrize(
    ("text", "code", "safe", "fixed"),
    [
        # A guess is never safe.
        (arguments("--node-ping-intervall=3s"), "LQ208", False, arguments("--node-ping-interval=3s")),
        (arguments("--v=4"), "LQ208", False, arguments("--klog.v=4")),
        (arguments('"--v 4"'), "LQ208", False, arguments('"--klog.v=4"')),
        (arguments('"--enable-storage false"'), "LQ208", False, arguments('"--enable-storage=false"')),
        (arguments('"--node-ping-interval 3s"'), "LQ208", True, arguments('"--node-ping-interval=3s"')),
        (f"{OFF}taag: v1.2.0\n", "LQ002", False, f"{OFF}tag: v1.2.0\n"),
        (f"{OFF}Tag: v1.2.0\n", "LQ002", True, f"{OFF}tag: v1.2.0\n"),
        (f"{OFF}pullPolicy: Allways\n", "LQ005", False, f"{OFF}pullPolicy: Always\n"),
        (f"{OFF}pullPolicy: always\n", "LQ005", True, f"{OFF}pullPolicy: Always\n"),
        # A text that is several networks or flags is several items.
        *(
            (f"{OFF}ipam: {{reservedSubnets: {given}}}\n", "LQ003", True, f"{OFF}ipam: {{reservedSubnets: {right}}}\n")
            for given, right in (
                ("10.1.0.0/16", '["10.1.0.0/16"]'),
                ('"10.1.0.0/16, 10.2.0.0/16"', '["10.1.0.0/16", "10.2.0.0/16"]'),
                ("10.1.0.0/16 10.2.0.0/16", '["10.1.0.0/16", "10.2.0.0/16"]'),
            )
        ),
        (
            f"{OFF}virtualKubelet: {{extra: {{args: --node-ping-interval=5s --klog.v=4}}}}\n",
            "LQ003",
            True,
            f'{OFF}virtualKubelet: {{extra: {{args: ["--node-ping-interval=5s", "--klog.v=4"]}}}}\n',
        ),
        # All items that count for nothing go, and no list is left empty.
        (
            arguments("--disable-ip-reflection", "--disable-ip-reflection=false", "--disable-ip-reflection=true"),
            "LQ206",
            True,
            arguments("--disable-ip-reflection=true"),
        ),
        (
            f"{OFF}virtualKubelet: {{extra: {{args: [--disable-ip-reflection, --disable-ip-reflection=0]}}}}\n",
            "LQ206",
            None,
            "",
        ),
        (
            arguments(
                "--disable-ip-reflection", '"--disable-ip-\\\n      reflection"', "--disable-ip-reflection=false"
            ),
            "LQ206",
            None,
            "",
        ),
        # An item with an anchor is needed elsewhere.
        (
            arguments("&x --disable-ip-reflection", "--disable-ip-reflection=false") + "commonAnnotations: {a: *x}\n",
            "LQ206",
            None,
            "",
        ),
        # What is after an item stays, except its own comment.
        (
            arguments("--disable-ip-reflection # old", "--disable-ip-reflection=false # new"),
            "LQ206",
            True,
            arguments("--disable-ip-reflection=false # new"),
        ),
        # A key that is alone on its line, with nothing that is needed elsewhere.
        (
            "ipam:\n  serviceCIDR: 10.96.0.0/12\n  podCIDRs: [10.244.0.0/16]\n  podCIDR: 10.244.0.0/16 # one\n",
            "LQ317",
            True,
            "ipam:\n  serviceCIDR: 10.96.0.0/12\n  podCIDRs: [10.244.0.0/16]\n",
        ),
        (
            "ipam:\n  serviceCIDR: 10.96.0.0/12\n  podCIDRs: [10.244.0.0/16]\n  podCIDR: &x 10.244.0.0/16\ntag: *x\n",
            "LQ317",
            None,
            "",
        ),
        (
            "ipam: {serviceCIDR: 10.96.0.0/12, podCIDRs: [10.244.0.0/16], podCIDR: 10.244.0.0/16\n  }\n",
            "LQ317",
            None,
            "",
        ),
        (arguments("--disable-ip-reflection").replace(OFF, HIDDEN), "LQ106", None, ""),
        # Nothing is guessed for a value that cannot be read.
        (arguments("--disable_ip_reflection=maybe"), "LQ203", None, ""),
        # Two dotted keys would become one key twice: they are moved, one after the other.
        (
            "networking.enabled: false\nnetworking.reflectIPs: false\n",
            "LQ002",
            True,
            "networking.reflectIPs: false\nnetworking:\n  enabled: false\n",
        ),
        ("networking.enabled: false\n", "LQ002", True, "networking: {enabled: false}\n"),
        ('networking.enabled: !!bool "false"\n', "LQ002", None, ""),
        ("networking.enabled: &a false\nproxy: {enabled: *a}\n", "LQ002", None, ""),
        # Text that a flow mapping cannot contain, and values of several lines, get lines of their own.
        ("apiServer.address: https://a, b\n", "LQ002", True, "apiServer:\n  address: https://a, b\n"),
        ("apiServer.address: https://a}\n", "LQ002", True, "apiServer:\n  address: https://a}\n"),
        ("apiServer.address: a?b\n", "LQ002", True, "apiServer:\n  address: a?b\n"),
        ("apiServer.address: 'https://a, b' # c\n", "LQ002", True, "apiServer: {address: 'https://a, b'} # c\n"),
        ("apiServer.address: |\ntag: v1.2.0\n", "LQ002", True, "tag: v1.2.0\napiServer:\n  address: |\n"),
        ("apiServer.address: https://a\n  .b\n", "LQ002", True, "apiServer:\n  address: https://a\n    .b\n"),
        # A value in quotes with a sign.
        (f'{OFF}controllerManager: {{replicas: "-1"}}\n', "LQ003", True, f"{OFF}controllerManager: {{replicas: -1}}\n"),
        (f'{OFF}controllerManager: {{replicas: "--1"}}\n', "LQ003", None, ""),
    ],
)
def test_fixes(text: str, code: str, safe: bool | None, fixed: str) -> None:
    source, findings = found(text)
    fix = next(finding for finding in findings if finding.code == code).fix
    assert (fix and fix.safe) is safe
    if fix is not None:
        assert edited(source, fix.edits) == fixed


@pytest.mark.parametrize(
    ("argument", "remedy"),
    [
        ("discovery.config.clusterID=123", "write `--set-string discovery.config.clusterID=123`"),
        ("ipam.reservedSubnets=10.1.0.0/16", "write `--set ipam.reservedSubnets={10.1.0.0/16}`"),
        (
            "ipam.podCIDR=10.1.0.0/24\\,10.1.1.0/24",
            "set `ipam.podCIDRs={10.1.0.0/24,10.1.1.0/24}` instead",
        ),
        ("ipam.podCIDR={10.1.0.0/16}", "write `10.1.0.0/16`"),
        ("networking.enabled=0", "write `--set networking.enabled=false`"),
        ("pullPolicy=x", "write `IfNotPresent`, for example"),
    ],
)
def test_the_help_for_an_argument_has_its_own_syntax(argument: str, remedy: str) -> None:
    helps = [one.help for one in found("", set_values=[argument])[1] if one.code in ("LQ003", "LQ005")]
    assert helps == [remedy]


def test_the_help_for_a_number_that_is_forced_to_be_a_string() -> None:
    (finding,) = (one for one in found(OFF, set_strings=["controllerManager.replicas=2"])[1] if one.code == "LQ003")
    assert finding.help == "write `--set controllerManager.replicas=2`"


@pytest.mark.parametrize("item", ['"--v=4 --resync-period=10h"', '"--klog.v=4 --resync-period=10h"'])
def test_two_flags_in_one_item_are_two_items(item: str) -> None:
    text = f"{OFF}controllerManager: {{pod: {{extraArgs: [{item}]}}}}\n"
    assert [one.help for one in found(text)[1]] == ["write each flag as a separate item"]


def test_the_largest_index_is_read_in_time() -> None:
    """Helm takes 65536 as an index; each of so many empty items is a finding."""
    findings = found(OFF, set_values=["virtualKubelet.extra.args[8000]=--klog.v=1"])[1]
    assert len(findings) == 16000


def test_only_images_that_are_deployed_are_counted() -> None:
    image = f"image: {{digest: 'sha256:{'0' * 64}'}}"

    def counted(text: str) -> tuple[str, str]:
        (finding,) = (finding for finding in found(text)[1] if finding.code == "LQ520")
        return finding.message.partition(" images")[0], finding.help

    pinned = f"{OFF}webhook: {{{image}}}\n"
    assert counted(pinned)[0] == "1 of 10"
    off = "".join(f"{name}: {{enabled: false}}\n" for name in ("telemetry", "metricAgent", "proxy"))
    assert counted(pinned + off) == (
        "1 of 6",
        "pin the others as well: `controllerManager.image`, `crdReplicator.image`, `virtualKubelet.image` and 2 more",
    )
    assert counted(pinned + "liqo-crds: {crdUpgrade: {enabled: true}}\n")[0] == "1 of 11"
    assert counted(f"{ON}webhook: {{{image}}}\n")[0] == "1 of 15"
    external = "  external: {enabled: true, url: 'ipam.example:6000'}\n"
    on = "ipam:\n  podCIDR: 10.244.0.0/16\n  serviceCIDR: 10.96.0.0/12\n"
    assert counted(f"{on}{external}webhook: {{{image}}}\n")[0] == "1 of 14"
    rest = "".join(f"{name}: {{{image}}}\n" for name in ("controllerManager", "crdReplicator"))
    named = "`virtualKubelet.image`, `uninstaller.image`, `helmTest.image`"
    assert counted(pinned + off + rest)[1] == f"pin the others as well: {named}", "three are named"
