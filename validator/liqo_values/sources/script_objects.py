"""Kubernetes objects in the here-documents of scripts, such as those for `kubectl apply -f -`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.parsing import placeholders
from liqo_values.parsing.nested_yaml import Token
from liqo_values.sources import detect, manifests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.parsing.shell_pieces import Content
    from liqo_values.sources.command_line import Script
    from liqo_values.sources.manifests import Manifest

_NOT_A_BREAK = r"[^\r\n]"
_SEPARATOR = r"---\s*"


def read(script: Script, content: Content) -> list[Manifest]:
    """Return the objects in a text that a command reads, with their places in the file of the script."""
    if not detect.like_manifests(content.text) or "liqo" not in content.text.lower():
        return []
    return [found for masked in _documents(script, content) for found in _objects(script, masked)]


def _objects(script: Script, masked: Source) -> list[Manifest]:
    file = manifests.read_literally(masked)._replace(source=script.source, verbatim=script.verbatim)
    return [] if file.unreadable else manifests.objects(file)


def _documents(script: Script, content: Content) -> Iterator[Source]:
    """Yield the text of the file once for each document, with everything else left out and stand-ins for variables."""
    blank = re.sub(_NOT_A_BREAK, " ", script.source.text)
    codes = placeholders.stand_ins()
    shown: list[str] | None = None
    for text, start, end in _by_line(script, content.tokens):
        if re.fullmatch(_SEPARATOR, text) and shown is not None:
            yield script.source.with_text("".join(shown))
            shown = None
        elif end > start:
            shown = shown or list(blank)
            as_written = script.source.text[start:end] == text
            shown[start:end] = text if as_written else next(codes) * (end - start)
    if shown is not None:
        yield script.source.with_text("".join(shown))


def _by_line(script: Script, tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the pieces of a text with their places in the file, none of which has a line end in it."""
    for text, start, end in tokens:
        if text == script.text[start:end]:
            for line in re.finditer(r"[^\n]+", text):
                place = script.place(start + line.start(), start + line.end())
                yield line[0], place.start, place.end
        else:
            place = script.place(start, end)
            yield text, place.start, place.end
