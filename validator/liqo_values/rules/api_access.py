"""AWS credentials, and the address and certificate authority of the API server."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from liqo_values.charts.keys import API_SERVER
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_AWS: Path = ("authentication", "awsConfig")
_SECRET_KEY: Path = (*_AWS, "secretAccessKey")
_AWS_NEEDS = ("accessKeyId", "secretAccessKey", "region", "clusterName")
_CA: Path = ("apiServer", "ca")
_TRUSTED: Path = ("apiServer", "trustedCA")
#: A scheme, a host or an address in brackets, a port, and a path; only the host is required.
_URL = r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>\[[^\]]*\]|[^/:]*)(?::(?P<port>[^/]*))?(?P<path>/.*)?"
_CLUSTER_ONLY = ("kubernetes", "kubernetes.default")
_PEM = b"-----BEGIN CERTIFICATE-----"


@rule("LQ527", "plain-credential", Severity.NOTICE, charts=ALL_CHARTS)
def plain_credential(context: Context) -> Iterator[Diagnostic]:
    """A secret access key in plain text.

    ## What it does
    Points out an `authentication.awsConfig.secretAccessKey` that contains the key itself.

    ## What breaks at run time
    Nothing. But the key stays in the file and its history, in the Secret in which Helm stores the values of the
    release, and in the output of `helm get values`. Anyone who has it can create users in the AWS account.
    """
    given = context.values.get(*_SECRET_KEY)
    origin = context.values.origin(_SECRET_KEY)
    templated = isinstance(given, str) and ("{{" in given or "${" in given)
    if isinstance(given, str) and given and not templated and origin is not None:
        yield Diagnostic(
            message=f"`{dotted(_SECRET_KEY)}` is in plain text",
            path=_SECRET_KEY,
            primary=context.at(_SECRET_KEY, "ends up in the values of the release", at_key=True),
            help="set `useExistingSecret: true` and `secretAccessKey: {secretKeyRef: {name: NAME, key: KEY}}`, "
            "and the same for `accessKeyId`",
        )


@rule("LQ528", "incomplete-aws-config", Severity.WARNING, charts=ALL_CHARTS)
def incomplete_aws_config(context: Context) -> Iterator[Diagnostic]:
    """An incomplete configuration for EKS.

    ## What it does
    Reports `authentication.awsConfig` if some of `accessKeyId`, `secretAccessKey`, `region` and `clusterName` are set,
    but not all.

    ## What breaks at run time
    Liqo treats an incomplete configuration as none, and issues identities by certificate, which EKS does not sign:
    every peering waits for its credentials forever.
    """
    given = [name for name in _AWS_NEEDS if context.values.get(*_AWS, name)]
    missing = [name for name in _AWS_NEEDS if name not in given]
    if given and missing:
        names = ", ".join(f"`{name}`" for name in missing)
        yield Diagnostic(
            message=f"`{dotted(_AWS)}` has no effect because it lacks {names}",
            path=_AWS,
            primary=context.at((*_AWS, given[0]), "is not enough", at_key=True),
            help=f"add {names}, or remove the rest if this is not EKS",
        )


@rule("LQ529", "unreachable-api-server", Severity.WARNING, charts=ALL_CHARTS)
def unreachable_api_server(context: Context) -> Iterator[Diagnostic]:
    """An address of the API server that other clusters cannot use.

    ## What it does
    Reports an `apiServer.address` that is a loopback address or the address of all interfaces, a name that exists only
    within the cluster, a URL that is not `https`, or not a URL at all.

    ## What breaks at run time
    Every cluster that peers with this one gets this address, and looks for the API server on itself, or nowhere. The
    virtual node stays NotReady. A kubeconfig of kind or k3d has `https://0.0.0.0:6443` or `https://127.0.0.1:6443`,
    which works only on the machine itself.
    """
    given = context.values.get(*API_SERVER)
    if not isinstance(given, str) or not given or "{{" in given or "${" in given:
        return
    why = _unusable(given)
    if why:
        yield Diagnostic(
            message=f"`{dotted(API_SERVER)}` is {show(given)}: {why}",
            path=API_SERVER,
            primary=context.at(API_SERVER, "is given to every peer"),
            related=context.values.overridden(API_SERVER),
            help="set the address at which other clusters reach it, such as `address: https://203.0.113.10:6443`; "
            "if empty, Liqo uses the address of a control plane node",
        )


@rule("LQ530", "unused-ca", Severity.WARNING, charts=ALL_CHARTS)
def unused_ca(context: Context) -> Iterator[Diagnostic]:
    """A certificate authority that contradicts another setting, or is not a certificate.

    ## What it does
    Reports `apiServer.ca` next to `apiServer.trustedCA: true`, and a value that is not a base64-encoded certificate.

    ## What breaks at run time
    `apiServer.ca` wins, so peers do not trust the public authorities that `trustedCA` stands for. The controller
    manager exits if the value is not base64, and peers cannot use anything that is not a certificate.
    """
    given = context.values.get(*_CA)
    if not isinstance(given, str) or not given or "{{" in given or "${" in given:
        return
    if context.values.get(*_TRUSTED) is True:
        yield Diagnostic(
            message=f"`{dotted(_TRUSTED)}` has no effect because `{dotted(_CA)}` is set",
            path=_TRUSTED,
            primary=context.at(_TRUSTED, "has no effect"),
            related=(context.at(_CA, "is given to every peer", at_key=True),),
            help="keep one of them: `trustedCA` for a certificate of a public authority, otherwise `ca`",
        )
    why = _no_certificate(given)
    if why:
        yield Diagnostic(
            message=f"`{dotted(_CA)}` {why}",
            path=_CA,
            primary=context.at(_CA, "is not a base64-encoded certificate", at_key=True),
            help="set the whole PEM file in base64, like `certificate-authority-data` in a kubeconfig",
        )


def _unusable(address: str) -> str:
    match = re.fullmatch(_URL, address)
    if match is None or not match["host"]:
        return "it has no host"
    if match["scheme"] not in (None, "https"):
        # Liqo prepends `https://` to everything that does not begin with it.
        return f"Liqo turns it into `https://{address}`"
    if match["port"] is not None and not match["port"].isdigit():
        return "its port is not a number"
    host = match["host"].strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "peers would look for it on themselves"
    if host in _CLUSTER_ONLY or host.endswith((".svc", ".svc.cluster.local")):
        return "this name exists only within the cluster"
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "peers would look for it on themselves" if ip.is_loopback or ip.is_unspecified else ""


def _no_certificate(text: str) -> str:
    if text.lstrip().startswith(_PEM.decode()):
        return "is PEM, not base64"
    import base64  # noqa: PLC0415 - few values have a certificate

    try:
        decoded = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError:  # binascii.Error is one
        return "is not base64"
    return "" if _PEM in decoded else "is base64, but not of a certificate"
