"""Which chart a manifest names: the one that Liqo publishes, ours, or one that is neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.selection import Selected, in_range, newest
from liqo_values.charts.target import ours
from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import Node, ScalarNode
from liqo_values.parsing import placeholders, repository, yaml
from liqo_values.sources.detect import CHART_FILE
from liqo_values.sources.release import shown, source_of

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.source_text import Source

#: Where Liqo publishes its chart, and where its source is, as ``_plain`` writes addresses.
_PUBLISHED = "helm.liqo.io"
_SOURCE = "github.com/liqotech/liqo"
_FOLDER = "deployments/liqo"
#: What only our chart has.
_LIBRARY = ("charts", "liqo-library", CHART_FILE)
#: The version of Liqo's chart in its repository, where a release is a tag.
UNRELEASED = ("0.1", "0.1.0")
_SCHEME = r"^(?:git::)?(?:[a-z+]+://)?(?:[^/@:]+@)?"
_NOT_LIQO = "{} is not where Liqo publishes its chart; checked as that chart"


def in_repository(address: str, version: str) -> Selected:
    """Return the chart `liqo` in a Helm repository or an OCI registry.

    Args:
        address: The URL of the repository.
        version: A version, a range or a tag; empty for the newest.
    """
    return _with_note(_at(version), "" if _plain(address) == _PUBLISHED else address)


def in_git(address: str, path: str, revision: str) -> Selected:
    """Return the chart in a folder of a git repository whose files are not available here.

    Args:
        address: The URL of the repository.
        path: The folder.
        revision: A tag, branch, commit or range of tags; empty for the default branch.
    """
    return _with_note(_at(_tag(revision)), "" if is_source(address, path) else address)


def is_source(address: str, path: str) -> bool:
    """Return whether a folder of a git repository is that of Liqo's chart in Liqo's repository."""
    return is_repository(address) and path.strip("./") == _FOLDER


def is_repository(address: str) -> bool:
    """Return whether a git repository is Liqo's own, in which only one folder is its chart."""
    return _plain(address) == _SOURCE


def in_folder(folder: Path, near: Source) -> Selected:
    """Return the chart in a folder of the repository: ours, or a copy of Liqo's.

    Args:
        folder: The folder.
        near: A file of the same repository.
    """
    if repository.is_inside(folder, repository.root_of(near)) and folder.joinpath(*_LIBRARY).is_file():
        return Selected(ours())
    source = source_of(folder / CHART_FILE, near)
    if source is None:
        return newest(f"`{shown(folder)}` is not available here")
    documents, _ = yaml.parse_stream(source)
    written = [scalar(document, "version") for document in documents]
    released = next((version for version in written if version and version not in UNRELEASED), None)
    return in_range(released) if released else newest(f"`{shown(folder)}` does not say which release it is of")


def installed(version: str) -> Selected:
    """Return the chart of an installed release by its version: those that Liqo publishes begin with a ``v``."""
    return Selected(ours()) if version == ours().release.removeprefix("v") else _at(version)


def missing(what: str, version: str) -> Selected:
    """Return the chart that a manifest names by an object that is not available here."""
    found = _at(version)
    note = f"{what} is not available here; checked as the chart that Liqo publishes"
    return found._replace(notes=(note, *found.notes))


def scalar(node: Node | None, *path: str) -> str:
    """Return a text or number as it is written; empty if there is none."""
    found = find(node, *path)
    if isinstance(found, ScalarNode) and not isinstance(found.value, str) and found.span is not None:
        return found.span.text
    return text(node, *path)


def _at(version: str) -> Selected:
    if placeholders.has_template(version):
        return newest(f"the version `{version}` is filled in by a template")
    return in_range(version)


def _with_note(found: Selected, address: str) -> Selected:
    """Say that the chart is not Liqo's, unless the address is empty."""
    return found._replace(notes=(_NOT_LIQO.format(f"`{address}`"), *found.notes)) if address else found


def _tag(revision: str) -> str:
    """Return a revision without what Flux and others write before the name of a tag."""
    return "" if revision == "HEAD" else revision.removeprefix("refs/tags/")


def _plain(address: str) -> str:
    """Return an address without its scheme, user, query and a slash or `.git` at the end, as `host/path`."""
    rest = re.sub(_SCHEME, "", address.strip().lower()).partition("?")[0]
    host, separator, path = rest.partition("/")
    host, colon, first = host.partition(":")  # git@github.com:liqotech/liqo
    path = f"{first}/{path}" if colon and not first.isdigit() else path
    return f"{host}/{path}".strip("/").removesuffix(".git") if separator or path else host
