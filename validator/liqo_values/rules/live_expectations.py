"""What a cluster does, compared with the mode that is expected of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.liqo.mode import FACTS, named, of_facts
from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.cluster.cluster_view import ClusterView
    from liqo_values.liqo.mode import Fact
    from liqo_values.values.expectation import Expectation


class _InEffect(NamedTuple):
    """One of the two facts.

    Attributes:
        name: What it is.
        value: On or off; None if that cannot be seen.
        place: The object that shows it, or the command that shows none.
        wanted: Whether the mode that is expected has it on.
        in_values: The fact in the values; None if these are not known.
    """

    name: str
    value: bool | None
    place: Label
    wanted: bool
    in_values: Fact | None

    @property
    def differs(self) -> bool:
        """Whether it is certainly not the one that is expected."""
        return self.value is not None and self.value is not self.wanted

    @property
    def places(self) -> tuple[Label, ...]:
        """What decided it: the object, and the values if they say the same."""
        shown = Label(self.place.span, self.place.layer, f"{self.name} is {_word(self.value)} ({self.place.text})")
        decided = self.in_values is not None and self.value is not None and self.in_values.value is self.value
        return (shown, self.in_values.decided_by) if decided and self.in_values is not None else (shown,)


@rule(
    "LQ906",
    "unexpected-mode-in-effect",
    Severity.ERROR,
    about=About.CLUSTER,
    charts=ALL_CHARTS,
    causes=("LQ903", "LQ912"),
)
def unexpected_mode_in_effect(context: Context) -> Iterator[Diagnostic]:
    """A cluster that is not in the mode that is expected of it.

    ## What it does
    Compares the networking module and IP reflection with the mode that the option `--expect` or the project file
    expects. The arguments of the controller manager show the module, and the default options template shows IP
    reflection. A mode that cannot be seen is not the expected one either.

    ## What breaks at run time
    Nothing at once. But whoever expects a mode relies on it: for example, that pods reach each other, or that no
    gateway is open to the Internet.
    """
    view = context.cluster
    for expectation in context.expectations:
        facts = _facts(view, expectation)
        different = [fact for fact in facts if fact.differs]
        unseen = [fact for fact in facts if fact.value is None]
        places = [place for fact in different or unseen for place in fact.places]
        if different:
            yield Diagnostic(
                f"{_state(facts)}, but {expectation.sentence}",
                places[0],
                "install values with that mode, or change what is expected",
                related=(*places[1:], _by(expectation)),
            )
        elif unseen:
            yield Diagnostic(
                f"{expectation.sentence}, but {unseen[0].name} is not known: {unseen[0].place.text}",
                places[0],
                "a mode that cannot be seen is not the expected one: make it visible, or do not expect one",
                related=(*places[1:], _by(expectation)),
            )


@rule(
    "LQ907",
    "unexpected-virtual-node",
    Severity.ERROR,
    about=About.CLUSTER,
    charts=ALL_CHARTS,
    causes=("LQ911", "LQ906"),
)
def unexpected_virtual_node(context: Context) -> Iterator[Diagnostic]:
    """A virtual node whose IP reflection is not that of the mode that is expected of its cluster.

    ## What it does
    Compares the arguments of virtual kubelets with the mode that the option `--expect` or the project file expects. The
    virtual nodes that you create from an options template of your own are not compared: it says what you want of them.

    ## What breaks at run time
    Pods on this virtual node have IPs although none are expected, or have none.
    """
    view = context.cluster
    for expectation in context.expectations:
        wanted = FACTS[named(expectation.mode)][1]
        does = "hides" if wanted else "reflects"
        for node in view.nodes:
            if not node.made_from_default or node.running.value in (None, wanted):
                continue
            yield Diagnostic(
                f"the virtual node {node.node.name} {does} IPs, but {expectation.sentence}",
                node.running.place,
                "install values with that mode, and create the virtual node again",
                related=(node.created_again.place, node.node.label("its virtual node"), _by(expectation)),
            )


def _state(facts: tuple[_InEffect, _InEffect]) -> str:
    """Say in which mode the cluster is, or what is known of it."""
    module, reflection = facts
    if module.value is not None and reflection.value is not None:
        return f"the cluster is in `{of_facts(module.value, reflection.value)}`"
    return "; ".join(f"{fact.name} is {_word(fact.value)}" for fact in facts)


def _facts(view: ClusterView, expectation: Expectation) -> tuple[_InEffect, _InEffect]:
    module, reflection = FACTS[named(expectation.mode)]
    mode = view.decided
    networking, template = view.networking, view.default_template
    seen = view.by_template(template) if template is not None else None
    return (
        _InEffect(
            "the networking module",
            networking.value if networking is not None else None,
            networking.place if networking is not None else _unseen(view, "deployments.apps", "controller manager"),
            module,
            mode.networking if mode is not None else None,
        ),
        _InEffect(
            "IP reflection",
            seen.value if seen is not None else None,
            seen.place
            if seen is not None
            else _unseen(view, "vkoptionstemplates.offloading.liqo.io", "default options template"),
            reflection,
            mode.reflection if mode is not None else None,
        ),
    )


def _unseen(view: ClusterView, argument: str, what: str) -> Label:
    """Say why an object is not known: it cannot be seen, or is not there."""
    unseen = next((one for one in view.snapshot.unseen if one.argument == argument), None)
    why = f"the {what} cannot be seen" if unseen is not None else f"there is no {what}"
    return Label(None, f"kubectl get {argument} --namespace {view.snapshot.namespace}", why)


def _by(expectation: Expectation) -> Label:
    return Label(expectation.place.span, expectation.place.layer, f"expects `{expectation.mode}`")


def _word(value: bool | None) -> str:
    return {True: "on", False: "off", None: "not known"}[value]
