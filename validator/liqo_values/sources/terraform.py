"""Terraform and OpenTofu: the releases of Liqo's chart in ``helm_release`` resources, and values for Liqo in locals."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.parsing import hcl, hcl_expressions
from liqo_values.sources import (
    release,
    terraform_calls,
    terraform_commands,
    terraform_layers,
    terraform_locals,
    terraform_release,
)
from liqo_values.sources import terraform_instances as instances
from liqo_values.sources.found import Found
from liqo_values.sources.manifests import File
from liqo_values.sources.release import Release
from liqo_values.sources.terraform_chart import Named
from liqo_values.sources.terraform_layers import BLOCKS
from liqo_values.sources.terraform_module import Module
from liqo_values.values.release_inputs import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.source_text import Source, Span
    from liqo_values.parsing.hcl import Block
    from liqo_values.sources.terraform_chart import Chart
    from liqo_values.sources.terraform_instances import Instance
    from liqo_values.sources.terraform_values import Evaluator

#: What a file contains that is of interest, …
_LIQO = r"(?i)liqo"
#: … and that may take its chart, or values of Liqo's in those of another chart, from another file or folder.
_RELEASE = r"helm_(?:release|template)"
_NAMED_ELSEWHERE = r"\bchart\s*=\s*(?:[^\s\"]|\"[^\"\n]*(?:[./]|\$\{))|\bfile\("
#: How a file looks that installs Liqo, even if it is not HCL.
_INSTALLS = r'(?m)^[ \t]*chart[ \t]*=[ \t]*"[^"\n]*\bliqo"'
#: The arguments of a module that name what it installs, and those that give it values.
_NAMING = ("source", "chart", "chart_name", "name", "release_name")
_VALUES = r"(?i)^(?:helm_|chart_|release_)?(?:values|set)\w*$"
#: How many modules may call each other.
_DEEPEST = 5
_VALIDATE = "run `terraform validate`, which says more"


def read(source: Source, folders: dict[Any, Any] | None = None, run: Sequence[str] = ()) -> Found:
    """Read a file in HCL.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        run: All files of the run, in which other modules may call the one of the file.
    """
    names_liqo = re.search(_LIQO, source.text)
    elsewhere = re.search(_RELEASE, source.text) and re.search(_NAMED_ELSEWHERE, source.text)
    if not (names_liqo or elsewhere or terraform_calls.local(source)):
        return Found()
    folders = {} if folders is None else folders
    module = _module(source, folders)
    try:
        file = module.file(source)
    except InputError as error:  # without the grammar, nothing can be said of a file that does not mention Liqo
        return Found(errors=[error] if names_liqo else [])
    used: set[str] = set()
    found = terraform_release.found(_makers(module, source, file, used))
    errors = list(found.errors)
    if not found.releases and file.broken is not None and re.search(_INSTALLS, source.text):
        message = f"`{source.name}` is not valid HCL, so that its releases cannot be read"
        errors.append(InputError(message, _VALIDATE, file.broken))
    called = terraform_calls.is_called(module, run, folders)
    releases, calls = ([], Found()) if called else (found.releases, _of_calls(module, source, file))
    commands = terraform_commands.releases(module, source, file)
    return Found(
        [*releases, *calls.releases, *_unused(module, source, file), *commands],
        notices=calls.notices,
        errors=[*errors, *calls.errors],
    )


def _of_calls(module: Module, source: Source, file: hcl.File, depth: int = 0) -> Found:
    """Return the releases in the local modules that a file calls; say which calls cannot be followed."""
    releases: list[Release] = []
    errors: list[InputError] = []
    notices: list[Diagnostic] = []
    for instance in (one for block in file.body.of_kind("module") for one in instances.of(module, source, block)):
        block = instance.block
        called = terraform_calls.module_of(instance) if depth < _DEEPEST else None
        found = _in_module(called, depth + 1) if called is not None else Found()
        for one in found.releases:
            one.name = f"module.{'.'.join(block.labels)}{instance.address}.{one.name}"
            one.not_installed = one.not_installed or instances.none(module, source, block, "does not call this module")
        releases += found.releases
        errors += found.errors
        notices += found.notices
        if not found and _may_install(block):
            notices.append(_uncalled(source, block, exists=called is not None))
    return Found(releases, notices=notices, errors=errors)


def _in_module(module: Module, depth: int) -> Found:
    """Return the releases in all files of a module that another one calls."""
    parts: list[Found] = []
    for source, file in module.files():
        parts.append(terraform_release.found(_makers(module, source, file, set())))
        parts.append(_of_calls(module, source, file, depth))
    return Found(
        [one for part in parts for one in part.releases],
        notices=[one for part in parts for one in part.notices],
        errors=[one for part in parts for one in part.errors],
    )


def _may_install(block: Block) -> bool:
    """Return whether a call of a module looks as if it installs Liqo's chart with values."""
    arguments = block.body.attributes
    if not any(re.search(_VALUES, name) for name in arguments):
        return False
    texts = [arguments[name].span.text for name in _NAMING if name in arguments]
    return any(re.search(_LIQO, text) for text in (*block.labels, *texts))


def _uncalled(source: Source, block: Block, *, exists: bool) -> Diagnostic:
    """Say that a call of a module is not followed."""
    why = "no release of Liqo is found in it" if exists else "it is not in this repository"
    message = f"this module may install Liqo, but {why}: its values are not checked"
    help_text = "check the output of `terraform show -json`"
    place = ScalarNode(None, block.head)
    return release.noticed(File.of_text(source), NOT_CHECKED, message, help_text, place)


