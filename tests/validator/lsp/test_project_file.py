"""The project file in the editor: what keys mean, and which keys, rules, charts, clusters and files can be written."""

from __future__ import annotations

import pytest

from liqo_values.charts import selection
from liqo_values.engine.project_schema import part_at, schema
from liqo_values.liqo.mode import ModeName
from liqo_values.rules import registry
from tests.validator.cli.calling import OFF
from tests.validator.lsp.editor import Editor

pytestmark = pytest.mark.xdist_group("lsp")
NAME = ".liqo-values.yaml"
#: Where the cursor is in a text.
CURSOR = "|"
MODES = [mode.value for mode in ModeName]
#: Rules that report errors cannot be turned off.
ERROR, WARNING = (
    next(rule for rule in registry.all_rules() if rule.severity.value == severity) for severity in ("error", "warning")
)


def opened_at(editor: Editor, text: str) -> tuple[str, int, int]:
    """Open a text, and return it without the mark of the cursor, with the line and column of the cursor."""
    before, mark, after = text.partition(CURSOR)
    assert mark
    editor.open(NAME, before + after)
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1


def written(editor: Editor, text: str) -> dict[str, str]:
    """Return what the text becomes with each proposal at its cursor."""
    whole, line, column = opened_at(editor, text)
    lines = whole.split("\n")
    found = {}
    for label, item in editor.completion(NAME, line, column).items():
        edit = item.text_edit
        assert edit is not None
        at = edit.range  # type: ignore[union-attr]
        assert at.start.line == at.end.line == line
        changed = lines[line][: at.start.character] + edit.new_text + lines[line][at.end.character :]
        found[label] = "\n".join([*lines[:line], changed, *lines[line + 1 :]])
    return found


def shown(editor: Editor, text: str) -> str:
    """Return what is shown about the place of the cursor."""
    _, line, column = opened_at(editor, text)
    return editor.hover(NAME, line, column)


@pytest.mark.parametrize("text", ["|", "st|", "failOn: error\n|", "|\nfailOn: error\n"])
def test_keys_of_the_file_are_proposed(opened: Editor, text: str) -> None:
    found = written(opened, text)
    there = {"failOn"} if "failOn" in text else set()
    assert set(found) == set(schema()["properties"]) - there
    assert found["stacks"] == text.replace("st|", "|").replace(CURSOR, "stacks:")
    assert found["chart"] == text.replace("st|", "|").replace(CURSOR, "chart: ")


@pytest.mark.parametrize(
    ("text", "path", "there"),
    [
        ("stacks:\n  - |", ("stacks", 0), set()),
        ("stacks:\n  - name: rome\n    f|", ("stacks", 0), {"name"}),
        ("stacks: [{name: rome, |", ("stacks", 0), {"name"}),
        ("stacks: [{name: rome, |}]\n", ("stacks", 0), {"name"}),
        ("stacks:\n- name: rome\n  |\n- {name: [\n", ("stacks", 0), {"name"}),
        ("peerings:\n  - consumer: rome\n    p|: milan\n", ("peerings", 0), {"consumer"}),
        ("expect: {|}\n", ("expect",), set()),
        ("expectations:\n- files: lab/**\n  expect:\n    |\n", ("expectations", 0, "expect"), set()),
    ],
)
def test_keys_of_a_part_are_proposed(opened: Editor, text: str, path: tuple[str | int, ...], there: set[str]) -> None:
    part = part_at(path)
    assert part is not None
    assert set(written(opened, text)) == set(part.keys) - there


def test_a_list_begins_with_a_dash(opened: Editor) -> None:
    assert written(opened, "stacks:\n  |")["- name"] == "stacks:\n  - name: "
    assert written(opened, "select:\n  LQ|")["LQ101"] == "select:\n  - LQ101"
    assert written(opened, "select: |\n")["LQ101"] == "select: [LQ101]\n"


