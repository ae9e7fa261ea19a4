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
#: The languages of code blocks that are read; the empty one is a block without a language.
_LANGUAGES = frozenset(("", "sh", "bash", "shell", "zsh", "console", "shell-session", "shellsession", "terminal"))
#: What readers of documentation replace: `<cluster-name>`. It is no redirection, which has a blank or an end elsewhere.
#: And what is replaced before they see it: `{{ version }}` of Jinja, or `{{< param "version" >}}` of Hugo.
_PLACEHOLDER = r"""(?<![<\w])<[A-Za-z](?:[^<>\n|&;()"'$]{0,60}[^<>\s|&;()"'$])?>|(?<![$\\])\{\{[^{}\n]{1,200}\}\}"""
_PROMPT = r"[ \t]*(?:\([\w.-]+\)[ ]+)?(?:\[?[\w.-]+@[\w.-]+(?:[: ][^\s$%#\]]*)?\]?[ ]?)?(?:\$|%|#(?=[ ]))[ ]+"
_MORE = r"[ \t]*>[ ]"
#: Lines after an empty one that are indented by four blanks or more, and code in text, which does not span paragraphs.
_INDENTED_OR_INLINE = (
    r"(?:(?<=\n\n)|(?<=\n\r\n)|\A)(?P<block>(?:(?:[ ]{4}|\t)[^\n]*\n?)+)|(?<!`)`(?!`)(?P<inline>[^`\n]{1,2000})`(?!`)"
)
#: Code blocks for a shell in reStructuredText and in AsciiDoc.
_OF_DOCUMENTS = (
    r"(?m)^(?P<around>[ \t]*)\.\.[ ](?:code-block|code|sourcecode)::[ \t]*(?:bash|sh|shell|zsh|console)[ \t]*\r?\n"
    r"(?:[ \t]*(?::[^\n]*)?\n)*(?P<rst>(?:(?P=around)[ \t]+[^\n]*\n?|[ \t]*\r?\n)+)"
    r"|^\[source,[ ]?(?:bash|sh|shell|zsh|console)\b[^\]\n]*\]\r?\n(?:\.[^\n]*\n)?(?P<fence>-{4,}|`{3,})[ \t]*\r?\n"
    r"(?P<adoc>(?:(?!(?P=fence))[^\n]*\n)*)"
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
                yield _block(source, opened.end() + 1, fence.start(), len(opened["indent"]))
            opened, end = None, fence.end()
    if opened is None:
        yield from _between(source, end, len(source.text))


def in_document(source: Source) -> Iterator[Script]:
    """Yield the code blocks of reStructuredText or AsciiDoc that are for a shell."""
    for found in re.finditer(_OF_DOCUMENTS, source.text):
        name = "adoc" if found["rst"] is None else "rst"
        indent = len(found[name]) - len(found[name].lstrip(" \t")) if name == "rst" else 0
        yield _block(source, *found.span(name), indent)


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


def _block(source: Source, start: int, end: int, indent: int) -> Script:
    """Read a code block; if it shows prompts, only the lines after them are commands."""
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
    return of_pieces(source, tokens, verbatim=not prompts)


def _without_placeholders(whole: str, start: int, end: int) -> Iterator[Token]:
    """Yield lines with a stand-in for each placeholder that readers replace."""
    at = start
    for placeholder in re.compile(_PLACEHOLDER).finditer(whole, start, end):
        yield from unix_lines(whole, at, placeholder.start())
        yield STAND_IN, *placeholder.span()
        at = placeholder.end()
    yield from unix_lines(whole, at, end)
