"""The releases of a project that a document is compared with: findings about two clusters need both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.engine import file_targets
from liqo_values.engine.batch import Run, steps
from liqo_values.model.errors import InputError
from liqo_values.values.provenance import Values
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from liqo_values.engine.file_check import Target
    from liqo_values.engine.project_config import Config
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.clusters import Cluster

#: What identifies a release: its name and its layers.
_Key: TypeAlias = "tuple[str, tuple[str, ...]]"
#: The folder that is searched, as for ``check`` without arguments.
_HERE = "."


class OtherReleases:
    """The releases in a folder, as they were when they were read, except for those of open documents."""

    def __init__(self) -> None:
        self._results: dict[_Key, CheckResult] = {}

    def read(self, files: Iterable[str], project: Config) -> Iterator[None]:
        """Check all releases in steps, as ``check .`` does in the current folder; until the end, the old ones count.

        Args:
            files: The files in the folder that may be for Liqo, relative to it.
            project: The project file.
        """
        given = project.over(Given())
        targets: dict[str, Target] = {}
        for file in files:
            targets |= file_targets.of_file(file, _HERE, project, given)
            yield
        outcome = Run()
        try:
            for _ in steps(given, list(targets.values()), outcome, with_values=False, jobs=1):
                yield
        except InputError:  # whoever opens the file sees why
            return
        self._results = {_key(result): _kept(result) for result in outcome.results if result.cluster is not None}

    def clusters(self) -> list[Cluster]:
        """Return the clusters of the releases."""
        return [result.cluster for result in self._results.values() if result.cluster is not None]

    def update(self, results: Iterable[CheckResult]) -> None:
        """Take over the results of an open document."""
        for result in results:
            if _key(result) in self._results:
                self._results[_key(result)] = _kept(result)

    def besides(self, results: Iterable[CheckResult], document: str) -> Sequence[CheckResult]:
        """Return the releases that a document is not part of.

        Args:
            results: Those that it is part of.
            document: The document, named as in results of the folder.
        """
        own = {_key(result) for result in results}
        return [result for key, result in self._results.items() if key not in own and document not in result.layers]


def _kept(result: CheckResult) -> CheckResult:
    """Return what others are compared with."""
    return result.replace(values=Values({}), findings=(), suppressed=(), refusals=())


def _key(result: CheckResult) -> _Key:
    return result.name, result.layers
