"""``values`` and ``valuesObject`` of an Argo CD Application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.layers import NOT_VERBATIM
from liqo_values.model.node_lookup import find, scalars
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import argocd_variables, release
from liqo_values.sources.application_sets import KIND as SET
from liqo_values.sources.application_sets import REMEDY
from liqo_values.sources.argocd_application import NO_EFFECT, NOT_FILLED_IN, REJECTED, Application, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.sources.manifests import File
    from liqo_values.values.release_inputs import Piece, Step

_VARIABLES = "only `parameters` and paths of files are where Argo CD fills in its variables"


class Values:
    """Reads the values of a source.

    Args:
        application: The Application.
        parts: The ``helm`` of the source, and the parts that files next to the chart change.
        diagnostics: The list to add diagnostics to.
    """

    def __init__(self, application: Application, parts: Sequence[Part], diagnostics: list[Diagnostic]) -> None:
        self._application = application
        self._parts = parts
        self._diagnostics = diagnostics

    def steps(self) -> Iterator[Step]:
        """Yield the layers; of an object and a text, only the object counts."""
        objects = [part for part in self._parts if isinstance(find(part.helm, "valuesObject"), MapNode)]
        part = next((one for one in reversed(self._parts) if find(one.helm, "values") is not None), self._parts[0])
        written = find(part.helm, "values")
        if objects:
            yield from map(self._object, objects)
            self._note_unused(objects[-1], part, written)
        elif isinstance(written, ScalarNode) and isinstance(written.value, str):
            yield self._in_text(part, written)
        elif isinstance(written, MapNode):
            yield self._piece(part, written)
        if written is not None and not (isinstance(written, ScalarNode) and isinstance(written.value, str | None)):
            message = "`values` must be a string: the API server rejects the manifest"
            self._diagnostics.append(part.note(REJECTED, message, "write `values: |`, or `valuesObject:`", written))

    def _note_unused(self, used: Part, part: Part, written: Node | None) -> None:
        given = find(used.helm, "valuesObject")
        if given is None or not isinstance(written, ScalarNode) or not written.value:
            return
        message = "`values` has no effect, because Argo CD uses `valuesObject`"
        remedy = "put everything under `valuesObject`, and remove `values`"
        related = [(given, "is used instead")] if used is part else []
        self._diagnostics.append(part.note(NO_EFFECT, message, remedy, written, *related))

    def _object(self, part: Part) -> Step:
        given = find(part.helm, "valuesObject")
        root = given if isinstance(given, MapNode) else MapNode()
        self._drop_nulls(part, root)
        return self._piece(part, root)

    def _in_text(self, part: Part, written: ScalarNode) -> Step:
        nested = part.file.nested(written)
        if nested.unreadable and placeholders.has_template(str(written.value)):
            return filled_in(part.file, written, "the result of the template in `values`")
        self._note_variables(part, nested.root)
        return self._known(part.file.piece(nested.root, nested.diagnostics, verbatim=nested.verbatim))

    def _piece(self, part: Part, root: MapNode) -> Step:
        self._note_variables(part, root)
        remedy = REMEDY if self._application.manifest.kind == SET else ""
        return self._known(part.file.piece(root, remedy=remedy))

    def _known(self, piece: Piece) -> Piece:
        """Fill in what is known of a layer; nothing in it is what the file contains then."""
        if not self._application.parameters.known:
            return piece
        self._application.parameters.fill_in(piece.root)
        diagnostics = [one.unfixable(NOT_VERBATIM) for one in piece.diagnostics]
        return piece._replace(layer=piece.layer._replace(verbatim=False), diagnostics=diagnostics)

    def _note_variables(self, part: Part, root: Node) -> None:
        """Report variables in values, where Argo CD does not fill them in."""
        for node in scalars(root):
            found = re.search(argocd_variables.WRITTEN, node.value) if isinstance(node.value, str) else None
            if found:
                message = f"`{found[0]}` stays as it is here: {_VARIABLES}"
                remedy = "write the value, or set it under `parameters`"
                self._diagnostics.append(part.note(NOT_FILLED_IN, message, remedy, node))

    def _drop_nulls(self, part: Part, node: Node) -> None:
        """Remove the nulls of an object, as `kubectl apply` and Argo CD do when they create or change an Application.

        The API server and server-side apply keep them.
        """
        if isinstance(node, ListNode):
            for item in node.items:
                self._drop_nulls(part, item)
        for key, entry in list(node.entries.items()) if isinstance(node, MapNode) else ():
            if isinstance(entry.value, ScalarNode) and entry.value.value is None and isinstance(node, MapNode):
                del node.entries[key]
                message = (
                    f"`{key}` is null in `valuesObject`: `kubectl apply` drops it, so that the chart's default "
                    "applies, and server-side apply keeps it"
                )
                remedy = "write the value that you want, or write the values as text under `values: |`"
                place = ScalarNode(None, entry.key_span)
                self._diagnostics.append(part.note(NO_EFFECT, message, remedy, place))
            else:
                self._drop_nulls(part, entry.value)


def filled_in(file: File, node: Node, what: str) -> Step:
    """Make a layer of a text that is not YAML until its template is filled in."""
    remedy = "check the Application that Argo CD generates from it"
    return release.unread(file, node, what)._replace(remedy=remedy)
