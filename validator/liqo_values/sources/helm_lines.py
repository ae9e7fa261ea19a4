"""Command lines of Helm that install Liqo's chart: `helm install`, `upgrade`, `template` and `lint`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.charts.selection import in_range, newest
from liqo_values.model.findings import Diagnostic, Label
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources import chart_reference, post_renderers, terraform_locals, umbrella
from liqo_values.sources.release import CHART, Release, is_liqo
from liqo_values.sources.script_values import ScriptValues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.charts.selection import Selected
    from liqo_values.parsing.shell_pieces import Word
    from liqo_values.sources.command_line import CommandLine

#: The rules about arguments that Helm rejects, and about those that the shell changes.
SHELL = "LQ024"
_PACKAGE = r"(?:.*[/\\])?liqo-(v?\d[^/\\]*)\.tgz"
#: Commands with a chart only; the others have a name before it, unless they make one up.
_CHART_ONLY = frozenset(("lint",))
_WITHOUT_CLUSTER = frozenset(("template", "lint"))
#: How the paths of charts begin.
_PATHS = (".", "/")
#: Names of folders with Liqo's chart, and its own folder around a chart without a name.
_OWN_NAME = r"(?:(?:liqo|helm|charts?|v?\d[\d.]*)(?:[._-]|$))+"
_IN_OWN_FOLDER = r"(?:^|/)liqo/(?:\w+/)*(?:helm|charts?|\.)/?$"
_REUSE = ("reuse-values", "reset-then-reuse-values")
_BRACES = "the shell makes several arguments of the braces, of which Helm rejects all but the first"
_BACKSLASH = "the shell removes the backslash, so that Helm reads the dot or comma as a separator"
_CLIENT = ("", "client", "true", STAND_IN)


def release(line: CommandLine, repositories: Mapping[str, str]) -> Release | None:
    """Return the release that a command line installs; None if its chart is not Liqo's.

    Args:
        line: The command line after `helm`.
        repositories: The addresses of the repositories that `helm repo add` adds, by their names.
    """
    command, *arguments = line.arguments
    chart, name = _chart_and_name(line, command.text, arguments)
    if chart is None:
        return None
    values = ScriptValues(line)
    local = values.found(chart.text) if chart.known and not line.last("repo") else None
    folder = local if local is not None and local.is_dir() else None
    contains = bool(umbrella.key_in(folder, line.script.source))
    liqo = contains or _is_liqo(line, chart, name, folder)
    section = "" if liqo or folder is not None else terraform_locals.section_in(values.steps())
    if not (liqo or section):
        return None
    result = Release(_title(line, name), prefix=section)
    result.destination = line.destination("kube-context", "kubeconfig")
    version = line.last("version")
    if contains:
        result.umbrella = folder
    elif section:
        result.is_for(chart_reference.missing(f"the chart `{line.written(chart)}`", ""), None)
    else:
        place = version or chart
        result.is_for(_selected(line, chart, folder, repositories), _version_label(line, place))
    result.schema = not line.has("skip-schema-validation")
    result.without_cluster = _without_cluster(line, command.text)
    if line.has(*_REUSE) and not line.has("reset-values"):
        flag = next(flag for flag in line.flags if flag.name in _REUSE)
        result.steps.append(values.previous(flag.word))
    result.steps += values.steps()
    result.diagnostics += [*values.diagnostics, *_changed_by_shell(line), *_post_renderer(line)]
    return result


def of_arguments(line: CommandLine) -> Release:
    """Return the release of a file with the options of `helm install`, which does not name the chart."""
    result = Release("")
    version = line.last("version")
    if version is not None and version.known:
        result.is_for(in_range(version.text), _version_label(line, version))
    values = ScriptValues(line)
    result.steps += values.steps()
    result.diagnostics += [*values.diagnostics, *_changed_by_shell(line), *_post_renderer(line)]
    return result


def _version_label(line: CommandLine, place: Word) -> Label:
    return Label(line.place(place), line.script.source.name, "is older than Liqo 1.0")


def _chart_and_name(line: CommandLine, command: str, arguments: list[Word]) -> tuple[Word | None, Word | None]:
    if command in _CHART_ONLY or line.has("generate-name") or (len(arguments) == 1 and command == "template"):
        return (arguments[0] if arguments else None), None
    if len(arguments) == 1 and (variable := _after(line, arguments[0])):
        line.unsure.remove(variable)
        return variable, arguments[0]
    if len(arguments) < 2:  # noqa: PLR2004 - a name and a chart
        return (arguments[0] if arguments and is_liqo(arguments[0].text) and "/" in arguments[0].text else None), None
    return arguments[1], arguments[0]


def _after(line: CommandLine, name: Word) -> Word | None:
    """Return the variable after a name, which is the chart; None if there is none."""
    behind = line.positional[line.positional.index(name) + 1 :][:1]
    return next((word for word in behind if word in line.unsure and word.many and word.text == STAND_IN), None)


def _title(line: CommandLine, name: Word | None) -> str:
    return (
        f"release {line.written(name)} in line {line.number}" if name is not None else f"release in line {line.number}"
    )


def _is_liqo(line: CommandLine, chart: Word, name: Word | None, folder: Path | None) -> bool:
    text = line.written(chart)
    named = umbrella.name_of(folder, line.script.source) if folder is not None else ""
    if named:
        return named == CHART
    if is_liqo(text) or re.fullmatch(_PACKAGE, text):
        return True
    if chart.known and not (chart.text.startswith(_PATHS) and folder is None):
        return False
    return (name is not None and name.text == CHART) or _may_be_liqo(chart.text, text)


def _may_be_liqo(known: str, written: str) -> bool:
    """Return whether a chart that is not available may be Liqo's: not one with another name, such as its dashboard.

    Args:
        known: What is known of its path or name, with stand-ins.
        written: The same, as the script writes it.
    """
    last = known.rstrip("/").rpartition("/")[2]
    if STAND_IN in last:
        return CHART in written.lower()
    return bool(re.fullmatch(_OWN_NAME, last) if CHART in last else re.search(_IN_OWN_FOLDER, written))


def _selected(line: CommandLine, chart: Word, folder: Path | None, repositories: Mapping[str, str]) -> Selected:
    """Return the chart: in a repository of the script, a registry, a package, or a folder."""
    text, version, repo = chart.text, line.last("version"), line.last("repo")
    wanted = version.text if version is not None else ""
    if not chart.known:
        return newest(f"the chart `{line.written(chart)}` is known only when the script runs")
    if version is not None and not version.known:
        return newest(f"the version `{line.written(version)}` is known only when the script runs")
    if folder is not None:
        return chart_reference.in_folder(folder, line.script.source)
    package = re.fullmatch(_PACKAGE, text)
    if package:
        return in_range(package[1])
    if text.startswith("oci://"):
        return chart_reference.in_repository(text, wanted)
    if repo is not None:
        return chart_reference.in_repository(line.written(repo), wanted)
    if text.startswith(_PATHS):
        return newest(f"`{text}` is not available here")
    address = repositories.get(text.partition("/")[0], "")
    if not address:
        return chart_reference.missing(f"the repository `{text.partition('/')[0]}`", wanted)
    return chart_reference.in_repository(address, wanted)


def _without_cluster(line: CommandLine, command: str) -> bool:
    """Return whether Helm renders the chart without access to the cluster."""
    dry = next((flag for flag in reversed(line.flags) if flag.name == "dry-run"), None)
    mode = "" if dry is None or dry.value is None else dry.value.text
    if command in _WITHOUT_CLUSTER:
        return not (line.has("validate") or mode == "server")
    return dry is not None and mode in _CLIENT[:3]


def _post_renderer(line: CommandLine) -> Iterator[Diagnostic]:
    """Yield a notice about a program that changes what Helm renders."""
    program = line.last("post-renderer")
    if program is not None and program.text:
        label = Label(line.place(program), line.script.source.name, "is not checked")
        yield post_renderers.notice(f"the post-renderer `{line.written(program)}`", label)


def _changed_by_shell(line: CommandLine) -> list[Diagnostic]:
    """Report what the shell changes in arguments before Helm reads them."""
    found: list[Diagnostic] = []
    for word in line.values("set", "set-string", "set-json", "set-file", "set-literal"):
        label = Label(line.place(word), line.script.source.name, "is not quoted")
        if word.whole is not None:
            message = _BACKSLASH if word.bare else _BRACES
            found.append(Diagnostic(message, label, "put the argument in single quotes", code=SHELL))
    return found
