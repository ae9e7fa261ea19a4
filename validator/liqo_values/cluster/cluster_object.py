"""One object of a cluster, as ``kubectl get -o json`` prints it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liqo_values.model.findings import Label

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClusterObject:
    """An object; what it lacks, and what has another type than in Kubernetes, counts as empty."""

    __slots__ = ("data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data

    def __str__(self) -> str:
        return f"{self.kind} {self.full_name}"

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.text("kind")

    @property
    def name(self) -> str:
        """Its name."""
        return self.text("metadata", "name")

    @property
    def namespace(self) -> str:
        """Its namespace; empty if it has none."""
        return self.text("metadata", "namespace")

    @property
    def full_name(self) -> str:
        """``namespace/name``, or its name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    @property
    def created(self) -> datetime | None:
        """When it was created."""
        return self.time("metadata", "creationTimestamp")

    @property
    def deleted(self) -> datetime | None:
        """When its deletion was requested; None if it is not being deleted."""
        return self.time("metadata", "deletionTimestamp")

    @property
    def labels(self) -> Mapping[str, Any]:
        """Its labels."""
        return self.map("metadata", "labels")

    def find(self, *path: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what is at a path; None if there is nothing."""
        value: Any = self.data
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def text(self, *path: str) -> str:
        """Return the string at a path."""
        value = self.find(*path)
        return value if isinstance(value, str) else ""

    def number(self, *path: str) -> int:
        """Return the number at a path."""
        value = self.find(*path)
        return value if isinstance(value, int) else 0

    def map(self, *path: str) -> Mapping[str, Any]:
        """Return the map at a path."""
        value = self.find(*path)
        return value if isinstance(value, dict) else {}

    def texts(self, *path: str) -> list[str]:
        """Return the strings in the list at a path."""
        value = self.find(*path)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def parts(self, *path: str) -> list[ClusterObject]:
        """Return the maps in the list at a path."""
        value = self.find(*path)
        return [ClusterObject(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def time(self, *path: str) -> datetime | None:
        """Return the time at a path."""
        return read_time(self.text(*path))

    def condition(self, name: str, *path: str) -> ClusterObject:
        """Return a condition by its type, by default of the status; an empty one if there is none."""
        listed = self.parts(*(path or ("status",)), "conditions")
        return next((one for one in listed if one.text("type") == name), ClusterObject({}))

    def label(self, words: str) -> Label:
        """Point to the object, with what is seen in it."""
        return Label(None, str(self), words)


def read_time(text: str) -> datetime | None:
    """Read a time as Kubernetes and Helm write it; None if it is not one with a time zone."""
    try:
        found = datetime.fromisoformat(_microseconds(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _microseconds(text: str) -> str:
    """Cut the nanoseconds that Go writes: Python reads six digits."""
    before, dot, fraction = text.partition(".")
    digits = len(fraction) - len(fraction.lstrip("0123456789"))
    return f"{before}.{fraction[:6]}{fraction[digits:]}" if dot and digits > len("micros") else text
