"""Whatever a manifest or a project file refers to: nothing outside of the repository ends up in a report."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.attack.attacking import LOOT, OFF, Repository

OUTSIDE = (
    "../secret.yaml",
    "../../secret.yaml",
    "../../../secret.yaml",
    "{around}/secret.yaml",
    ".git/config",
    "../.git/config",
    "/proc/self/environ",
    "link.yaml",
    "folder/values.yaml",
)

ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: liqo}}
spec:
  sources:
  - {{repoURL: a, path: charts/liqo, helm: {{{helm}}}}}
  - {{repoURL: b, ref: here}}
"""
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: liqo}}
spec:
  chart: {{spec: {{chart: liqo}}}}
  valuesFrom: [{{kind: ConfigMap, name: values{target}}}]
"""
KUSTOMIZE = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator: [{{name: values, files: ['values.yaml={path}']}}]
"""


def argo(helm: str) -> dict[str, str]:
    return {"apps/liqo.yaml": ARGO.format(helm=helm), "apps/charts/liqo/Chart.yaml": "name: liqo\n"}


def named(path: str) -> dict[str, dict[str, str]]:
    """Return files by what they are, each of which refers to a path somehow."""
    flag = "virtualKubelet.extra.args[0]"
    return {
        "argo valueFiles": argo(f"valueFiles: ['{path}']"),
        "argo $ref": argo(f"valueFiles: ['$here/{path}']"),
        "argo fileParameters": argo(f"fileParameters: [{{name: '{flag}', path: '{path}'}}]"),
        "argo fileParameters by name": argo(
            f"fileParameters: [{{name: '{flag}={path},tag', path: /apps/charts/liqo/Chart.yaml}}]"
        ),
        "argo path": {"apps/liqo.yaml": ARGO.format(helm="a: b").replace("charts/liqo", f"'{path}'")},
        "flux generator": {"apps/liqo.yaml": FLUX.format(target=""), "apps/k.yaml": KUSTOMIZE.format(path=path)},
        "flux generator with a targetPath": {
            "apps/liqo.yaml": FLUX.format(target=f", targetPath: '{flag}'"),
            "apps/k.yaml": KUSTOMIZE.format(path=path),
        },
        "flux chart": {"apps/liqo.yaml": FLUX.format(target="").replace("chart: liqo", f"chart: './{path}'")},
        "helmfile values": {"apps/liqo.yaml": f"releases: [{{name: a, chart: x/liqo, values: ['{path}']}}]\n"},
        "helmfile set": {
            "apps/liqo.yaml": f"releases: [{{name: a, chart: x/liqo, set: [{{name: '{flag}', file: '{path}'}}]}}]\n"
        },
        "helmfile set by name": {
            "apps/liqo.yaml": "releases: [{name: a, chart: x/liqo, set: "
            f"[{{name: '{flag}={path},tag', file: liqo.yaml}}]}}]\n"
        },
        "project files": {".liqo-values.yaml": f"stacks: [{{name: a, files: ['{path}']}}]\n"},
        "project forEach": {".liqo-values.yaml": f"stacks: [{{name: a, forEach: '{path}'}}]\n"},
        "project forEach of many": {
            ".liqo-values.yaml": f"stacks: [{{name: a, forEach: '{Path(path).parent}/*.yaml'}}]\n"
        },
        "project setFile": {".liqo-values.yaml": f"stacks: [{{name: a, setFile: ['{flag}={path}']}}]\n"},
        "project setFile of two": {
            ".liqo-values.yaml": f"stacks: [{{name: a, setFile: ['tag=base.yaml,{flag}={path}']}}]\n"
        },
    }


def shows(printed: str) -> bool:
    """Tell whether something was read that is not there to be read."""
    return LOOT in printed or "PATH=" in printed  # the latter is in `/proc/self/environ`


@pytest.mark.parametrize("way", named(""))
@pytest.mark.parametrize("path", OUTSIDE)
def test_no_reference_leads_out(repository: Repository, way: str, path: str) -> None:
    repository.put("base.yaml", OFF)
    for folder in ("", "apps/", "apps/charts/liqo/"):
        repository.link(f"{folder}link.yaml", repository.around / "secret.yaml")
        repository.link(f"{folder}folder", repository.around / "loot")
    files = named(path.format(around=repository.around))[way]
    for name, text in files.items():
        repository.put(name, text)
    for arguments in ((), (".",), ("apps/liqo.yaml",)):
        if arguments != ("apps/liqo.yaml",) or "apps/liqo.yaml" in files:
            assert not shows(repository.call("check", "--format", "json", *arguments))


@pytest.mark.parametrize("way", ["argo fileParameters", "helmfile set", "flux generator", "project setFile"])
def test_all_formats_are_silent(repository: Repository, way: str) -> None:
    for name, text in named("../secret.yaml")[way].items():
        repository.put(name, text)
    assert LOOT not in repository.everything(() if way.startswith("project") else (".",))


@pytest.mark.parametrize("target", ["../../secret.yaml", "../.git/config", "/proc/self/environ"])
@pytest.mark.parametrize("name", ["liqo/values.yaml", "liqo/release.yaml", "liqo/.liqo-values.yaml", "liqo/Chart.yaml"])
def test_no_link_leads_out(repository: Repository, name: str, target: str) -> None:
    repository.put("liqo/values-more.yaml", OFF)
    repository.link(name, target)
    for arguments in (("check", "."), ("check", name), ("check", "-f", name), ("check", "--set-file", f"tag={name}")):
        assert not shows(repository.call(*arguments))


def test_files_outside_of_the_repository_are_reported_as_such(repository: Repository) -> None:
    for name, text in argo("valueFiles: [../../../../secret.yaml, /values.yaml]").items():
        repository.put(name, text)
    repository.put("values.yaml", "networkin: {}\n")
    done = repository.run("check", ".")
    assert done.returncode == 1
    assert "../../../../secret.yaml, outside of the repository, is not available here" in done.stdout
    assert "--> values.yaml:1:1" in done.stdout  # a leading slash is the root of the repository


def test_users_may_name_what_they_like(repository: Repository) -> None:
    repository.put("values.yaml", OFF)
    outside = str(repository.around / "base.yaml")
    Path(outside).write_text("networkin: {}\n", "utf-8")
    for arguments in (("check", outside), ("check", "-f", "../base.yaml", "values.yaml")):
        assert "has no key `networkin`" in repository.run(*arguments).stdout
    assert repository.run("check", "--set-file", "tag=../base.yaml", "values.yaml").returncode < 2


def test_without_a_repository_the_folder_named_is_the_bound(repository: Repository) -> None:
    folder = repository.around / "plain"
    (folder / "apps").mkdir(parents=True)
    (folder / "inside.yaml").write_text("networkin: {}\n", "utf-8")
    (folder / "apps" / "helmfile.yaml").write_text(
        "releases: [{name: a, chart: x/liqo, values: [../inside.yaml, ../../secret.yaml]}]\n", "utf-8"
    )
    done = repository.run("check", os.path.relpath(folder, repository.folder))
    assert "has no key `networkin`" in done.stdout
    assert LOOT not in done.stdout + done.stderr


def test_a_project_file_above_the_folder_is_ignored(repository: Repository) -> None:
    """Without a repository, everyone may have written into the folders above."""
    folder = repository.around / "plain" / "inner"
    folder.mkdir(parents=True)
    (folder.parent / ".liqo-values.yaml").write_text("exclude: ['**']\n", "utf-8")
    (folder / "values.yaml").write_text("networkin: {}\n", "utf-8")
    repository.folder = folder
    assert repository.run("check", "values.yaml").returncode == 1
