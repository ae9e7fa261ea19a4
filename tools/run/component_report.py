"""Describes the objects of a release, component by component."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tools.manifests import Manifest, Title, parse, title

COLUMN = 22
NARROWEST, WIDEST = 60, 110

#: The kinds that are listed first, in this order; the others follow by name.
FIRST_KINDS = ("Deployment", "DaemonSet", "CronJob", "Service")
#: The kinds that are counted, not named: they give a component its permissions, and their names repeat its own.
RIGHTS = ("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding")

#: The comment above every object that Helm renders; the folder is the component.
_SOURCE = re.compile(r"^# Source: liqo/templates/(?P<component>[^/\n]+)/.*$", re.MULTILINE)


def components(manifests: str) -> dict[Title, str]:
    """Return the component of every rendered object, by kind and name."""
    found: dict[Title, str] = {}
    for document in re.split(r"^---$", manifests, flags=re.MULTILINE):
        source = _SOURCE.search(document)
        if source:
            found |= {title(manifest): source["component"] for manifest in parse(document)}
    return found


def by_component(manifests: Sequence[Manifest], component_of: Mapping[Title, str]) -> str:
    """Return the objects, with a paragraph for each component."""
    groups: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        groups[component_of.get(title(manifest), "other")].append(manifest)
    return "\n".join(paragraph(component, describe(group)) for component, group in sorted(groups.items()))


def describe(manifests: Sequence[Manifest]) -> str:
    """Return the objects of one component: workloads first, the number of those for permissions last."""
    names: dict[str, list[str]] = defaultdict(list)
    for kind, name in sorted(map(title, manifests)):
        names[kind].append(name)
    order = [*FIRST_KINDS, *sorted(set(names) - {*FIRST_KINDS, *RIGHTS})]
    parts = [f"{kind} {', '.join(names[kind])}" for kind in order if kind in names]
    counts = Counter({kind: len(names[kind]) for kind in RIGHTS if kind in names})
    if counts:
        parts.append(", ".join(kind if count == 1 else f"{count} {kind}s" for kind, count in counts.items()))
    return "; ".join(parts)


def paragraph(label: str, text: str) -> str:
    """Return a label in a column of its own, and text next to it."""
    width = min(max(shutil.get_terminal_size((WIDEST, 0)).columns, NARROWEST), WIDEST)
    margin = " " * (COLUMN + 2)
    # Names and commands are not broken, so that they can be copied.
    lines = textwrap.wrap(text, width - len(margin), break_long_words=False, break_on_hyphens=False)
    return "\n".join([f"  {label:{COLUMN}}{lines[0]}", *(margin + line for line in lines[1:])])
