"""Modules of Terraform that another module of the repository calls, and the variables that are set.

A call passes the values of variables; all others have their defaults. In a root module, Terraform reads
``terraform.tfvars``, ``terraform.tfvars.json`` and then ``*.auto.tfvars`` and ``*.auto.tfvars.json`` by name; the last
one counts. What ``-var`` and ``-var-file`` set is not known here.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liqo_values.model.errors import InputError
from liqo_values.model.nodes import MapNode
from liqo_values.parsing import go_json, hcl, hcl_expressions
from liqo_values.parsing.file_names import TERRAFORM
from liqo_values.sources import release
from liqo_values.sources.terraform_functions import as_text
from liqo_values.sources.terraform_module import Module
from liqo_values.sources.terraform_values import Evaluator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.terraform_instances import Instance

#: The source of a call whose module is in the repository.
_LOCAL = r'(?m)^[ \t]*source[ \t]*=[ \t]*"(\.{1,2}/[^"\n$]*)"'
#: What a call contains apart from variables.
_META = frozenset(("source", "version", "count", "for_each", "providers", "depends_on"))
_CALLED = ("called",)


def local(source: Source) -> list[str]:
    """Return the paths of the modules of the repository that a file may call."""
    return re.findall(_LOCAL, source.text)


def is_called(module: Module, run: Sequence[str], folders: dict[Any, Any]) -> bool:
    """Return whether a file of the run in another folder calls a module, so that its releases are found there.

    Args:
        module: The module.
        run: All files of the run.
        folders: What has already been read; extended.
    """
    if _CALLED not in folders:
        folders[_CALLED] = {folder for path in run if path.endswith(TERRAFORM) for folder in _called_in(path, module)}
    return os.path.realpath(module.folder) in folders[_CALLED]


def _called_in(path: str, module: Module) -> Iterator[str]:
    folder = Path(path).parent
    source = release.source_of(Path(path), module.near)
    for one in local(source) if source is not None else ():
        yield os.path.realpath(folder / one)


def module_of(call: Instance) -> Module | None:
    """Return the module that a block calls; None if it is not in the repository."""
    module, source, block = call.module, call.source, call.block
    attributes = block.body.attributes
    place = attributes.get("source")
    evaluator = Evaluator(module.folder, source, module)
    path = as_text(evaluator.evaluate(place.value)) if place is not None and block.broken is None else None
    if path is None or not path.startswith(("./", "../")):
        return None
    files = sorted(one for ending in TERRAFORM for one in (module.folder / path).glob(f"*{ending}"))
    near = next((found for one in files if (found := release.source_of(one, source)) is not None), None)
    if near is None:
        return None
    given = {
        name: partial(_argument, call, attribute.value) for name, attribute in attributes.items() if name not in _META
    }
    return Module(near, module.root, given)


def _argument(call: Instance, expression: hcl_expressions.Expression) -> Node:
    """Evaluate an argument of a call, each time anew, because places in the result are changed."""
    return call.evaluator().argument(expression)


def _setting(module: Module, source: Source, expression: hcl_expressions.Expression) -> Node:
    """Evaluate a setting of a file with variables."""
    return Evaluator(module.folder, source, module).argument(expression)


def set_in_files(module: Module) -> Mapping[str, Callable[[], Node]]:
    """Return what the files with variables next to a root module set."""
    found: dict[str, Callable[[], Node]] = {}
    names = ["terraform.tfvars", "terraform.tfvars.json"]
    automatic = (path.name for ending in ("", ".json") for path in module.folder.glob(f"*.auto.tfvars{ending}"))
    for name in (*names, *sorted(automatic)):
        path = module.folder / name
        source = release.source_of(path, module.near) if path.is_file() else None
        if source is not None:
            found |= _in_json(source) if name.endswith(".json") else _in_hcl(module, source)
    return found


def _in_hcl(module: Module, source: Source) -> dict[str, Callable[[], Node]]:
    try:
        attributes = hcl.parse(source).body.attributes
    except InputError:  # the grammar is not there, or cannot read it
        return {}
    evaluator = Evaluator(module.folder, source, None)
    return {name: partial(evaluator.argument, attribute.value) for name, attribute in attributes.items()}


def _in_json(source: Source) -> dict[str, Callable[[], Node]]:
    def value(name: str) -> Node:
        root, _ = go_json.decode(source, 0)
        return root.entries[name].value if isinstance(root, MapNode) else root

    try:
        root, _ = go_json.decode(source, 0)
    except go_json.JSONError:
        return {}
    return {name: partial(value, name) for name in (root.entries if isinstance(root, MapNode) else ())}
