"""The peerings that the project file states."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from liqo_values.liqo import peered_clusters
from liqo_values.liqo.peered_clusters import ClusterName, Peering
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Label
from liqo_values.model.locations import relative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.source_text import Span

#: The most names to list in one message.
_LISTED = 5


def stated(
    entries: Sequence[dict[str, Any]], folder: Path, place: Callable[[Sequence[str | int]], Span]
) -> Iterator[Peering]:
    """Read the peerings.

    Args:
        entries: The entries below ``peerings``, which are valid.
        folder: The folder of the project file.
        place: Returns the place of the text or boolean at a path.

    Raises:
        InputError: the provider is the consumer.
    """
    for number, entry in enumerate(entries):
        places = {key: _label(place(("peerings", number, key)), key) for key in entry}
        consumer, provider = (
            ClusterName(entry[key], relative(os.path.relpath(folder / entry[key])), places[key])
            for key in ("consumer", "provider")
        )
        if consumer.text == provider.text:
            raise _error(provider, f"`{provider.text}` cannot be peered with itself", "name two clusters")
        template = entry.get("optionsTemplate", "")
        yield Peering(consumer, provider, places, entry.get("networking"), template)


def misspelt(peerings: Sequence[Peering], results: Sequence[CheckResult]) -> Iterator[InputError]:
    """Yield an error for each cluster in the peerings that no release of a complete run is for."""
    clusters = [result.cluster for result in results if result.cluster is not None]
    known = peered_clusters.names(clusters)
    for name in peered_clusters.unknown(peerings, clusters):
        near = nearest(name.text, tuple(known))
        listed = ", ".join(f"`{one}`" for one in known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
        others = f"use a cluster ID, the name of a release or its topmost file; there are {listed}"
        yield _error(
            name, f"no release is for the cluster `{name.text}`", f"did you mean `{near}`?" if near else others
        )


def _error(name: ClusterName, message: str, remedy: str) -> InputError:
    return InputError(f"`{name.place.layer}`: {message}", remedy, name.place.span)


def _label(span: Span, key: str) -> Label:
    return Label(span, span.source.name, key)