def _module(source: Source, folders: dict[Any, Any]) -> Module:
    """Return the module of a file, which was perhaps read for another file."""
    made = Module(source)
    key = (Module, made.folder)
    if key not in folders:
        for other in [other for other in folders if isinstance(other, tuple) and other[0] is Module]:
            del folders[other]  # files come folder by folder
        made.variables = terraform_calls.set_in_files(made)
        folders[key] = made
    found: Module = folders[key]
    return found


def _makers(module: Module, source: Source, file: hcl.File, used: set[str]) -> Iterator[Callable[[], Release | None]]:
    """Yield what makes the releases in a file.

    Args:
        module: The module.
        source: The file.
        file: What it contains.
        used: Extended by the names of the locals that the releases use.
    """
    for block in file.body.blocks:
        if _kind(block) in terraform_release.KINDS:
            for instance in instances.of(module, source, block):
                yield partial(_release, instance, used)


def _kind(block: Block) -> tuple[str, str]:
    return block.kind, block.labels[0] if block.labels else ""


def _release(instance: Instance, used: set[str]) -> Release | None:
    """Return the release that a block describes; None if it is not Liqo's."""
    module, source, block = instance.module, instance.source, instance.block
    kind = _kind(block)
    file = File.of_text(source)
    evaluator = instance.evaluator()
    arguments = _arguments(evaluator, block) if block.broken is None else {}
    chart, note = _chart(instance, arguments)
    if chart is None:
        return None
    address = ".".join(block.labels if block.kind == "resource" else [block.kind, *block.labels]) + instance.address
    version = block.body.attributes.get("version")
    place = ScalarNode("", hcl_expressions.place(version.value)) if version else None
    result = terraform_release.described(file, address, kind, chart, place)
    if note and result.chart is not None:
        result.chart = result.chart._replace(notes=(*result.chart.notes, note))
    result.not_installed = instances.none(module, source, block, "does not install this release")
    unsure = instances.none_by_default(module, source, block)
    result.diagnostics += [unsure] if unsure is not None else []
    if block.broken is None:
        terraform_release.fill(result, file, arguments)
    else:
        result.steps.append(_broken(file, block.broken))
    used |= evaluator.used
    return result


def _broken(file: File, span: Span) -> Unread:
    """Make a layer of a block that is not HCL: what the grammar makes of it may be something else."""
    return release.unread(file, ScalarNode(None, span), "what this invalid HCL says")._replace(remedy=_VALIDATE)


def _chart(instance: Instance, arguments: Mapping[str, Node]) -> tuple[Chart | None, str]:
    """Return the chart of a release, and the note about a variable whose default says which one it is."""
    module, source, block = instance.module, instance.source, instance.block
    evaluator = instance.evaluator(defaults=True)
    attributes = block.body.attributes

    def written(name: str) -> str:
        attribute = attributes.get(name)
        return terraform_release.written(evaluator.evaluate(attribute.value) if attribute else None)

    named = Named(written("chart"), written("repository"), "", (*block.labels[1:], written("name")))
    evaluator.defaulted.clear()
    named = named._replace(version=written("version"))
    known = sorted(evaluator.defaulted) if named.version and "${" not in named.version else []
    notes = "".join(f"`var.{name}` may differ from its default `{named.version}`" for name in known[:1])
    return terraform_release.chart_of(named, arguments, module.folder, source), notes


def _arguments(evaluator: Evaluator, block: Block) -> Mapping[str, Node]:
    """Return the arguments of a release; blocks become the items of a list, in which dynamic ones are unknown."""
    arguments = {name: evaluator.argument(attribute.value) for name, attribute in block.body.attributes.items()}
    for inner in block.body.blocks:
        dynamic = inner.kind == "dynamic"
        name = inner.labels[0] if dynamic and inner.labels else inner.kind
        if name not in BLOCKS:
            continue
        items = arguments.setdefault(name, terraform_layers.Blocks([], inner.head))
        if isinstance(items, ListNode):
            items.items += _dynamic(evaluator, inner) if dynamic else [_item(evaluator, inner)]
    return arguments


def _dynamic(evaluator: Evaluator, block: Block) -> Iterator[Node]:
    """Yield the blocks that a dynamic block stands for; only an unknown one if its collection is not known."""
    collection = block.body.attributes.get("for_each")
    content = next(block.body.of_kind("content"), None)
    unknown = ScalarNode(Unknown(block.head.text), block.head)
    if collection is None or content is None or "iterator" in block.body.attributes:
        yield unknown
        return
    for value in evaluator.each_block(collection.value, block.labels[0]):
        yield unknown if value is None else _item(evaluator, content)


def _item(evaluator: Evaluator, block: Block) -> MapNode:
    return evaluator.map({name: attribute.value for name, attribute in block.body.attributes.items()}, block.span)


def _unused(module: Module, source: Source, file: hcl.File) -> Iterator[Release]:
    """Yield the values for Liqo in locals that no release of the module uses."""
    candidates = terraform_locals.candidates(file)
    if candidates and module.used is None:
        module.used = _used(module)
    unused = [local for local in candidates if local.name not in (module.used or ())]
    return terraform_locals.releases(module, source, unused)


def _used(module: Module) -> set[str]:
    """Return the names of the locals that the releases of a module use."""
    used: set[str] = set()
    for source, file in module.files():
        terraform_release.found(_makers(module, source, file, used))
    return used
