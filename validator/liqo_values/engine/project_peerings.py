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
            raise _error(provider.place, f"`{provider.text}` cannot be peered with itself", "name two clusters")
        yield Peering(
            consumer,
            provider,
            places,
            entry.get("networking"),
            entry.get("optionsTemplate", ""),
            entry.get("servicesAcross", False),
        )


def misspelt(peerings: Sequence[Peering], results: Sequence[CheckResult]) -> Iterator[InputError]:
    """Yield an error for each cluster in the peerings that no release of a complete run is for.

    If not all releases could be read, one of them may be for any cluster: a name then only counts as misspelt if it is
    similar to another one. The same applies to options templates, which need not be in the values.
    """
    clusters = [result.cluster for result in results if result.cluster is not None]
    known = tuple(peered_clusters.names(clusters))
    for name in peered_clusters.unknown(peerings, clusters):
        near = nearest(name.text, known)
        listed = ", ".join(f"`{one}`" for one in known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
        others = f"use a cluster ID, the name of a release or its topmost file; there are {listed}"
        if near or len(clusters) == len(results):
            message = f"no release is for the cluster `{name.text}`"
            yield _error(name.place, message, f"did you mean `{near}`?" if near else others)
    for pair in peered_clusters.pairs(peerings, clusters):
        template = pair.peering.options_template
        near = nearest(template, tuple(pair.consumer.mode.templates)) if pair.lacks_template else None
        if near:
            message = f"`{pair.peering.consumer.text}` has no options template `{template}`"
            yield _error(pair.peering.at("optionsTemplate", ""), message, f"did you mean `{near}`?")


def _error(place: Label, message: str, remedy: str) -> InputError:
    return InputError(f"`{place.layer}`: {message}", remedy, place.span)


def _label(span: Span, key: str) -> Label:
    return Label(span, span.source.name, key)
