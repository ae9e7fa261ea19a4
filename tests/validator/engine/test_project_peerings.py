"""The peerings in the project file: how clusters are named in them, and which ones are compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liqo_values import check_files
from liqo_values.engine import project_file
from liqo_values.model.errors import InputError
from tests.validator.cli.calling import call, put, run

OVERLAPPING = """\
networking: {{enabled: false}}
ipam: {{podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}}
discovery: {{config: {{clusterID: {id}}}}}
"""
STACKS = """\
chart: published
stacks:
- {name: first, files: [clusters/rome.yaml]}
- {name: second, files: [clusters/milan.yaml]}
- {name: third, files: [clusters/turin.yaml]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three clusters in external-network with the same pod CIDR, in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("rome", "milan", "turin"):
        put(f"clusters/{name}.yaml", OVERLAPPING.format(id=name))
    return tmp_path


def peer(*peerings: dict[str, object], stacks: str = STACKS) -> None:
    put(".liqo-values.yaml", f"{stacks}peerings: {json.dumps(peerings)}\n")


def overlapping(*arguments: str) -> list[str]:
    """Return what `check` says of overlapping pod CIDRs."""
    document = json.loads(call("check", "--format", "json", *arguments)[1])
    return [finding["message"] for finding in document["findings"] if finding["code"] == "LQ703"]


@pytest.mark.parametrize(
    ("consumer", "provider"),
    [
        ("rome", "milan"),
        ("milan", "rome"),
        ("first", "second"),
        ("clusters/rome.yaml", "./clusters/milan.yaml"),
        ("rome", "second"),
    ],
)
def test_a_cluster_is_named_by_its_id_its_release_or_its_file(consumer: str, provider: str) -> None:
    peer({"consumer": consumer, "provider": provider})
    (message,) = overlapping()
    assert "clusters/rome.yaml" in message
    assert "clusters/milan.yaml" in message


def test_a_cluster_is_named_as_in_its_manifest() -> None:
    install = "helm install liqo liqo/liqo --version 1.2.0 --kube-context {} --set {}\n"
    values = "networking.enabled=false,ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12"
    put("install.sh", "".join(install.format(name, values) for name in ("kind-pisa", "kind-genoa", "kind-siena")))
    peer({"consumer": "kind-pisa", "provider": "kind-genoa"}, stacks="")
    (message,) = overlapping(".")
    assert "line 1" in message
    assert "line 2" in message
    peer({"consumer": "kind-pisa", "provider": "kind-sienna"}, stacks="")
    assert "did you mean `kind-siena`?" in run("check", ".")[1]


def test_a_name_of_two_clusters() -> None:
    flux = "chart: {spec: {chart: liqo, version: 1.2.0, sourceRef: {kind: HelmRepository, name: liqo}}}"
    head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: liqo, namespace: liqo}\n"
    for name in ("rome", "milan"):
        values = f"{{discovery: {{config: {{clusterID: {name}}}}}}}"
        put(f"flux/{name}.yaml", f"{head}spec: {{{flux}, values: {values}}}\n")
    peer({"consumer": "HelmRelease liqo/liqo", "provider": "turin"}, stacks="")
    status, output = run("check", ".")
    assert status == 2
    assert "`HelmRelease liqo/liqo` is the name of several clusters" in output
    peer({"consumer": "flux/rome.yaml", "provider": "turin"}, stacks="")
    assert "several clusters" not in run("check", ".")[1]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("there", "back", "found"),
    [
        (True, None, {"LQ704"}),
        (True, False, {"LQ704"}),
        (False, None, {"LQ703"}),
        (None, None, {"LQ703"}),
    ],
)
def test_one_network_for_both_directions(there: bool, back: bool | None, found: set[str], *, swapped: bool) -> None:
    """The module is off in both, so they cannot have one."""
    entries: list[dict[str, object]] = [
        {"consumer": one, "provider": other} | ({} if network is None else {"networking": network})
        for one, other, network in (("rome", "milan", there), ("milan", "rome", back))
    ]
    peer(*(entries[::-1] if swapped else entries))
    document = json.loads(call("check", "--format", "json", "--select", "LQ7")[1])
    assert {one["code"] for one in document["findings"]} == found


