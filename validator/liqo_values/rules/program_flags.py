"""``common.extraArgs`` and ``pod.extraArgs``: arguments of all of Liqo's programs except the virtual kubelet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import ARGS
from liqo_values.fixes import edits
from liqo_values.liqo.extra_arguments import COMMON, is_given
from liqo_values.liqo.program_args import BOOLEANS, Role
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, dotted
from liqo_values.parsing.yaml_writer import written
from liqo_values.rules.context import Context
from liqo_values.rules.flag_advice import Advice, instead_of, readable
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from liqo_values.charts.flag_sets import Given, Program
    from liqo_values.liqo.program_args import Argument
    from liqo_values.model.findings import Label

#: Kubernetes replaces these before the program reads the value.
_REFERENCE = r"\$\([A-Za-z_][A-Za-z0-9_]*\)"
#: At most this many keys are named.
_MOST_KEYS = 3


class _Item(NamedTuple):
    """An item of a list of arguments, with the programs that read it in one way.

    Attributes:
        path: Its path.
        argument: How they read it.
        programs: These programs.
    """

    path: Path
    argument: Argument
    programs: Sequence[Program]

    @property
    def who(self) -> str:
        """The names of the programs."""
        return _joined(program.what for program in self.programs)

    @property
    def one(self) -> bool:
        """Whether only one program reads it like this."""
        return len(self.programs) == 1

    @property
    def asks_for_help(self) -> bool:
        """Whether it only makes the programs print their flags."""
        return self.argument.name.lstrip("-") in ("help", "h")


@rule(
    "LQ217",
    "unknown-program-flag",
    Severity.ERROR,
    refused_by=RefusedBy.TEMPLATES,
    charts=ALL_CHARTS,
)
def unknown_program_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag that one of Liqo's programs does not have.

    ## What it does
    Reports an item of `common.extraArgs`, or of the `pod.extraArgs` of a component, that begins with a dash but is
    not a flag of a program that gets it, in the release of the target chart. All programs get `common.extraArgs`;
    with the published charts, that includes the API server proxy, which has no flag in common with the others.
    Programs that are not deployed do not count. `--help` is reported too. LQ208 checks the arguments of the virtual
    kubelet.

    ## What breaks at run time
    The program prints its flags and exits, again at every restart: its pod is in CrashLoopBackOff, and its part of
    Liqo does not work. Helm does not notice unless it waits for the pods.
    """
    for item in _where(context, lambda argument: argument.role is Role.UNKNOWN):
        flag = item.argument.item.partition("=")[0]
        if item.asks_for_help:
            message = f"`{flag}` makes {item.who} print {'its' if item.one else 'their'} flags and exit"
        else:
            message = f"{item.who} {'has' if item.one else 'have'} no flag `{flag}`"
        text = f"makes {item.who if item.one else 'them'} exit"
        yield _found(context, item, message, text, _meant(context, item))


@rule(
    "LQ218",
    "unreadable-program-value",
    Severity.ERROR,
    refused_by=RefusedBy.TEMPLATES,
    charts=ALL_CHARTS,
)
def unreadable_program_value(context: Context) -> Iterator[Diagnostic]:
    """A value that a flag of one of Liqo's programs cannot parse.

    ## What it does
    Reports a flag in `common.extraArgs`, or in the `pod.extraArgs` of a component, whose value does not fit the
    type that the flag has in the release of the target chart, such as a duration without a unit. A flag that needs
    a value and is the last item has none. References such as `$(POD_NAME)` are not checked. LQ209 checks the
    arguments of the virtual kubelet.

    ## What breaks at run time
    The program exits with `invalid argument`, again at every restart, and its part of Liqo does not work. If the
    chart adds arguments after the list, a last flag without a value takes the first of them as its value.
    """
    for item in _where(context, _is_unreadable):
        argument = item.argument
        flags = item.programs[0].flags
        values = flags.values.get(argument.name)
        if argument.value is None or values is None:
            message = f"`{argument.item}` needs a value, but is the last argument of {item.who}"
            yield _found(context, item, message, "has no value", Advice(f"write `{argument.item}=VALUE` as one item"))
            continue
        if argument.taken is not None:
            message = f"`{argument.item}` needs {values.expected}, but takes `{argument.value}` as its value"
        else:
            message = f'`--{argument.name}` needs {values.expected}, not "{argument.value}"'
        right = readable(argument.value, flags.types[argument.name], values) if argument.taken is None else ""
        advice = Advice(
            f"write `--{argument.name}={right or 'VALUE'}`", f"--{argument.name}={right}" if right else "", True
        )
        if " --" in argument.value:
            advice = Advice("write each flag as a separate item")
        yield _found(context, item, message, f"makes {item.who} exit", advice)


