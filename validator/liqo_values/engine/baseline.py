"""Baselines: lists of known findings, so that a check fails for new findings only.

The file is sorted YAML, for people to read, with one line per key, so that branches merge. Findings are counted by
file, rule and value: a finding that moves within its file stays known, and an additional one of the same kind is new.
A finding about two releases is counted for these two only.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import yaml

from liqo_values.model.errors import InputError
from liqo_values.model.findings import Finding, Fingerprint, SuppressedBy, Suppression
from liqo_values.model.locations import is_file, relative
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, MapNode, Node, plain
from liqo_values.parsing import file_reader
from liqo_values.parsing import yaml as yaml_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from liqo_values.engine.result import CheckResult

VERSION = 1
_TITLE = """\
# Known findings that `liqo-values check --baseline` suppresses, counted by file, rule and value.
# `--update-baseline` rewrites this file; `liqo-values explain` explains a rule.
"""
_DUMPER: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_Key: TypeAlias = tuple[str, str]


class Baseline(NamedTuple):
    """Known findings: their number by file, and by rule and value."""

    known: Mapping[_Key, int] = {}


class Compared(NamedTuple):
    """Results compared with a baseline.

    Attributes:
        results: The same results, with known findings suppressed.
        stale: Entries of the baseline that no longer match, for files that were checked.
    """

    results: list[CheckResult]
    stale: list[str]


def read(path: str) -> Baseline:
    """Read a baseline.

    Raises:
        InputError: the file does not exist or is not a baseline.
    """
    try:
        source = file_reader.read(path)
    except InputError as error:
        if not os.path.lexists(path):
            message, remedy = f"there is no baseline `{path}`", "create it with --update-baseline"
            raise InputError(message, remedy) from None
        message = f"cannot read the baseline: {error.message}"
        raise InputError(message, error.remedy) from None
    documents, diagnostics = yaml_reader.parse_stream(source)
    for diagnostic in diagnostics:
        if diagnostic.unreadable:
            at = f":{diagnostic.primary.span.line}" if diagnostic.primary.span else ""
            message = f"the baseline `{path}{at}` is not YAML"
            raise InputError(
                message, "resolve any merge conflict, or delete the file and run with --update-baseline again"
            )
    known = _known(documents[0]) if len(documents) == 1 else None
    if known is None:
        message = f"`{path}` is not a baseline of this version of liqo-values"
        raise InputError(message, "pass a file that --update-baseline wrote")
    return Baseline(known)


def _known(root: Node) -> Counter[_Key] | None:
    homes = find(root, "known")
    if plain(find(root, "version") or MapNode()) != VERSION or not isinstance(homes, MapNode):
        return None
    known: Counter[_Key] = Counter()
    for home in homes.entries.values():
        if not isinstance(home.value, MapNode):
            return None
        for entry in home.value.entries.values():
            count = plain(entry.value)
            if type(count) is not int or count < 1:
                return None
            known[_written(home), _written(entry)] = count
    return known


def _written(entry: Entry) -> str:
    """Return a key as it is written, because PyYAML, which writes baselines, does not quote ``y`` and ``n``."""
    text = entry.key_span.text if entry.key_span else ""
    return entry.key if text[:1] in ("", "'", '"') else text


def compare(results: Sequence[CheckResult], baseline: Baseline) -> Compared:
    """Suppress known findings; if there are more than the baseline lists, the last ones are new.

    Args:
        results: The results of a run, settled.
        baseline: The known findings.
    """
    ranks = _ranks(results)
    compared = []
    for result in results:
        kept: list[Finding] = []
        known: list[Finding] = []
        for finding in result.findings:
            key = _key(finding)
            if ranks[key][finding.fingerprint] < baseline.known.get(key, 0):
                known.append(finding.replace(suppression=Suppression(SuppressedBy.BASELINE)))
            else:
                kept.append(finding)
        compared.append(result.replace(findings=tuple(kept), suppressed=(*result.suppressed, *known)))
    homes = _homes(results)
    found = ranks | _not_selected(results)
    stale = [
        f"{name} in {home}"
        for (home, name), count in sorted(baseline.known.items())
        if home in homes and len(found.get((home, name), ())) < count
    ]
    return Compared(compared, stale)


def updated(results: Sequence[CheckResult], baseline: Baseline) -> Baseline:
    """Return a new baseline: the findings in files that were checked, and the old entries of all other files.

    Entries of rules that are not selected stay as long as they match.
    """
    homes = _homes(results)
    others = Counter({key: count for key, count in baseline.known.items() if key[0] not in homes})
    found = Counter({key: len(same) for key, same in _ranks(results).items()})
    not_selected = Counter({key: len(same) for key, same in _not_selected(results).items()})
    return Baseline(others + found + (not_selected & Counter(baseline.known)))


def text(baseline: Baseline) -> str:
    """Return a baseline as YAML."""
    known: dict[str, dict[str, int]] = {}
    for (home, name), count in sorted(baseline.known.items()):
        known.setdefault(home, {})[name] = count
    dumped: str = yaml.dump(
        {"version": VERSION, "known": known},
        Dumper=_DUMPER,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=2**31 - 1,
    )
    return _TITLE + dumped


def _ranks(results: Sequence[CheckResult]) -> dict[_Key, dict[Fingerprint, int]]:
    return _numbered(finding for result in results for finding in result.findings)


def _not_selected(results: Sequence[CheckResult]) -> dict[_Key, dict[Fingerprint, int]]:
    return _numbered(finding for result in results for finding in result.not_selected)


def _numbered(findings: Iterable[Finding]) -> dict[_Key, dict[Fingerprint, int]]:
    """Number the findings with the same key; a finding in a layer that releases share counts once."""
    ranks: defaultdict[_Key, dict[Fingerprint, int]] = defaultdict(dict)
    for finding in findings:
        same = ranks[_key(finding)]
        same.setdefault(finding.fingerprint, len(same))
    return ranks


def _homes(results: Sequence[CheckResult]) -> set[str]:
    """Return the files that were checked."""
    layers = {_encodable(relative(name)) for result in results for name in result.layers if is_file(name)}
    return layers | {_key(finding)[0] for result in results for finding in result.findings}


def _key(finding: Finding) -> _Key:
    fingerprint = finding.fingerprint
    value = f"{fingerprint.code} {fingerprint.subject}".rstrip()
    about = f" in {' and '.join(fingerprint.releases)}" if fingerprint.releases else ""
    return _encodable(fingerprint.home), _encodable(f"{value}{about}")


def _encodable(text: str) -> str:
    """Escape what UTF-8 cannot encode, such as a file name that is not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
