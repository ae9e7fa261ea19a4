"""The variables that Argo CD fills in: only in parameters, in paths of files, and nowhere in values.

Its repository server calls Go's ``os.Expand`` with the variables of the build environment, so that an unknown variable
is replaced with nothing, and ``$$`` is a dollar sign.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.node_lookup import find, text
from liqo_values.parsing import placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.model.nodes import Node

#: The namespace in which an Application needs no namespace in its name.
_CONTROLLER = "argocd"
#: Variables whose values only the repository server knows.
_REVISIONS = ("ARGOCD_APP_REVISION", "ARGOCD_APP_REVISION_SHORT", "ARGOCD_APP_REVISION_SHORT_8")
#: A reference as ``os.Expand`` reads it; a special character is a name of its own.
_REFERENCE = r"\$(?:\{(?P<braced>[^}]*)\}|(?P<special>[*#$@!?0-9-])|(?P<name>\w+)|(?P<open>\{))"
#: A variable of the build environment, as it may be written in values.
WRITTEN = r"\$(?:\{ARGOCD_APP_[A-Z0-9_]+\}|ARGOCD_APP_[A-Z0-9_]+)"


class Expanded(NamedTuple):
    """A text with its variables filled in.

    Attributes:
        text: The text.
        known: Whether all of them are known here.
        nothing: The names of those that Argo CD does not have, and replaces with nothing.
    """

    text: str
    known: bool = True
    nothing: tuple[str, ...] = ()


class Variables:
    """The build environment of one source of an Application.

    Args:
        values: The value of each variable; an empty text if only Argo CD knows it.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def expand(self, text: str) -> Expanded:
        """Fill in the variables of a text, if it has any."""
        if "$" not in text:
            return Expanded(text)
        unknown: list[str] = []
        nothing: list[str] = []

        def value(found: re.Match[str]) -> str:
            name = found["braced"] if found["braced"] is not None else found["special"] or found["name"] or ""
            if name == "$":
                return "$"
            if name and name not in self._values:
                nothing.append(name)
                return ""
            if name and (not self._values[name] or placeholders.has_template(self._values[name])):
                unknown.append(name)
                return found[0]
            return self._values.get(name, "")

        expanded = re.sub(_REFERENCE, value, text, flags=re.ASCII)
        return Expanded(expanded, known=not unknown, nothing=tuple(nothing))


def of_source(name: str, namespace: str, spec: Node | None, source: Node) -> Variables:
    """Return the build environment of a source.

    Args:
        name: The name of the Application.
        namespace: Its namespace; outside of that of Argo CD, it is a part of the variable with the name.
        spec: Its ``spec``.
        source: The source.
    """
    target = find(spec, "destination")
    values = {
        "ARGOCD_APP_NAME": name if namespace in ("", _CONTROLLER) else "",
        "ARGOCD_APP_NAMESPACE": text(target, "namespace"),
        "ARGOCD_APP_PROJECT_NAME": text(spec, "project"),
        "ARGOCD_APP_SOURCE_REPO_URL": text(source, "repoURL"),
        "ARGOCD_APP_SOURCE_PATH": text(source, "path"),
        "ARGOCD_APP_SOURCE_TARGET_REVISION": text(source, "targetRevision"),
    }
    return Variables(values | dict.fromkeys(_REVISIONS, ""))
