"""The releases that Helm stores in Secrets or ConfigMaps: what is kept of them, and which one is Liqo's.

Values are kept with credentials masked, and without ``extraObjects``, which may be Secrets. Of an umbrella chart, only
the values of Liqo are kept. The rendered manifests and the templates are not kept.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.cluster.cluster_object import ClusterObject, read_time
from liqo_values.model.layers import HELM_NAME
from liqo_values.model.nodes import from_plain
from liqo_values.parsing.masking import Secrets, credentials, hidden, masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

#: The name of Liqo's chart, whoever publishes it, and the part that only our chart has.
LIQO, LIBRARY = "liqo", "liqo-library"
#: The kinds of objects that Helm can store releases in, the default one first.
HOLDERS = SECRET, CONFIG_MAP = "Secret", "ConfigMap"
#: The status of a revision that Helm installed without an error, and has not replaced.
DEPLOYED = "deployed"
#: The most bytes of a release that are read: a Secret has at most a megabyte of them compressed.
_MOST = 1 << 26
#: How zlib is told that the text is in gzip's format.
_GZIP = 16 + zlib.MAX_WBITS
_NOT_KEPT = "extraObjects"
#: How keys end whose texts are masked, in small letters and without `-`, `_` and `.`: none of a text of Liqo's chart.
_PRIVATE = (
    *("password", "passwd", "passphrase", "token", "secret", "credential", "credentials"),
    *("apikey", "accesskey", "privatekey", "tlskey", "kubeconfig", "dockerconfigjson"),
)


class StoredRelease(NamedTuple):
    """A revision of a release.

    Attributes:
        holder: The Secret or ConfigMap that it was read from.
    """

    holder: ClusterObject

    @property
    def name(self) -> str:
        """The name of the release."""
        return self.holder.text("release", "name")

    @property
    def revision(self) -> int:
        """The number of the revision."""
        return self.holder.number("release", "revision")

    @property
    def status(self) -> str:
        """``deployed``, ``superseded``, ``failed``, ``uninstalling``, ``pending-upgrade`` and so on."""
        return self.holder.text("release", "status")

    @property
    def deployed(self) -> datetime | None:
        """When it was installed or upgraded."""
        return read_time(self.holder.text("release", "deployed"))

    @property
    def description(self) -> str:
        """What Helm says about it."""
        return self.holder.text("release", "description")

    @property
    def written_by(self) -> list[str]:
        """The programs that wrote it, such as ``Helm``, ``liqoctl`` or ``helm-controller``; none if that is not known.

        The API server takes the name from the User-Agent, which begins with the name of the file of the program:
        liqoctl under another name is not known as liqoctl. Helm's command line always calls itself Helm.
        """
        return list(dict.fromkeys(one.text("manager") for one in self.holder.parts("metadata", "managedFields")))

    @property
    def chart_name(self) -> str:
        """The name of its chart."""
        return self.holder.text("release", "chart", "name")

    @property
    def chart_version(self) -> str:
        """The version of its chart."""
        return self.holder.text("release", "chart", "version")

    @property
    def dependencies(self) -> list[ClusterObject]:
        """The dependencies of its chart: ``name``, ``alias``, ``version``, ``repository``."""
        return self.holder.parts("release", "chart", "dependencies")

    @property
    def dependency(self) -> ClusterObject | None:
        """Liqo among these dependencies; None for any other chart."""
        return next((one for one in self.dependencies if one.text("name") == LIQO), None)

    @property
    def values(self) -> Mapping[str, Any]:
        """The values of the user, for Liqo."""
        return self.holder.map("release", "values")

    @property
    def command(self) -> str:
        """The command that prints the values."""
        return f"{HELM_NAME} {self.name} --namespace {self.holder.namespace}"


def with_release(holder: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a Secret or ConfigMap of Helm's with the release in ``release``; None if it is not one of Liqo."""
    text = ClusterObject(holder).text("data", "release")
    release = _decoded(text, encoded=2 if holder.get("kind") == SECRET else 1)
    if release is None:
        return None
    kept = ClusterObject(release)
    chart = kept.map("chart", "metadata")
    dependencies = [
        {key: one.text(key) for key in ("name", "alias", "version", "repository")}
        for one in ClusterObject(chart).parts("dependencies")
    ]
    own = chart.get("name") == LIQO
    key = next((one["alias"] or one["name"] for one in dependencies if one["name"] == LIQO), "")
    if not own and not key:
        return None
    values = kept.map("config") if own else kept.map("config", key)
    return {
        **{name: value for name, value in holder.items() if name != "data"},
        "release": {
            "name": kept.text("name"),
            "revision": kept.number("version"),
            "status": kept.text("info", "status"),
            "deployed": kept.text("info", "last_deployed"),
            "description": _secrets(values).masked(masked(kept.text("info", "description"))),
            "chart": {"name": chart.get("name"), "version": chart.get("version"), "dependencies": dependencies},
            "values": _shareable(values),
        },
    }


