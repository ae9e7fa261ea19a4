"""Labels and annotations that the user wants on everything: on every object, on every pod, on no selector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.chart.sample_values import EVERYTHING
from tools.manifests import Manifest, pod_templates
from tools.rendering import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ROME: dict[str, Any] = {**EVERYTHING, "discovery": {"config": {"clusterID": "rome"}}}
COMMON: dict[str, Any] = {
    **ROME,
    "commonLabels": {"team": "platform", "cost-centre": 4711},
    "commonAnnotations": {"example.org/owner": "platform"},
}
LABELS = {"team": "platform", "cost-centre": "4711"}
ANNOTATIONS = {"example.org/owner": "platform"}


def _title(manifest: Manifest) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def _selections(node: Any) -> Iterator[Any]:
    """Everything in a manifest that selects objects by label."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("selector", "podSelector", "matchLabels", "objectSelector", "namespaceSelector"):
                yield value
            yield from _selections(value)
    elif isinstance(node, list):
        for item in node:
            yield from _selections(item)


def _without(metadata: Manifest) -> Manifest:
    """Metadata without what COMMON puts in."""
    result = dict(metadata)
    for kind, common in (("labels", LABELS), ("annotations", ANNOTATIONS)):
        left = {name: text for name, text in result.pop(kind, {}).items() if name not in common}
        if left:
            result[kind] = left
    return result


def test_every_object_has_the_common_labels_and_annotations(one_helm: Path) -> None:
    manifests = template(one_helm, values=COMMON)
    # Hooks and objects of Liqo's own kinds are among them.
    assert {"Pod", "Job", "Network", "VkOptionsTemplate", "WgGatewayServerTemplate"} <= {
        one["kind"] for one in manifests
    }
    for manifest in manifests:
        metadata = manifest["metadata"]
        assert metadata["labels"].items() >= LABELS.items(), _title(manifest)
        assert metadata["annotations"].items() >= ANNOTATIONS.items(), _title(manifest)


def test_every_pod_has_the_common_labels_and_no_common_annotation(one_helm: Path) -> None:
    templates = {
        title: pod for title, pod in pod_templates(template(one_helm, values=COMMON)) if pod.get("kind") != "Pod"
    }
    assert {"CronJob liqo-telemetry", "DaemonSet liqo-fabric", "Deployment liqo-webhook", "Job liqo-pre-delete"} <= set(
        templates
    )
    for title, pod in templates.items():
        assert pod["metadata"]["labels"].items() >= LABELS.items(), title
        assert not pod["metadata"].get("annotations", {}).keys() & ANNOTATIONS.keys(), title


def test_nothing_else_changes_and_no_selector_does(one_helm: Path) -> None:
    plain, common = template(one_helm, values=ROME), template(one_helm, values=COMMON)
    assert [*map(_title, plain)] == [*map(_title, common)]
    for before, after in zip(plain, common, strict=True):
        assert list(_selections(before)) == list(_selections(after)), _title(before)
        assert _stripped([before]) == _stripped([after]), _title(before)


def _stripped(manifests: Sequence[Manifest]) -> list[Manifest]:
    """Objects and their pods without what COMMON puts in."""
    for manifest in manifests:
        manifest["metadata"] = _without(manifest["metadata"])
        for _, pod in pod_templates([manifest]):
            pod["metadata"] = _without(pod["metadata"])
    return list(manifests)


def test_what_the_chart_or_a_component_says_goes_before(one_helm: Path) -> None:
    """Liqo's programs look objects up by the labels of the chart, and Deployments find their pods by them."""
    monitor = {"metrics": {"podMonitor": {"enabled": True, "labels": {"release": "prometheus"}}}}
    values = {
        **ROME,
        "commonLabels": {"app.kubernetes.io/name": "mine", "run": "mine", "liqo.io/webhook": "no", "release": "mine"},
        "commonAnnotations": {"helm.sh/hook": "post-install", "liqo.io/webhook-service-name": "mine"},
        "crdReplicator": {**monitor, "pod": {"labels": {"app.kubernetes.io/name": "mine"}}},
    }
    objects = {_title(manifest): manifest["metadata"] for manifest in template(one_helm, values=values)}
    assert objects["Service liqo-proxy"]["labels"]["app.kubernetes.io/name"] == "proxy"
    assert objects["Service liqo-metric-agent"]["labels"]["run"] == "metric-agent"
    assert objects["ValidatingWebhookConfiguration liqo-webhook"]["labels"]["liqo.io/webhook"] == "true"
    assert objects["PodMonitor liqo-crd-replicator"]["labels"]["release"] == "prometheus"
    assert objects["Job liqo-pre-delete"]["annotations"]["helm.sh/hook"] == "pre-delete"
    assert objects["Secret liqo-webhook-certs"]["annotations"]["liqo.io/webhook-service-name"] == "liqo-webhook"
    pods = {title: pod["metadata"]["labels"] for title, pod in pod_templates(template(one_helm, values=values))}
    assert pods["Deployment liqo-metric-agent"]["run"] == "metric-agent"
    assert pods["Deployment liqo-proxy"]["app.kubernetes.io/name"] == "proxy"
    assert pods["Deployment liqo-crd-replicator"]["app.kubernetes.io/name"] == "crd-replicator"
