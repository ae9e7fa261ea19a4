"""Text that Helm cannot write into a manifest: LQ012."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What Helm's YAML library does not accept in a document. The chart's template for LQ012 has the same expression.
_CONTROL = "[\x7f-\x84\x86-\x9f\ufffe\uffff]"
#: The key by which YAML merges maps.
_MERGE = "<<"
#: Values for other charts, which this chart does not use.
_FOREIGN: tuple[Path, ...] = (("global",), ("liqo-crds", "global"), ("liqo-library",))


@rule("LQ012", "unwritable-text", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def unwritable_text(context: Context) -> Iterator[Diagnostic]:
    """Text that Helm cannot write as YAML.

    ## What it does
    Reports keys and values that contain a control character (U+007F to U+009F without U+0085, U+FFFE or U+FFFF), and
    the key `<<`.

    ## What breaks at run time
    Helm renders nothing instead of a list or map that contains such a character, and shows no error: the security
    context, the arguments or all annotations of an object are missing. YAML reads `<<` as an instruction to merge maps.
    """
    for path, text, at_key in _texts(context):
        found = None if text.isprintable() else re.search(_CONTROL, text)
        if not found and not (at_key and text == _MERGE):
            continue
        if any(path[: len(foreign)] == foreign for foreign in _FOREIGN):
            continue
        what = f"contains the control character U+{ord(found[0]):04X}" if found else "is an instruction to YAML"
        subject = f"the key `{dotted(path)}`" if at_key else f"`{dotted(path)}`"
        yield Diagnostic(
            message=f"{subject} {what}, so Helm cannot write it into a manifest",
            path=path,
            primary=context.at(path, "cannot be written as YAML", at_key=at_key),
            help="remove the character" if found else "use another key",
        )


def _texts(context: Context) -> Iterator[tuple[Path, str, bool]]:
    """Yield every string, and whether it is a key."""
    yield from ((path, key, True) for path, key in context.keys)
    yield from ((path, value, False) for path, value in context.leaves if isinstance(value, str))
