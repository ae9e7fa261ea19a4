"""The generated files match their sources, and the generator reports those that do not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from liqo_values.charts.target import ours
from tools.toolchain.build import tool

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "chart"
DATA = ROOT / "validator" / "liqo_values" / "data"
CRDS = CHART / "charts" / "liqo-crds" / "crds"


def build(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.generate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)


def test_files_made_from_the_values_are_up_to_date() -> None:
    done = build("--check", "--only", "values")
    assert (done.returncode, done.stderr) == (0, "")


def test_crds_are_up_to_date() -> None:
    done = build("--check", "--only", "crds", "--controller-gen", str(tool("controller-gen")))
    assert (done.returncode, done.stderr) == (0, "")


def test_what_artifact_hub_shows_is_up_to_date() -> None:
    done = build("--check", "--only", "chart")
    assert (done.returncode, done.stderr) == (0, "")


def test_flags_are_those_of_the_virtual_kubelet() -> None:
    listed = subprocess.run([tool("virtual-kubelet-flags"), "--list"], capture_output=True, text=True, check=True)
    real = {flag["name"]: flag["type"] for flag in json.loads(listed.stdout)}
    # Declared by the command-line library when the program starts.
    real["help"] = "bool"
    ours = json.loads((DATA / "flags.json").read_text())["flags"]
    assert {name: flag["type"] for name, flag in ours.items()} == real


def test_templates_and_validator_know_the_same_flags() -> None:
    known = json.loads((DATA / "flags.json").read_text())
    limits = in_template("_flag-types.tpl")["limits"]
    assert {name: limit.get("largest", {}).get("10") for name, limit in limits.items()} == {
        name: None if "nanoseconds" in kind else str(kind["maximum"])
        for name, kind in known["types"].items()
        if "maximum" in kind
    }
    assert in_template("_flag-types.tpl")["types"] == {name: kind["pattern"] for name, kind in known["types"].items()}
    formats = {name: flag.get("values", flag["type"]) for name, flag in known["flags"].items()}
    assert in_template("virtual-kubelet/_flags.tpl")["flags"] == {
        name: kind if kind in known["types"] else "text" for name, kind in formats.items()
    }
    assert {name for name, kind in formats.items() if kind == "bool"} == {
        name for name, flag in known["flags"].items() if flag["type"] == "bool"
    }


def test_templates_know_all_programs_with_arguments_of_the_user() -> None:
    listed = {".".join(program["path"]): program for program in in_template("_programs.tpl")["programs"]}
    known = {
        ".".join(map(str, program.arguments)): program for program in ours().programs.values() if program.arguments
    }
    assert set(listed) == set(known)
    for path, program in known.items():
        assert set(listed[path]["flags"]) == set(program.flags.types)
        kinds = {name: kind for name, kind in listed[path]["flags"].items() if kind != "text"}
        assert set(kinds) == set(program.flags.values)


def in_template(name: str) -> Any:
    """Return the JSON in a named template of the library chart."""
    text = (CHART / "charts" / "liqo-library" / "templates" / name).read_text()
    return json.loads(text[text.index("\n{\n") : text.rindex("{{- end -}}")])


def test_values_file_and_defaults_of_the_validator_agree_to_the_order() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    subchart = yaml.safe_load((CHART / "charts" / "liqo-crds" / "values.yaml").read_text())
    defaults = (DATA / "defaults.json").read_text()
    assert json.dumps(values) == json.dumps(json.loads(defaults))
    assert json.dumps(values["liqo-crds"]) == json.dumps(subchart)


def test_values_file_explains_every_key() -> None:
    lines = (CHART / "values.yaml").read_text().splitlines()
    keys = [line for line in lines if line.lstrip().startswith("# -- ")]
    schema = json.loads((DATA / "schema.json").read_text())
    assert len(keys) == len(keys_with_default(schema, schema["definitions"]))


def test_crds_carry_no_descriptions_and_are_named_as_kubectl_lists_them() -> None:
    names = set()
    for path in CRDS.iterdir():
        crd = yaml.load(path.read_text(), yaml.CSafeLoader)
        assert "description" not in crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        names.add(path.name)
        assert path.name == f"{crd['spec']['group']}_{crd['spec']['names']['plural']}.yaml"
    assert len(names) == 28


def test_check_reports_missing_and_stale_files(copy: Path) -> None:
    assert "chart/values.yaml: missing" in build("--check", "--only", "values", root=copy).stderr
    assert not (copy / "chart").exists()

    assert "wrote chart/values.yaml" in build("--only", "values", root=copy).stdout
    assert build("--only", "values", root=copy).stdout == ""
    with (copy / "chart" / "values.yaml").open("a") as values:
        values.write("more: true\n")

    done = build("--check", "--only", "values", root=copy)
    assert done.returncode == 1
    assert "-more: true" in done.stderr
    assert done.stderr.endswith("Out of date: run `make generate`.\n")
    assert "README" not in done.stderr


def test_crds_that_are_no_longer_generated_are_removed(copy: Path) -> None:
    crds = copy / "chart" / "charts" / "liqo-crds" / "crds"
    crds.mkdir(parents=True)
    (crds / "old.yaml").write_text("kind: CustomResourceDefinition\n")
    generator = copy / "generator"
    version = {"name": "v1", "schema": {"openAPIV3Schema": {"properties": {"spec": {"type": "object"}}}}}
    crd = json.dumps({"spec": {"group": "liqo.io", "names": {"kind": "New"}, "versions": [version]}})
    generator.write_text(
        f'#!/bin/sh\nfor a; do case "$a" in output:crd:dir=*) echo \'{crd}\' > "${{a#*dir=}}/new.yaml";; esac; done\n'
    )
    generator.chmod(0o755)

    done = build("--only", "crds", "--controller-gen", str(generator), root=copy)

    assert done.stdout.splitlines() == [
        "removed chart/charts/liqo-crds/crds/old.yaml",
        "wrote chart/charts/liqo-crds/crds/new.yaml",
        "wrote validator/liqo_values/data/objects.json",
    ]
    objects = json.loads((copy / "validator" / "liqo_values" / "data" / "objects.json").read_text())
    assert objects == {"New": {"group": "liqo.io", "version": "v1", "fields": {"spec": None}}}
    assert [path.name for path in crds.iterdir()] == ["new.yaml"]


def test_a_missing_generator_is_reported_with_the_fix(copy: Path) -> None:
    done = build("--only", "crds", "--controller-gen", "/nowhere/controller-gen", root=copy)
    assert done.returncode == 2
    assert done.stderr == (
        "error: cannot run /nowhere/controller-gen: No such file or directory; `make tools` builds it\n"
    )


def keys_with_default(schema: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """The names of all keys below a schema that have a default."""
    found: list[str] = []
    for name, key in schema.get("properties", {}).items():
        inner = definitions[key["$ref"].removeprefix("#/definitions/")] if "$ref" in key else key
        found += [name] if "default" in inner else keys_with_default(inner, definitions)
    return found
