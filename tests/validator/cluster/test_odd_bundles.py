"""Whatever is in a bundle, it is diagnosed, or rejected with a message: in the examples, any part is something else."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
import yaml

from liqo_values.cluster.snapshot import read
from liqo_values.engine.diagnosis import diagnose
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.reports import diagnosis_json, diagnosis_markdown, diagnosis_text
from liqo_values.reports.schemas import schema_of
from liqo_values.reports.style import Style
from tools.generate.rules import cases

ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    0.5,
    "",
    "`|\x1b[31m",
    [],
    ["a"],
    [1, {}],
    {},
    {"a": [1]},
    "0001-01-01T00:00:00+14:00",
)
SCHEMA = jsonschema.Draft7Validator(schema_of("doctor"))
EXAMPLES = [path for path in cases.paths() if path.stem.startswith("LQ9")]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


def changed(bundle: dict[str, Any], path: tuple[Any, ...], odd: object) -> str:
    found = copy.deepcopy(bundle)
    inner: Any = found
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = odd
    return json.dumps(found, default=str)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_any_part_can_be_anything(path: Any) -> None:
    odd = itertools.cycle(ODD)
    case = cases.read(path)[0]
    bundle = json.loads(json.dumps(yaml.safe_load(case.files[case.bundle]), default=str))
    for place in places(bundle):
        with suppress(InputError):
            found = diagnose(read(Source("bundle.json", changed(bundle, place, next(odd)))))
            for text in (
                diagnosis_text.report(found, Style()),
                diagnosis_markdown.report(found),
                diagnosis_json.report(found),
            ):
                assert "\x1b" not in text
            SCHEMA.validate(json.loads(text))
