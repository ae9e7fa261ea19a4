"""All other flags among ``virtualKubelet.extra.args``: LQ208 to LQ216."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from liqo_values.fixes import edits
from liqo_values.liqo.program_args import BOOLEANS, Argument, Role, Spelling
from liqo_values.model import did_you_mean
from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.model.nodes import Path, dotted
from liqo_values.parsing.yaml_writer import written
from liqo_values.rules.context import Context
from liqo_values.rules.rule import About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.findings import Fix

#: What to write instead, and the edit that does it.
Advice: TypeAlias = "tuple[str, Fix | None]"

#: Flags that Liqo writes behind the list (``forgeVKContainers``), with the key that decides.
_WRITTEN_BEHIND = {"metrics-enabled": "metrics.enabled", "metrics-address": "virtualKubelet.metrics.port"}
#: Flags that the VirtualNode webhook writes over, with the key that decides.
_REWRITTEN = {
    "create-node": "offloading.createNode",
    "node-check-network": "offloading.disableNetworkCheck",
    "foreign-kubeconfig-secret-name": "",
}
#: What is different for each virtual node, while the list is the same for all.
_OWN = {
    "nodename": "the name of its node",
    "node-ip": "the address of its pod",
    "tenant-namespace": "the namespace of its peering",
    "home-cluster-id": "the ID of this cluster",
    "foreign-cluster-id": "the ID of its provider",
    "liqo-namespace": "the namespace of the release",
}
#: Flags that gather their values instead of taking the last one.
_GATHERING = {"local-podcidr", "node-extra-annotations", "node-extra-labels"}
_REFLECTION = r"(\w+)-reflection-(workers|type)"
#: Variables in the container of a virtual kubelet, which Kubernetes fills in.
_VARIABLES = {"POD_IP", "POD_NAME", "POD_NAMESPACE", "VIRTUALNODE_NAME"}
_REFERENCE = r"(?<!\$)\$\(([A-Za-z_][A-Za-z0-9_]*)\)"
_QUOTED = r"(?s)(['\"]).*\1"
_TRUE = frozenset({"yes", "y", "on", "true"})
_FALSE = frozenset({"no", "n", "off", "false"})


@rule("LQ208", "unknown-flag", Severity.ERROR, about=About.ARGUMENTS, refused_by=RefusedBy.TEMPLATES, per_template=True)
def unknown_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag that the virtual kubelet does not have.

    ## What it does
    Reports an item of `virtualKubelet.extra.args` that begins with a dash and is no flag of the virtual kubelet of
    Liqo v1.2.0: misspelt, with one dash, of another program, or two flags in one item. `--help` is reported too.

    ## What breaks at run time
    The virtual kubelet of every new peering exits with `unknown flag`, again and again. The virtual node stays
    NotReady, and no pod is offloaded.
    """
    for argument in context.arguments.others:
        if argument.role is Role.UNKNOWN:
            if argument.name == "help":
                message = f"`{argument.item}` makes the virtual kubelet print its flags and exit"
            else:
                message = f"the virtual kubelet has no flag `{argument.item.partition('=')[0]}`"
            yield _found(context, argument, message, "the virtual kubelet exits on it", _meant(context, argument))


@rule(
    "LQ209",
    "unreadable-value",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
)
def unreadable_value(context: Context) -> Iterator[Diagnostic]:
    """A value that its flag cannot read.

    ## What it does
    Reports a flag among `virtualKubelet.extra.args` whose value is not of the flag's type: a duration without unit, a
    word for a number, another certificate type than `kubelet`, `aws` and `self-signed`. A flag without `=` takes what
    follows it for its value, at the end of the list the `--metrics-enabled=...` that Liqo adds.

    ## What breaks at run time
    The virtual kubelet of every new peering exits with `invalid argument`. The virtual node stays NotReady, and no pod
    is offloaded.
    """
    for argument in context.arguments.others:
        if argument.readable or argument.value is None:
            continue
        expected = context.chart.flag_values[argument.name].expected
        if argument.taken is not None:
            message = f"`--{argument.name}` needs {expected}, and takes `{argument.value}` for it"
        else:
            message = f'`--{argument.name}` needs {expected}, not "{argument.value}"'
        right = _readable(context, argument)
        if " --" in argument.value:
            help_text = "write each flag as an item of its own"
        else:
            help_text = f"write `--{argument.name}={right or 'VALUE'}`"
        fix = _rewritten(context, argument, f"--{argument.name}={right}") if right and argument.taken is None else None
        related = _taken(context, argument, "is taken for its value")
        yield _found(context, argument, message, "the virtual kubelet exits on it", (help_text, fix), related)


