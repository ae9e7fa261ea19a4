"""Comments in values files, and in the project file, that suppress findings, each with a reason.

They look like this::

    replicas: 1  # liqo-values: ignore[LQ511] because this is a test cluster
    # liqo-values: ignore[repeated-flag, LQ203] because the next key, and everything in it, is intentional
    # liqo-values: ignore-start[LQ205] because ...
    # liqo-values: ignore-end[LQ205]
    # liqo-values: ignore-file[LQ511] because ...

A trailing comment applies to its line; a comment on its own line applies to the next key or item, with everything below
it. In scripts, both apply to a command; see ``script_comments``.

A comment applies to findings whose first place is in its range: that is where a report points, so that one comment has
one effect. If any place would do, a comment in a shared layer could hide what an overlay does to it.

What Helm rejects cannot be suppressed: a comment says that values are right as they are, and rejected values never are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model import did_you_mean
from liqo_values.model.findings import Diagnostic, Edit, Fix, Label
from liqo_values.model.source_text import Span
from liqo_values.parsing.comments import Comment, Stretch, blocks_around, comments, extents
from liqo_values.rules.registry import all_rules, find
from liqo_values.rules.rule import About
from liqo_values.sources.detect import CommandHost, command_host
from liqo_values.suppressions.script_comments import ScriptComments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.model.source_text import Source
    from liqo_values.rules.rule import Rule

_HERE, _FILE, _START, _END = "ignore", "ignore-file", "ignore-start", "ignore-end"
_KEYWORDS = (_HERE, _FILE, _START, _END)
_BEGIN = r"(?i)(?:(?<!\S)#|<!--)\s*liqo-values:"
_HTML_END = "-->"
_DIRECTIVE = r"(?i)(?:#|<!--)\s*liqo-values:\s*(?P<keyword>[\w-]+)[ \t]*(?P<list>\[(?P<codes>[^\]]*)\])?(?P<reason>.*)"
_CODE = r"[^,\s]+"
_BECAUSE = r"(?i)^[\s:,;–—-]*(?:because\b)?[\s:]*"  # noqa: RUF001 - any dash that users type
_LINE_END = "\r?\n?"
_EXAMPLE = "# liqo-values: ignore[LQ205] because …"


class Ignore(NamedTuple):
    """One code in one comment.

    Attributes:
        code: The rule whose findings are suppressed.
        source: The values file.
        start: Where the range that it applies to begins.
        end: Where that range ends.
        comment: The comment.
        named: The code in the comment.
        reason: The reason; empty if there is none.
        removal: The fix that removes it.
    """

    code: str
    source: Source
    start: int
    end: int
    comment: Label
    named: Label
    reason: str
    removal: Fix

    @property
    def whole_file(self) -> bool:
        """Whether it applies to the whole file, and to findings without a place in any file."""
        return self.start < 0


class _Directive(NamedTuple):
    """One instruction in a comment."""

    keyword: str
    codes: tuple[Span, ...]
    reason: str
    span: Span
    listed: bool  # whether it has brackets
    alone: bool  # whether its line has no values
    sole: bool  # whether its line has nothing else at all

    @property
    def named(self) -> frozenset[str]:
        """The codes in lower case."""
        return frozenset(code.text.lower() for code in self.codes)


def read(
    name: str, source: Source, pointed: Iterable[int] = (), *, project: bool = False
) -> tuple[list[Ignore], list[Diagnostic]]:
    """Read the comments of a file.

    Args:
        name: Its name in reports.
        source: Its text.
        pointed: The places in it that findings point to. A block scalar around one is read as YAML too, because it
            contains values.
        project: Whether it is the project file.
    """
    return _Reader(name, source, _finder(source, pointed), project=project).read()


class _YamlComments:
    """The comments of a YAML file, or of one of Terraform."""

    def __init__(self, source: Source, pointed: Iterable[int]) -> None:
        self._source = source
        self._nested = blocks_around(source, pointed)

    def comments(self) -> list[Comment]:
        return comments(self._source, self._nested)

    def extents(self) -> list[Stretch]:
        return extents(self._source, self._nested)

    def line(self, offset: int) -> Stretch:
        starts = self._source.line_starts
        number = bisect_right(starts, offset)
        return starts[number - 1], starts[number] if number < len(starts) else len(self._source.text) + 1


class _PipelineComments(_YamlComments):
    """The comments of a pipeline: those of YAML, and those in its scripts."""

    def __init__(self, source: Source, pointed: Iterable[int]) -> None:
        super().__init__(source, pointed)
        self._scripts = ScriptComments(source)

    def comments(self) -> list[Comment]:
        yaml = [one for one in super().comments() if not self._scripts.reads(one.span.start)]
        return sorted([*yaml, *self._scripts.comments()], key=lambda comment: comment.span.start)

    def extents(self) -> list[Stretch]:
        return sorted([*super().extents(), *self._scripts.extents()], key=lambda extent: (extent[0], -extent[1]))

    def line(self, offset: int) -> Stretch:
        return self._scripts.line(offset) if self._scripts.reads(offset) else super().line(offset)


def _finder(source: Source, pointed: Iterable[int]) -> _YamlComments | ScriptComments:
    host = command_host(source)
    if host is CommandHost.PIPELINE:
        return _PipelineComments(source, pointed)
    return _YamlComments(source, pointed) if host is None else ScriptComments(source)


class _Started:
    """Ranges that have started but not ended."""

    def __init__(self) -> None:
        self._all: list[_Directive | None] = []  # None once it has ended
        self._with: dict[frozenset[str], list[int]] = {}

    def add(self, directive: _Directive) -> None:
        self._with.setdefault(directive.named, []).append(len(self._all))
        self._all.append(directive)

    def ended_by(self, end: _Directive) -> _Directive | None:
        """Remove and return the start for an end: the last one with the same codes, or the last one if it has none."""
        while self._all and self._all[-1] is None:
            self._all.pop()
        wanted = end.named or (self._all[-1].named if self._all and self._all[-1] else frozenset())
        numbers = self._with.get(wanted)
        if not numbers:
            return None
        number = numbers.pop()
        begun, self._all[number] = self._all[number], None
        return begun

    def left(self) -> list[_Directive]:
        return [directive for directive in self._all if directive is not None]


class _Reader:
    def __init__(self, name: str, source: Source, finder: _YamlComments | ScriptComments, *, project: bool) -> None:
        self._name = name
        self._project = project
        self._source = source
        self._finder = finder
        self._diagnostics: list[Diagnostic] = []
        self._extents: list[tuple[int, int]] | None = None

    def read(self) -> tuple[list[Ignore], list[Diagnostic]]:
        ignores: list[Ignore] = []
        started = _Started()
        for directive in self._directives():
            if not self._is_well_formed(directive):
                continue
            if directive.keyword == _START:
                started.add(directive)
            elif directive.keyword == _END:
                begun = self._begin_of(directive, started)
                if begun is not None:
                    edits = (*self._removal(begun).edits, *self._removal(directive).edits)
                    ignores += self._ignores(begun, begun.span.end, directive.span.start, edits)
            else:
                start, end = self._stretch(directive)
                ignores += self._ignores(directive, start, end, self._removal(directive).edits)
        for directive in started.left():
            self._malformed(
                directive,
                "this `ignore-start` has no `ignore-end`",
                "write `# liqo-values: ignore-end` where the range ends",
            )
        return ignores, self._diagnostics

    def _directives(self) -> Iterator[_Directive]:
        for comment in self._finder.comments():
            begins = [match.start() for match in re.finditer(_BEGIN, comment.span.text)]
            for begin, end in zip(begins, [*begins, None][1:], strict=True):
                directive = self._directive(comment, begin, end)
                if directive is not None:
                    yield directive

    def _directive(self, comment: Comment, begin: int, end: int | None) -> _Directive | None:
        """Read one instruction; None for prose that happens to follow ``liqo-values:``."""
        text = comment.span.text[begin:end].rstrip()
        offset = comment.span.start + begin
        match = re.match(_DIRECTIVE, text.removesuffix(_HTML_END).rstrip())
        if match is None:
            return None
        keyword = match["keyword"].lower()
        if keyword not in _KEYWORDS and not match["list"] and not did_you_mean.nearest(keyword, _KEYWORDS):
            return None
        listed = match["list"] is not None
        return _Directive(
            keyword,
            tuple(
                Span(
                    self._source,
                    offset + match.start("codes") + code.start(),
                    offset + match.start("codes") + code.end(),
                )
                for code in re.finditer(_CODE, match["codes"] or "")
            ),
            re.sub(_BECAUSE, "", match["reason"], count=1).strip(),
            Span(self._source, offset, offset + len(text)),
            listed,
            comment.alone,
            comment.alone and begin == 0 and end is None,
        )

    def _is_well_formed(self, directive: _Directive) -> bool:
        if directive.keyword not in _KEYWORDS:
            near = did_you_mean.nearest(directive.keyword, _KEYWORDS)
            meant = f"did you mean `{near}`?" if near else f"write `{_EXAMPLE}`"
            self._malformed(directive, f"`{directive.keyword}` is not a keyword of `liqo-values:` comments", meant)
        elif not directive.codes and (directive.listed or directive.keyword != _END):
            self._malformed(directive, "this comment names no rule, so it suppresses nothing", f"write `{_EXAMPLE}`")
        else:
            return True
        return False

    def _begin_of(self, end: _Directive, started: _Started) -> _Directive | None:
        begun = started.ended_by(end)
        if begun is None:
            message = "this `ignore-end` has no `ignore-start`"
            self._malformed(end, message, "write `ignore-start` with the same codes above it")
        return begun

    def _malformed(self, directive: _Directive, message: str, remedy: str) -> None:
        place = Label(directive.span, self._name, "here")
        self._diagnostics.append(Diagnostic(message, place, remedy, code="LQ032"))

    def _stretch(self, directive: _Directive) -> tuple[int, int]:
        if directive.keyword == _FILE:
            return -1, len(self._source.text) + 1
        if directive.alone:
            if self._extents is None:
                self._extents = self._finder.extents()
            number = bisect_left(self._extents, (directive.span.end, -1))
            return self._extents[number] if number < len(self._extents) else (0, 0)
        return self._finder.line(directive.span.start)

    def _ignores(self, directive: _Directive, start: int, end: int, removal: tuple[Edit, ...]) -> Iterator[Ignore]:
        comment = Label(directive.span, self._name, "this comment")
        if not directive.reason:
            message, remedy = "this comment gives no reason", "write `because …` after the brackets"
            self._diagnostics.append(Diagnostic(message, comment, remedy, code="LQ034"))
        for number, span in enumerate(directive.codes):
            named = Label(span, self._name, "named here")
            rule = find(span.text)
            if rule is None:
                self._diagnostics.append(_unknown(span, named))
            elif not rule.suppressible:
                self._diagnostics.append(_never(rule, named))
            elif rule.in_project is not self._project:
                self._diagnostics.append(_elsewhere(rule, named))
            else:
                edits = removal if len(directive.codes) == 1 else (self._without(directive, number),)
                fix = Fix("remove the comment" if edits is removal else f"remove `{span.text}`", edits, safe=True)
                yield Ignore(rule.code, self._source, start, end, comment, named, directive.reason, fix)

    def _removal(self, directive: _Directive) -> Fix:
        """Remove a whole instruction: its line if it is alone there, otherwise with the spaces before it."""
        text, start, end = self._source.text, directive.span.start, directive.span.end
        while start and text[start - 1] in " \t":
            start -= 1
        if directive.sole:
            end += len(re.findall(_LINE_END, text[end : end + 2])[0])
        return Fix("remove the comment", (Edit(Span(self._source, start, end), ""),), safe=True)

    def _without(self, directive: _Directive, number: int) -> Edit:
        """Remove one of several codes, with the comma after it, or before it if it is the last."""
        codes = directive.codes
        if number + 1 < len(codes):
            return Edit(Span(self._source, codes[number].start, codes[number + 1].start), "")
        return Edit(Span(self._source, codes[number - 1].end, codes[number].end), "")


def _unknown(span: Span, named: Label) -> Diagnostic:
    near = did_you_mean.nearest(span.text, tuple(name for rule in all_rules() for name in (rule.code, rule.name)))
    remedy = f"did you mean `{near}`?" if near else "`liqo-values rules` lists all rules"
    fix = Fix(f"write `{near}`", (Edit(span, near),), safe=False) if near else None
    return Diagnostic(
        f"there is no rule `{span.text}`, so this suppresses nothing", named, remedy, code="LQ031", fix=fix
    )


def _never(rule: Rule, named: Label) -> Diagnostic:
    about_comments = rule.about is About.COMMENTS
    why = "it is about comments like this one" if about_comments else "it is an error, which no comment can suppress"
    remedy = "remove the comment, or this rule from it"
    return Diagnostic(f"`{rule.code}` cannot be suppressed: {why}", named, remedy, code="LQ033")


def _elsewhere(rule: Rule, named: Label) -> Diagnostic:
    """Report a comment that can have no finding where it is, because of the file."""
    if rule.in_project:
        message = f"`{rule.code}` is reported in the project file, so a comment here suppresses nothing"
        remedy = "write the comment next to the peering in the project file"
    else:
        message = f"`{rule.code}` is not reported in the project file, so a comment here suppresses nothing"
        remedy = "write the comment next to the value, or list the rule in `ignore`"
    return Diagnostic(message, named, remedy, code="LQ033")