def test_many_peerings() -> None:
    for number in range(40):
        put(f"clusters/{number}.yaml", OVERLAPPING.format(id=f"cluster-{number}"))
    pairs = [(one, other) for one in range(40) for other in range(40) if one != other][:200]
    entries: list[dict[str, object]] = [
        {"consumer": f"cluster-{one}", "provider": f"cluster-{other}"} for one, other in pairs
    ]
    peer(*entries, stacks="chart: published\n")
    assert len(overlapping(".")) == len({frozenset(pair) for pair in pairs})


def test_files_are_relative_to_the_project_file(monkeypatch: pytest.MonkeyPatch) -> None:
    peer({"consumer": "clusters/rome.yaml", "provider": "clusters/milan.yaml"})
    monkeypatch.chdir("clusters")
    assert len(overlapping()) == 1
    Path("below").mkdir()
    monkeypatch.chdir("below")
    assert len(overlapping("--config", "../../.liqo-values.yaml")) == 1


def test_without_peerings_each_cluster_is_compared() -> None:
    put(".liqo-values.yaml", STACKS)
    assert len(overlapping()) == 2


def test_two_directions_are_one_finding() -> None:
    peer({"consumer": "rome", "provider": "milan"}, {"consumer": "milan", "provider": "rome"})
    assert len(overlapping()) == 1


def test_a_run_with_one_of_two_clusters_says_nothing() -> None:
    peer({"consumer": "rome", "provider": "milan"})
    assert overlapping("clusters/rome.yaml") == []
    assert overlapping("clusters/rome.yaml", "clusters/milan.yaml") != []


def test_python_programs_compare_peered_clusters(folder: Path) -> None:
    peer({"consumer": "rome", "provider": "turin"})
    config = folder / ".liqo-values.yaml"
    found = [one.code for result in check_files(Path("clusters"), config=config) for one in result.findings]
    assert found.count("LQ703") == 1


def test_each_release_is_compared_with_one_of_the_other_cluster() -> None:
    """Otherwise the work would be the product of both."""
    for number in range(4):
        put(f"more/rome-{number}.yaml", OVERLAPPING.format(id="rome"))
        put(f"more/milan-{number}.yaml", OVERLAPPING.format(id="milan"))
    peer({"consumer": "rome", "provider": "milan"}, stacks="chart: published\n")
    assert len(overlapping(".")) == 9


