"""Findings about two clusters in every format: each names both, and the places that it is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from liqo_values.reports.schemas import schema_of
from tests.validator.cli.calling import call, put, run

VALUES = """\
networking: {{enabled: {module}, reflectIPs: {reflect}}}
discovery: {{config: {{clusterID: {id}}}}}
apiServer: {{address: "https://{name}.example.org:6443"}}
ipam: {{podCIDR: {pods}, serviceCIDR: 10.96.0.0/12}}
telemetry: {{enabled: false}}
"""
PROJECT = """\
chart: published@1.2.0
stacks:
- {name: rome, files: [rome.yaml]}
- {name: milan, files: [milan.yaml]}
- {name: turin, files: [turin.yaml], chart: published@1.1.2}
- {name: twin, files: [twin.yaml]}
peerings:
- {consumer: rome.yaml, provider: milan, networking: false}
- {consumer: rome.yaml, provider: turin, networking: true}
- {consumer: turin, provider: milan, servicesAcross: true}
"""
#: The two clusters of each finding, the place that it points to first, and one more.
EXPECTED = {
    "LQ702": ("twin", "rome", "twin.yaml:2", "rome.yaml:2"),
    "LQ703": ("rome", "milan", "rome.yaml:4", "milan.yaml:4"),
    "LQ704": ("rome", "turin", "turin.yaml:1", ".liqo-values.yaml:9"),
    "LQ705": ("turin", "milan", "turin.yaml:1", ".liqo-values.yaml:10"),
    "LQ706": ("rome", "turin", ".liqo-values.yaml:9", ".liqo-values.yaml:9"),
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four clusters, with one finding of each rule; a second one about versions."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    cluster("rome", "10.1.0.0/16", module="true")
    cluster("milan", "10.1.0.0/16")
    cluster("turin", "10.2.0.0/16", reflect="false")
    cluster("twin", "10.3.0.0/16", of="rome")
    put(".liqo-values.yaml", PROJECT)


def cluster(name: str, pods: str, module: str = "false", reflect: str = "true", of: str = "") -> None:
    text = VALUES.format(name=name, pods=pods, module=module, reflect=reflect, id=of or name)
    put(f"{name}.yaml", text)


def written(form: str) -> str:
    return call("check", "--format", form)[1]


def parsed(form: str) -> Any:
    return json.loads(written(form))


def texts(form: str) -> Iterator[tuple[str, str]]:
    """Yield each finding of a format: what names the rule, and everything that is written about it."""
    if form == "gitlab":
        yield from ((one["check_name"], one["description"]) for one in parsed(form))
    elif form == "junit":
        for case in ElementTree.fromstring(written(form)).iter("testcase"):  # noqa: S314 - our own
            yield case.attrib["name"], "".join(case.itertext())
    elif form == "text":
        for part in written(form).split("\n\n"):
            yield part.partition(":")[0], part
    else:
        yield from ((line, line) for line in written(form).splitlines())


@pytest.mark.parametrize("code", EXPECTED)
@pytest.mark.parametrize("form", ["text", "concise", "github", "gitlab", "junit", "markdown"])
def test_every_format_names_both_clusters(form: str, code: str) -> None:
    one, other, place, _ = EXPECTED[code]
    found = next(text for name, text in texts(form) if code in name)
    assert one in found.partition("for Liqo's chart")[0]
    assert other in found.partition("for Liqo's chart")[0]
    if form in ("text", "concise", "junit", "markdown"):
        assert f"{place}:" in found


@pytest.mark.parametrize("code", EXPECTED)
def test_json_has_both_places(code: str) -> None:
    document = parsed("json")
    finding = next(one for one in document["findings"] if one["code"] == code)
    one, other, place, another = EXPECTED[code]
    labels = [f"{label['layer']}:{label['line']}" for label in (finding["primary"], *finding["related"])]
    assert labels[0] == place
    assert another in labels[1:]
    assert all(name in finding["message"] for name in (one, other))
    assert document["releases"][finding["release"]]["name"] in (one, other)


def test_json_has_the_peerings_with_what_was_found_about_both_clusters() -> None:
    document = parsed("json")
    jsonschema.Draft7Validator(schema_of("check")).validate(document)
    rome, milan, turin, twin = range(4)
    assert [release["name"] for release in document["releases"]] == ["rome", "milan", "turin", "twin"]
    listed = document["peerings"]
    told = [
        [one[key] for key in ("networking", "options_template", "services_across", "mode", "network")] for one in listed
    ]
    assert told == [
        [False, "", False, "external-network", False],
        [True, "", False, None, None],
        [None, "", True, "offloading-only", False],
    ]
    assert [(one["consumer"], one["provider"]) for one in listed] == [
        (
            {"name": "rome.yaml", "release": rome, "mode": "connected"},
            {"name": "milan", "release": milan, "mode": "external-network"},
        ),
        (
            {"name": "rome.yaml", "release": rome, "mode": "connected"},
            {"name": "turin", "release": turin, "mode": "offloading-only"},
        ),
        (
            {"name": "turin", "release": turin, "mode": "offloading-only"},
            {"name": "milan", "release": milan, "mode": "external-network"},
        ),
    ]
    assert [one["place"]["line"] for one in listed] == [8, 9, 10]
    assert [one["reflection"]["value"] for one in listed] == [True, True, False]
    about = [[document["findings"][number] for number in one["findings"]] for one in listed]
    assert [{one["code"] for one in found} for found in about] == [{"LQ703"}, {"LQ704", "LQ706"}, {"LQ705", "LQ706"}]
    for one, found in zip(listed, about, strict=True):
        both = {one["consumer"]["release"], one["provider"]["release"]}
        assert all({finding["release"], finding["other_release"]} == both for finding in found)
    (shared,) = [one for one in document["findings"] if one["code"] == "LQ702"]
    assert (shared["release"], shared["other_release"]) == (twin, rome)


def test_json_has_a_peering_with_a_cluster_that_is_not_in_the_run() -> None:
    document = json.loads(call("mode", "milan.yaml", "--format", "json")[1])
    jsonschema.Draft7Validator(schema_of("mode")).validate(document)
    assert [(one["consumer"]["release"], one["provider"]["release"]) for one in document["peerings"]] == [
        (None, 0),
        (None, None),
        (None, 0),
    ]
    assert [one["mode"] for one in document["peerings"]] == [None] * 3


def test_what_is_wrong_in_both_directions_is_one_finding_about_both_peerings() -> None:
    """Two clusters have one network, so `networking: false` holds for milan -> rome too, which LQ704 asks to write."""
    more = "- {consumer: milan, provider: rome.yaml}\n- {consumer: milan, provider: turin, networking: false}\n"
    put(".liqo-values.yaml", f"{PROJECT}{more}")
    document = parsed("json")
    codes = [[document["findings"][number]["code"] for number in one["findings"]] for one in document["peerings"]]
    assert codes == [["LQ703"], ["LQ704", "LQ706"], ["LQ705", "LQ706"], ["LQ703", "LQ704"], ["LQ706"]]


@pytest.mark.parametrize("code", EXPECTED)
def test_sarif_has_both_places(code: str) -> None:
    (sarif,) = parsed("sarif")["runs"]
    result = next(one for one in sarif["results"] if one["ruleId"] == code)
    places = [
        f"{one['physicalLocation']['artifactLocation']['uri']}:{one['physicalLocation']['region']['startLine']}"
        for one in (*result["locations"], *result["relatedLocations"])
    ]
    assert places[0] == EXPECTED[code][2]
    assert EXPECTED[code][3] in places[1:]


@pytest.mark.parametrize("code", EXPECTED)
def test_annotations_and_issues_are_at_the_first_place(code: str) -> None:
    file, _, line = EXPECTED[code][2].rpartition(":")
    annotation = next(text for text in written("github").splitlines() if code in text)
    assert f"file={file},line={line}," in annotation
    issue = next(one for one in parsed("gitlab") if one["check_name"] == code)
    assert (issue["location"]["path"], issue["location"]["lines"]["begin"]) == (file, int(line))


def test_a_partner_more_or_less_changes_no_other_fingerprint() -> None:
    """The values that are wrong are in a layer that clusters share, so only the two clusters tell findings apart."""
    put("base.yaml", "networking: {enabled: false, reflectIPs: false}\ntelemetry: {enabled: false}\n")
    for name in ("a", "b", "c", "d"):
        put(f"shared/{name}.yaml", f"discovery: {{config: {{clusterID: {name}}}}}\n")
    stacks = "chart: published@1.2.0\nselect: [LQ7]\nstacks: [{name: of, files: [base.yaml], forEach: shared/*.yaml}]\n"
    pairs = [("a", "b"), ("a", "c"), ("b", "a"), ("d", "c")]

    def fingerprints(number: int) -> dict[str, dict[tuple[str, str], str]]:
        """Return what identifies the findings about the pairs from one on, by the code and the names of the pair."""
        entries = [
            {"consumer": one, "provider": other, "networking": True, "servicesAcross": True}
            for one, other in pairs[number:]
        ]
        put(".liqo-values.yaml", f"{stacks}peerings: {json.dumps(entries)}\n")
        found: dict[str, dict[tuple[str, str], str]] = {}
        for finding in parsed("json")["findings"]:
            one, other = re.findall("`([abcd])`", finding["message"])[-2:]
            found.setdefault(finding["code"], {})[one, other] = finding["fingerprint"]
        issues = {one["fingerprint"] for one in parsed("gitlab")}
        alerts = {one["partialFingerprints"]["liqoValues/v1"] for one in parsed("sarif")["runs"][0]["results"]}
        assert issues == alerts == {one for by_pair in found.values() for one in by_pair.values()}
        return found

    everything, left = fingerprints(0), fingerprints(1)
    assert {code: list(by_pair) for code, by_pair in everything.items()} == {
        "LQ704": [("a", "b"), ("a", "c"), ("d", "c")],
        "LQ705": pairs,
    }
    assert len({one for by_pair in everything.values() for one in by_pair.values()}) == 7
    assert left["LQ705"] == {pair: everything["LQ705"][pair] for pair in pairs[1:]}
    assert left["LQ704"]["a", "c"] == everything["LQ704"]["a", "c"]
    assert left["LQ704"]["d", "c"] == everything["LQ704"]["d", "c"]


def test_a_baseline_does_not_take_a_pair_for_another_one() -> None:
    """Not even if there are as many findings as before."""
    call("check", "--baseline", "known.yaml", "--update-baseline")
    peered = "- {consumer: turin, provider: milan, servicesAcross: true}"
    assert peered in PROJECT
    put(".liqo-values.yaml", PROJECT.replace(peered, peered.replace("milan", "rome.yaml")))
    status, output = run("check", "--baseline", "known.yaml", "--format", "concise")
    assert status == 1
    assert [line.split()[2] for line in output.splitlines() if ": error LQ" in line] == ["LQ705"]
    assert "no longer found" in output
    assert "LQ705 networking.reflectIPs in turin (turin.yaml) and milan (milan.yaml)" in output


def test_a_baseline_knows_them_and_not_those_of_other_peerings() -> None:
    call("check", "--baseline", "known.yaml", "--update-baseline")
    known = Path("known.yaml").read_text(encoding="utf-8")
    assert [code for code in EXPECTED if code not in known] == []
    assert run("check", "--baseline", "known.yaml", "--fail-on", "notice")[0] == 0
    put(".liqo-values.yaml", f"{PROJECT}- {{consumer: turin, provider: twin, servicesAcross: true}}\n")
    status, output = run("check", "--baseline", "known.yaml", "--format", "concise")
    assert status == 1
    assert [line.split()[2] for line in output.splitlines() if " LQ" in line] == ["LQ705", "LQ706"]
