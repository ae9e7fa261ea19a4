"""Flags in ``virtualKubelet.extra.args`` other than ``--disable-ip-reflection``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from liqo_values.fixes import edits
from liqo_values.liqo.program_args import BOOLEANS, Argument, Role, Spelling
from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.model.nodes import Path, dotted
from liqo_values.parsing.yaml_writer import written
from liqo_values.rules.context import Context
from liqo_values.rules.flag_advice import instead_of, readable
from liqo_values.rules.rule import ALL_CHARTS, About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.findings import Fix

#: What to write instead, and the edit that does so.
Advice: TypeAlias = "tuple[str, Fix | None]"

#: Flags that Liqo appends after the list (``forgeVKContainers``), with the key that sets them.
_APPENDED = {"metrics-enabled": "metrics.enabled", "metrics-address": "virtualKubelet.metrics.port"}
#: Flags that the VirtualNode webhook overwrites, with the key that sets them.
_OVERWRITTEN = {
    "create-node": "offloading.createNode",
    "node-check-network": "offloading.disableNetworkCheck",
    "foreign-kubeconfig-secret-name": "",
}
#: Flags that differ for each virtual node, while the list is the same for all.
_OWN = {
    "nodename": "the name of its node",
    "node-ip": "the address of its pod",
    "tenant-namespace": "the namespace of its peering",
    "home-cluster-id": "the ID of this cluster",
    "foreign-cluster-id": "the ID of its provider",
    "liqo-namespace": "the namespace of the release",
}
_REFLECTION = r"(\w+)-reflection-(workers|type)"
#: Variables that Kubernetes sets in the container of a virtual kubelet.
_VARIABLES = {"POD_IP", "POD_NAME", "POD_NAMESPACE", "VIRTUALNODE_NAME"}
_REFERENCE = r"(?<!\$)\$\(([A-Za-z_][A-Za-z0-9_]*)\)"
_QUOTED = r"(?s)(['\"]).*\1"


@rule(
    "LQ208",
    "unknown-flag",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
    charts=ALL_CHARTS,
)
def unknown_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag that the virtual kubelet does not have.

    ## What it does
    Reports an item of `virtualKubelet.extra.args` that begins with a dash but is not a flag of the virtual kubelet in
    the release of the target chart: misspelled, with a single dash, from another program, or two flags in one item.
    `--help` is reported too.

    ## What breaks at run time
    The virtual kubelet of every new peering exits with `unknown flag`, and so does every restart. The virtual node
    stays NotReady, and no pod is offloaded.
    """
    for argument in context.arguments.others:
        if argument.role is Role.UNKNOWN:
            if argument.name == "help":
                message = f"`{argument.item}` makes the virtual kubelet print its flags and exit"
            else:
                message = f"the virtual kubelet has no flag `{argument.item.partition('=')[0]}`"
            yield _found(context, argument, message, "makes the virtual kubelet exit", _meant(context, argument))


@rule(
    "LQ209",
    "unreadable-value",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
    charts=ALL_CHARTS,
)
def unreadable_value(context: Context) -> Iterator[Diagnostic]:
    """A value that its flag cannot parse.

    ## What it does
    Reports a flag in `virtualKubelet.extra.args` whose value does not fit the flag's type: a duration without a unit, a
    word instead of a number, a certificate type other than `kubelet`, `aws` and `self-signed`. A flag without `=` takes
    the next item as its value; at the end of the list, that is the `--metrics-enabled=...` that Liqo appends.

    ## What breaks at run time
    The virtual kubelet of every new peering exits with `invalid argument`. The virtual node stays NotReady, and no pod
    is offloaded.
    """
    for argument in context.arguments.others:
        if argument.readable or argument.value is None:
            continue
        expected = context.chart.flag_values[argument.name].expected
        if argument.taken is not None:
            message = f"`--{argument.name}` needs {expected}, but takes `{argument.value}` as its value"
        else:
            message = f'`--{argument.name}` needs {expected}, not "{argument.value}"'
        flags = context.chart.kubelet_flags
        right = readable(argument.value, flags.types[argument.name], flags.values[argument.name])
        if " --" in argument.value:
            help_text = "write each flag as a separate item"
        else:
            help_text = f"write `--{argument.name}={right or 'VALUE'}`"
        fix = _rewritten(context, argument, f"--{argument.name}={right}") if right and argument.taken is None else None
        related = _taken(context, argument, "is taken as its value")
        yield _found(context, argument, message, "makes the virtual kubelet exit", (help_text, fix), related)


