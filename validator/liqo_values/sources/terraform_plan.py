"""The JSON of ``terraform show -json``, and state files: the releases of Liqo's chart, with all values."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.parsing import go_json
from liqo_values.sources import terraform_release
from liqo_values.sources.found import Found
from liqo_values.sources.manifests import File

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.model.source_text import Source, Span
    from liqo_values.sources.release import Release

_MODES = {"managed": "resource", "data": "data"}
_LATER = "(known after apply)"
#: Write-only arguments are neither in a plan nor in a state; this number is there if they count.
_WRITE_ONLY, _REVISION = "set_wo", "set_wo_revision"


def read(source: Source, *_others: object) -> Found | None:
    """Read a plan or a state; None if it is neither."""
    if not ("liqo" in source.text.lower() or re.search(terraform_release.NAMES, source.text)):
        return Found()
    try:
        root, _ = go_json.decode(source, 0)
    except go_json.JSONError:
        return None
    if find(root, "terraform_version") is None:
        return None
    if find(root, "serial") is not None:
        return terraform_release.found(
            partial(_instance, source, resource, instance)
            for resource in items(root, "resources")
            for instance in items(resource, "instances")
        )
    module = find(root, "planned_values", "root_module") or find(root, "values", "root_module")
    if module is None:
        return None
    changes = items(root, "resource_changes")
    unknown = {text(change, "address"): find(change, "change", "after_unknown") for change in changes}
    return terraform_release.found(partial(_release, source, resource, unknown) for resource in _resources(module))


def _resources(module: Node) -> Iterator[Node]:
    rest = [module]
    while rest:
        here = rest.pop()
        yield from items(here, "resources")
        rest.extend(reversed(items(here, "child_modules")))


def _release(source: Source, resource: Node, unknown: Mapping[str, Node | None]) -> Release | None:
    kind = (_MODES.get(text(resource, "mode"), ""), text(resource, "type"))
    values, address = find(resource, "values"), find(resource, "address")
    if (
        kind not in terraform_release.KINDS
        or not isinstance(values, MapNode)
        or address is None
        or address.span is None
    ):
        return None
    _conceal(source, values, find(resource, "sensitive_values"))
    known = _filled(values, unknown.get(text(address)), address.span)
    return _described(source, text(address), kind, known)


def _instance(source: Source, resource: Node, instance: Node) -> Release | None:
    """Return the release of an instance of a resource in a state file."""
    kind = (_MODES.get(text(resource, "mode"), ""), text(resource, "type"))
    values = find(instance, "attributes")
    if kind not in terraform_release.KINDS or not isinstance(values, MapNode):
        return None
    key = find(instance, "index_key")
    index = f"[{key.span.text}]" if key is not None and key.span is not None else ""
    steps = (text(resource, "module"), "data" if kind[0] == "data" else "", kind[1], text(resource, "name"))
    for sensitive in items(values, "set_sensitive"):
        _conceal(source, find(sensitive, "value") or MapNode(), ScalarNode(value=True))
    return _described(source, ".".join(filter(None, steps)) + index, kind, values)


def _described(source: Source, address: str, kind: tuple[str, str], known: Node) -> Release | None:
    arguments = {key: entry.value for key, entry in known.entries.items()} if isinstance(known, MapNode) else {}
    revision = arguments.get(_REVISION)
    if isinstance(revision, ScalarNode) and revision.value is not None:
        arguments[_WRITE_ONLY] = ScalarNode(Unknown(_LATER), revision.span)
    return terraform_release.release_of(
        File.of_text(source),
        address,
        kind,
        arguments,
        Path(source.name).parent,
    )


def _conceal(source: Source, node: Node, sensitive: Node | None) -> None:
    """Mask what is sensitive wherever it is shown."""
    rest: list[tuple[Node, Node | None]] = [(node, sensitive)]
    while rest:
        here, marks = rest.pop()
        marked = isinstance(marks, ScalarNode) and marks.value is True
        if isinstance(here, MapNode):
            rest += [(entry.value, marks if marked else find(marks, key)) for key, entry in here.entries.items()]
        elif isinstance(here, ListNode):
            inner = marks.items if isinstance(marks, ListNode) else [marks] * len(here.items)
            rest += zip(here.items, inner, strict=False)
        elif marked and isinstance(here.value, str):
            source.secrets.update((here.value, *(line.strip() for line in here.value.splitlines())))


def _filled(node: Node | None, unknown: Node | None, place: Span) -> Node:
    """Return values with those that are known only later marked as unknown."""
    if isinstance(unknown, ScalarNode) and unknown.value is True:
        return ScalarNode(Unknown(_LATER), (node.span if node else None) or place)
    if isinstance(unknown, MapNode):
        here = node.entries if isinstance(node, MapNode) else {}
        entries = dict(here)
        for key, mark in unknown.entries.items():
            if key in here or _marks(mark.value):
                old = here.get(key)
                inner = _filled(old.value if old else None, mark.value, place)
                entries[key] = Entry(key, inner, old.key_span if old else place)
        return MapNode(entries, (node.span if node else None) or place)
    if isinstance(unknown, ListNode) and isinstance(node, ListNode | None):
        given = node.items if node else []
        count = max(len(given), len(unknown.items))
        pairs = [
            (given[index] if index < len(given) else None, unknown.items[index] if index < len(unknown.items) else None)
            for index in range(count)
        ]
        return ListNode([_filled(item, mark, place) for item, mark in pairs], (node.span if node else None) or place)
    return ScalarNode(None, place) if node is None else node


def _marks(unknown: Node) -> bool:
    """Return whether anything in a value is known only later."""
    if isinstance(unknown, MapNode):
        return any(_marks(entry.value) for entry in unknown.entries.values())
    if isinstance(unknown, ListNode):
        return any(map(_marks, unknown.items))
    return unknown.value is True
