"""Command lines of `liqoctl`: those that install Liqo, and those that peer clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts import command_flags, liqoctl
from liqo_values.charts.selection import Selected, in_range, newest
from liqo_values.charts.target import ChartFamily
from liqo_values.fixes import edits
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.findings import Diagnostic, Label
from liqo_values.model.nodes import Unknown
from liqo_values.model.source_text import Span
from liqo_values.sources import conditional_arguments, uncertain_lines
from liqo_values.sources.command_line import CommandLine
from liqo_values.sources.release import Release
from liqo_values.sources.script_values import ScriptValues
from liqo_values.values.release_inputs import FlagText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.charts.command_flags import Options
    from liqo_values.parsing.shell_pieces import Command, Word
    from liqo_values.sources.command_line import Flag, Script

#: The rules about flags and arguments of `liqoctl install`, and about those of other commands.
_OF_INSTALL = ("LQ846", "LQ847")
_OF_PEER = ("LQ610", "LQ611")
_INSTALL = "install"
_ALIASES = {"upgrade": _INSTALL}


def read(script: Script, command: Command, words: Sequence[Word], release: str) -> Release | None:
    """Return what a command line installs, or what is wrong with one that peers clusters; None for other commands.

    Args:
        script: The script.
        command: The whole command.
        words: What follows `liqoctl`.
        release: The release of Liqo that the script installs; empty if it does not say.
    """
    everything = _all_options()
    names = {name for known in command_flags.liqoctl_commands() for name in known.split()} | _ALIASES.keys()
    whole = CommandLine(script, command, words, everything, names)
    verb = _command(whole)
    if verb is None:
        first = whole.positional[:1]
        unknown = uncertain_lines.command(whole, "liqoctl") if first and not first[0].known else None
        return unknown or _gone(whole, release)
    line = CommandLine(script, command, words, command_flags.liqoctl_options(verb), names)
    return _install(line, verb) if verb.startswith(_INSTALL) else _peer(line, verb, release)


def of_arguments(script: Script, command: Command) -> Release | None:
    """Return what the options of liqoctl in a file say; None if Helm has all of them, too.

    Args:
        script: The file.
        command: All its words.
    """
    line = CommandLine(script, command, command.words, _all_options())
    helm = command_flags.helm_options()
    names = {helm.letters.get(flag.name, flag.name) for flag in line.flags}
    verbs = [verb for verb in command_flags.liqoctl_commands() if names & command_flags.liqoctl_options(verb).names]
    if not verbs or names <= helm.names:
        return None
    verb = max(verbs, key=lambda verb: (len(names & command_flags.liqoctl_options(verb).names), verb == _INSTALL))
    line = CommandLine(script, command, command.words, command_flags.liqoctl_options(verb))
    return _install(line, verb) if verb.startswith(_INSTALL) else _peer(line, verb, "")


def _all_options() -> Options:
    options = [command_flags.liqoctl_options(command) for command in command_flags.liqoctl_commands()]
    text, switch = (frozenset().union(*(getattr(one, kind) for one in options)) for kind in ("text", "switch"))
    return options[0]._replace(text=text, switch=switch)


def _command(line: CommandLine) -> str | None:
    """Return the command of liqoctl, with the provider; None for one that is not read."""
    words = [_ALIASES.get(word.text, word.text) for word in line.arguments[:2]]
    commands = command_flags.liqoctl_commands()
    return next((name for name in (" ".join(words), *words[:1]) if name in commands), None)


def _gone(line: CommandLine, release: str) -> Release | None:
    """Report a command that peered clusters before Liqo 1.0; None if it is another one, or for such a release."""
    gone = command_flags.gone_commands()
    words = [word.text for word in line.arguments[:2]]
    verb = next((name for name in (" ".join(words), *words[:1]) if name in gone), "")
    chart = in_range(release).chart if release else newest("").chart
    if not verb or chart.only_mode:
        return None
    result = Release(f"`liqoctl {verb}` in line {line.number}")
    result.gives_values = False
    result.steps += ScriptValues(line).steps()
    result.chart = Selected(chart)
    place = line.place(line.arguments[0])
    label = Label(place, place.source.name, "no such command")
    message = f"`liqoctl` {chart.release} has no command `{verb}`"
    result.diagnostics.append(Diagnostic(message, label, gone[verb], code=_OF_PEER[1]))
    return result


def _install(line: CommandLine, verb: str) -> Release:
    provider = verb.partition(" ")[2] or liqoctl.GENERIC
    result = Release(f"`liqoctl {verb}` in line {line.number}")
    result.destination = line.destination("context", "kubeconfig")
    version = line.last("version")
    label = Label(line.place(version), line.script.source.name, "is older than Liqo 1.0") if version else None
    result.is_for(_chart(line, version, provider), label)
    result.flags = [*_places(line)]
    values = ScriptValues(line, split=False)
    result.steps += values.steps()
    result.diagnostics += values.diagnostics
    if result.chart and not result.chart.chart.only_mode:  # the flags of older releases are not known
        result.diagnostics += _wrong(line, verb, result.chart.chart.release, _OF_INSTALL)
    return result


def _chart(line: CommandLine, version: Word | None, provider: str) -> Selected:
    if version is not None and not version.known:
        reason = f"the version `{line.written(version)}` is known only when the script runs"
        found = newest(reason, ChartFamily.LIQOCTL, provider)
    else:
        found = (
            in_range(version.text, ChartFamily.LIQOCTL)
            if version
            else newest("no version is given", ChartFamily.LIQOCTL)
        )
    if found.chart.only_mode:
        return found
    return found._replace(chart=liqoctl.installed(found.chart.release, provider, _flags(line)))


def _flags(line: CommandLine) -> dict[str, list[str]]:
    """Return the flags with their values; those that only the script knows are unknown."""
    flags: dict[str, list[str]] = {}
    for flag in line.flags:
        if flag.known:
            word = flag.value
            text = "true" if word is None else word.text if word.known else Unknown(f"<{line.written(word)}>")
            flags.setdefault(flag.name, []).append(text)
    return flags


def _places(line: CommandLine) -> Iterator[FlagText]:
    """Yield the flags with their places."""
    for flag in line.flags:
        if flag.known:
            word = flag.value
            yield FlagText(flag.name, word.text if word else "true", line.place(word or flag.word))


def _peer(line: CommandLine, verb: str, release: str) -> Release:
    result = Release(f"`liqoctl {verb}` in line {line.number}")
    result.gives_values = False
    result.steps += ScriptValues(line).steps()
    chart = in_range(release).chart if release else newest("").chart
    result.chart = Selected(chart)
    if not chart.only_mode:
        result.diagnostics += _wrong(line, verb, chart.release, _OF_PEER)
    result.diagnostics += uncertain_lines.arguments(line, f"liqoctl {verb}")
    return result


def _wrong(line: CommandLine, verb: str, release: str, codes: tuple[str, str]) -> Iterator[Diagnostic]:
    """Yield what liqoctl rejects: unknown flags, values of flags, and arguments."""
    for word in line.unsure:
        conditional = conditional_arguments.read(line, word)
        if conditional is not None:
            yield from _wrong_flags(conditional, verb, release, codes, _of_any_provider(verb, release))
    provider = next(iter(line.arguments[1:]), None)
    is_known = provider is None or provider.known
    names = command_flags.liqoctl_options(verb, release).names if is_known else _of_any_provider(verb, release)
    yield from _wrong_flags(line, verb, release, codes, names)
    arguments = line.arguments[len(verb.split()) :]
    if arguments and arguments[0].known and not line.unsure:
        yield _surplus(line, verb, arguments[0], codes[1])


def _of_any_provider(verb: str, release: str) -> frozenset[str]:
    """Return the flags of a command, and those of all providers if the script decides which one it installs on."""
    installs = [
        one for one in command_flags.liqoctl_commands() if verb.startswith(_INSTALL) and one.startswith(_INSTALL)
    ]
    return frozenset().union(*(command_flags.liqoctl_options(one, release).names for one in (verb, *installs)))


def _wrong_flags(
    line: CommandLine, verb: str, release: str, codes: tuple[str, str], names: frozenset[str]
) -> Iterator[Diagnostic]:
    for flag in line.flags:
        if flag.name not in names:
            yield _unknown_flag(line, verb, release, flag, codes[0])
        elif flag.value is not None and flag.value.known:
            allowed = command_flags.allowed_values(verb, flag.name)
            if allowed and flag.value.text not in allowed:
                yield _wrong_value(line, flag, tuple(allowed), codes[1])
            wanted = command_flags.value_type(flag.name)
            if wanted is not None and not wanted.match(flag.value.text):
                place = line.place(flag.value)
                label = Label(place, place.source.name, "is rejected")
                message = f"`--{flag.name}` must be {wanted.expected}"
                yield Diagnostic(message, label, f"write {wanted.expected}", code=codes[1])


def _unknown_flag(line: CommandLine, verb: str, release: str, flag: Flag, code: str) -> Diagnostic:
    name = flag.name
    options = command_flags.liqoctl_options(verb, release)
    message = f"`liqoctl {verb}` {release} has no flag `{_dashed(name)}`"
    new = command_flags.renamed(verb, name)
    if not new and not command_flags.instead_of(verb, name):
        new = nearest(name, tuple(options.names)) or ""
    help_text = f"write `--{new}`" if new else command_flags.instead_of(verb, name) or _others(verb, name)
    place = line.place(flag.word)
    width = len(_dashed(name))
    marked = Span(place.source, place.start, place.start + width) if place.text.startswith(_dashed(name)) else place
    fix = None
    if new and flag.word.text[len(_dashed(name)) :][:1] in ("", "="):
        safe = bool(command_flags.renamed(verb, name))
        fix = edits.word(marked, _dashed(name), f"--{new}", safe=safe)
    return Diagnostic(message, Label(marked, place.source.name, "no such flag"), help_text, code=code, fix=fix)


def _dashed(name: str) -> str:
    return f"--{name}" if len(name) > 1 else f"-{name}"


def _others(verb: str, name: str) -> str:
    providers = command_flags.providers_with(name) if verb.startswith(_INSTALL) else []
    generic = name in command_flags.liqoctl_options(_INSTALL).names
    if generic and verb != _INSTALL:
        return f"remove it: `liqoctl {verb}` finds this out itself, or set the value with `--set`"
    if providers:
        return f"only `liqoctl install {providers[0]}` has it"
    return f"`liqoctl {verb} --help` lists all flags"


def _wrong_value(line: CommandLine, flag: Flag, allowed: tuple[str, ...], code: str) -> Diagnostic:
    value = flag.value
    if value is None:  # never: only flags with a value are checked
        raise AssertionError
    near = next((one for one in allowed if one.lower() == value.text.lower()), None) or nearest(value.text, allowed)
    place = line.place(value)
    fix = None
    if near:
        fix = edits.word(place, value.text, near, safe=near.lower() == value.text.lower())
    message = f"`--{flag.name}` must be {', '.join(f'`{one}`' for one in allowed[:-1])} or `{allowed[-1]}`"
    label = Label(place, place.source.name, "is rejected")
    return Diagnostic(message, label, f"write `{near}`" if near else f"write `{allowed[0]}`", code=code, fix=fix)


def _surplus(line: CommandLine, verb: str, word: Word, code: str) -> Diagnostic:
    place = line.place(word)
    label = Label(place, place.source.name, "is not expected")
    before = next((flag for flag in line.flags if flag.value is None and flag.word.end < word.start), None)
    if word.text in ("true", "false") and before is not None:
        help_text = f"write `--{before.name}={word.text}`: a switch takes its value after `=`"
    elif verb == _INSTALL:
        help_text = f"the providers are {', '.join(one for one in liqoctl.providers() if one != liqoctl.GENERIC)}"
    else:
        help_text = "remove it"
    return Diagnostic(f"`liqoctl {verb}` takes no argument `{word.text}`", label, help_text, code=code)
