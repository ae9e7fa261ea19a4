"""Kustomizations of Flux: patches and variables from the same repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli import test_bad_input
from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, results

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  chart: {spec: {chart: liqo, version: v1.2.0, sourceRef: {kind: HelmRepository, name: liqo}}}
  values:
    networking:
      enabled: ${NETWORKING}
      reflectIPs: "${REFLECTION:=true}"
    discovery: {config: {clusterID: "${CLUSTER}"}}
"""
FACTS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: facts, namespace: flux-system}
data: {NETWORKING: "false", CLUSTER: rome}
"""
FROM = "postBuild: {substituteFrom: [{kind: ConfigMap, name: facts}]}"
FILES = ("clusters/rome.yaml", "apps/liqo/release.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with a release."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    put("apps/liqo/release.yaml", RELEASE)


def kustomization(spec: str, name: str = "rome") -> str:
    text = f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  path: ./apps
  sourceRef: {{kind: GitRepository, name: flux-system}}
  {spec}
"""
    return put(f"clusters/{name}.yaml", text)


def test_variables_from_a_config_map_in_the_repository() -> None:
    kustomization(FROM)
    put("clusters/facts.yaml", FACTS)
    (checked,) = results(*FILES)
    assert facts(checked) == (False, True)
    assert checked.values.get("discovery", "config", "clusterID") == "rome"
    assert checked.name == "HelmRelease liqo/liqo in Kustomization flux-system/rome"


def test_inline_variables_override_others() -> None:
    kustomization(f"{FROM[:-1]}, substitute: {{NETWORKING: 'true', REFLECTION: 'false'}}}}")
    put("clusters/facts.yaml", FACTS)
    (checked,) = results(*FILES)
    assert facts(checked) == (True, False)


def test_variables_that_are_not_here_are_unknown() -> None:
    kustomization(FROM)
    (checked,) = results(*FILES)
    assert facts(checked) == (None, None)
    kustomization("postBuild: {substitute: {CLUSTER: rome}}")
    (checked,) = results(*FILES)
    assert facts(checked) == (None, True)
    assert "LQ004" not in [finding.code for finding in checked.findings]


def test_a_variable_may_be_the_wrong_type() -> None:
    kustomization("postBuild: {substitute: {NETWORKING: nope, CLUSTER: rome}}")
    (checked,) = results(*FILES)
    assert ("LQ004", "apps/liqo/release.yaml:8: ${NETWORKING}") in [
        (finding.code, marked(finding)) for finding in checked.findings
    ]


def test_substitution_may_be_disabled() -> None:
    disabled = "metadata: {annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}, "
    put("apps/liqo/release.yaml", RELEASE.replace("metadata: {", disabled))
    kustomization("postBuild: {substitute: {NETWORKING: 'false'}}")
    (checked,) = results(*FILES)
    assert checked.name == "HelmRelease liqo/liqo"
    assert facts(checked) == (None, None)


def test_patches_of_a_kustomization() -> None:
    patch = "- {op: replace, path: /spec/values/networking/enabled, value: false}"
    kustomization(f'patches: [{{target: {{kind: HelmRelease}}, patch: "{patch}"}}]')
    (checked,) = results(*FILES)
    assert facts(checked) == (False, None)


def test_two_kustomizations_of_one_folder() -> None:
    kustomization("postBuild: {substitute: {NETWORKING: 'false', CLUSTER: rome}}")
    kustomization("postBuild: {substitute: {NETWORKING: 'true', CLUSTER: milan}}", "milan")
    checked = results(*FILES, "clusters/milan.yaml")
    assert sorted((one.name.rpartition("/")[2], facts(one)) for one in checked) == [
        ("milan", (True, True)),
        ("rome", (False, True)),
    ]


def test_a_folder_with_a_kustomization_of_kustomize() -> None:
    put("apps/kustomization.yaml", "resources: [liqo/release.yaml]\npatches: [{path: patch.yaml}]\n")
    patch = RELEASE.partition("  chart:")[0] + "  values: {networking: {enabled: true}}\n"
    put("apps/patch.yaml", patch)
    kustomization("postBuild: {substitute: {NETWORKING: 'false', CLUSTER: rome}}")
    (checked,) = results(*FILES, "apps/kustomization.yaml", "apps/patch.yaml")
    assert facts(checked) == (True, True)
    assert checked.layers == ("apps/liqo/release.yaml", "apps/patch.yaml")


def test_a_folder_is_checked_once() -> None:
    kustomization("postBuild: {substitute: {NETWORKING: 'false', CLUSTER: rome}}")
    done = test_bad_input.run("check", ".")
    assert "HelmRelease liqo/liqo in Kustomization flux-system/rome" in done.stdout
    assert done.stdout.count("HelmRelease") == 1


@pytest.mark.parametrize(
    "spec",
    ["postBuild: 1", "postBuild: {substitute: [1]}", "postBuild: {substituteFrom: [1, {kind: x}]}", "patches: 1"]
    + ["patches: [{patch: '{'}]", "components: 1\n  patches: []", "postBuild: {substitute: {'': x, A: 1}}"],
)
def test_odd_kustomizations(spec: str) -> None:
    kustomization(spec)
    assert len(results(*FILES)) == 1


@pytest.mark.parametrize(
    ("written", "networking"),
    [
        ("${NETWORKING}", False),
        ("${NETWORKING:=true}", False),
        ("${OTHER:=false}", False),
        ("${OTHER}", None),  # nothing
        ("'${NETWORKING}'", None),  # a string, unlike in an object
        ("$${NETWORKING}", None),
    ],
)
def test_variables_in_a_values_file_that_kustomize_makes_a_config_map_of(written: str, networking: bool | None) -> None:
    """Flux fills in the text of the ConfigMap."""
    kustomization(FROM)
    put("clusters/facts.yaml", FACTS)
    put("apps/liqo/release.yaml", RELEASE.partition("  values:")[0] + "  valuesFrom: [{kind: ConfigMap, name: site}]\n")
    generator = "configMapGenerator: [{name: site, files: [values.yaml]}]\n"
    put("apps/liqo/kustomization.yaml", f"namespace: liqo\nresources: [release.yaml]\n{generator}")
    put("apps/kustomization.yaml", "resources: [liqo]\n")
    put(
        "apps/liqo/values.yaml",
        f"networking:\n  enabled: {written}\ndiscovery: {{config: {{clusterID: '${{CLUSTER}}'}}}}\n",
    )
    (checked,) = results(*FILES, "apps/liqo/kustomization.yaml", "apps/liqo/values.yaml")
    assert checked.name == "HelmRelease liqo/liqo in Kustomization flux-system/rome"
    assert checked.mode.networking.value is networking
    assert checked.values.get("discovery", "config", "clusterID") == "rome"
    assert [finding.fix for finding in checked.findings if finding.code == "LQ004"] in ([], [None])
