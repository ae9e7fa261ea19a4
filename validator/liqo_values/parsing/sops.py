"""Files that SOPS encrypts value by value: their keys are readable, their values are unknown except for their type."""

from __future__ import annotations

import re

from liqo_values.model.node_lookup import find, scalars
from liqo_values.model.nodes import MapNode, ScalarNode, Unknown, UnknownText

#: How an encrypted value begins.
ENCRYPTED = "ENC[AES256_GCM,"
#: The key in which SOPS stores how a file is encrypted; decrypting removes it.
METADATA = "sops"
_METADATA_KEYS = ("mac", "lastmodified", "version")
#: What a file consists of that is encrypted as a whole.
_WHOLE = {"data", METADATA}
_VALUE = r"ENC\[AES256_GCM,(?:[^\]]*,)?type:(\w+)\]"
#: The types that are strings for Helm; SOPS also encrypts what is no scalar, such as a comment.
_TEXTS = ("str", "bytes")
_REMEDY = "write it without quotes before you encrypt the file with SOPS"


def is_encrypted(text: str) -> bool:
    """Return whether a text is an encrypted value."""
    return text.startswith(ENCRYPTED) and bool(re.fullmatch(_VALUE, text))


def unknown(text: str) -> Unknown:
    """Return what is known of an encrypted value."""
    found = re.fullmatch(_VALUE, text)
    return UnknownText.of(text, _REMEDY) if found and found[1] in _TEXTS else Unknown(text)


def is_whole(root: MapNode) -> bool:
    """Return whether a file is encrypted as a whole, so that not even its keys are readable."""
    data = root.entries.get("data")
    written = data.value.value if data and isinstance(data.value, ScalarNode) else None
    return root.entries.keys() == _WHOLE and isinstance(written, str) and is_encrypted(written)


def decrypted(root: MapNode) -> None:
    """Turn the values of an encrypted file into unknown ones, and remove what only SOPS reads."""
    if any(find(root, METADATA, key) is not None for key in _METADATA_KEYS):
        del root.entries[METADATA]
    for node in scalars(root):
        if isinstance(node.value, str) and is_encrypted(node.value):
            node.value = unknown(node.value)