def test_a_colon_is_not_written_twice(opened: Editor) -> None:
    assert written(opened, "fail|: error\n")["failOn"] == "failOn: error\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("expect: {mode: |}\n", MODES),
        ("expect:\n  mode: off|\n", MODES),
        ("expectations: [{cluster: a, expect: {mode: |", MODES),
        ("stacks:\n- name: a\n  expect: {mode: |\n- name: b\n", MODES),
        ("failOn: \n".replace(" ", " |"), ["error", "warning", "notice"]),
        ("withoutCluster: t|", ["true", "false"]),
        ("peerings: [{consumer: a, provider: b, networking: |}]", ["true", "false"]),
        ("chart: pub|", selection.names()),
        ("charts: [{files: a, chart: published@1.|}]", selection.names()),
        ("stacks:\n- name: a\n  chart: |", selection.names()),
        (f"severities:\n  {ERROR.code}: |\n", ["warning", "error"]),
        (f"severities: {{{ERROR.name}: |}}\n", ["warning", "error"]),
        (f"severities:\n  {WARNING.code}: |\n", ["off", "notice", "warning", "error"]),
        ("stacks: [{name: |", []),
        ("# |", []),
        ("nonsense: |", []),
    ],
)
def test_values_of_a_key_are_proposed(opened: Editor, text: str, expected: list[str]) -> None:
    assert list(written(opened, text)) == list(expected)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("select: [LQ|]\n", "select: [LQ101]\n"),
        ("select: [LQ0, |]\n", "select: [LQ0, LQ101]\n"),
        ("ignore: [LQ0, LQ|", "ignore: [LQ0, LQ101"),
        ("ignore:\n- LQ|\nfailOn: error\n", "ignore:\n- LQ101\nfailOn: error\n"),
        ('select: ["LQ|"]\n', 'select: ["LQ101"]\n'),
        ("severities:\n  |", "severities:\n  LQ101: "),
        ("severities: {LQ|: warning}\n", "severities: {LQ101: warning}\n"),
    ],
)
def test_rules_are_proposed_by_code_and_name(opened: Editor, text: str, then: str) -> None:
    found = written(opened, text)
    rules = {word for rule in registry.all_rules() for word in (rule.code, rule.name)}
    assert rules - {"LQ0"} == set(found) - {"ALL"}
    assert ("ALL" in found) is not text.startswith("severities")
    assert found["LQ101"] == then
    assert found[registry.by_code("LQ101").name] == then.replace("LQ101", registry.by_code("LQ101").name)


def test_clusters_are_proposed_by_the_names_of_releases_and_their_ids(opened: Editor) -> None:
    stacks = "stacks:\n- {name: hub, files: [hub.yaml]}\n- {name: site, forEach: 'sites/*.yaml'}\n"
    opened.put("hub.yaml", OFF)
    opened.put("sites/rome.yaml", f"{OFF}discovery: {{config: {{clusterID: rome}}}}\n")
    opened.put(NAME, f"{stacks}peerings: [{{consumer: hub, provider: rome, networking: true}}]\n")
    opened.open("hub.yaml")
    opened.changed_on_disk(NAME)
    # What is found about two clusters shows that the other releases have been read.
    opened.until(lambda: any(code.startswith("LQ7") for code in opened.codes("hub.yaml")))
    found = written(opened, f"{stacks}peerings:\n- consumer: hub\n  provider: |\n")
    assert list(found) == ["hub", "site sites/rome.yaml", "rome"]
    assert found["site sites/rome.yaml"].endswith('provider: "site sites/rome.yaml"\n')
    assert "rome" in written(opened, f"{stacks}expectations:\n- cluster: |\n")


