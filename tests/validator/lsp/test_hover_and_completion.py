"""What the editor shows at the cursor: what a key does, what can be written, what is overridden, and the mode."""

from __future__ import annotations

import pytest

from liqo_values.charts.target import ours
from tests.validator.cli.calling import OFF, ON, run
from tests.validator.lsp.editor import Editor, editor
from tests.validator.lsp.sources import KINDS, place_of

pytestmark = pytest.mark.xdist_group("lsp")
NAME = "liqo-values.yaml"
DESCRIPTION = ours().keys.schema_at(("networking", "enabled"))["description"]
TARGETS = {kind: "our chart v1.2.0" if kind == "values" else "Liqo's chart v1.1.2" for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_hovering_says_what_a_key_does_and_who_set_it(opened: Editor, kind: str) -> None:
    name, text, _ = KINDS[kind]
    opened.open(name, text)
    line, column = place_of(text, "enabled")
    shown = opened.hover(name, line, column + 2)
    whose = "" if kind == "values" else "In our chart: "  # the one that is described
    assert shown.startswith(f"`networking.enabled`, boolean, default `true`\n\n{whose}{DESCRIPTION}")
    assert TARGETS[kind] in shown
    assert f'- `"false"` by `{name}:{line + 1}:{column + 10}`' in shown


def test_hovering_says_what_decides_the_mode_and_what_is_overridden(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    opened.put("base.yaml", f"networking: {{enabled: true}}\n{ON}")
    opened.open("rome.yaml", "networking:\n  enabled: false\n")
    shown = opened.hover("rome.yaml", 1, 4)
    assert "**In this release**: external-network, for our chart v1.2.0" in shown
    assert "- `false` by `rome.yaml:2:12`\n- `true` by `base.yaml:1:23`, overridden" in shown
    assert "This decides that the networking module is off." in shown


def test_hovering_over_a_key_that_the_chart_lacks_says_so(opened: Editor) -> None:
    opened.open(NAME, f"typo: 1\n{OFF}")
    assert opened.hover(NAME, 0, 2).startswith("`typo`: our chart v1.2.0 does not have this key")
    assert opened.hover(NAME, 5, 0) == ""


def test_credentials_are_not_shown(opened: Editor) -> None:
    opened.open(NAME, f"{OFF}authentication: {{awsConfig: {{secretAccessKey: hunter22hunter}}}}\n")
    shown = opened.hover(NAME, 1, 40)
    assert "authentication.awsConfig.secretAccessKey" in shown
    assert "hunter22" not in shown


@pytest.mark.parametrize("kind", ["values", "argocd-object", "argocd-text", "flux"])
def test_what_is_broken_below_the_cursor_does_not_matter(opened: Editor, kind: str) -> None:
    name, text, margin = KINDS[kind]
    broken = f"tag: [\n{' ' * margin}discovery: {{"
    written = text.replace("  reflectIP: false", "  ref").replace("discovery: {", broken)
    opened.open(name, written)
    line, column = place_of(written, "  ref")
    assert "reflectIPs" in opened.completion(name, line, column + 5)


@pytest.mark.parametrize("kind", KINDS)
def test_keys_of_the_section_are_proposed(opened: Editor, kind: str) -> None:
    name, text, _ = KINDS[kind]
    written = text.replace("  reflectIP: false", "  ref")
    opened.open(name, written)
    line, column = place_of(written, "  ref")
    proposed = opened.completion(name, line, column + 5)
    assert "reflectIPs" in proposed
    assert "enabled" not in proposed  # it is there already
    assert "clusterID" not in proposed
    has_deny = "denyDirectConnections" in proposed  # only our chart has it
    assert has_deny is (kind == "values")
    assert proposed["reflectIPs"].documentation
    assert proposed["reflectIPs"].insert_text == "reflectIPs: "


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_a_switch_are_proposed(opened: Editor, kind: str) -> None:
    name, text, _ = KINDS[kind]
    written = text.replace('enabled: "false"', "enabled: ")
    opened.open(name, written)
    line, column = place_of(written, "enabled: ")
    proposed = opened.completion(name, line, column + 9)
    assert list(proposed) == ["true", "false"]
    assert proposed["true"].detail == "default"


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("", 0, 0, "networking"),
        ("netw", 0, 4, "networking"),
        ("networking:\n  \nipam: {}\n", 1, 2, "enabled"),
        ("networking: {en}", 0, 15, "enabled"),
        ("networking: {enabled: false, re}\n", 0, 31, "reflectIPs"),
        ("networking:\n  fabric:\n    config:\n      \n", 3, 6, "fullMasquerade"),
        ("pullPolicy: ", 0, 12, "IfNotPresent"),
        ("networking:\r\n  ena: true\r\n", 1, 5, "enabled"),
        ("tag: '😀'\nnetworking:\n  \n", 2, 2, "enabled"),
        ("imagePullSecrets:\n- na", 1, 4, "name"),
    ],
)
def test_what_is_proposed_depends_on_the_place(
    opened: Editor, text: str, line: int, column: int, expected: str
) -> None:
    opened.open(NAME, text)
    assert expected in opened.completion(NAME, line, column)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--set networking.", "enabled"),
        ("--set networking.ena", "enabled"),
        ("--set netw", "networking"),
        ("--set tag=a,networking.fabric.con", "config"),
        ("--set-string='networking.ena", "enabled"),
        ("--set networking.enabled=", "false"),
        ("--set networking.enabled=fa", "false"),
    ],
)
def test_arguments_are_completed_in_scripts(opened: Editor, arguments: str, expected: str) -> None:
    quote = "'" if "'" in arguments else ""
    line = f"helm upgrade --install liqo liqo/liqo --version 1.1.2 {arguments}"
    opened.open("install.sh", f"#!/bin/bash\n{line}{quote}\n")
    proposed = opened.completion("install.sh", 1, len(line))
    assert proposed[expected].insert_text in (None, expected)
    assert "denyDirectConnections" not in proposed


