"""The output of ``liqo-values values``: the values that Helm would use, each with the layer that it comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from liqo_values.model.locations import where
from liqo_values.model.nodes import dotted
from liqo_values.model.printable import printable
from liqo_values.parsing import yaml_writer
from liqo_values.parsing.masking import Secrets, hidden
from liqo_values.reports.json import chart, place
from liqo_values.reports.style import Style, columns, pad, wrap
from liqo_values.reports.target_charts import said
from liqo_values.values.helm_merge import GLOBAL
from liqo_values.values.load import SUBCHARTS
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Origin, Values

#: The column of comments; after longer lines, a comment follows two spaces.
_COMMENTS = 48
_COMMENT = "# "


def heading(result: CheckResult, style: Style) -> str:
    """Write comments that say which chart the values are for, each with its line end; empty for ours."""
    if result.chart.is_ours:
        return ""
    return "".join(style.paint(f"# {printable(text)}", "dim") + "\n" for text in said(result))


def render(values: Values, style: Style, *, everything: bool) -> str:
    """Write the values as YAML that Helm reads as the same values, with the origin of each in a comment.

    Args:
        values: The merged values.
        style: What the terminal can show.
        everything: Whether to include the chart's defaults.
    """
    written = _yaml(values, values.data, (), values.secrets, everything=everything)
    lines = [line for text, comment in written for line in _lines(text, comment, style)]
    return "\n".join(lines) or "{}"


def document(releases: Iterable[CheckResult], *, everything: bool) -> str:
    """Write the values of releases for programs, as ASCII JSON.

    ``{"version": 1, "releases": [{"layers": [name, …], "chart": CHART, "values": [{"path", "key", "value", "origin":
    PLACE, "overrode": [PLACE, …]}], "deleted": [{"path", "key", "origin": PLACE}]}]}``. CHART and PLACE are the same as
    in the report of ``check``; the text of an overridden place is its value.
    """
    written = [_release(result, everything=everything) for result in releases]
    return json.dumps({"version": 1, "releases": written}, indent=2)


def _release(result: CheckResult, *, everything: bool) -> dict[str, Any]:
    values = result.values
    secrets = values.secrets
    return {
        "layers": list(result.layers),
        "chart": chart(result),
        "values": [
            _entry(values, path, value, secrets)
            for path, value in _leaves(values, values.data, (), everything=everything)
        ],
        "deleted": [
            {"path": list(path), "key": dotted(path), "origin": place(label(origin, "", at_key=True))}
            for path, origin in values.deletions()
        ],
    }


def _entry(values: Values, path: Path, value: Plain, secrets: Secrets) -> dict[str, Any]:
    overrode = values.chain(path)[:-1]
    return {
        "path": list(path),
        "key": dotted(path),
        "value": hidden(path, value, secrets),
        "origin": place(label(values.origin(path), "")),
        "overrode": [
            place(label(origin, yaml_writer.written(hidden(path, origin.value, secrets))))
            for origin in reversed(overrode)
        ],
    }


def _leaves(values: Values, value: Plain, path: Path, *, everything: bool) -> Iterator[tuple[Path, Plain]]:
    """Yield all values except maps that are not empty."""
    if _handed_down(values, path, value):
        return
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(values, item, (*path, key), everything=everything)
    elif path and (everything or values.set_by_user(path)):
        yield path, value


def _handed_down(values: Values, path: Path, value: Plain) -> bool:
    """Return whether a value is the copy of the globals that Helm gives a subchart."""
    return len(path) > 1 and path[0] in SUBCHARTS and path[1:] == (GLOBAL,) and value == (values.get(GLOBAL) or {})


def _yaml(values: Values, data: Plain, path: Path, secrets: Secrets, *, everything: bool) -> Iterator[tuple[str, str]]:
    """Yield the lines of a map, each with its comment."""
    indent = "  " * len(path)
    for name, value in data.items() if isinstance(data, dict) else ():
        here = (*path, name)
        if _handed_down(values, here, value):
            continue
        head = f"{indent}{yaml_writer.written(name)}:"
        inner = list(_yaml(values, value, here, secrets, everything=everything))
        if inner:  # a section of which nothing is shown would be one without keys
            yield head, ""
            yield from inner
        elif value and isinstance(value, dict):
            continue
        elif everything or values.set_by_user(here):
            yield f"{head} {yaml_writer.written(hidden(here, value, secrets))}", _comment(values, here, secrets)
    for here, origin in values.deletions():
        if here[:-1] == path:
            place = where(label(origin, "", at_key=True))
            yield f"{indent}{yaml_writer.written(str(here[-1]))}: null", f"{place}, deletes the default"


def _comment(values: Values, path: Path, secrets: Secrets) -> str:
    origin, overrode = values.origin(path), values.chain(path)[:-1]
    comment = where(label(origin, ""))
    if overrode:
        comment += ", over " + ", ".join(_overridden(path, earlier, secrets) for earlier in reversed(overrode))
    return comment


def _overridden(path: Path, origin: Origin, secrets: Secrets) -> str:
    return f"{yaml_writer.written(hidden(path, origin.value, secrets))} ({where(label(origin, ''))})"


def _lines(text: str, comment: str, style: Style) -> list[str]:
    """Write a line with its comment; if the terminal is too narrow for both, the comment is above the line."""
    shown, comment = printable(text), printable(comment)
    if not comment:
        return [shown]
    gap = pad(shown, _COMMENTS) if columns(shown) < _COMMENTS else f"{shown}  "
    if not style.screen or columns(gap) + len(_COMMENT) + columns(comment) <= style.screen:
        return [gap + style.paint(_COMMENT + comment, "dim")]
    indent = " " * (len(shown) - len(shown.lstrip()))
    above = wrap(comment, style.screen - len(indent) - len(_COMMENT))
    return [*(indent + style.paint(_COMMENT + line, "dim") for line in above), shown]
