"""ApplicationSets: what the files of the repository say about the Applications that they generate.

A ``git`` generator lists files or folders, which are read here. What other generators fill in, such as the names of
clusters, is known to Argo CD alone; but where a path has such a template, each file that is there shows one value.
"""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, items, scalars, text
from liqo_values.parsing import placeholders, repository, yaml
from liqo_values.sources import own_values, release
from liqo_values.sources.detect import CHART_FILE, like_chart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import File

_TEMPLATE = r"\{\{([^{}]*)\}\}"
#: What makes a path a pattern.
_WILDCARD = r"[*?\[]"
#: At most so many files or folders of a pattern are read.
_MOST = 500
#: What Argo CD replaces in the ``basenameNormalized`` of a path.
_NOT_IN_NAMES = r"[^a-z0-9.-]+"
_CHART_FOLDER = f"/{CHART_FILE}"


def generated(
    git: Node | None, file: File, fill: Callable[[str], str], *, go_template: bool
) -> list[tuple[dict[str, str], Sequence[Node]]]:
    """Return the parameters of a ``git`` generator: those of each path, and the elements that its file contains.

    Args:
        git: The generator.
        file: The file that contains the ApplicationSet.
        fill: Fills in what the first generator of a matrix knows.
        go_template: Whether its templates are those of Go.
    """
    prefix = text(git, "pathParamPrefix")
    found: list[tuple[dict[str, str], Sequence[Node]]] = []
    for path, real in _of_patterns(items(git, "files"), file, fill, folders=False):
        elements = _elements(real, file)
        found += [(_of_path(path, prefix, is_file=True, go_template=go_template), [one]) for one in elements]
    for path, _ in _of_patterns(items(git, "directories"), file, fill, folders=True):
        found.append((_of_path(path, prefix, is_file=False, go_template=go_template), ()))
    return found


def _of_patterns(
    patterns: Sequence[Node], file: File, fill: Callable[[str], str], *, folders: bool
) -> list[tuple[str, Path]]:
    """Return the paths that patterns select, without those that are excluded."""
    kept: dict[str, Path] = {}
    excluded: set[str] = set()
    for node in patterns:
        found = _matching(fill(file.written(text(node, "path"))), file, _folders if folders else _listed)
        if is_true(node, "exclude"):
            excluded.update(path for path, _ in found)
        else:
            kept.update((path, real) for path, real in found if real.is_dir() is folders)
    hidden = {path for path in kept if folders and any(part.startswith(".") for part in path.split("/"))}
    return sorted((path, real) for path, real in kept.items() if path not in excluded | hidden)


def _folders(folder: Path, pattern: str) -> Iterator[Path]:
    """Yield what Go's ``path.Match`` matches: no star stands for a slash."""
    return folder.glob(re.sub(r"\*+", "*", pattern).replace("[^", "[!"))


def _listed(folder: Path, pattern: str) -> Iterator[Path]:
    """Yield the files that ``git ls-files`` lists for a pattern: its stars stand for slashes as well."""
    fixed = re.split(_WILDCARD, pattern)[0]
    named = folder / fixed
    if fixed == pattern:
        yield from named.rglob("*") if named.is_dir() else [named] if named.exists() else []
        return
    matches = re.compile(fnmatch.translate(pattern.replace("[^", "[!"))).match
    below = (folder / fixed.rpartition("/")[0]).rglob("*")
    yield from (path for path in below if matches(path.relative_to(folder).as_posix()) and path.is_file())


def _matching(
    pattern: str, file: File, matches: Callable[[Path, str], Iterator[Path]] = Path.glob
) -> list[tuple[str, Path]]:
    """Return what a pattern of a repository stands for, from the nearest folder in which there is anything."""
    pattern = posixpath.normpath(pattern.strip("/")) if pattern.strip("/") else ""
    if not pattern or placeholders.has_template(pattern) or pattern.startswith(".."):
        return []
    root = repository.root_of(file.source)
    start = Path(os.path.realpath(file.source.name)).parent
    for folder in (start, *start.parents):
        try:
            found = list(islice(matches(folder, pattern), _MOST))
        except (ValueError, NotImplementedError, OSError):
            return []
        if found:
            return [(path.relative_to(folder).as_posix(), path) for path in found if repository.is_inside(path, root)]
        if folder == root:
            break
    return []