def test_a_file_is_checked_with_the_project_file_nearest_to_it(opened: Editor) -> None:
    opened.put("liqo/.liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    opened.put("liqo/base.yaml", "networking: {enabled: true}\n")
    opened.put("liqo/rome.yaml", "networking: {enabled: false}\n")
    opened.open("liqo/rome.yaml")
    assert opened.definition("liqo/rome.yaml", 0, 15) == [("base.yaml", 0, 13)]
    (lens,) = opened.lenses("liqo/rome.yaml")
    assert lens.command is not None
    assert lens.command.title.startswith("external-network")


def test_names_of_stacks_are_known_before_the_file_is_valid(opened: Editor) -> None:
    assert set(written(opened, "stacks: [{name: milan}]\npeerings:\n- consumer: |\n")) == {"milan"}


@pytest.mark.parametrize(
    "text",
    [
        "stacks:\n- name: a\n  files: [|]\n",
        "stacks:\n- name: a\n  files: [b.yaml, cl|\n",
        "stacks:\n- name: a\n  files:\n  - clusters/|\n",
        "stacks:\n- name: a\n  forEach: clusters/r|\n",
        "baseline: |\n",
        "exclude: [|]\n",
        "charts:\n- files: |\n",
    ],
)
def test_files_are_proposed_relative_to_the_project_file(opened: Editor, text: str) -> None:
    opened.put("clusters/rome.yaml", OFF)
    opened.put("base.yaml", OFF)
    found = written(opened, text)
    assert list(found) == ["base.yaml", "clusters/rome.yaml"]
    before = text[: text.index(CURSOR)]
    start = before[: max(before.rfind(mark) + 1 for mark in " [")]
    assert found["clusters/rome.yaml"].startswith(f"{start}clusters/rome.yaml")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("st|acks: []\n", "stacks", "a list of maps"),
        ("stacks: [{name: a, fi|les: [b]}]\n", "stacks[0].files", "a list of text"),
        ("stacks: [{name: a, files: [b|]}]\n", "stacks[0].files", "a list of text"),
        ("withoutCluster: tr|ue\n", "withoutCluster", "`true` or `false`"),
        ("stacks: [{name: a, chart: ou|rs}]\n", "stacks[0].chart", "text"),
        ("expect: {mode: conn|ected}\n", "expect.mode", ""),
    ],
)
def test_hovering_says_what_a_key_does(opened: Editor, text: str, name: str, kind: str) -> None:
    found = shown(opened, text)
    part = part_at(("stacks", 0, name[10:]) if "[0]" in name else tuple(name.split(".")))
    assert part is not None
    assert part.description
    assert found.startswith(f"`{name}`{', ' if kind else ''}{kind}\n\n{part.description}")


def test_hovering_lists_what_can_be_written(opened: Editor) -> None:
    found = shown(opened, "expect: {mode: conn|ected}\n")
    assert f"One of {', '.join(f'`{mode}`' for mode in MODES)}" in found
    assert "`published@1.1.2`" in shown(opened, "chart: ou|rs\n")
    assert "`consumer`, `provider`" in shown(opened, "peer|ings: [{consumer: a, provider: b}]\n")


@pytest.mark.parametrize("text", ["select: [LQ1|01]\n", "ignore:\n- 'LQ10|1'\n", "severities: {LQ101|: warning}\n"])
def test_hovering_over_a_rule_says_what_it_does(opened: Editor, text: str) -> None:
    rule = registry.by_code("LQ101")
    assert shown(opened, text).startswith(f"`LQ101` `{rule.name}`, {rule.severity.value}\n\n")


def test_hovering_over_the_beginning_of_codes_counts_the_rules(opened: Editor) -> None:
    codes = [rule.code for rule in registry.all_rules() if rule.code.startswith("LQ1")]
    assert shown(opened, "select: [LQ|1]\n") == f"`LQ1`: {len(codes)} rules, `{codes[0]}` to `{codes[-1]}`"
    assert shown(opened, "select: [LQ99|9]\n").startswith("there is no rule `LQ999`; ")


def test_hovering_over_a_key_that_does_not_exist_says_so(opened: Editor) -> None:
    assert shown(opened, "sta|ck: []\n") == "`stack`: the project file does not have this key"
    assert shown(opened, "stacks: []\n|\n") == ""
