"""What `liqo_values` promises to Python programs: classes with named attributes."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

import liqo_values
from liqo_values import CheckResult, Finding, InputError, Label, ModeName, TargetChart

MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec:
  source:
    repoURL: https://helm.liqo.io
    chart: liqo
    targetRevision: 1.1.2
    helm:
      valuesObject:
        networking: {enabled: false, reflectIPs: false}
        discovery: {config: {clusterID: rome}}
"""
VALUES = ["networking.enabled=false", "networking.reflectIPs=false"]


def checked(*more: str) -> CheckResult:
    return liqo_values.check(set_values=[*VALUES, *more])


def test_the_target_chart_of_a_result_is_accepted_as_an_argument() -> None:
    result = liqo_values.check(set_values=VALUES, chart="published@1.1.2")
    assert isinstance(result.chart, TargetChart)
    assert liqo_values.check(set_values=VALUES, chart=result.chart).chart is result.chart


def test_a_result_is_no_tuple() -> None:
    result = checked()
    for thing in (result, result.mode, result.mode.networking, result.mode.networking.decided_by):
        with pytest.raises(TypeError):
            len(thing)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            iter(thing)  # type: ignore[call-overload]


def test_a_finding_is_no_tuple_and_is_compared_by_its_attributes() -> None:
    (found,) = checked("tagg=x").findings
    with pytest.raises(TypeError):
        iter(found)  # type: ignore[call-overload]
    label = Label(None, "a", "b")
    assert label == Label(None, "a", "b")
    assert label != Label(None, "a", "c")
    assert hash(label) == hash(Label(None, "a", "b"))
    assert label != (None, "a", "b")


def test_a_copy_differs_in_what_was_asked_for() -> None:
    (found,) = checked("tagg=x").findings
    other = found.replace(message="other")
    assert isinstance(other, Finding)
    assert (other.message, other.code) == ("other", found.code)
    assert found.message != "other"
    with pytest.raises(TypeError, match="colour"):
        found.replace(colour="red")


def test_what_it_is_can_be_read() -> None:
    assert repr(Label(None, "a", "b")) == "Label(layer='a', span=None, text='b')"


def test_findings_pass_from_one_process_to_another() -> None:
    (found,) = checked("tagg=x").findings
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert (again.message, again.primary.text) == (found.message, found.primary.text)


def test_dir_lists_what_is_promised_and_nothing_else() -> None:
    assert dir(liqo_values) == sorted(liqo_values.__all__)
    assert all(getattr(liqo_values, name) is not None for name in liqo_values.__all__)


def test_a_path_is_a_file_and_a_string_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("networking: {enabled: false, reflectIPs: false}\n")
    from_file, from_text = (
        liqo_values.check(tmp_path / "values.yaml"),
        liqo_values.check("networking: {enabled: false}"),
    )
    assert (from_file.mode.name, from_text.mode.name) == (ModeName.OFFLOADING_ONLY, ModeName.EXTERNAL_NETWORK)
    assert liqo_values.check([tmp_path / "values.yaml", "networking: {reflectIPs: true}"]).layers == (
        str(tmp_path / "values.yaml"),
        "<text>",
    )
    assert liqo_values.check(["tag: a", "tag: b"]).layers == ("<text>", "<text 2>")


def test_a_string_that_reads_like_a_file_is_rejected_with_advice() -> None:
    with pytest.raises(InputError, match="reads like the name of a file") as raised:
        liqo_values.check("values.yaml")
    assert raised.value.remedy == "pass `Path('values.yaml')` to read this file"


def test_an_option_that_does_not_exist() -> None:
    with pytest.raises(TypeError, match="there is no option `charts`; did you mean `chart`"):
        liqo_values.check("tag: a\n", charts="ours")  # type: ignore[call-arg]


@pytest.mark.parametrize("name", ["set_values", "set_strings", "set_json", "set_files", "set_literals"])
def test_a_string_is_rejected_where_a_list_belongs(name: str) -> None:
    """Its letters were taken for arguments."""
    options: Any = {name: "tag=a"}
    with pytest.raises(TypeError, match=rf"`{name}` takes a list: pass `\['tag=a'\]`"):
        liqo_values.check("proxy: {}", **options)


def test_bytes_are_named_as_what_they_are() -> None:
    wrong: Any = b"tag: a"
    with pytest.raises(TypeError, match="not bytes"):
        liqo_values.check(wrong)


@pytest.mark.parametrize("wrong", [5, {"tag": "a"}, [b"tag: a"], [{"tag": "a"}]])
def test_what_is_neither_a_text_nor_a_path_is_rejected(wrong: Any) -> None:
    with pytest.raises(TypeError, match="text"):
        liqo_values.check(wrong)


@pytest.mark.parametrize("wrong", ["values.yaml", ["values.yaml"]])
def test_check_files_says_how_to_pass_a_path(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"pass `Path\('values.yaml'\)`"):
        liqo_values.check_files(wrong)


def test_a_missing_file_is_an_error_of_the_interface(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        liqo_values.mode(tmp_path / "values.yaml")


@pytest.mark.parametrize("given", [str, Path], ids=["text", "file"])
def test_a_manifest_is_read_as_the_command_reads_it(given: type, tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(MANIFEST)
    result = liqo_values.check(MANIFEST if given is str else tmp_path / "app.yaml")
    assert result.chart.label == "Liqo's chart v1.1.2"
    assert result.mode.name is ModeName.OFFLOADING_ONLY
    assert liqo_values.check(MANIFEST, chart="ours").chart.is_ours


def test_only_check_files_takes_several_releases(tmp_path: Path) -> None:
    several = f"{MANIFEST}---\n{MANIFEST}"
    with pytest.raises(InputError, match="describes 2 releases, not one"):
        liqo_values.check(several)
    (tmp_path / "apps.yaml").write_text(several)
    assert len(liqo_values.check_files(tmp_path)) == len(liqo_values.check_files([tmp_path / "apps.yaml"])) == 2
    with pytest.raises(InputError, match="no Liqo values found"):
        liqo_values.check("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")


def test_check_files_uses_the_project_file_that_it_gets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".liqo-values.yaml").write_text("chart: published@1.1.2\n")
    Path("liqo-values.yaml").write_text("networking: {enabled: false}\n")
    (without,) = liqo_values.check_files(Path("liqo-values.yaml"))
    (with_it,) = liqo_values.check_files(Path("liqo-values.yaml"), config=Path(".liqo-values.yaml"))
    assert (without.chart.is_ours, with_it.chart.label) == (True, "Liqo's chart v1.1.2")


def test_fix_returns_texts_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    path.write_text('networking: {enabled: "false"}\n')
    fixed = liqo_values.fix([path, "tag: v1.2.0\n"])
    assert [(file.name, file.changed) for file in fixed.files] == [(str(path), True), ("<text>", False)]
    assert fixed.files[0].text == "networking: {enabled: false}\n"
    assert path.read_text() == 'networking: {enabled: "false"}\n'
    assert "networking" in liqo_values.fix(MANIFEST.replace("false", "'false'"), unsafe=True).files[0].text


def test_diff_says_what_a_change_does() -> None:
    comparison = liqo_values.diff("networking: {enabled: false}", "networking: {enabled: true}")
    assert comparison.old.mode.name is ModeName.EXTERNAL_NETWORK
    assert [change.path for change in comparison.changes] == [("networking", "enabled")]
    with pytest.raises(TypeError):
        iter(comparison)  # type: ignore[call-overload]
