"""The values file itself: findings that the reader makes while it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED, TWO_HELMS, Diagnostic, Label, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LQ001",
    "syntax",
    Severity.ERROR,
    about=About.FILES,
    refused_by=RefusedBy.HELM,
    suppressible=False,
    charts=ALL_CHARTS,
)
def syntax(context: Context) -> Iterator[Diagnostic]:
    """A values file that Helm cannot read.

    ## What it does
    Reports a file that is not YAML, is not UTF-8, has anything but a map at the top level, or exceeds Helm's limits for
    nesting and aliases. No other rule checks the release until Helm can read all its files.

    ## What breaks at run time
    `helm install` and `helm upgrade` fail before they render anything, with a YAML parser error whose line numbers can
    be off. In a pipeline that templates values files, look for the mistake in the template.
    """
    return _noticed(context, "LQ001")


@rule("LQ006", "duplicate-key", Severity.WARNING, about=About.FILES, charts=ALL_CHARTS)
def duplicate_key(context: Context) -> Iterator[Diagnostic]:
    """The same key twice in one map.

    ## What it does
    Reports a key that occurs again in the same map. Keys that Helm reads as the same are duplicates even if they are
    spelled differently: Helm turns the key `on` into `true`.

    ## What breaks at run time
    Helm silently uses the last occurrence. A `networking:` section at the end of a long file replaces the one at the
    top, with everything that only the first one sets. Flux and Kustomize reject such a file.
    """
    return _noticed(context, "LQ006")


@rule("LQ007", "several-documents", Severity.WARNING, about=About.FILES, charts=ALL_CHARTS)
def several_documents(context: Context) -> Iterator[Diagnostic]:
    """A values file with several YAML documents.

    ## What it does
    Reports the second document of a values file.

    ## What breaks at run time
    Helm 3 reads the first document and ignores the others; Helm 4 merges all of them. The same file and chart can
    result in one mode with Helm 3 and in another with Helm 4. This validator merges the documents, as Helm 4 does,
    except for `liqoctl install`, which reads only the first one.
    """
    return _noticed(context, "LQ007")


@rule("LQ008", "rewritten-key", Severity.WARNING, about=About.FILES, charts=ALL_CHARTS)
def rewritten_key(context: Context) -> Iterator[Diagnostic]:
    """A key that Helm reads as a boolean or a number.

    ## What it does
    Reports unquoted keys that change when Helm reads them: `on`, `y` and `yes` become `true`, `off`, `n` and `no`
    become `false`, `1.10` becomes `1.1`, and `0x10` becomes `16`.

    ## What breaks at run time
    A label, annotation or node selector has a different key from the one in the file, and selects nothing. In a map
    with fixed keys, the chart rejects a key `false` that you never wrote.
    """
    return _noticed(context, "LQ008")


@rule(TWO_HELMS, "helm-versions-differ", Severity.WARNING, about=About.FILES, charts=ALL_CHARTS)
def helm_versions_differ(context: Context) -> Iterator[Diagnostic]:
    """Values that Helm 3 and Helm 4 read differently.

    ## What it does
    Reports what one of the two rejects, or reads as other values: one JSON object as the whole argument of
    `--set-json`, an index that is not closed, a `%YAML` directive, nulls in the own values of an umbrella chart. A
    second document in a values file is LQ007. This validator reads values as Helm 4 does.

    ## What breaks at run time
    The same command works on one machine and fails on another, or gives other values there, such as in a pipeline
    with an older Helm, or in Argo CD and Flux, which bring their own.
    """
    return _noticed(context, TWO_HELMS)


@rule(NOT_CHECKED, "not-checked", Severity.NOTICE, about=About.FILES, charts=ALL_CHARTS)
def not_checked(context: Context) -> Iterator[Diagnostic]:
    """A file that may be for Liqo but is not checked.

    ## What it does
    Points out, in a folder, values whose keys other charts have as well, values for Liqo that no chart next to them
    takes, templates that cannot be read before they are rendered, calls of Terraform modules that may install Liqo and
    are in another repository, bases and helmfiles there, and manifests that name Liqo's chart without values that are
    available here. Also points out a release that is not installed: a dependency that its `condition` or its `tags`
    turn off, `installed: false` or a false `condition` in a helmfile, `count = 0` in Terraform, and an ApplicationSet
    without any Application. Also points out a patch or replacement of Kustomize or Flux that changes the arguments of
    what the chart renders, so that the mode may be another one than that of the values.
    It also points out programs that install Liqo, such as those in Jsonnet, in Go with Helm's SDK, or of Pulumi: only
    running them shows which values they pass; command lines in scripts that are known only when the script runs, such
    as `liqoctl peer $ARGUMENTS`; saved output of `helm status`, and objects that were rendered from Liqo's chart.

    ## What breaks at run time
    Nothing, but mistakes in these files are not found.
    """
    return _noticed(context, NOT_CHECKED)


@rule("LQ021", "ignored-values", Severity.WARNING, about=About.FILES, charts=ALL_CHARTS)
def ignored_values(context: Context) -> Iterator[Diagnostic]:
    """Values in a manifest that its controller ignores.

    ## What it does
    Reports, in an Argo CD Application, `values` next to `valuesObject`, nulls in `valuesObject`, and parameters of
    which one sets a part of what another one sets; in Terraform, `set_wo` without `set_wo_revision`; in a Flux
    HelmRelease, an item of `valuesFrom` with a `targetPath` that `values` override; in a Kustomization, a `valuesFile`
    that `valuesMerge: replace` ignores, values that `valuesMerge: merge` overrides with the chart's own, and nulls in
    `valuesInline`; in a `fleet.yaml`, `valuesFiles` without a `chart` or `repo`; in an umbrella chart, a value other
    than `true` and `false` for the `condition` of a dependency.

    ## What breaks at run time
    If both are given, Argo CD uses only `valuesObject`: changes to `values` have no effect. A null in `valuesObject` is
    dropped by `kubectl apply`, and by Argo CD if it applies the Application; Kustomize drops one in `valuesInline`. The
    chart's default stays. Only `kubectl create` and server-side apply keep the null. Terraform's Helm provider applies
    `set_wo` only if its revision is set.

    Argo CD passes parameters to Helm in an order that differs from time to time: of two that overlap, either one may
    win, or Helm rejects both.

    Flux merges `values` before each `targetPath`, and once more at the end. The first `targetPath` in a section also
    changes `values`, and therefore wins. If an earlier item of `valuesFrom` has the same section, `values` win.
    """
    return _noticed(context, "LQ021")


@rule(
    "LQ035",
    "rejected-target-path",
    Severity.ERROR,
    about=About.FILES,
    refused_by=RefusedBy.INSTALLER,
    charts=ALL_CHARTS,
)
def rejected_target_path(context: Context) -> Iterator[Diagnostic]:
    """A value that Flux cannot set at its `targetPath`.

    ## What it does
    Reports an item of `valuesFrom` in a Flux HelmRelease that Flux cannot apply. Flux sets a `targetPath` as `helm
    --set path=value` does: a comma in the value begins another `path=value`, and a `{` begins a list. It also reports a
    path through something that is not a map or list, and what is no path. The path counts as unknown.

    ## What breaks at run time
    The HelmRelease is not ready (`could not resolve … chart values reference`), and nothing is installed or upgraded
    until the value or the path changes.
    """
    return _noticed(context, "LQ035")


@rule(
    "LQ036",
    "rejected-patch",
    Severity.ERROR,
    about=About.FILES,
    refused_by=RefusedBy.INSTALLER,
    charts=ALL_CHARTS,
)
def rejected_patch(context: Context) -> Iterator[Diagnostic]:
    """A patch that Kustomize cannot apply.

    ## What it does
    Reports a patch of a HelmRelease that Kustomize rejects: an operation on something that does not exist, a value of
    another kind than in the base, or an `apiVersion` or namespace that is not that of the HelmRelease. Also reports a
    patch whose file is missing, and a replacement of a field that does not exist.

    ## What breaks at run time
    `kustomize build` fails, and Flux applies nothing of this Kustomization.
    """
    return _noticed(context, "LQ036")


@rule("LQ022", "unread-values", Severity.NOTICE, about=About.FILES, charts=ALL_CHARTS)
def unread_values(context: Context) -> Iterator[Diagnostic]:
    """Values that a manifest refers to but that are not available here.

    ## What it does
    Points out a ConfigMap, Secret or values file that a manifest takes values from, if it is not available, what only
    Terraform evaluates, and arguments that a script passes only under a condition. What it may set counts as unknown:
    no value is reported as missing because of it, and the mode stays undecided if it could decide the mode. If a Flux
    HelmRelease takes a single value from it, to a `targetPath`, only that one is unknown.

    ## What breaks at run time
    Nothing, but these values are not checked.
    """
    for unread in context.values.unread:
        known = unread.conditional and unread.paths
        sets = ", ".join(f"`{dotted(path)}`" for path in unread.paths)
        effect = "" if known else f" and sets {sets}" if sets else " and may set any value"
        yield Diagnostic(
            message=f"{unread.what} {unread.why}{effect}",
            primary=Label(unread.span, unread.layer.name, "may be missing" if known else "is not checked"),
            help=unread.remedy,
        )


@rule("LQ023", "rejected-argument", Severity.ERROR, about=About.FILES, charts=ALL_CHARTS)
def rejected_argument(context: Context) -> Iterator[Diagnostic]:
    """An argument in a script that Helm or liqoctl rejects.

    ## What it does
    Reports arguments of `--set` and its relatives in command lines that have no value, an index that is not a number,
    a list that is not closed, and the like, and a path through something that a lower layer set to a text, a number or
    a list. All other arguments of the command are checked as if this one were missing.

    ## What breaks at run time
    The command fails with "failed parsing --set data", and installs nothing.
    """
    return _noticed(context, "LQ023")


@rule("LQ024", "unquoted-argument", Severity.ERROR, about=About.FILES, charts=ALL_CHARTS)
def unquoted_argument(context: Context) -> Iterator[Diagnostic]:
    """An argument in a script that the shell changes before Helm reads it.

    ## What it does
    Reports arguments of `--set` and its relatives without quotes in which the shell expands braces, or removes a
    backslash before a dot or a comma. Arguments with braces are checked as if you had quoted them.

    ## What breaks at run time
    Of `--set args={a,b}`, Bash makes two arguments, and Helm stops because the second one is neither a name nor a
    chart. Without the backslash, Helm reads the dot in a label as the start of a nested key, and sets something else.
    """
    return _noticed(context, "LQ024")


@rule("LQ025", "unordered-set-blocks", Severity.WARNING, about=About.FILES, charts=ALL_CHARTS)
def unordered_set_blocks(context: Context) -> Iterator[Diagnostic]:
    """`set` blocks of Terraform that set the same value.

    ## What it does
    Reports a path that several `set` or `set_sensitive` blocks of a `helm_release` set to different values. The check
    takes the last one.

    ## What breaks at run time
    Version 2 of the Helm provider treats these blocks as a set and applies them in an order of its own, so that any of
    them may count. Version 3 has lists instead of blocks (`set = [{ … }]`), which have an order.
    """
    return _noticed(context, "LQ025")


@rule("LQ027", "rejected-manifest", Severity.ERROR, about=About.FILES, charts=ALL_CHARTS)
def rejected_manifest(context: Context) -> Iterator[Diagnostic]:
    """A part of a manifest that the tool which reads it, or Helm, rejects.

    ## What it does
    Reports what is wrong around the values: a boolean without quotes under `set` of a HelmChart, an item of `set`
    without a value in a Release of Crossplane, an argument that Helm cannot parse, or whose path leads through a text
    or number of a lower layer, a `valuesMerge` that Kustomize does not know, or values that it cannot merge because
    they are of different kinds. Also reports a resource, base or component of a Kustomization,
    and a nested helmfile, that does not exist.

    ## What breaks at run time
    The API server or the tool rejects the whole manifest, and nothing is installed or changed.
    """
    return _noticed(context, "LQ027")


def _noticed(context: Context, code: str) -> Iterator[Diagnostic]:
    """Yield the diagnostics that the readers produced for a rule."""
    return (diagnostic for diagnostic in context.diagnostics if diagnostic.code == code)
