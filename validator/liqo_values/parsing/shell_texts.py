"""The texts that commands read and print, if the script has them: here-documents, and what `cat` and `echo` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import Content, straight
from liqo_values.parsing.shell_syntax import ShellTree, named
from liqo_values.parsing.shell_words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_state import State

REDIRECTS = frozenset(("file_redirect", "heredoc_redirect", "herestring_redirect"))
#: Nodes in which a line end does not end a line.
_OPAQUE = ("string", "raw_string", "ansi_c_string", "command_substitution", "process_substitution", "expansion")
_LEAST = 2  # the name of a command, and something after it


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

    def cat(self, node: Node, redirects: Sequence[Node]) -> Content | None:
        """Return what `cat` prints, and what `tee` writes, if it reads a here-document and nothing else."""
        words = [child for child in node.children if child.type in ("command_name", "word", "string", "concatenation")]
        texts = [self._tree.slice(word) for word in words]
        if texts and (texts in (["cat"], ["cat", "-"]) or (texts[0] == "tee" and len(texts) == _LEAST)):
            return self.input([*redirects, *(child for child in node.children if child.type in REDIRECTS)])
        return None

    def printed(self, node: Node, stdin: Content | None) -> Content | None:
        """Return what a command of a pipeline prints, if that is known."""
        if node.type == "redirected_statement":
            body = node.child_by_field_name("body")
            redirects = [child for child in node.children if child.type in REDIRECTS]
            return self.cat(body, redirects) if body is not None else None
        if node.type != "command":
            return None
        texts = [self._tree.slice(child) for child in node.children if child.type not in REDIRECTS]
        if texts in (["cat"], ["cat", "-"]):
            return self.cat(node, ()) or stdin
        if texts[:1] == ["echo"] and len(texts) == _LEAST:
            words = self._words.expanded([node.children[1]])
            escaped = len(words) != 1 or "\\" in words[0].text or words[0].many
            return None if escaped else Content(words[0].tokens)
        return None

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
