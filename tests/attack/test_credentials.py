"""A credential is in the values, however it got there: no command and no format shows it, whole, in part or encoded."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence

import pytest

from tests.attack.attacking import ARGO, FORMATS, OFF, Repository

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEZBQQLMNOP"  # noqa: S105 - of nothing
PARTS = "xylem quartz, vex+jumbo: fjord"
LINE = PARTS.replace(": ", " ")
KEY = "authentication.awsConfig.secretAccessKey"
WRONG = "authentication: {awsConfig: {secretAccessKey: %s, region: 1, typo: 2}}\n"

FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo}
spec:
  chart: {spec: {chart: liqo}}
  valuesFrom: [{kind: Secret, name: credentials%s}]
---
apiVersion: v1
kind: Secret
metadata: {name: credentials}
%s
"""


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


#: Values files, by what hides the credential in them.
VALUES = {
    "plain": WRONG % SECRET,
    "in quotes": WRONG % f"'{SECRET}'",
    "in double quotes with escapes": WRONG % f'"{SECRET[:4]}\\x{ord(SECRET[4]):02x}{SECRET[5:]}"',
    "with blanks and commas": WRONG % f"'{PARTS}'",
    "with blanks, without quotes": f"authentication:\n  awsConfig:\n    secretAccessKey: {LINE}\n    typo: 1\n",
    "a block": f"authentication:\n  awsConfig:\n    typo: 1\n    secretAccessKey: |\n      {SECRET}\n      {PARTS}\n",
    "a list": WRONG % f"[{SECRET}, a]",
    "a map": WRONG % f"{{value: {SECRET}}}",
    "a dotted key": f"{KEY}: {SECRET}\n",
    "a dotted key with blanks": f"'{KEY}': {LINE}\n",
    "a misspelt key": (WRONG % SECRET).replace("secretAccessKey", "secretAcessKey"),
    "another spelling": (WRONG % SECRET).replace("secretAccessKey", "secret_access_key"),
    "another misspelt key": (WRONG % SECRET).replace("secretAccessKey", "secertAccesKey"),
    "an anchor": f"x: &key {SECRET}\n" + WRONG % "*key",
    "an anchor at the key": WRONG % f"&key {SECRET}" + "typo: *key\n",
    "an anchor on a map": f"x: &m {{secretAccessKey: {SECRET}}}\nauthentication: {{awsConfig: {{<<: *m, typo: 1}}}}\n",
    "twice": WRONG % SECRET + f"typo: prefix-{SECRET}-suffix\ntag: {SECRET}\n",
    "in an argument": WRONG % SECRET + f"virtualKubelet: {{extra: {{args: [--unknown={SECRET}, '{SECRET}']}}}}\n",
    "where a boolean belongs": WRONG % SECRET + f"networking: {{enabled: {SECRET}}}\n",
    "JSON": json.dumps({"authentication": {"awsConfig": {"secretAccessKey": SECRET, "typo": 1}}}),
    "not YAML": WRONG % SECRET + "a: [\n",
    "not YAML on its line": f"authentication:\n  awsConfig:\n    secretAccessKey: {SECRET}: b\n",
    "not YAML below the key": f"authentication:\n  awsConfig:\n    secretAccessKey:\n      {SECRET}: [\n",
    "not YAML in quotes": f'authentication:\n  awsConfig:\n    secretAccessKey: "{PARTS}\n',
    "Latin-1": f"# \udce9 secretAccessKey: {SECRET}\n",
    "another kind": f"adminPassword: {SECRET}\n",
    "a fix": f"authentication: {{awsConfig: {{secretAccessKey: {SECRET}}}, enabled: 'false'}}\n"
    f"proxy: {{enabled: 'false', t: {SECRET}}}\n",
    "a comment": WRONG % SECRET + f"tag: 1 # liqo-values: ignore[{SECRET}] because {SECRET}\n",
}
MANIFESTS = {
    "base64": FLUX % ("", f"data: {{values.yaml: {encoded(OFF + WRONG % SECRET)}}}"),
    "base64 in lines": FLUX
    % ("", "data:\n  values.yaml: |\n" + re.sub("(.{40})", r"    \1\n", encoded(WRONG % SECRET) + "=" * 3)),
    "base64 for a path": FLUX % (f", valuesKey: k, targetPath: {KEY}", f"data: {{k: {encoded(SECRET)}}}"),
    "base64 for another path": FLUX
    % (", valuesKey: k, targetPath: networking.enabled", f"data: {{k: {encoded(SECRET)}}}"),
    "text for a path": FLUX % (f", valuesKey: k, targetPath: {KEY}", f"stringData: {{k: {SECRET}}}"),
    "text": FLUX % ("", "stringData:\n  values.yaml: |\n    " + WRONG % SECRET),
    "a parameter": ARGO + f"      parameters: [{{name: {KEY}, value: '{PARTS}'}}, {{name: typo, value: '{PARTS}'}}]\n",
    "a refused parameter": ARGO
    + f"      parameters: [{{name: '{KEY}[', value: '{SECRET}'}}, {{name: 'a[b]', value: '{SECRET}'}}]\n",
    "values as text": ARGO + "      values: |\n        " + WRONG % SECRET,
    "values in quotes": ARGO + f'      values: "{(WRONG % SECRET).strip()}"\n',
}
ARGUMENTS: dict[str, Sequence[str]] = {
    "set": ("--set", f"{KEY}={SECRET},typo=1"),
    "set with a comma": ("--set", f"{KEY}={SECRET[:9]}\\,{SECRET[9:]},typo=1"),
    "set with a bare comma": ("--set", f"{KEY}={SECRET[:9]},{SECRET[9:]}"),
    "set-string with blanks": ("--set-string", f"{KEY}={PARTS}".replace(",", "\\,")),
    "set a list": ("--set", f"{KEY}={{{SECRET},b}}"),
    "set-literal": ("--set-literal", f"{KEY}={SECRET[:9]},{SECRET[9:]}"),
    "set-json": ("--set-json", f'{KEY}="{SECRET}"'),
    "set-json an object": ("--set-json", json.dumps({"authentication": {"awsConfig": {"secretAccessKey": SECRET}}})),
    "set-json that is none": ("--set-json", f'{KEY}="{SECRET}'),
    "set-file": ("--set-file", f"{KEY}=secret.txt"),
    "set a misspelt key": ("--set", f"{KEY.replace('cc', 'c')}={SECRET}"),
}


