"""Kustomizations that change HelmReleases: one release for each of them, and none for what they change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, results
from tools.toolchain.build import tool

BASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  chart: {spec: {chart: liqo, version: v1.2.0, sourceRef: {kind: HelmRepository, name: liqo}}}
  values:
    networking: {enabled: true, reflectIPs: true}
    ipam: {podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}
"""
PATCH = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  values:
    networking: {enabled: false}
"""
JSON_PATCH = "{}:\n- target: {{{}}}\n  patch: |\n    - {}, value: false}}"
FILES = ("base/kustomization.yaml", "base/release.yaml", "rome/kustomization.yaml", "rome/patch.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with a base."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    put("base/release.yaml", BASE)
    put("base/kustomization.yaml", "resources: [release.yaml]\n")


def overlay(patches: str, patch: str = PATCH) -> None:
    put("rome/kustomization.yaml", f"resources: [../base]\n{patches}\n")
    put("rome/patch.yaml", patch)


@pytest.mark.parametrize(
    "patches",
    [
        "patches: [{path: patch.yaml}]",
        "patches: [{path: patch.yaml, target: {kind: HelmRelease}}]",
        "patches: [{path: patch.yaml, target: {name: li.*, namespace: liqo}}]",
        "patchesStrategicMerge: [patch.yaml]",
        "patches:\n- patch: |\n    " + PATCH.replace("\n", "\n    "),
        "patchesStrategicMerge:\n- |\n  " + PATCH.replace("\n", "\n  "),
        JSON_PATCH.format("patches", "kind: HelmRelease", "{op: replace, path: /spec/values/networking/enabled"),
        JSON_PATCH.format("patchesJson6902", "name: liqo", "{op: add, path: /spec/values/networking/enabled"),
    ],
)
def test_the_release_is_the_one_with_the_patch(patches: str) -> None:
    overlay(patches)
    (checked,) = results(*(FILES if "patch.yaml" in patches else FILES[:3]))
    assert facts(checked) == (False, True)
    assert checked.name == "HelmRelease liqo/liqo in rome"
    assert [finding.code for finding in checked.findings] == ["LQ120"]


def test_what_is_wrong_in_a_patch_has_its_place() -> None:
    wrong = PATCH.replace("enabled: false", "internal: false, typo: 1")
    overlay("patches: [{path: patch.yaml}]", wrong)
    (checked,) = results(*FILES)
    assert [marked(finding) for finding in checked.findings] == [
        "rome/patch.yaml:6: internal",
        "rome/patch.yaml:6: typo",
    ]


@pytest.mark.parametrize("file", ["rome/patch.yaml", "rome/kustomization.yaml"])
def test_one_file_of_an_overlay_is_enough(file: str) -> None:
    overlay("patches: [{path: patch.yaml}]")
    (checked,) = results(file)
    assert facts(checked) == (False, True)


def test_the_base_alone_is_checked_if_it_is_named_alone() -> None:
    overlay("patches: [{path: patch.yaml}]")
    (checked,) = results("base/release.yaml")
    assert facts(checked) == (True, True)


def test_several_overlays_of_one_base() -> None:
    overlay("patches: [{path: patch.yaml}]")
    put("milan/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n")
    put("milan/patch.yaml", PATCH.replace("enabled: false", "reflectIPs: false"))
    checked = results(*FILES, "milan/kustomization.yaml", "milan/patch.yaml")
    assert [(one.name.rpartition(" ")[2], facts(one)) for one in checked] == [
        ("rome", (False, True)),
        ("milan", (True, False)),
    ]


def test_an_overlay_of_an_overlay() -> None:
    overlay("patches: [{path: patch.yaml}]")
    put("prod/kustomization.yaml", "resources: [../rome]\npatches: [{path: patch.yaml}]\n")
    put("prod/patch.yaml", PATCH.replace("enabled: false", "reflectIPs: false"))
    (checked,) = results(*FILES, "prod/kustomization.yaml", "prod/patch.yaml")
    assert facts(checked) == (False, False)
    assert checked.layers == ("base/release.yaml", "rome/patch.yaml", "prod/patch.yaml")


@pytest.mark.parametrize("target", ["", ", target: {kind: HelmRelease}"])
def test_a_release_that_an_overlay_deletes_is_not_installed(target: str) -> None:
    """`kubectl kustomize` builds nothing of it."""
    overlay(f"patches: [{{path: patch.yaml{target}}}]", PATCH.partition("spec:")[0] + "$patch: delete\n")
    built = subprocess.run([tool("kubectl"), "kustomize", "rome"], capture_output=True, text=True, check=True)
    assert built.stdout.strip() == ""
    (checked,) = results(*FILES)
    assert [(finding.code, marked(finding).partition(" ")[0]) for finding in checked.findings] == [
        ("LQ019", "rome/patch.yaml:1:")
    ]


def test_components_have_patches_too() -> None:
    put("off/kustomization.yaml", "kind: Component\npatches: [{path: patch.yaml}]\n")
    put("off/patch.yaml", PATCH)
    put("rome/kustomization.yaml", "resources: [../base]\ncomponents: [../off]\npatches: []\n")
    (checked,) = results("base/release.yaml", "off/kustomization.yaml", "off/patch.yaml", "rome/kustomization.yaml")
    assert facts(checked) == (False, True)


def test_a_kustomization_that_generates_values() -> None:
    put("base/release.yaml", BASE.replace("  values:", "  valuesFrom: [{kind: ConfigMap, name: site}]\n  values:"))
    Path("base/release.yaml").write_text(Path("base/release.yaml").read_text().replace("enabled: true, ", ""))
    overlay("configMapGenerator:\n- name: site\n  files: [values.yaml=site.yaml]")
    put("rome/site.yaml", "networking: {enabled: false}\n")
    (checked,) = results("base/release.yaml", "rome/kustomization.yaml")
    assert facts(checked) == (False, True)


def test_values_that_an_overlay_replaces_are_no_release() -> None:
    """In a ConfigMap, Kustomize replaces a key as a whole."""
    reference = "  valuesFrom: [{kind: ConfigMap, name: site}]\n"
    put("base/release.yaml", BASE.partition("  values:")[0] + reference)
    generator = "configMapGenerator:\n- {{name: site, namespace: liqo, files: [values.yaml={}]{}}}\n"
    put("base/kustomization.yaml", "resources: [release.yaml]\n" + generator.format("values.yaml", ""))
    put("base/values.yaml", "ipam: {podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}\n")
    overlay(generator.format("site.yaml", ", behavior: merge"))
    put("rome/site.yaml", "networking: {enabled: false, reflectIPs: false}\n")
    built = subprocess.run([tool("kubectl"), "kustomize", "rome"], capture_output=True, text=True, check=True).stdout
    assert ("podCIDR" in built, "reflectIPs" in built) == (False, True)
    (checked,) = results("base/values.yaml", "base/release.yaml", "base/kustomization.yaml", "rome/kustomization.yaml")
    assert (facts(checked), checked.values.get("ipam", "podCIDR")) == ((False, False), "")


def test_an_item_added_to_a_list() -> None:
    put("base/release.yaml", BASE + "    virtualKubelet: {extra: {args: [--klog.v=4]}}\n")
    overlay(
        "patches:\n- target: {kind: HelmRelease}\n  patch: |\n"
        "    - op: add\n      path: /spec/values/virtualKubelet/extra/args/-\n      value: --v=4"
    )
    (checked,) = results(*FILES[:3])
    assert checked.values.get("virtualKubelet", "extra", "args") == ["--klog.v=4", "--v=4"]
    assert [marked(finding) for finding in checked.findings] == ["rome/kustomization.yaml:7: --v=4"]


def test_a_quoted_value_stays_a_string() -> None:
    """Kustomize keeps the quotes of the base: `false` in the patch becomes the string "false"."""
    put("base/release.yaml", BASE.replace("enabled: true", "enabled: 'true'"))
    overlay("patches: [{path: patch.yaml}]")
    (checked,) = results(*FILES)
    assert checked.values.get("networking", "enabled") == "false"
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ004", "rome/patch.yaml:6: false")]


@pytest.mark.parametrize(
    ("patches", "patch", "place"),
    [
        ("patches: [{path: patch.yaml}]", PATCH.replace("{enabled: false}", "5"), "rome/patch.yaml:6: 5"),
        (
            "patches: [{path: patch.yaml, target: {kind: HelmRelease}}]",
            "- {op: remove, path: /spec/values/none}",
            "rome/patch.yaml:1: /spec/values/none",
        ),
    ],
)
def test_what_kustomize_cannot_apply(patches: str, patch: str, place: str) -> None:
    overlay(patches, patch)
    (checked,) = results(*FILES[:3])
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ036", place)]


@pytest.mark.parametrize(
    "patches",
    [
        "patches: [{path: pach.yaml}]",
        "patches: [{path: pach.yaml, target: {kind: HelmRelease}}]",
        "patchesStrategicMerge: [pach.yaml]",
        "patchesJson6902: [{path: pach.yaml, target: {kind: HelmRelease, name: liqo}}]",
    ],
)
def test_a_patch_that_is_not_here(patches: str) -> None:
    overlay(patches)
    (checked,) = results(*FILES[:3])
    assert [(one.code, marked(one)) for one in checked.findings if one.code != "LQ506"] == [
        ("LQ036", f"{FILES[2]}:2: pach.yaml")
    ]


def test_a_patch_that_is_not_here_and_for_another_object() -> None:
    overlay("patches: [{path: pach.yaml, target: {kind: HelmRelease, name: redis}}]")
    assert [one.code for one in results(*FILES[:3])[0].findings if one.code != "LQ506"] == []


def test_words_that_only_helm_reads_as_booleans() -> None:
    base = BASE.replace("enabled: true", "enabled: no")
    assert base != BASE
    put("base/release.yaml", base)
    (alone,) = results("base/release.yaml")
    assert facts(alone) == (False, True)
    put("base/kustomization.yaml", "resources: [release.yaml]\n")
    (checked,) = results(*FILES[:2])
    assert [(one.code, marked(one)) for one in checked.findings if one.code == "LQ004"] == [
        ("LQ004", f"{FILES[1]}:{base[: base.index('enabled: no')].count(chr(10)) + 1}: no")
    ]


def test_such_words_in_patches() -> None:
    overlay("patches: [{path: patch.yaml}]", PATCH.replace("enabled: false", "enabled: off"))
    (checked,) = results(*FILES)
    (finding,) = (one for one in checked.findings if one.code == "LQ004")
    assert marked(finding) == f"{FILES[3]}:6: off"
    assert finding.help is not None
    assert finding.help.endswith("write `false`: Kustomize reads this word as a string, unlike Helm")


OPERATIONS = "- {op: add, path: /spec/values/networking, value: {enabled: off, reflectIPs: yes}}\n"


@pytest.mark.parametrize("patch", [f"patch: |\n    {OPERATIONS}", "path: patch.yaml"])
def test_such_words_in_json_patches(patch: str) -> None:
    """Kustomize makes JSON of the operations first, as for Kubernetes."""
    overlay(f"patches:\n- target: {{kind: HelmRelease}}\n  {patch}", OPERATIONS)
    command = [str(tool("kubectl")), "kustomize", "rome"]
    built = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "      enabled: false\n      reflectIPs: true\n" in built
    (checked,) = results(*FILES[:3])
    assert facts(checked) == (False, True)


def test_a_patch_for_another_namespace() -> None:
    overlay("patches: [{path: patch.yaml}]", PATCH.replace("namespace: liqo", "namespace: other"))
    (checked,) = results(*FILES)
    assert [finding.code for finding in checked.findings] == ["LQ036"]


def test_a_patch_without_its_base() -> None:
    """Its keys are checked, and everything else is unknown."""
    put("rome/patch.yaml", PATCH.replace("enabled: false", "internal: false"))
    (checked,) = results("rome/patch.yaml")
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [
        ("LQ402", "rome/patch.yaml:6: internal"),
        ("LQ022", "rome/patch.yaml:3: {name: liqo, namespace: liqo}"),
    ]
    assert facts(checked) == (None, None)


def test_a_patch_of_a_release_in_another_file_of_the_run() -> None:
    put("rome/patch.yaml", PATCH)
    checked = results("base/release.yaml", "rome/patch.yaml")
    assert [facts(one) for one in checked] == [(True, True), (False, True)]


def test_a_patch_of_another_chart_is_none_of_liqo() -> None:
    put("rome/patch.yaml", PATCH.replace("name: liqo", "name: redis"))
    assert results("rome/patch.yaml") == []


def test_a_kustomization_of_other_charts() -> None:
    put("base/release.yaml", BASE.replace("chart: liqo", "chart: redis"))
    overlay("patches: [{path: patch.yaml}]")
    assert results(*FILES) == []


@pytest.mark.parametrize(
    "text",
    ["patches", "patches: 1", "patches: [1]", "patches: [{path: 1}]", "resources: [../rome]\npatches: []", "[patches]"]
    + [
        "patches: [{patch: '['}]",
        "resources: [https://example.org/x?ref=1]\npatches: []",
        "patches: [{path: none.yaml}]",
    ]
    + ["resources: [../base]\npatches: [{target: {name: '['}, patch: '[{op: x}]'}]"],
)
def test_odd_kustomizations(text: str) -> None:
    put("rome/kustomization.yaml", text)
    assert len(results("base/release.yaml", "rome/kustomization.yaml")) == 1


def test_a_patch_of_what_another_patch_wrote() -> None:
    quoted = JSON_PATCH.format("patches", "kind: HelmRelease", "{op: add, path: /spec/values/networking/enabled")
    later = PATCH.replace("enabled: false", "enabled: true")
    overlay(quoted + "\n- path: patch.yaml", later)
    (checked,) = results(*FILES)
    assert facts(checked) == (True, True)


def test_a_patch_of_another_kind_after_a_json_patch() -> None:
    written = JSON_PATCH.format("patches", "kind: HelmRelease", "{op: add, path: /spec/values/networking/enabled")
    overlay(written + "\n- path: patch.yaml", PATCH.replace("enabled: false", "enabled: {}"))
    (checked,) = results(*FILES)
    assert "LQ036" in [one.code for one in checked.findings]


def test_a_patch_in_the_text_without_its_base() -> None:
    text = PATCH.replace("enabled: false", "enabled: 'false'").replace("\n", "\n    ")
    put("rome/kustomization.yaml", f"resources: ['https://example.org/base?ref=v1']\npatches:\n- patch: |\n    {text}")
    (checked,) = results("rome/kustomization.yaml")
    codes = {one.code: marked(one) for one in checked.findings}
    assert codes["LQ004"] == "rome/kustomization.yaml:9: 'false'"
    assert "LQ022" in codes


def test_values_for_another_chart_in_a_patch_without_its_base() -> None:
    put("patch.yaml", PATCH.replace("name: liqo", "name: cilium").replace("networking:", "proxy: {}\n    ipam:"))
    assert results("patch.yaml") == []


@pytest.mark.parametrize(("name", "codes"), [("liqo", [["LQ019"]]), ("redis", [])])
def test_a_json_patch_without_its_base(name: str, codes: list[list[str]]) -> None:
    target = f"kind: HelmRelease, name: {name}"
    patches = JSON_PATCH.format("patches", target, "{op: add, path: /spec/values/networking/enabled")
    put("rome/kustomization.yaml", f"# liqo\nresources: ['https://example.org/base?ref=v1']\n{patches}\n")
    found = [[one.code for one in checked.findings] for checked in results("rome/kustomization.yaml")]
    assert found == codes
