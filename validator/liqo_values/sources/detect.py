"""Detect cheaply what a file may be other than a values file."""

from __future__ import annotations

import os
import re
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from liqo_values.parsing import repository
from liqo_values.parsing.file_names import TERRAFORM

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source

#: The file that makes a folder a chart.
CHART_FILE = "Chart.yaml"
#: How the names of programs end that may install Liqo: what they do is not read.
PROGRAMS = (
    *(".jsonnet", ".libsonnet", ".cue", ".nix", ".dhall", ".pkl", ".k", ".star", ".bzl", ".tilt", "Tiltfile"),
    *(".go", ".py", ".rb", ".java", ".kt", ".cs", ".fs", ".groovy", "Jenkinsfile", ".lua"),
    *(".ts", ".mts", ".js", ".mjs", ".cjs", ".ps1", ".psm1"),
)
#: How the names of files end that contain arguments or command lines, for a program to read.
ARGUMENTS = ".args"
#: The names of the file that makes a folder one that Kustomize builds.
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
#: How the names of files end that helmfile renders.
GOTMPL = ".gotmpl"

#: The files that folders are searched for, by their names: those that are YAML or JSON, …
YAML_FILES = (
    "*.yaml",
    "*.yml",
    "*.yaml.gotmpl",
    "*.yml.gotmpl",
    "*.json",
)
#: … and those that are neither, which only a module of their own reads. They are never values.
OTHER_FILES = (
    "*.sh",
    "*.bash",
    "*.zsh",
    "*.ksh",
    "*.fish",
    "*.bat",
    "*.cmd",
    "Makefile",
    "GNUmakefile",
    "*.mk",
    "Dockerfile",
    "Dockerfile.*",
    "*.Dockerfile",
    "Containerfile",
    "justfile",
    "*.just",
    "Vagrantfile",
    "*.rst",
    "*.adoc",
    "*.asciidoc",
    "*.md",
    "*.mdx",
    "*.markdown",
    "*.tf",
    "*.tofu",
    f"*{ARGUMENTS}",
    *(f"*{ending}" for ending in PROGRAMS),
)
#: Programs whose scripts are searched for in files without an ending, by the first line, and at most so much of it.
INTERPRETERS = ("sh", "bash", "dash", "ksh", "zsh")
FIRST_LINE = 128
#: Hidden folders that are searched: only these folders in them.
HIDDEN_FOLDERS = {".github": ("workflows", "actions")}
#: How the names of files of Terraform and OpenTofu end that are JSON.
TERRAFORM_JSON = (".tf.json", ".tofu.json")

#: The API group of Flux's Kustomizations.
_OF_FLUX = "kustomize.toolkit.fluxcd.io"
_API_VERSION = r"""(?m)^[ \t]*["']?apiVersion["']?[ \t]*:|"apiVersion"[ \t]*:"""
_COMMENT_LINE = r"(?m)^[ \t]*#.*"
_KIND = r"""\bkind["']?\s*:"""
#: The two keys that every Kubernetes object has at the top level.
_OF_OBJECTS = (r"""(?m)^["']?apiVersion["']?[ \t]*:""", r"""(?m)^["']?kind["']?[ \t]*:""")
_RELEASES = r"(?m)^releases[ \t]*:"
_HELMFILES = r"(?m)^(?:helmfiles|bases)[ \t]*:"
_HELM_TASK = r"(?m)^[ \t-]*(?:\w+\.\w+\.)?helm[ \t]*:"
_PULUMI = "kubernetes:helm.sh/v"
_FLEET = ("fleet.yaml", "fleet.yml")
_GENERATOR = "HelmChartInflationGenerator"
_HELM_CHARTS = r"(?m)^(?:helmCharts|helmChartInflationGenerator)[ \t]*:"
_CHART = r"\bchart[ \t]*:"
#: The first line of a block of Terraform.
_HCL = (
    r"(?m)^[ \t]*(?:locals|terraform|provisioner|(?:resource|data|module|provider|variable|output)(?=[ \t]))"
    r"""(?:[ \t]+"[^"\n]*"){0,2}[ \t]*\{[ \t]*\r?$|^[ \t]*\w+[ \t]+=[ \t]+<<-?\w+[ \t]*\r?$"""
)

