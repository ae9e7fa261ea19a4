"""What a rule is: a function over the values and their origins, with a code, a name and a severity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Finding, Fix, Label, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.model.nodes import Path
    from liqo_values.rules.context import Context


class Draft(NamedTuple):
    """A finding before its rule has signed it. ``severity`` overrides the rule's own."""

    message: str
    path: Path
    primary: Label
    help: str
    related: tuple[Label, ...] = ()
    severity: Severity | None = None
    fix: Fix | None = None


class Rule(NamedTuple):
    """One rule.

    Attributes:
        code: Such as ``LQ101``; never used again for another rule.
        name: Such as ``reflection-contradiction``.
        severity: What its findings have, unless one says otherwise.
        check: Yields a draft for every finding.
        per_template: Whether it looks at every VkOptionsTemplate by itself, instead of all values once.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[Context], Iterator[Draft]]
    per_template: bool = False

    def findings(self, context: Context) -> Iterator[Finding]:
        """Apply the rule."""
        for looked_at in context.each_template() if self.per_template else (context,):
            for draft in self.check(looked_at):
                yield Finding(
                    code=self.code,
                    name=self.name,
                    severity=draft.severity or self.severity,
                    message=draft.message,
                    path=draft.path,
                    primary=draft.primary,
                    related=draft.related,
                    help=draft.help,
                    fix=draft.fix,
                )

    @property
    def doc(self) -> str:
        """The whole docstring of the rule, as ``explain`` prints it."""
        from inspect import cleandoc  # noqa: PLC0415 - brings a compiler along

        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """Its first line."""
        return self.doc.partition("\n")[0].rstrip(".")

    @property
    def sections(self) -> dict[str, str]:
        """Title and text of its sections: ``What it does`` and ``What breaks at run time``."""
        parts = re.split(r"^## (.+)\n", self.doc, flags=re.MULTILINE)[1:]
        return {title.strip(): text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}


def rule(
    code: str, name: str, severity: Severity, *, per_template: bool = False
) -> Callable[[Callable[[Context], Iterator[Draft]]], Rule]:
    """Make a rule of a function; its docstring is what ``explain`` prints."""
    return lambda check: Rule(code, name, severity, check, per_template)
