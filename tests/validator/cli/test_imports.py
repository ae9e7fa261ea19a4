"""What each command imports: that is most of what a run takes, so that one careless import costs more than a rule."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import liqo_values

VALUES = """\
discovery: {config: {clusterID: milan}}
ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}
virtualKubelet: {extra: {args: [--node-ping-interval=30s]}}
"""
MANIFEST = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  chart: {spec: {chart: liqo, sourceRef: {kind: HelmRepository, name: liqo}}}
  values:
    networking: {enabled: false}
    ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}
    discovery: {config: {clusterID: milan}}
"""
_PROGRAM = (
    "import sys\nbefore = set(sys.modules)\nfrom liqo_values.cli import main\n"
    "try:\n    main(sys.argv[1:])\nfinally:\n    print(*sorted(set(sys.modules) - before), file=sys.stderr)\n"
)

#: Modules of Python that take long to import, and that few runs need. click brings inspect along, and for short options
#: difflib.
RARE = frozenset(
    (
        "concurrent.futures",
        "csv",
        "dataclasses",
        "decimal",
        "difflib",
        "hashlib",
        "inspect",
        "multiprocessing",
        "shutil",
        "subprocess",
        "tempfile",
    )
    + ("unicodedata",)
)
#: Our modules for values outside of a values file, values that are not valid, and output that is not the default.
LATE = frozenset(
    f"liqo_values.{name}"
    for name in (
        "charts.before_one",
        "charts.published",
        "charts.selection",
        "charts.versions",
        "engine.baseline",
        "engine.compare",
        "engine.starter_values",
        "fixes.file_writer",
        "fixes.repair",
        "liqo.mode_before_one",
        "parsing.comments",
        "parsing.go_json",
        "parsing.nested_yaml",
        "parsing.placeholders",
        "parsing.set_flags",
        "reports.html",
        "reports.html.page",
        "reports.json",
        "reports.sarif",
        "rules.liqoctl_install",
        "rules.old_release",
        "rules.published_arguments",
        "rules.published_networks",
        "rules.published_nulls",
        "rules.published_templates",
        "rules.published_texts",
        "schema.engine",
        "schema.messages",
        "schema.object_fields",
        "schema.renamed_keys",
        "sources.argocd",
        "sources.chart_reference",
        "sources.flux",
        "sources.flux_kustomization",
        "sources.flux_substitution",
        "sources.flux_values",
        "sources.folder_walk",
        "sources.helm_release",
        "sources.own_values",
        "sources.references",
        "sources.helmfile",
        "sources.kustomize_build",
        "sources.kustomize_built",
        "sources.kustomize_overlays",
        "sources.kustomize_patch_files",
        "sources.kustomize_patches",
        "sources.manifests",
        "sources.object_lookup",
        "sources.release",
        "suppressions.apply_comments",
        "suppressions.parse_comments",
    )
)
#: All of our modules that a command needs if it only shows something.
TO_SHOW = frozenset(
    f"liqo_values{name}"
    for name in ("", ".cli", ".cli.check_runner", ".cli.exit_status", ".cli.group", ".cli.known_findings")
    + (".cli.outputs", ".cli.program", ".cli.request")
)
TO_SHOW_RULES = TO_SHOW | {
    f"liqo_values.{name}"
    for name in ("cli.rule_options", "reports", "reports.rule_links", "reports.rule_text", "rules", "rules.rule_pages")
}
OF_TABLES = ("reports.style", "reports.table")
TO_EXPLAIN = TO_SHOW_RULES | {f"liqo_values.{name}" for name in ("cli.explain_command", "model", "model.did_you_mean")}


