"""ApplicationSets: what generators fill in if the manifest says it, and what types templates result in."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import put
from tests.validator.sources.reading import marked, results


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def application_set(generators: str, helm: str, *, go_template: bool = True, source: str = "chart: liqo") -> str:
    """Write an ApplicationSet with these generators and this under ``helm``."""
    lines = "".join(f"          {line}\n" for line in helm.splitlines())
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: liqo, namespace: argocd}}
spec:
  goTemplate: {str(go_template).lower()}
  generators: {generators}
  template:
    metadata: {{name: 'liqo-{{{{{"." if go_template else ""}cluster}}}}'}}
    spec:
      source:
        repoURL: https://helm.liqo.io
        {source}
        helm:
{lines}"""


TWO = "[{list: {elements: [{cluster: rome, net: 'false'}, {cluster: milan, net: 'true'}]}}]"
OBJECT = "valuesObject:\n  networking: {enabled: '{{ .net }}'}"
TEXT = "values: |\n  networking: {enabled: {{ .net }}}"
PARAMETER = "parameters:\n- {name: networking.enabled, value: '{{ .net }}'}"


def modes(text: str) -> list[tuple[str, bool | None]]:
    """Return the names of the releases, and whether the networking module is on."""
    return [(checked.name, checked.mode.networking.value) for checked in results(put("set.yaml", text))]


@pytest.mark.parametrize("helm", [TEXT, PARAMETER])
def test_elements_are_filled_in(helm: str) -> None:
    assert modes(application_set(TWO, helm)) == [
        ("ApplicationSet argocd/liqo, liqo-rome", False),
        ("ApplicationSet argocd/liqo, liqo-milan", True),
    ]


def test_templates_that_are_not_those_of_go() -> None:
    helm = "values: |\n  networking: {enabled: {{ net }}}"
    assert [on for _, on in modes(application_set(TWO, helm, go_template=False))] == [False, True]
    assert [on for _, on in modes(application_set(TWO, TEXT, go_template=False))] == [None, None]


@pytest.mark.parametrize("generators", [TWO, "[{clusters: {}}]"])
def test_an_object_has_only_strings(generators: str) -> None:
    for checked in results(put("set.yaml", application_set(generators, OBJECT))):
        (finding,) = (one for one in checked.findings if one.code == "LQ004")
        assert marked(finding) == "set.yaml:15: '{{ .net }}'"
        assert "templatePatch" in finding.help
        assert finding.fix is None


def test_a_template_in_quotes_in_text_results_in_a_string() -> None:
    helm = "values: |\n  networking: {enabled: '{{ .net }}'}"
    (checked,) = results(put("set.yaml", application_set("[{clusters: {}}]", helm)))
    (finding,) = (one for one in checked.findings if one.code == "LQ004")
    assert "without quotes" in finding.help


def test_a_string_is_fine_where_the_chart_wants_one() -> None:
    helm = "valuesObject:\n  discovery: {config: {clusterID: '{{ .cluster }}'}}\n  tag: '{{ .tag }}'"
    (checked,) = results(put("set.yaml", application_set("[{clusters: {}}]", helm)))
    assert {one.code for one in checked.findings} == {"LQ102", "LQ103"}


@pytest.mark.parametrize(
    "generators",
    [
        "[{clusters: {}}]",
        "[{list: {elements: [], elementsYaml: '{{ .x }}'}}]",
        "[{list: {elements: [{cluster: rome, net: 'false'}]}, selector: {matchLabels: {a: b}}}]",
        "[{list: {elements: [{cluster: rome, net: 'false'}], template: {metadata: {}}}}, {template: {}, clusters: {}}]",
        "[{list: {elements: [{cluster: '{{ .x }}'}]}}]",
    ],
)
def test_what_is_not_known_stays_unknown(generators: str) -> None:
    assert None in [on for _, on in modes(application_set(generators, TEXT))]


def test_values_of_other_generators_are_known() -> None:
    helm = "values: |\n  networking: {enabled: {{ .values.net }}}\n  tag: {{ .name }}"
    ((name, on),) = modes(application_set("[{clusters: {values: {net: 'false'}}}]", helm))
    assert (name, on) == ("ApplicationSet argocd/liqo", False)


def test_a_matrix_of_lists() -> None:
    rows = "[{list: {elements: [{cluster: a}, {cluster: b}]}}, {list: {elements: [{net: false}, {net: true}]}}]"
    found = modes(application_set(f"[{{matrix: {{generators: {rows}}}}}]", TEXT))
    assert [on for _, on in found] == [False, True, False, True]


BASE = "{list: {elements: [{cluster: a, net: 'false'}, {cluster: b, net: 'false'}]}}"
OVER = "{list: {elements: [{cluster: b, net: 'true'}, {cluster: c, net: 'true'}]}}"


