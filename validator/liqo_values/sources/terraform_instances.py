"""The instances of a Terraform block that ``for_each`` or ``count`` repeats, with what these words mean in each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.nodes import Entry, MapNode, Node, ScalarNode
from liqo_values.parsing import hcl_expressions
from liqo_values.sources import release
from liqo_values.sources.manifests import File
from liqo_values.sources.terraform_values import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.source_text import Source
    from liqo_values.parsing.hcl import Block
    from liqo_values.sources.terraform_module import Module

_FOR_EACH, _COUNT = "for_each", "count"
#: More are not told apart.
MOST = 100


class Instance(NamedTuple):
    """One of the things that a block stands for.

    Attributes:
        module: The module that contains the block.
        source: Its file.
        block: The block.
        address: What Terraform adds to the name of the block, such as ``["rome"]``; empty if the block is not repeated,
            or if it is not known how often.
        number: Its place among the others.
    """

    module: Module
    source: Source
    block: Block
    address: str
    number: int

    def evaluator(self, *, defaults: bool = False) -> Evaluator:
        """Return what evaluates the arguments of this instance.

        Args:
            defaults: Whether a variable has the value of its default.
        """
        return Evaluator(self.module.folder, self.source, self.module, self._names(), defaults=defaults)

    def _names(self) -> Mapping[str, Node]:
        """Return ``each`` or ``count``; each time anew, because places in values are changed."""
        known = _repeated(self.module, self.source, self.block) if self.address else None
        return known[self.number][1] if known else {}


def of(module: Module, source: Source, block: Block) -> list[Instance]:
    """Return the instances of a block; one if they are not known, or if there is none.

    Args:
        module: The module that contains the block.
        source: Its file.
        block: The block.
    """
    known = _repeated(module, source, block)
    if not known or len(known) > MOST:
        return [Instance(module, source, block, "", 0)]
    return [Instance(module, source, block, address, number) for number, (address, _) in enumerate(known)]


def none(module: Module, source: Source, block: Block, what: str) -> Diagnostic | None:
    """Say that a block has no instance; None if it has one, or if that is not known.

    Args:
        module: The module that contains the block.
        source: Its file.
        block: The block.
        what: What Terraform does not do.
    """
    if _repeated(module, source, block) != []:
        return None
    name = _FOR_EACH if _FOR_EACH in block.body.attributes else _COUNT
    value = block.body.attributes[name].value
    place = Evaluator(module.folder, source, module).evaluate(value) if name == _COUNT else None
    if place is None or place.span is None:
        place = ScalarNode(None, hcl_expressions.place(value))
    state = "is 0" if name == _COUNT else "is empty"
    message = f"`{name}` {state}: Terraform {what}, and its values are not checked"
    file = File.of_text(place.span.source if place.span is not None else source)
    return release.noticed(file, NOT_CHECKED, message, f"to install it, remove `{name}`", place)


def none_by_default(module: Module, source: Source, block: Block) -> Diagnostic | None:
    """Say that a block has an instance only if a variable is set; None if it has one, or if that is not known.

    Args:
        module: The module that contains the block.
        source: Its file.
        block: The block.
    """
    evaluator = Evaluator(module.folder, source, module, defaults=True)
    if _repeated(module, source, block) is not None or _instances(evaluator, block) != []:
        return None
    name = _FOR_EACH if _FOR_EACH in block.body.attributes else _COUNT
    variables = " and ".join(f"`var.{one}`" for one in sorted(evaluator.defaulted))
    message = f"whether Terraform installs this release is not known: by default, {variables} keeps it out"
    help_text = "check the output of `terraform show -json` as well"
    place = ScalarNode(None, hcl_expressions.place(block.body.attributes[name].value))
    return release.noticed(File.of_text(source), NOT_CHECKED, message, help_text, place)


def _repeated(module: Module, source: Source, block: Block) -> list[tuple[str, Mapping[str, Node]]] | None:
    """Return the address and the names of each instance; None if the block is not repeated, or that is not known."""
    return _instances(Evaluator(module.folder, source, module), block)


def _instances(evaluator: Evaluator, block: Block) -> list[tuple[str, Mapping[str, Node]]] | None:
    if block.broken is not None:
        return None
    for_each = block.body.attributes.get(_FOR_EACH)
    if for_each is not None:
        items = evaluator.each_instance(for_each.value)
        return None if items is None else [*map(_of_key, items)]
    count = block.body.attributes.get(_COUNT)
    number = evaluator.evaluate(count.value) if count is not None else None
    if not isinstance(number, ScalarNode) or type(number.value) is not int or not 0 <= number.value <= MOST:
        return None
    return list(_counted(number, number.value))


def _of_key(item: MapNode) -> tuple[str, Mapping[str, Node]]:
    key = item.entries["key"].value
    text = key.value if isinstance(key, ScalarNode) else ""
    return f"[{json.dumps(text, ensure_ascii=False)}]", {"each": item}


def _counted(count: ScalarNode, number: int) -> Iterator[tuple[str, Mapping[str, Node]]]:
    for index in range(number):
        entries = {"index": Entry("index", ScalarNode(index, count.span))}
        yield f"[{index}]", {"count": MapNode(entries, count.span)}
