"""Recognises values files for Liqo's chart by their keys, whatever they and their folders are called."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.target import load_data, ours
from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import MapNode, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.sources import detect
from liqo_values.sources.release import CHART

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import Entry
    from liqo_values.model.nodes import Path as ValuesPath

#: So many keys that only Liqo's chart has show that values are for it, whatever else they contain; a single one is
#: enough if most of the sections are Liqo's.
_ENOUGH = 2
#: Names of files with values for Liqo, whatever keys they have.
_NAMED = r"(?i)liqo.*values|values.*liqo"
#: The section that decides the mode: alone, it may also be that of another chart.
_SECTION, _SWITCH = "networking", "enabled"
#: Keys that tools add to any values, such as SOPS and ``helm get values``.
_ANYWHERE = ("apiVersion", "kind", "sops", "USER-SUPPLIED VALUES", "COMPUTED VALUES")
_OF_OBJECTS = frozenset(("apiVersion", "kind"))
#: The label that keeps the pods of any chart away from Liqo's virtual nodes.
_VIRTUAL_NODE = r"liqo\.io/type"
#: The number of levels at which keys are looked at.
_LEVELS = 4
#: The values with which chart-testing (`ct install`) installs a chart.
_TESTED, _OF_TEST = "ci", "-values.yaml"
_CHECK_IT = "to check it, name it on the command line or list it in `.liqo-values.yaml`"


class Verdict(NamedTuple):
    """Whether values are for Liqo.

    Attributes:
        ours: Whether they are.
        notice: Says why values that may be for Liqo are not checked; None if there is no reason to think so.
    """

    ours: bool
    notice: Diagnostic | None = None


def is_named(path: str) -> bool:
    """Return whether a file's own name says that it contains values for Liqo; the names of folders do not count."""
    return bool(re.search(_NAMED, PurePath(path).name))


def possible(name: str, text: str) -> bool:
    """Return cheaply whether a file may contain values for Liqo: it is named so, or has one of Liqo's sections."""
    return is_named(name) or bool(re.search(_sections(), text))


def possible_layer(text: str) -> bool:
    """Return cheaply whether a text may be a layer of values for Liqo: it has a key that Liqo has at the top level."""
    return bool(re.search(_any_section(), text))


def possible_manifest(text: str) -> bool:
    """Return cheaply whether a manifest may contain values for Liqo, as keys at any depth or as dotted paths."""
    return possible_layer(text) or bool(re.search(rf"(?<![\w.-])(?:{_tops()})\.\w", text))


def may_be_ours(source: Source) -> bool:
    """Return whether an unreadable file has one of Liqo's sections, and a rare key of Liqo or a name with `liqo`."""
    named = CHART in PurePath(source.name).name.lower()
    return bool(re.search(_sections(), source.text) and (named or re.search(_rare_names(), source.text)))


def unrendered(source: Source) -> Diagnostic:
    """Say that a template cannot be read."""
    start = source.text.index("{{")
    place = Label(Span(source, start, start + 2), source.name, "is a template")
    message = "this file may be for Liqo, but it is a template: it cannot be read before it is rendered"
    return Diagnostic(message, place, "render it, and check the result", code=NOT_CHECKED)


def judged(source: Source, root: MapNode, at: Sequence[str] = ()) -> Verdict:
    """Return whether a file that is neither a manifest nor in an umbrella chart contains values for Liqo.

    Args:
        source: The file.
        root: Its content.
        at: The path of Liqo's values.
    """
    inner = find(root, *at)
    verdict = _by_keys(source, inner) if isinstance(inner, MapNode) else Verdict(ours=False)
    if at:
        return verdict
    below = find(root, CHART)
    if not verdict.ours and isinstance(below, MapNode) and _by_keys(source, below).ours:
        message = "the values for Liqo under `liqo` are not checked: no Chart.yaml next to them depends on Liqo"
        return _noticed(source, root, CHART, message, "check them with `--prefix liqo`")
    return _in_chart(source, root, verdict)


