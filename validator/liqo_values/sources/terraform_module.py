"""The files of a Terraform module: a folder, whose locals and variables all of its files share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.parsing import hcl
from liqo_values.parsing.file_names import TERRAFORM
from liqo_values.sources import release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source, Span
    from liqo_values.parsing.hcl_expressions import Expression


class Local(NamedTuple):
    """A named value of a module.

    Attributes:
        name: Its name.
        value: Its value.
        place: Where its name is written.
    """

    name: str
    value: Expression
    place: Span


class Module:
    """The files of a module, which are read when something refers to them.

    Attributes:
        folder: Its folder.
        near: One of its files.
        used: The names of the locals that its releases use, once that is known.
        root: The folder of the root module: itself, unless another one calls it.
        variables: What returns the value of each variable that is set.
        called: Whether another module calls it, so that other variables have their defaults.

    Args:
        near: One of its files.
        root: The folder of the root module; by default its own.
        variables: What the module that calls it passes; None if it is a root module.
    """

    def __init__(
        self, near: Source, root: Path | None = None, variables: Mapping[str, Callable[[], Node]] | None = None
    ) -> None:
        self.folder = Path(near.name).parent
        self.root = root or self.folder
        self.called = variables is not None
        self.variables: Mapping[str, Callable[[], Node]] = variables or {}
        self.used: set[str] | None = None
        self.near = near
        self._files: dict[str, tuple[Source, hcl.File]] = {}
        self._complete = False
        self._locals: dict[str, Local] = {}
        self._defaults: dict[str, Expression] = {}

    def file(self, source: Source) -> hcl.File:
        """Return a file of the module."""
        name = Path(source.name).name
        if name not in self._files or self._files[name][0] is not source:
            self._add(name, source)
        return self._files[name][1]

    def files(self) -> list[tuple[Source, hcl.File]]:
        """Return all files of the module."""
        if not self._complete:
            self._complete = True
            for path in sorted(path for ending in TERRAFORM for path in self.folder.glob(f"*{ending}")):
                source = release.source_of(path, self.near) if path.name not in self._files else None
                if source is not None:
                    self._add(path.name, source)
        return list(self._files.values())

    def local(self, name: str) -> Local | None:
        """Return a local value, from any file of the module."""
        if name not in self._locals:
            self.files()
        return self._locals.get(name)

    def default(self, name: str) -> Expression | None:
        """Return the default of a variable, from any file of the module."""
        if name not in self._defaults:
            self.files()
        return self._defaults.get(name)

    def _add(self, name: str, source: Source) -> None:
        file = hcl.parse(source)
        self._files[name] = source, file
        self._locals |= {local.name: local for local in locals_of(file)}
        for block in file.body.of_kind("variable"):
            default = block.body.attributes.get("default")
            if block.labels and default is not None:
                self._defaults[block.labels[0]] = default.value


def locals_of(file: hcl.File) -> Iterator[Local]:
    """Yield the local values in a file; of a block that is not HCL, none is known."""
    for block in file.body.of_kind("locals"):
        for attribute in block.body.attributes.values() if block.broken is None else ():
            yield Local(attribute.name, attribute.value, attribute.name_span)
