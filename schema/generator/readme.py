"""The README of the chart, with the table of its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from schema.generator.model import Absent, Json, Key, Section, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A default longer than this is told by what it is, and stands in full in values.yaml.
LONGEST_DEFAULT = 60

HEADER = """\
<!-- Generated from schema/ by `make generate`: change it there. -->

# Liqo

This chart installs [Liqo](https://liqo.io) v1.2.0. It takes the same values as the chart that the Liqo project
publishes, and refuses those that cannot work: unknown keys, values of the wrong type, and combinations that contradict
each other.

```console
helm install liqo chart/ --namespace liqo --create-namespace \\
  --set networking.enabled=false --set networking.reflectIPs=false
```

## The four modes

`networking.enabled` switches the networking module, `networking.reflectIPs` the reflection of pod IPs. What
`virtualKubelet.extra.args` says about `--disable-ip-reflection` counts as well.

| `networking.enabled` | `networking.reflectIPs` | Mode | What a consumer sees of a remote pod |
|---|---|---|---|
| `true` | `true` | `connected` | a remapped IP, reached through Liqo's gateways |
| `true` | `false` | `connected-no-ips` | no IP; no Service selects it |
| `false` | `true` | `external-network` | the IP that it has in its cluster; another tool must carry the traffic |
| `false` | `false` | `offloading-only` | no IP; no Service selects it |

With the module on, `ipam.serviceCIDR` and `ipam.podCIDRs` are needed. `liqo-values mode` tells which mode a values
file results in, and why.
"""


def readme(source: Source) -> str:
    """Return the README of the chart."""
    parts = [HEADER, "## Values\n"]
    parts += ["\n".join(_section(section)) + "\n" for section in source.sections]
    return "\n".join(parts)


def _section(section: Section) -> Iterator[str]:
    yield f"### {section.name}"
    yield ""
    introduction = [child.description for child in section.group.children.values() if not isinstance(child, Key)]
    for text in filter(None, introduction):
        yield _text(text)
        yield ""
    yield "| Key | Type | Default | Description |"
    yield "|---|---|---|---|"
    for key in section.group.all_keys():
        yield f"| `{'.'.join(key.path)}` | {key.type.label} | {_default(key)} | {' '.join(_remarks(key))} |"


def _remarks(key: Key) -> Iterator[str]:
    yield _text(key.description)
    if "enum" in key.constraints:
        yield f"One of {', '.join(_code(value) for value in key.constraints['enum'])}."
    if key.examples:
        yield f"For example {' or '.join(_code(example) for example in key.examples)}."
    if key.since:
        yield f"*Since {key.since}.*"
    if key.deprecated:
        yield f"*Deprecated: {_text(key.deprecated)}.*"
    if key.renamed_from:
        yield f"*Before 1.0: `{key.renamed_from}`.*"


def _default(key: Key) -> str:
    if isinstance(key.default, Absent):
        return "none"
    if len(json.dumps(key.default)) > LONGEST_DEFAULT:
        return "see [values.yaml](values.yaml)"
    return _code(key.default)


def _code(value: Json) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`".replace("|", "\\|")


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