def imported(*arguments: str, status: int = 0, folder: Path | None = None) -> frozenset[str]:
    """Return the names of the modules that a run of the command imports."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True, text=True, check=False, env=dict(os.environ), cwd=folder,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    return frozenset(done.stderr.splitlines()[-1].split())


def ours(modules: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in modules if name.split(".")[0] == "liqo_values")


def others(modules: frozenset[str]) -> frozenset[str]:
    """Return what is neither ours nor Python's, nor made by Cython while it starts."""
    top = {name.split(".")[0] for name in modules if "cython" not in name}
    return frozenset(top - sys.stdlib_module_names - {"liqo_values"})


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--version",), TO_SHOW),
        (("rules",), TO_SHOW_RULES | {f"liqo_values.{name}" for name in ("cli.rules_command", *OF_TABLES)}),
        (
            ("explain", "LQ101"),
            TO_EXPLAIN,
        ),
    ],
    ids=["version", "rules", "explain"],
)
def test_what_only_shows_something_imports_click_alone(arguments: tuple[str, ...], expected: frozenset[str]) -> None:
    modules = imported(*arguments)
    assert ours(modules) == expected
    assert others(modules) == {"click"}
    assert modules & RARE == {"inspect"}


@pytest.mark.parametrize(
    ("arguments", "libraries", "needed"),
    [
        (("check",), set(), set()),  # there is no option that click would have to read
        (("check", "--"), set(), set()),  # as pre-commit calls it
        (("check", "--quiet"), {"click"}, {"difflib", "inspect"}),
        (("check", "-f"), {"click"}, {"csv", "difflib", "inspect"}),  # csv is for lists of files
        (("mode",), {"click"}, {"inspect", "unicodedata"}),  # unicodedata is for the frame
    ],
    ids=["check", "check --", "check --quiet", "check -f", "mode"],
)
def test_a_valid_values_file_needs_only_pyyaml_and_the_rules(
    arguments: tuple[str, ...], libraries: set[str], needed: set[str], tmp_path: Path
) -> None:
    (tmp_path / "values.yaml").write_text(VALUES)
    modules = imported(*arguments, "values.yaml", folder=tmp_path)
    assert others(modules) <= {*libraries, "yaml", "_yaml"}
    assert not modules & LATE
    assert modules & RARE <= needed


def test_jsonschema_is_asked_about_what_is_not_valid(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(f"{VALUES}unknown: 1\n")
    modules = imported("check", "values.yaml", status=1, folder=tmp_path)
    assert "jsonschema" in modules
    assert "liqo_values.schema.messages" in modules


def test_only_a_first_values_file_is_written_by_ruamel_yaml(tmp_path: Path) -> None:
    assert "ruamel" in others(imported("init", "--mode", "offloading-only", folder=tmp_path))
    (tmp_path / "old.yaml").write_text("networking: {enabled: 'false'}\n")
    for arguments, status in ((("check",), 1), (("fix",), 0), (("values",), 0), (("mode",), 0)):
        assert "ruamel" not in others(imported(*arguments, "old.yaml", status=status, folder=tmp_path))


def test_what_modes_mean_is_loaded_only_if_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(VALUES)
    program = (
        "import sys\nopened = []\n"
        "sys.addaudithook(lambda event, values: event == 'open' and opened.append(str(values[0])))\n"
        "from liqo_values.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n    print(any(name.endswith('modes.json') for name in opened))\n"
    )
    for command, expected in (("check", "False"), ("mode", "True")):
        run = [sys.executable, "-c", program, command, "values.yaml"]
        done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path)
        assert done.stdout.splitlines()[-1] == expected, command


def test_a_manifest_is_read_without_a_compiler(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(MANIFEST)
    modules = imported("check", "release.yaml", folder=tmp_path)
    assert "liqo_values.sources.flux" in modules
    assert not modules & {"dataclasses", "inspect"}


def test_no_module_compiles_a_regular_expression_as_it_is_imported() -> None:
    files = sorted(Path(liqo_values.__file__).parent.rglob("*.py"))
    assert files
    assert [
        path.name for path in files if re.search(r"^\S.*\bre\.compile\(", path.read_text("utf-8"), re.MULTILINE)
    ] == []


def test_python_looks_for_no_cycles_at_its_end() -> None:
    program = "import atexit, gc\natexit.register(lambda: print(gc.get_freeze_count()))\n" + _PROGRAM
    done = subprocess.run([sys.executable, "-c", program, "--version"], capture_output=True, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) > 0