def merge(*generators: str, keys: str = "[cluster]") -> str:
    return f"{{merge: {{mergeKeys: {keys}, generators: [{', '.join(generators)}]}}}}"


def matrix(*generators: str) -> str:
    return f"{{matrix: {{generators: [{', '.join(generators)}]}}}}"


@pytest.mark.parametrize(
    ("generator", "expected"),
    [
        (merge(BASE, OVER), [False, True]),
        (merge(BASE, "{clusters: {}}"), [None, None]),
        (merge(BASE, "{clusters: {}}", OVER), [None, True]),
        (merge("{clusters: {values: {net: 'false'}}}", OVER), [None]),
        (matrix(merge(BASE, OVER), "{list: {elements: [{zone: x}]}}"), [False, True]),
        (merge(matrix("{list: {elements: [{cluster: a}]}}", "{list: {elements: [{net: 'true'}]}}"), BASE), [False]),
        (matrix("{list: {elements: [{switch: 'true'}]}}", "{list: {elements: [{net: '{{ .switch }}'}]}}"), [True]),
        (f"{BASE[:-1]}, selector: {{matchLabels: {{cluster: b}}}}}}", [False]),
    ],
)
def test_merges_matrices_and_selectors(generator: str, expected: list[bool | None]) -> None:
    assert [on for _, on in modes(application_set(f"[{generator}]", TEXT))] == expected


def test_what_nothing_overrides_is_known() -> None:
    helm = "values: |\n  networking: {enabled: {{ .values.net }}}"
    generator = merge("{clusters: {values: {net: 'false'}}}", OVER, keys="[name]")
    assert [on for _, on in modes(application_set(f"[{generator}]", helm))] == [False]


@pytest.mark.parametrize(
    ("generator", "message"),
    [
        (merge(BASE), "`merge` needs at least two generators"),
        (merge(BASE, OVER, keys="[]"), "`merge` needs `mergeKeys`"),
        (merge(BASE, OVER, keys="[net]"), "a generator of the merge has several elements with the same `net`"),
        (matrix(BASE), "`matrix` needs two generators"),
        (matrix(matrix(matrix(BASE, OVER), OVER), OVER), "a `matrix` cannot be in two others"),
    ],
)
def test_generators_that_argo_cd_rejects(generator: str, message: str) -> None:
    (checked,) = results(put("set.yaml", application_set(f"[{generator}]", TEXT)))
    (finding,) = (one for one in checked.findings if one.code == "LQ018")
    assert finding.message == f"{message}: Argo CD generates nothing"
    assert finding.primary.span is not None


def test_no_application_at_all() -> None:
    generator = f"{BASE[:-1]}, selector: {{matchLabels: {{cluster: c}}}}}}"
    (checked,) = results(put("set.yaml", application_set(f"[{generator}]", TEXT)))
    assert [finding.code for finding in checked.findings] == ["LQ019"]


def test_too_many_elements_are_not_filled_in() -> None:
    elements = ", ".join(f"{{cluster: c{number}, net: 'false'}}" for number in range(501))
    assert modes(application_set(f"[{{list: {{elements: [{elements}]}}}}]", TEXT)) == [
        ("ApplicationSet argocd/liqo", None)
    ]


def test_paths_are_filled_in() -> None:
    put("values/rome.yaml", "networking: {enabled: false}\n")
    put("values/milan.yaml", "networking: {enabled: true}\n")
    text = application_set(TWO, "valueFiles: ['$mine/values/{{ .cluster }}.yaml']")
    several = text.replace("      source:\n", "      sources:\n      - {repoURL: a, ref: mine}\n      -\n")
    checked = results(put("apps/set.yaml", several))
    assert [(one.layers, one.mode.networking.value) for one in checked] == [
        (("values/rome.yaml",), False),
        (("values/milan.yaml",), True),
    ]


def several(generators: str, file: str, *, go_template: bool = True) -> str:
    """Write an ApplicationSet that takes a values file from another source."""
    text = application_set(generators, f"valueFiles: ['$mine/{file}']", go_template=go_template)
    return text.replace("      source:\n", "      sources:\n      - {repoURL: a, ref: mine}\n      -\n")


FILES = "[{git: {files: [{path: 'clusters/*/config.json'}, {path: clusters/old/config.json, exclude: true}]}}]"
DIRECTORIES = "[{git: {directories: [{path: clusters/*}, {path: clusters/old, exclude: true}]}}]"
IN_MATRIX = f"[{{matrix: {{generators: [{{clusters: {{}}}}, {FILES[1:-1]}]}}}}]"
JOINED = ["clusters/milan/liqo.yaml", "clusters/rome/liqo.yaml"]