#: Names of YAML files that other programs read, so that they are no names of values files, and of the project file.
_TAKEN = (
    "Chart.yaml",
    "requirements.yaml",
    "helmfile*",
    *KUSTOMIZATIONS,
    "fleet.yaml",
    "skaffold.yaml",
    "Taskfile.*",
    "Pulumi*.yaml",
    "*compose.yaml",
    "*compose.yml",
    "mkdocs.yml",
    "azure-pipelines.yml",
    ".*",
)
#: How the names of values files end.
_VALUES_ENDINGS = (".yaml", ".yml")
#: How the output of `helm status` and `helm get all` begins, and that of other commands that show a release.
HELM_STATE = r"NAME: \S+\r?\nLAST DEPLOYED: "
_HELM_VALUES = r"(?:USER-SUPPLIED|COMPUTED) VALUES:"
_HELM_OBJECTS = r"(?:---\r?\n)?# Source: \S+/templates/"
#: The names of files that are searched for such output: their beginning shows what they are.
_SAVED = r"(?i)[^.]+|.*\.(?:txt|log|out)"
#: A comment of Helm above an object that it rendered from Liqo's chart, with the name of the chart around it.
_RENDERED = r"# Source: (?=([\w.-]+)/)(?:[\w.-]+/charts/)*liqo/(?:templates|crds|charts)/"


def may_show_itself(name: str) -> bool:
    """Return whether only the beginning of a file may show that it is searched, by its name."""
    return bool(re.fullmatch(_SAVED, name))


def is_saved_output(name: str, beginning: str) -> bool:
    """Return whether a file without the name of a YAML file is output of Helm about a release, by its first line."""
    shown = f"{HELM_STATE}|{_HELM_VALUES}|{_HELM_OBJECTS}"
    return may_show_itself(PurePath(name).name) and bool(re.match(shown, beginning))


def like_helm_output(source: Source) -> bool:
    """Return whether a file may be the output of `helm status` or `helm get all`."""
    is_data = "last_deployed" in source.text and "manifest" in source.text
    return is_data or "LAST DEPLOYED" in source.text[:FIRST_LINE]


def is_taken(name: str) -> bool:
    """Return whether a file cannot be one with values, by its name: it belongs to another program, or is not YAML."""
    own = PurePath(name).name
    return not name.endswith(_VALUES_ENDINGS) or any(fnmatchcase(own, pattern) for pattern in _TAKEN)


def is_other(name: str, beginning: str) -> bool:
    """Return whether a file is none of YAML, by its name or, if that has no ending, by its first line."""
    name = PurePath(name).name.lower()
    if "." not in name and is_script(beginning[:FIRST_LINE]):
        return True
    return any(fnmatchcase(name, pattern.lower()) for pattern in OTHER_FILES)


def shows_by_content(name: str) -> bool:
    """Return whether only its content shows what a file is: its name does not."""
    return name.endswith(ARGUMENTS) or not (is_yaml(name) or is_other(name, ""))


def is_yaml(name: str) -> bool:
    """Return whether a file is YAML or JSON, by its name."""
    return any(fnmatchcase(PurePath(name).name.lower(), pattern) for pattern in YAML_FILES)


def is_script(first_line: str) -> bool:
    """Return whether a file is a script of one of the interpreters, by its first line."""
    return bool(re.match(rf"#!.*\b(?:{'|'.join(INTERPRETERS)})\b", first_line))


def rendered(text: str) -> re.Match[str] | None:
    """Find an object that Helm rendered from Liqo's chart; its first group is the name of the chart around that."""
    return re.search(_RENDERED, text) if "# Source: " in text else None


def like_manifests(text: str) -> bool:
    """Return whether a text may contain Kubernetes objects; comments do not count."""
    if "kind" not in text or "apiVersion" not in text:
        return False
    content = _without_comments(text)
    return bool(re.search(_API_VERSION, content) and re.search(_KIND, content))


def _without_comments(text: str) -> str:
    """Leave out the lines of a YAML file that are comments."""
    return re.sub(_COMMENT_LINE, "", text)


def like_object(text: str) -> bool:
    """Return whether a text looks like a Kubernetes object itself, even if it is not YAML."""
    return like_manifests(text) and all(re.search(pattern, text) for pattern in _OF_OBJECTS)