@rule("LQ219", "missing-program-value", Severity.WARNING, charts=ALL_CHARTS)
def missing_program_value(context: Context) -> Iterator[Diagnostic]:
    """A flag of one of Liqo's programs that takes another flag as its value.

    ## What it does
    Reports a flag in `common.extraArgs`, or in the `pod.extraArgs` of a component, that needs a value but has none,
    so that it takes the next item. The first item after `common.extraArgs` is that of the component's own list.
    LQ210 checks the arguments of the virtual kubelet.

    ## What breaks at run time
    Both flags are lost: the first one has a wrong value, and the second one is not read. Nothing warns you.
    """
    for item in _where(context, _swallows):
        argument = item.argument
        message = f"`{argument.item}` has no value, so {item.who} {_takes(item)} `{argument.value}` as one"
        advice = Advice(f"write `{argument.item}=VALUE` as one item, or remove it")
        yield _found(context, item, message, "needs a value", advice)


@rule("LQ220", "ignored-program-argument", Severity.WARNING, charts=ALL_CHARTS)
def ignored_program_argument(context: Context) -> Iterator[Diagnostic]:
    """An item that one of Liqo's programs ignores.

    ## What it does
    Reports items of `common.extraArgs`, and of the `pod.extraArgs` of a component, that are neither a flag nor the
    value of a flag, and `--`, which ends the flags. For the API server proxy, any such item ends the flags. The
    uninstaller reads no arguments at all. LQ211 checks the arguments of the virtual kubelet.

    ## What breaks at run time
    The setting has no effect, and nothing warns you: after a boolean flag, `false` as a separate item is ignored.
    After `--`, all further arguments are lost, with those that the chart adds at the end.
    """
    for item in _where(context, _is_ignored):
        argument = item.argument
        ends = argument.role is Role.END or item.programs[0].parser == "flag"
        if item.programs[0].parser == "none":
            message = f"{item.who} reads no arguments"
        else:
            rest = ", and all arguments after it" if ends else ""
            message = f'{item.who} {"ignores" if item.one else "ignore"} "{argument.item}"{rest}'
        yield _found(context, item, message, "has no effect", _advice_on_ignored(context, item))


@rule("LQ221", "flag-beside-program-key", Severity.WARNING, charts=ALL_CHARTS)
def flag_beside_program_key(context: Context) -> Iterator[Diagnostic]:
    """A flag that the chart gives one of Liqo's programs as well.

    ## What it does
    Reports flags in `common.extraArgs`, and in the `pod.extraArgs` of a component, that are also in the arguments
    that the chart renders from other values: `--cluster-id`, `--networking-enabled` and the like. Flags that
    accumulate their values, such as `--global-labels`, are not reported. LQ212 and LQ215 check the arguments of the
    virtual kubelet.

    ## What breaks at run time
    The last occurrence wins. That is yours, unless the chart adds its own after the list. The key then shows a
    value that does not apply, and neither the chart nor `liqo-values mode` knows the real one. With another cluster
    ID, programs of one cluster work for two.
    """
    for item in _where(context, _is_read):
        beside: dict[Given, list[Program]] = {}
        for program in item.programs:
            given = _given(context, program, item.argument.name)
            if given is not None:
                beside.setdefault(given, []).append(program)
        for given, programs in beside.items():
            yield _beside(context, item._replace(programs=programs), given)


@rule("LQ222", "repeated-program-argument", Severity.WARNING, charts=ALL_CHARTS)
def repeated_program_argument(context: Context) -> Iterator[Diagnostic]:
    """The same flag more than once in one list.

    ## What it does
    Reports a flag that occurs more than once in `common.extraArgs`, or in the `pod.extraArgs` of a component: as a
    warning if the values differ, otherwise as a notice. Flags that accumulate their values, such as
    `--global-labels`, are not reported, and neither is a component's own value for a flag in `common.extraArgs`.
    LQ214 checks the arguments of the virtual kubelet.

    ## What breaks at run time
    The last occurrence wins: changing an earlier one has no effect.
    """
    reported: set[Path] = set()
    for reading in context.readings:
        seen: dict[tuple[Path, str], list[Argument]] = {}
        for argument in reading.flags():
            if not reading.program.flags.accumulates(argument.name):
                seen.setdefault((reading.paths[argument.position][:-1], argument.name), []).append(argument)
        for (_, name), (*earlier, last) in seen.items():
            path = reading.paths[last.position]
            if not earlier or path in reported:
                continue
            reported.add(path)
            differ = any(argument.value != last.value for argument in earlier)
            yield Diagnostic(
                f"`--{name}` is given more than once" + (" with different values: the last one wins" if differ else ""),
                context.at(path, "wins"),
                "keep one of them",
                path=path,
                related=tuple(context.at(reading.paths[argument.position], "has no effect") for argument in earlier),
                severity=None if differ else Severity.NOTICE,
            )


def _where(context: Context, wanted: Callable[[Argument], bool]) -> Iterator[_Item]:
    """Yield the items that some programs read in a way, each once, with these programs."""
    found: dict[Path, list[tuple[Program, Argument]]] = {}
    for program, arguments, paths in context.readings:
        for argument, path in zip(arguments, paths, strict=True):
            ignored_anyway = program.parser == "none" and path[:-1] == COMMON
            if wanted(argument) and not ignored_anyway:
                found.setdefault(path, []).append((program, argument))
    for path, several in found.items():
        yield _Item(path, several[0][1], [program for program, _ in several])


def _is_read(argument: Argument) -> bool:
    return argument.role is Role.FLAG and argument.readable


def _is_unreadable(argument: Argument) -> bool:
    return not argument.readable and not re.search(_REFERENCE, argument.value or "")


def _swallows(argument: Argument) -> bool:
    return argument.taken is not None and argument.readable and (argument.value or "").startswith("--")


def _is_ignored(argument: Argument) -> bool:
    ignored = argument.role in (Role.STRAY, Role.END)
    return ignored and not re.search(_REFERENCE, argument.item)


def _takes(item: _Item) -> str:
    return "takes" if item.one else "take"


def _meant(context: Context, item: _Item) -> Advice:
    """Return what to do about an unknown flag."""
    if item.asks_for_help:
        return Advice("remove it")
    name = item.argument.name.lstrip("-")
    own = [program.flags.types for program in item.programs]
    advice = instead_of(item.argument.item, {flag: own[0][flag] for flag in own[0] if all(flag in one for one in own)})
    if advice is not None and not advice.guessed:
        return advice
    later = sorted({program.later[name] for program in item.programs if name in program.later})
    if later:
        return Advice(f"remove it; only Liqo v{later[0]} and later has it")
    unknown = Advice("remove it; it belongs to another program or another release of Liqo")
    return _elsewhere(context, name) or advice or _of_some(context, item) or unknown


def _elsewhere(context: Context, name: str) -> Advice | None:
    """Name the programs that have a flag."""
    having = [program for program in context.chart.programs.values() if name in program.flags.types]
    keys = [program.arguments for program in having if program.arguments]
    if keys:
        return Advice(f"{_move(keys)}, which {'has' if len(keys) == 1 else 'have'} it")
    if name in context.chart.flags:
        return Advice(f"remove it, or set it in `{dotted(ARGS)}`; it is a flag of the virtual kubelet")
    if having:
        return Advice(f"remove it; it is a flag of {having[0].what}, which gets no arguments from the values")
    return None


def _of_some(context: Context, item: _Item) -> Advice | None:
    """Return the flag that was meant with an argument for all programs, if only some of them have it."""
    if item.path[:-1] != COMMON:
        return None
    getting = [reading.program.flags.types for reading in context.readings]
    return instead_of(item.argument.item, {flag: kind for types in getting for flag, kind in types.items()})


def _move(keys: Sequence[Path]) -> str:
    if len(keys) > _MOST_KEYS:
        return "remove it, or set it in `pod.extraArgs` of the other components"
    return "remove it, or set it in " + _joined(f"`{dotted(key)}`" for key in keys)


def _advice_on_ignored(context: Context, item: _Item) -> Advice:
    argument, program = item.argument, item.programs[0]
    if argument.role is Role.END or program.parser == "none":
        return Advice("remove it")
    before = _before(context, item)
    if before is not None and before.role is Role.FLAG and before.value is None and argument.item in BOOLEANS:
        return Advice(f"write `--{before.name}={argument.item}` as one item")
    if argument.item.partition("=")[0] in program.flags.types:
        return Advice(f"write `--{argument.item}`", f"--{argument.item}", True)
    return Advice("remove it, or write it as `--flag=value`")


def _before(context: Context, item: _Item) -> Argument | None:
    for reading in context.readings:
        if reading.program is item.programs[0] and item.argument.position:
            return reading.arguments[item.argument.position - 1]
    return None


def _given(context: Context, program: Program, name: str) -> Given | None:
    """Return how the chart gives a program a flag; None if it does not, or if both values count."""
    if program.flags.accumulates(name):
        return None
    return next((given for given in program.given if given.flag == name and is_given(given, context.values)), None)


def _beside(context: Context, item: _Item, given: Given) -> Diagnostic:
    key = f"`{dotted(given.key)}`" if given.key else ""
    if given.last:
        message = f"`--{given.flag}` has no effect: the chart adds it again after the list"
    else:
        message = f"`--{given.flag}` overrides {key or f'what the chart gives {item.who}'}"
    origin = context.values.origin(given.key) if given.key else None
    related: tuple[Label, ...] = ()
    if origin is not None and origin.span is not None:
        related = (context.at(given.key, "applies" if given.last else "is overridden"),)
    advice = Advice(f"remove it, and set {key} instead" if key else "remove it")
    return _found(context, item, message, "has no effect" if given.last else "wins", advice, related)


def _found(
    context: Context, item: _Item, message: str, text: str, advice: Advice, related: tuple[Label, ...] = ()
) -> Diagnostic:
    origin = context.values.origin(item.path)
    fix = edits.value(origin, written(advice.item), safe=advice.safe) if advice.item else None
    return Diagnostic(message, context.at(item.path, text), advice.text, path=item.path, related=related, fix=fix)


def _joined(names: Iterable[str]) -> str:
    *others, last = list(dict.fromkeys(names))
    return f"{', '.join(others)} and {last}" if others else last
