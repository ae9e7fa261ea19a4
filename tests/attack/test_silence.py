"""Whatever mentions Liqo and cannot be checked is reported: a change that breaks a file must not end its check."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.attack.attacking import OFF, Repository

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec: {source: {chart: liqo, helm: {parameters: [{name: networkin, value: x}]}}}
"""
HELMFILE = "releases:\n- {name: a, chart: x/liqo, values: [{networkin: {}}]}\n"
VALUES = "networkin: {}\n"

#: A file that reports an error, and the same file after a change that would hide it.
HIDDEN = {
    "a refused parameter": ("app.yaml", APPLICATION, APPLICATION.replace("networkin,", "'networkin[x]',")),
    "an unclosed quote": ("app.yaml", APPLICATION, APPLICATION.replace("value: x", "value: 'x")),
    "an unclosed bracket": ("app.yaml", APPLICATION, APPLICATION + "status: [\n"),
    "a control character": ("app.yaml", APPLICATION, APPLICATION + "# \x01\n"),
    "a Latin-1 byte": ("app.yaml", APPLICATION, APPLICATION + "# \udce9\n"),
    "nesting": ("app.yaml", APPLICATION, APPLICATION + f"status: {'[' * 300}\n"),
    "a helmfile with an unclosed quote": ("helmfile.yaml", HELMFILE, HELMFILE + "environments: '\n"),
    "a helmfile with a Latin-1 byte": ("helmfile.yaml", HELMFILE, HELMFILE + "# \udce9\n"),
    **{
        f"values with {added!r}": ("liqo-values.yaml", VALUES, text)
        for added, text in (
            (added, f"{added}\n{values}")
            for values in (VALUES, OFF + VALUES)
            for added in (
                "apiVersion: v1\nkind: Nothing",
                "kind: List\napiVersion: v1",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---",
                "releases: [{name: a, chart: b}]",
                "releases: [{name: a, chart: x/liqo}]",
            )
            if values != VALUES or ("metadata" not in added and "releases" not in added)
        )
    },
    "values with a Latin-1 byte": ("liqo-values.yaml", VALUES, VALUES + "# \udce9\n"),
    "a device": ("liqo/release.yaml", APPLICATION, ""),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_a_change_hides_nothing(repository: Repository, what: str) -> None:
    name, good, bad = HIDDEN[what]
    other = repository.put("liqo/values-other.yaml", OFF)
    path = repository.folder / repository.put(name, good)
    assert repository.run("check", ".").returncode == 1
    path.unlink()
    if what == "a device":
        path.symlink_to("/dev/null")
    else:
        path.write_bytes(bad.encode("utf-8", "surrogateescape"))
    in_folder = repository.run("check", ".")
    assert in_folder.returncode in (1, 2), in_folder.stdout
    assert name in in_folder.stdout + in_folder.stderr
    named = repository.run("check", name, other)
    assert named.returncode in (1, 2), named.stdout
    assert repository.run("check", "--format", "json", ".").returncode == in_folder.returncode


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: liqo}\ndata: {values.yaml: 'a: 1'}\n",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: liqo}\nimagePullSecrets: []\n",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\ncommonLabels: {a: liqo}\n",
        "apiVersion: v1\nkind: List\nitems: []\n",
        "commonLabels: {a: liqo}\nreleases: [{name: a, chart: x/other}]\n",
    ],
)
def test_manifests_named_like_values_files_are_ignored(repository: Repository, text: str) -> None:
    repository.put("liqo/values.yaml", OFF)
    repository.put("liqo/values-of-others.yaml", text)
    done = repository.run("check", ".")
    assert done.returncode == 0, done.stdout


def test_files_that_do_not_mention_liqo_are_left_alone(repository: Repository) -> None:
    repository.put("liqo/values.yaml", OFF)
    repository.put("other.yaml", "apiVersion: v1\nkind: [\n")
    repository.put("template.yaml", "{{ if }}\napiVersion: v1\nkind: ConfigMap\n{{ end }}\n")
    assert repository.run("check", ".").returncode == 0


def test_a_named_file_that_is_excluded_is_named(repository: Repository) -> None:
    repository.put(".liqo-values.yaml", "exclude: ['**']\n")
    names = [repository.put(f"liqo/values-{number}.yaml", VALUES) for number in range(5)]
    assert repository.run("check", *names).returncode == 1
    done = repository.run("check", "--force-exclude", *names)
    said = "note: not checked, because they are excluded: `liqo/values-0.yaml`, `liqo/values-1.yaml`"
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(said)
    assert repository.run("check", ".").returncode == 2


def test_folders_in_folders(repository: Repository) -> None:
    repository.put("liqo/values.yaml", OFF)
    deep = repository.folder
    descriptor = os.open(deep, os.O_RDONLY)
    for _ in range(1200):  # a path of all of them is longer than a path can be
        os.mkdir("deeper", dir_fd=descriptor)
        inner = os.open("deeper", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    try:
        done = repository.run("check", ".")
    finally:
        subprocess.run(["rm", "-r", repository.folder / "deeper"], check=True)  # too deep for Python
    assert done.returncode == 2
    assert "is more than 100 folders deep" in done.stderr
