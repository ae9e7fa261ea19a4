"""Draws the map of clusters in the HTML report for the page that explains how to state peerings, from its own example.

The picture and the JSON are created by the program from the example; the style is that of the report.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from liqo_values.reports import html
from tools.docs.pages import Page
from tools.repository import ROOT

PROGRAM = Path(sys.executable).parent / "liqo-values"
#: The page with the example.
PAGE = ROOT / "docs" / "validator.md"
_STYLE = Path(html.__file__).with_name("report.css")
_BASE = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\ntelemetry: {enabled: false}\n"
#: The values of each cluster: one with a template that hides IPs, one as it is, and one with only offloading.
_CLUSTERS = {
    "rome": "virtualKubelet: {optionsTemplates: {hidden-ips: {reflectIPs: false}}}\n",
    "milan": "",
    "turin": "networking: {enabled: false, reflectIPs: false}\n",
}
#: What the rules about the picture have in common, and those about its size and about links, which pictures have not.
_MAP, _OF_PAGE = ".map ", ("svg", "figcaption", ".narrow", ".wide", "a:", ".code:")


def draw(kind: str) -> str:
    """Return the picture as SVG.

    Args:
        kind: Which of the two in the report: ``wide`` or ``narrow``.
    """
    page = _report("html")
    found = re.search(rf'<svg viewBox="-2 -2 (\d+) (\d+)"[^>]* class="{kind}">(.*?)</svg>', page, re.DOTALL)
    if found is None:
        message = f"the report has no {kind} picture"
        raise ValueError(message)
    width, height, shapes = found.groups()
    shapes = re.sub(r'<a href="[^"]*"', "<g", shapes).replace("</a>", "</g>")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" role="img">\n<title>A map of clusters and peerings</title>\n'
        f'<style>\n{_style()}\n</style>\n<rect width="{width}" height="{height}" class="paper"/>\n'
        f'<g transform="translate(2 2)">{shapes}</g>\n</svg>\n'
    )


def peerings() -> list[dict[str, Any]]:
    """Return the peerings in the JSON report of the example."""
    listed: list[dict[str, Any]] = json.loads(_report("json"))["peerings"]
    return listed


def _style() -> str:
    """Return the rules of the report's style that are about the picture, with the colours that they use."""
    text = _STYLE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith((_MAP, ".mode-")) and line.endswith("}")]
    rules = [line.removeprefix(_MAP) for line in lines if not line.removeprefix(_MAP).startswith(_OF_PAGE)]
    used = {*re.findall(r"var\((--[\w-]+)", "\n".join(rules)), "--page"} - {"--ink", "--soft"}
    light, dark = (_colours(block, used) for block in re.findall(r":root \{(.*?)\}", text, re.DOTALL)[:2])
    return "\n".join(
        [light, f"@media (prefers-color-scheme: dark) {{\n{dark}\n}}", ".paper { fill: var(--page); }", *rules]
    )


def _colours(block: str, used: set[str]) -> str:
    found = dict(re.findall(r"(--[\w-]+): ([^;]+);", block))
    return f":root {{ {' '.join(f'{name}: {value};' for name, value in found.items() if name in used)} }}"


@cache
def _report(form: str) -> str:
    """Return a report about the example."""
    (project,) = (fence.text for fence in Page(PAGE).fences if fence.language == "yaml" and "\npeerings:" in fence.text)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "base").mkdir()
        (folder / "base" / "values.yaml").write_text(_BASE, encoding="utf-8")
        (folder / ".liqo-values.yaml").write_text(project, encoding="utf-8")
        for cluster, values in _CLUSTERS.items():
            (folder / "clusters" / cluster).mkdir(parents=True)
            own = f"discovery: {{config: {{clusterID: {cluster}}}}}\n{values}"
            (folder / "clusters" / cluster / "values.yaml").write_text(own, encoding="utf-8")
        command = [str(PROGRAM), "check", "--format", form, "--exit-zero"]
        return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout
