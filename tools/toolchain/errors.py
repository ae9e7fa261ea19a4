"""The error of the toolchain."""


class ToolchainError(Exception):
    """Something that the user has to fix; the message says what happened and what to do."""