class TestMisspelt:
    """A name that no release has is an error if the run is about the whole project."""

    @pytest.mark.parametrize("arguments", [(), (".",)], ids=["stacks", "folder"])
    def test_the_nearest_name_is_proposed(self, arguments: tuple[str, ...]) -> None:
        put(".liqo-values.yaml", f"{STACKS}peerings:\n- consumer: rome\n  provider: mlian\n")
        status, output = run("check", *arguments)
        assert status == 2
        assert "error: `.liqo-values.yaml`: no release is for the cluster `mlian`" in output
        assert "--> .liqo-values.yaml:8:13" in output
        assert "did you mean `milan`?" in output

    def test_names_are_listed_if_none_is_near(self) -> None:
        peer({"consumer": "rome", "provider": "palermo"})
        assert "there are `rome`, `milan`, `turin`" in " ".join(run("check")[1].split())

    def test_without_stacks_the_folder_of_the_project_file_is_the_project(self) -> None:
        peer({"consumer": "rome", "provider": "mlian"}, stacks="")
        assert run("check")[0] == run("check", ".")[0] == 2
        assert run("check", "clusters")[0] == 0

    @pytest.mark.parametrize(
        "arguments",
        [("clusters/rome.yaml",), ("-f", "clusters/rome.yaml"), ("--exclude", "clusters/milan.yaml")],
        ids=["file", "layer", "excluded"],
    )
    def test_a_part_of_the_project_may_lack_it(self, arguments: tuple[str, ...]) -> None:
        peer({"consumer": "rome", "provider": "mlian"})
        assert "mlian" not in run("check", *arguments)[1]

    def test_two_names_of_one_cluster(self) -> None:
        peer({"consumer": "rome", "provider": "first"})
        status, output = run("check")
        assert status == 2
        assert "`rome` and `first` are the same cluster" in output

    def test_a_release_of_which_nothing_is_known_may_have_it(self) -> None:
        put("clusters/turin.yaml", "networking: [\n")
        peer({"consumer": "rome", "provider": "palermo"})
        assert "palermo" not in run("check")[1]
        peer({"consumer": "rome", "provider": "mlian"})
        assert "did you mean `milan`?" in run("check")[1]

    def test_an_options_template(self) -> None:
        hidden = "virtualKubelet: {optionsTemplates: {hidden-ips: {reflectIPs: false}}}\n"
        put("clusters/rome.yaml", OVERLAPPING.format(id="rome") + hidden)
        entry: dict[str, object] = {"consumer": "rome", "provider": "milan"}
        for name, status in (("hidden-ip", 2), ("hidden-ips", 0), ("virtual-kubelet-default", 0), ("of-my-own", 0)):
            peer(entry | {"optionsTemplate": name}, stacks=STACKS.replace("published", "ours"))
            assert run("check")[0] == status
        peer(entry | {"optionsTemplate": "hidden-ip"}, stacks=STACKS.replace("published", "ours"))
        output = run("check")[1]
        assert "`rome` has no options template `hidden-ip`" in output
        assert "did you mean `hidden-ips`?" in output

    def test_a_file_that_cannot_be_read_may_have_it(self) -> None:
        peer({"consumer": "rome", "provider": "mlian"})
        Path("clusters/milan.yaml").unlink()
        assert "mlian" not in run("check")[1]


@pytest.mark.parametrize(
    ("networking", "status"),
    [((True, False), 2), ((False, True), 2), ((None, False), 0), ((False, None), 0), ((False, False), 0)],
)
def test_a_peering_has_a_network_or_none(networking: tuple[bool | None, bool | None], status: int) -> None:
    both = [{"consumer": "rome", "provider": name} for name in ("milan", "second")]
    peer(
        *(
            {**one, **({} if value is None else {"networking": value})}
            for one, value in zip(both, networking, strict=True)
        )
    )
    found = run("check")
    assert found[0] == status
    assert ("the peering of `rome` with `second` is stated with a network and also without" in found[1]) == bool(status)


@pytest.mark.parametrize(
    ("entry", "marked", "message", "remedy"),
    [
        ("{consumer: rome}", "{consumer", "`peerings[0]` needs `provider`", "add `provider:`"),
        ("{provider: rome}", "{provider", "`peerings[0]` needs `consumer`", "add `consumer:`"),
        ("{consumer: a, provider: a}", "a}", "`a` cannot be peered with itself", "name two clusters"),
        (
            "{consumer: a, provider: b, networkin: no}",
            "networkin",
            "there is no key `peerings[0].networkin`",
            "`networking`?",
        ),
        ("{consumer: a, provider: b, networking: 'no'}", "'no'", "must be `true` or `false`", "write `true`"),
        ("{consumer: a, provider: [b]}", "provider", "`peerings[0].provider` must be text", "write text"),
        ("{consumer: '', provider: b}", "''", "`peerings[0].consumer` must not be empty", "write a text"),
        ("rome", "rome", "`peerings[0]` must be a map", "a map with `consumer` and `provider`"),
    ],
)
def test_what_is_wrong_with_an_entry(entry: str, marked: str, message: str, remedy: str) -> None:
    put(".liqo-values.yaml", f"peerings: [{entry}]\n")
    with pytest.raises(InputError) as caught:
        project_file.load()
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert caught.value.span is not None
    text = caught.value.span.source.text[caught.value.span.start :]
    assert text.startswith(marked)