def _elements(path: Path, file: File) -> Sequence[Node]:
    """Return the maps in a file, one for each Application; without any, none are known."""
    source = release.source_of(path, file.source)
    documents = yaml.parse_stream(source)[0] if source else []
    return [one for document in documents for one in (getattr(document, "items", None) or [document])]


def _of_path(path: str, prefix: str, *, is_file: bool, go_template: bool) -> dict[str, str]:
    """Return the parameters that Argo CD makes of a path."""
    folder, name = posixpath.split(path) if is_file else (path, "")
    before = f"{prefix}.path" if prefix else "path"
    known = {f"{before}.path" if go_template else before: folder}
    named = {"basename": posixpath.basename(folder)} | ({"filename": name} if is_file else {})
    for key, value in named.items():
        known[f"{before}.{key}"] = value
        known[f"{before}.{key}Normalized"] = re.sub(_NOT_IN_NAMES, "-", value.lower())
    parts = folder.split("/")
    segments = (f"{before}.segments[{{}}]" if go_template else f"{before}[{{}}]").format
    return known | {segments(index): part for index, part in enumerate(parts)}


def patterns(template: Node | None, file: File) -> list[str]:
    """Return the paths from the root of the repository that have a template: of values files, and of charts."""
    return [path for path in dict.fromkeys(_paths(template, file)) if "{{" in path and not path.startswith("..")]


def _paths(template: Node | None, file: File) -> Iterator[str]:
    single = find(template, "spec", "source")
    for source in (*items(template, "spec", "sources"), *([] if single is None else [single])):
        chart = file.written(text(source, "path"))
        if chart:
            yield f"{chart.strip('/')}{_CHART_FOLDER}"
        for node in items(source, "helm", "valueFiles"):
            written = file.written(str(next(iter(scalars(node))).value)) if list(scalars(node)) else ""
            if written.startswith("$"):
                yield written.partition("/")[2]
            elif written.startswith("/"):
                yield written.strip("/")
            elif chart:
                yield posixpath.normpath(posixpath.join(chart.strip("/"), written))


def shown_by_names(
    path: str, known: Mapping[str, str], file: File, name_of: Callable[[str], str]
) -> list[dict[str, str]]:
    """Return the parameters that the files show which a path with templates may mean, one for each file.

    Args:
        path: The path from the root of the repository.
        known: What is known already.
        file: The file that contains the ApplicationSet.
        name_of: Returns the name of the parameter that a template is replaced with.
    """
    parts = re.split(_TEMPLATE, path)
    fixed, templates = parts[::2], parts[1::2]
    names = [name_of(inside) for inside in templates]
    if not names or re.search(r"[*?\[{]", "".join(fixed)):
        return []
    groups: dict[str, int] = {}
    expression = re.escape(fixed[0])
    for name, after in zip(names, fixed[1:], strict=True):
        again = f"(?P=p{groups[name]})" if name in groups else f"(?P<p{len(groups)}>[^/]+)"
        groups.setdefault(name, len(groups))
        expression += again + re.escape(after)
    rows = []
    for found, real in sorted(_matching("*".join(fixed), file)):
        match = re.fullmatch(expression, found)
        if match and _may_be_liqo(real, file):
            rows.append({**known, **{name: match[f"p{number}"] for name, number in groups.items()}})
    return rows


def _may_be_liqo(path: Path, file: File) -> bool:
    """Return whether a file may be a layer of values for Liqo, or makes a folder a chart."""
    if path.name == CHART_FILE:
        return True
    source = release.source_of(path, file.source)
    in_chart = like_chart(path.parent) and "liqo" not in str(path.parent)
    return source is not None and not in_chart and (own_values.possible_layer(source.text) or "liqo" in source.text)
