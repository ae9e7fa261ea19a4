"""Which chart a manifest names: by repository and version, of every kind of manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.engine.result import CheckResult
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import OFF, call, put
from tests.validator.sources.test_application_set_patches import application_set
from tests.validator.sources.test_argocd import application
from tests.validator.sources.test_flux import helm_release

PUBLISHED = "https://helm.liqo.io/"
NEWEST = "no version is given; checked as v1.2.0, the newest known release"
FORK = "`https://charts.example.com/liqo` is not where Liqo publishes its chart; checked as that chart"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def checked(*paths: str, given: Given | None = None) -> list[CheckResult]:
    outcome = Run()
    run(given or Given(), [Target(path) for path in paths], outcome, lambda *_: None)
    assert outcome.errors == []
    return outcome.results


def said(*paths: str) -> tuple[str, ...]:
    """Return the chart of the one release in files, as ``--chart`` names it, and the notes."""
    (result,) = checked(*paths)
    release = result.chart.release.removeprefix("v")
    return (f"{result.chart.family}@{release}", *result.chart_notes)


#: Versions as manifests write them, the release they mean, and what the notes report.
VERSIONS = [
    ("v1.1.2", "1.1.2", ()),
    ("1.1.2", "1.1.2", ()),
    ('"1.1"', "1.1.2", ("v1.1.2 is the newest known release in the range `1.1`",)),
    ('"1.*"', "1.2.0", ("v1.2.0 is the newest known release in the range `1.*`",)),
    ('"~1.0"', "1.0.3", ("v1.0.3 is the newest known release in the range `~1.0`",)),
    ('">=1.0.0-0"', "1.2.0", ("v1.2.0 is the newest known release in the range `>=1.0.0-0`",)),
    ('"0.x"', "0.10.3", ("v0.10.3 is the newest known release in the range `0.x`",)),
    ("v0.10.1", "0.10.1", ()),
    ("v1.7.0", "1.2.0", ("release v1.7.0 is not known; checked as v1.2.0",)),
    ('""', "1.2.0", (NEWEST,)),
]
EACH_VERSION = pytest.mark.parametrize(("version", "release", "notes"), VERSIONS)


def source(repository: str, revision: str, *, key: str = "chart", value: str = "liqo") -> str:
    return f"{key}: {value}\n    repoURL: {repository}\n    targetRevision: {revision}"


class TestArgoCD:
    """Sources of Applications and ApplicationSets."""

    @EACH_VERSION
    def test_the_version(self, version: str, release: str, notes: tuple[str, ...]) -> None:
        text = application("releaseName: liqo", source=source(PUBLISHED, version))
        assert said(put("app.yaml", text)) == (f"published@{release}", *notes)

    @pytest.mark.parametrize("address", ["https://helm.liqo.io", "http://helm.liqo.io/", "HTTPS://Helm.Liqo.io"])
    def test_ways_to_write_the_repository(self, address: str) -> None:
        text = application("releaseName: liqo", source=source(address, "v1.0.1"))
        assert said(put("app.yaml", text)) == ("published@1.0.1",)

    @pytest.mark.parametrize("address", ["https://charts.example.com/liqo", "oci://ghcr.io/team/liqo", "ghcr.io/team"])
    def test_other_repositories_are_named(self, address: str) -> None:
        text = application("releaseName: liqo", source=source(address, "v1.1.0"))
        assert said(put("app.yaml", text)) == (
            "published@1.1.0",
            f"`{address}` is not where Liqo publishes its chart; checked as that chart",
        )

    def test_the_chart_may_be_the_registry_itself(self) -> None:
        text = application(
            "releaseName: liqo", source=source("oci://ghcr.io/team/liqo", "1.1.0", key="path", value=".")
        )
        assert said(put("app.yaml", text))[0] == "published@1.1.0"

    def test_a_template_for_the_version(self) -> None:
        text = application_set("{}").replace("chart: liqo", "chart: liqo\n        targetRevision: '{{ .version }}'")
        assert said(put("set.yaml", text)) == (
            "published@1.2.0",
            "the version `{{ .version }}` is filled in by a template; checked as v1.2.0, the newest known release",
        )

    @pytest.mark.parametrize(
        ("address", "revision", "expected"),
        [
            ("https://github.com/liqotech/liqo", "v1.1.2", ("published@1.1.2",)),
            ("https://github.com/liqotech/liqo.git", "refs/tags/v1.1.2", ("published@1.1.2",)),
            ("git@github.com:liqotech/liqo.git", "v0.10.3", ("published@0.10.3",)),
            ("ssh://git@github.com/liqotech/liqo/", "HEAD", ("published@1.2.0", NEWEST)),
            (
                "https://github.com/liqotech/liqo",
                "master",
                ("published@1.2.0", "`master` is not a known version or range; checked as v1.2.0"),
            ),
            (
                "https://github.com/team/liqo",
                "v1.1.2",
                (
                    "published@1.1.2",
                    "`https://github.com/team/liqo` is not where Liqo publishes its chart; checked as that chart",
                ),
            ),
        ],
    )
    def test_a_folder_in_git(self, address: str, revision: str, expected: tuple[str, ...]) -> None:
        text = source(address, revision, key="path", value="deployments/liqo")
        assert said(put("app.yaml", application("releaseName: liqo", source=text))) == expected

    def test_liqos_repository_counts_in_a_clone_of_it_too(self) -> None:
        put("deployments/liqo/Chart.yaml", "name: liqo\nversion: 0.1.0\n")
        text = source("https://github.com/liqotech/liqo", "v1.0.0", key="path", value="deployments/liqo")
        assert said(put("app.yaml", application("releaseName: liqo", source=text))) == ("published@1.0.0",)

    @pytest.mark.parametrize(
        ("chart", "expected"),
        [
            ("name: liqo\nversion: v1.1.1\n", ("published@1.1.1",)),
            (
                "name: liqo\nversion: 0.1.0\n",
                (
                    "published@1.2.0",
                    "`charts/liqo` does not say which release it is of; checked as v1.2.0, the newest known release",
                ),
            ),
        ],
    )
    def test_a_copy_of_liqos_chart_in_the_repository(self, chart: str, expected: tuple[str, ...]) -> None:
        put("charts/liqo/Chart.yaml", chart)
        text = source("https://git.example.com/mine", "main", key="path", value="charts/liqo")
        assert said(put("apps/app.yaml", application("releaseName: liqo", source=text))) == expected

    def test_our_chart_in_the_repository(self) -> None:
        put("charts/liqo/Chart.yaml", "name: liqo\nversion: 1.2.0\n")
        put("charts/liqo/charts/liqo-library/Chart.yaml", "name: liqo-library\n")
        text = source("https://git.example.com/mine", "main", key="path", value="charts/liqo")
        assert said(put("apps/app.yaml", application("releaseName: liqo", source=text))) == ("ours@1.2.0",)

    def test_the_source_with_the_chart_decides(self) -> None:
        text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec:
  sources:
  - {repoURL: https://github.com/team/clusters, targetRevision: v9, ref: values}
  - {repoURL: https://helm.liqo.io, chart: liqo, targetRevision: v1.0.2, helm: {valueFiles: [$values/liqo.yaml]}}
"""
        put("liqo.yaml", OFF)
        assert said(put("app.yaml", text)) == ("published@1.0.2",)


