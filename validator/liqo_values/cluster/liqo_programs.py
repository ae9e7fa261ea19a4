"""What the arguments of Liqo's programs say: whether the networking module is on, and what virtual kubelets do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.liqo import program_args
from liqo_values.model.findings import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.cluster.cluster_object import ClusterObject
    from liqo_values.cluster.snapshot import Snapshot

_MODULE = "--networking-enabled"
_POD_CIDR = "local-podcidr"
#: The type of flags that keep their last value.
_ONE_TEXT = "string"


class Seen(NamedTuple):
    """A fact that an object shows.

    Attributes:
        value: On or off; None if that cannot be seen.
        place: The object, and the words in it that say so.
    """

    value: bool | None
    place: Label

    @property
    def word(self) -> str:
        """``on``, ``off`` or ``not known``."""
        return {True: "on", False: "off", None: "not known"}[self.value]


def find_manager(snapshot: Snapshot) -> ClusterObject | None:
    """Return the Deployment of the controller manager, known by its arguments; None if it is not there."""
    return next((one for one in snapshot.of_kind("Deployment") if is_manager(one)), None)


def is_manager(deployment: ClusterObject) -> bool:
    """Return whether a Deployment is that of Liqo's controller manager."""
    return any(_is_module(one) for one in arguments(deployment))


def module_of(manager: ClusterObject) -> Seen:
    """Return whether the networking module is on, by the arguments of a controller manager."""
    given = [one for one in arguments(manager) if _is_module(one)]
    if not given:
        return Seen(None, manager.label(f"no {_MODULE}"))
    _, separator, value = given[-1].partition("=")
    return Seen(program_args.BOOLEANS.get(value) if separator else True, manager.label(given[-1]))


def reflection(owner: ClusterObject, items: Sequence[str], flags: Mapping[str, str]) -> Seen:
    """Return whether a virtual kubelet with some arguments reflects IPs.

    Args:
        owner: The object that has the arguments.
        items: The arguments.
        flags: The flags of the virtual kubelet, with their types.
    """
    read = program_args.read(items, flags)
    if read.illegal:
        return Seen(None, owner.label(read.illegal[0].item))
    if read.effective is None:
        return Seen(True, owner.label(f"no {program_args.SWITCH}"))
    return Seen(not read.effective.value, owner.label(read.effective.item))


def pod_cidrs(owner: ClusterObject, flags: Mapping[str, str]) -> list[str]:
    """Return the networks whose addresses a virtual kubelet takes for those of local pods.

    Before v1.2.0 the last flag wins; since then, the virtual kubelet gathers all.

    Args:
        owner: Its pod or Deployment.
        flags: Its flags, with their types.
    """
    read = program_args.read(arguments(owner), flags).arguments
    given = [one.value for one in read if one.name == _POD_CIDR and one.value is not None]
    if flags.get(_POD_CIDR) == _ONE_TEXT:
        return given[-1:]
    return [cidr for text in given for cidr in text.split(",")]


def arguments(owner: ClusterObject) -> list[str]:
    """Return the arguments of the first container of a pod or a Deployment."""
    path = ("spec",) if owner.kind == "Pod" else ("spec", "template", "spec")
    containers = owner.parts(*path, "containers")
    return containers[0].texts("args") if containers else []


def _is_module(argument: str) -> bool:
    return argument == _MODULE or argument.startswith(f"{_MODULE}=")
