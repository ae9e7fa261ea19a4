"""LQ012 in the templates, without the schema. helm-unittest cannot show it: it writes values as YAML itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tools.rendering import RefusedError, text

if TYPE_CHECKING:
    from pathlib import Path

OFF: dict[str, Any] = {"networking": {"enabled": False}}

REJECTED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"commonAnnotations": {"note": "a\x7f"}}, r'commonAnnotations.note is "a\x7f", which contains'),
    ({"commonAnnotations": {"b\x84": "c"}}, r'the key "commonAnnotations.b\u0084" contains'),
    ({"common": {"extraArgs": ["--klog.v=4", "--x=\x9f"]}}, r'common.extraArgs[1] is "--x=\u009f", which contains'),
    (
        {"webhook": {"pod": {"extraVolumes": [{"name": "a", "csi": {"volumeAttributes": {"\uffff": "b"}}}]}}},
        r'the key "webhook.pod.extraVolumes[0].csi.volumeAttributes.\uffff" contains',
    ),
    ({"liqo-crds": {"crdUpgrade": {"image": {"name": "\x80"}}}}, r'liqo-crds.crdUpgrade.image.name is "\u0080"'),
    ({"commonLabels": {"<<": "a"}}, 'the key "commonLabels.<<" is an instruction to YAML'),
    (
        {"extraObjects": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"<<": "b"}}]},
        'the key "extraObjects[0].data.<<" is an instruction to YAML',
    ),
    ({"offloading": {"runtimeClass": {"name": "\ufffe"}}}, r'offloading.runtimeClass.name is "\ufffe", which contains'),
)

ACCEPTED: tuple[dict[str, Any], ...] = (
    {"commonAnnotations": {"note": "~\x85\xa0\ufffd << <", "other": "\u2028", "third": "\ufeff\x1f\t"}},
    {"global": {"note": "\x7f", "<<": "a"}, "liqo-crds": {"global": {"note": "\ufffe"}}},
)


@pytest.mark.parametrize(("values", "message"), REJECTED, ids=[message for _, message in REJECTED])
def test_it_is_rejected(helm: Path, values: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        text(helm, "--skip-schema-validation", values={**OFF, **values})
    assert f"LQ012 unwritable-text: {message}" in str(refusal.value)


@pytest.mark.parametrize("values", ACCEPTED, ids=["neighbours", "foreign"])
def test_what_looks_like_it_is_accepted(helm: Path, values: dict[str, Any]) -> None:
    assert "kind: Deployment" in text(helm, values={**OFF, **values})