REPOSITORY = """\
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: liqo, namespace: flux-system}
spec: {url: "https://helm.liqo.io/"}
"""
REGISTRY = """\
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: charts}
spec: {url: "oci://ghcr.io/team/liqo", ref: {%s}}
"""
GIT = """\
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: liqo}
spec: {url: "https://github.com/liqotech/liqo", ref: {%s}}
"""


def of_repository(version: str) -> str:
    chart = f"chart: liqo, version: {version}, sourceRef: {{kind: HelmRepository, name: liqo, namespace: flux-system}}"
    return helm_release("values: {}", f"chart: {{spec: {{{chart}}}}}")


class TestFlux:
    """HelmReleases and what they refer to."""

    @EACH_VERSION
    def test_the_version(self, version: str, release: str, notes: tuple[str, ...]) -> None:
        path = put("release.yaml", of_repository(version) + REPOSITORY)
        assert said(path) == (f"published@{release}", *notes)

    def test_the_repository_is_next_to_the_file(self) -> None:
        put("source.yaml", REPOSITORY)
        assert said(put("release.yaml", of_repository("v1.1.2"))) == ("published@1.1.2",)

    def test_the_repository_is_in_another_folder_of_the_run(self) -> None:
        sources = put("sources/all.yaml", REPOSITORY)
        release = put("apps/liqo/release.yaml", of_repository("v1.1.2"))
        results = checked(sources, release)
        assert [result.chart_notes for result in results] == [()]
        assert said(release)[1:] == (
            "the HelmRepository `liqo` is not available here; checked as the chart that Liqo publishes",
        )

    def test_a_repository_of_another_namespace_is_another(self) -> None:
        path = put("release.yaml", of_repository("v1.1.2") + REPOSITORY.replace("flux-system", "other"))
        assert len(said(path)) == 2

    def test_a_repository_of_another_owner(self) -> None:
        text = REPOSITORY.replace("https://helm.liqo.io/", "https://charts.example.com/liqo")
        assert said(put("release.yaml", of_repository("v1.1.2") + text)) == ("published@1.1.2", FORK)

    @pytest.mark.parametrize(
        ("reference", "expected"),
        [
            ("tag: v1.1.2", ("published@1.1.2",)),
            ("semver: ~1.1", ("published@1.1.2", "v1.1.2 is the newest known release in the range `~1.1`")),
            ("tag: v1.0.0, semver: 1.1.0", ("published@1.1.0",)),
            ("digest: sha256:00", ("published@1.2.0", NEWEST)),
            ("tag: latest", ("published@1.2.0", "`latest` is not a known version or range; checked as v1.2.0")),
        ],
    )
    def test_a_registry(self, reference: str, expected: tuple[str, ...]) -> None:
        text = helm_release("values: {}", "chartRef: {kind: OCIRepository, name: charts}")
        put("registry.yaml", REGISTRY % reference)
        note = "`oci://ghcr.io/team/liqo` is not where Liqo publishes its chart; checked as that chart"
        assert said(put("release.yaml", text)) == (expected[0], note, *expected[1:])

    def test_a_chart_object(self) -> None:
        chart = """\
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: it}
spec: {chart: liqo, version: v1.0.1, sourceRef: {kind: HelmRepository, name: liqo}}
"""
        text = helm_release("values: {}", "chartRef: {kind: HelmChart, name: it}") + chart
        assert said(put("release.yaml", text + REPOSITORY.replace(", namespace: flux-system", ""))) == (
            "published@1.0.1",
        )

    def test_a_reference_to_what_is_not_here(self) -> None:
        text = helm_release("values: {}", "chartRef: {kind: OCIRepository, name: liqo}")
        assert said(put("release.yaml", text)) == (
            "published@1.2.0",
            "the OCIRepository `liqo` is not available here; checked as the chart that Liqo publishes",
            NEWEST,
        )

    @pytest.mark.parametrize(
        ("reference", "expected"),
        [
            ("tag: v1.1.2", ("published@1.1.2",)),
            ("branch: master", ("published@1.2.0", "`master` is not a known version or range; checked as v1.2.0")),
        ],
    )
    def test_a_folder_in_git(self, reference: str, expected: tuple[str, ...]) -> None:
        spec = "chart: ./deployments/liqo, sourceRef: {kind: GitRepository, name: liqo}"
        text = helm_release("values: {}", f"chart: {{spec: {{{spec}}}}}")
        assert said(put("release.yaml", text + GIT % reference)) == expected

    def test_our_chart_in_the_repository(self) -> None:
        put("charts/liqo/Chart.yaml", "name: liqo\nversion: 1.2.0\n")
        put("charts/liqo/charts/liqo-library/Chart.yaml", "name: liqo-library\n")
        spec = "chart: ./charts/liqo, sourceRef: {kind: GitRepository, name: clusters}"
        text = helm_release("values: {}", f"chart: {{spec: {{{spec}}}}}")
        assert said(put("clusters/release.yaml", text)) == ("ours@1.2.0",)


