"""The two facts that values result in, which layer decided each, and the mode that follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from liqo_values.findings import Label
from liqo_values.kubelet_args import may_be_switch
from liqo_values.paths import ARGS, ENABLED, NETWORKING, REFLECT
from liqo_values.places import label, show
from liqo_values.source.tree import Path, Unknown, dotted

if TYPE_CHECKING:
    from liqo_values.kubelet_args import Arguments
    from liqo_values.layers import Values


class ModeName(StrEnum):
    """The four modes."""

    CONNECTED = "connected"
    CONNECTED_NO_IPS = "connected-no-ips"
    EXTERNAL_NETWORK = "external-network"
    OFFLOADING_ONLY = "offloading-only"


_NAMES = {
    (True, True): ModeName.CONNECTED,
    (True, False): ModeName.CONNECTED_NO_IPS,
    (False, True): ModeName.EXTERNAL_NETWORK,
    (False, False): ModeName.OFFLOADING_ONLY,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the two facts.

    Attributes:
        value: On (True), off (False), or None where the values do not decide it.
        decided_by: The key or argument that decided it, and its place.
        overrode: What it overrode, the latest first.
        doubt: Why it is not decided; empty where it is.
    """

    value: bool | None
    decided_by: Label
    overrode: tuple[Label, ...] = ()
    doubt: str = ""

    @property
    def word(self) -> str:
        """``on``, ``off`` or ``undecided``."""
        return {True: "on", False: "off", None: "undecided"}[self.value]


@dataclass(frozen=True, slots=True)
class Mode:
    """What the values result in.

    Attributes:
        networking: Is the networking module on?
        reflection: Is IP reflection on?
    """

    networking: Fact
    reflection: Fact

    @property
    def name(self) -> ModeName | None:
        """The mode; None where one of the facts is undecided."""
        if self.networking.value is None or self.reflection.value is None:
            return None
        return _NAMES[self.networking.value, self.reflection.value]


def undecided(place: Label, doubt: str) -> Mode:
    """Return the mode of values that cannot be read at all."""
    fact = Fact(None, place, (), doubt)
    return Mode(fact, fact)


def decide(values: Values, arguments: Arguments) -> Mode:
    """Tell the two facts, and why.

    The networking module is on where ``networking.enabled`` is true. IP reflection is what the last legal
    ``--disable-ip-reflection`` says, else ``networking.reflectIPs``. A key that is no boolean, an argument that must be
    refused, or an argument that turns on what the key turns off leave the fact undecided.
    """
    return Mode(_by_key(values, ENABLED), _reflection(values, arguments))


def _by_key(values: Values, path: Path) -> Fact:
    value = values.get(*path)
    origin = values.origin(path)
    overrode = tuple(label(said, f"{dotted(path)}: {show(said.value)}") for said in reversed(values.chain(path)[:-1]))
    unread = values.doubt(path)
    if unread is not None:
        place = Label(unread.span, unread.layer.name, unread.what)
        return Fact(None, place, overrode, f"`{dotted(path)}` may be set by {unread.what}, which is not here")
    unknown = values.unknown(path)
    if unknown is not None:
        place = label(origin, f"{dotted(path)}: {unknown}")
        return Fact(None, place, overrode, f"`{dotted(path)}` is filled in by a template")
    if isinstance(value, bool):
        return Fact(value, label(origin, f"{dotted(path)}: {show(value)}"), overrode)
    section = values.get(*NETWORKING)
    if section is not None and not isinstance(section, dict):
        place = label(values.origin(NETWORKING), f"{dotted(NETWORKING)}: {show(section)}")
        return Fact(None, place, (), f"`{dotted(NETWORKING)}` is not a map")
    if value is None:
        place = label(values.deleted(path), f"{dotted(path)}: null", at_key=True)
        return Fact(None, place, overrode, f"`{dotted(path)}` has no value")
    return Fact(None, label(origin, f"{dotted(path)}: {show(value)}"), overrode, f"`{dotted(path)}` is not a boolean")


def _reflection(values: Values, arguments: Arguments) -> Fact:
    key = _by_key(values, REFLECT)
    listed = values.get(*ARGS)
    unsure = _unsure(values, arguments)
    if unsure is not None:
        return unsure
    if listed is not None and not isinstance(listed, list):
        place = label(values.origin(ARGS), f"{dotted(ARGS)}: {show(listed)}")
        return Fact(None, place, (), f"`{dotted(ARGS)}` is not a list")
    if arguments.illegal:
        first = arguments.illegal[0]
        place = _argument(values, first.index, first.item)
        return Fact(None, place, (), f'the virtual kubelet cannot read "{first.item}"')
    argument = arguments.effective
    if argument is None or key.value is None:
        return key
    place = _argument(values, argument.index, argument.item)
    earlier = tuple(_argument(values, other.index, other.item) for other in reversed(arguments.legal[:-1]))
    agrees = key.value is not argument.value
    overrode = (*earlier, *(() if agrees else (key.decided_by,)), *key.overrode)
    if key.value is False and argument.value is False:
        doubt = f"`{dotted(REFLECT)}` is `false`, and `{argument.item}` says the opposite"
        return Fact(None, place, overrode, doubt)
    return Fact(not argument.value, place, overrode)


def _unsure(values: Values, arguments: Arguments) -> Fact | None:
    """Return the fact where arguments that nobody can know yet may decide it."""
    unread = values.doubt(ARGS)
    if unread is not None:
        place = Label(unread.span, unread.layer.name, unread.what)
        return Fact(None, place, (), f"`{dotted(ARGS)}` may be set by {unread.what}, which is not here")
    listed = values.get(*ARGS)
    unknown = values.unknown(ARGS)
    if unknown is not None:
        place = label(values.origin(ARGS), f"{dotted(ARGS)}: {unknown}")
        return Fact(None, place, (), f"`{dotted(ARGS)}` is filled in by a template")
    last = arguments.effective.index if arguments.effective else -1
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if index >= last and isinstance(item, Unknown) and may_be_switch(str(item)):
            return Fact(None, _argument(values, index, str(item)), (), f'"{item}" is filled in by a template')
    return None


def _argument(values: Values, index: int, item: str) -> Label:
    return label(values.origin((*ARGS, index)), item)
