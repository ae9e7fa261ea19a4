"""What the chart's schema objects to, by the word of jsonschema."""

# jsonschema is imported where it is used: most of the time of a run goes into importing.
# ruff: noqa: PLC0415

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.charts import target
from liqo_values.schema.quick_check import compiled, conforms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from liqo_values.model.nodes import Path, Plain


class Objection(NamedTuple):
    """A violated keyword of the schema.

    Attributes:
        path: The value that violates it.
        instance: That value.
        keyword: The keyword, such as ``type``.
        limit: What the schema says with it, such as ``"array"``.
    """

    path: Path
    instance: Plain
    keyword: str
    limit: Any


def objections(data: dict[str, Plain]) -> Iterator[Objection]:
    """Yield what the schema objects to in values, in no particular order and perhaps twice."""
    for error in validator().iter_errors(data):
        path = tuple(error.absolute_path)
        yield Objection(path, error.instance, str(error.validator), error.validator_value)  # type: ignore[arg-type]


@cache
def validator() -> Validator:
    """Return what holds values against the schema."""
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend

    # The metaschema is checked by the tests: it would cost more than all the rest.
    keywords = {"pattern": _pattern, "properties": _properties}
    reader: type[Validator] = extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call]
    return reader(target.schema())


def _pattern(_: Validator, pattern: str, instance: object, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    """Match as Go does."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _properties(
    validator: Validator, schemas: Mapping[str, Any], instance: object, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Go into those values only that are not plainly valid, which takes a tenth of the time for one fault in a file."""
    if not isinstance(instance, dict):
        return
    for key, schema in schemas.items():
        if key in instance and not conforms(instance[key], schema):
            yield from validator.descend(instance[key], schema, path=key, schema_path=key)  # type: ignore[attr-defined]
