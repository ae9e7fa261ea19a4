"""Credentials in the user's text, which must not end up in the log of a pipeline."""

from __future__ import annotations

import re

#: A credential after its key, in YAML, JSON or ``--set``; what begins with one of the excluded characters is no text.
_CREDENTIAL = re.compile(r"""(secretAccessKey\\?["']?[ \t]*[:=][ \t]*\\?["']?)([^\s"',{}\\&*!|>#][^\s"',}]*)""")


def masked(text: str) -> str:
    """Write asterisks in place of credentials; the length stays, so that columns do too."""
    return _CREDENTIAL.sub(lambda found: found[1] + "*" * len(found[2]), text)
