"""Find values inside other files, which are recognised by their content."""

# For a plain values file, nothing in this package is imported except what recognises one.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.locations import is_file
from liqo_values.model.node_lookup import text
from liqo_values.model.nodes import MapNode
from liqo_values.model.source_text import Source, Span
from liqo_values.sources import detect
from liqo_values.sources.found import Found
from liqo_values.values.release_inputs import Given, Piece, read_file

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from liqo_values.sources.manifests import File
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.sources.release import Release

#: The names of a chart's values files.
_VALUES = r"values[^/\\]*$"
#: Keys of the chart that Kubernetes or Kustomize objects, or helmfiles, also have at the top level.
_SHARED = frozenset(("imagePullSecrets", "commonLabels", "commonAnnotations"))
#: Every object except those of Kustomize has one of these.
_OF_OBJECTS = frozenset(("metadata", "items"))
_NAMELESS = frozenset(("Kustomization", "Component"))
#: Files that are no Kubernetes manifests: a cheap test whether a file may be of that kind, and the module whose
#: ``read`` reads it.
_OTHERS: tuple[tuple[Callable[[Source], bool], str], ...] = (
    (detect.like_helm_output, "helm_output"),
    (detect.like_helm_charts, "kustomize"),
    (detect.like_kustomization, "kustomize_overlays"),
    (detect.like_terraform, "terraform"),
    (detect.like_terraform_json, "terraform_json"),
    (detect.like_terraform_plan, "terraform_plan"),
    (detect.like_commands, "shell"),
    (detect.like_fleet, "fleet"),
    (detect.like_playbook, "ansible"),
    (detect.like_pulumi, "pulumi"),
    (detect.like_program, "programs"),
)


def mentions_liqo(source: Source) -> bool:
    """Return cheaply whether a file can contain anything for Liqo."""
    if "liqo" in source.text or detect.like_overlay(source) or detect.like_flux_kustomization(source):
        return True
    return bool(_prefix(source))


def find(
    source: Source,
    folders: dict[Path | None, Beside] | None = None,
    keys: Callable[[], Collection[str]] | None = None,
    run: Sequence[str] = (),
    given: Given | None = None,
) -> Found | None:
    """Look for Liqo in a file; return None for a plain values file.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        keys: Returns the keys of values, if the file is expected to be a values file: if it has one of them, or is
            named values and lacks what every object has, it is a values file regardless of its other content.
        run: All files of the run, which may contain what a manifest refers to.
        given: The layers below the releases in it, and the arguments above them, which may turn off a dependency of an
            umbrella chart; by default there are none.

    Raises:
        InputError: these layers or arguments cannot be read.
    """
    given = given or Given()
    found = _find(source, folders, keys, run, given)
    if found is None or all(release.umbrella is None for release in found.releases):
        return found
    from liqo_values.sources.umbrella_releases import separate

    return found._replace(releases=list(separate(found.releases, source, given)))


def _find(
    source: Source,
    folders: dict[Path | None, Beside] | None,
    keys: Callable[[], Collection[str]] | None,
    run: Sequence[str],
    given: Given,
) -> Found | None:
    for may_be, module in _OTHERS:
        if may_be(source):
            found: Found | None = import_module(f"liqo_values.sources.{module}").read(source, folders, run)
            if found is not None:
                return found if module != "shell" else _with_objects(found, source, folders, run)
    if detect.is_other(source.name, source.text):
        return Found()
    manifest = detect.like_manifests(source.text)
    helmfiles = detect.like_helmfile(source.text) and not detect.like_kustomization(source)
    if manifest or helmfiles:
        from liqo_values.sources import helmfile, manifests, object_readers

        file = manifests.read(source)
        if file.unreadable or (keys is not None and _are_values(file, keys())):
            return _unrendered_helmfile(file) if helmfiles else None
        if manifest and any(manifests.is_object(document) for document in file.documents):
            return _with_notice(object_readers.read(manifests.objects(file), folders, run), source)
        if helmfiles and helmfile.is_one(file):
            return Found() if _is_nested(source, folders, run) else helmfile.read(file)
    if detect.like_kustomization(source):
        return Found()
    return _unrendered_values(source, keys) or _in_umbrella(source, given)


def _with_notice(found: Found, source: Source) -> Found:
    """Return what objects are, with a notice if they were rendered from Liqo's chart."""
    from liqo_values.sources import helm_output

    rendered = [] if found.releases or "liqo" not in source.text else helm_output.of_objects(source)
    return found._replace(notices=[*found.notices, *rendered])