def put_clusters() -> None:
    for name in ("rome", "milan", "old"):
        put(f"clusters/{name}/config.json", f'{{"cluster": "{name}", "site": {{"id": "{name}"}}}}')
        put(f"clusters/{name}/liqo.yaml", "networking: {enabled: false}\n")
    put("clusters/README", "")


@pytest.mark.parametrize(
    ("generators", "file"),
    [
        (FILES, "{{ .path.path }}/liqo.yaml"),
        (FILES, "clusters/{{ .site.id }}/liqo.yaml"),
        (FILES, "{{ index .path.segments 0 }}/{{ .path.basename }}/liqo.yaml"),
        (IN_MATRIX, "clusters/{{.path.basenameNormalized}}/liqo.yaml"),
        (DIRECTORIES, "{{.path.path}}/liqo.yaml"),
        (DIRECTORIES.replace("{directories", "{pathParamPrefix: my, directories"), "{{.my.path.path}}/liqo.yaml"),
    ],
)
def test_files_and_folders_of_the_repository(generators: str, file: str) -> None:
    put_clusters()
    found = results(put("apps/set.yaml", several(generators, file)))
    assert [(*one.layers, one.mode.networking.value) for one in found] == [(name, False) for name in JOINED]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ("{path: 'sets/*/c.json'}", ["milan", "rome"]),
        ("{path: 'sets/*.json'}", ["milan", "rome"]),
        ("{path: sets/deep}", ["milan"]),
        ("{path: 'sets/[^d]*/c.json'}", ["rome"]),
        ("{path: 'sets/*'}, {path: 'sets/deep/*', exclude: true}", ["rome"]),
    ],
)
def test_stars_in_the_path_of_files_stand_for_slashes_as_well(files: str, names: list[str]) -> None:
    put("sets/rome/c.json", '{"cluster": "rome"}')
    put("sets/deep/er/c.json", '{"cluster": "milan"}')
    text = application_set(f"[{{git: {{files: [{files}]}}}}]", "values: 'networking: {enabled: false}'")
    assert sorted(one.name.rpartition("-")[2] for one in results(put("set.yaml", text))) == names


@pytest.mark.parametrize("file", ["{{path}}/liqo.yaml", "{{path[0]}}/{{path.basename}}/liqo.yaml"])
def test_paths_that_are_not_templates_of_go(file: str) -> None:
    put_clusters()
    found = results(put("apps/set.yaml", several(DIRECTORIES, file, go_template=False)))
    assert [one.layers for one in found] == [(name,) for name in JOINED]


def test_the_files_of_a_pattern_show_what_only_argo_cd_knows() -> None:
    put_clusters()
    put("clusters/web/liqo.yaml", "replicas: 2\n")
    set_file = put("apps/set.yaml", several("[{clusters: {}}]", "clusters/{{ .name }}/liqo.yaml"))
    outcome = Run()
    files = ["clusters/rome/liqo.yaml", "clusters/milan/liqo.yaml", "clusters/old/liqo.yaml"]
    run(Given(), [Target(set_file), *(Target(name, ".") for name in files)], outcome, lambda *_: None)
    assert [one.layers for one in outcome.results] == [(name,) for name in sorted(files)]
    assert [target.path for target in outcome.layers] == files


@pytest.mark.parametrize("file", ["{{.name | lower}}/{{.env}}.yaml", "{{.name}}/{{.name}}.yaml", "no/{{.name}}.yaml"])
def test_names_that_no_file_shows_stay_unknown(file: str) -> None:
    put("clusters/rome/milan.yaml", "networking: {enabled: false}\n")
    found = results(put("apps/set.yaml", several("[{clusters: {}}]", f"clusters/{file}")))
    assert [one.mode.networking.value for one in found] == [False if "lower" in file else None]


def test_a_parameter_that_is_only_a_template() -> None:
    found = modes(application_set("[{clusters: {}}]", PARAMETER))
    assert found == [("ApplicationSet argocd/liqo", None)]


@pytest.mark.parametrize(("element", "codes"), [("false", ["LQ018"]), ("'false'", [])])
def test_elements_without_go_templates_are_strings(element: str, codes: list[str]) -> None:
    generators = f"[{{list: {{elements: [{{cluster: a, net: {element}}}]}}}}]"
    text = application_set(generators, "values: |\n  networking: {enabled: {{ net }}}", go_template=False)
    (checked,) = results(put("set.yaml", text))
    assert [one.code for one in checked.findings if one.code != "LQ506"] == codes


@pytest.mark.parametrize("value", ["a: b", "[x]", "'", "{", "&a", "!x", "# c", ".inf", "1e999"])
def test_what_would_be_more_than_a_scalar_stays_unknown(value: str) -> None:
    quoted = value.replace("'", "''")
    generators = f"[{{list: {{elements: [{{cluster: a, net: '{quoted}'}}]}}}}]"
    ((_, on),) = modes(application_set(generators, TEXT))
    assert on is None