@rule("LQ210", "missing-value", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def missing_value(context: Context) -> Iterator[Diagnostic]:
    """A flag that takes another flag as its value.

    ## What it does
    Reports a flag in `virtualKubelet.extra.args` that needs a value but has none, so that it takes the next item, or
    the one that Liqo appends after the list. (LQ207 reports a flag that takes `--disable-ip-reflection`, LQ209 one that
    makes the virtual kubelet exit.)

    ## What breaks at run time
    `--home-kubeconfig`, `--enable-profiling` makes the virtual kubelet read a file named `--enable-profiling`, and does
    not enable profiling. Nothing warns you.
    """
    swallowed = {
        occurrence.position for occurrence in context.arguments.occurrences if occurrence.spelling is Spelling.SWALLOWED
    }
    for argument in context.arguments.others:
        if argument.taken is None or not argument.readable or argument.taken in swallowed:
            continue
        if argument.value is not None and argument.value.startswith("--"):
            yield _found(
                context,
                argument,
                f"`{argument.item}` has no value, so it takes `{argument.value}` as one",
                "needs a value",
                f"write `{argument.item}=VALUE` as one item, or remove it",
                _taken(context, argument, "is not read as a flag"),
            )


@rule("LQ211", "stray-argument", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def stray_argument(context: Context) -> Iterator[Diagnostic]:
    """An item that is not a flag.

    ## What it does
    Reports items of `virtualKubelet.extra.args` that the virtual kubelet ignores: items without dashes that are not the
    value of a flag, and all items after `--`. (LQ204 and LQ205 report those that concern IP reflection.)

    ## What breaks at run time
    The setting has no effect, and nothing warns you. `--enable-storage`, `false` leaves storage on, because a boolean
    flag never takes the next item as its value.
    """
    switches = {occurrence.position for occurrence in context.arguments.occurrences}
    detached = {occurrence.neighbour for occurrence in context.arguments.occurrences}
    before: Argument | None = None
    for argument in context.arguments.arguments:
        stray = argument.role in (Role.STRAY, Role.AFTER_DASHES) and argument.position not in switches
        if stray and argument.position not in detached:
            where = " after `--`" if argument.role is Role.AFTER_DASHES else ""
            message = f'the virtual kubelet ignores "{argument.item}"{where}'
            yield _found(context, argument, message, "has no effect", _advice_on_stray(context, argument, before))
        before = argument


@rule("LQ212", "overridden-flag", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def overridden_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag that Liqo overrides.

    ## What it does
    Reports `--metrics-enabled` and `--metrics-address`, which Liqo appends again after the list, and `--create-node`,
    `--node-check-network` and `--foreign-kubeconfig-secret-name`, which the VirtualNode webhook overwrites wherever
    they are.

    ## What breaks at run time
    Nothing, but the argument has no effect: the virtual node is not what the values say.
    """
    for argument in _given(context):
        keys = _APPENDED | _OVERWRITTEN
        if argument.name in keys:
            why = "Liqo appends it again after the list" if argument.name in _APPENDED else "a webhook overwrites it"
            key = keys[argument.name]
            help_text = f"remove it, and set `{key}` instead" if key else "remove it; each virtual node gets its own"
            message = f"`--{argument.name}` has no effect: {why}"
            yield _found(context, argument, message, "has no effect", help_text)


@rule("LQ213", "shared-identity", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def shared_identity(context: Context) -> Iterator[Diagnostic]:
    """One identity for all virtual kubelets.

    ## What it does
    Reports flags that name the node, peering or cluster of a single virtual kubelet: `--nodename`, `--node-ip`,
    `--tenant-namespace`, `--liqo-namespace`, `--home-cluster-id` and `--foreign-cluster-id`.

    ## What breaks at run time
    Liqo sets these flags for each virtual kubelet, and the argument overrides them for all: with a second peering, two
    virtual kubelets compete for one node. References such as `$(POD_IP)` are replaced in each pod and not reported.
    """
    for argument in _given(context):
        value = argument.value or ""
        if argument.name in _OWN and not re.search(_REFERENCE, value) and not value.startswith("--"):
            yield _found(
                context,
                argument,
                f"`--{argument.name}` is the same for all virtual kubelets, but each needs {_OWN[argument.name]}",
                "overrides what Liqo sets for each",
                "remove it",
            )


@rule("LQ214", "repeated-argument", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def repeated_argument(context: Context) -> Iterator[Diagnostic]:
    """The same flag more than once.

    ## What it does
    Reports a flag that occurs more than once in `virtualKubelet.extra.args`: as a warning if the values differ,
    otherwise as a notice. Flags that accumulate their values, such as `--node-extra-labels`, are not reported. LQ206
    reports `--disable-ip-reflection`.

    ## What breaks at run time
    The last occurrence wins: changing an earlier one has no effect.
    """
    seen: dict[str, list[Argument]] = {}
    for argument in _given(context):
        if not context.chart.kubelet_flags.accumulates(argument.name):
            seen.setdefault(argument.name, []).append(argument)
    for name, (*earlier, last) in seen.items():
        if earlier:
            differ = any(argument.value != last.value for argument in earlier)
            yield _found(
                context,
                last,
                f"`--{name}` is given more than once" + (" with different values: the last one wins" if differ else ""),
                "wins",
                "keep one of them",
                tuple(context.at_argument(argument.position, "has no effect") for argument in earlier),
                None if differ else Severity.NOTICE,
            )


@rule("LQ215", "flag-beside-key", Severity.NOTICE, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def flag_beside_key(context: Context) -> Iterator[Diagnostic]:
    """A flag for a setting that has a key.

    ## What it does
    Points out `--...-reflection-workers` and `--...-reflection-type` in `virtualKubelet.extra.args`:
    `offloading.reflection` has keys for them.

    ## What breaks at run time
    Nothing: the argument overrides the key. But `offloading.reflection` then shows a value that does not apply, and
    changing it has no effect.
    """
    for argument in _given(context):
        match = re.fullmatch(_REFLECTION, argument.name)
        path: Path = ("offloading", "reflection", match[1], match[2]) if match else ()
        if path and context.chart.keys.schema_at(path):
            origin = context.values.origin(path)
            related = (context.at(path, "is overridden"),) if origin is not None and origin.span is not None else ()
            yield _found(
                context,
                argument,
                f"`--{argument.name}` overrides `{dotted(path)}`",
                "overrides the key",
                f"set `{dotted(path)}: {argument.value}`, and remove the argument",
                related,
            )


@rule("LQ216", "literal-shell-syntax", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def literal_shell_syntax(context: Context) -> Iterator[Diagnostic]:
    """Quotes or variables that only a shell would expand.

    ## What it does
    Reports a value in `virtualKubelet.extra.args` that has its own quotes, contains another flag, or refers to
    `$(NAME)` if the container of the virtual kubelet has no such variable.

    ## What breaks at run time
    No shell reads the list. Quotes and spaces within an item become part of the value, and Kubernetes leaves a
    reference to an unknown variable unchanged. The known variables are `POD_IP`, `POD_NAME`, `POD_NAMESPACE` and
    `VIRTUALNODE_NAME`.
    """
    for argument in _given(context):
        text = argument.value or ""
        if len(text) > 1 and re.fullmatch(_QUOTED, text):
            item = f"--{argument.name}={text[1:-1]}"
            yield _found(
                context,
                argument,
                f"the quotes become part of the value of `--{argument.name}`",
                "no shell removes the quotes",
                (f"write `{item}`", _rewritten(context, argument, item) if argument.taken is None else None),
            )
        if " --" in text:
            message = f"the rest of the item becomes part of the value of `--{argument.name}`"
            yield _found(context, argument, message, "is one argument", "write each flag as a separate item")
        for name in dict.fromkeys(re.findall(_REFERENCE, text)):
            if name not in _VARIABLES:
                yield _found(
                    context,
                    argument,
                    f"`$({name})` is not a variable of the virtual kubelet, and stays unchanged",
                    "is not replaced",
                    "write the value itself, or use one of "
                    + ", ".join(f"`$({known})`" for known in sorted(_VARIABLES)),
                )


def _given(context: Context) -> Iterator[Argument]:
    """Yield the flags that the program reads, except ``--disable-ip-reflection``."""
    return (argument for argument in context.arguments.others if argument.role is Role.FLAG and argument.readable)


def _taken(context: Context, argument: Argument, text: str) -> tuple[Label, ...]:
    if argument.taken is None or argument.taken >= len(context.arguments.items):
        return ()
    return (context.at_argument(argument.taken, text),)


def _meant(context: Context, argument: Argument) -> Advice:
    """Return what to write instead of an unknown flag."""
    if argument.name == "help":
        return "remove it", None
    advice = instead_of(argument.item, context.chart.flags)
    if advice is None:
        return "remove it; it belongs to another program or another release of Liqo", None
    return advice.text, _rewritten(context, argument, advice.item, safe=advice.safe) if advice.item else None


def _write(context: Context, argument: Argument, item: str, *, safe: bool) -> Advice:
    return f"write `{item}`", _rewritten(context, argument, item, safe=safe)


def _rewritten(context: Context, argument: Argument, item: str, *, safe: bool = True) -> Fix | None:
    return edits.value(context.argument_origin(argument.position), written(item), safe=safe)


def _advice_on_stray(context: Context, argument: Argument, before: Argument | None) -> Advice:
    """Return what to write instead of an item that is not a flag."""
    name = argument.item.lstrip("-").partition("=")[0]
    if argument.role is Role.AFTER_DASHES:
        return "move it before the `--`, or remove it", None
    if before is not None and before.role is Role.FLAG and before.value is None and argument.item in BOOLEANS:
        return f"write `--{before.name}={argument.item}` as one item", None
    if name in context.chart.flags:
        return _write(context, argument, f"--{argument.item}", safe=True)
    return "remove it, or write it as `--flag=value`", None


def _found(
    context: Context,
    argument: Argument,
    message: str,
    text: str,
    advice: str | Advice,
    related: tuple[Label, ...] = (),
    severity: Severity | None = None,
) -> Diagnostic:
    place = context.at_argument(argument.position, text)
    help_text, fix = (advice, None) if isinstance(advice, str) else advice
    path = (*context.template.arguments_path, argument.position)
    return Diagnostic(message, place, help_text, path=path, related=related, severity=severity, fix=fix)
