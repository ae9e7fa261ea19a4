"""Patterns of the project file that have no effect: they match no release, or only those of patterns above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.engine.glob import Glob
    from liqo_values.engine.project_config import Config
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.source_text import Span

_REMEDY = "correct the pattern, or remove the entry: it must match a file that describes a release"


def without_effect(project: Config, files: Sequence[str], *, everything: bool) -> Iterator[InputError]:
    """Yield an error for each pattern of files that has no effect in a complete run.

    Args:
        project: The project.
        files: The files of all releases: the file that describes it, or all layers of a stack.
        everything: Whether all files of the project were searched, not only those of its stacks.
    """
    named = list(map(project.names_of, files)) if any(project.patterns) else []
    for patterns in project.patterns:
        above: list[Glob] = []
        for pattern, place in patterns:
            matched = [names for names in named if pattern.matches_any(names)]
            if not matched:
                if everything or not _matches_any(pattern, project):
                    yield _error(place, f"`{pattern.pattern}` matches no release", _REMEDY)
            elif all(any(one.matches_any(names) for one in above) for names in matched):
                message = f"`{pattern.pattern}` never counts: patterns above it match the same files"
                yield _error(place, message, "move it up, or remove the entry; the first pattern that matches counts")
            above.append(pattern)


def unknown_clusters(project: Config, results: Sequence[CheckResult]) -> Iterator[str]:
    """Yield a note for each pattern of clusters that matches none; ``doctor`` may know their contexts.

    Args:
        project: The project.
        results: All releases.
    """
    clusters = [one.cluster for one in results if one.cluster is not None]
    if len(clusters) < len(results):  # a release that could not be read may have any name
        return
    known = tuple(dict.fromkeys(name for cluster in clusters for name in cluster.names))
    for expectation in (one for pattern, one in project.expectations if pattern is None):
        if not expectation.is_about(known):
            near = nearest(expectation.cluster, known)
            advice = f"; did you mean `{near}`?" if near else ", unless it is a context of kubectl for `doctor`"
            yield (
                f"no release is for a cluster that `{expectation.cluster}` matches, of which "
                f"{expectation.sentence}{advice}"
            )


def _matches_any(pattern: Glob, project: Config) -> bool:
    """Return whether a pattern matches any file; yes if it would take too long to find out."""
    try:
        return bool(pattern.files(project.folder))
    except InputError:
        return True


def _error(place: Span, message: str, remedy: str) -> InputError:
    return InputError(f"`{place.source.name}`: {message}", remedy, place)