def like_helmfile(text: str) -> bool:
    """Return whether a text may be a helmfile."""
    return like_parent(text) or ("releases" in text and bool(re.search(_RELEASES, text) and re.search(_CHART, text)))


def like_parent(text: str) -> bool:
    """Return whether a text may be a helmfile that names others."""
    return ("helmfiles" in text or "bases" in text) and bool(re.search(_HELMFILES, text))


def like_kustomization(source: Source) -> bool:
    """Return whether a file is a Kustomization, by its name: it may lack the keys of an object."""
    return source.name.replace("\\", "/").rpartition("/")[2] in KUSTOMIZATIONS


def like_flux_kustomization(source: Source) -> bool:
    """Return whether a file may contain a Kustomization of Flux that changes releases."""
    return _OF_FLUX in source.text and ("patches" in source.text or "postBuild" in source.text)


def like_overlay(source: Source) -> bool:
    """Return whether a file may be a Kustomization that changes releases."""
    return like_kustomization(source) and any(key in source.text for key in ("patch", "Generator", "components"))


def like_helm_charts(source: Source) -> bool:
    """Return whether a file may be a Kustomization that renders charts, which need not have a kind."""
    if "generators" in source.text and _GENERATOR in source.text and like_kustomization(source):
        return True
    return "helmChart" in source.text and bool(re.search(_HELM_CHARTS, source.text))


def like_fleet(source: Source) -> bool:
    """Return whether a file may be the ``fleet.yaml`` of a bundle."""
    return source.name.endswith(_FLEET) and "helm" in source.text


def like_playbook(source: Source) -> bool:
    """Return whether a file may be a playbook or the tasks of a role that install a chart."""
    return "chart_ref" in source.text and bool(re.search(_HELM_TASK, source.text))


def like_pulumi(source: Source) -> bool:
    """Return whether a file may be a Pulumi program in YAML with a chart among its resources."""
    return _PULUMI in source.text


def like_program(source: Source) -> bool:
    """Return whether a file is a program, which is not read but named if it installs Liqo."""
    return source.name.endswith(PROGRAMS)


def like_chart(folder: Path) -> bool:
    """Return whether a folder may be a chart, such as an umbrella chart."""
    return (folder / CHART_FILE).is_file()


def chart_folder(source: Source) -> Path | None:
    """Return the folder of the chart that a file may be in; None if it is in none.

    Folders above that of the file are searched only if the file mentions Liqo.
    """
    folder = Path(source.name).parent
    if like_chart(folder):
        return folder
    if "liqo" not in source.text:
        return None
    root = repository.root_of(source)
    real = Path(os.path.realpath(folder))
    above = [real, *real.parents]
    inside = above[: above.index(root) + 1] if root in above else []
    found = next((one for one in inside if like_chart(one)), None)
    return Path(os.path.relpath(found)) if found is not None else None


def like_terraform(source: Source) -> bool:
    """Return whether a file is one of Terraform or OpenTofu, in HCL, or a part of one."""
    if source.name.endswith(TERRAFORM):
        return True
    return shows_by_content(source.name) and bool(re.search(_HCL, source.text))


def like_terraform_json(source: Source) -> bool:
    """Return whether a file is one of Terraform or OpenTofu, in JSON."""
    return source.name.endswith(TERRAFORM_JSON)


def like_terraform_plan(source: Source) -> bool:
    """Return whether a text may be a plan or a state of Terraform, as JSON."""
    return source.text[:1] == "{" and '"terraform_version"' in source.text


class CommandHost(Enum):
    """What kind of file contains command lines."""

    SCRIPT = "script"
    BATCH = "batch"
    JUSTFILE = "justfile"
    VAGRANTFILE = "vagrantfile"
    DOCUMENT = "document"
    MARKDOWN = "markdown"
    MAKEFILE = "makefile"
    DOCKERFILE = "dockerfile"
    PIPELINE = "pipeline"
    ARGUMENTS = "arguments"


