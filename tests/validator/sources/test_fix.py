"""`fix` in manifests: it changes values where they stand as they are read, and leaves all others alone."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run
from tests.validator.sources.reading import result
from tests.validator.sources.test_application_set_patches import application_set
from tests.validator.sources.test_argocd import application
from tests.validator.sources.test_flux import FROM, config_map, helm_release

WRONG = "# why\nnetworking:\n  enabled: 'false' # off\n  reflectips: true\n"
RIGHT = "# why\nnetworking:\n  enabled: false # off\n  reflectIPs: true\n"
NODE = """\
apiVersion: offloading.liqo.io/v1beta1
kind: VkOptionsTemplate
metadata: {name: hidden, namespace: liqo}
spec:
  createNode: true
  disableNetworkCheck: true
  metricsEnabled: false
  containerImage: x
  extraArgs: [--node-lease-duration 40s]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def fixed(text: str) -> str:
    """Fix a file."""
    Path("file.yaml").write_bytes(text.encode())
    run("fix", "--chart", "ours", "file.yaml")
    return Path("file.yaml").read_bytes().decode()


def lines(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())


def in_object(values: str) -> str:
    return application(f"valuesObject:\n{lines(values, 2)}")


def in_text(values: str) -> str:
    return application(f"values: |\n{lines(values, 2)}", more="    # the end\n")


def in_windows_text(values: str) -> str:
    return in_text(values).replace("\n", "\r\n")


def in_patch(values: str) -> str:
    patch = f"spec:\n  source:\n    helm:\n      valuesObject: null\n      values: |\n{lines(values, 8)}"
    return application_set(patch)


def in_config_map(values: str) -> str:
    return helm_release(FROM) + config_map(values)


def in_helmfile(values: str) -> str:
    return f"releases:\n- name: {{{{ .Name }}}}\n  chart: liqo/liqo\n  values:\n  -\n{lines(values, 4)}"


@pytest.mark.parametrize("around", [in_object, in_text, in_windows_text, in_patch, in_config_map, in_helmfile])
def test_values_are_changed_where_they_stand(around: object) -> None:
    assert callable(around)
    assert fixed(around(WRONG)) == around(RIGHT)


@pytest.mark.parametrize(
    "text",
    [
        application("values: \"networking: {enabled: 'false', reflectips: true, n: 1}\""),
        application("values: 'networking: {enabled: \"false\", reflectips: true}'"),
        application("values: >\n  networking: {enabled: 'false',\n  reflectips: true}"),
        application_set("spec: {source: {helm: {valuesObject: {networking: {enabled: 'no'}}}}}").replace("|", ">"),
        helm_release(FROM.replace("ConfigMap", "Secret"))
        + config_map(base64.b64encode(WRONG.encode()).decode(), "Secret").replace("|\n   ", ""),
    ],
    ids=["in double quotes", "in single quotes", "folded", "folded patch", "in base64"],
)
def test_values_that_are_written_otherwise_are_left_alone(text: str) -> None:
    findings = result("file.yaml", text).findings
    assert "LQ004" in [finding.code for finding in findings]
    assert not any(finding.fix for finding in findings)
    assert fixed(text) == text


def test_an_umbrella_chart() -> None:
    put("Chart.yaml", "name: site\ndependencies: [{name: liqo, alias: offloading}]\n")
    put("values.yaml", "networking: 'mine'\noffloading: {networking: {enabled: 'false'}}\n")
    assert run("fix", "--chart", "ours", "values.yaml")[0] == 0
    assert Path("values.yaml").read_text() == "networking: 'mine'\noffloading: {networking: {enabled: false}}\n"


def test_an_object_of_a_peering() -> None:
    assert fixed(NODE) == NODE.replace("duration ", "duration=")
    release = helm_release("values: {networking: {enabled: 'false'}}")
    both = fixed(f"{release}---\n{NODE}")
    assert both == f"{release}---\n{NODE}".replace("'false'", "false").replace("duration ", "duration=")


def test_what_a_manifest_refers_to_is_left_alone() -> None:
    put("base.yaml", "networking: {enabled: 'false'}\n")
    text = "releases: [{name: liqo, chart: liqo/liqo, values: [base.yaml]}]\n"
    assert fixed(text) == text
    assert Path("base.yaml").read_text() == "networking: {enabled: 'false'}\n"


