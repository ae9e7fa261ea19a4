"""What is known at one place of a script: variables, the current folder, and files that it has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.parsing import shell_variants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liqo_values.parsing.shell_pieces import Content, Variable


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
        """Keep only what is the same in other states; of arguments, also what is before those that may be missing."""
        states = [self, *others]
        for name in dict.fromkeys(name for state in states for name in state.variables):
            common = shell_variants.common([state.variables.get(name) for state in states])
            if common is None:
                self.variables.pop(name, None)
            else:
                self.variables[name] = common
        for other in states[1:]:
            for name in [*self.files, *other.files]:
                self.files[name] = shell_variants.common_content(self.files.get(name), other.files.get(name))
            self.folder = self.folder if self.folder == other.folder else None

    def forget(self, names: Iterable[str]) -> None:
        """Forget variables."""
        for name in names:
            self.variables.pop(name, None)
