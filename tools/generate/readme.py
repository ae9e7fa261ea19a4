"""The README of the chart, and the table of its values in a file next to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeGuard

from tools.generate.model import Absent, Group, Json, Key, Section, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A default longer than this is shown as a description; values.yaml contains it in full.
LONGEST_DEFAULT = 60

README = """\
<!-- Generated from schema/ by `make generate`: change it there. -->

# Liqo

This chart installs [Liqo](https://liqo.io) v1.2.0. It accepts the values of the chart that the Liqo project publishes,
and rejects values that cannot work: unknown keys, wrong types, and combinations that contradict each other.

```console
helm install liqo chart/ --namespace liqo --create-namespace \\
  --set networking.enabled=false --set networking.reflectIPs=false
```

## The four modes

`networking.enabled` turns the networking module on or off, and `networking.reflectIPs` the reflection of pod IPs.
`--disable-ip-reflection` in `virtualKubelet.extra.args` wins over the latter.

MODES

With the module on, `ipam.serviceCIDR` and `ipam.podCIDRs` are required. `liqo-values mode` shows which mode a values
file results in, and why.

## IPs for some virtual nodes only

`networking.reflectIPs` applies to all virtual nodes. Give virtual nodes that should differ an options template of their
own:

<!-- over connected -->
```yaml
virtualKubelet:
  optionsTemplates:
    hidden-ips:
      reflectIPs: false
```

It inherits everything else from `virtualKubelet`, `offloading` and `networking.reflectIPs`. A virtual node names its
template in `spec.vkOptionsTemplateRef` when it is created, and keeps it. `liqoctl peer` creates virtual nodes from the
default template, and `liqoctl create virtualnode --vk-options-template` crashes (v1.2.0), so add the name to what it
prints:

```console
liqoctl peer --remote-kubeconfig PROVIDER_KUBECONFIG --create-virtual-node=false
liqoctl create virtualnode milan --remote-cluster-id milan --resource-slice-name milan -o yaml |
  kubectl patch --local -f - --type merge -o yaml \\
    -p '{"spec": {"vkOptionsTemplateRef": {"name": "hidden-ips", "namespace": "liqo"}}}' |
  kubectl apply -f -
```

Create a second virtual node for the same provider in the same way, under another name. Pod IPs depend on the virtual
node; Services and EndpointSlices do not: only one of all virtual kubelets of a provider reflects them, and you cannot
choose which. If you use Services, give all virtual nodes of a provider the same `reflectIPs`.

`helm show values` prints all values with their descriptions.

## Where the templates are

`templates/` has a folder per component and a file per kind. The named templates that they include are in the library
chart `charts/liqo-library`: those that all components share in `templates/`, those of one component in a folder of its
name, and what Helm rejects in `validation/`. Helm stores the templates of a chart with every revision of a release, but
not those of its dependencies: with the library, the Secret of a release takes 67 kB instead of 186 kB.

A named template takes one value, or a `dict` with names: `root` is the context of the chart, `name` the short name of
an object (`webhook` for `liqo-webhook`).
"""

#: The place of the table of modes in the README.
MODES = "MODES"

TABLE_HEADER = """\
<!-- Generated from schema/ by `make generate`: change it there. -->

# Values of the chart

Helm reads the defaults from [values.yaml](values.yaml).
"""


def readme(source: Source) -> str:
    """Return the README."""
    return README.replace(MODES, "\n".join(_modes(source)), 1)


def _modes(source: Source) -> Iterator[str]:
    heads = ("`networking.enabled`", "`networking.reflectIPs`", "Mode", "IP of a remote pod", "Services", "Traffic")
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for mode in source.modes.modes:
        facts = f"| {_code(mode.networking)} | {_code(mode.reflection)} | `{mode.name}`"
        seen = (mode.pod.ip_note, mode.pod.services, mode.pod.traffic)
        yield f"{facts} | {' | '.join(text.partition(';')[0] for text in seen)} |"


def values_table(source: Source) -> str:
    """Return the page with the tables of the chart's values."""
    parts = [TABLE_HEADER]
    parts += ["\n".join(_section(section)) + "\n" for section in source.sections]
    parts += _common(source)
    return "\n".join(parts)


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.name}"
    yield ""
    introduction = [child.description for child in section.group.children.values() if not isinstance(child, Key)]
    for text in filter(None, introduction):
        yield _text(text)
        yield ""
    keys = [key for key in section.group.rows() if not _is_common(key)]
    yield from _table({".".join(key.path): key for key in keys})


def _common(source: Source) -> Iterator[str]:
    """Yield a section for each map that many components have, such as `pod`, with what its tables above leave out."""
    places: dict[str, list[Group]] = {}
    for group in source.root.all_groups():
        if any(_is_common(child) for child in group.children.values()):
            places.setdefault(group.name, []).append(group)
    for name, groups in places.items():
        # The fullest map is in the order of its block.
        fullest = max(groups, key=lambda group: len(group.children))
        keys = {f"{name}.{key.name}": key for key in fullest.children.values() if _is_common(key)}
        yield "\n".join([f"## In every `{name}`", "", *_places(groups, fullest), "", *_table(keys), ""])


def _places(groups: list[Group], fullest: Group) -> Iterator[str]:
    names = [child.name for child in fullest.children.values() if _is_common(child)]
    lacking = {".".join(group.path): [name for name in names if name not in group.children] for group in groups}
    yield f"Accepted in {', '.join(f'`{path}`' for path, without in lacking.items() if not without)}."
    for path, without in lacking.items():
        if without:
            yield f"Accepted in `{path}` as well, without {', '.join(f'`{name}`' for name in without)}."


def _is_common(node: Group | Key) -> TypeGuard[Key]:
    return isinstance(node, Key) and node.definition is not None and isinstance(node.default, Absent)


def _table(keys: Mapping[str, Group | Key]) -> Iterator[str]:
    yield "| Key | Type | Default | Description |"
    yield "|---|---|---|---|"
    for name, key in keys.items():
        yield f"| `{name}` | {_label(key)} | {_default(key)} | {' '.join(_remarks(key))} |"


def _label(key: Group | Key) -> str:
    return key.type.label if isinstance(key, Key) else "map"


def _remarks(key: Group | Key) -> Iterator[str]:
    yield _text(key.description or "")
    if isinstance(key, Key) and "enum" in key.constraints:
        yield f"One of {', '.join(_code(value) for value in key.constraints['enum'])}."
    if key.examples:
        yield f"For example {' or '.join(_code(example) for example in key.examples)}."
    if isinstance(key, Group):
        return
    if key.since:
        yield f"*Since {key.since}.*"
    if key.deprecated:
        yield f"*Deprecated: {_text(key.deprecated)}.*"
    if key.renamed_from:
        yield f"*Before 1.0: `{key.renamed_from}`.*"


def _default(key: Group | Key) -> str:
    if isinstance(key, Group):
        return _code({})
    if key.inherits:
        return f"as `{'.'.join(key.inherits)}`"
    if isinstance(key.default, Absent):
        return "none"
    if len(json.dumps(key.default)) > LONGEST_DEFAULT:
        return "see [values.yaml](values.yaml)"
    return _code(key.default)


def _code(value: Json) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`".replace("|", "\\|")


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
