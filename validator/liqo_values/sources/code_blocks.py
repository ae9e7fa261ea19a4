"""Find the code in Markdown files that is for a shell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources.command_line import in_lines, of_pieces, unix_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.source_text import Source
    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.sources.command_line import Script

_FENCE = r"(?m)^(?P<indent>[ \t]*(?:>[ ]?)*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)$"
#: The languages of shells that continue a line after a backquote.
_OF_WINDOWS = frozenset(("powershell", "ps1", "pwsh"))
_CONTINUED = r"(?s)(.*)`(\n?)"
#: The languages of code blocks that are read; the empty one is a block without a language.
_LANGUAGES = frozenset(
    (
        *("", "sh", "bash", "shell", "zsh", "ksh", "dash", "fish", "shellscript", "terminal", "cli"),
        *("console", "shell-session", "shellsession", "sh-session", "bash-session", "text", "txt", "plaintext"),
        *_OF_WINDOWS,
    )
)
#: What readers of documentation replace: `<cluster-name>`. It is no redirection, which has a blank or an end elsewhere.
#: And what is replaced before they see it: `{{ version }}` of Jinja, or `{{< param "version" >}}` of Hugo.
_PLACEHOLDER = r"""(?<![<\w])<[A-Za-z](?:[^<>\n|&;()"'$]{0,60}[^<>\s|&;()"'$])?>|(?<![$\\])\{\{[^{}\n]{1,200}\}\}"""
_PROMPT = r"[ \t]*(?:\([\w.-]+\)[ ]+)?(?:\[?[\w.-]+@[\w.-]+(?:[: ][^\s$%#\]]*)?\]?[ ]?)?(?:\$|%|#(?=[ ]))[ ]+"
_MORE = r"[ \t]*>[ ]"
#: Lines after an empty one that are indented by four blanks or more, and code in text, which does not span paragraphs.
_INDENTED_OR_INLINE = (
    r"(?:(?<=\n\n)|(?<=\n\r\n)|\A)(?P<block>(?:(?:[ ]{4}|\t)[^\n]*\n?)+)|(?<!`)`(?!`)(?P<inline>[^`\n]{1,2000})`(?!`)"
)
#: Code blocks of reStructuredText: after a directive, or after a paragraph that ends with two colons.
_IN_RST = (
    r"(?m)^(?P<around>[ \t]*)(?:\.\.[ ](?:code-block|code|sourcecode|prompt)::[ \t]*(?P<language>[\w-]*)[^\n]*"
    r"|(?!\.\.[ ])[^\n]*::[ \t]*\r?)\n"
    r"(?:[ \t]*(?::[^\n]*)?\n)*(?P<block>(?:(?P=around)[ \t]+[^\n]*\n?|[ \t]*\r?\n)+)"
)
#: Those of AsciiDoc, with or without their language: `[source,bash]`.
_IN_ASCIIDOC = (
    r"(?m)^(?:\[(?P<style>\w*)(?:,[ ]*(?P<language>[\w-]*))?[^\]\n]*\]\r?\n(?:\.[^\n]*\n)?)?"
    r"(?P<fence>-{4,}|\.{4,}|`{3,})[ \t]*\r?\n(?P<block>(?:(?!(?P=fence))[^\n]*\n)*)(?:(?P=fence)[^\n]*)?"
)
_COMMAND_WITH_OPTIONS = r"\s*(?:\$[ ]+)?(?:sudo[ ]+)?(?:helm|liqoctl)[ ]+[a-z]+\b(?s:.*)[ ]--?[a-z][\w-]*[ =][^\s-]"
#: What shows that a command in text is only mentioned: something is left out, or it ends with the name of an option.
_LEFT_OUT = r"\.{3}|…|\[[^\]]*\]|<[A-Za-z][^<>\n]*>|[ ]--?[a-z][\w-]*\s*\Z"


def scripts(source: Source) -> Iterator[Script]:
    """Yield the code of a Markdown file that is for a shell, in order: blocks with and without a fence, and in text."""
    opened: re.Match[str] | None = None
    end = 0
    for fence in re.finditer(_FENCE, source.text):
        if opened is None:
            yield from _between(source, end, fence.start())
            opened = fence
        elif fence["fence"].startswith(opened["fence"]) and not fence["info"].strip():
            language = re.split(r"[\s,{]", opened["info"].strip(), maxsplit=1)[0].lower()
            if language in _LANGUAGES:
                place = opened.end() + 1, fence.start()
                yield _block(source, *place, len(opened["indent"]), backquotes=language in _OF_WINDOWS)
            opened, end = None, fence.end()
    if opened is None:
        yield from _between(source, end, len(source.text))


def in_document(source: Source) -> Iterator[Script]:
    """Yield the code blocks of reStructuredText or AsciiDoc that are for a shell, or that have no language."""
    is_rst = source.name.lower().endswith(".rst")
    for found in re.finditer(_IN_RST if is_rst else _IN_ASCIIDOC, source.text):
        if (found["language"] or "").lower() in _LANGUAGES:
            indent = len(found["block"]) - len(found["block"].lstrip(" \t")) if is_rst else 0
            yield _block(source, *found.span("block"), indent)


def _between(source: Source, start: int, end: int) -> Iterator[Script]:
    """Yield the commands between code blocks with fences: indented blocks, and code in text that is a whole command."""
    for code in re.compile(_INDENTED_OR_INLINE).finditer(source.text, start, end):
        if code["block"] is not None and _installs(code["block"]):
            indent = len(code["block"]) - len(code["block"].lstrip(" \t"))
            yield _block(source, *code.span("block"), indent)
        elif code["inline"] is not None and _installs(code["inline"]):
            yield of_pieces(source, _without_placeholders(source.text, *code.span("inline")), verbatim=False)


def _installs(code: str) -> bool:
    """Return whether code without a language is a command with options, and not only the name of one."""
    return bool(re.match(_COMMAND_WITH_OPTIONS, code)) and not re.search(_LEFT_OUT, code)


def _block(source: Source, start: int, end: int, indent: int, *, backquotes: bool = False) -> Script:
    """Read a code block; if it shows prompts, only the lines after them are commands.

    Args:
        source: The file.
        start: Where the block begins.
        end: Where it ends.
        indent: How far it is indented.
        backquotes: Whether backquotes continue lines.
    """
    lines = list(in_lines(source.text, start, end))
    found = (re.match(_PROMPT, line[0]) for line in lines)
    prompts = any(prompt is not None and prompt[0].strip() != "#" for prompt in found)
    tokens: list[Token] = []
    continued = False
    for content, at, stop in lines:
        begin = min(indent, len(content) - len(content.lstrip(" \t>"))) if indent else 0
        shown = content[begin:]
        if prompts:
            prompt = re.match(_MORE if continued else _PROMPT, shown)
            if prompt is None and not continued:
                continue
            begin += prompt.end() if prompt else 0
        continued = content.rstrip().endswith("\\") or (continued and prompts and bool(re.match(_MORE, shown)))
        tokens += _without_placeholders(source.text, at + begin, stop)
    if backquotes:
        tokens = [piece for token in tokens for piece in _with_backslash(token)]
    return of_pieces(source, tokens, verbatim=not (prompts or backquotes))


def _with_backslash(token: Token) -> Iterator[Token]:
    """Yield a line with a backslash instead of the backquote at its end."""
    text, start, end = token
    found = re.fullmatch(_CONTINUED, text)
    if found is None:
        yield token
        return
    at = start + found.end(1)
    yield found[1], start, at
    yield "\\", at, at + 1
    yield found[2], at + 1, end


def _without_placeholders(whole: str, start: int, end: int) -> Iterator[Token]:
    """Yield lines with a stand-in for each placeholder that readers replace."""
    at = start
    for placeholder in re.compile(_PLACEHOLDER).finditer(whole, start, end):
        yield from unix_lines(whole, at, placeholder.start())
        yield STAND_IN, *placeholder.span()
        at = placeholder.end()
    yield from unix_lines(whole, at, end)