def _by_keys(source: Source, root: MapNode) -> Verdict:
    """Judge values by their keys; the name of a file that is called Liqo's values counts as well, but no folder's."""
    if is_named(source.name):
        return Verdict(ours=True)
    known, others, rare = _counted(root)
    if root.entries.keys() >= _OF_OBJECTS and not rare:
        return Verdict(ours=False)  # such as the configuration of kind, which has `networking` too
    if not known or rare >= _ENOUGH:
        return Verdict(ours=bool(known))
    name = Path(source.name).name
    telling = {entry.key for entry in known} - _names()["shared"]
    mentions = CHART in re.sub(_VIRTUAL_NODE, "", f"{name}\n{source.text}".lower())
    if len(others) <= len(telling) and (rare or mentions):
        return Verdict(ours=True)
    return Verdict(ours=False) if others else _by_switch(source, root)


def plainly(root: MapNode, named: str) -> bool:
    """Return whether values are plainly for Liqo, although the chart that they are for is not available.

    Args:
        root: The values; keys may be dotted.
        named: What the release is called, which counts as well.
    """
    known, others, rare = _counted(root)
    own = [entry for entry in known if entry.key not in _names()["shared"]]
    return rare >= _ENOUGH or bool(own and len(others) <= len(known) and CHART in named.lower())


def _counted(root: MapNode) -> tuple[Sequence[Entry], Sequence[str], int]:
    """Return the keys at the top level that Liqo's chart has, those of others, and how many keys only Liqo's has.

    Counting stops as soon as there are enough.
    """
    known = [entry for entry in root.entries.values() if _is_known((*_steps(entry),))]
    keys = {entry.key for entry in known}
    others = [key for key in root.entries if key not in keys and not _says_nothing(str(key))]
    rare = (path for entry in known for path in _rare_keys(_steps(entry), entry))
    return known, others, sum(1 for _ in islice(rare, _ENOUGH))


def _says_nothing(key: str) -> bool:
    """Return whether an unknown key does not show that values are for another chart.

    It may be there for a tool or for anchors, or be one of Liqo's in another place or spelling.
    """
    keys = ours().keys
    return bool(key in _ANYWHERE or keys.is_holder(key) or (key not in _names()["vague"] and keys.meant(key, ())))


def _by_switch(source: Source, root: MapNode) -> Verdict:
    """Judge values that only have keys which other charts have, too.

    If they turn the networking module off, they are checked: for Liqo, they are complete. Otherwise, the missing CIDRs
    would be a false alarm if they are for another chart.
    """
    section = root.entries.get(_SECTION)
    value = find(root, _SECTION, _SWITCH) or find(root, f"{_SECTION}.{_SWITCH}")
    if value is None and not (section and isinstance(section.value, MapNode) and _misspelt(section.value)):
        return Verdict(ours=False)
    if isinstance(value, ScalarNode) and value.value is False:
        return Verdict(ours=True)
    message = f"`{_SECTION}` may be for Liqo, but nothing else in this file shows it: it is not checked"
    return _noticed(source, root, next(iter(root.entries)), message, _CHECK_IT)


def _misspelt(section: MapNode) -> bool:
    return any(ours().keys.similar(key, (_SECTION,)) == _SWITCH for key in section.entries)


def _in_chart(source: Source, root: MapNode, verdict: Verdict) -> Verdict:
    """Judge values with a Chart.yaml next to them: they are for that chart."""
    folder = Path(source.name).parent
    if not detect.like_chart(folder):
        return _below_chart(source, root, verdict) if verdict.ours else verdict
    from liqo_values.sources import umbrella  # noqa: PLC0415 - few files are in a chart

    name = umbrella.name_of(folder, source)
    if name == CHART:
        own = Path(source.name).name == umbrella.OWN_VALUES
        return Verdict(ours=False) if own else verdict
    if not verdict.ours:
        return Verdict(ours=False)
    message = f"these values for Liqo are not checked: they are in the chart `{name}`"
    remedy = f"move them under `{umbrella.key_in(folder, source) or CHART}:`, and let the chart depend on `liqo`"
    return _noticed(source, root, next(iter(root.entries)), message, f"{remedy}; {_CHECK_IT}")


