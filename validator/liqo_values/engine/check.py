"""Checks one release: turns layers of values into findings and the mode, for the command line and Python programs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from liqo_values.charts.keys import ARGS
from liqo_values.engine.causes import tied
from liqo_values.engine.fingerprints import signed
from liqo_values.engine.masked_findings import conceal, showable, showable_mode
from liqo_values.engine.result import CheckResult
from liqo_values.liqo import clusters, effects, mode, options_templates, program_args
from liqo_values.liqo.peering_objects import EXTRA_ARGS, Objects
from liqo_values.model.findings import Label, Severity, with_followers
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, ListNode, MapNode, Unknown, UnknownText
from liqo_values.parsing.masking import Secrets
from liqo_values.rules.context import Context
from liqo_values.rules.one_mistake import once
from liqo_values.rules.registry import by_code, for_chart
from liqo_values.rules.rule import About, RefusedBy
from liqo_values.schema.checked_again import CODES, is_checked_again, is_written_as_text
from liqo_values.schema.unrendered import cannot_render
from liqo_values.suppressions import MARK
from liqo_values.values.expectation import of_cluster
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.charts.before_one import ChartBeforeOne
    from liqo_values.charts.target import TargetChart
    from liqo_values.liqo.mode import Mode
    from liqo_values.model.findings import Diagnostic, Finding
    from liqo_values.model.nodes import Node, Plain
    from liqo_values.model.source_text import Source
    from liqo_values.rules.rule import Rule
    from liqo_values.sources.manifests import Manifest
    from liqo_values.suppressions.parse_comments import Ignore
    from liqo_values.values.load import Loaded
    from liqo_values.values.provenance import Values


#: What rules are about that apply after all others.
_AFTER_OTHERS = (About.MODE, About.COMMENTS)


def judge(given: Given, objects: Objects | None = None) -> CheckResult:
    """Check the values of one release from any source, and the objects of its peerings.

    Raises:
        InputError: a file cannot be read, Helm rejects an argument, or there is no such chart.
    """
    loaded = load(given, defaults=given.chart.defaults)
    values = loaded.values
    about = partial(_context, given, loaded.diagnostics, objects)
    context = about(values)
    credentials = frozenset(values.credentials())
    conceal((source for _, source in _sources(loaded, context)), credentials)
    secrets = Secrets(credentials)
    decided = showable_mode(_mode(context, loaded.unreadable), secrets)
    context.node_modes = context.objects.modes(decided, given.chart.flags)
    known = not loaded.unreadable and context.objects.with_values
    names = list(dict.fromkeys([*_user_layers(loaded), *context.objects.files]))
    if known and not given.chart.only_mode:
        context.cluster_of = clusters.of_release(given.name, names, given.chart, decided, values, given.destination)
    found = _found(given, loaded, context)
    if given.expectations and (context.objects.with_values or given.diagnostics):
        found += _about_mode(given, context, decided, found)
    found.sort(key=partial(_order, names=names))
    findings = showable(signed(found, names), secrets)
    shown = tied([finding for finding in findings if finding.suppression is None], context, about)
    return CheckResult(
        chart=given.chart,
        chart_notes=tuple(given.chart_notes),
        values=values,
        layers=tuple(names),
        findings=tuple(shown),
        mode=decided,
        deployed=effects.deployed(given.chart, values, decided) if known else (),
        not_deployed=effects.not_deployed(given.chart, values, decided) if known else (),
        caveats=() if given.chart.only_mode else tuple(map(secrets.masked, effects.caveats(values, decided))),
        suppressed=tuple(finding for finding in findings if finding.suppression is not None),
        refusals=_refusals(findings, shown, context),
        unreadable=loaded.unreadable is not None,
        name=given.name,
        virtual_nodes=tuple(context.node_modes),
        without_cluster=given.without_cluster,
        cluster=context.cluster_of,
    )


def _found(given: Given, loaded: Loaded, context: Context) -> list[Finding]:
    """Apply the rules."""
    rules = [rule for rule in for_chart(given.chart) if rule.about not in _AFTER_OTHERS]
    if given.chart.only_mode:
        rules = [rule for rule in rules if rule.about is About.FILES]
    if loaded.unreadable:  # other findings would be about values that the user did not intend
        return [by_code(one.code).signed(one) for one in loaded.diagnostics if one.unreadable]
    if not context.objects.with_values:
        noticed = {one.code for one in given.diagnostics}
        rules = [rule for rule in rules if rule.about is About.OBJECTS or rule.code in noticed]
    found = [finding for rule in rules for finding in rule.findings(context)]
    counted = [finding for finding in found if _certain(finding, context.values) and not _of_liqoctl(finding, context)]
    if given.chart.is_ours and not given.schema:
        counted = _without_schema(counted, given.chart)
    if not given.chart.is_ours:
        counted = once(counted, partial(_refuses, context=context))
    for template in context.objects.templates.values():
        counted += _about_arguments(template, given.chart)
    return _without_suppressed(counted, loaded, context) if given.ignores else counted


def _about_mode(given: Given, context: Context, decided: Mode, found: Sequence[Finding]) -> Iterator[Finding]:
    """Apply the rules about the mode that is expected, after all others."""
    names = clusters.names_of(context.cluster_of, given.destination)
    context.mode = decided if context.objects.with_values else None
    context.expectations = of_cluster(given.expectations, names)
    context.refusal = next((finding for finding in found if _refuses(finding, context)), None)
    for rule in _rules_about(About.MODE, given.chart):
        yield from rule.findings(context)


def _context(given: Given, diagnostics: Sequence[Diagnostic], objects: Objects | None, values: Values) -> Context:
    chart = given.chart
    context = Context(
        values,
        chart,
        diagnostics,
        options_templates.default(values, partial(_arguments, chart, appended=_appended(values, chart))),
        options_templates.named(values, partial(_arguments, chart)) if chart.is_ours else (),
        without_cluster=given.without_cluster,
        schema=given.schema,
        objects=objects,
    )
    context.switches = given.switches
    return context


def _refusals(findings: Sequence[Finding], shown: Sequence[Finding], context: Context) -> tuple[Finding, ...]:
    """Return the findings for which the values are rejected, in the order in which they are shown."""
    order = {finding.fingerprint: number for number, finding in enumerate(with_followers(shown))}
    refusing = [finding for finding in findings if _refuses(finding, context)]
    return tuple(sorted(refusing, key=lambda finding: order.get(finding.fingerprint, len(order))))


def _refuses(finding: Finding, context: Context) -> bool:
    """Return whether nothing is installed because of it: Helm, or what passes the values to it, rejects them.

    Helm does not see objects next to the values.
    """
    in_object = finding.path[: len(EXTRA_ARGS)] == EXTRA_ARGS
    if finding.severity is not Severity.ERROR or in_object:
        return False
    if not context.schema and context.chart.is_ours and _only_by_schema(finding, context.chart):
        return False  # the API server does
    rule = by_code(finding.code)
    if rule.refused_by is RefusedBy.INSTALLER or rule.rejected_by_helm(context.chart):
        return True
    return rule.refused_by is RefusedBy.SCHEMA and cannot_render(finding.path, context.values, context.chart)


def _about_arguments(template: Manifest, chart: TargetChart) -> Iterator[Finding]:
    """Check the arguments in an options template with the rules for those in the values."""
    listed = find(template.root, *EXTRA_ARGS)
    if not isinstance(listed, ListNode):
        return
    root: Node = listed
    for key in reversed(ARGS):
        root = MapNode({str(key): Entry(str(key), root)}, listed.span)
    piece = template.file.piece(cast("MapNode", root))
    values = load(Given([piece]), defaults=MapNode(), subcharts={}).values
    context = Context(values, chart, (), options_templates.default(values, partial(_arguments, chart)))
    for rule in _rules_about(About.ARGUMENTS, chart):
        for finding in rule.findings(context):
            if _certain(finding, values):
                yield finding.replace(path=(*EXTRA_ARGS, *finding.path[len(ARGS) :]))


def _rules_about(about: About, chart: TargetChart) -> list[Rule]:
    return [rule for rule in for_chart(chart) if rule.about is about]


def _without_suppressed(found: Sequence[Finding], loaded: Loaded, context: Context) -> list[Finding]:
    """Apply the comments in the files; return all findings, including those about the comments."""
    files = [(name, source) for name, source in _files(loaded, context) if MARK in source.text.lower()]
    if not files:
        return list(found)
    # few files have such comments
    from liqo_values.engine.across_releases import suppressions  # noqa: PLC0415
    from liqo_values.suppressions.apply_comments import apply  # noqa: PLC0415
    from liqo_values.suppressions.parse_comments import read  # noqa: PLC0415

    pointed: dict[int, list[int]] = {}
    across = context.cluster_of.places if context.cluster_of else []
    for span in (place.span for place in (*(finding.primary for finding in found), *across)):
        if span is not None:
            pointed.setdefault(id(span.source), []).append(span.start)
    ignores: list[Ignore] = []
    about_comments: list[Diagnostic] = []
    for name, source in files:
        in_file, about_them = read(name, source, pointed.get(id(source), ()))
        ignores += in_file
        about_comments += about_them
    of_several = [ignore for ignore in ignores if by_code(ignore.code).about is About.RELEASES]
    if context.cluster_of and of_several:
        context.cluster_of = context.cluster_of.replace(suppressions=suppressions(across, of_several))
    applied = apply(found, [ignore for ignore in ignores if ignore not in of_several])
    context.about_comments = [*about_comments, *applied.about_comments]
    on_comments = [
        finding for rule in _rules_about(About.COMMENTS, context.chart) for finding in rule.findings(context)
    ]
    return [*applied.kept, *applied.suppressed, *on_comments]


def _certain(finding: Finding, values: Values) -> bool:
    """Return whether a finding does not depend on what templates fill in or on layers that are not available."""
    path = finding.path
    about_key = by_code(finding.code).about is About.KEYS  # the key is wrong with any value
    if by_code(finding.code).any_text and isinstance(values.get(*path), UnknownText):
        return True
    if values.unknown(path[:-1] if about_key else path) is not None or any(isinstance(step, Unknown) for step in path):
        return False
    return not path or about_key or bool(values.get(*path)) or values.doubt(path) is None


def _of_liqoctl(finding: Finding, context: Context) -> bool:
    """Return whether a finding is about a key that `liqoctl install` wrote."""
    return by_code(finding.code).about is About.KEYS and context.written_by_liqoctl(finding.path)


def _without_schema(found: Sequence[Finding], chart: TargetChart) -> list[Finding]:
    """Lower what only the schema that Helm skips would reject, and drop it where the templates reject it as well.

    Types that the API server rejects stay errors.
    """
    ids = {id(finding) for finding in found if _only_by_schema(finding, chart)}
    rejected = {finding.path for finding in found if finding.severity is Severity.ERROR and id(finding) not in ids}
    kept = [finding for finding in found if id(finding) not in ids or finding.path not in rejected]
    return [
        finding.replace(severity=Severity.WARNING) if id(finding) in ids and not _in_object(finding) else finding
        for finding in kept
    ]


def _in_object(finding: Finding) -> bool:
    """Return whether a value of a wrong type becomes a part of a Kubernetes object."""
    return finding.code in CODES and not is_written_as_text(finding.path)


def _only_by_schema(finding: Finding, chart: TargetChart) -> bool:
    by_schema = by_code(finding.code).refused_by is RefusedBy.SCHEMA
    return by_schema and not is_checked_again(finding.code, finding.path, chart)


def _files(loaded: Loaded, context: Context) -> list[tuple[str, Source]]:
    """Return the files that can contain comments, values and objects, each once, the lowest layer first."""
    return [(name, source) for name, source in _sources(loaded, context) if not source.name.startswith("--set")]


def _sources(loaded: Loaded, context: Context) -> list[tuple[str, Source]]:
    """Return the texts of all values and objects, each once, the lowest layer first."""
    texts = {id(layer.source): (layer.name, layer.source) for layer in loaded.layers if layer.source is not None}
    for source in (manifest.file.source for manifest in context.objects.manifests):
        texts.setdefault(id(source), (source.name, source))
    return list(texts.values())


def _mode(context: Context, unreadable: Diagnostic | None) -> Mode:
    if not context.objects.with_values:
        notice = next(iter(context.diagnostics), None)
        if notice is not None:
            return mode.undecided(notice.primary, notice.message)
        return mode.undecided(Label(None, "no values", "not given"), "no values are given with it; -f names them")
    if unreadable is not None:
        place = unreadable.primary
        return mode.undecided(Label(place.span, place.layer, place.layer), "Helm cannot read the values")
    if context.chart.only_mode:
        from liqo_values.liqo import mode_before_one  # noqa: PLC0415 - few values are for such an old chart

        return mode_before_one.decide(context.values, cast("ChartBeforeOne", context.chart))
    if not context.chart.is_ours:
        from liqo_values.liqo import published_mode  # noqa: PLC0415 - only for Liqo's own chart

        return published_mode.decide(context.values, context.chart)
    return mode.decide(context.values, context.template, context.templates)


def _user_layers(loaded: Loaded) -> list[str]:
    """Return the names of the layers; a manifest with several layers is listed once."""
    return list(dict.fromkeys(layer.name for layer in loaded.layers if layer.by_user))


def _arguments(chart: TargetChart, items: Plain, *, appended: str = program_args.APPENDED) -> program_args.Arguments:
    if not isinstance(items, list):
        return program_args.Arguments()
    return program_args.read([program_args.as_text(item) for item in items], chart.flags, chart.flag_values, appended)


def _appended(values: Values, chart: TargetChart) -> str:
    """Return what follows the user's arguments: our chart puts its own before them."""
    if chart.is_ours:
        return program_args.APPENDED
    from liqo_values.liqo import published_rendering  # noqa: PLC0415 - only for Liqo's own chart

    return (*published_rendering.appended(values), program_args.APPENDED)[0]


def _order(finding: Finding, names: list[str]) -> tuple[int, int, int, str]:
    """Sort by file; what is in none comes first if it is an error, and last otherwise."""
    place = finding.primary
    elsewhere = 0 if finding.severity is Severity.ERROR else len(names) + 1
    layer = names.index(place.layer) + 1 if place.layer in names else elsewhere
    severity = list(Severity).index(finding.severity)
    return layer, severity, place.span.start if place.span else 0, finding.code