def helmfile(chart: str, version: str, repositories: str = "") -> str:
    return f"{repositories}releases:\n- name: liqo\n  chart: {chart}\n  version: {version}\n  values: [{{tag: ''}}]\n"


class TestHelmfile:
    """Releases and repositories of helmfiles."""

    @EACH_VERSION
    def test_the_version(self, version: str, release: str, notes: tuple[str, ...]) -> None:
        repositories = f"repositories:\n- {{name: mesh, url: {PUBLISHED}}}\n"
        path = put("helmfile.yaml", helmfile("mesh/liqo", version, repositories))
        assert said(path) == (f"published@{release}", *notes)

    def test_a_number_for_a_version(self) -> None:
        repositories = f"repositories:\n- {{name: mesh, url: {PUBLISHED}}}\n"
        assert said(put("helmfile.yaml", helmfile("mesh/liqo", "1.0", repositories))) == (
            "published@1.0.3",
            "v1.0.3 is the newest known release in the range `1.0`",
        )

    def test_a_repository_that_is_not_listed(self) -> None:
        assert said(put("helmfile.yaml", helmfile("liqo/liqo", "v1.1.2"))) == (
            "published@1.1.2",
            "the repository `liqo` is not available here; checked as the chart that Liqo publishes",
        )

    def test_a_template_for_the_version(self) -> None:
        repositories = f"repositories:\n- {{name: liqo, url: {PUBLISHED}}}\n"
        path = put("helmfile.yaml.gotmpl", helmfile("liqo/liqo", "{{ .Values.version }}", repositories))
        assert said(path)[0] == "published@1.2.0"

    def test_a_registry(self) -> None:
        assert said(put("helmfile.yaml", helmfile("oci://ghcr.io/team/liqo", "1.1.2")))[0] == "published@1.1.2"

    def test_a_folder_in_git(self) -> None:
        chart = "git::https://github.com/liqotech/liqo.git@deployments/liqo?ref=v1.0.0"
        assert said(put("helmfile.yaml", helmfile(chart, '""'))) == ("published@1.0.0",)

    def test_a_folder(self) -> None:
        put("charts/liqo/Chart.yaml", "name: liqo\nversion: v1.1.0\n")
        assert said(put("helmfile.yaml", helmfile("./charts/liqo", '""'))) == ("published@1.1.0",)
        assert said(put("helmfile.yaml", helmfile("./elsewhere/liqo", '""'))) == (
            "published@1.2.0",
            "`elsewhere/liqo` is not available here; checked as v1.2.0, the newest known release",
        )