def _decoded(text: str, encoded: int) -> dict[str, Any] | None:
    """Read what Helm stores: JSON, compressed, in base64, which Kubernetes encodes once more in a Secret."""
    data = text.encode()
    try:
        for _ in range(encoded):
            data = base64.b64decode(data)
        content = zlib.decompressobj(_GZIP).decompress(data, _MOST) if data[:2] == b"\x1f\x8b" else data
        loaded = json.loads(content)
    except (ValueError, zlib.error, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None


def _secrets(values: Mapping[str, Any]) -> Secrets:
    return Secrets([*credentials(from_plain(dict(values))), *_private(values)])


def _private(value: Any) -> Iterator[str]:  # noqa: ANN401 - values of any type
    """Yield the texts at keys that may be credentials of other charts: a bundle is given to others."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and _is_private(key):
                yield item
            yield from _private(item)
    elif isinstance(value, list):
        for item in value:
            yield from _private(item)


def _is_private(key: object) -> bool:
    return str(key).lower().replace("-", "").replace("_", "").replace(".", "").endswith(_PRIVATE)


def _shareable(values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - values of any type
    shared: dict[str, Any] = {key: value for key, value in values.items() if key != _NOT_KEPT}
    return hidden((), _without_private(shared), _secrets(values))


def _without_private(value: Any) -> Any:  # noqa: ANN401 - values of any type
    if isinstance(value, dict):
        return {
            key: "***" if item and isinstance(item, str) and _is_private(key) else _without_private(item)
            for key, item in value.items()
        }
    return [_without_private(item) for item in value] if isinstance(value, list) else value


def history(objects: Iterable[ClusterObject]) -> list[StoredRelease]:
    """Return the revisions of Liqo's release, oldest first.

    Of several releases, it is the newest one that is deployed: a second installation fails, because the objects exist.
    """
    by_name = _by_name(objects)
    chosen = max(by_name.values(), key=_rank, default=[])
    return sorted(chosen, key=lambda one: one.revision)


def other_releases(objects: Iterable[ClusterObject], release: StoredRelease) -> list[StoredRelease]:
    """Return the newest revision of every other release of Liqo in the same namespace."""
    others = (revisions for name, revisions in _by_name(objects).items() if name != release.name)
    return [max(revisions, key=lambda one: one.revision) for revisions in others]


def _by_name(objects: Iterable[ClusterObject]) -> dict[str, list[StoredRelease]]:
    found: dict[str, list[StoredRelease]] = {}
    for one in map(StoredRelease, (one for one in objects if one.kind in HOLDERS)):
        if one.chart_name == LIQO or one.dependency is not None:
            found.setdefault(one.name, []).append(one)
    return found


def _rank(revisions: Sequence[StoredRelease]) -> tuple[bool, float]:
    times = (one.deployed.timestamp() for one in revisions if one.deployed is not None)
    return any(one.status == DEPLOYED for one in revisions), max(times, default=0)
