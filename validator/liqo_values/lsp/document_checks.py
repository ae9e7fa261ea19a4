"""What ``check`` says about the releases that a document is part of, with unsaved texts instead of files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.engine import file_targets, project_file
from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.engine.layer_index import LayerIndex, files_in
from liqo_values.engine.masked_findings import showable_error
from liqo_values.engine.reconcile import settle
from liqo_values.liqo import peered_clusters
from liqo_values.lsp.other_releases import OtherReleases
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.parsing import file_reader
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.engine.project_config import Config
    from liqo_values.engine.result import CheckResult
    from liqo_values.lsp.open_documents import Document, OpenDocuments

#: The folder that is searched, as for ``check`` without arguments.
_HERE = "."
#: What ends the steps of a check.
_END = object()


class DocumentCheck(NamedTuple):
    """What a check of a document has found.

    Attributes:
        path: The path of the document, without links.
        folder: The folder that names of files in the results are relative to.
        results: The results of its releases.
        errors: Why releases could not be checked.
        others: The results of other releases that have findings about one of these, with only these findings.
    """

    path: str
    folder: Path
    results: Sequence[CheckResult] = ()
    errors: Sequence[InputError] = ()
    others: Sequence[CheckResult] = ()

    @property
    def name(self) -> str:
        """The name of the document in the results."""
        return _relative(self.path, self.folder)

    def path_of(self, name: str) -> str:
        """Return the path of a file, without links, by its name in the results."""
        return os.path.realpath(self.folder / name)


class _Project(NamedTuple):
    """A project file that was read: the state of the file, and what it says or why it says nothing."""

    state: tuple[str, int, int] | None
    config: Config | None = None
    error: InputError | None = None


class DocumentChecks:
    """Checks documents.

    Attributes:
        folders: The folders that the editor has open; the first one that contains a document counts as the current one.
        layers: Which manifests take values from which files.
    """

    def __init__(self, documents: OpenDocuments) -> None:
        self.folders: list[Path] = []
        self.layers = LayerIndex()
        self._documents = documents
        self._projects: dict[Path, _Project] = {}
        self._known: dict[Path, Config] = {}  # the last of each folder that could be read
        self._others: dict[Path, OtherReleases] = {}

    def forget_files(self) -> None:
        """Forget what was read from project files, because files have changed."""
        self._projects.clear()

    def folder_of(self, path: str) -> Path:
        """Return the folder that a document is checked in: that of its project file, else the one in the editor."""
        around = [folder for folder in self.folders if Path(path).is_relative_to(os.path.realpath(folder))]
        above = next((folder for folder in Path(path).parents if folder.is_dir()), Path(path).parent)
        opened = max(around, key=lambda folder: len(folder.parts), default=above)
        project = project_file.find(above)
        is_inside = project is not None and project.parent.is_relative_to(os.path.realpath(opened))
        if project is None or not is_inside or project.parent == Path(os.path.realpath(opened)):
            return opened
        return project.parent

    def folders_checked(self) -> set[Path]:
        """Return the folders that documents may be checked in."""
        return {*self.folders, *(self.folder_of(document.path) for document in self._documents)}

    def check(self, path: str, *, texts: Mapping[str, Source] | None = None, named: bool = False) -> DocumentCheck:
        """Check everything that a document is part of.

        Args:
            path: The document, without links.
            texts: Other texts than those that are open, by path without links.
            named: Whether to take the document for a values file if nothing else says so.
        """
        results: list[CheckResult] = []
        errors: list[InputError] = []
        for found in self.steps(path, texts=texts, named=named):
            results, errors = [*results, *found.results], [*errors, *found.errors]
        return self.joined(path, results, errors, texts=texts)

    def joined(
        self,
        path: str,
        results: Sequence[CheckResult],
        errors: Sequence[InputError],
        *,
        texts: Mapping[str, Source] | None = None,
    ) -> DocumentCheck:
        """Put the steps of a check together, and compare the releases with others of the project.

        Args:
            path: The document, without links.
            results: The results of its releases.
            errors: Why releases could not be checked.
            texts: Other texts than those that are open, if it was checked with these.
        """
        folder = self.folder_of(path)
        shown = list(map(showable_error, errors))
        try:
            with _in_folder(folder, self.texts(folder)):
                project = self._project(folder)
                others = self._others.get(folder) or OtherReleases()
                if texts is None:
                    others.update(results)
                compared, about = project.compared_some(results, others.besides(results, _relative(path, folder)))
        except InputError:  # a step of the check reports it
            return DocumentCheck(path, folder, settle(results), shown)
        settled = settle([*compared, *about])
        return DocumentCheck(path, folder, settled[: len(compared)], shown, settled[len(compared) :])

    def read_others(self, folder: Path) -> Iterator[None]:
        """Check all releases in a folder in steps, if the project file states peerings, to compare documents with them.

        Args:
            folder: The folder.
        """
        with contextlib.suppress(InputError):
            with _in_folder(folder, self.texts(folder)):
                project = self._project(folder)
            if not project.peerings:
                self._others.pop(folder, None)
                return
            others = self._others.setdefault(folder, OtherReleases())
            reading = others.read((_relative(path, folder) for path in files_in(folder)), project)
            going_on = True
            while going_on:
                with _in_folder(folder, self.texts(folder)):
                    going_on = next(reading, _END) is not _END
                yield

    def names_of_clusters(self, path: str) -> Iterator[str]:
        """Yield what the clusters are called that a project file may name: releases in it, and what was checked.

        Args:
            path: The project file.
        """
        folder = self.folder_of(path)
        known = self._known.get(folder)
        yield from (stack.name for stack in known.stacks) if known is not None else ()
        others = self._others.get(folder)
        yield from peered_clusters.names(others.clusters()) if others is not None else ()

    def steps(
        self, path: str, *, texts: Mapping[str, Source] | None = None, named: bool = False
    ) -> Iterator[DocumentCheck]:
        """Check the releases that a document is part of, one after another; the arguments are those of ``check``."""
        folder = self.folder_of(path)
        texts = self.texts(folder) if texts is None else texts
        try:
            with _in_folder(folder, texts):
                project = self._project(folder)
                groups = self._groups(path, folder, project, named=named)
        except InputError as error:
            yield DocumentCheck(path, folder, errors=[error])
            return
        for targets in groups:
            with _in_folder(folder, texts):
                yield _checked(path, folder, project, targets)

    def texts(self, folder: Path) -> dict[str, Source]:
        """Return the open texts by path without links, named as in results of a folder."""
        return {document.path: source_of(document, folder) for document in self._documents}

    def _project(self, folder: Path) -> Config:
        state = _project_state()
        kept = self._projects.get(folder)
        if kept is None or kept.state != state:  # not every editor reports changes of files that it does not have open
            kept = self._projects[folder] = _read_project(state)
            if kept.config is not None:
                self._known[folder] = kept.config
        if kept.config is None:
            raise kept.error or InputError("the project file cannot be read", "correct it")
        return kept.config

    def _groups(self, path: str, folder: Path, project: Config, *, named: bool) -> list[list[Target]]:
        """Return what to check, in groups: each stack, and the document with the manifests that take values from it."""
        given = project.over(Given())
        found = file_targets.of_file(_relative(path, folder), "" if named else _HERE, project, given)
        for user in self.layers.users_of(path):
            found |= file_targets.of_file(_relative(user, folder), _HERE, project, given)
        stacks = [[target] for target in found.values() if target.stack is not None]
        files = [target for target in found.values() if target.stack is None]
        return [*stacks, files] if files else stacks


def source_of(document: Document, folder: Path) -> Source:
    """Return the text of a document, named as in results of a folder."""
    return Source(_relative(document.path, folder), document.text)


def _relative(path: str, folder: Path) -> str:
    with contextlib.suppress(ValueError):  # on another drive
        return os.path.relpath(path, os.path.realpath(folder))
    return path


@contextlib.contextmanager
def _in_folder(folder: Path, texts: Mapping[str, Source]) -> Iterator[None]:
    """Make a folder the current one, and read open texts instead of files."""
    with contextlib.ExitStack() as stack:
        if folder.is_dir():
            stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(file_reader.instead_of_files(texts))
        yield


def _project_state() -> tuple[str, int, int] | None:
    """Return path, time and size of the project file of the current folder; None without one."""
    found = project_file.find(Path())
    if found is None:
        return None
    with contextlib.suppress(OSError):  # reading it says why
        status = found.stat()
        return str(found), status.st_mtime_ns, status.st_size
    return str(found), 0, 0


def _read_project(state: tuple[str, int, int] | None) -> _Project:
    try:
        return _Project(state, project_file.load())
    except InputError as refused:
        return _Project(state, error=refused)


def _checked(path: str, folder: Path, project: Config, targets: Sequence[Target]) -> DocumentCheck:
    outcome = Run()
    try:
        run(project.over(Given()), targets, outcome, lambda *_: None, jobs=1)
    except InputError as error:
        outcome.errors.append(error)
    return DocumentCheck(path, folder, outcome.results, outcome.errors)
