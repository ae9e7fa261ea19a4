"""What Python programs may call: the commands ``check``, ``mode``, ``diff`` and ``fix`` as functions.

They read the same files as the commands, and take texts as well. Nothing is printed, and no file is written.
"""

# Reading manifests and fixing are not needed by every program.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack

from liqo_values.charts.target import TargetChart
from liqo_values.engine.check import judge
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError
from liqo_values.model.layers import TEXT_NAME
from liqo_values.model.record import Record
from liqo_values.model.source_text import Source
from liqo_values.parsing import file_reader
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liqo_values.engine.compare import Comparison
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Mode
    from liqo_values.model.findings import Finding

#: One file or text: a path is a file, a string is a text.
Values: TypeAlias = str | Path | Source
#: Layers of one release, lowest first, or the only one.
Layers: TypeAlias = "Values | Sequence[Values]"

#: The options that are lists of arguments.
_LISTS = ("set_json", "set_values", "set_strings", "set_files", "set_literals")
#: How the names of files end that people pass as text.
_ENDINGS = (".yaml", ".yml", ".json", ".tf", ".sh", ".tofu")


class FixedFile(Record):
    """A file or text after its findings are fixed.

    Attributes:
        name: Its path, or ``<text>``.
        text: Its text with the fixes applied; without a byte order mark.
        changed: Whether it differs from what was read.
    """

    __slots__ = ("changed", "name", "text")

    def __init__(self, name: str, text: str, changed: bool) -> None:
        self.name = name
        self.text = text
        self.changed = changed


class Fixed(Record):
    """The result of ``fix``.

    Attributes:
        files: All files and texts, in the order in which they were passed.
        applied: The findings that are fixed.
        left: The findings that are left.
    """

    __slots__ = ("applied", "files", "left")

    def __init__(self, files: tuple[FixedFile, ...], applied: tuple[Finding, ...], left: tuple[Finding, ...]) -> None:
        self.files = files
        self.applied = applied
        self.left = left


class Options(TypedDict, total=False):
    """The options of the commands, as arguments.

    Attributes:
        set_json: Arguments of ``--set-json``, in order.
        set_values: Arguments of ``--set``, in order.
        set_strings: Arguments of ``--set-string``, in order.
        set_files: Arguments of ``--set-file``, in order.
        set_literals: Arguments of ``--set-literal``, in order.
        prefix: The key that contains Liqo's values, as in an umbrella chart.
        without_cluster: Whether the chart is rendered without cluster access, as by Argo CD.
        ignores: Whether comments in the files may suppress findings; they may by default.
        chart: The target chart, by the name that ``--chart`` takes, or that of another result. By default, it is the
            one that the manifest names, else ours.
    """

    set_json: Sequence[str]
    set_values: Sequence[str]
    set_strings: Sequence[str]
    set_files: Sequence[str]
    set_literals: Sequence[str]
    prefix: str
    without_cluster: bool
    ignores: bool
    chart: str | TargetChart | None


def check(values: Layers = (), **options: Unpack[Options]) -> CheckResult:
    """Check the values of one release.

    Args:
        values: The layers of the release, lowest first, or the only one: a path is a file, a string is a text. The last
            one may be a manifest, a script or another file that describes one release; it is read as the command reads
            it.
        options: See :class:`Options`.

    Raises:
        InputError: a file cannot be read, Helm rejects an argument, there is no such chart, or the last layer describes
            several releases, or none.
    """
    return _one_release(_given(options), _sources(values))


def check_files(paths: Path | Iterable[Path], *, config: Path | None = None, chart: str = "") -> list[CheckResult]:
    """Check each release in files and folders, as ``liqo-values check FILE...`` does.

    Args:
        paths: The files and folders.
        config: A project file; none is looked for.
        chart: The target chart of all releases, by the name that ``--chart`` takes.

    Raises:
        InputError: a file, or a release in one, cannot be read.
    """
    from liqo_values.engine import file_targets
    from liqo_values.engine.batch import Run, run
    from liqo_values.engine.file_check import Target
    from liqo_values.engine.project_config import Config
    from liqo_values.engine.project_file import load
    from liqo_values.engine.reconcile import settle
    from liqo_values.sources.folder_walk import walk

    project = load(str(config), charts=not chart) if config else Config()
    given = project.over(_given({"chart": chart or None}))
    outcome = Run()
    targets: dict[str, Target] = {}
    listed: Iterable[object] = [paths] if isinstance(paths, str | Path) else paths
    for path in listed:
        if not isinstance(path, Path):
            message = f"`check_files` takes paths: pass `Path({path!r})`"
            raise TypeError(message)
        folder = str(path) if path.is_dir() else ""
        for file in walk(folder, outcome.errors.append) if folder else [str(path)]:
            targets |= file_targets.of_file(file, folder, project, given)
    run(given, list(targets.values()), outcome, lambda *_: None)
    for error in outcome.errors:
        raise error
    return settle(project.compared(outcome.results))


