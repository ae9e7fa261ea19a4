"""What makes a finding the same one in the next run, and another one than its neighbours."""

from __future__ import annotations

import liqo_values
from liqo_values.engine.reconcile import settle
from liqo_values.engine.result import CheckResult
from liqo_values.model.source_text import Source
from liqo_values.reports.outcome import Outcome

BAD = "networkin: {}\nnetworking: {enabled: false}\n"


def digests(*texts: str, name: str = "values.yaml") -> list[str]:
    """The fingerprints of what is found in a file."""
    return [finding.fingerprint.digest for text in texts for finding in check(text, name).findings]


def check(text: str, name: str = "values.yaml") -> CheckResult:
    return liqo_values.check([Source(name, text)])


def test_lines_do_not_matter_files_and_keys_do() -> None:
    same = digests(BAD, f"# moved\n\n{BAD}", BAD.replace(": {}", ":    []  # other value"))
    assert len(set(same)) == 1
    assert digests(BAD) == digests(BAD, name="./values.yaml")
    assert digests(BAD) != digests(BAD, name="other.yaml")
    assert digests(BAD) != digests(BAD.replace("networkin:", "networkinn:"))


def test_the_same_thing_twice_has_two() -> None:
    twice = digests("tag: v1.2.0\ntag: v1.2.1\ntag: v1.2.2\nnetworking: {enabled: false}\n")
    assert len(twice) == len(set(twice)) == 2
    assert digests("tag: v1.2.0\ntag: v1.2.1\nnetworking: {enabled: false}\n") == twice[:1]


def test_what_is_in_no_file_belongs_to_the_topmost_file() -> None:
    for first, second in (("a.yaml", "a.yaml"), ("a.yaml", "b.yaml")):
        found = [digests("ipam: {}\n", name=name) for name in (first, second)]
        assert (found[0] == found[1]) is (first == second)


def test_a_shared_layer_has_the_same_in_all_releases_and_two_releases_in_one_file_do_not() -> None:
    base = Source("base.yaml", BAD)
    shared = settle([liqo_values.check([base, Source(name, "tag: v1.2.0\n")]) for name in ("a.yaml", "b.yaml")])
    assert len(Outcome(shared).findings) == 1

    one, two = check(BAD), check(f"# another release\n{BAD}")  # as if both were parts of one manifest
    settled = settle([one, two, one])
    assert [result.findings[0].fingerprint.ordinal for result in settled] == [0, 1, 0]
    assert len(Outcome(settled).findings) == 2
    assert len({finding.fingerprint.digest for finding in Outcome(settled).findings}) == 2


def test_other_files_and_suppressed_findings_do_not_matter() -> None:
    text = (
        "tag: v1.2.0\ntag: v1.2.1 # liqo-values: ignore[LQ006] because of this\ntag: v1.2.2\n"
        "networking: {enabled: false}\n"
    )
    alone = check(text)
    beside = settle([check(text), check(BAD, "other.yaml")])[0]
    assert [finding.fingerprint.ordinal for finding in (*alone.suppressed, *alone.findings)] == [0, 1]
    assert (beside.findings, beside.suppressed) != ((), ())
    assert [finding.fingerprint for finding in (*beside.suppressed, *beside.findings)] == [
        finding.fingerprint for finding in (*alone.suppressed, *alone.findings)
    ]


def test_alike_findings_at_one_place_stay_two() -> None:
    (found,) = check(BAD).findings
    second = found.replace(fingerprint=found.fingerprint.replace(ordinal=1))
    twice = check(BAD).replace(findings=(found, second))
    assert [[finding.fingerprint.ordinal for finding in result.findings] for result in settle([twice, twice])] == [
        [0, 1],
        [0, 1],
    ]
