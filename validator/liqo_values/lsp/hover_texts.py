"""What editors show about a key: what it does, its value in the release, and the mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts import key_values
from liqo_values.model.locations import where
from liqo_values.model.nodes import dotted, plain
from liqo_values.model.printable import printable
from liqo_values.parsing import yaml_writer
from liqo_values.parsing.masking import hidden
from liqo_values.reports import release_names
from liqo_values.values.provenance import find_value, label
from liqo_values.values.written_places import Written, written_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact
    from liqo_values.model.source_text import Span

#: The most releases to describe; the others are counted.
_MOST = 3


def hovered(results: Sequence[CheckResult], name: str, offset: int) -> tuple[str, Span] | None:
    """Return the text about the key at a place, and the place of the key; None if there is none.

    Args:
        results: The releases that the text is part of.
        name: The name of the text.
        offset: The place.
    """
    found = [(result, written) for result in results if (written := written_at(result.values, name, offset))]
    if not found:
        return None
    first, written = found[0]
    parts = list(_about_key(first, written))
    for result, one in found[:_MOST]:
        heading = f"**{_code(release_names.short(result))}**" if len(results) > 1 else "**In this release**"
        parts.append("\n".join([f"{heading}: {mode_words(result)}", "", *_layers(result, one), *_decides(result, one)]))
    if len(found) > _MOST:
        parts.append(f"and {len(found) - _MOST} more releases")
    return "\n\n".join(parts), written.span


def mode_words(result: CheckResult) -> str:
    """Write the mode of a release and its target chart on one line."""
    rejected = ", but rejected" if result.refused else ""
    name = result.mode.name.value if result.mode.name else "undecided"
    return f"{name}{rejected}, for {result.chart.label}"


def _about_key(result: CheckResult, written: Written) -> Iterator[str]:
    known = key_values.known(result.chart, written.path)
    if known is None:
        yield f"`{dotted(written.path)}`: {result.chart.label} does not have this key"
        return
    types = " or ".join(known.types)
    exists, default = find_value(plain(result.chart.defaults), written.path)
    facts = [f"`{dotted(written.path)}`", *([types] if types else [])]
    if exists and not (isinstance(default, dict) and default):
        facts.append(f"default {_code(yaml_writer.show(default))}")
    yield ", ".join(facts)
    if known.instead:
        yield f"Deprecated. {known.instead}"
    if known.description:
        yield known.description
    if known.choices and known.types != ("boolean",):
        yield "One of " + ", ".join(_code(yaml_writer.show(choice)) for choice in known.choices)


def _layers(result: CheckResult, written: Written) -> Iterator[str]:
    """Write what each layer sets, the one that counts first."""
    values, path = result.values, written.path
    chain = values.chain(path)
    for number, origin in enumerate(reversed(chain)):
        merged = isinstance(origin.value, dict)
        word = "" if not number else ", merged" if merged else ", overridden"
        shown = yaml_writer.show(hidden(path, origin.value, values.secrets))
        yield f"- {_code(shown)} by {_code(where(label(origin, '')))}{word}"
    if not chain and (deleted := values.deleted(path)) is not None:
        yield f"- deleted by {_code(where(label(deleted, '', at_key=True)))}"


def _decides(result: CheckResult, written: Written) -> Iterator[str]:
    """Say which fact of the mode the value decides."""
    mode = result.mode
    for title, fact in (("the networking module", mode.networking), ("IP reflection", mode.reflection)):
        if _is_at(fact, written):
            yield f"\nThis decides that {title} is {fact.word}."


def _is_at(fact: Fact, written: Written) -> bool:
    span = fact.decided_by.span
    node = written.node.span
    key = written.span
    return span is not None and any(
        one is not None and span.source is one.source and span.start <= one.start and one.end <= span.end
        for one in (node, key)
    )


def _code(text: str) -> str:
    """Write text as code in Markdown."""
    return f"`` {printable(text)} ``" if "`" in text else f"`{printable(text)}`"