def mode(values: Layers = (), **options: Unpack[Options]) -> Mode:
    """Return the mode that values result in; the arguments are those of ``check``.

    Raises:
        InputError: as for ``check``.
    """
    return check(values, **options).mode


def diff(old: Layers, new: Layers, **options: Unpack[Options]) -> Comparison:
    """Compare the values of a release before and after a change; the other arguments are those of ``check``.

    Raises:
        InputError: as for ``check``.
    """
    from liqo_values.engine.compare import compare

    return compare(check(old, **options), check(new, **options))


def fix(values: Layers, *, unsafe: bool = False, **options: Unpack[Options]) -> Fixed:
    """Fix the findings in the values of one release; the other arguments are those of ``check``.

    Args:
        values: The layers of the release, as for ``check``; all of them may be changed.
        unsafe: Whether to apply fixes that may change what the values mean.
        options: Those of ``check``.

    Raises:
        InputError: as for ``check``.
    """
    from liqo_values.fixes.repair import repair

    before = _sources(values)
    repaired = repair(before, partial(_findings, options), unsafe=unsafe)
    files = tuple(
        FixedFile(old.name, new.text, new.text != old.text) for old, new in zip(before, repaired.sources, strict=True)
    )
    return Fixed(files, repaired.applied, repaired.left)


def _findings(options: Options, sources: Sequence[Source]) -> tuple[Finding, ...]:
    return check(sources, **options).findings


def _given(options: Options) -> Given:
    chart = options.get("chart")
    for name in options.keys() - Options.__annotations__.keys():
        near = nearest(name, tuple(Options.__annotations__))
        message = f"there is no option `{name}`" + (f"; did you mean `{near}`?" if near else "")
        raise TypeError(message)
    fields: dict[str, Any] = {name: value for name, value in options.items() if name != "chart"}
    for name in _LISTS:
        if isinstance(fields.get(name), str):
            message = f"`{name}` takes a list: pass `[{fields[name]!r}]`"
            raise TypeError(message)
    given = Given()._replace(**fields)
    if chart is None or isinstance(chart, TargetChart):
        return given if chart is None else given._replace(chart=chart, chart_named=True)
    from liqo_values.charts.selection import named

    return given._replace(**named(chart).fields())


def _one_release(given: Given, sources: Sequence[Source]) -> CheckResult:
    if not sources:
        return judge(given)
    from liqo_values.engine.file_check import check_text

    *below, last = sources
    results = check_text(given._replace(files=below), last)
    if len(results) != 1:
        message = f"`{last.name}` describes {len(results)} releases, not one"
        raise InputError(message, "use `check_files`, which checks each release in files")
    return results[0]


def _sources(values: object) -> list[Source]:
    """Read all layers."""
    number = 0
    found = []
    listed = [values] if isinstance(values, str | Path | Source) else values
    if not isinstance(listed, Sequence) or isinstance(listed, bytes | bytearray | memoryview):
        message = f"layers are texts, paths, or a list of them, not {type(values).__name__}"
        raise TypeError(message)
    for value in listed:
        number += isinstance(value, str)
        found.append(_source(value, TEXT_NAME if number <= 1 else f"{TEXT_NAME[:-1]} {number}>"))
    return found


def _source(value: object, name: str) -> Source:
    if isinstance(value, Source):
        return value
    if isinstance(value, Path):
        path = str(value)
        return file_reader.read(os.path.join(".", path) if path == "-" else path)  # noqa: PTH118 - keeps the `./`
    if not isinstance(value, str):
        message = f"a layer is a text or a path, not {type(value).__name__}"
        raise TypeError(message)
    if "\n" not in value and value.endswith(_ENDINGS):
        message = f"`{value}` is a text here, but reads like the name of a file"
        raise InputError(message, f"pass `Path({value!r})` to read this file")
    return Source(name, value.removeprefix("\ufeff"))