def _below_chart(source: Source, root: MapNode, verdict: Verdict) -> Verdict:
    """Judge values in a folder of Liqo's chart: no presets and examples, but what chart-testing installs."""
    folder = Path(source.name).parent
    above = folder / ".."
    if not detect.like_chart(above) or (folder.name == _TESTED and source.name.endswith(_OF_TEST)):
        return verdict
    from liqo_values.sources import umbrella  # noqa: PLC0415 - few files are in a chart

    if umbrella.name_of(above, source) != CHART:
        return verdict
    if source.text in ours().presets.values():
        return Verdict(ours=False)
    message = f"these values are part of the chart `{CHART}`, such as a preset or an example: they are not checked"
    return _noticed(source, root, next(iter(root.entries)), message, _CHECK_IT)


def _noticed(source: Source, root: MapNode, key: str, message: str, remedy: str) -> Verdict:
    place = Label(root.entries[key].key_span, source.name, "is here")
    return Verdict(ours=False, notice=Diagnostic(message, place, remedy, code=NOT_CHECKED))


def _steps(entry: Entry) -> tuple[str, ...]:
    """Return the path that a key at the top level means; users also write dotted ones."""
    key = str(entry.key)
    return (key,) if _is_known((key,)) else tuple(key.split("."))


def _rare_keys(path: tuple[str, ...], entry: Entry) -> Iterator[ValuesPath]:
    """Yield the keys at or below a known one that only Liqo's chart has."""
    vague = _names()
    if path[0] in vague["own"] or (len(path) > 1 and path[-1] not in vague["vague"]):
        yield path
    if not isinstance(entry.value, MapNode) or len(path) > _LEVELS:
        return
    for key, inner in entry.value.entries.items():
        below = (*path, str(key))
        if _is_known(below):
            yield from _rare_keys(below, inner)


def _is_known(path: ValuesPath) -> bool:
    """Return whether a chart of Liqo's has a key, in any release."""
    return bool(ours().keys.schema_at(path)) or ".".join(map(str, path)) in _other_releases()


@cache
def _other_releases() -> frozenset[str]:
    """Return the dotted names of the keys and sections that only other releases have."""
    chart = ours()
    names = [name.split(".") for name in (*chart.moved_keys, *chart.removed_keys, *chart.newer_keys)]
    return frozenset(".".join(name[:end]) for name in names for end in range(1, len(name) + 1))


@cache
def _names() -> dict[str, frozenset[str]]:
    """Return the names that show that values are for Liqo, and those that do not."""
    data = load_data("other-charts.json")
    return {part: frozenset(data[part]) for part in ("own", "vague", "shared")}


@cache
def _sections() -> str:
    shared = _names()["shared"]
    tops = {*ours().keys.below(()), *(name.partition(".")[0] for name in _other_releases()), CHART} - shared
    names = "|".join(sorted(map(re.escape, tops)))
    key = rf"""["']?(?:{names})(?:\.[\w.-]+)?["']?[ \t]*:"""
    return rf"(?m)^{key}|\A\s*\{{(?!\{{)(?:(?s:.*?)[{{,])?\s*{key}"


@cache
def _tops() -> str:
    names = {*ours().keys.below(()), *(name.partition(".")[0] for name in _other_releases())}
    return "|".join(map(re.escape, sorted(names)))


@cache
def _any_section() -> str:
    return rf"""(?<![\w.-])(?:{_tops()})(?:\.[\w.-]+)?["']?[ \t]*:"""


@cache
def _rare_names() -> str:
    vague = _names()
    names = ours().keys.names | {name.rpartition(".")[2] for name in _other_releases() if "." in name}
    rare = sorted(vague["own"] | names - vague["vague"])
    # What makes a file unreadable is often that the colon is missing.
    return rf"""(?<![\w.-])(?:{"|".join(map(re.escape, rare))})(?![\w.-])"""
