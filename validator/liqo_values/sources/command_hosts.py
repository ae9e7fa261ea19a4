"""Find scripts: files that are scripts, and those in Makefiles, Dockerfiles, Markdown and pipelines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.source_text import Source
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources import code_blocks, pipelines
from liqo_values.sources.command_line import Script, in_lines, of_pieces, unix_lines
from liqo_values.sources.detect import CommandHost, command_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.parsing.nested_yaml import Token

#: What separates the lines of a file with arguments, with comments.
_LINE_ENDS = r"(?m)^[ \t]*#[^\n]*\n?|\\?\r?\n"
_WHOLE_LINE = r"[^\n]*\n?"
_JUST_PREFIX = r"[ \t]*[@-]*[ \t]*"
_JUST_EXPRESSION = r"\{\{[^{}\n]*\}\}"
_RUBY_TEXT = r"<<[-~](?P<quote>[\"']?)(?P<end>[A-Za-z]\w*)(?P=quote)[^\n]*\n(?P<text>(?:(?!\s*(?P=end)\b)[^\n]*\n)*)"
_RUBY_EXPRESSION = r"#\{[^{}\n]*\}"
_BATCH_COMMENT = r"(?i)[ \t]*@?(?:rem\b|::)"
#: What a batch file writes differently: a continued line, a backslash, `@`, a quote or a dollar sign, and variables.
_BATCH_SPECIAL = r"\^[ \t]*$|\\|^[ \t]*@|['$`]|%[^%\s]+%|%%?~?\w"
_BATCH_MEANING = {"^": "\\", "\\": "\\\\", "@": "", "'": "\\'", "$": "\\$", "`": "\\`"}
_MODIFIERS = r"(?:(?:export|override|private)[ ]+)*"
_MAKE_VARIABLE = (
    rf"(?m)^{_MODIFIERS}(?P<name>[\w.-]+)[ \t]*"
    r"(?P<how>[:?+]{0,2}=)[ \t]*(?P<value>[^\n#]*?)[ \t]*(?:#[^\n]*)?$"
)
#: A variable that a target sets for itself.
_OF_TARGET = rf"(?m)^[^\s#:=][^#:=\n]*:[ ]*{_MODIFIERS}(?P<name>[\w.-]+)[ \t]*[:?+]{{0,2}}="
_MAKE_REFERENCE = r"\$(?:\((?P<round>[^()\n]*)\)|\{(?P<curly>[^{}\n]*)\}|(?P<letter>[@<^?*+%\w])|\$)"
_MAKE_PREFIX = r"\t[ \t]*[@+-]*[ \t]*"
_BASH = r"(?m)^SHELL[ \t]*:?=.*bash"
_INSTRUCTION = r"(?im)^[ \t]*(?P<name>RUN|SHELL)[ \t]+"
_RUN_OPTIONS = r"(?:--[\w-]+=\S+[ \t]+)*"
_WORD = r'"[^"\\$`\n]*"'
_LIST_OF_WORDS = rf"(?s)\[\s*{_WORD}(?:\s*,\s*{_WORD})*\s*\]\s*$"
_SHEBANG_SH = r"#![ \t]*\S*/(?:env[ \t]+)?(?:da|a)?sh\b"


def scripts(source: Source) -> Iterator[Script]:
    """Yield the scripts in a file, in order."""
    host = command_host(source)
    if host is CommandHost.SCRIPT:
        yield _whole(source)
    elif host is CommandHost.BATCH:
        yield _in_batch(source)
    elif host is CommandHost.JUSTFILE:
        yield _in_justfile(source)
    elif host is CommandHost.VAGRANTFILE:
        yield from _in_vagrantfile(source)
    elif host is CommandHost.DOCUMENT:
        yield from code_blocks.in_document(source)
    elif host is CommandHost.MARKDOWN:
        yield from code_blocks.scripts(source)
    elif host is CommandHost.MAKEFILE:
        yield from _in_makefile(source)
    elif host is CommandHost.DOCKERFILE:
        yield from _in_dockerfile(source)
    elif host is CommandHost.PIPELINE:
        yield from pipelines.scripts(source)


def arguments(source: Source) -> Script:
    """Return a file with the arguments of one command as one line."""
    joined = re.sub(_LINE_ENDS, lambda found: " " * len(found[0]), source.text)
    return Script(source, joined, None, verbatim=False)


def _whole(source: Source) -> Script:
    braces = not re.match(_SHEBANG_SH, source.text)
    if "\r" not in source.text:
        return Script(source, source.text, None, braces=braces)
    return of_pieces(source, unix_lines(source.text, 0, len(source.text)), braces=braces)


def _in_justfile(source: Source) -> Script:
    """Read the recipes of a justfile, with a stand-in for each of its expressions."""
    tokens: list[Token] = []
    for content, start, end in unix_lines(source.text, 0, len(source.text)):
        if content.startswith((" ", "\t", "\n")):
            prefix = re.match(_JUST_PREFIX, content)
            begin = start + (prefix.end() if prefix else 0)
            tokens += _filled_in(source.text, _JUST_EXPRESSION, begin, end)
    return of_pieces(source, tokens, verbatim=False)


def _in_vagrantfile(source: Source) -> Iterator[Script]:
    """Yield the here-documents of a Vagrantfile, which are scripts, with a stand-in for what Ruby fills in."""
    for found in re.finditer(_RUBY_TEXT, source.text):
        yield of_pieces(source, _filled_in(source.text, _RUBY_EXPRESSION, *found.span("text")))


def _filled_in(whole: str, expression: str, start: int, end: int) -> Iterator[Token]:
    """Yield lines with a stand-in for each expression."""
    for found in re.compile(expression).finditer(whole, start, end):
        yield from unix_lines(whole, start, found.start())
        yield STAND_IN, found.start(), found.end()
        start = found.end()
    yield from unix_lines(whole, start, end)


def _in_batch(source: Source) -> Script:
    """Read a batch file of Windows as a shell would read the same commands."""
    tokens: list[Token] = []
    for content, start, end in unix_lines(source.text, 0, len(source.text)):
        if re.match(_BATCH_COMMENT, content):
            continue
        at = 0
        for special in re.finditer(_BATCH_SPECIAL, content):
            begin, stop = start + special.start(), start + special.end()
            tokens.append((content[at : special.start()], start + at, begin))
            tokens.append((_BATCH_MEANING.get(special[0][:1], STAND_IN), begin, stop))
            at = special.end()
        tokens.append((content[at:], start + at, end))
    return of_pieces(source, tokens, braces=False, verbatim=False)


def _in_makefile(source: Source) -> Iterator[Script]:
    """Yield the lines of recipes, each of which is a script of its own unless it continues."""
    variables = _make_variables(source.text)
    braces = bool(re.search(_BASH, source.text))
    one_shell = ".ONESHELL" in source.text
    recipe: list[Token] = []
    continued = False
    for content, start, stop in in_lines(source.text, 0, len(source.text)):
        if content.startswith("\t") or (recipe and continued):
            continues = bool(recipe) and (one_shell or continued)
            prefix = re.match(_MAKE_PREFIX, content) if not continues else re.match(r"\t?", content)
            if not continues and recipe:
                yield _recipe(source, recipe, variables, braces=braces)
                recipe = []
            begin = start + (prefix.end() if prefix else 0)
            recipe += unix_lines(source.text, begin, stop)
            continued = content.rstrip("\r\n").endswith("\\")
        elif recipe and content.strip() and not content.startswith("#"):
            yield _recipe(source, recipe, variables, braces=braces)
            recipe = []
    if recipe:
        yield _recipe(source, recipe, variables, braces=braces)


def _recipe(source: Source, lines: list[Token], variables: dict[str, str], *, braces: bool) -> Script:
    tokens: list[Token] = []
    for content, start, end in lines:
        at = 0
        if end - start == len(content):
            for reference in re.finditer(_MAKE_REFERENCE, content):
                tokens.append((content[at : reference.start()], start + at, start + reference.start()))
                tokens += _made(reference, variables, start)
                at = reference.end()
        tokens.append((content[at:], start + at, end))
    return of_pieces(source, tokens, braces=braces, verbatim=False)


def _made(reference: re.Match[str], variables: dict[str, str], start: int) -> Iterator[Token]:
    """Yield what make puts in place of a reference to a variable."""
    begin, end = start + reference.start(), start + reference.end()
    name = reference["round"] or reference["curly"] or reference["letter"]
    value = "$" if reference[0] == "$$" else variables.get(name or "", STAND_IN)
    for character in value:
        yield character, begin, end


def _make_variables(whole: str) -> dict[str, str]:
    """Return the variables of a Makefile that are set once, to a text."""
    found: dict[str, str] = {}
    again = {match["name"] for match in re.finditer(_OF_TARGET, whole)}
    for match in re.finditer(_MAKE_VARIABLE, whole):
        name, value = match["name"], match["value"].rstrip("\r")
        unknown = "$" in value or value.endswith("\\") or match["how"] == "+=" or (match["how"] == "?=" and not value)
        again |= {name} if name in found or unknown else set()
        found[name] = value
    return {name: value for name, value in found.items() if name not in again}


def _in_dockerfile(source: Source) -> Iterator[Script]:
    """Yield the commands of a Dockerfile that a shell runs."""
    whole = source.text
    braces = False
    at = 0
    while match := re.compile(_INSTRUCTION).search(whole, at):
        start = match.end()
        at = _instruction_end(whole, start)
        if match["name"].upper() == "SHELL":
            braces = "bash" in whole[start:at]
            continue
        options = re.compile(_RUN_OPTIONS).match(whole, start)
        start = options.end() if options else start
        if re.match(_LIST_OF_WORDS, whole[start:at]):
            yield of_pieces(source, _words(whole, start, at), verbatim=False)
        else:
            yield of_pieces(source, _without_comments(unix_lines(whole, start, at)), braces=braces)


def _words(whole: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words of a command that is a list, in their quotes."""
    for word in re.compile(_WORD).finditer(whole, start, end):
        yield word[0], word.start(), word.end()
        yield " ", word.end(), word.end()


def _without_comments(lines: Iterable[Token]) -> Iterator[Token]:
    """Drop comments and empty lines where a command continues, as Docker does."""
    continues, whole_line, dropped = False, True, False
    for content, start, end in lines:
        if whole_line:  # with line ends of Windows, the end of a line is a token of its own
            dropped = continues and (not content.strip() or content.lstrip().startswith("#"))
        if not dropped:
            yield content, start, end
        if whole_line and not dropped:
            continues = content.rstrip().endswith("\\")
        whole_line = content.endswith("\n")


def _instruction_end(whole: str, start: int) -> int:
    """Return where an instruction ends: at the first line that does not continue, or after a here-document."""
    at = start
    while True:
        end = whole.find("\n", at)
        if end < 0:
            return len(whole)
        line = whole[at:end].rstrip("\r \t")
        at = end + 1
        here = re.search(r"<<-?[\"']?(\w+)", line)
        if here:
            closed = re.compile(rf"(?m)^\t*{here[1]}\r?$").search(whole, at)
            return min(closed.end() + 1, len(whole)) if closed else len(whole)
        if line.strip() and not (line.endswith("\\") or line.lstrip().startswith("#")):
            return at