def test_parameters_are_completed_in_manifests(opened: Editor) -> None:
    name, text, _ = KINDS["argocd-object"]
    written = text + "      parameters:\n      - name: networking.ref\n        value: 'true'\n"
    opened.open(name, written)
    line, column = place_of(written, "networking.ref")
    assert opened.completion(name, line, column + 14)["reflectIPs"].insert_text == "reflectIPs"


def test_nothing_is_proposed_in_files_for_others(opened: Editor) -> None:
    opened.open("compose.yaml", "services:\n  web:\n    \n")
    assert opened.completion("compose.yaml", 2, 4) == {}
    opened.open("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n\n")
    assert opened.completion("pod.yaml", 3, 0) == {}


def test_a_value_leads_to_the_one_that_it_overrides(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, region.yaml, rome.yaml]}]\n")
    opened.put("base.yaml", f"{ON}networking:\n  enabled: true\n")
    opened.put("region.yaml", "networking:\n  enabled: true\n")
    opened.put("rome.yaml", "networking:\n  enabled: false\n")
    opened.open("rome.yaml")
    assert opened.definition("rome.yaml", 1, 4) == [("region.yaml", 1, 2)]
    opened.open("region.yaml")
    assert opened.definition("region.yaml", 1, 4) == [("base.yaml", 2, 2)]
    opened.open("base.yaml")
    assert opened.definition("base.yaml", 2, 4) == []


def test_a_parameter_leads_to_the_value_in_the_same_manifest(opened: Editor) -> None:
    name, text, _ = KINDS["argocd-object"]
    written = text + "      parameters: [{name: networking.enabled, value: 'true'}]\n"
    opened.open(name, written)
    line, column = place_of(written, "networking.enabled")
    assert opened.definition(name, line, column + 3) == [(name, *place_of(written, "enabled"))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_lens_shows_the_mode(opened: Editor, kind: str) -> None:
    name, text, _ = KINDS[kind]
    written = text.replace('"false"', "false").replace("reflectIP:", "reflectIPs:")
    opened.open(name, written)
    (lens,) = opened.lenses(name)
    assert lens.command is not None
    assert lens.command.title == f"offloading-only, for {TARGETS[kind]}"
    assert lens.range.start.line == place_of(written, "- tag" if kind == "helmfile" else "networking:")[0]
    assert "offloading-only" in opened.command(lens.command)


def test_the_command_of_a_lens_shows_the_screen_of_mode(opened: Editor) -> None:
    opened.put(NAME, OFF)
    opened.open(NAME)
    (lens,) = opened.lenses(NAME)
    assert lens.command is not None
    before = len(opened.client.shown_documents)
    screen = opened.command(lens.command)
    assert run("mode", NAME)[1].strip() in screen
    opened.until(lambda: len(opened.client.shown_documents) > before)


def test_several_releases_are_named(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: sites, files: [base.yaml], forEach: 'sites/*.yaml'}]\n")
    opened.put("base.yaml", "tag: v1.2.0\n")
    for site in ("milan", "oslo", "rome", "turin"):
        opened.put(f"sites/{site}.yaml", OFF)
    opened.open("base.yaml")
    titles = [lens.command.title for lens in opened.lenses("base.yaml") if lens.command]
    assert titles[0].startswith("sites sites/milan.yaml: external-network")
    assert titles[-1] == "and 1 more releases"


def test_lenses_follow_what_changes_in_other_layers(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    opened.put("base.yaml", ON)
    opened.open("rome.yaml", "tag: v1.2.0\n")
    opened.open("base.yaml")
    before = opened.seen.refreshed
    opened.replace("base.yaml", OFF)
    opened.until(lambda: opened.seen.refreshed > before)
    (lens,) = opened.lenses("rome.yaml")
    assert lens.command is not None
    assert lens.command.title.startswith("external-network")


def test_an_editor_that_cannot_show_documents_gets_a_message(tmp_path_factory: pytest.TempPathFactory) -> None:
    with editor(tmp_path_factory.mktemp("folder"), like="emacs") as opened:
        opened.open(NAME, OFF)
        (lens,) = opened.lenses(NAME)
        assert lens.command is not None
        assert "external-network" in opened.command(lens.command)
