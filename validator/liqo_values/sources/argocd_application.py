"""An Argo CD Application, or one that an ApplicationSet generates, and what its fields are read with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.node_lookup import find
from liqo_values.parsing import placeholders
from liqo_values.sources import chart_reference, release
from liqo_values.sources.application_sets import KIND as SET
from liqo_values.sources.application_sets import Parameters

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import File, Manifest
    from liqo_values.values.release_inputs import Destination

#: How the URL of a registry begins; it is that of the chart itself.
OCI = "oci://"
#: The rules about what has no effect, about what stays text or becomes nothing, and about what Argo CD rejects.
NO_EFFECT = "LQ021"
NOT_FILLED_IN = "LQ017"
REJECTED = "LQ018"
#: How Argo CD names the cluster that it runs in.
_IN_CLUSTER = ("https://kubernetes.default.svc", "in-cluster")


class Application(NamedTuple):
    """An Application, or one that an ApplicationSet generates.

    Attributes:
        manifest: The manifest.
        file: The file that contains it.
        root: The Application.
        parameters: What a generator fills in.
        patch: A ``templatePatch`` that is not YAML until its template is filled in.
    """

    manifest: Manifest
    file: File
    root: Node | None
    parameters: Parameters = Parameters()
    patch: Node | None = None

    @property
    def spec(self) -> Node | None:
        """Its ``spec``."""
        return find(self.root, "spec")

    @property
    def is_generated(self) -> bool:
        """Whether an ApplicationSet generates it."""
        return self.manifest.kind == SET

    @property
    def name(self) -> str:
        """Its own name."""
        return self.written(self.root, "metadata", "name")

    @property
    def shown(self) -> str:
        """Its name in reports; of one of several that are generated, together with that of the ApplicationSet."""
        name = str(self.manifest)
        known = self.parameters.known and not placeholders.has_template(self.name)
        return f"{name}, {self.name}" if known else name

    def written(self, node: Node | None, *path: str) -> str:
        """Return a text of the manifest with the templates that are known filled in."""
        return self.parameters.fill(self.file.written(chart_reference.scalar(node, *path)))

    @property
    def destination(self) -> Destination | None:
        """The cluster that it is installed in; None if that is the one Argo CD runs in, which may be any."""
        for key in ("server", "name"):
            written = self.written(self.spec, "destination", key)
            if written and written not in _IN_CLUSTER:
                return release.destination(self.file, key, find(self.spec, "destination", key), written)
        return None


def in_repository(file: File, path: str) -> Path | None:
    """Find a path of a source's repository, which is assumed to be the manifest's own."""
    return None if placeholders.has_template(path) else release.above(file.source, path or ".")


class Part(NamedTuple):
    """The ``helm`` of a source: that of the Application, or what a file next to the chart changes in it.

    Attributes:
        file: The file that contains it.
        helm: The section.
    """

    file: File
    helm: Node | None

    def note(self, code: str, message: str, help_text: str, node: Node, *related: tuple[Node, str]) -> Diagnostic:
        """Return a diagnostic about a place in it."""
        return release.noticed(self.file, code, message, help_text, node, *related)
