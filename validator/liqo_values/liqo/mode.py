"""The two facts that the values decide, the layer that decided each, and the resulting mode."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED, NETWORKING, REFLECT
from liqo_values.liqo.program_args import may_be_switch
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Label
from liqo_values.model.nodes import Path, Unknown, dotted
from liqo_values.model.record import Record
from liqo_values.parsing.yaml_writer import show
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.liqo.options_templates import OptionsTemplate
    from liqo_values.liqo.program_args import Occurrence
    from liqo_values.values.provenance import Values


class ModeName(StrEnum):
    """The four modes."""

    CONNECTED = "connected"
    CONNECTED_NO_IPS = "connected-no-ips"
    EXTERNAL_NETWORK = "external-network"
    OFFLOADING_ONLY = "offloading-only"


#: The two facts of each mode: whether the networking module is on, and whether IP reflection is on.
FACTS = {
    ModeName.CONNECTED: (True, True),
    ModeName.CONNECTED_NO_IPS: (True, False),
    ModeName.EXTERNAL_NETWORK: (False, True),
    ModeName.OFFLOADING_ONLY: (False, False),
}
_NAMES = {facts: name for name, facts in FACTS.items()}
_BY_TEXT = {name.value: name for name in ModeName}


def named(text: str) -> ModeName:
    """Return the mode with a name.

    Raises:
        InputError: there is none.
    """
    if text in _BY_TEXT:
        return _BY_TEXT[text]
    near = nearest(text, tuple(_BY_TEXT))
    advice = f"did you mean `{near}`?" if near else f"the modes are {', '.join(f'`{name}`' for name in _BY_TEXT)}"
    raise InputError(f"there is no mode `{text}`", advice)


def of_facts(networking: bool, reflection: bool) -> ModeName:
    """Return the mode in which the networking module and IP reflection are on or off."""
    return _NAMES[networking, reflection]


class Fact(Record):
    """One of the two facts.

    Attributes:
        value: On (True), off (False), or None if the values do not decide it.
        decided_by: The key or argument that decided it, and its place.
        overrode: What it overrode, latest first.
        doubt: Why it is not decided; empty if it is.
    """

    __slots__ = ("decided_by", "doubt", "overrode", "value")

    def __init__(
        self, value: bool | None, decided_by: Label, overrode: tuple[Label, ...] = (), doubt: str = ""
    ) -> None:
        self.value = value
        self.decided_by = decided_by
        self.overrode = overrode
        self.doubt = doubt

    @property
    def word(self) -> str:
        """``on``, ``off`` or ``undecided``."""
        return {True: "on", False: "off", None: "undecided"}[self.value]

    def excerpt(self) -> Fact:
        """Return the same without the texts around the places."""
        overrode = tuple(place.excerpt() for place in self.overrode)
        return self.replace(decided_by=self.decided_by.excerpt(), overrode=overrode)


class Mode(Record):
    """The mode that the values result in.

    Attributes:
        networking: Whether the networking module is on.
        reflection: Whether IP reflection is on.
        templates: For each named options template, whether IP reflection is on for its virtual nodes.
    """

    __slots__ = ("networking", "reflection", "templates")

    def __init__(self, networking: Fact, reflection: Fact, templates: Mapping[str, Fact] | None = None) -> None:
        self.networking = networking
        self.reflection = reflection
        self.templates: Mapping[str, Fact] = templates or {}

    @property
    def name(self) -> ModeName | None:
        """The mode; None if one of the facts is undecided."""
        if self.networking.value is None or self.reflection.value is None:
            return None
        return of_facts(self.networking.value, self.reflection.value)

    def excerpt(self) -> Mode:
        """Return the same without the texts around the places."""
        templates = {name: fact.excerpt() for name, fact in self.templates.items()}
        return Mode(self.networking.excerpt(), self.reflection.excerpt(), templates)


def undecided(place: Label, doubt: str) -> Mode:
    """Return the undecided mode of values that cannot be read at all."""
    fact = Fact(None, place, (), doubt)
    return Mode(fact, fact)


def decide(values: Values, default: OptionsTemplate, others: Sequence[OptionsTemplate] = ()) -> Mode:
    """Decide the two facts, and say why.

    The networking module is on if ``networking.enabled`` is true. IP reflection follows the last legal
    ``--disable-ip-reflection``, else ``networking.reflectIPs``. A fact stays undecided if its key is not a boolean, an
    argument must be rejected, or an argument contradicts the key. An options template that sets neither inherits from
    the default one.
    """
    inherited = _reflection(values, default, _by_key(values, REFLECT))
    templates = {
        other.name: _of_template(values, other, inherited if other.inherits_arguments else _by_key(values, REFLECT))
        for other in others
    }
    return Mode(_by_key(values, ENABLED), inherited, templates)


def _of_template(values: Values, template: OptionsTemplate, inherited: Fact) -> Fact:
    """Decide whether the virtual nodes of an options template reflect IPs."""
    if values.get(*template.reflect_path) is None:
        return _reflection(values, template, inherited)
    own = _by_key(values, template.reflect_path)
    return _reflection(values, template, own.replace(overrode=(*own.overrode, inherited.decided_by)))


def not_known(values: Values, path: Path) -> Fact | None:
    """Return the fact, undecided, if a layer that is not available or a template may decide it; else None."""
    unread = values.doubt(path)
    if unread is not None:
        place = Label(unread.span, unread.layer.name, unread.what)
        doubt = f"`{dotted(path)}` may be set by {unread.what}, which {unread.why}"
        return Fact(None, place, overridden(values, path), doubt)
    unknown = values.unknown(path)
    if unknown is not None:
        place = values.label(path, f"{dotted(path)}: {unknown}")
        return Fact(None, place, overridden(values, path), f"`{dotted(path)}` is filled in by a template")
    return None


def overridden(values: Values, path: Path) -> tuple[Label, ...]:
    """Return what earlier layers set for a key, latest first."""
    return tuple(label(origin, f"{dotted(path)}: {show(origin.value)}") for origin in reversed(values.chain(path)[:-1]))


def _by_key(values: Values, path: Path) -> Fact:
    value = values.get(*path)
    unsure = not_known(values, path)
    if unsure is not None:
        return unsure
    overrode = overridden(values, path)
    place = values.label(path, f"{dotted(path)}: {show(value)}")
    if isinstance(value, bool):
        return Fact(value, place, overrode)
    section = values.get(*NETWORKING)
    if section is not None and not isinstance(section, dict):
        place = values.label(NETWORKING, f"{dotted(NETWORKING)}: {show(section)}")
        return Fact(None, place, (), f"`{dotted(NETWORKING)}` is not a map")
    if value is None:
        place = label(values.deleted(path), f"{dotted(path)}: null", at_key=True)
        return Fact(None, place, overrode, f"`{dotted(path)}` has no value")
    return Fact(None, place, overrode, f"`{dotted(path)}` is not a boolean")


def _reflection(values: Values, template: OptionsTemplate, key: Fact) -> Fact:
    """Decide IP reflection from the arguments of a template and from its key."""
    arguments, path = template.arguments, template.arguments_path
    listed = values.get(*path)
    unsure = _unsure(values, template)
    if unsure is not None:
        return unsure
    if listed is not None and not isinstance(listed, list):
        place = values.label(path, f"{dotted(path)}: {show(listed)}")
        return Fact(None, place, (), f"`{dotted(path)}` is not a list")
    if arguments.illegal:
        first = arguments.illegal[0]
        place = _argument(values, path, first)
        return Fact(None, place, (), f'the virtual kubelet cannot read "{first.item}"')
    argument = arguments.effective
    if argument is None or (key.value is None and not template.path):
        return key
    place = _argument(values, path, argument)
    earlier = tuple(_argument(values, path, other) for other in reversed(arguments.legal[:-1]))
    agrees = key.value is not argument.value
    overrode = (*earlier, *(() if agrees else (key.decided_by,)), *key.overrode)
    reflect = values.get(*template.reflect_path)
    if template.contradicts(reflect):
        doubt = f"`{dotted(template.reflect_path)}` is `{show(reflect)}`, but `{argument.item}` says the opposite"
        return Fact(None, place, overrode, doubt)
    return Fact(not argument.value, place, overrode)


def _unsure(values: Values, template: OptionsTemplate) -> Fact | None:
    """Return the fact, undecided, if arguments that are not known yet may decide it; else None."""
    path = template.arguments_path
    unsure = not_known(values, path)
    if unsure is not None:
        return unsure.replace(overrode=())
    listed = values.get(*path)
    last = template.arguments.effective.position if template.arguments.effective else -1
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if index >= last and isinstance(item, Unknown) and may_be_switch(str(item)):
            place = values.label((*path, index), str(item))
            return Fact(None, place, (), f'"{item}" is filled in by a template')
    return None


def _argument(values: Values, path: Path, argument: Occurrence) -> Label:
    return values.label((*path, argument.position), argument.item)