def _is_nested(source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> bool:
    """Return whether another helmfile of the run contains a helmfile, so that its releases are that one's."""
    from liqo_values.sources import object_lookup

    in_run = object_lookup.Stream((), folders, run).in_run(source)
    return in_run is not None and os.path.realpath(source.name) in in_run.nested_helmfiles


def _with_objects(found: Found, source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found:
    """Return what was found in the scripts of a file, and in its tasks of Ansible or its Kubernetes objects."""
    if not detect.is_yaml(source.name):
        return found
    from liqo_values.sources import ansible, manifests, object_readers

    other: Found | None = ansible.read(source, folders, run) if detect.like_playbook(source) else None
    if other is None and detect.like_manifests(source.text):
        other = object_readers.read(manifests.objects(manifests.read(source)), folders, run)
    if other is None:
        return found
    return Found(
        [*found.releases, *other.releases],
        [*found.peering, *other.peering],
        [*found.notices, *other.notices],
        [*found.errors, *other.errors],
    )


def _unrendered_helmfile(file: File) -> Found | None:
    """Return a notice about a helmfile that is not YAML before it is rendered; None for all others."""
    from liqo_values.sources import helmfile

    source = file.source
    if not file.unreadable or not mentions_liqo(source) or not helmfile.is_template(source):
        return None
    return Found(notices=[helmfile.unrendered(source)])


def _unrendered_values(source: Source, keys: Callable[[], Collection[str]] | None) -> Found | None:
    """Return a notice about a file, expected to be a values file, that is not YAML before helmfile renders it."""
    if keys is None or not source.name.endswith(detect.GOTMPL):
        return None
    from liqo_values.sources import own_values
    from liqo_values.sources.release import RENDER, read_template

    if read_template(source) is not None:
        return None
    return Found(notices=[own_values.unrendered(source).replace(help=RENDER)])


def is_named_values(path: str) -> bool:
    """Return whether a file's own name says that it contains values for Liqo."""
    from liqo_values.sources import own_values

    return own_values.is_named(path)


def in_folder(source: Source, at: Sequence[str], keys: Callable[[], Collection[str]]) -> Piece | Found:
    """Return a file of a folder in which ``find`` finds nothing as values, if its content shows that it is for Liqo.

    Args:
        source: The file.
        at: The path of Liqo's values.
        keys: Returns the keys of values, which tell values from objects that have some keys in common with them.
    """
    from liqo_values.parsing import placeholders
    from liqo_values.sources import own_values, references

    if re.match(detect.HELM_STATE, source.text):
        return Found()
    readable = detect.is_yaml(source.name) or detect.is_saved_output(source.name, source.text)
    if not readable or not (mentions_liqo(source) or own_values.possible(source.name, source.text)):
        return Found()
    if detect.like_manifests(source.text) and _is_object_only(source, keys()):
        return Found()
    piece = read_file(source, templated=placeholders.has_template(source.text))
    if any(diagnostic.unreadable for diagnostic in piece.diagnostics):
        has_keys, named = own_values.may_be_ours(source), own_values.is_named(source.name)
        mentioned = mentions_liqo(source)
        if "{{" in source.text:
            ours = has_keys or named or (mentioned and references.may_install(source))
            return Found(notices=[own_values.unrendered(source)]) if ours else Found()
        return piece if has_keys or ((mentioned or named) and not _is_stream(source)) else Found()
    verdict = own_values.judged(source, piece.root, at)
    return piece if verdict.ours else Found(notices=[verdict.notice] if verdict.notice else [])


def _is_object_only(source: Source, keys: Collection[str]) -> bool:
    """Return whether a file contains Kubernetes objects, and no values."""
    from liqo_values.sources import manifests

    file = manifests.read(source)
    is_object = any(manifests.is_object(document) for document in file.documents)
    return is_object and not file.unreadable and not _are_values(file, keys)


def _is_stream(source: Source) -> bool:
    """Return whether a file is YAML, but not that of a values file: a list, or several documents."""
    from liqo_values.sources import manifests

    return not manifests.read(source).unreadable


def as_layer(source: Source) -> Source | Piece:
    """Return a file without releases as a layer: values, or a manifest that cannot be read, with the reason."""
    if not detect.like_object(source.text):
        return read_file(source, templated=True) if source.name.endswith(detect.GOTMPL) else source
    from liqo_values.sources import manifests

    file = manifests.read(source)
    return file.piece(MapNode(span=Span(file.masked, 0, len(file.masked.text)))) if file.unreadable else source


def _are_values(file: File, keys: Collection[str]) -> bool:
    """Return whether a file is a values file that also has keys of manifests or helmfiles."""
    from liqo_values.sources import manifests

    own = frozenset(keys) - _SHARED
    named = bool(re.search(_VALUES, file.source.name))
    for document in file.documents:
        there = document.entries.keys() if isinstance(document, MapNode) else frozenset()
        nameless = not _OF_OBJECTS & there and text(document, "kind") not in _NAMELESS
        if own & there or (named and nameless and manifests.is_object(document)):
            return True
    return False


def _in_umbrella(source: Source, given: Given) -> Found | None:
    if Path(source.name).name == detect.CHART_FILE or detect.chart_folder(source) is None:
        return None
    from liqo_values.sources import umbrella, umbrella_layers

    folder = umbrella.around(source)
    if folder is None:
        return None
    is_own = Path(source.name) == folder / umbrella.OWN_VALUES
    wanted = umbrella_layers.of_file(source, folder, None if is_own else read_file(source), given)
    return Found(wanted, is_values=True) if wanted else None


def of_layers(given: Given) -> tuple[Source, Sequence[Release]] | None:
    """Return a file of the umbrella chart in whose folder a layer is, and its releases; None if no layer is in one.

    Args:
        given: All layers and arguments of a release.

    Raises:
        InputError: these layers or arguments cannot be read.
    """
    sources = (step.layer.source for step in given.steps() if isinstance(step, Piece)) if given.files else ()
    in_charts = [one for one in sources if one and is_file(one.name) and detect.chart_folder(one) is not None]
    if not in_charts:
        return None
    from liqo_values.sources import umbrella_layers

    return umbrella_layers.of_layers(given, in_charts)


def _prefix(source: Source) -> str:
    """Return the key that contains Liqo's values in those of the chart that a file is in; empty if there is none."""
    folder = Path(source.name).parent
    if not detect.like_chart(folder):
        return ""
    from liqo_values.sources import umbrella

    return umbrella.key_in(folder, source)
