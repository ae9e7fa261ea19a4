"""The one error that the tools of this folder end with."""


class ToolchainError(Exception):
    """Something the user has to put right; the message says what happened and what to do."""
