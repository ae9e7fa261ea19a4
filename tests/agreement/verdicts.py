"""Compares a Helm's verdict on values with the validator's, and the rendered arguments with the mode it names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zlib import crc32

from liqo_values.engine.check import judge
from liqo_values.engine.result import CheckResult
from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE
from liqo_values.liqo.program_args import APPENDED
from liqo_values.model.errors import InputError
from liqo_values.model.findings import with_followers
from liqo_values.model.nodes import Path as ValuesPath
from liqo_values.model.nodes import dotted
from liqo_values.schema.checked_again import CODES
from liqo_values.values.release_inputs import Given
from tests.agreement.helm import STRUCTURE, WITHOUT_REASON, Verdict, ask, codes_of
from tests.agreement.virtual_kubelet import virtual_kubelet
from tests.support.generated import ASKED
from tools.rendering import CLUSTER_ID
from tools.toolchain.build import tool

#: What both name key by key, or argument by argument.
COUNTED = ("LQ104", "LQ201", "LQ202", "LQ203", "LQ208", "LQ209", "LQ217", "LQ218")
HELMS = ("helm3", "helm4")


@dataclass(frozen=True)
class Case:
    """Values to put before both.

    Attributes:
        files: Values files.
        sets: ``--set`` arguments.
        set_strings: ``--set-string`` arguments.
        set_jsons: ``--set-json`` arguments.
        set_files: ``--set-file`` arguments.
        set_literals: ``--set-literal`` arguments.
        schema: Whether Helm checks the chart's schema.
        named: Whether a layer beneath these values names the cluster, which ``helm template`` cannot ask.
    """

    files: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    set_strings: tuple[str, ...] = ()
    set_jsons: tuple[str, ...] = ()
    set_files: tuple[str, ...] = ()
    set_literals: tuple[str, ...] = ()
    schema: bool = True
    named: bool = True

    @property
    def layers(self) -> tuple[str, ...]:
        """All values files, lowest first."""
        return (str(CLUSTER_ID), *self.files) if self.named else self.files

    @property
    def options(self) -> list[str]:
        """The same as options of Helm."""
        return [
            *(() if self.schema else ("--skip-schema-validation",)),
            *(word for file in self.layers for word in ("--values", file)),
            *(word for text in self.sets for word in ("--set", text)),
            *(word for text in self.set_strings for word in ("--set-string", text)),
            *(word for text in self.set_jsons for word in ("--set-json", text)),
            *(word for text in self.set_files for word in ("--set-file", text)),
            *(word for text in self.set_literals for word in ("--set-literal", text)),
        ]

    @cached_property
    def answer(self) -> CheckResult | InputError:
        """What the validator says, or why it cannot read them."""
        given = Given(self.layers, self.set_jsons, self.sets, self.set_strings, self.set_files, self.set_literals)
        try:
            return judge(given._replace(without_cluster=True, schema=self.schema))
        except InputError as error:
            return error

    @property
    def refused(self) -> bool:
        """Whether the validator finds an error for which Helm rejects the values."""
        return isinstance(self.answer, InputError) or bool(_errors(self.answer))


def disagreements(cases: Sequence[Case], *, helms: Sequence[str] = HELMS) -> list[str]:
    """Tell, for every case on which a Helm and the validator disagree, how.

    Args:
        cases: The values.
        helms: Who is asked: one of them about each case, and all of them by ``make agreement``, which has the time.
    """
    questions = [(tool(helm), case) for case in cases for helm in (helms if ASKED else [_whose_turn(case, helms)])]
    with ThreadPoolExecutor(max_workers=2) as pool:
        verdicts = list(pool.map(lambda question: ask(question[0], question[1].options), questions))
    return [
        f"{helm.name}: {_shown(case)}: {difference}"
        for (helm, case), verdict in zip(questions, verdicts, strict=True)
        for difference in differences(case, verdict)
    ]


def disagreements_with_both(case: Case) -> list[str]:
    """Tell how either Helm and the validator disagree on a case, if they do."""
    return [difference for helm in HELMS for difference in disagreements([case], helms=[helm])]


def _whose_turn(case: Case, helms: Sequence[str]) -> str:
    """Which Helm is asked: the same one about the same values, so that what has failed fails again."""
    return helms[crc32(_shown(case).encode()) % len(helms)]


def differences(case: Case, verdict: Verdict) -> Iterable[str]:
    """Tell how the verdict of a Helm on a case differs from the validator's."""
    result = case.answer
    if isinstance(result, InputError):
        # An argument that Helm cannot parse: neither of them reads any values.
        if verdict.accepted or verdict.by_shape or verdict.codes:
            yield f"the validator cannot read it ({result}), Helm can: {verdict.output}"
        return
    typed = not case.schema and verdict.codes & CODES
    yield from _typed_differently(verdict, result) if typed else _judged_differently(case, verdict, result)
    told = {DEFAULT_TEMPLATE: result.mode.reflection, **result.mode.templates}
    if verdict.accepted and verdict.arguments.keys() != told.keys():
        yield f"options templates {sorted(told)}, but Helm renders {sorted(verdict.arguments)}"
    for name, arguments in verdict.arguments.items() if result.mode.name else ():
        reading, fact = _read_by_virtual_kubelet(arguments), told.get(name)
        if reading.error:
            yield f"let through: the virtual kubelet of {name} refuses {list(arguments)}: {reading.error}"
        elif fact and reading.ip_reflection is not fact.value:
            yield f"IP reflection of {name} is {fact.word}, but the virtual kubelet gets {list(arguments)}"


