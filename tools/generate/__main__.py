"""Writes every file that is made from the description of the values in ``schema/``, and from Liqo's Go types.

    python -m tools.generate             write what has changed
    python -m tools.generate --check     write nothing; tell what is out of date, and exit with status 1 if anything is

`--only values` leaves out the CRDs, which need a Go tool, and Chart.yaml, which describes values and CRDs.
`--only crds` and `--only chart` write these.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values import __version__
from liqo_values.charts.target import LIQO
from tools.generate import json_schema, json_text, kubernetes, output, package_data, templates
from tools.generate.chart_metadata import chart_yaml, with_versions
from tools.generate.command_flags import command_flags
from tools.generate.crds import crds
from tools.generate.editors import for_editors
from tools.generate.errors import GenerationError
from tools.generate.liqoctl import liqoctl
from tools.generate.load import load
from tools.generate.other_charts import other_charts
from tools.generate.published import published
from tools.generate.readme import readme, values_table
from tools.generate.type_sentences import with_type_sentences
from tools.generate.values_yaml import values_yaml

if TYPE_CHECKING:
    from tools.generate.model import Source

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SCHEMA = REPOSITORY / "schema"
CHART = REPOSITORY / "chart"
SUBCHART = CHART / "charts" / json_schema.SUBCHART
CRDS = SUBCHART / "crds"
LIBRARY = CHART / "charts" / json_schema.LIBRARY / "templates"
DATA = REPOSITORY / "validator" / "liqo_values" / "data"
LIQO_MODULE = REPOSITORY / "tools" / "toolchain" / "liqo"
CONTROLLER_GEN = REPOSITORY / ".tools" / "bin" / "controller-gen"

PARTS = ("values", "crds", "chart")

PREAMBLE = (
    "Generated from schema/ by `make generate`: change it there. `liqo-values schema` describes the same keys to "
    "editors, and values.schema.json to Helm."
)


def value_files(source: Source) -> dict[Path, str]:
    """Return the files that are made from the description of the values, with their content."""
    schema = json_schema.chart_schema(source)
    for_helm = json_schema.stated_once(with_type_sentences(json_schema.without_descriptions(schema)))
    subchart = json_schema.subchart(source)
    return {
        CHART / "values.yaml": values_yaml(source.root, "Default values of the Liqo chart.", PREAMBLE),
        CHART / "values.schema.json": json_text.lines(for_helm),
        CHART / "README.md": readme(source),
        CHART / "VALUES.md": values_table(source),
        LIBRARY / "virtual-kubelet" / "_flags.tpl": templates.flags_template(source),
        LIBRARY / "_flag-types.tpl": templates.flag_types_template(source),
        LIBRARY / "_programs.tpl": templates.program_flags_template(source),
        LIBRARY / "_facts.tpl": templates.facts_template(source),
        LIBRARY / "kubernetes" / "_limits.tpl": templates.limits_template(source),
        LIBRARY / "_value-types.tpl": templates.types_template(schema),
        SUBCHART / "values.yaml": values_yaml(subchart, "Default values of the liqo-crds chart.", PREAMBLE),
        SUBCHART / "values.schema.json": json_text.dumps(with_type_sentences(json_schema.subchart_schema(source))),
        DATA / "schema.json": json_text.dumps(schema),
        DATA / "editors.schema.json": json_text.dumps(for_editors(schema)),
        DATA / "defaults.json": json_text.dumps(package_data.defaults(source)),
        DATA / "flags.json": json_text.dumps(package_data.flags(source)),
        DATA / "program-flags.json": json_text.dumps(package_data.program_flags(source)),
        DATA / "presets.json": json_text.dumps(package_data.presets(CHART / "presets")),
        DATA / "facts.json": json_text.dumps(package_data.facts(source)),
        DATA / "kubernetes.json": json_text.dumps(kubernetes.document(source)),
        DATA / "modes.json": json_text.dumps(package_data.modes(source)),
        LIQO_MODULE / "programs.json": json_text.dumps(package_data.programs(source)),
        DATA / "other-releases.json": json_text.dumps(package_data.other_releases(source)),
        DATA / "other-charts.json": json_text.dumps(other_charts(SCHEMA, schema)),
        DATA / "published.json": json_text.dumps(published(SCHEMA, schema, source.root)),
        DATA / "liqoctl.json": json_text.dumps(liqoctl(SCHEMA, schema)),
        DATA / "command-flags.json": json_text.dumps(command_flags(SCHEMA)),
    }


def crd_files(controller_gen: Path) -> dict[Path, str | None]:
    """Return the CRDs and what is made of them with their content, and None for those that are no longer generated."""
    surplus: dict[Path, str | None] = dict.fromkeys(CRDS.glob("*"))
    made = crds(controller_gen, LIQO_MODULE)
    files = {CRDS / name: text for name, text in made.items()}
    return surplus | files | {DATA / "objects.json": json_text.dumps(package_data.objects(made.values()))}


def chart_files(source: Source) -> dict[Path, str]:
    """Return each Chart.yaml, with the versions of the release, and what it says about values, CRDs and changelog."""
    path, *of_dependencies = (chart / "Chart.yaml" for chart in (CHART, SUBCHART, LIBRARY.parent))
    versioned = {file: with_versions(file.read_text(encoding="utf-8"), __version__, LIQO) for file in of_dependencies}
    texts = [file.read_text(encoding="utf-8") for file in sorted(CRDS.glob("*.yaml"))]
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    kept = with_versions(path.read_text(encoding="utf-8"), __version__, LIQO)
    return versioned | {path: chart_yaml(kept, source, texts, changelog)}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 for done, 1 for out of date, 2 for a mistake in the sources or a missing tool."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.generate",
        description="Write the files that are made from schema/ and from Liqo's Go types.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    parser.add_argument("--only", choices=PARTS, help="leave out all others")
    parser.add_argument("--controller-gen", type=Path, default=CONTROLLER_GEN, metavar="PATH", help="the built program")
    options = parser.parse_args(arguments)
    files: dict[Path, str | None] = {}
    try:
        if options.only in (None, "values"):
            files |= value_files(load(SCHEMA))
        if options.only in (None, "crds"):
            files |= crd_files(options.controller_gen)
        if options.only in (None, "chart"):
            files |= chart_files(load(SCHEMA))
    except GenerationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.check:
        return _report(output.drift(files, REPOSITORY))
    for line in output.write(files, REPOSITORY):
        print(line)
    return 0


def _report(stale: list[str]) -> int:
    for text in stale:
        print(text, file=sys.stderr)
    if stale:
        print("Out of date: run `make generate`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