class TestComments:
    """A comment in the project file suppresses what is reported there, as one in a values file does."""

    @pytest.fixture(autouse=True)
    def versions(self) -> None:
        """Two peered pairs of clusters with different versions."""
        self.write("  - {consumer: rome, provider: milan}\n", "  - {consumer: rome, provider: turin}\n")

    @staticmethod
    def write(*entries: str) -> None:
        stacks = STACKS.replace("rome.yaml]", "rome.yaml], chart: published@1.1.2")
        put(".liqo-values.yaml", f"{stacks}select: [LQ706]\npeerings:\n{''.join(entries)}")

    @staticmethod
    def found(*arguments: str) -> tuple[list[int], list[str]]:
        """Return the lines of the findings about versions, and the reasons for which others are suppressed."""
        document = json.loads(call("check", "--format", "json", *arguments)[1])
        suppressed = [one["suppression"]["reason"] for one in document["suppressed"]]
        return [one["line"] for one in document["findings"]], suppressed

    @pytest.mark.parametrize(
        "entry",
        [
            "  - {consumer: rome, provider: milan} # liqo-values: ignore[LQ706] because rome follows\n",
            "  # liqo-values: ignore[different-versions] because rome follows\n  - {consumer: rome, provider: milan}\n",
            "  - provider: milan\n    consumer: rome # liqo-values: ignore[LQ706] because rome follows\n",
            (
                "  # liqo-values: ignore-start[LQ706] because rome follows\n  - {consumer: rome, provider: milan}\n"
                "  # liqo-values: ignore-end\n"
            ),
        ],
    )
    def test_it_applies_where_the_finding_is(self, entry: str) -> None:
        self.write(entry, "  - {consumer: rome, provider: turin}\n")
        last = 8 + entry.count("\n")
        assert self.found() == ([last], ["rome follows"])
        assert len(self.found("--no-ignores")[0]) == 2

    def test_a_whole_file(self) -> None:
        before = Path(".liqo-values.yaml").read_text(encoding="utf-8")
        put(".liqo-values.yaml", f"# liqo-values: ignore-file[LQ706] because all are upgraded in May\n{before}")
        assert self.found() == ([], ["all are upgraded in May"] * 2)

    def test_it_can_be_added_for_all(self) -> None:
        call("check", "--add-ignores", "--reason", "all are upgraded in May")
        assert self.found() == ([], ["all are upgraded in May"] * 2)

    def test_python_programs_apply_it(self, folder: Path) -> None:
        self.write("  - {consumer: rome, provider: milan} # liqo-values: ignore[LQ706] because rome follows\n")
        results = check_files(Path("clusters"), config=folder / ".liqo-values.yaml")
        assert [[one.code for one in result.findings] for result in results] == [[], [], []]
        assert [one.code for result in results for one in result.suppressed] == ["LQ706"]

    @pytest.mark.parametrize(
        ("comment", "message", "remedy"),
        [
            ("ignore[LQ999] because so", "there is no rule `LQ999`", "did you mean `LQ991`?"),
            ("ignore[LQ105] because so", "`LQ105` is not reported in the project file", "list the rule in `ignore`"),
            ("ignore[LQ704] because so", "`LQ704` is not reported in the project file", "next to the value"),
            ("ignore[LQ701] because so", "`LQ701` cannot be suppressed: it is an error", "remove the comment"),
            ("ignore[LQ706]", "this comment gives no reason", "write `because …`"),
            ("ignore-start[LQ706] because so", "has no `ignore-end`", "where the range ends"),
        ],
    )
    def test_one_without_effect_is_an_error_with_its_place(self, comment: str, message: str, remedy: str) -> None:
        self.write(f"  - {{consumer: rome, provider: milan}} # liqo-values: {comment}\n")
        status, output = run("check")
        assert status == 2
        assert message in output
        assert remedy in " ".join(output.split())
        assert "--> .liqo-values.yaml:8:" in output
