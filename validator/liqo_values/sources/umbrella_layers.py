"""The umbrella chart of values that no manifest describes: the one in whose folder they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.sources import umbrella
from liqo_values.sources.release import Release
from liqo_values.sources.umbrella_releases import separate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.values.release_inputs import Given, Step

#: The names of a chart's values files.
VALUES = r"values[^/\\]*$"


def of_file(source: Source, folder: Path, step: Step | None, given: Given) -> list[Release]:
    """Return the releases of the umbrella chart that a values file is in; empty if it has nothing for Liqo.

    Args:
        source: The file.
        folder: The folder of the chart.
        step: The file as a layer; None if it is already one of the given layers, or the chart's own values.
        given: The layers below it, and the arguments above it.

    Raises:
        InputError: these layers or arguments cannot be read.
    """
    release = Release(given.name, [step] if step is not None else [])
    release.umbrella = folder
    wanted = list(separate([release], source, given))
    if re.search(VALUES, source.name) and folder == Path(source.name).parent:
        return wanted
    keys = (part.prefix.partition(".")[0] for part in wanted)
    shown = [bool(re.search(rf"^{re.escape(key)}[ ]*:", source.text, re.MULTILINE)) for key in keys]
    return [part for part, has_key in zip(wanted, shown, strict=True) if has_key]


def of_layers(given: Given, files: Iterable[Source]) -> tuple[Source, Sequence[Release]] | None:
    """Return a file of the umbrella chart in whose folder a layer is, and its releases; None if no layer is in one.

    Args:
        given: All layers and arguments of a release. If they have a prefix, only the dependency under this key counts.
        files: The files among the layers that may be in the folder of a chart.

    Raises:
        InputError: these layers or arguments cannot be read.
    """
    for source in files:
        folder = umbrella.around(source)
        wanted = of_file(source, folder, None, given) if folder is not None else ()
        found = [one for one in wanted if given.prefix in ("", one.prefix)]
        for part in found:
            part.schema, part.flags, part.destination = given.schema, [*given.flags], given.destination
        if found:
            found[0].diagnostics[:0] = given.diagnostics
            return source, found
    return None
