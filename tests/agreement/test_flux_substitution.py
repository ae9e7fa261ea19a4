"""Variables of a Kustomization of Flux in generated values: what the validator fills in is what Flux does."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import MapNode, plain
from liqo_values.model.source_text import Source
from liqo_values.parsing import placeholders
from liqo_values.sources import manifests
from liqo_values.sources.flux_substitution import Variables
from liqo_values.sources.object_lookup import Stream
from tests.agreement.gitops import flux
from tests.support.generated import differential

Tree = dict[str, Any]

KUSTOMIZE = "kustomize.toolkit.fluxcd.io"
NAMES = ("A", "B", "C", "_d1", "MISSING")
#: What variables are set to.
CONTENTS = (
    *("", "x", "true", "false", "no", "5", "05", "1.0", "0x10", "null", "~", "a b", "a: b", "x #y", "- a", "{a: b}"),
    *("[1, 2]", "'q'", '"q"', "*a", "&a", "!x", "10.0.0.0/8", "1:30", "2026-01-01", "a\nb", "@x", "`", "%", "é", "|"),
)
DEFAULTS = ("", "x", "true", "a b", "10.0.0.0/8")
AROUND = ("$", "$A", "$${A}", "x", " ", "-", ":", " #", "true", "${A^^}", "${#A}", "${A:0:1}", "'", "\n", ": ")
names = st.sampled_from(NAMES)
pieces = st.one_of(
    names.map(lambda name: f"${{{name}}}"),
    st.builds(
        lambda name, operator, default: f"${{{name}{operator}{default}}}",
        names,
        st.sampled_from((":=", ":-", "=")),
        st.sampled_from(DEFAULTS),
    ),
    st.sampled_from(AROUND),
)
texts = st.lists(pieces, min_size=1, max_size=3).map("".join)
values = st.recursive(
    st.one_of(texts, texts, st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abk"), inner, max_size=2)),
    max_leaves=3,
)
variables = st.dictionaries(st.sampled_from(NAMES[:-1]), st.sampled_from(CONTENTS), min_size=1)


def differing(resource: Tree, inline: Tree, from_map: Tree) -> str:
    """Describe where the validator and Flux differ; empty if they agree, or the validator does not know."""
    post_build = {"substitute": inline, "substituteFrom": [{"kind": "ConfigMap", "name": "facts"}]}
    kustomization = {
        "apiVersion": f"{KUSTOMIZE}/v1",
        "kind": "Kustomization",
        "metadata": {"name": "apps", "namespace": "flux-system"},
        "spec": {"postBuild": post_build},
    }
    facts = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "facts", "namespace": "flux-system"}}
    objects = [{**facts, "data": from_map}]
    expected, error = flux().ask({"kustomization": kustomization, "resource": resource, "objects": objects})
    text = "\n---\n".join(json.dumps(one, ensure_ascii=False) for one in (kustomization, *objects))
    read = manifests.objects(manifests.read(Source("apps.yaml", text)))
    file = manifests.read(Source("release.yaml", json.dumps(resource, ensure_ascii=False)))
    root = file.documents[0]
    assert isinstance(root, MapNode)
    placeholders.restore(root, (), file.source)
    filled = plain(Variables(read[0], Stream(read)).substituted(root))
    if error or "${" in json.dumps(filled):
        return ""
    ours = json.dumps(filled, sort_keys=True)
    return (
        "" if ours == json.dumps(expected, sort_keys=True) else f"{ours} is not {json.dumps(expected, sort_keys=True)}"
    )


@differential(200)
@given(
    tree=st.dictionaries(st.sampled_from("abk"), values, min_size=1, max_size=2),
    inline=variables,
    from_map=variables,
    disabled=st.integers(0, 19),
)
def test_generated_variables(tree: Tree, inline: Tree, from_map: Tree, disabled: int) -> None:
    metadata: Tree = {"name": "liqo", "namespace": "liqo"}
    if not disabled:
        metadata["annotations"] = {f"{KUSTOMIZE}/substitute": "disabled"}
    resource = {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": metadata, "spec": tree}
    assert differing(resource, inline, from_map) == "", json.dumps([resource, inline, from_map])