def _judged_differently(case: Case, verdict: Verdict, result: CheckResult) -> Iterable[str]:
    errors = _errors(result)
    if not case.schema and not verdict.accepted and not verdict.codes:
        # A template stumbles over what is in a list or in a map of the user's, which only the schema checks.
        if not {finding.code for finding in with_followers(result.findings)} & STRUCTURE:
            yield f"let through: the validator says nothing, Helm says {verdict.output}"
    elif verdict.accepted and errors:
        yield f"false alarm: Helm accepts it, the validator says {sorted(errors)}"
    elif not verdict.accepted and not errors:
        yield f"let through: the validator says nothing, Helm says {verdict.output}"
    elif not verdict.accepted and verdict.by_shape and not (errors & STRUCTURE and verdict.codes <= errors):
        yield f"Helm refuses it with {sorted(verdict.codes)}, the validator says {sorted(errors)}: {verdict.output}"
    elif not verdict.accepted and verdict.by_shape:
        yield from _placed_differently(verdict, result)
    elif not verdict.accepted and not verdict.by_shape and verdict.codes != errors:
        yield f"the chart refuses with {sorted(verdict.codes)}, the validator with {sorted(errors)}: {verdict.output}"
    elif not verdict.accepted and not verdict.by_shape:
        counted = Counter(finding.code for finding in result.refusals)
        if {code: counted[code] for code in COUNTED} != {code: verdict.counts.get(code, 0) for code in COUNTED}:
            yield f"the chart names {verdict.counts}, the validator {counted}: {verdict.output}"


def _typed_differently(verdict: Verdict, result: CheckResult) -> Iterable[str]:
    """Compare the keys whose types the templates check instead of the schema, before everything else."""
    mine = {dotted(finding.path).replace('"', "") for finding in result.refusals if finding.code in CODES}
    if verdict.types != mine or not verdict.codes <= _errors(result):
        yield f"the chart refuses the types of {sorted(verdict.types)}, the validator those of {sorted(mine)}"


def _placed_differently(verdict: Verdict, result: CheckResult) -> Iterable[str]:
    """Compare the places: the validator names each key of a section of another release. Both name the same rule."""
    mine = {(pointer(finding.path), finding.code) for finding in with_followers(result.findings)}
    mine = {(place, code) for place, code in mine if code in STRUCTURE}
    for place, said in verdict.places.items():
        here = {code for other, code in mine if _is_inside(other, place)}
        if not here:
            yield f"Helm rejects {place}, the validator {sorted(mine)}: {verdict.output}"
        elif any(one not in WITHOUT_REASON for one in said) and not here & codes_of(said):
            yield f"at {place}, Helm says {said}, the validator {sorted(here)}: {verdict.output}"
    for place in {place for place, _ in mine} if verdict.places else ():
        if not any(_is_inside(place, other) for other in verdict.places):
            yield f"the validator rejects {place}, Helm {sorted(verdict.places)}: {verdict.output}"


def pointer(path: ValuesPath) -> str:
    """Write a path as a JSON pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _is_inside(place: str, other: str) -> bool:
    return place == other or place.startswith(f"{other}/")


def _errors(result: CheckResult) -> set[str]:
    return {finding.code for finding in result.refusals}


@dataclass(frozen=True)
class Reading:
    """How the virtual kubelet's own flag set reads arguments."""

    ip_reflection: bool
    error: str


def _read_by_virtual_kubelet(arguments: Sequence[str]) -> Reading:
    answer = virtual_kubelet().read([*arguments, APPENDED])
    return Reading(not answer["disableIPReflection"], answer.get("error") or "")


def _shown(case: Case) -> str:
    """What the case gives to Helm, wherever its files are."""
    contents = (*case.files, *(text.partition("=")[2] for text in case.set_files))
    texts = (json.dumps(Path(file).read_text(encoding="utf-8")) for file in contents)
    return " ".join([*texts, *replace(case, files=(), set_files=(), named=False).options])
