"""What a chart deploys, and what its modes mean to users."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.model.nodes import Path


class Component(NamedTuple):
    """A part of the chart.

    Attributes:
        name: Its folder among the chart's templates, or its subchart.
        what: What it is, in a few words.
        network: Whether it belongs to the networking module.
        switch: The key that turns it on and off; empty if there is none.
    """

    name: str
    what: str
    network: bool = False
    switch: Path = ()


class NeededKey(NamedTuple):
    """A key or section of a published chart that must not be null.

    Attributes:
        path: Its path.
        on: The keys that must be on for that.
        off: The keys that must be off for that.
        then: What happens without a value; empty if the templates cannot be rendered.
    """

    path: Path
    on: tuple[Path, ...]
    off: tuple[Path, ...]
    then: str


class TypedKey(NamedTuple):
    """A key of a published chart that Helm cannot render the templates with, if its value has the wrong type.

    Attributes:
        path: Its path; ``*`` stands for any item of a list.
        on: The keys that must be on for that.
        off: The keys that must be off for that.
        wrong: The types that are wrong: ``string``, ``number``, ``boolean``, ``list``, ``map``.
        empty_too: Whether false, 0 and empty values of these types are wrong, too.
        matches: The expression that a string must match as a whole; any string if empty.
    """

    path: Path
    on: tuple[Path, ...]
    off: tuple[Path, ...]
    wrong: frozenset[str]
    empty_too: bool
    matches: str


class UnquotedKey(NamedTuple):
    """A key of a published chart whose value is in manifests as it is, without quotes of its own.

    Attributes:
        path: Its path; ``*`` stands for any item of a list.
        on: The keys that must be on for that.
        off: The keys that must be off for that.
        lines: The lines in which it is, such as ``key: {}``.
        unless_empty: Whether false, 0 and empty values are not written.
    """

    path: Path
    on: tuple[Path, ...]
    off: tuple[Path, ...]
    lines: tuple[str, ...]
    unless_empty: bool


class RemotePod(NamedTuple):
    """What the consumer cluster sees of a pod that runs on the provider.

    Attributes:
        ip: An example of its IP as ``kubectl get pods -o wide`` shows it on the consumer.
        ip_note: What this IP is.
        services: Whether Services reach it.
        traffic: How packets get there.
    """

    ip: str
    ip_note: str
    services: str
    traffic: str


class Effect(NamedTuple):
    """What one mode means.

    Attributes:
        meaning: The mode in one line.
        pod: What a remote pod looks like.
        provide: What the user still has to provide.
        know: What is worth knowing about this mode.
    """

    meaning: str
    pod: RemotePod
    provide: tuple[str, ...]
    know: tuple[str, ...]


class Effects(NamedTuple):
    """What the modes mean.

    Attributes:
        by_mode: What each one means, by its name.
        existing_nodes: What a change of IP reflection means for existing virtual nodes.
        always: What is worth knowing in every mode.
    """

    by_mode: Mapping[str, Effect]
    existing_nodes: str
    always: tuple[str, ...]
