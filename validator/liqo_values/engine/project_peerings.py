"""The peerings that the project file states."""

# Imports that only few project files need happen when they are needed.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from liqo_values.liqo.clusters import are_different
from liqo_values.liqo.peered_clusters import ClusterName, PeeredClusters, Peering, names
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Label
from liqo_values.model.locations import relative
from liqo_values.suppressions import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.clusters import Cluster
    from liqo_values.liqo.peered_clusters import Pair
    from liqo_values.model.findings import Suppression
    from liqo_values.model.source_text import Source, Span

#: The most names to list in one message, and to report.
_LISTED = 5
#: What comments of a project file suppress, by the code of the rule and the place.
Suppressions: TypeAlias = "Mapping[tuple[str, str], Suppression]"


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


def suppressed_by_comments(peerings: Sequence[Peering], source: Source) -> Suppressions:
    """Return what comments in the project file suppress.

    Args:
        peerings: The peerings in the file.
        source: The file.

    Raises:
        InputError: a comment is malformed, names no rule, or one that is not reported in the project file.
    """
    if MARK not in source.text.lower():
        return {}
    from liqo_values.engine.across_releases import suppressions
    from liqo_values.suppressions.parse_comments import read

    ignores, diagnostics = read(source.name, source, project=True)
    for wrong in diagnostics:
        raise InputError(f"`{source.name}`: {wrong.message}", wrong.help, wrong.primary.span)
    return suppressions([place for peering in peerings for place in peering.places.values()], ignores)


def misspelt(peerings: Sequence[Peering], results: Sequence[CheckResult]) -> Iterator[InputError]:
    """Yield an error for each peering whose clusters or options template are not those of a complete run.

    Peerings that contradict each other are errors as well.
    """
    clusters = [result.cluster for result in results if result.cluster is not None]
    peered = PeeredClusters(peerings, clusters)
    unknown = {
        name.text: name
        for peering in peerings
        for name in (peering.consumer, peering.provider)
        if not peered.called(name)
    }
    known = tuple(names(clusters))
    for name in islice(unknown.values(), _LISTED):
        yield from _unknown_cluster(name, known, complete=len(clusters) == len(results))
    named = {name.text: name for peering in peerings for name in (peering.consumer, peering.provider)}
    for name in named.values():
        yield from _ambiguous(name, peered.called(name))
    for peering in peerings:
        pairs = peered.pairs_of(peering)
        if not pairs and not unknown.keys() & {peering.consumer.text, peering.provider.text}:
            yield _with_itself(peering)
        for pair in pairs[:1]:
            yield from _unknown_template(pair)
    yield from _contradicting([pair for peering in peerings for pair in peered.pairs_of(peering)[:1]])


def _ambiguous(name: ClusterName, called: Sequence[Cluster]) -> Iterator[InputError]:
    """Yield an error if releases with a name are certainly for different clusters."""
    first = called[:1]
    other = next((one for one in called[1:] if are_different(first[0], one)), None)
    if other is not None:
        message = f"`{name.text}` is the name of several clusters: those of {first[0].release} and {other.release}"
        yield _error(name.place, message, "use a cluster ID, or the topmost file of the release")


def _contradicting(pairs: Sequence[Pair]) -> Iterator[InputError]:
    """Yield an error for each peering that is stated with a network and also without."""
    stated_before: dict[tuple[int, int], bool] = {}
    for pair in pairs:
        networking = pair.peering.networking
        if networking is None:
            continue
        if stated_before.setdefault((id(pair.consumer), id(pair.provider)), networking) is not networking:
            one, other = pair.peering.consumer.text, pair.peering.provider.text
            message = f"the peering of `{one}` with `{other}` is stated with a network and also without"
            yield _error(pair.peering.at("networking", ""), message, "keep one of the two")


def _unknown_cluster(name: ClusterName, known: tuple[str, ...], *, complete: bool) -> Iterator[InputError]:
    """Yield the error; if a release could not be read, it may have the name, unless that is similar to another one."""
    near = nearest(name.text, known)
    listed = ", ".join(f"`{one}`" for one in known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    others = (
        f"use a cluster ID, the name of a release, its topmost file or the name in its manifest; there are {listed}"
    )
    if near or complete:
        message = f"no release is for the cluster `{name.text}`"
        yield _error(name.place, message, f"did you mean `{near}`?" if near else others)


def _unknown_template(pair: Pair) -> Iterator[InputError]:
    """Yield the error if the name is similar to another one; options templates need not be in the values."""
    template = pair.peering.options_template
    near = nearest(template, tuple(pair.consumer.mode.templates)) if pair.lacks_template else None
    if near:
        message = f"`{pair.peering.consumer.text}` has no options template `{template}`"
        yield _error(pair.peering.at("optionsTemplate", ""), message, f"did you mean `{near}`?")


def _with_itself(peering: Peering) -> InputError:
    one, other = peering.consumer, peering.provider
    message = f"`{one.text}` and `{other.text}` are the same cluster, which cannot be peered with itself"
    return _error(other.place, message, "name two clusters")


def _error(place: Label, message: str, remedy: str) -> InputError:
    return InputError(f"`{place.layer}`: {message}", remedy, place.span)


def _label(span: Span, key: str) -> Label:
    return Label(span, span.source.name, key)
