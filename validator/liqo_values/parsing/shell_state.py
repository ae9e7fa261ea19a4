"""What is known at one place of a script: variables, the current folder, and files that it has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import Variable, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liqo_values.parsing.shell_pieces import Content


class State:
    """What is known at one place of a script.

    Attributes:
        variables: The values of variables.
        folder: The current folder; None if it is not known.
        files: What has been written to files.
    """

    def __init__(self) -> None:
        self.variables: dict[str, Variable] = {}
        self.folder: str | None = ""
        self.files: dict[str, Content | None] = {}

    def copy(self) -> State:
        """Return a copy."""
        same = State()
        same.variables, same.folder, same.files = dict(self.variables), self.folder, dict(self.files)
        return same

    def become(self, other: State) -> None:
        """Take over what another state knows, in place: the words refer to the variables."""
        if other.variables is not self.variables:
            kept = dict(other.variables)
            self.variables.clear()
            self.variables.update(kept)
        self.folder, self.files = other.folder, dict(other.files)

    def forget_unlike(self, others: Iterable[State]) -> None:
        """Keep only what is the same in other states; of a list, also what is before items that may be missing."""
        for other in others:
            for name, own in [*self.variables.items()]:
                theirs = other.variables.get(name)
                common = _common(own, theirs) if theirs is not None else None
                if common is None:
                    del self.variables[name]
                else:
                    self.variables[name] = common
            for name, content in [*self.files.items(), *other.files.items()]:
                if other.files.get(name) != content or self.files.get(name) != content:
                    self.files[name] = None
            self.folder = self.folder if self.folder == other.folder else None

    def forget(self, names: Iterable[str]) -> None:
        """Forget variables."""
        for name in names:
            self.variables.pop(name, None)


def _common(own: Variable, other: Variable) -> Variable | None:
    """Return what is known of a variable that has one of two values: of lists, the items that both begin with."""
    if own.text == other.text:
        return own
    if not (own.is_list and other.is_list):
        return None
    pairs = zip(own.text, other.text, strict=False)
    count = next((number for number, (one, two) in enumerate(pairs) if one != two), min(len(own.text), len(other.text)))
    if not count:
        return None
    rest = own.items[count:] or other.items[count:]
    start, end = rest[0].start, rest[-1].end
    others = Word(((STAND_IN, start, end),), start, end, many=True)
    return Variable((*own.items[:count], others), is_list=True)
