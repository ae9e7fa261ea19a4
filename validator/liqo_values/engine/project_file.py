"""Finds and reads the project file ``.liqo-values.yaml``, and explains mistakes in it."""

# Imports that only a project file needs happen when there is one.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from liqo_values.engine import project_shapes
from liqo_values.engine.project_config import Config, Stack
from liqo_values.engine.project_expectations import expected_at, narrowed
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Severity
from liqo_values.model.nodes import ListNode, MapNode, Node, Plain, ScalarNode, dotted, plain
from liqo_values.model.source_text import Span
from liqo_values.parsing import file_reader, repository, yaml
from liqo_values.parsing.file_names import is_standard_input
from liqo_values.parsing.yaml_builder import DUPLICATE_KEY
from liqo_values.rules import registry
from liqo_values.rules.rule import Rule
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jsonschema import ValidationError

    from liqo_values.charts.selection import Selected
    from liqo_values.engine.glob import Glob
    from liqo_values.engine.project_peerings import Suppressions
    from liqo_values.engine.rule_selection import Selection
    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.model.source_text import Source
    from liqo_values.values.expectation import Expectation

NAME = ".liqo-values.yaml"
#: The usual name of a values file.
_VALUES = "values.yaml"

#: Keys of a stack, and the corresponding fields of Given.
_SETS = {
    "setJson": "set_json",
    "set": "set_values",
    "setString": "set_strings",
    "setFile": "set_files",
    "setLiteral": "set_literals",
}
#: Keys that a part of the file needs, and what to do if they are missing.
_REQUIRED = {
    "name": "add `name:`, which reports show",
    "files": "add `files:`, a pattern",
    "chart": "add `chart:`, such as `published@1.1.2`",
    "expect": "add `expect:` with a mode",
    "mode": "add `mode:`, such as `offloading-only`",
    "consumer": "add `consumer:`, the cluster whose pods are offloaded",
    "provider": "add `provider:`, the cluster that runs them",
}


def find(folder: Path) -> Path | None:
    """Look for the project file in a folder and its parents, up to the root of the repository.

    Outside a repository, only the folder itself is searched, because others may write to its parents, such as ``/tmp``.
    """
    start = Path(os.path.realpath(folder))
    found = None
    for candidate in (start, *start.parents):
        if found is None and (candidate / NAME).is_file():
            found = candidate / NAME
        if (candidate / ".git").exists():
            return found
    return found if found and found.parent == start else None


def nearest_to(path: str) -> Path | None:
    """Look for the project file of a file or folder: in the folder and its parents, as ``find`` does."""
    return find(Path(path) if Path(path).is_dir() else Path(path).parent)


def _of_files(files: Sequence[str]) -> Path | None:
    """Return the project file of all files; if not all have the same, that of the current folder counts, if any."""
    found = {nearest_to(file) for file in files if file and not is_standard_input(file)}
    return found.pop() if len(found) == 1 and None not in found else find(Path())


def load(path: str | None = None, *, files: Sequence[str] = (), charts: bool = True) -> Config:
    """Read a project file, by default the one in the current folder or its parents.

    As in ruff, the one nearest to the files of a command counts, if it is the same for all of them.

    Args:
        path: The project file.
        files: The files and folders of a command, if it has any.
        charts: Whether the charts that it names count; they do not if the user names one.

    Raises:
        InputError: it cannot be read or is not valid; the error has the place.
    """
    found = Path(path) if path else _of_files(files)
    if found is None:
        return Config()
    source = file_reader.read(path or os.path.relpath(found))
    reader = _Reader(source, _root(source))
    reader.validate()
    config = reader.config(found.parent)._replace(file=found, chosen=path is not None)
    return config if charts else config.without_charts()


def _root(source: Source) -> MapNode:
    """Read the map that a project file consists of; it is empty if the file is.

    Raises:
        InputError: the file is not YAML, sets a key twice, or consists of something else.
    """
    documents, diagnostics = yaml.parse_stream(source)
    for diagnostic in diagnostics:
        if diagnostic.unreadable or diagnostic.code == DUPLICATE_KEY:
            raise InputError(f"`{source.name}`: {diagnostic.message}", diagnostic.help, diagnostic.primary.span)
    first, *others = documents or [MapNode(span=Span(source, 0, 0))]
    if others:
        message = f"`{source.name}`: a second document begins here"
        raise InputError(message, "keep one document", others[0].span)
    if not isinstance(first, MapNode):
        message = f"`{source.name}`: the file must be a map"
        raise InputError(message, "write keys at the top level, such as `stacks:`", first.span)
    return first