@pytest.mark.parametrize("option", ["--unsafe", "--diff"])
def test_fix_says_what_it_does_not_fix_in_other_files(option: str) -> None:
    put("sub/liqo.yaml", "releases: [{name: liqo, chart: liqo/liqo, values: [{networking: {enabled: 'false'}}]}]\n")
    put("helmfile.yaml", "helmfiles: [sub/liqo.yaml]\n")
    place, reason = "sub/liqo.yaml:1:75", "this run does not change that file; run `liqo-values fix"
    command = " --unsafe sub/liqo.yaml`" if option == "--unsafe" else " sub/liqo.yaml`"
    assert f"note: LQ004 is not fixed in {place}: {reason}{command}\n" in run("fix", "--chart", "ours", option, ".")[1]
    assert reason not in run("fix", "--chart", "ours", option, "sub/liqo.yaml")[1]


def test_a_manifest_of_something_else_is_an_error() -> None:
    status, output = run("fix", put("pod.yaml", "apiVersion: v1\nkind: Pod\n"))
    assert status == 2
    assert "no Liqo values found in `pod.yaml`" in output


def test_json_stays_json() -> None:
    text = '{"networking": {"enabled": "false", "reflectips": true}, "metrics.enabled": true}'
    assert fixed(text) == '{"networking": {"enabled": false, "reflectIPs": true}, "metrics": {"enabled": true}}'


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "main.tf",
            'resource "helm_release" "l" {\n  chart = "liqo"\n  values = [yamlencode({ "ipam.podCIDR" = "x" })]\n}\n',
            "in Terraform",
        ),
        ("app.yaml", application('values: "ipam.podCIDR: x"'), "quoted, encoded, encrypted"),
    ],
)
def test_the_help_says_why_a_key_is_not_moved(name: str, text: str, reason: str) -> None:
    put(name, text)
    run("fix", "--chart", "ours", name)
    assert Path(name).read_text("utf-8") == text
    assert reason in run("check", "--chart", "ours", name)[1]


def terraform(argument: str) -> str:
    return f'resource "helm_release" "l" {{\n  chart = "liqo"\n  {argument}\n}}\n'


IN_TERRAFORM = "`fix` changes only words and plain strings in Terraform"
IN_MANIFESTS = "`fix` changes no parameters in manifests, and no `set` in Terraform"
IN_TEXT = "`fix` changes nothing in text that is quoted, encoded, encrypted or filled in by a tool"
ANCHORED = (
    "`fix` cannot do that because of an anchor, an alias, a tag, a tab or a block scalar in or above "
    '`"metrics.enabled"`'
)
IN_SCRIPT = "quotes, escapes or variables of the script are part of it"
CONFIG = config_map("x").replace("|\n    x", "\"networking: {enabled: 'false'}\"")


@pytest.mark.parametrize(
    ("name", "text", "place", "reason"),
    [
        (
            "a.tf",
            terraform('values = [yamlencode({ networking = { enabled = "fal\\u0073e" } })]'),
            "3:51",
            IN_TERRAFORM,
        ),
        ("a.tf", terraform("values = [\"networking: {enabled: 'false'}\"]"), "3:36", IN_TEXT),
        ("a.tf", terraform('set {\n name = "networking.enabeld"\n value = "false"\n }'), "4:9", IN_MANIFESTS),
        ("a.sh", "helm install l liqo/liqo --set net'work'ing.enabeld=false\n", "1:32", IN_SCRIPT),
        ("a.sh", "X=networking; helm install l liqo/liqo --set $X.enabeld=false\n", "1:46", IN_SCRIPT),
        ("a.sh", "liqoctl peer --disable-'networking'\n", "1:14", IN_SCRIPT),
        ("a.sh", "liqoctl peer --gw-server-service-type cluster'ip'\n", "1:39", IN_SCRIPT),
        ("app.yaml", application("parameters: [{name: networking.enabeld, value: 'false'}]"), "", IN_MANIFESTS),
        ("app.yaml", application("values: \"networking: {enabled: 'false'}\""), "", IN_TEXT),
        ("app.yaml", CONFIG + "---\n" + helm_release(FROM), "", IN_TEXT),
        ("values.yaml", "tag: &t v1\nmetrics.enabled: *t\nipam: &i {}\n", "2:1", ANCHORED),
    ],
)
def test_fix_says_why_it_changes_nothing_in_a_place(name: str, text: str, place: str, reason: str) -> None:
    put(name, text)
    output = run("fix", "--unsafe", "--chart", "ours", name)[1]
    assert Path(name).read_text("utf-8") == text
    notes = [line for line in output.splitlines() if " is not fixed in " in line]
    assert any(f" is not fixed in {name}:{place}" in note and note.endswith(f": {reason}") for note in notes), notes