def pieces(secret: str) -> list[str]:
    """Return what gives a secret away: eight characters of it are enough."""
    return [secret[at : at + 8] for at in range(len(secret) - 7)]


def gives_away(printed: str, *texts: str) -> list[str]:
    plain = printed.replace("\\n", "\n").replace("\\\\", "\\")
    found = [piece for text in texts for piece in pieces(text) if piece in plain]
    for word in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", printed):  # what decodes to it
        for skipped in range(4):
            part = word[skipped:].rstrip("=")
            decoded = base64.b64decode(part[: len(part) // 4 * 4]).decode("latin-1")
            found += [piece for text in texts for piece in pieces(text) if piece in decoded]
    return found


def shown(repository: Repository, *arguments: str) -> str:
    empty = repository.put("empty.yaml", OFF)
    printed = repository.everything(arguments)
    printed += repository.call("fix", "--diff", "--unsafe", *arguments)
    printed += repository.call("check", "--baseline", "known.yaml", "--update-baseline", *arguments)
    known = repository.folder / "known.yaml"
    printed += known.read_text("utf-8") if known.exists() else ""
    if "--set" not in " ".join(arguments):
        for pair in ((empty, *arguments), (*arguments, empty)):
            printed += repository.call("diff", *pair) + repository.call("diff", "--format", "json", *pair)
    return printed


@pytest.mark.parametrize("what", VALUES)
def test_values(repository: Repository, what: str) -> None:
    path = repository.folder / "values.yaml"
    path.write_bytes(VALUES[what].encode("utf-8", "surrogateescape"))
    printed = shown(repository, "values.yaml")
    assert gives_away(printed, SECRET, PARTS) == []


@pytest.mark.parametrize("what", MANIFESTS)
def test_manifests(repository: Repository, what: str) -> None:
    repository.put("app.yaml", MANIFESTS[what])
    assert gives_away(shown(repository, "app.yaml"), SECRET, PARTS) == []


@pytest.mark.parametrize("what", ARGUMENTS)
def test_arguments(repository: Repository, what: str) -> None:
    repository.put("secret.txt", SECRET)
    repository.put("values.yaml", f"{OFF}typo: 1\n")
    assert gives_away(shown(repository, *ARGUMENTS[what], "values.yaml"), SECRET, PARTS) == []


@pytest.mark.parametrize("what", ["set", "set a list", "set-file", "set-json", "set-json an object"])
def test_the_same_in_another_layer(repository: Repository, what: str) -> None:
    repository.put("secret.txt", SECRET)
    repository.put("values.yaml", f"{OFF}typo: {SECRET}\n")
    assert gives_away(shown(repository, *ARGUMENTS[what], "values.yaml"), SECRET, PARTS) == []


def test_what_is_no_credential_is_shown(repository: Repository) -> None:
    reference = "{secretKeyRef: {name: liqo-aws-credentials, key: secret-access-key}}"
    repository.put("values.yaml", (WRONG % reference).replace("region: 1", "useExistingSecret: true"))
    printed = repository.call("values", "values.yaml") + repository.call("check", "values.yaml")
    assert "liqo-aws-credentials" in printed
    assert "secret-access-key" in printed


def test_columns_stay(repository: Repository) -> None:
    repository.put("values.yaml", f"{{authentication: {{awsConfig: {{secretAccessKey: {SECRET}}}}}, typo: 1}}\n")
    lines = repository.call("check", "values.yaml").splitlines()
    mark = next(number for number, line in enumerate(lines) if line.endswith("^^^^ no such key at the top level"))
    assert lines[mark - 1][lines[mark].index("^") :].startswith("typo")


def test_a_long_value_is_cut(repository: Repository) -> None:
    """Whatever a rule quotes."""
    long = "never-ending-" * 200
    repository.put("flag", long)
    repository.put("values.yaml", f"virtualKubelet: {{extra: {{args: ['{long}', '--{long}=1', '-{long}']}}}}\n")
    for format_ in FORMATS:
        printed = repository.call("check", "--format", format_, "--set-file", "tag=flag", "values.yaml")
        assert max(map(len, re.findall("(?:never-ending-)+", printed))) < 200
