"""A scratch chart that shows what a real Helm reads: the reference for everything in the reader."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from liqo_values.model.nodes import Plain

#: The result for a text that is refused.
REFUSED = "refused"

_SHOW_VALUES = '{{ dict "result" .Values | toJson }}'
_READ_ALL = """
{{- $all := list -}}
{{- range .Files.Get "texts.json" | fromJsonArray -}}{{- $all = append $all (fromYaml .) -}}{{- end -}}
{{ dict "result" $all | toJson }}
"""


@dataclass(frozen=True)
class Scratch:
    """A chart in a folder of its own.

    Attributes:
        folder: Where it is.
    """

    folder: Path

    @classmethod
    def make(
        cls,
        folder: Path,
        defaults: Mapping[str, Plain] | None = None,
        subcharts: Mapping[str, Mapping[str, Plain]] | None = None,
    ) -> Scratch:
        """Write the chart, with its own values and subcharts."""
        names = list(subcharts or {})
        _write_chart(folder, "scratch", defaults or {}, names)
        (folder / "templates").mkdir(exist_ok=True)
        (folder / "templates" / "values.yaml").write_text(_SHOW_VALUES)
        for name, values in (subcharts or {}).items():
            _write_chart(folder / "charts" / name, name, values, [])
        return cls(folder)

    def values(self, helm: Path, *options: str | Path) -> Plain:
        """Return ``.Values`` under the given options, or REFUSED."""
        result = self._render(helm, *options)
        return REFUSED if result is None else result

    def read_texts(self, helm: Path, texts: Sequence[str]) -> list[Plain]:
        """Return what Helm reads in each text: a mapping, None for an empty one, or REFUSED."""
        (self.folder / "texts.json").write_text(json.dumps(texts))
        (self.folder / "templates" / "values.yaml").write_text(_READ_ALL)
        results = self._render(helm)
        assert isinstance(results, list)
        return [REFUSED if isinstance(one, dict) and list(one) == ["Error"] else one for one in results]

    def _render(self, helm: Path, *options: str | Path) -> Plain:
        command = [helm, "template", "release", self.folder, *options]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            return None
        line = next(line for line in result.stdout.split("\n") if line.startswith("{"))
        shown: Plain = json.loads(line, parse_int=_number)["result"]
        return shown


def _number(digits: str) -> int | float:
    """Read a number as Helm wrote it: beyond 2**53 it writes the fewest digits that name the 64-bit float."""
    number = int(digits)
    return number if abs(number) <= 2**53 else float(digits)


def _write_chart(folder: Path, name: str, values: Mapping[str, Plain], dependencies: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed = [{"name": dependency, "version": "1.0.0"} for dependency in dependencies]
    chart = {"apiVersion": "v2", "name": name, "version": "1.0.0", "dependencies": listed}
    (folder / "Chart.yaml").write_text(json.dumps(chart))
    (folder / "values.yaml").write_text(json.dumps(values))
