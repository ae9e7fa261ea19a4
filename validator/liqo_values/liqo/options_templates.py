"""``virtualKubelet.optionsTemplates``: additional VkOptionsTemplates by name, each based on the default one.

What a template sets itself, with a key or an argument, overrides what it inherits. Its arguments follow the inherited
ones, so they are read as if they were the only ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import ARGS, OPTIONS_TEMPLATES, REFLECT
from liqo_values.liqo.program_args import Arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Values

#: The VkOptionsTemplate that the chart renders from ``virtualKubelet`` and ``offloading``.
DEFAULT_TEMPLATE = "virtual-kubelet-default"


class OptionsTemplate(NamedTuple):
    """A VkOptionsTemplate that the chart renders.

    Attributes:
        path: Its path in the values; empty for the default template.
        arguments: Its own arguments, parsed.
        arguments_path: Their path in the values.
        reflect_path: The path of the key that sets IP reflection.
        inherits_arguments: Whether the arguments of the default template precede its own.
    """

    path: Path
    arguments: Arguments
    arguments_path: Path
    reflect_path: Path
    inherits_arguments: bool

    @property
    def name(self) -> str:
        """Its name; empty for the default one."""
        return str(self.path[-1]) if self.path else ""

    def contradicts(self, reflect: Plain) -> bool:
        """Return whether an argument says the opposite of the key.

        The default template's key is true by default, so an argument may turn reflection off.
        """
        argument = self.arguments.effective
        if argument is None or not isinstance(reflect, bool) or (reflect and not self.path):
            return False
        return argument.value is reflect

    def repeats(self, reflect: Plain) -> bool:
        """Return whether an argument repeats what the key says."""
        argument = self.arguments.effective
        if argument is None or not isinstance(reflect, bool) or (reflect and not self.path):
            return False
        return argument.value is not reflect


def default(values: Values, read: Callable[[Plain], Arguments]) -> OptionsTemplate:
    """Return the default template, which virtual nodes use unless they name another one."""
    return OptionsTemplate((), read(values.get(*ARGS)), ARGS, REFLECT, inherits_arguments=False)


def named(values: Values, read: Callable[[Plain], Arguments]) -> tuple[OptionsTemplate, ...]:
    """Return all other templates, sorted by name; one that is null is deleted."""
    listed = values.get(*OPTIONS_TEMPLATES)
    if not isinstance(listed, dict):
        return ()
    return tuple(_template(name, own, read) for name, own in sorted(listed.items()) if isinstance(own, dict))


def _template(name: str, own: dict[str, Plain], read: Callable[[Plain], Arguments]) -> OptionsTemplate:
    path: Path = (*OPTIONS_TEMPLATES, name)
    extra = own.get("extra", {})
    arguments = extra.get("args", []) if isinstance(extra, dict) else extra
    return OptionsTemplate(
        path,
        read(arguments),
        (*path, "extra", "args"),
        (*path, "reflectIPs"),
        inherits_arguments=arguments is not None,
    )
