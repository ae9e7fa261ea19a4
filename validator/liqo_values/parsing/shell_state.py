"""What is known at one place of a script: variables, the current folder, and files that it has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        """Keep only what is the same in other states."""
        for other in others:
            for name in [*self.variables]:
                same = other.variables.get(name)
                if same is None or same.text != self.variables[name].text:
                    del self.variables[name]
            for name, content in [*self.files.items(), *other.files.items()]:
                if other.files.get(name) != content or self.files.get(name) != content:
                    self.files[name] = None
            self.folder = self.folder if self.folder == other.folder else None

    def forget(self, names: Iterable[str]) -> None:
        """Forget variables."""
        for name in names:
            self.variables.pop(name, None)
