"""Reads one source file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tools.generate.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path


class _StrictLoader(yaml.SafeLoader):
    """PyYAML takes the last of two equal keys in silence; here a repeated key is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands here twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(directory: Path, name: str) -> Any:  # noqa: ANN401 - what YAML holds; load.py looks at what it is
    """Return the content of the file ``name`` in ``directory``.

    Raises:
        SourceError: If it is missing, no YAML, or repeats a key.
    """
    try:
        text = (directory / name).read_text(encoding="utf-8")
        return yaml.load(text, _StrictLoader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise SourceError(name, error.strerror or str(error)) from error
    except yaml.MarkedYAMLError as error:
        place = f"{name}:{error.problem_mark.line + 1}" if error.problem_mark else name
        raise SourceError(place, error.problem or str(error)) from error
