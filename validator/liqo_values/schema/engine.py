"""What a chart's schema rejects, according to jsonschema."""

# Import jsonschema only where it is used: imports take most of a run's time.
# ruff: noqa: PLC0415

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from liqo_values.schema.quick_check import as_go, compiled, conforms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Plain

_BY_PATTERN = "patternProperties"


def errors(data: dict[str, Plain], chart: TargetChart) -> Iterator[ValidationError]:
    """Yield what the schema rejects in values, in no particular order and possibly twice."""
    return validator(chart).iter_errors(data)


@cache
def validator(chart: TargetChart) -> Validator:
    """Return the validator for the schema of a chart; creating it takes longer than using it."""
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend

    # The tests check the schema against its metaschema; here, this would take longer than everything else.
    keywords = {"pattern": _pattern, "properties": partial(_properties, chart.schema)}
    reader: type[Validator] = extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call]
    return reader(_keys_as_go(chart.schema))


def _keys_as_go(schema: Any) -> Any:  # noqa: ANN401 - a schema is any JSON
    """Write the patterns for keys so that they match as in Go: jsonschema looks at them in several places."""
    if isinstance(schema, list):
        return [_keys_as_go(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _keys_as_go(value) for key, value in schema.items()}
    if isinstance(changed.get(_BY_PATTERN), dict):
        changed[_BY_PATTERN] = {as_go(pattern): limit for pattern, limit in changed[_BY_PATTERN].items()}
    return changed


def _pattern(_: Validator, pattern: str, instance: object, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    """Match a pattern as Go does."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _properties(
    root: Mapping[str, Any], validator: Validator, schemas: Mapping[str, Any], instance: object, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Descend only into values that are not clearly valid: this takes a tenth of the time for one mistake."""
    if not isinstance(instance, dict):
        return
    for key, schema in schemas.items():
        if key in instance and not conforms(instance[key], root, schema):
            yield from validator.descend(instance[key], schema, path=key, schema_path=key)  # type: ignore[attr-defined]
