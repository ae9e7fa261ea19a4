"""Reads a cluster with the user's own kubectl: it only gets and lists, and asks for the version of the API server."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.cluster_view import is_manager
from liqo_values.cluster.helm_storage import with_release
from liqo_values.cluster.queries import OFFLOADINGS, QUERIES, RELEASES, RELEASES_IN_CONFIG_MAPS, Query, Where, kept
from liqo_values.cluster.snapshot import Snapshot, Unseen
from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEFAULT_NAMESPACE = "liqo"
#: How long the API server may take for its version, and kubectl for that, with its plugins for credentials.
_FIRST_ANSWER, _FIRST_CALL = 5, 9
#: The same for objects.
_ANSWER, _CALL = 30, 60
#: How many calls run at once.
_AT_ONCE = 4
#: From this number of offloaded namespaces on, all namespaces are read at once.
_MANY_NAMESPACES = 10
_MANAGER = "app.kubernetes.io/component=controller-manager"
_FORBIDDEN = "(Forbidden)"
_NO_SUCH_KIND = "the server doesn't have a resource type"


class Access(NamedTuple):
    """The way to a cluster, as kubectl's options give it.

    Attributes:
        context: A context of the kubeconfig; empty for the current one.
        kubeconfig: The kubeconfig; empty for the one that kubectl uses by default.
        namespace: The namespace of Liqo; empty to look for it.
    """

    context: str = ""
    kubeconfig: str = ""
    namespace: str = ""

    @property
    def options(self) -> list[str]:
        """The options of kubectl."""
        pairs = (("--context", self.context), ("--kubeconfig", self.kubeconfig))
        return [f"{name}={value}" for name, value in pairs if value]

    @property
    def command(self) -> str:
        """The beginning of a command of kubectl for this cluster, for messages."""
        return " ".join(["kubectl", *self.options])


class _Answer(NamedTuple):
    status: int
    output: str
    errors: str

    @property
    def reason(self) -> str:
        """The last line of the errors, which says most."""
        lines = [line for line in self.errors.splitlines() if line.strip()]
        return lines[-1].strip() if lines else f"kubectl exits with {self.status}"


class _Found(NamedTuple):
    """What one query found."""

    items: Sequence[dict[str, Any]] = ()
    unseen: Unseen | None = None
    absent: bool = False


def collect(access: Access) -> Snapshot:
    """Read all objects that ``QUERIES`` lists.

    Raises:
        InputError: there is no kubectl, or the API server does not answer.
    """
    _check(access)
    namespace = access.namespace or _namespace(access)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        first = [query for query in QUERIES if query.where is not Where.OFFLOADED]
        found = list(pool.map(lambda batch: _batch(access, batch, namespace), _batches(first)))
        pairs = [pair for batch in found for pair in batch]
        offloaded = sorted({_namespace_of(item) for query, one in pairs if query is OFFLOADINGS for item in one.items})
        second = [query for query in QUERIES if query.where is Where.OFFLOADED]
        places = offloaded if len(offloaded) <= _MANY_NAMESPACES else [""]
        for batch in pool.map(lambda place: _batch(access, second, place), places):
            pairs += [(query, _only(one, offloaded)) for query, one in batch]
    objects = [ClusterObject(item) for query, one in pairs for item in _kept(query, one.items)]
    return Snapshot(
        datetime.now(UTC),
        access.context or _call(access, ["config", "current-context"]).output.strip(),
        namespace,
        tuple({(one.kind, one.full_name): one for one in objects}.values()),
        _unseen(pairs, objects),
        tuple(dict.fromkeys(query.argument for query, one in pairs if one.absent)),
    )


def _unseen(pairs: Sequence[tuple[Query, _Found]], objects: Sequence[ClusterObject]) -> tuple[Unseen, ...]:
    """Return what could not be read; nobody needs the ConfigMaps if the release is in a Secret."""
    unneeded = RELEASES_IN_CONFIG_MAPS if any(one.kind == RELEASES.kind for one in objects) else None
    found = (one.unseen for query, one in pairs if one.unseen is not None and query is not unneeded)
    return tuple(dict.fromkeys(found))


def _check(access: Access) -> None:
    """Make sure that there is a kubectl, and that the API server answers.

    Raises:
        InputError: one of them is missing.
    """
    command = ["version", "--output=json", f"--request-timeout={_FIRST_ANSWER}s"]
    answer = _call(access, command, timeout=_FIRST_CALL)
    if answer.status and _FORBIDDEN not in answer.errors:
        message = f"the cluster cannot be read: {answer.reason}"
        raise InputError(message, f"try `{access.command} version`; --context and --kubeconfig select another cluster")


def _namespace(access: Access) -> str:
    """Return the namespace of Liqo's controller manager.

    Raises:
        InputError: there are several.
    """
    query = next(one for one in QUERIES if one.kind == "Deployment")._replace(where=Where.EVERYWHERE, labels=_MANAGER)
    managers = [item for item in _query(access, [query], "").items if is_manager(ClusterObject(item))]
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


def _batch(access: Access, batch: Sequence[Query], namespace: str) -> list[tuple[Query, _Found]]:
    """Read several kinds in one call, or one by one if that fails."""
    at = "" if batch[0].where is Where.EVERYWHERE else namespace
    together = _query(access, batch, at)
    if together.unseen is None and not together.absent:
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for item in together.items:
            by_kind.setdefault(str(item.get("kind")), []).append(item)
        return [(query, _Found(by_kind.get(query.kind, ()))) for query in batch]
    if len(batch) == 1:
        return [(batch[0], together)]
    return [(query, _query(access, [query], at)) for query in batch]


def _query(access: Access, batch: Sequence[Query], namespace: str) -> _Found:
    kinds = ",".join(query.argument for query in batch)
    command = ["get", kinds, "--output=json", f"--request-timeout={_ANSWER}s"]
    command.append(f"--namespace={namespace}" if namespace else "--all-namespaces")
    command += [f"--selector={batch[0].labels}"] if batch[0].labels else []
    command += [f"--field-selector=metadata.name={batch[0].names}"] if batch[0].names else []
    answer = _call(access, command)
    if answer.status == 0:
        loaded = _loaded(answer.output)
        if loaded is not None:
            return _Found(loaded)
    if _NO_SUCH_KIND in answer.errors:
        return _Found(absent=True)
    shows = " and ".join(query.shows for query in batch)
    return _Found(unseen=Unseen(kinds, namespace, shows, answer.reason, forbidden=_FORBIDDEN in answer.errors))


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


def _call(access: Access, command: Sequence[str], timeout: float = _CALL) -> _Answer:
    """Run kubectl.

    Raises:
        InputError: there is no kubectl, or it takes too long.
    """
    try:
        done = subprocess.run(
            ["kubectl", *access.options, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=timeout,
        )
    except FileNotFoundError:
        _stop("there is no kubectl", "install kubectl, or pass a bundle with --bundle")
    except subprocess.TimeoutExpired:
        advice = f"try `{access.command} version`; --context and --kubeconfig select another cluster"
        _stop(f"the cluster cannot be read: kubectl takes more than {timeout:g} seconds", advice)
    except OSError as error:
        _stop(f"kubectl cannot be run: {error.strerror}", "install kubectl, or pass a bundle with --bundle")
    return _Answer(done.returncode, done.stdout, done.stderr)


def _stop(message: str, remedy: str) -> NoReturn:
    raise InputError(message, remedy)
