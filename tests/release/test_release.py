"""What ``make release`` makes, of the files as they are here, and what it refuses."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.validation.json import JsonStrictValidator

from liqo_values import __version__
from tools.release import __main__ as command
from tools.release import acceptance, bom, packages, source
from tools.release.commands import ReleaseError, run
from tools.repository import ROOT, files

TIME = 1_700_000_000

#: One release is enough for all.
pytestmark = pytest.mark.xdist_group("release")


def files_here(folder: Path) -> source.Source:
    """A substitute for the newest commit: all files here that git would take, whether committed or not."""
    for file in files():
        target = folder / "source" / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return source.Source(folder / "source", TIME)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole release."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "committed", files_here)
        return command.release(tmp_path_factory.mktemp("release"), "")


def materials(package: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(package.with_name(f"{package.name}.cdx.json").read_text())
    return loaded


def one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_all_that_is_released_has_a_checksum(released: Path) -> None:
    lines = [line.split("  ") for line in (released / "SHA256SUMS").read_text().splitlines()]
    told = {name: digest for digest, name in lines}
    assert told == {name: hashlib.sha256((released / name).read_bytes()).hexdigest() for name in told}
    assert sorted([*told, "SHA256SUMS"]) == sorted(path.name for path in released.iterdir())
    assert sorted(told) == [
        f"liqo-{__version__}.tgz",
        f"liqo-{__version__}.tgz.cdx.json",
        f"liqo_values-{__version__}-py3-none-any.whl",
        f"liqo_values-{__version__}-py3-none-any.whl.cdx.json",
        f"liqo_values-{__version__}.tar.gz",
    ]


def test_the_chart_is_whole_and_of_the_time_of_the_commit(released: Path) -> None:
    package = one(released, "*.tgz")
    with tarfile.open(package) as tar:
        members = tar.getmembers()
    names = {member.name.removeprefix("liqo/") for member in members}
    assert {"Chart.yaml", "values.schema.json", "charts/liqo-crds/LICENSE", "charts/liqo-crds/NOTICE"} <= names
    assert not any(name.startswith("tests/") or name == "VALUES.md" for name in names)
    assert {member.mtime for member in members} == {TIME}
    assert int.from_bytes(package.read_bytes()[4:8], "little") == TIME


def test_the_wheel_holds_the_package_and_nothing_else(released: Path) -> None:
    with zipfile.ZipFile(one(released, "*.whl")) as wheel:
        tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"liqo_values", f"liqo_values-{__version__}.dist-info"}


def test_the_bill_of_the_wheel_lists_what_is_pinned_and_who_needs_it(released: Path) -> None:
    bill = materials(one(released, "*.whl"))
    pins = (ROOT / "requirements.txt").read_text()
    listed = {f"{part['name']}=={part['version']}" for part in bill["components"]}
    assert listed == {line.split()[0] for line in pins.splitlines() if "==" in line.partition(" ")[0]}
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    direct = needs[bill["metadata"]["component"]["bom-ref"]]
    names = [ref.partition("@")[0].removeprefix("pkg:pypi/") for ref in direct]
    assert names == [
        *("click", "jsonschema", "pyyaml", "ruamel-yaml"),
        *("tree-sitter-bash", "tree-sitter-hcl", "tree-sitter"),  # of the extra `sources`
    ]
    assert all("licenses" in part for part in bill["components"])


def test_the_bill_of_the_chart_lists_its_images_and_the_api(released: Path) -> None:
    bill = materials(one(released, "*.tgz"))
    metadata = yaml.safe_load((ROOT / "chart" / "Chart.yaml").read_text())
    images = yaml.safe_load(metadata["annotations"]["artifacthub.io/images"])
    containers = {f"{part['name']}:{part['version']}" for part in bill["components"] if part["type"] == "container"}
    assert containers == {image["image"] for image in images}
    assert f"pkg:golang/github.com/liqotech/liqo@{metadata['appVersion']}" in {
        part["purl"] for part in bill["components"]
    }
    (digest,) = bill["metadata"]["component"]["hashes"]
    assert digest["content"] == hashlib.sha256(one(released, "*.tgz").read_bytes()).hexdigest()
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"


def chart(*names: str, time: int) -> bytes:
    """A chart as Helm packs it, with files in this order."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(name), time
            tar.addfile(member, io.BytesIO(name.encode()))
    return gzip.compress(packed.getvalue())