def umbrella(entry: str) -> str:
    put("u/Chart.yaml", f"name: site\nversion: 1.0.0\ndependencies:\n- {{name: liqo, {entry}}}\n")
    return put("u/values.yaml", "liqo: {tag: ''}\n")


class TestUmbrella:
    """Dependencies of umbrella charts."""

    @EACH_VERSION
    def test_the_version(self, version: str, release: str, notes: tuple[str, ...]) -> None:
        assert said(umbrella(f"version: {version}, repository: {PUBLISHED}")) == (f"published@{release}", *notes)

    def test_a_lock_file_says_the_exact_version(self) -> None:
        path = umbrella(f"version: 1.x, repository: {PUBLISHED}")
        put("u/Chart.lock", "dependencies:\n- {name: liqo, version: v1.1.1}\n")
        assert said(path) == ("published@1.1.1",)

    def test_a_repository_by_its_name(self) -> None:
        assert said(umbrella('version: v1.1.2, repository: "@liqo"')) == (
            "published@1.1.2",
            "the repository `@liqo` is not available here; checked as the chart that Liqo publishes",
        )

    def test_a_folder(self) -> None:
        put("liqo/Chart.yaml", "name: liqo\nversion: v1.1.0\n")
        assert said(umbrella('version: "*", repository: "file://../liqo"')) == ("published@1.1.0",)
        put("liqo/charts/liqo-library/Chart.yaml", "name: liqo-library\n")
        assert said(umbrella('version: "*", repository: "file://../liqo"')) == ("ours@1.2.0",)

    def test_a_chart_in_the_umbrella_chart(self) -> None:
        path = umbrella("version: v1.0.1")
        assert said(path) == (
            "published@1.0.1",
            "the chart `charts/liqo` is not available here; checked as the chart that Liqo publishes",
        )
        put("u/charts/liqo/Chart.yaml", "name: liqo\nversion: v1.0.0\n")
        assert said(path) == ("published@1.0.0",)

    def test_an_application_of_an_umbrella_chart(self) -> None:
        umbrella(f"version: v1.0.2, repository: {PUBLISHED}")
        text = source("https://git.example.com/mine", "v7.0.0", key="path", value="u")
        assert said(put("apps/app.yaml", application("releaseName: x", source=text))) == ("published@1.0.2",)


