"""The names of options templates. The rules on the default template check the contents of each of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_OBJECT_NAME = rf"{_LABEL}(?:\.{_LABEL})*"
_LONGEST_NAME = 253


@rule("LQ113", "options-template-name", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def options_template_name(context: Context) -> Iterator[Diagnostic]:
    """A name that an additional VkOptionsTemplate cannot have.

    ## What it does
    Reports entries of `virtualKubelet.optionsTemplates` that are named `virtual-kubelet-default`, or whose name is not
    valid in Kubernetes: up to 253 lower-case letters, digits, dashes and dots, where each part between dots starts and
    ends with a letter or digit.

    ## What breaks at run time
    The API server would reject the object, and the installation would stop halfway. Of two objects with the same name,
    it would keep the later one: all virtual nodes would get what was meant for some.
    """
    for template in context.templates:
        if template.name == DEFAULT_TEMPLATE:
            message = f"`{DEFAULT_TEMPLATE}` is the name of the default template"
            help_text = "choose another name; to change all virtual nodes, use `virtualKubelet` and `offloading`"
        elif not re.fullmatch(_OBJECT_NAME, template.name) or len(template.name) > _LONGEST_NAME:
            message = f"{show(template.name)} is not a valid name in Kubernetes"
            help_text = "use lower-case letters, digits and dashes, such as `hidden-ips`"
        else:
            continue
        primary = context.at(template.path, "names a VkOptionsTemplate", at_key=True)
        yield Diagnostic(message, primary, help_text, path=template.path)