def test_a_chart_has_the_same_bytes_however_helm_packs_it() -> None:
    names = ("liqo/Chart.yaml", "liqo/charts/a/Chart.yaml", "liqo/charts/b/Chart.yaml", "liqo/values.yaml")
    one_way, other_way = chart(*names, time=1), chart(*reversed(names), time=2)
    assert packages.ordered(one_way, TIME) == packages.ordered(other_way, TIME)
    with tarfile.open(fileobj=io.BytesIO(packages.ordered(other_way, TIME))) as tar:
        assert [(member.name, (tar.extractfile(member) or io.BytesIO()).read().decode()) for member in tar] == [
            (name, name) for name in (names[0], names[3], names[1], names[2])
        ]


@pytest.mark.parametrize(
    ("tag", "heading", "message"),
    [
        ("v1.2.1", "## [1.2.0] - 2027-01-01", r"the tag v1\.2\.1 is not that of version 1\.2\.0: raise `__version__`"),
        (
            "v1.2.0",
            "## [Unreleased]",
            r"CHANGELOG\.md begins with '## \[Unreleased\]': it has to be `## \[1\.2\.0\] - `",
        ),
        ("v1.2.0", "## [1.2.0]", "with the date of the release"),
        ("v1.2.0", "", "CHANGELOG.md begins with 'no heading'"),
    ],
)
def test_a_tag_that_does_not_match_the_files_is_refused(tmp_path: Path, tag: str, heading: str, message: str) -> None:
    tree = source.Source(tmp_path, TIME)
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "Chart.yaml").write_text("version: 1.2.0\n")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n")
    with pytest.raises(ReleaseError, match=message):
        source.refuse_other_tag(tree, tag)
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [1.2.0] - 2027-01-01\n\n## [1.1.0] - 2026-01-01\n")
    source.refuse_other_tag(tree, "v1.2.0")


def test_a_source_distribution_that_lacks_a_file_is_refused(released: Path, tmp_path: Path) -> None:
    lacking = tmp_path / one(released, "*.tar.gz").name
    with tarfile.open(one(released, "*.tar.gz")) as whole, tarfile.open(lacking, mode="w:gz") as tar:
        for member in whole:
            if not member.name.endswith("/liqo_values/liqo/mode.py"):
                tar.addfile(member, whole.extractfile(member))
    parts = packages.Packages(one(released, "*.whl"), lacking, one(released, "*.tgz"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError, match=r"builds another .*\.whl than the repository"):
        acceptance.sdist(parts, source.Source(tmp_path, TIME), tmp_path / "empty")


def test_what_differs_between_two_releases_of_a_commit_is_named(tmp_path: Path) -> None:
    for name, digest in (("one", "1"), ("other", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "SHA256SUMS").write_text(f"{digest}  a.whl\n0  b.tgz\n")
    with pytest.raises(ReleaseError, match=r"these differ: a\.whl$"):
        command.refuse_other_bytes(tmp_path / "one", tmp_path / "other")


def test_what_a_program_says_is_shown_where_it_fails() -> None:
    with pytest.raises(ReleaseError, match=r"sh -c .*: exit status 3, not 0\. Do this\.\nno room"):
        run(["/bin/sh", "-c", "echo no room >&2; exit 3"], remedy="Do this.")


def test_outside_of_a_repository_it_fails_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(source, "ROOT", tmp_path)
    monkeypatch.setattr(command, "DIST", tmp_path / "dist")
    assert command.main([]) == 1
    assert "A release is made from a commit: run this in a clone of the repository." in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()


def test_a_bill_that_is_not_valid_is_not_written(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JsonStrictValidator, "validate_str", lambda *_: "no good")
    parts = packages.Packages(*(one(released, pattern) for pattern in ("*.whl", "*.tar.gz", "*.tgz")))
    with pytest.raises(ReleaseError, match=r"the bill of materials of liqo_values-.* is not valid: no good"):
        bom.write(parts, source.Source(ROOT, TIME))
