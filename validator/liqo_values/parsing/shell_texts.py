"""The texts that commands read and print, if the script has them: here-documents, and what `cat` and `echo` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import Content, characters, straight
from liqo_values.parsing.shell_syntax import ShellTree, named
from liqo_values.parsing.shell_words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_pieces import Word
    from liqo_values.parsing.shell_state import State

REDIRECTS = frozenset(("file_redirect", "heredoc_redirect", "herestring_redirect"))
#: Nodes in which a line end does not end a line.
_OPAQUE = ("string", "raw_string", "ansi_c_string", "command_substitution", "process_substitution", "expansion")
#: What `printf` writes for its escapes; everything else that it replaces is unknown.
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


def redirects_of(node: Node) -> list[Node]:
    """Return the redirections of a command, including those on the line of a here-document."""
    own = [child for child in node.children if child.type in REDIRECTS]
    inner = [child for redirect in own for child in redirect.children if child.type in REDIRECTS]
    return sorted([*own, *inner], key=lambda redirect: redirect.start_byte)


class Texts:
    """Reads the texts in a script.

    Args:
        tree: The script.
        state: What is known while the script is followed.
        words: Evaluates its words.
    """

    def __init__(self, tree: ShellTree, state: State, words: Words) -> None:
        self._tree = tree
        self._state = state
        self._words = words

    def input(self, redirects: Sequence[Node]) -> Content | None:
        """Return what a command reads, if that is in the script."""
        for redirect in reversed(redirects):
            if any(child.type == "<" for child in redirect.children):
                return None
            if redirect.type == "heredoc_redirect":
                return self._heredoc(redirect)
            if redirect.type == "herestring_redirect":
                word = self._words.text(redirect.children[-1])
                end = self._tree.end(redirect)
                return Content((*word.tokens, ("\n", end, end)))
        return None

    def printed(self, node: Node, stdin: Content | None) -> Content | None:
        """Return what a command of a pipeline prints, if that is known.

        Args:
            node: The command, which may have redirections.
            stdin: What it reads, if that is known and the command has no redirection of its own.
        """
        redirects = redirects_of(node)
        if node.type == "redirected_statement":
            body = node.child_by_field_name("body")
            return self.output(body, self.input(redirects) or stdin) if body is not None else None
        return self.output(node, self.input(redirects) or stdin)

    def output(self, node: Node, stdin: Content | None) -> Content | None:
        """Return what a command prints, if that is known: `cat` and `tee` print what they read."""
        if node.type != "command":
            return None
        arguments = [child for child in node.children if child.type not in REDIRECTS]
        texts = [self._tree.slice(child) for child in arguments]
        if texts[:1] == ["sudo"]:
            arguments, texts = arguments[1:], texts[1:]
        if texts in (["cat"], ["cat", "-"]) or texts[:1] == ["tee"]:
            return stdin
        if texts[:1] == ["echo"] and len(texts) > 1 and not texts[1].startswith("-"):
            return self._echo([word for argument in arguments[1:] for word in self._words.expanded([argument])])
        if texts[:1] == ["printf"] and len(texts) == 2:  # noqa: PLR2004 - nothing to put into the text
            return self._printf(self._words.expanded([arguments[1]]))
        return None

    def _echo(self, words: Sequence[Word]) -> Content | None:
        if any(word.many or "\\" in word.text for word in words):
            return None
        tokens: list[Token] = []
        for word in words:
            tokens += [*([(" ", word.start, word.start)] if tokens else []), *word.tokens]
        end = words[-1].end if words else 0
        return Content((*tokens, ("\n", end, end)))

    def _printf(self, words: Sequence[Word]) -> Content | None:
        tokens: list[Token] = []
        escape: Token | None = None
        for token in characters(words[0].tokens if len(words) == 1 and not words[0].many else ()):
            if escape is not None:
                if token[0] not in _ESCAPES:
                    return None
                tokens.append((_ESCAPES[token[0]], escape[1], token[2]))
                escape = None
            elif token[0] == "\\":
                escape = token
            elif token[0] == "%":
                return None
            else:
                tokens.append(token)
        return Content(tuple(tokens)) if tokens else None

    def _heredoc(self, node: Node) -> Content | None:
        kinds = {child.type: child for child in node.children}
        begun, ended = kinds.get("heredoc_start"), kinds.get("heredoc_end")
        if begun is None or ended is None:
            return None
        text = self._tree.text
        stop = text.rfind("\n", 0, self._tree.start(ended)) + 1
        start = min(self.line_after(node, begun), stop)
        quoted = bool(set("'\"\\") & set(self._tree.slice(begun)))
        tokens = straight(text, start, stop) if quoted else self._here_text(start, stop)
        if "<<-" in kinds:
            tokens = list(_without_tabs(tokens))
        return Content(tuple(tokens), verbatim="".join(token[0] for token in tokens) == text[start:stop])

    def line_after(self, redirect: Node, begun: Node) -> int:
        """Return where the line after a here-document's operator begins, which may have more arguments."""
        text = self._tree.text
        quoted = [(self._tree.start(one), self._tree.end(one)) for one in named(redirect, *_OPAQUE)]
        at = self._tree.end(begun)
        while True:
            at = text.find("\n", at)
            if at < 0:
                return len(text)
            inside = next((end for start, end in quoted if start < at < end), 0)
            at = max(at + 1, inside)
            if not inside and not text.endswith("\\", 0, at - 1):
                return at

    def _here_text(self, start: int, stop: int) -> list[Token]:
        """Read a here-document with variables: like text in double quotes, but with quotes of its own."""
        body = self._tree.text[start:stop]
        if not {"$", "`"} & set(body):
            return self._words.in_text(start, stop, (), "$`\\")
        tree = ShellTree('"' + body.replace('"', "'") + '"')
        string = next(named(tree.root, "string"), None)
        if string is None or tree.root.has_error or tree.end(string) != len(tree.text):
            return [(STAND_IN, start, stop)]
        words = Words(tree, self._state.variables, braces=False)
        moved: list[Token] = []
        for text, begin, end in words.in_text(1, len(body) + 1, words.holes(string), "$`\\"):
            as_written = text == tree.text[begin:end]
            moved.append((body[begin - 1 : end - 1] if as_written else text, begin + start - 1, end + start - 1))
        return moved


def _without_tabs(tokens: Iterable[Token]) -> Iterator[Token]:
    """Drop the tabs at the beginning of lines, as `<<-` does."""
    beginning = True
    for text, start, end in tokens:
        if end - start != len(text):
            yield text, start, end
            beginning = False
            continue
        at = start
        for line in text.splitlines(keepends=True):
            shown = line.lstrip("\t") if beginning else line
            if shown:
                yield shown, at + len(line) - len(shown), at + len(line)
            at += len(line)
            beginning = line.endswith("\n")
