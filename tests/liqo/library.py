"""What Liqo's own Go packages do with the rendered objects; see ``tools/toolchain/liqo/liqo-library``."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.liqo.programs import containers, expanded
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.manifests import Manifest

NAMESPACE = "liqo"
#: The environment of the containers that Liqo's programs make themselves.
_ENVIRONMENT = {"NODE_NAME": "node-1", "POD_NAME": "milan-7d4b9", "POD_IP": "10.244.0.8"}


@dataclass(frozen=True)
class Answer:
    """An answer.

    Attributes:
        containers: Those that Liqo's programs create from the release's templates, with their arguments: what they are
            of (``virtual kubelet``, ``gateway server``, ``gateway client``), their name, their arguments.
        lookups: For everything that the programs look for: what they find.
        errors: For what they do not find: what they report.
        required: The flags without which a program does not start, by the name of its container.
    """

    containers: Sequence[tuple[str, str, list[str]]]
    lookups: Mapping[str, Sequence[str]]
    errors: Mapping[str, str]
    required: Mapping[str, Sequence[str]]


def ask(manifests: Sequence[Manifest]) -> Answer:
    """Pass the objects of a release to Liqo's packages."""
    (webhook,) = (arguments for name, arguments in containers(manifests) if name == "webhook")
    question = {
        "namespace": NAMESPACE,
        "manifests": manifests,
        "podCIDRs": _values(webhook, "--podcidr"),
        "optionsTemplate": _values(webhook, "--vk-options-default-template")[0],
    }
    result = subprocess.run(
        [tool("liqo-library")], input=json.dumps(question), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    made = [("virtual kubelet", answer["virtualKubelet"])]
    made += [(f"gateway {role}", each) for role, several in answer["gateways"].items() for each in several]
    return Answer(
        [(what, each["name"], expanded(each["args"], _ENVIRONMENT)) for what, each in made],
        {what: sorted(result["found"] or []) for what, result in answer["lookups"].items()},
        {what: result["error"] for what, result in answer["lookups"].items() if result["error"]},
        answer["requiredFlags"],
    )


def _values(arguments: Sequence[str], flag: str) -> list[str]:
    return [argument.partition("=")[2] for argument in arguments if argument.startswith(f"{flag}=")]
