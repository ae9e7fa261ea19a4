"""Twice as much takes twice as much work."""

from __future__ import annotations

import json
import tracemalloc
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from liqo_values.cli.request import Request, checked
from liqo_values.engine import project_file
from liqo_values.engine.batch import Run, run
from liqo_values.engine.check import judge
from liqo_values.engine.file_check import Target, check_text
from liqo_values.engine.glob import Glob
from liqo_values.model import did_you_mean
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml_limits
from liqo_values.parsing.nested_yaml import Places
from liqo_values.reports import html, text
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.style import Style
from liqo_values.rules.registry import all_rules
from liqo_values.values import provenance
from liqo_values.values.release_inputs import Given, Unread, read_file
from tests.support.calls import SMALL, calls, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BASE = "networking: {enabled: false}\n"
ARGS = f"{BASE}virtualKubelet:\n  extra:\n    args:\n"
LABELS = f"{BASE}common:\n  globalLabels:\n"
NETWORKS = "ipam:\n  podCIDR: 10.244.0.0/16\n  serviceCIDR: 10.96.0.0/12\n  reservedSubnets:\n"


def lines(head: str, line: str) -> Callable[[int], Sequence[str]]:
    """Return what makes a file of some lines, each with its number."""
    return lambda count: [head + "".join(line.format(number, number // 256, number % 256) for number in range(count))]


def on_one_line(count: int) -> Sequence[str]:
    """Set one key again and again, without a line end."""
    pairs = ", ".join('"a": "b"' for _ in range(count))
    return [f'{{"networking": {{"enabled": false}}, "common": {{"globalLabels": {{{pairs}}}}}}}']


def stack(count: int) -> Sequence[str]:
    """Put layers over each other that all set the same, the last one something unknown."""
    return [*(f"{BASE}common: {{globalLabels: {{k{number}: v}}}}\n" for number in range(count)), "unknown: 1\n"]


def ranges(count: int) -> Sequence[str]:
    """Begin many ranges of comments, each of another two rules, and end the outermost first."""
    codes = [f"{first.code}, {second.code}" for first, second in combinations(all_rules(), 2)][:count]
    begun = "".join(f"# liqo-values: ignore-start[{pair}] because\n" for pair in codes)
    return [begun + BASE + "".join(f"# liqo-values: ignore-end[{pair}]\n" for pair in codes)]


CASES: dict[str, Callable[[int], Sequence[str]]] = {
    "labels": lines(LABELS, "    k{}: v\n"),
    "labels that are none": lines(LABELS, "    k{}: a b\n"),
    "a key again and again": lines(LABELS, "    a: b\n"),
    "a key again and again on one line": on_one_line,
    "unknown keys": lines(BASE, "unknown{}: 1\n"),
    "unknown keys in a section": lines(f"{BASE}virtualKubelet:\n", "  unknown{}: 1\n"),
    "a flag again and again": lines(ARGS, "    - --node-ping-interval=30s\n"),
    "the switch again and again": lines(ARGS, "    - --disable-ip-reflection\n"),
    "unknown flags": lines(ARGS, "    - --unknown-{}\n"),
    "comments": lines(LABELS, "    k{}: 0755  # liqo-values: ignore[LQ009] because so it is\n"),
    "dotted unknown keys": lines(BASE, "networking.unknown{}: 1\n"),
    "ranges in ranges": ranges,
    "networks": lines(NETWORKS, "    - 172.16.{1}.{2}/32\n"),
    "layers": stack,
}


def work(texts: Sequence[str]) -> int:
    """Count the calls that checking a release and reporting on it take."""
    given = Given([Source(f"{number}.yaml", content) for number, content in enumerate(texts)])
    did_you_mean.nearest.cache_clear()
    return calls(lambda: text.render(judge(given).findings, Style()))


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_twice_as_much_takes_twice_the_work(make: Callable[[int], Sequence[str]]) -> None:
    assert growth(lambda count: work(make(count))) < 2.2


RELEASE = """\
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: liqo{0}}}
spec:
  chartRef: {{kind: HelmChart, name: chart{0}}}
  valuesFrom: [{{kind: ConfigMap, name: values{0}}}, {{kind: Secret, name: values{0}, optional: true}}]
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {{name: chart{0}}}
spec: {{chart: liqo}}
"""
APPLICATION = """\
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: liqo{0}}}
spec: {{source: {{chart: liqo, helm: {{values: "networking: {{enabled: '{{{{ .on{0} }}}}' }}"}}}}}}
"""


@pytest.mark.parametrize("manifest", [RELEASE, APPLICATION], ids=["HelmReleases", "Applications with templates"])
def test_twice_as_many_manifests_take_twice_the_work(
    manifest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def work(count: int) -> int:
        content = "".join(manifest.format(number) for number in range(count))
        return calls(lambda: check_text(Given(), Source("liqo.yaml", content)))

    assert growth(work, SMALL) < 2.2


IN_A_FOLDER = {
    "app{0}.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: liqo{0}}}\nspec: {{sources: "
    "[{{chart: liqo, helm: {{valueFiles: [$v/layer{0}.yaml]}}}}, {{ref: v}}]}}\n",
    "layer{0}.yaml": "ipam: {{podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}}\n",
    "refused{0}.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: refused{0}}}\nspec: "
    "{{source: {{chart: liqo, helm: {{parameters: [{{name: 'a{0}[x]', value: 1}}]}}}}}}\n",
    "unclear{0}.yaml": "networking: {{enabled: true}}\n",
    "other{0}.yaml": "replicaCount: {0}\n",
    "run{0}.sh": "#!/bin/sh\necho liqo\n",
}


def test_twice_as_many_files_in_a_folder_take_twice_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def work(count: int) -> int:
        for name, content in IN_A_FOLDER.items():
            for number in range(count):
                Path(name.format(number)).write_text(content.format(number), "utf-8")
        names = [name.format(number) for name in IN_A_FOLDER for number in range(count)]
        return calls(lambda: run(Given(), [Target(name, ".") for name in names], Run(), lambda _, __: None, jobs=1))

    assert growth(work, SMALL) < 2.2


def test_files_next_to_a_manifest_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def work(count: int) -> int:
        for number in range(count):
            Path(f"release{number}.yaml").write_text(RELEASE.format(number), "utf-8")
        targets = [Target(f"release{number}.yaml", ".") for number in range(count)]
        return calls(lambda: run(Given(), targets, Run(), lambda _, __: None, jobs=1))

    assert growth(work, SMALL) < 2.2


def test_twice_as_many_files_of_stacks_take_twice_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    Path(".liqo-values.yaml").write_text("stacks: [{name: all, forEach: 'v*.yaml'}]\n", "utf-8")

    def work(count: int) -> int:
        names = [f"v{number}.yaml" for number in range(count)]
        for name in names:
            Path(name).write_text(BASE, "utf-8")
        return calls(lambda: checked(Request(tuple(names), jobs=1)))

    assert growth(work, SMALL) < 2.2


def test_twice_as_many_peerings_take_twice_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cluster is peered with all others, and each of them has something to report."""
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    ranges = NETWORKS.rpartition("  reserved")[0]
    Path("hub.yaml").write_text(f"{ranges}discovery: {{config: {{clusterID: hub}}}}\n", "utf-8")

    def work(count: int) -> int:
        entries = [{"consumer": "hub", "provider": f"edge{number}", "networking": True} for number in range(count)]
        project = {"stacks": [{"name": "all", "forEach": "*.yaml"}], "peerings": entries}
        Path(".liqo-values.yaml").write_text(json.dumps(project), "utf-8")
        for number in range(count):
            Path(f"{number}.yaml").write_text(f"{BASE}discovery: {{config: {{clusterID: edge{number}}}}}\n", "utf-8")
        peerings = project_file.load().peerings
        return calls(lambda: html.render(Outcome(*checked(Request(jobs=1)), peerings=peerings)))

    assert growth(work, SMALL) < 2.2


@pytest.mark.parametrize("pattern", ["*a", "**a", "**/a/", "?*", "[ab]*"])
def test_a_pattern_twice_as_long_takes_twice_the_steps(pattern: str) -> None:
    path = "a/" * 30 + "a" * 60 + "b"

    def steps(count: int) -> int:
        return calls(lambda: Glob(pattern * count + "c").matches(path))

    assert steps(100) < 2.2 * steps(50)


@pytest.mark.parametrize("opening", ["{{", "${", "<path:", "ENC[AES256_GCM,", "{{ $", "$ARGOCD_"])
def test_the_end_of_a_template_is_looked_for_once(opening: str) -> None:
    looked: list[tuple[str, int]] = []

    class Text(str):
        """A text that remembers what is looked for in it."""

        __slots__ = ()

        def find(self, *where: Any) -> int:
            looked.append(where)
            return str.find(self, *where)

    assert list(placeholders._templates(Text(f"{opening} " * 1000))) == []
    assert len(looked) <= 2


def test_layers_and_findings_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finding looks at each layer."""
    sources = [Source(f"{number}.yaml", f"{BASE}unknown{number}: 1\n") for number in range(60)]
    monkeypatch.setattr(provenance, "MOST_LOOKED_AT", 10_000)
    with pytest.raises(InputError, match="too many findings for a release of 60 layers"):
        judge(Given(sources))
    assert judge(Given(sources[:10])).findings


def test_unread_layers_and_questions_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """To tell whether an unread layer decides a value, each layer above it is looked at."""
    source = Source("values.yaml", BASE)
    piece = read_file(source)
    given = [provenance.Statement(piece.layer, (), piece.root)] * 100
    unread = Unread(piece.layer, "the ConfigMap liqo-values", Span(source, 0, 1))
    values = provenance.Values({}, given=given, unread=[(0, unread)])
    monkeypatch.setattr(provenance, "MOST_LOOKED_AT", 1000)
    assert [values.doubt(("unknown", str(number))) for number in range(10)] == [unread] * 10
    with pytest.raises(InputError, match="too many findings for a release of 100 layers"):
        values.doubt(("unknown", "one more"))


def test_indices_have_a_bound() -> None:
    """Each of them makes a list as long as it says."""
    assert judge(Given(set_values=["a[65535]=x"])).findings
    with pytest.raises(InputError, match="add up to more than 1,000,000"):
        judge(Given(set_values=[f"a{number}[65535]=x" for number in range(20)]))


def test_values_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_limits, "MAX_VALUES", 100)
    (finding,) = judge(Given([Source("values.yaml", f"a: [{'a,' * 100}]\n")])).findings
    assert (finding.code, finding.message) == ("LQ001", "there are more than 100 values in this file")


def test_a_long_text_of_values_takes_no_more_memory_than_its_characters() -> None:
    """The places of its characters are kept line by line."""
    text = "|\n" + "    # a comment of some length\n" * 20_000
    content = "# a comment of some length\n" * 20_000
    tracemalloc.start()
    places = Places(Span(Source("a.yaml", text), 0, len(text)), content)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert places.exact
    assert kept < 3 * len(text)


def test_a_line_with_many_findings_is_cut_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    masked: list[str] = []

    def remember(line: str) -> str:
        masked.append(line)
        return line

    monkeypatch.setattr("liqo_values.parsing.masking.masked", remember)
    (content,) = on_one_line(100)
    result = judge(Given([Source("values.yaml", content)]))
    assert text.render(result.findings, Style()).count("^ here") == 99
    assert masked == [content]
