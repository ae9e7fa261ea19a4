"""`fix` migrates values of releases before 1.0, and asks the user for the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.validator.cli.calling import OFF, call, put

OLD = """\
# of 2023
networking:
  internal: false # off
  reflectIPs: false
networkManager:
  config:
    # from kubeadm
    podCIDR: 10.244.0.0/16
    serviceCIDR: 10.96.0.0/12
    additionalPools:
      - 100.64.0.0/10 # ours
  imageName: ghcr.io/liqotech/network-manager
discovery:
  config:
    clusterName: milan
    clusterIDOverride: ""
    autojoin: true
gateway:
  service:
    type: NodePort
    annotations: {a: b}
  replicas: 2
reflection:
  pod: {workers: 5}
auth:
  ingress: {enable: true}
"""
NEW = """\
# of 2023
networking:
  enabled: false # off
  reflectIPs: false
  gatewayTemplates:
    replicas: 2
    server:
      service:
        annotations: {a: b}
discovery:
  config:
    clusterID: milan
ipam:
  # from kubeadm
  podCIDR: 10.244.0.0/16
  serviceCIDR: 10.96.0.0/12
  pools:
    - 10.0.0.0/8
    - 192.168.0.0/16
    - 172.16.0.0/12
    - 100.64.0.0/10 # ours
offloading:
  reflection:
    pod: {workers: 5}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def fixed(text: str, *options: str) -> str:
    call("fix", *options, put("values.yaml", text))
    return Path("values.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("chart", ["ours", "published@1.2.0"])
def test_a_file_for_liqo_0_10(chart: str) -> None:
    found = fixed(OLD, "--unsafe", "--chart", chart)
    assert sorted(found.splitlines()) == sorted(NEW.splitlines())
    assert yaml.safe_load(found) == yaml.safe_load(NEW)
    assert "error" not in call("check", "values.yaml", "--chart", chart)[1]


def test_safe_fixes_keep_what_someone_wanted() -> None:
    kept = yaml.safe_load(fixed(OLD))
    assert kept["gateway"] == {"service": {"type": "NodePort"}}
    assert kept["auth"] == {"ingress": {"enable": True}}
    assert kept["discovery"]["config"] == {"clusterName": "milan", "autojoin": True}


def test_two_names_of_the_cluster_are_a_question_to_the_user() -> None:
    text = "networking: {enabled: false}\ndiscovery:\n  config:\n    clusterName: milan\n    clusterIDOverride: rome\n"
    assert fixed(text, "--unsafe") == text
    _, output, _ = call("check", "values.yaml")
    assert "keep the value that is in use, and remove the other" in " ".join(output.split())


def test_no_key_is_written_twice() -> None:
    text = f"{OFF}ipam:\n  podCIDR: 10.1.0.0/16\nnetworkManager:\n  config:\n    podCIDR: 10.9.0.0/16\n"
    assert fixed(text, "--unsafe") == text


def test_the_mode_of_what_is_installed_changes_only_on_request() -> None:
    text = "networking:\n  internal: false\nipam:\n  podCIDR: 10.1.0.0/16\n  serviceCIDR: 10.2.0.0/16\n"
    assert fixed(text, "--chart", "published@1.2.0") == text
    assert "enabled: false" in fixed(text, "--chart", "published@1.2.0", "--unsafe")
    assert "enabled: false" in fixed(text)


def test_all_dotted_keys_are_moved_to_their_sections() -> None:
    text = """\
networkManager.config.podCIDR: 10.1.0.0/16 # pods
networking.internal: false
networking.reflectIPs: false
controllerManager.pod.resources:
  limits: {cpu: 1}
ipam.serviceCIDR: 10.3.0.0/16
ipam:
  pools: [10.0.0.0/8]
"""
    after = """\
ipam:
  pools: [10.0.0.0/8]
  podCIDR: 10.1.0.0/16 # pods
  serviceCIDR: 10.3.0.0/16
networking:
  enabled: false
  reflectIPs: false
controllerManager:
  pod:
    resources:
      limits: {cpu: 1}
"""
    assert yaml.safe_load(fixed(text, "--unsafe", "--chart", "published@1.2.0")) == yaml.safe_load(after)
    assert sorted(fixed(text, "--unsafe").splitlines()) == sorted(after.splitlines())


def test_a_dotted_key_whose_nested_form_is_set_is_to_be_removed() -> None:
    text = "networking: {enabled: false}\nnetworking.enabled: true\n"
    assert fixed(text, "--unsafe") == text
    assert "remove it, since `networking.enabled` is set" in call("check", "values.yaml")[1]


def test_a_comparison_says_only_what_is_known_about_a_release_before_1_0() -> None:
    _, output, _ = call("diff", put("values.yaml", OLD), "--chart", "published@0.10.3..published@1.2.0")
    assert "offloading-only -> connected-no-ips" in output
    assert "To provide now\n  * the real pod and service CIDRs" in output
    assert "  * not compared: what else Liqo's chart v0.10.3 does, since only its mode is known" in output
    assert not [section for section in ("No longer to provide", "Deployed now", "unpeer") if section in output]


def test_what_only_unsafe_fixes_can_fix_is_counted() -> None:
    text = "networking:\n  internal: false\nipam: {podCIDR: 10.1.0.0/16, serviceCIDR: 10.2.0.0/16}\n"
    hint = "note: 1 fixable only with `fix --unsafe`"
    assert hint in call("fix", "--chart", "published@1.2.0", put("values.yaml", text))[1]
    assert hint not in call("fix", "--unsafe", "--chart", "published@1.2.0", "values.yaml")[1]
