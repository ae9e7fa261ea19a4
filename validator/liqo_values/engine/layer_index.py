"""Which manifests take values from which files, so that these files are known as parts of releases."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.parsing import file_reader
from liqo_values.sources import discovery, folder_walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from liqo_values.model.source_text import Source


class LayerIndex:
    """The manifests of a folder by the files that they take values from; all paths are without links."""

    def __init__(self) -> None:
        self._layers: dict[str, frozenset[str]] = {}

    def users_of(self, path: str) -> list[str]:
        """Return the manifests that take values from a file, sorted."""
        return sorted(user for user, layers in self._layers.items() if path in layers and user != path)

    def read(self, path: str, folder: Path, texts: Mapping[str, Source]) -> None:
        """Read a manifest again.

        Args:
            path: The manifest.
            folder: The folder that contains it.
            texts: The texts that count instead of files.
        """
        layers: frozenset[str] = frozenset()
        try:
            with file_reader.instead_of_files(texts):
                source = file_reader.read(path, folder=str(folder))
                if discovery.mentions_liqo(source):
                    found = discovery.find(source)
                    releases = found.releases if found and not found.is_values else ()
                    layers = frozenset(os.path.realpath(file) for release in releases for file in release.files)
        except InputError:  # whoever opens the file sees why
            layers = frozenset()
        if layers:
            self._layers[path] = layers
        else:
            self._layers.pop(path, None)


def files_in(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that may be for Liqo, without links in their paths."""
    return map(os.path.realpath, folder_walk.walk(str(folder), lambda _: None))