_COMMANDS = r"\b(?:helm\d?|liqoctl)\b|\bHELM|\bLIQOCTL"
#: A command that applies manifests that are named after Liqo.
_APPLIES = r"\b(?:kubectl|oc)\b[^\n]{0,200}\b(?:apply|create|replace)\b(?:\\\n|[^\n]){0,200}(?i:liqo)"
#: The keys under which pipelines of build servers have scripts.
_SCRIPT_KEYS = (
    r"(?m)^[ \t-]*[\"']?(?:run|(?:before_|after_)?script|bash|cmds?|commands?|runcmd|write_files|args|argv|source"
    r"|install|inline|(?:ansible\.builtin\.)?(?:shell|command)|[\w.-]+\.(?:sh|bash))[\"']?[ \t]*:"
)
#: What no values file has at the top level: the keys of GitHub's workflows and of cloud-init.
_OF_PIPELINES = r"(?m)\A#cloud-config\b|^(?:jobs|runcmd|autoinstall|stages)[ \t]*:"
_HOST_NAMES = {
    CommandHost.SCRIPT: r"(?i).*\.(?:sh|bash|zsh|ksh|fish)",
    CommandHost.BATCH: r"(?i).*\.(?:bat|cmd)",
    CommandHost.MARKDOWN: r"(?i).*\.(?:mdx?|markdown)",
    CommandHost.DOCUMENT: r"(?i).*\.(?:rst|adoc|asciidoc)",
    CommandHost.JUSTFILE: r"(?i)justfile|.*\.just",
    CommandHost.VAGRANTFILE: r"Vagrantfile",
    CommandHost.MAKEFILE: r"(?:GNU)?[Mm]akefile(?:\..+)?|.*\.mk",
    CommandHost.DOCKERFILE: r"(?i)(?:.+\.)?(?:Docker|Container)file(?:\..+)?",
}
#: What a file contains whose name does not show what it is; the first that is found counts. Arguments are those of one
#: command, without the program.
_HOST_CONTENT = {
    CommandHost.ARGUMENTS: r"\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*-(?:-[a-z][\w-]*|[fn])(?=[ \t=]|$)",
    CommandHost.MARKDOWN: r"(?m)^[ \t]*(?:`{3}|~{3})",
    CommandHost.DOCKERFILE: r"(?m)^RUN[ \t]",
    CommandHost.PIPELINE: _SCRIPT_KEYS,
    CommandHost.MAKEFILE: r"(?m)^\t[ \t]*[@-]|^\t[^\n]*\$\((?:HELM|LIQOCTL)\b|^[\w./%-]+[ \t]*:(?!=)[^\n]*\n\t",
    CommandHost.SCRIPT: r"(?m)^[^\n:#]*\b(?:helm\d?|liqoctl)(?=[ \t\\\"'])",
}


def command_host(source: Source) -> CommandHost | None:
    """Return which kind of file with command lines a file is; None if it is none."""
    by_content = shows_by_content(source.name)
    if by_content and re.match(_HOST_CONTENT[CommandHost.ARGUMENTS], source.text):
        return CommandHost.ARGUMENTS
    applies = "liqo" in source.text and re.search(_APPLIES, source.text)
    if not applies and not any(name in source.text for name in ("helm", "liqoctl", "HELM", "LIQOCTL")):
        return None
    name = PurePath(source.name).name
    found = _host_of(name)
    if found is None and "." not in name and is_script(source.text[:FIRST_LINE]):
        found = CommandHost.SCRIPT
    if found is None and name.endswith((".yaml", ".yml")) and re.search(_SCRIPT_KEYS, source.text):
        found = CommandHost.PIPELINE
    if found is None and by_content:
        found = next((host for host, pattern in _HOST_CONTENT.items() if re.search(pattern, source.text)), None)
    # Values files often mention commands in comments, and are not pipelines because of that.
    content = _without_comments(source.text) if found is CommandHost.PIPELINE else source.text
    return found if found is not None and (applies or re.search(_COMMANDS, content)) else None


def like_commands(source: Source) -> bool:
    """Return whether a file may contain command lines of Helm or liqoctl."""
    return command_host(source) is not None


def is_pipeline(source: Source) -> bool:
    """Return whether a file is certainly a pipeline or the like, and no values file."""
    return bool(re.search(_OF_PIPELINES, source.text))


def _host_of(name: str) -> CommandHost | None:
    return next((host for host, pattern in _HOST_NAMES.items() if re.fullmatch(pattern, name)), None)
