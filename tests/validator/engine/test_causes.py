"""Findings stand under the finding that causes them, and only the cause counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import liqo_values
from liqo_values.charts.published import published
from liqo_values.charts.target import ChartFamily
from liqo_values.engine.check import judge
from liqo_values.engine.reconcile import settle
from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import Severity
from liqo_values.model.source_text import Source
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import ON, call, put

MISSPELT = "networking: {enabeld: false}\n"
#: Neither CIDR is given, so that the module lacks both.
BOTH = ["LQ102", "LQ103"]
RANGES = "podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12"
#: The schema is skipped, so that the old key is only a warning.
APPLICATION = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: liqo}}
spec:
  source:
    repoURL: https://helm.liqo.io/
    chart: liqo
    helm:
      skipSchemaValidation: true
      valuesObject:
        discovery: {{config: {{clusterID: rome}}}}
        ipam: {{{RANGES}}}
        networking:
          internal: false
          reflectIPs: false
"""


def check(*texts: str, **options: list[str]) -> CheckResult:
    return liqo_values.check([Source(f"{number}.yaml", text) for number, text in enumerate(texts)], **options)  # type: ignore[arg-type]


def tied(result: CheckResult) -> list[tuple[str, list[str]]]:
    """Return each finding that counts, with what follows from it."""
    return [(finding.code, [one.code for one in finding.follows]) for finding in result.findings]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.mark.parametrize(
    "text",
    [
        MISSPELT,
        "networking: {Enabled: false}\n",
        "networking: {enabeld: 'false'}\n",
        "networkng: {enabled: false}\n",
        "networkng: {enabeld: false}\n",
        "networking.enabled: false\n",
        "networkng.enabeld: false\n",
        '{"networking.internal": false}\n',
        "networking: {internal: false}\n",
        "liqo: {networking: {enabled: false}}\n",
        "networking: {networking: {enabled: false}}\n",
        f"networking: {{ipam: {{{RANGES}}}}}\n",
        f"networkManager: {{config: {{{RANGES}}}}}\n",
        f"networking: {{config: {{{RANGES}}}}}\n",
        f"Ipam: {{{RANGES}}}\n",
    ],
)
def test_what_a_key_in_the_wrong_place_leads_to_stands_under_it(text: str) -> None:
    result = check(text)
    follows = [one.code for finding in result.findings for one in finding.follows]
    assert sorted(follows) == BOTH
    assert {finding.code for finding in result.findings} <= {"LQ002", "LQ402"}
    assert {one.code for one in result.refusals} >= {*BOTH}, "Helm names all of them"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ipam: {serviceCidr: 10.96.0.0/12, podCIDR: 10.244.0.0/16}\n", [("LQ002", ["LQ102"])]),
        ("ipam.podCIDR: 10.244.0.0/16\nipam.serviceCIDR: 10.96.0.0/12\n", [("LQ002", ["LQ103"]), ("LQ002", ["LQ102"])]),
        ("serviceCIDR: 10.96.0.0/12\nipam: {podCIDR: 10.244.0.0/16}\n", [("LQ002", ["LQ102"])]),
        (
            "networkManager: {config: {podCIDR: 10.244.0.0/16}}\nipam: {serviceCIDR: 10.96.0.0/12}\n",
            [("LQ402", ["LQ103"])],
        ),
        # The key that explains more is the cause, wherever it is.
        ("ipam.podCIDR: 10.244.0.0/16\nnetworking.enabled: false\n", [("LQ002", BOTH), ("LQ002", [])]),
        # It would make no difference.
        ("networking: {enabeld: true}\n", [("LQ102", []), ("LQ103", []), ("LQ002", [])]),
        ("networking: {internal: false, enabled: true}\n", [("LQ402", []), ("LQ102", []), ("LQ103", [])]),
        ("networking: {xyzzy: false}\n", [("LQ102", []), ("LQ103", []), ("LQ002", [])]),
        # Other rules, which know nothing about causes.
        (f"{ON}networking: {{enabeld: false}}\nproxy: {{enabled: false}}\n", [("LQ002", ["LQ108"])]),
        (f"{ON}networking: {{reflectips: false}}\n", [("LQ002", [])]),
        (f"{ON}imagePullSecrets: [{{nam: a}}]\n", [("LQ002", ["LQ005"])]),
    ],
)
def test_only_what_disappears_with_the_key_follows(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert tied(check(text)) == expected


def test_causes_come_first_and_errors_before_warnings_before_notices() -> None:
    result = check(
        "networking: {reflectIPs: false}\ntag: v1.1.0\npullPolicy: often\n" + ON,
        "telemetry: {enable: false}\nproxy: {enabled: false}\nnetworking: {enabeld: false}\n",
    )
    assert tied(result) == [
        ("LQ002", ["LQ105", "LQ108"]),
        ("LQ005", []),
        ("LQ521", []),
        ("LQ402", []),
    ]
    assert [one.severity for one in result.findings[1:3]] == [Severity.ERROR, Severity.WARNING]


@pytest.mark.parametrize("key", ["enabeld: false", "internal: false", "reflectips: false"])
def test_a_key_that_would_decide_the_mode_comes_first(key: str) -> None:
    """Liqo's own chart needs the CIDRs in each mode, so that nothing follows from the key."""
    text = f"tagg: x\nipam: {{serviceCidr: 10.96.0.0/12}}\nnetworking:\n  {key}\n"
    chart = published(ChartFamily.PUBLISHED, "v1.1.2")

    def lines(text: str) -> list[int]:
        result = judge(Given([Source("values.yaml", text)], chart=chart))
        return [finding.primary.span.line for finding in result.findings if finding.primary.span]

    assert lines(text)[:2] == [4, 2]
    assert lines(text.replace("false", "true"))[0] == 2, "it would change nothing"


def test_a_cause_in_one_layer_explains_what_is_found_in_another() -> None:
    assert tied(check("ipam: {}\n", MISSPELT)) == [("LQ002", BOTH)]
    assert tied(check(set_values=["networking.enabeld=false"])) == [("LQ002", BOTH)]


def test_what_follows_does_not_count() -> None:
    result = check(MISSPELT)
    assert len(result.findings) == 1
    assert len(result.refusals) == 3
    assert [one.code for one in result.refusals] == ["LQ002", *BOTH]


def test_a_cause_is_as_severe_as_what_follows() -> None:
    """Helm skips the schema, so that it rejects the values only for what follows."""
    result = judge(Given([Source("values.yaml", MISSPELT)], schema=False))
    assert tied(result) == [("LQ002", BOTH)]
    assert result.findings[0].severity is Severity.ERROR
    assert [one.code for one in result.refusals] == BOTH


def test_a_comment_about_what_follows_is_used() -> None:
    shown = "networking:\n  internal: false\n  reflectIPs: false"
    assert tied(check(f"{shown}\n{ON}")) == [("LQ402", ["LQ105"])]
    result = check(f"{shown} # liqo-values: ignore[LQ105] because of this\n{ON}")
    assert tied(result) == [("LQ402", [])]
    assert [one.code for one in result.suppressed] == ["LQ105"]


def test_what_follows_from_a_suppressed_finding_stands_on_its_own() -> None:
    """A comment says that the key is intentional, so it explains nothing."""
    text = f"{MISSPELT.strip()} # liqo-values: ignore[LQ002] because of this\n"
    result = judge(Given([Source("values.yaml", text)], schema=False))
    assert tied(result) == [("LQ102", []), ("LQ103", [])]
    assert [one.code for one in result.suppressed] == ["LQ002"]


def test_releases_that_share_a_file_keep_what_follows() -> None:
    shared = Source("base.yaml", MISSPELT)
    overlays = [Source("rome.yaml", ""), Source("milan.yaml", ON)]
    results = settle([liqo_values.check([shared, own]) for own in overlays])
    assert [tied(result) for result in results] == [[("LQ002", BOTH)], [("LQ002", [])]]


@pytest.mark.usefixtures("folder")
class TestCommands:
    """The commands count the cause only."""

    def test_fix_changes_the_cause_and_the_rest_disappears(self) -> None:
        put("values.yaml", "networking:\n  internal: false\n")
        assert call("fix", "values.yaml")[:2] == (
            0,
            "fixed[LQ402] values.yaml:2:3: write `enabled`\n\nno findings in values.yaml, for our chart v1.2.0\n",
        )

    def test_fixes_of_several_causes(self) -> None:
        put("values.yaml", "ipam:\n  pod-cidr: 10.244.0.0/16\n  serviceCidr: 10.96.0.0/12\n")
        assert call("fix", "values.yaml")[0] == 0
        assert Path("values.yaml").read_text(encoding="utf-8") == (
            "ipam:\n  podCIDR: 10.244.0.0/16\n  serviceCIDR: 10.96.0.0/12\n"
        )

    def test_keys_are_moved_in_the_order_of_the_file(self) -> None:
        """The second key is shown first, since it is a cause."""
        put("values.yaml", "networkManager:\n  config:\n    podCIDR: 10.0.0.0/16\n    serviceCIDR: 10.96.0.0/12\n")
        put(".liqo-values.yaml", "chart: published@1.2.0\n")
        call("fix", "values.yaml", "--unsafe")
        assert Path("values.yaml").read_text(encoding="utf-8") == (
            "ipam:\n  podCIDR: 10.0.0.0/16\n  serviceCIDR: 10.96.0.0/12\n"
        )

    def test_a_baseline_lists_the_cause_only(self) -> None:
        put("values.yaml", MISSPELT)
        known = ("--baseline", "known.yaml")
        assert call("check", "values.yaml", *known, "--update-baseline")[:2] == (
            0,
            "no findings in values.yaml, for our chart v1.2.0 (1 suppressed)\n",
        )
        assert "LQ10" not in Path("known.yaml").read_text(encoding="utf-8")
        document = json.loads(call("check", "values.yaml", *known, "--format", "json")[1])
        assert [one["code"] for one in document["suppressed"][0]["follows"]] == BOTH

    def test_severities_of_the_project(self) -> None:
        put("values.yaml", f"{ON}networking: {{internal: false, reflectIPs: false}}\n")
        put(".liqo-values.yaml", "severities: {LQ402: warning, LQ105: warning}\n")
        document = json.loads(call("check", "values.yaml", "--format", "json")[1])
        (cause,) = document["findings"]
        assert (cause["severity"], cause["follows"][0]["severity"]) == ("warning", "warning")
        put(".liqo-values.yaml", "severities: {LQ105: 'off'}\n")
        document = json.loads(call("check", "values.yaml", "--format", "json")[1])
        assert [one["follows"] for one in document["findings"]] == [[]]

    def test_comments_are_added_to_what_follows_too(self) -> None:
        """Otherwise it would count as soon as its cause is suppressed."""
        put(".liqo-values.yaml", "chart: ours\n")
        put("app.yaml", APPLICATION)
        document = json.loads(call("check", "app.yaml", "--format", "json")[1])
        assert [one["severity"] for one in document["findings"]] == ["warning"]
        call("check", "app.yaml", "--add-ignores", "--reason", "of this")
        assert call("check", "app.yaml")[1].endswith("(2 suppressed)\n")


OLD = """\
networking: {internal: false, reflectIPs: false}
networkManager: {config: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}}
auth: {ingress: {enable: true}}
telemetry: {enable: false}
ipam: {reservedSubnets: ["10.0.0.1"]}
"""


@pytest.mark.parametrize("chart", ["ours", "published@1.0.0", "published@1.1.2", "liqoctl@1.2.0"])
def test_everything_in_a_file_for_an_old_release_follows_from_the_finding_that_says_so(chart: str) -> None:
    (only,) = liqo_values.check([Source("old.yaml", OLD)], chart=chart).findings
    assert (only.code, only.severity) == ("LQ016", Severity.ERROR)
    assert [one.code for one in only.follows].count("LQ402") == 5


@pytest.mark.parametrize(
    "text",
    [
        OLD.replace("auth: {ingress: {enable: true}}\n", ""),
        OLD + "authentication: {awsConfig: {}}\nmetricAgent: {enabled: true}\nstorage: {enabled: true}\n"
        "proxy: {image: {name: a}}\ncontrollerManager: {image: {name: a}}\n",
    ],
)
def test_in_a_file_with_few_old_keys_each_counts(text: str) -> None:
    assert "LQ016" not in [one.code for one in liqo_values.check([Source("old.yaml", text)]).findings]


@pytest.mark.usefixtures("folder")
def test_a_file_for_an_old_release_is_fixed_key_by_key() -> None:
    put("old.yaml", OLD)
    arguments = ("--chart", "published@1.2.0", "old.yaml")
    _, checked, _ = call("check", *arguments)
    assert checked.count("= follows: LQ402") == 5
    assert "1 error in old.yaml, for Liqo's chart v1.2.0 (3 fixable)" in checked
    call("fix", "--unsafe", *arguments)
    assert "LQ016" not in call("check", *arguments)[1]
