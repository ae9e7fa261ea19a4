"""What was read from a cluster at one time, and the file that it can be saved to."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from liqo_values import __version__
from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.queries import QUERIES
from liqo_values.model.errors import InputError
from liqo_values.model.nodes import plain
from liqo_values.parsing import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.model.source_text import Source

_GROUP = "liqo-values/"
API, KIND = f"{_GROUP}v1", "ClusterBundle"


class Unseen(NamedTuple):
    """What could not be read.

    Attributes:
        argument: The kind, as kubectl names it.
        namespace: The namespace; empty for all.
        shows: What its objects show.
        reason: What the API server or kubectl answered.
        forbidden: Whether a permission is missing.
    """

    argument: str
    namespace: str
    shows: str
    reason: str
    forbidden: bool


class Snapshot(NamedTuple):
    """What a cluster shows.

    Attributes:
        time: When it was read.
        context: The name of the cluster for the user: a context of kubectl, or a file.
        namespace: The namespace of Liqo.
        objects: The objects.
        unseen: What could not be read.
        absent: The kinds that the API server does not have, as kubectl names them.
        saved_by: The version of liqo-values that saved the bundle; empty for this one.
        not_read: The kinds that this version reads and that one does not, as kubectl names them.
    """

    time: datetime = datetime.fromtimestamp(0, UTC)
    context: str = ""
    namespace: str = "liqo"
    objects: tuple[ClusterObject, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    absent: tuple[str, ...] = ()
    saved_by: str = ""
    not_read: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> Iterator[ClusterObject]:
        """Yield the objects of a kind."""
        return (one for one in self.objects if one.kind == kind)

    def saw(self, argument: str) -> bool:
        """Return whether all objects of a kind could be read, so that what is missing does not exist."""
        return argument not in self.not_read and not any(one.argument == argument for one in self.unseen)


def written(snapshot: Snapshot) -> str:
    """Write the file."""
    document = {
        "apiVersion": API,
        "kind": KIND,
        "liqoValues": snapshot.saved_by or __version__,
        "read": [one for one in _read_here() if one not in snapshot.not_read],
        "time": snapshot.time.isoformat(),
        "context": snapshot.context,
        "namespace": snapshot.namespace,
        "unseen": [one._asdict() for one in snapshot.unseen],
        "absent": list(snapshot.absent),
        "items": [one.data for one in snapshot.objects],
    }
    return json.dumps(document, indent=1) + "\n"


def read(source: Source) -> Snapshot:
    """Read the file, in JSON or YAML.

    Raises:
        InputError: it is not such a file.
    """
    top = ClusterObject(_document(source))
    if top.kind != KIND or not top.text("apiVersion").startswith(_GROUP):
        _reject(source, f"it has no `kind: {KIND}` of `{API}`")
    version = top.text("liqoValues")
    if top.text("apiVersion") != API:
        by = f"by liqo-values {version} " if version else ""
        saved = f"`{source.name}` was saved {by}in the format `{top.text('apiVersion')}`"
        message = f"{saved}; liqo-values {__version__} reads `{API}` only"
        raise InputError(message, f"save it again with liqo-values {__version__}, or read it with the other version")
    time = top.time("time")
    if time is None:
        _reject(source, "its `time` is missing, or not a time with a time zone")
    return Snapshot(
        time,
        top.text("context") or source.name,
        top.text("namespace") or "liqo",
        tuple(top.parts("items")),
        tuple(
            Unseen(
                one.text("argument"),
                one.text("namespace"),
                one.text("shows"),
                one.text("reason"),
                forbidden=one.find("forbidden") is True,
            )
            for one in top.parts("unseen")
        ),
        tuple(top.texts("absent")),
        version if version != __version__ else "",
        tuple(one for one in _read_here() if one not in top.texts("read")) if version else (),
    )


def _read_here() -> Iterable[str]:
    """Return the kinds that this version reads."""
    return dict.fromkeys(query.argument for query in QUERIES)


def _document(source: Source) -> dict[str, Any]:
    if source.text.lstrip().startswith("{"):
        try:
            loaded = json.loads(source.text)
        except (ValueError, RecursionError):
            _reject(source, "it is not JSON")
        return loaded if isinstance(loaded, dict) else {}
    documents, diagnostics = yaml.parse_stream(source)
    if any(one.unreadable for one in diagnostics):
        _reject(source, "it is not YAML")
    document = plain(documents[0]) if len(documents) == 1 else None
    return document if isinstance(document, dict) else {}


def _reject(source: Source, why: str) -> NoReturn:
    message = f"`{source.name}` is not a bundle of `liqo-values doctor`: {why}"
    raise InputError(message, "create one with `liqo-values doctor --save FILE`")
