"""What a chart's schema objects to, by the word of jsonschema."""

# jsonschema is imported where it is used: most of the time of a run goes into importing.
# ruff: noqa: PLC0415

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from liqo_values.schema.quick_check import compiled, conforms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Plain


def errors(data: dict[str, Plain], chart: TargetChart) -> Iterator[ValidationError]:
    """Yield what the schema objects to in values, in no particular order and perhaps twice."""
    return validator(chart).iter_errors(data)


@cache
def validator(chart: TargetChart) -> Validator:
    """Return what holds values against the schema of a chart; making it takes longer than using it."""
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend

    # The metaschema is checked by the tests: it would cost more than all the rest.
    keywords = {"pattern": _pattern, "properties": partial(_properties, chart.schema)}
    reader: type[Validator] = extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call]
    return reader(chart.schema)


def _pattern(_: Validator, pattern: str, instance: object, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    """Match as Go does."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _properties(
    root: Mapping[str, Any], validator: Validator, schemas: Mapping[str, Any], instance: object, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Go into those values only that are not plainly valid, which takes a tenth of the time for one fault in a file."""
    if not isinstance(instance, dict):
        return
    for key, schema in schemas.items():
        if key in instance and not conforms(instance[key], root, schema):
            yield from validator.descend(instance[key], schema, path=key, schema_path=key)  # type: ignore[attr-defined]
