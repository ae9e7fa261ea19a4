"""Inputs made to take more time or memory than they have characters: an answer within bounds that linear work keeps.

What is quadratic would take hours here. `tests/validator/test_linear.py` counts steps instead.
"""

from __future__ import annotations

import json

import pytest

from tests.attack.attacking import OFF, Repository
from tests.attack.test_endless_files import run

MEGABYTE = 2**20


def application(helm: str) -> str:
    """Return an Application with something at the end of it."""
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: liqo}\n"
    return f"{head}spec:\n  source:\n    chart: liqo\n    helm:\n      {helm}\n"


def release(number: int) -> str:
    head = f"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: liqo{number}}}\n"
    return f"{head}spec: {{chart: {{spec: {{chart: liqo}}}}, valuesFrom: [{{kind: ConfigMap, name: gone{number}}}]}}\n"


FILES = {
    "exclude with stars": {".liqo-values.yaml": f"exclude: ['{'*a' * 400}b', '{'**a' * 300}b', '{'**/' * 300}b']\n"},
    "forEach with stars": {".liqo-values.yaml": f"stacks: [{{name: a, forEach: '{'**/' * 200}{'*a' * 150}b'}}]\n"},
    **{
        f"never closed: {opening}": {"app.yaml": application(f"values: '{opening * (MEGABYTE // len(opening))}'")}
        for opening in ("{{", "${", "<path:", "ENC[AES256_GCM,", "secretAccessKey", '"apiVersion" ', "\\")
    },
    "blanks in quotes": {"app.yaml": application(f"values: 'a:{' ' * MEGABYTE}b'")},
    "blanks in double quotes": {"app.yaml": application(f'values: "a:{" " * MEGABYTE}b"')},
    "tabs in double quotes": {"app.yaml": application('values: "a: ' + "\\t" * MEGABYTE + 'b"')},
    "folded blanks": {"app.yaml": application(f"values: >\n        a:{' ' * MEGABYTE}b\n")},
    "a long text": {"app.yaml": application("values: |\n" + f"        # {'a' * 70}\n" * (4 * MEGABYTE // 80))},
    "indices": {"app.yaml": application("parameters:\n" + "      - {name: 'a[65535]', value: x}\n" * 500)},
    "other indices": {
        "app.yaml": application(
            "parameters:\n" + "".join(f"      - {{name: 'a{n}[65535]', value: x}}\n" for n in range(500))
        )
    },
    "parameters": {
        "app.yaml": application("parameters:\n" + "".join(f"      - {{name: a{n}, value: x}}\n" for n in range(20_000)))
    },
    "parameters in one name": {
        "app.yaml": application(f"parameters: [{{name: '{','.join(f'a{n}=1' for n in range(20_000))},b', value: x}}]")
    },
    "releases": {"app.yaml": "---\n".join(release(number) for number in range(500))},
    "a list of many items": {"values.yaml": f"a: [{'a,' * 4 * MEGABYTE}]\n"},
    "a key of blanks": {"values.yaml": OFF + "? " + " " * MEGABYTE + "\n: a\n"},
    "a line of comments": {"values.yaml": OFF + "# liqo-values: ignore[LQ105 " * 30_000 + "\n"},
    "ranges": {
        "values.yaml": OFF
        + "# liqo-values: ignore-start[LQ105]\n" * 10_000
        + "# liqo-values: ignore-end[LQ106]\n" * 10_000
    },
    "a name that is nearly one": {"values.yaml": OFF + f"{'networking' * 10_000}: 1\n"},
    "unknown keys": {"values.yaml": OFF + "".join(f"networking.unknown{number}: 1\n" for number in range(3000))},
}


@pytest.mark.parametrize("what", FILES)
def test_an_answer_within_bounds(repository: Repository, what: str) -> None:
    repository.put("liqo/values-good.yaml", OFF)
    for name, text in FILES[what].items():
        repository.put(name, text)
    run(repository, "check", "--jobs", "1", *([] if ".liqo-values.yaml" in FILES[what] else ["."]), *FILES[what])


def test_many_files_and_layers(repository: Repository) -> None:
    names = [repository.put(f"{number}.yaml", f"{OFF}unknown{number}: 1\n") for number in range(1000)]
    layers = run(repository, "check", *(argument for name in names for argument in ("-f", name)))
    assert layers.returncode in (1, 2)
    project = {"stacks": [{"name": "all", "files": names}]}
    repository.put(".liqo-values.yaml", json.dumps(project))
    assert run(repository, "check").returncode in (1, 2)
