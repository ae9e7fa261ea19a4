"""The words of a command line: what is left of quotes, escapes and variables when the shell starts a program.

Nothing is run. What a script finds out at run time, such as ``$(…)`` or a variable of the environment, is unknown, and
is represented by a stand-in, like a template in YAML. Every other character has its place in the script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_braces import alternatives
from liqo_values.parsing.shell_pieces import (
    ANYWHERE,
    Content,
    Part,
    Variable,
    Word,
    characters,
    joined,
    straight,
    text_of,
)
from liqo_values.parsing.shell_quotes import ansi_c, unescaped, word_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_syntax import ShellTree

_BLANKS = " \t\n"
#: What an unquoted word contains that the shell replaces with the names of files.
_GLOB = frozenset("*?")
_HOLES = frozenset(("simple_expansion", "expansion", "command_substitution", "process_substitution"))
_HOLES_IN_TEXT = _HOLES | {"arithmetic_expansion"}
_QUOTES = frozenset(("string", "translated_string", "raw_string", "ansi_c_string"))
#: Several items of a list: all, or those from an index on.
_ITEMS = r"\$\{(?:(?P<name>\w+)\[@\]|@)(?: *: *(?P<first>\d+)(?: *: *(?P<most>\d+))?)? *\}"
#: All items of a list, also for a shell that rejects an empty one.
_ALL_OR_NONE = r"""\$\{(?P<name>\w+)\[@\]:?\+"?(?P<all>\$\{(?P=name)\[@\]\})"?\}"""
#: What any number of words may come from: the items of a list or its indexes, also changed.
_MANY = r"\$@|\$\{!?(?:\w+\[@\]|@)"
_DEFAULTS = frozenset((":-", "-", ":=", "=", ":?", "?"))


class Words:
    """Evaluates the words of a script.

    Args:
        tree: The script.
        variables: The values of the variables that are known; changes while the script is followed.
        braces: Whether the shell expands ``{a,b}``.
    """

    def __init__(self, tree: ShellTree, variables: Mapping[str, Variable], *, braces: bool) -> None:
        self._tree = tree
        self._variables = variables
        self._braces = braces
        #: Whether unquoted values are split at blanks, and not elsewhere.
        self.splits = True
        self._content: Content | None = None
        self._many = False

    def expanded(self, nodes: Sequence[Node]) -> list[Word]:
        """Return the arguments that one or several nodes without blanks between them become."""
        nodes = [node.children[0] if node.type == "command_name" and node.children else node for node in nodes]
        whole = self._whole_list(nodes)
        if whole is not None:
            return whole
        start, end = self._tree.start(nodes[0]), self._tree.end(nodes[-1])
        self._content, self._many = None, False
        parts = [part for node in nodes for part in self._parts(node, alone=len(nodes) == 1)]
        content, bare = self._content, any(self._loses_escape(node) for node in nodes)
        if self._many or self._is_pattern(parts):
            return [_unknown(start, end, many=True)]
        if _is_unknown(parts):
            tokens = joined(parts)
            return [Word(tokens, start, end, many=True) if len(tokens) == 1 else _unknown(start, end, many=True)]
        choices = alternatives(parts) if self._braces else [parts]
        if choices is None:
            return [_unknown(start, end, many=True)]
        words = [word for choice in choices for word in self._split(choice, start, end)]
        if len(choices) > 1:
            whole_word = Word(joined(parts), start, end)
            return [word._replace(whole=whole_word, further=number > 0) for number, word in enumerate(words)]
        written = Word(tuple(self._kept(parts)), start, end) if bare else None
        return [word._replace(content=content, bare=bare, whole=written) for word in words]

    def text(self, node: Node) -> Word:
        """Return the value of an assignment, which is neither split nor expanded to several words."""
        start, end = self._tree.start(node), self._tree.end(node)
        self._content, self._many = None, False
        parts = self._parts(node, alone=True)
        if self._many or any("~" in token[0] for part in parts if not part.quoted for token in part.tokens):
            return _unknown(start, end)
        return Word(joined(parts), start, end)

    def in_text(self, start: int, end: int, holes: Iterable[Node], escapes: str, *, quoted: bool = True) -> list[Token]:
        """Return the pieces of text with variables in it: in double quotes or in a here-document.

        Args:
            start: Where the text begins.
            end: Where it ends.
            holes: The variables and commands in it.
            escapes: The characters that a backslash escapes, besides line ends.
            quoted: Whether values are not split.
        """
        tokens: list[Token] = []
        at = start
        for hole in holes:
            begin = self._tree.start(hole)
            while self._tree.text[begin] in _BLANKS:  # the grammar may count them to what follows
                begin += 1
            tokens += unescaped(self._tree.text, at, begin, escapes)
            stop = self._tree.end(hole)
            apart = self._is_blank(begin - 1, start, end) and self._is_blank(stop, start, end)
            tokens += [token for part in self._hole(hole, quoted=quoted, apart=apart) for token in part.tokens]
            at = stop
        return [*tokens, *unescaped(self._tree.text, at, end, escapes)]

    def _is_blank(self, at: int, start: int, end: int) -> bool:
        """Return whether there is a blank at an offset of a text, or its beginning or end."""
        return not start <= at < end or self._tree.text[at] in _BLANKS

    def holes(self, node: Node) -> list[Node]:
        """Return the variables and commands in a text, in order."""
        found: list[Node] = []
        rest = list(reversed(node.children))
        while rest:
            child = rest.pop()
            if child.type in _HOLES_IN_TEXT:
                found.append(child)
            elif child.type not in _QUOTES:
                rest.extend(reversed(child.children))
        return found

    def _whole_list(self, nodes: Sequence[Node]) -> list[Word] | None:
        """Return the items of a list, if a word is nothing but the list; None for any other word."""
        if len(nodes) != 1:
            return None
        node = nodes[0]
        start, end = self._tree.start(node), self._tree.end(node)
        quoted = node.type == "string"
        inner = self.holes(node) if quoted else [node]
        if len(inner) != 1 or (quoted and self._tree.end(inner[0]) - self._tree.start(inner[0]) != end - start - 2):
            return None
        text = self._tree.slice(inner[0])
        guarded = re.fullmatch(_ALL_OR_NONE, text)
        if not re.match(_MANY, text):
            return None
        items = self._items(guarded["all"] if guarded else text)
        if items is None:
            return [_unknown(start, end, many=True)]
        items = [item._replace(tokens=tuple(_placed(item.tokens, start, end))) for item in items]
        if quoted or (guarded and '"' in text):
            return items
        return [word for item in items for word in self._resplit(item, start, end)]

    def _items(self, text: str) -> Sequence[Word] | None:
        """Return the items of a list that ``${name[@]}`` or ``${name[@]:1}`` stands for; None if they are not known."""
        found = re.fullmatch(_ITEMS, "${@}" if text == "$@" else text)
        variable = self._variables.get(found["name"] or "@") if found else None
        if found is None or variable is None or found["first"] is None:
            return variable.items if variable is not None else None
        first = int(found["first"]) - (found["name"] is None)  # the script itself is argument 0
        if first < 0 or any(item.many for item in variable.items):
            return None
        return variable.items[first : None if found["most"] is None else first + int(found["most"])]

    def _resplit(self, item: Word, start: int, end: int) -> list[Word]:
        if item.many:
            return [item]
        parts = [Part(item.tokens, expanded=True)]
        if _is_unknown(parts) or self._is_pattern(parts):
            return [_unknown(start, end, many=True)]
        return self._split(parts, start, end)

    def _parts(self, node: Node, *, alone: bool) -> list[Part]:
        kind, start, end = node.type, self._tree.start(node), self._tree.end(node)
        if kind == "concatenation":
            return self._concatenation(node)
        if kind == "raw_string":
            return [Part(straight(self._tree.text, start + 1, end - 1), quoted=True)]
        if kind == "ansi_c_string":
            return [Part(tuple(ansi_c(self._tree.text, start + 2, end - 1)), quoted=True)]
        if kind in ("string", "translated_string"):
            begin = start + (2 if self._tree.text.startswith("$", start) else 1)
            holes = self.holes(node)
            if len(holes) == 1 and (self._tree.start(holes[0]), self._tree.end(holes[0])) == (begin, end - 1):
                return self._hole(holes[0], quoted=True, alone=True)
            return [Part(tuple(self.in_text(begin, end - 1, holes, '$`"\\')), quoted=True)]
        if kind in _HOLES_IN_TEXT:
            return self._hole(node, quoted=False, alone=alone)
        if kind in ("word", "number", "command_name", "variable_name", "extglob_pattern") and not node.has_error:
            if kind == "command_name" and node.children:
                return [part for child in node.children for part in self._parts(child, alone=alone)]
            parts = word_parts(self._tree.text, start, end)
            self._many = self._many or any(set(_BLANKS) & set(text_of(part)) for part in parts if not part.quoted)
            return parts
        self._many = True  # something that is not known here, such as a sequence `{1..3}`
        return []

    def _concatenation(self, node: Node) -> list[Part]:
        parts: list[Part] = []
        at = self._tree.start(node)
        for child in node.children:
            start = self._tree.start(child)
            if self._tree.text[at:start].replace("\\\n", ""):  # something that the grammar drops
                self._many = True
            parts += self._parts(child, alone=False)
            at = self._tree.end(child)
        return parts

    def _hole(self, node: Node, *, quoted: bool, alone: bool = False, apart: bool = False) -> list[Part]:
        """Return the value of a variable or command where it is used.

        Args:
            node: The variable or command.
            quoted: Whether it is in quotes.
            alone: Whether it is a whole word.
            apart: Whether there are blanks around it, so that no word consists of a part of it and something else.
        """
        start, end = self._tree.start(node), self._tree.end(node)
        if re.match(_MANY, self._tree.slice(node)):
            self._many = True
        if node.type == "process_substitution":
            self._content = self.output_of(node)
        value = self._value(node)
        if value is None:
            if alone and node.type != "process_substitution" and not quoted:
                self._many = True
            return [Part(((STAND_IN, start, end),), quoted=quoted or node.type == "process_substitution")]
        tokens = tuple(_placed(value.tokens, start, end)) if alone or apart else _all_at(value.text, start, end)
        return [Part(tokens, quoted=quoted, expanded=not quoted)]

    def output_of(self, node: Node) -> Content | None:  # noqa: ARG002 - whoever follows commands knows it
        """Return what the command in a substitution prints; None if it is not known."""
        return None

    def _value(self, node: Node) -> Word | None:
        if node.type == "simple_expansion":
            return self._named(self._tree.slice(node)[1:])
        if node.type != "expansion":
            return None
        inner = [child for child in node.children if child.type not in ("${", "}")]
        name = inner[0]
        if name.type == "subscript":
            return None
        value = self._named(self._tree.slice(name)) if name.type == "variable_name" else None
        if len(inner) == 1 or value is None:
            return value
        kept = inner[1].type in _DEFAULTS and value.text.strip(STAND_IN)
        return value if kept else None

    def _named(self, name: str) -> Word | None:
        variable = self._variables.get(name)
        if variable is None or len(variable.items) != 1:
            return None
        return variable.items[0]

    def _is_pattern(self, parts: Sequence[Part]) -> bool:
        """Return whether the shell replaces a word with names of files, or with a home."""
        previous = "="
        for part in parts:
            for text, _, _ in part.tokens:
                if not part.quoted and _GLOB & set(text):
                    return True
                if not (part.quoted or part.expanded) and text.startswith("~") and previous in "=:":
                    return True
                if not (part.quoted or part.expanded) and re.search("[=:]~", text):
                    return True
                previous = text[-1:] or previous
        return False

    def _loses_escape(self, node: Node) -> bool:
        """Return whether the shell drops a backslash outside of quotes that `--set` would need."""
        if node.type == "concatenation":
            return any(self._loses_escape(child) for child in node.children)
        return node.type == "word" and bool(re.search(r"(?<!\\)(?:\\\\)*\\[.,]", self._tree.slice(node)))

    def _kept(self, parts: Sequence[Part]) -> Iterable[Token]:
        """Yield the pieces of a word with the backslashes before dots and commas that the shell removes."""
        for text, start, end in joined(parts):
            escaped = text in (".", ",") and self._tree.text[start:end] == f"\\{text}"
            yield (f"\\{text}" if escaped else text), start, end

    def _split(self, parts: Sequence[Part], start: int, end: int) -> list[Word]:
        """Split the values of unquoted variables at blanks."""
        if not self.splits and any(part.expanded and text_of(part) for part in parts):
            return [_unknown(start, end, many=True)]
        if not any(part.expanded and any(blank in text_of(part) for blank in _BLANKS) for part in parts):
            whole = Word(joined(parts), start, end)
            vanishes = not whole.text and not any(part.quoted for part in parts)
            return [] if vanishes else [whole]
        words: list[list[Token]] = []
        current: list[Token] | None = None
        for part in parts:
            if not part.expanded:
                current = [*(current or []), *part.tokens]
                continue
            for character in characters(part.tokens):
                if character[0] not in _BLANKS:
                    current = [] if current is None else current
                    current.append(character)
                elif current is not None:
                    words.append(current)
                    current = None
        if current is not None:
            words.append(current)
        surely = any(part.quoted for part in parts)
        return [
            Word(tuple(tokens), start, end, many=not (surely or any(token[0] != STAND_IN for token in tokens)))
            for tokens in words
        ]


def _unknown(start: int, end: int, *, many: bool = False) -> Word:
    return Word(((STAND_IN, start, end),), start, end, many)


def _is_unknown(parts: Sequence[Part]) -> bool:
    """Return whether nothing is known of a word, not even that it is one word."""
    texts = [text_of(part) for part in parts]
    return any(texts) and not any(part.quoted for part in parts) and not "".join(texts).strip(STAND_IN)


def _placed(tokens: Iterable[Token], start: int, end: int) -> Iterable[Token]:
    """Yield the pieces of a value with the place of the variable for those that are not in the script."""
    return ((text, start, end) if at == ANYWHERE else (text, at, stop) for text, at, stop in tokens)


def _all_at(value: str, start: int, end: int) -> tuple[Token, ...]:
    """Return the pieces of a value whose place is that of the variable."""
    return tuple((character, start, end) for character in value)