class _Reader:
    def __init__(self, source: Source, root: MapNode) -> None:
        self._source = source
        self._root = root
        self._repository = repository.root_of(source)
        self._data: Any = plain(root)
        self._definitions: dict[str, Any] = {}

    def validate(self) -> None:
        from jsonschema import Draft7Validator

        from liqo_values.engine.project_schema import schema as project_schema

        schema = project_schema()
        self._definitions = schema["definitions"]
        errors = sorted(Draft7Validator(schema).iter_errors(self._data), key=lambda error: list(map(str, error.path)))
        for error in errors:
            self._explain(error)
        for name, value in self._data.get("severities", {}).items():
            self._check_severity(name, value)

    def config(self, folder: Path) -> Config:
        expect = expected_at(self._data, (), self._place)
        config = Config(folder, chart=self._chart(()), charts=list(self._charts()), expect=expect)
        patterns = [self._patterns("charts"), self._patterns("expectations")]
        config = config._replace(expectations=list(self._expectations()), patterns=patterns)
        stacks = [
            stack for number in range(len(self._data.get("stacks") or ())) for stack in self._stacks(config, number)
        ]
        severities = {
            _rule(name).code: Severity(value) if value not in ("off", False) else None
            for name, value in self._data.get("severities", {}).items()
        }
        exclude = [self._glob(("exclude", number)) for number in range(len(self._data.get("exclude") or ()))]
        baseline = self._data.get("baseline")
        peerings, suppressions = self._peerings(folder)
        return config._replace(
            stacks=stacks,
            severities=severities,
            exclude=exclude,
            peerings=peerings,
            suppressions=suppressions,
            selection=self._selection(),
            without_cluster=self._data.get("withoutCluster", False),
            fail_on=self._data.get("failOn", ""),
            baseline=self._inside(folder / baseline, ("baseline",)) if baseline else "",
        )

    def _peerings(self, folder: Path) -> tuple[Sequence[Peering], Suppressions]:
        """Return the peerings, and what comments suppress, which is about them."""
        from liqo_values.engine.project_peerings import stated, suppressed_by_comments

        peerings = list(stated(self._data.get("peerings") or (), folder, self._text_place))
        return peerings, suppressed_by_comments(peerings, self._source)

    def _selection(self) -> Selection | None:
        if not self._data.get("select") and not self._data.get("ignore"):
            return None
        from liqo_values.engine.rule_selection import listed

        return listed(self._data, self._reject)

    def _charts(self) -> Iterator[tuple[Glob, Selected]]:
        for number in range(len(self._data.get("charts") or ())):
            chart = self._chart(("charts", number))
            if chart is not None:
                yield self._glob(("charts", number, "files")), chart

    def _expectations(self) -> Iterator[tuple[Glob | None, Expectation]]:
        for number, entry in enumerate(self._data.get("expectations") or ()):
            path = ("expectations", number)
            expectation = expected_at(entry, path, self._place)
            if expectation is not None:
                yield self._glob((*path, "files")) if "files" in entry else None, expectation

    def _patterns(self, key: str) -> list[tuple[Glob, Span]]:
        """Return the patterns of files in a list, with their places."""
        entries = enumerate(self._data.get(key) or ())
        paths: list[Sequence[str | int]] = [(key, number, "files") for number, entry in entries if "files" in entry]
        return [(self._glob(path), self._text_place(path)) for path in paths]

    def _chart(self, path: Sequence[str | int]) -> Selected | None:
        """Return the chart that is named in a part of the file; None if there is none."""
        name = self._at((*path, "chart"))
        if name is None:
            return None
        from liqo_values.charts.selection import named

        try:
            return named(name)
        except InputError as error:
            self._reject((*path, "chart"), error.message, error.remedy)

    def _glob(self, path: Sequence[str | int]) -> Glob:
        from liqo_values.engine.glob import Glob

        try:
            return Glob(str(self._at(path)))
        except InputError as error:
            self._reject(path, error.message, error.remedy)

    def _explain(self, error: ValidationError) -> NoReturn:
        path = tuple(error.absolute_path)
        schema = error.schema if isinstance(error.schema, dict) else {}
        known = list(schema.get("properties", ()))
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            key = next(key for key in error.instance if key not in known)
            self._reject((*path, key), f"there is no key `{dotted((*path, key))}`", _instead(key, known, schema))
        name = f"`{dotted(path)}`" if path else "the file"
        if error.validator == "required" and isinstance(error.instance, dict):
            missing = next(key for key in _REQUIRED if key in known and key not in error.instance)
            self._reject(path, f"{name} needs `{missing}`", _REQUIRED[missing])
        if error.validator == "oneOf":
            self._reject(path, f"{name} needs `files` or `cluster`, and not both", "write one of them: a pattern")
        if error.validator == "enum":
            allowed = error.validator_value if isinstance(error.validator_value, list) else []
            near = nearest(str(error.instance), tuple(map(str, allowed)))
            advice = f"did you mean `{near}`?" if near else "write one of them"
            self._reject_value(path, f"{name} must be one of {_listed(allowed)}", advice)
        if error.validator == "minLength":
            self._reject_value(path, f"{name} must not be empty", "write a text, or remove it")
        kind = project_shapes.KINDS[str(error.validator_value)]
        value = cast("Plain", error.instance)
        remedy = f"write {project_shapes.instead(path, schema, value, self._definitions)}"
        self._reject_value(path, f"{name} must be {kind}", remedy)

    def _check_severity(self, name: str, value: Plain) -> None:
        rule = registry.find(name)
        if rule is None:
            from liqo_values.engine.rule_selection import unknown_rule

            unknown = unknown_rule(name)
            self._reject(("severities", name), unknown.message, unknown.remedy)
        if rule.severity is Severity.ERROR and value not in ("warning", "error"):
            self._reject(
                ("severities", name),
                f"`{name}` reports errors, which `severities` cannot turn off",
                "write `warning`, so that the check does not fail, or list the rule in `ignore`",
            )

    def _stacks(self, config: Config, number: int) -> Iterator[Stack]:
        folder, entry = config.folder, self._data["stacks"][number]
        path: tuple[str | int, ...] = ("stacks", number)
        below = [
            self._inside(folder / file, (*path, "files", index)) for index, file in enumerate(entry.get("files", ()))
        ]
        sets: dict[str, Any] = {option: self._arguments(folder, path, key) for key, option in _SETS.items()}
        prefix, templated = entry.get("prefix", ""), entry.get("templated", False)
        named = [(file, self._text_place((*path, "files", index))) for index, file in enumerate(below)]
        given = Given(below, prefix=prefix, templated=templated, name=entry["name"], named_at=named, **sets)
        own, expectation = self._chart(path), expected_at(entry, path, self._place)
        if "forEach" not in entry:
            expected = narrowed((), [expectation] if expectation else config.expected_of(*below))
            yield Stack(entry["name"], given._replace(expectations=expected, **_fields(own, config, below)))
            return
        try:
            matches = [file for file in self._glob((*path, "forEach")).files(folder) if file.name != NAME]
        except InputError as error:
            self._reject((*path, "forEach"), error.message, error.remedy)
        files = [file for file in (self._inside(match, (*path, "forEach")) for match in matches) if file not in below]
        if not files:
            self._reject_pattern((*path, "forEach"), folder, only_layers=bool(matches))
        for file in files:
            name = f"{entry['name']} {file}"
            chart = _fields(own, config, [*below, file])
            expected = narrowed((), [expectation] if expectation else config.expected_of(*below, file))
            yield Stack(name, given._replace(files=(*below, file), name=name, expectations=expected, **chart))

    def _arguments(self, folder: Path, path: Sequence[str | int], key: str) -> list[str]:
        """Return arguments of ``--set…`` options; the paths of ``--set-file`` are relative to the project file."""
        arguments = self._at((*path, key)) or ()
        if key != "setFile":
            return list(arguments)
        from liqo_values.parsing import set_flags

        parted = (argument.partition("=") for argument in arguments)
        shown = [f"{name}{equals}{_shown(folder / file)}" for name, equals, file in parted]
        for number, argument in enumerate(shown):
            for file in set_flags.files_in(argument):
                self._inside(Path(file), (*path, key, number))
        return shown

    def _inside(self, file: Path, path: Sequence[str | int]) -> str:
        """Return a path relative to the current folder; reject files outside the repository."""
        shown = _shown(file)
        if file.is_fifo():
            self._reject(path, f"`{shown}` is a pipe", "name a file; a pipe is empty when it is read again")
        if shown == "-" or not repository.is_inside(file, self._repository):
            self._reject(path, f"`{shown}` is not a file of the repository", "move it into the repository")
        return shown

    def _reject(self, path: Sequence[str | int], message: str, remedy: str) -> NoReturn:
        raise InputError(f"`{self._source.name}`: {message}", remedy, self._place(path))

    def _reject_value(self, path: Sequence[str | int], message: str, remedy: str) -> NoReturn:
        """Reject a value, and point to it if it is in one place."""
        raise InputError(f"`{self._source.name}`: {message}", remedy, self._text_place(path))

    def _reject_pattern(self, path: Sequence[str | int], folder: Path, *, only_layers: bool) -> NoReturn:
        """Reject a pattern that matches no file, or only files of the layers below; it often matches folders."""
        pattern = str(self._at(path))
        if only_layers:
            self._reject(path, f"`{pattern}` matches only the files of the layers below", "correct the pattern")
        inside = [file.name for file in self._glob(path).in_folders(folder)]
        if not inside:
            self._reject(path, f"no file matches `{pattern}`", "correct the pattern")
        name = _VALUES if _VALUES in inside else inside[0]
        self._reject(
            path, f"`{pattern}` matches only folders", f"name the files in them: `{pattern.rstrip('/')}/{name}`"
        )

    def _at(self, path: Sequence[str | int]) -> Any:  # noqa: ANN401 - values of any type
        value = self._data
        for step in path:
            value = value.get(step) if isinstance(value, dict) else value[step]
        return value

    def _place(self, path: Sequence[str | int]) -> Span:
        """Return the place of a key or item."""
        return self._found(path)[1]

    def _text_place(self, path: Sequence[str | int]) -> Span:
        """Return the place of a text, number or boolean."""
        node, key = self._found(path)
        return (node.span if isinstance(node, ScalarNode) else None) or key

    def _found(self, path: Sequence[str | int]) -> tuple[Node, Span]:
        """Return the value at a path, and the place of its key or item."""
        node: Node = self._root
        span = Span(self._source, 0, 0)
        for step in path:
            if isinstance(node, MapNode) and step in node.entries:
                entry = node.entries[str(step)]
                node, span = entry.value, entry.key_span or span
            elif isinstance(node, ListNode) and isinstance(step, int):
                node = node.items[step]
                span = node.span or span
        return node, span


def _fields(own: Selected | None, config: Config, files: Sequence[str]) -> dict[str, Any]:
    """Return the fields of Given for the chart of a stack: its own, or that of its topmost file with one."""
    found = own or next((chart for chart in map(config.chart_of, reversed(files)) if chart), None)
    return found.fields() if found else {}


def _rule(name: str) -> Rule:
    found = registry.find(name)
    if found is None:
        raise KeyError(name)
    return found


def _instead(key: str, known: Sequence[str], schema: Mapping[str, Any]) -> str:
    """Say what to write instead of an unknown key; the schema of the whole file also knows the keys of a stack."""
    if key in schema.get("definitions", {}).get("stack", {}).get("properties", {}):
        return "write it in an entry of `stacks`, next to its `name`"
    near = nearest(key, tuple(known))
    return f"did you mean `{near}`?" if near else f"the keys are {_listed(known)}"


def _listed(words: Sequence[object]) -> str:
    return ", ".join(f"`{word}`" for word in words if word is not False)


def _shown(path: Path) -> str:
    return os.path.relpath(path)