@rule("LQ210", "missing-value", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def missing_value(context: Context) -> Iterator[Diagnostic]:
    """A flag that takes another flag for its value.

    ## What it does
    Reports a flag among `virtualKubelet.extra.args` that needs a value and has none, so that it takes the item behind
    it, or what Liqo writes behind the list. (LQ207 reports it where the switch for IP reflection is taken, LQ209 where
    the virtual kubelet exits.)

    ## What breaks at run time
    `--home-kubeconfig`, `--enable-profiling` makes the virtual kubelet read a file called `--enable-profiling`, and
    does not enable profiling. Nothing says so.
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
                f"`{argument.item}` has no value, and takes `{argument.value}` for it",
                "needs a value",
                f"write `{argument.item}=VALUE` in one item, or remove it",
                _taken(context, argument, "is not read as a flag"),
            )


@rule("LQ211", "stray-argument", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def stray_argument(context: Context) -> Iterator[Diagnostic]:
    """An item that is no flag.

    ## What it does
    Reports items of `virtualKubelet.extra.args` that the virtual kubelet passes over: those without dashes that no flag
    takes for its value, and all behind `--`. (LQ204 and LQ205 report what concerns IP reflection.)

    ## What breaks at run time
    Nothing, and that is the trouble: the setting has no effect, and nothing says so. `--enable-storage`, `false` leaves
    storage on, since a boolean flag never takes the next item.
    """
    detached = {occurrence.neighbour for occurrence in context.arguments.occurrences}
    before: Argument | None = None
    for argument in context.arguments.arguments:
        stray = argument.role in (Role.STRAY, Role.BEHIND) and argument in context.arguments.others
        if stray and argument.position not in detached:
            where = " behind `--`" if argument.role is Role.BEHIND else ""
            message = f'the virtual kubelet passes over "{argument.item}"{where}'
            yield _found(context, argument, message, "has no effect", _unstrayed(context, argument, before))
        before = argument


@rule("LQ212", "overridden-flag", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def overridden_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag that Liqo writes over.

    ## What it does
    Reports `--metrics-enabled` and `--metrics-address`, which Liqo writes once more behind the list, and
    `--create-node`, `--node-check-network` and `--foreign-kubeconfig-secret-name`, which the webhook for VirtualNodes
    rewrites wherever they stand.

    ## What breaks at run time
    Nothing; the argument has no effect, and the virtual node is not what the values say.
    """
    for argument in _given(context):
        keys = _WRITTEN_BEHIND | _REWRITTEN
        if argument.name in keys:
            who = (
                "Liqo writes it again behind the list" if argument.name in _WRITTEN_BEHIND else "a webhook rewrites it"
            )
            key = keys[argument.name]
            help_text = f"remove it; what decides is `{key}`" if key else "remove it; each virtual node gets its own"
            message = f"`--{argument.name}` has no effect: {who}"
            yield _found(context, argument, message, "has no effect", help_text)


@rule("LQ213", "shared-identity", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def shared_identity(context: Context) -> Iterator[Diagnostic]:
    """One identity for all virtual kubelets.

    ## What it does
    Reports flags that tell a virtual kubelet which node, peering and cluster it is there for: `--nodename`,
    `--node-ip`, `--tenant-namespace`, `--liqo-namespace`, `--home-cluster-id` and `--foreign-cluster-id`.

    ## What breaks at run time
    Liqo gives each virtual kubelet its own, and the argument overrides it for all of them: with a second peering, two
    virtual kubelets fight over one node. `$(POD_IP)` and the like are replaced for each pod, and not reported.
    """
    for argument in _given(context):
        value = argument.value or ""
        if argument.name in _OWN and not re.search(_REFERENCE, value) and not value.startswith("--"):
            yield _found(
                context,
                argument,
                f"`--{argument.name}` is the same for all virtual kubelets, but each needs {_OWN[argument.name]}",
                "overrides what Liqo sets for each of them",
                "remove it",
            )


@rule("LQ214", "repeated-argument", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def repeated_argument(context: Context) -> Iterator[Diagnostic]:
    """The same flag more than once.

    ## What it does
    Reports a flag that stands among `virtualKubelet.extra.args` again; as a notice where the values are the same. Flags
    that gather their values, such as `--node-extra-labels`, are not reported, and the switch for IP reflection is the
    business of LQ206.

    ## What breaks at run time
    The last occurrence wins. Whoever changes the first one changes nothing.
    """
    seen: dict[str, list[Argument]] = {}
    for argument in _given(context):
        if argument.name not in _GATHERING:
            seen.setdefault(argument.name, []).append(argument)
    for name, (*earlier, last) in seen.items():
        if earlier:
            differ = any(argument.value != last.value for argument in earlier)
            yield _found(
                context,
                last,
                f"`--{name}` is given more than once" + (", and not the same: the last one wins" if differ else ""),
                "wins",
                "keep one of them",
                tuple(context.at_argument(argument.position, "has no effect") for argument in earlier),
                None if differ else Severity.NOTICE,
            )


@rule("LQ215", "flag-beside-key", Severity.NOTICE, about=About.ARGUMENTS, per_template=True)
def flag_beside_key(context: Context) -> Iterator[Diagnostic]:
    """A flag for what has a key of its own.

    ## What it does
    Points out `--...-reflection-workers` and `--...-reflection-type` among `virtualKubelet.extra.args`, for which there
    is `offloading.reflection`.

    ## What breaks at run time
    Nothing: the argument wins over the key. But whoever reads or changes `offloading.reflection` is misled.
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
                f"`--{argument.name}` wins over `{dotted(path)}`",
                "wins over the key",
                f"write `{dotted(path)}: {argument.value}`, and remove the argument",
                related,
            )


@rule("LQ216", "literal-shell-syntax", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def literal_shell_syntax(context: Context) -> Iterator[Diagnostic]:
    """Quotes or variables that only a shell would take away.

    ## What it does
    Reports a value among `virtualKubelet.extra.args` that stands in quotes of its own, a value with another flag in
    it, and `$(NAME)` with a name that the container of the virtual kubelet does not have.

    ## What breaks at run time
    No shell reads the list. Quotes and blanks inside of an item become a part of the value, and Kubernetes leaves a
    reference to an unknown variable as it is. Known are `POD_IP`, `POD_NAME`, `POD_NAMESPACE` and `VIRTUALNODE_NAME`.
    """
    for argument in _given(context):
        text = argument.value or ""
        if len(text) > 1 and re.fullmatch(_QUOTED, text):
            item = f"--{argument.name}={text[1:-1]}"
            yield _found(
                context,
                argument,
                f"the quotes become a part of the value of `--{argument.name}`",
                "no shell takes the quotes away",
                (f"write `{item}`", _rewritten(context, argument, item) if argument.taken is None else None),
            )
        if " --" in text:
            message = f"the rest of the item becomes a part of the value of `--{argument.name}`"
            yield _found(context, argument, message, "is one argument", "write each flag as an item of its own")
        for name in dict.fromkeys(re.findall(_REFERENCE, text)):
            if name not in _VARIABLES:
                yield _found(
                    context,
                    argument,
                    f"`$({name})` is no variable of the virtual kubelet, and stays as it is",
                    "is not replaced",
                    "write the value itself; known are " + ", ".join(f"`$({known})`" for known in sorted(_VARIABLES)),
                )


def _given(context: Context) -> Iterator[Argument]:
    """Yield the flags that the program reads, without the switch."""
    return (argument for argument in context.arguments.others if argument.role is Role.FLAG and argument.readable)


def _taken(context: Context, argument: Argument, text: str) -> tuple[Label, ...]:
    if argument.taken is None or argument.taken >= len(context.arguments.items):
        return ()
    return (context.at_argument(argument.taken, text),)


def _meant(context: Context, argument: Argument) -> Advice:
    """Say what to write instead of an unknown flag."""
    flags = context.chart.flags
    name, equals, value = argument.item.lstrip("-").partition("=")
    if argument.name == "help":
        return "remove it", None
    first, *rest = re.split(r"[\s:]+", argument.item.lstrip("-"), maxsplit=1)
    if first.partition("=")[0] in flags and rest:
        if rest[0].startswith("-"):
            return "write each flag as an item of its own", None
        return _write(context, argument, f"--{first}={rest[0]}", safe=flags[first.partition("=")[0]] != "bool")
    if name in flags:
        return _write(context, argument, f"--{name}{equals}{value}", safe=True)
    if f"klog.{name}" in flags:
        return _write(context, argument, f"--klog.{name}{equals}{value}", safe=False)
    near = did_you_mean.nearest(name, tuple(flags))
    if near:
        safe = near == name.lower().replace("_", "-")
        help_text, fix = _write(context, argument, f"--{near}{equals}{value}", safe=safe)
        return help_text.replace("write", "did you mean") + "?", fix
    return "remove it; it belongs to another program or another release of Liqo", None


def _write(context: Context, argument: Argument, item: str, *, safe: bool) -> Advice:
    return f"write `{item}`", _rewritten(context, argument, item, safe=safe)


def _rewritten(context: Context, argument: Argument, item: str, *, safe: bool = True) -> Fix | None:
    return edits.value(context.argument_origin(argument.position), written(item), safe=safe)


def _readable(context: Context, argument: Argument) -> str:
    """Return the value that was plainly meant, in the form that the flag reads; empty where that is not plain."""
    value = (argument.value or "").strip()
    kind = context.chart.flags[argument.name]
    if kind == "bool":
        return "true" if value.lower() in _TRUE else "false" if value.lower() in _FALSE else ""
    values = context.chart.flag_values[argument.name]
    words = [word for word in values.pattern.split("|") if word.lower() == value.lower()]
    unquoted = value.strip("'\"")
    return next((word for word in (*words, unquoted) if values.match(word)), "")


def _unstrayed(context: Context, argument: Argument, before: Argument | None) -> Advice:
    """Say what to write instead of an item that is no flag."""
    name = argument.item.lstrip("-").partition("=")[0]
    if argument.role is Role.BEHIND:
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
