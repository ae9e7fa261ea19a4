"""Names of values files as Helm reads them: as URLs first (``url.Parse``), and as files if it knows no such scheme."""

from __future__ import annotations

import re

from liqo_values.model.errors import InputError

#: How the names of files of Terraform and OpenTofu end.
TERRAFORM = (".tf", ".tofu")
#: What Helm downloads.
_SCHEMES = ("http", "https", "oci")
_SCHEME = r"([A-Za-z][-+.A-Za-z0-9]*):"
_CONTROL = r"[\x00-\x1f\x7f]"
_HALF_AN_ESCAPE = r"%(?![0-9A-Fa-f]{2})"


def is_standard_input(path: str) -> bool:
    """Return whether a name stands for standard input, as it does for Helm's ``-f``."""
    return path.strip() == "-"


def check_name(path: str) -> None:
    """Check that Helm takes the name of a values file, which is given to its ``-f``.

    Raises:
        InputError: it does not.
    """
    ordinary = path.isprintable() and ":" not in path and "%" not in path
    if ordinary or is_standard_input(path):
        return
    if re.search(_CONTROL, path):
        _refuse(path, "has a control character", "rename the file")
    scheme = re.match(_SCHEME, path)
    if scheme and scheme[1].lower() in _SCHEMES:
        _refuse(path, "is a URL to Helm", f"write `./{path}`, or download the file, and name the downloaded one")
    rest, _, fragment = path.partition("#")
    rest = rest.partition("?")[0]
    opaque = scheme is not None and not rest.startswith("/", scheme.end())
    if re.search(_HALF_AN_ESCAPE, fragment if opaque else rest + fragment):
        _refuse(path, "is not a URL to Helm: two hexadecimal digits must follow `%`", "rename the file")
    if not scheme and ":" in rest.partition("/")[0]:
        _refuse(path, "is not a URL to Helm, because of the colon", f"write `./{path}`")


def _refuse(path: str, what: str, remedy: str) -> None:
    raise InputError(f"Helm rejects the values file `{path}`: its name {what}", remedy)
