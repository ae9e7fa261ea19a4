"""Reads a cluster with the user's own kubectl: it only gets and lists, and asks for the version of the API server."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.helm_storage import with_release
from liqo_values.cluster.kubectl_process import NO_ANSWER, Kubectl
from liqo_values.cluster.liqo_programs import is_manager
from liqo_values.cluster.queries import (
    MANAGERS,
    OFFLOADINGS,
    QUERIES,
    RELEASES,
    RELEASES_IN_CONFIG_MAPS,
    Query,
    Where,
    kept,
)
from liqo_values.cluster.snapshot import Snapshot, Unseen
from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

    from liqo_values.cluster.kubectl_process import Access, Answer

DEFAULT_NAMESPACE = "liqo"
#: How long the API server may take for its version, and kubectl for that, with its plugins for credentials: with what
#: this program takes to start, less than ten seconds.
_FIRST_ANSWER, _FIRST_CALL = 5, 8
#: The same for objects.
_ANSWER, _CALL = 30, 60
#: How many calls run at once.
_AT_ONCE = 4
#: From this number of offloaded namespaces on, all namespaces are read at once.
_MANY_NAMESPACES = 10
_MANAGER = "app.kubernetes.io/component=controller-manager"
_WITH_MANAGERS = "--show-managed-fields"
_FORBIDDEN = "Error from server (Forbidden)"
_NO_SUCH_KIND = "the server doesn't have a resource type"


class _Found(NamedTuple):
    """What one query found."""

    items: Sequence[dict[str, Any]] = ()
    unseen: Unseen | None = None
    absent: bool = False
    answered: bool = True


def collect(access: Access) -> Snapshot:
    """Read all objects that ``QUERIES`` lists.

    Raises:
        InputError: there is no kubectl, or the API server does not answer.
    """
    kubectl = Kubectl(access)
    _check(kubectl, access)
    namespace = access.namespace or _namespace(kubectl)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            pairs = _read(kubectl, pool, namespace)
        except BaseException:  # an interruption, too: nothing else is read
            kubectl.stop()
            raise
    objects = [ClusterObject(item) for query, one in pairs for item in _kept(query, one.items)]
    return Snapshot(
        datetime.now(UTC),
        access.context or kubectl.call(["config", "current-context"], _FIRST_CALL).output.strip(),
        namespace,
        tuple({(one.kind, one.full_name): one for one in objects}.values()),
        _unseen(pairs, objects),
        tuple(dict.fromkeys(query.argument for query, one in pairs if one.absent)),
    )


def _read(kubectl: Kubectl, pool: Executor, namespace: str) -> list[tuple[Query, _Found]]:
    """Return what each query finds; where the last ones are read depends on what the others find."""
    first = [query for query in QUERIES if query.where is not Where.OFFLOADED]
    found = pool.map(lambda batch: _batch(kubectl, batch, namespace), _batches(first))
    pairs = [pair for batch in found for pair in batch]
    offloaded = sorted({_namespace_of(item) for query, one in pairs if query is OFFLOADINGS for item in one.items})
    second = [query for query in QUERIES if query.where is Where.OFFLOADED]
    places = offloaded if len(offloaded) <= _MANY_NAMESPACES else [""]
    for batch in pool.map(lambda place: _batch(kubectl, second, place), places):
        pairs += [(query, _only(one, offloaded)) for query, one in batch]
    return pairs


def _unseen(pairs: Sequence[tuple[Query, _Found]], objects: Sequence[ClusterObject]) -> tuple[Unseen, ...]:
    """Return what could not be read; nobody needs the ConfigMaps if the release is in a Secret."""
    unneeded = RELEASES_IN_CONFIG_MAPS if any(one.kind == RELEASES.kind for one in objects) else None
    found = (one.unseen for query, one in pairs if one.unseen is not None and query is not unneeded)
    return tuple(dict.fromkeys(found))


def _check(kubectl: Kubectl, access: Access) -> None:
    """Make sure that there is a kubectl, and that the API server answers.

    Raises:
        InputError: one of them is missing.
    """
    answer = kubectl.call(["version", "--output=json", f"--request-timeout={_FIRST_ANSWER}s"], _FIRST_CALL)
    if answer.status != 0 and not _is_forbidden(answer):
        message = f"the cluster cannot be read: {answer.reason}"
        raise InputError(message, f"try `{access.command} version`; --context and --kubeconfig select another cluster")


def _namespace(kubectl: Kubectl) -> str:
    """Return the namespace of Liqo's controller manager.

    Raises:
        InputError: there are several.
    """
    query = next(one for one in QUERIES if one.kind == "Deployment")._replace(where=Where.EVERYWHERE, labels=_MANAGER)
    managers = [item for item in _query(kubectl, [query], "").items if is_manager(ClusterObject(item))]
    names = sorted({_namespace_of(item) for item in managers})
    if len(names) > 1:
        message = f"Liqo is in several namespaces: {', '.join(names)}"
        raise InputError(message, "name one with --namespace")
    return names[0] if names else DEFAULT_NAMESPACE


def _batches(queries: Sequence[Query]) -> Iterator[list[Query]]:
    """Group what one call of kubectl can read."""
    ordered = sorted(queries, key=lambda query: (query.where, query.labels, query.names))
    for _, group in groupby(ordered, key=lambda query: (query.where, query.labels, query.names)):
        yield list(group)


def _batch(kubectl: Kubectl, batch: Sequence[Query], namespace: str) -> list[tuple[Query, _Found]]:
    """Read several kinds in one call, or one by one if the API server rejects one of them."""
    at = "" if batch[0].where is Where.EVERYWHERE else namespace
    together = _query(kubectl, batch, at)
    if together.unseen is None and not together.absent:
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for item in together.items:
            by_kind.setdefault(str(item.get("kind")), []).append(item)
        return [(query, _Found(by_kind.get(query.kind, ()))) for query in batch]
    if len(batch) == 1:
        return [(batch[0], together)]
    if together.unseen is not None and not together.answered:
        return [(query, _Found(unseen=_of(query, together.unseen))) for query in batch]
    return [(query, _query(kubectl, [query], at)) for query in batch]


def _query(kubectl: Kubectl, batch: Sequence[Query], namespace: str) -> _Found:
    kinds = ",".join(query.argument for query in batch)
    command = ["get", kinds, "--output=json", f"--request-timeout={_ANSWER}s"]
    command.append(f"--namespace={namespace}" if namespace else "--all-namespaces")
    command += [f"--selector={batch[0].labels}"] if batch[0].labels else []
    command += [f"--field-selector=metadata.name={batch[0].names}"] if batch[0].names else []
    managers = [_WITH_MANAGERS] if any(MANAGERS in query.fields for query in batch) else []
    answer = kubectl.call([*command, *managers], _CALL)
    if f"unknown flag: {_WITH_MANAGERS}" in answer.errors:  # before 1.21, kubectl always shows them
        answer = kubectl.call(command, _CALL)
    if answer.status == 0:
        loaded = _loaded(answer.output)
        if loaded is not None:
            return _Found(loaded)
    if _NO_SUCH_KIND in answer.errors:
        return _Found(absent=True)
    unseen = Unseen(kinds, namespace, "", answer.reason, forbidden=_is_forbidden(answer))
    return _Found(unseen=_of(batch[0], unseen), answered=answer.status is not None and not _is_silent(answer))


def _of(query: Query, unseen: Unseen) -> Unseen:
    """Return the same for one query of several."""
    return unseen._replace(argument=query.argument, shows=query.shows)


def _is_forbidden(answer: Answer) -> bool:
    """Return whether the API server said so: a plugin for credentials may have written the same before."""
    return answer.reason.startswith(_FORBIDDEN)


def _is_silent(answer: Answer) -> bool:
    """Return whether the API server did not answer: it makes no sense to ask for one kind after another."""
    return answer.reason.startswith(NO_ANSWER)


def _loaded(text: str) -> list[dict[str, Any]] | None:
    try:
        return [dict(one.data) for one in ClusterObject(json.loads(text)).parts("items")]
    except ValueError:
        return None


def _kept(query: Query, items: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        useful = with_release(item) if query in (RELEASES, RELEASES_IN_CONFIG_MAPS) else item
        if useful is not None:
            yield kept(query, useful)


def _only(found: _Found, namespaces: Sequence[str]) -> _Found:
    return found._replace(items=[item for item in found.items if _namespace_of(item) in namespaces])


def _namespace_of(item: dict[str, Any]) -> str:
    return ClusterObject(item).namespace
