"""Values for Liqo in the locals of a module of Terraform, which no release there uses: a layer of some release.

They are recognised by their name (``liqo_values``) or by what they set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.target import ours
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.sources import release, terraform_layers
from liqo_values.sources.manifests import File
from liqo_values.sources.release import CHART, Release
from liqo_values.sources.terraform_functions import as_text
from liqo_values.sources.terraform_module import Local, locals_of
from liqo_values.sources.terraform_nodes import EncodedNode
from liqo_values.sources.terraform_values import Evaluator
from liqo_values.values.release_inputs import Piece, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.model.source_text import Source
    from liqo_values.parsing import hcl
    from liqo_values.sources.terraform_module import Module
    from liqo_values.values.release_inputs import Step

_NAMED = r"(?i)(?=.*liqo).*values"
#: The names of a path: a dot in a name is escaped, and indices are left out.
_STEP = r"((?:\\.|[^.\\\[])+)(?:\[[0-9]+\])*"
#: So many keys of a list or section have to be Liqo's.
_ENOUGH = 2
_REMEDY = "check the folder that contains its `helm_release`, or the output of `terraform show -json`"


def candidates(file: hcl.File) -> list[Local]:
    """Return what may be values: the locals of a file, and what is at its top level in an excerpt."""
    return [*locals_of(file), *(Local(one.name, one.value, one.name_span) for one in file.body.attributes.values())]


def releases(module: Module, source: Source, locals_: Iterable[Local]) -> Iterator[Release]:
    """Yield a release for each of the locals that contains values for Liqo."""
    for local in locals_:
        node = Evaluator(module.folder, source, module).evaluate(local.value)
        place = ScalarNode(None, local.place)
        below = release.unread(File.of_text(source), place, f"the release that uses `{local.name}`")
        steps, prefix = _steps(local, source, node)
        if not all(isinstance(step, Unread) for step in steps):
            steps = [below._replace(remedy=_REMEDY), *steps]
        if steps:
            yield Release(f"local.{local.name}", steps, prefix=prefix)


def _steps(local: Local, source: Source, node: Node) -> tuple[list[Step], str]:
    """Return the layers in a local, and the key of Liqo's values in them; no layers if it contains something else."""
    if isinstance(node, ListNode):
        return list(terraform_layers.layers(File.of_text(source), {"set": node})) if _sets(node) else [], ""
    value = EncodedNode(node, local.place) if isinstance(node, MapNode) else node
    named = re.search(_NAMED, local.name) is not None
    recognised = isinstance(value, EncodedNode) and bool(section_of(value.root))
    if not (named or recognised) or not isinstance(value.value, str):
        return [], ""
    steps = list(terraform_layers.piece_of(value))
    roots = [step.root for step in steps if isinstance(step, Piece)]
    if not roots:
        return steps if isinstance(value.value, Unknown) else [], ""
    prefix = next((section for root in roots if (section := section_of(root, least=1))), "")
    keys = {key for root in roots for key in root.entries}
    return steps if prefix or keys & frozenset(ours().keys.below(())) else [], prefix


def section_of(root: Node, least: int = _ENOUGH) -> str:
    """Return the key of Liqo's values in those of another chart; empty if there are none.

    Args:
        root: The values.
        least: How many keys there have to be Liqo's.
    """
    section = find(root, CHART)
    keys = section.entries.keys() if isinstance(section, MapNode) else frozenset()
    return CHART if len(keys & frozenset(ours().keys.below(()))) >= least else ""


def section_in(steps: Iterable[Step]) -> str:
    """Return the key of Liqo's values in the layers of a release of another chart; empty if there are none."""
    roots = [step.root for step in steps if isinstance(step, Piece)]
    return next((section for root in roots if (section := section_of(root))), "")


def _sets(node: ListNode) -> bool:
    """Return whether a list is one of names and values for ``set``, of which most are Liqo's."""
    names = [as_text(name) for name in (find(item, "name") for item in node.items) if name is not None]
    known = [name for name in names if name and _is_known(name)]
    return len(known) >= _ENOUGH and 2 * len(known) > len(node.items)


def _is_known(name: str) -> bool:
    path = tuple(step.replace("\\", "") for step in re.findall(_STEP, name))
    return any(ours().keys.schema_at(path[:depth]) for depth in range(2, len(path) + 1))
