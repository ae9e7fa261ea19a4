"""What the roles of the chart grant in a mode.

Verbs are counted in kinds, because they are granted in kinds: a program that reads needs get, list and watch, all of
them, whichever it was seen with. Liqo's own client asks by watch alone where the API server can send what is there
first, and lists if the server is too old for that. In the same way, a program that changes objects needs both
update and patch.
"""

from __future__ import annotations

from typing import NamedTuple

from tools.manifests import rules
from tools.presets import PRESETS
from tools.rendering import template
from tools.toolchain.build import tool

#: The API groups of the networking module.
NETWORKING_APIS = ("networking.liqo.io", "ipam.liqo.io")
_KINDS = {
    **dict.fromkeys(("get", "list", "watch"), "read"),
    **dict.fromkeys(("update", "patch"), "change"),
    **dict.fromkeys(("delete", "deletecollection"), "delete"),
}


class Grant(NamedTuple):
    """What a role allows.

    Attributes:
        role: Its name.
        group: The API group.
        resource: The resource, with the subresource.
        kind: What may be done to it.
    """

    role: str
    group: str
    resource: str
    kind: str


#: Grants, each with its verbs.
Grants = dict[Grant, list[str]]


def kind_of(verb: str) -> str:
    """The kind of a verb."""
    return _KINDS.get(verb, verb)


def granted(mode: str) -> Grants:
    """What all roles of the chart grant in a mode, with the verbs of every kind."""
    found: Grants = {}
    for role, group, resource, verb in sorted(
        set(rules(template(tool("helm4"), "--values", PRESETS / f"{mode}.yaml")))
    ):
        found.setdefault(Grant(role, group, resource, kind_of(verb)), []).append(verb)
    return found