class TestAsUsersWriteIt:
    """Manifests of the kinds that users publish."""

    def test_an_old_range_with_values_in_another_source(self) -> None:
        put(
            "k8s/liqo/values.yaml",
            "networking: {internal: false}\nauth: {ingress: {enable: true}}\nstorage: {enable: true}\n",
        )
        text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo, namespace: argocd}
spec:
  sources:
  - repoURL: https://helm.liqo.io
    chart: liqo
    targetRevision: "0.x"
    helm: {releaseName: liqo, valueFiles: [$values/k8s/liqo/values.yaml]}
  - {repoURL: https://github.com/team/platform.git, targetRevision: main, ref: values}
"""
        (result,) = checked(put("k8s/apps/liqo.yaml", text))
        assert [finding.code for finding in result.findings] == ["LQ801"]
        assert result.chart.release == "v0.10.3"
        assert str(result.mode.name) == "external-network"

    def test_keys_of_two_times_in_a_release_of_the_older(self) -> None:
        text = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo-system}
spec:
  chart:
    spec:
      chart: liqo
      version: "0.10.3"
      sourceRef: {kind: HelmRepository, name: liqo, namespace: flux-system}
  values:
    networking:
      internal: {podCIDR: 10.244.0.0/16}
      gatewayTemplates: {server: {service: {type: NodePort}}}
"""
        (result,) = checked(put("release.yaml", REPOSITORY.removeprefix("---\n") + "---\n" + text))
        assert [finding.code for finding in result.findings] == ["LQ801"]
        assert (str(result.mode.name), result.chart_notes) == ("connected", ())

    def test_a_text_instead_of_a_map_for_a_release_of_now(self) -> None:
        text = application("values: |\n  YOUR_VALUES", source=source(PUBLISHED, "v1.2.0"))
        (result,) = checked(put("app.yaml", text))
        assert [finding.code for finding in result.findings] == ["LQ001"]
        assert result.chart.release == "v1.2.0"

    def test_a_release_of_a_fork_with_a_number_of_its_own(self) -> None:
        text = application("releaseName: liqo", source=source("https://charts.example.com/liqo", "v1.0.1-5"))
        assert said(put("app.yaml", text)) == (
            "published@1.0.1",
            FORK,
            "release v1.0.1-5 is not known; checked as v1.0.1",
        )


def test_what_the_user_names_counts_more_than_the_manifest() -> None:
    path = put("app.yaml", application("releaseName: liqo", source=source(PUBLISHED, "v1.0.0")))
    _, output, _ = call("mode", "--chart", "published@1.1.2", path)
    assert "for Liqo's chart v1.1.2" in output
    _, output, _ = call("mode", path)
    assert "for Liqo's chart v1.0.0" in output


def test_plain_values_are_for_our_chart_also_next_to_manifests() -> None:
    put("liqo/app.yaml", application("releaseName: liqo", source=source(PUBLISHED, "v1.0.0")))
    put("liqo/values.yaml", OFF)
    assert [result.chart.family.value for result in checked("liqo/app.yaml", "liqo/values.yaml")] == [
        *("published", "ours"),
    ]


def test_a_fork_is_named_once_in_a_run() -> None:
    for name in "abc":
        text = application("releaseName: liqo", source=source("https://charts.example.com/liqo", "v1.1.2"))
        put(f"{name}.yaml", text)
    output = call("check", "a.yaml", "b.yaml", "c.yaml")[1]
    assert output.splitlines()[-1] == f"note: {FORK}"
    assert output.count(FORK) == 1
    assert output.splitlines()[-2].endswith(", for Liqo's chart v1.1.2")
