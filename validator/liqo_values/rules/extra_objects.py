"""Objects that users add to the release: LQ532 to LQ534."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted, plain
from liqo_values.model.source_text import Source
from liqo_values.parsing import yaml
from liqo_values.rules.context import Context
from liqo_values.rules.rule import OUR_CHART, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

EXTRA_OBJECTS: Path = ("extraObjects",)

_WORDS = (
    "abbrev abbrevboth add add1 add1f addf adler32sum ago all and any append atoi b32dec b32enc b64dec b64enc base "
    "bcrypt biggest block break buildCustomCert call camelcase cat ceil chunk clean coalesce compact concat "
    "contains continue date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default "
    "define derivePassword dict dig dir div divf duration durationDays durationHours durationMicroseconds "
    "durationMilliseconds durationMinutes durationNanoseconds durationRound durationRoundTo durationSeconds "
    "durationTruncateTo durationWeeks else empty encryptAES end eq ext fail false first float64 floor fromJson "
    "fromJsonArray fromToml fromYaml fromYamlArray ge genCA genCAWithKey genPrivateKey genSelfSignedCert "
    "genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName gt has hasKey hasPrefix "
    "hasSuffix hello html htmlDate htmlDateInZone htpasswd if include indent index initial initials int int64 isAbs "
    "join js kebabcase keys kindIs kindOf last le len list lookup lower lt max maxf merge mergeOverwrite min minf "
    "mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas "
    "mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustRegexFind mustRegexFindAll mustRegexMatch "
    "mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate "
    "mustToDuration mustToJson mustToPrettyJson mustToRawJson mustToToml mustToYaml mustUniq mustWithout "
    "must_date_modify ne nil nindent nospace not now omit or osBase osClean osDir osExt osIsAbs pick pluck plural "
    "prepend print printf println quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric range "
    "regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat "
    "replace required rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice "
    "snakecase sortAlpha split splitList splitn squote sub subf substr swapcase template ternary title toDate "
    "toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl trim trimAll "
    "trimPrefix trimSuffix trimall true trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep "
    "untitle upper urlJoin urlParse urlquery uuidv4 values with without wrap wrapWith"
)
#: All words that expressions can begin with. The chart's ``liqo.extraObjects.functions`` has the same.
FUNCTIONS = frozenset(_WORDS.split())
#: What templates are given.
_FIELDS = frozenset({"", "Capabilities", "Chart", "Files", "Release", "Subcharts", "Template", "Values"})
_ACTION = r"(?s)\{\{.*?\}\}"
_COMMENT = r"\{\{-?\s*/\*"
_RAW = r"`[^`]*`"
_QUOTED = r'(?s)"(\\.|[^"\\])*"'
_OF_A_VALUE = r"(?a)\)[\w.]+"
_MOVES_THE_DOT = r"(?a)\b(block|define|range|template|with)\b"
_WORD = r"(?a)(\$\w+)\s*(?::=|,)|([\w$.]+)"
#: An action whose quotes may contain its end.
_WHOLE_ACTION = r"""(?s)\{\{(?:"(?:\\.|[^"\\])*"|`[^`]*`|.)*?\}\}"""
#: Expressions whose result is known here: text, a string among the values, or a name.
_KNOWN = (
    r"""(?ax)\{\{[ ]* (?: "(?P<text>[\w {}.$-]*)" | \$?\.Values\.(?P<path>\w+(?:\.\w+)*)"""
    r""" | \$?\.(?:Chart\.Name|Release\.(?:Name|Namespace|Service)) ) (?P<quoted>[ ]*\|[ ]*quote)? [ ]*\}\}"""
)
#: Strings among the values that mean the same wherever they are written.
_WORD_OF_VALUES = r"(?a)[\w.-]*"
#: Stands for the names of the release, its namespace and the chart.
_ANY_NAME = "liqo"

_NEEDED: tuple[Path, ...] = (("apiVersion",), ("kind",), ("metadata", "name"))


@rule("LQ532", "foreign-template", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=OUR_CHART)
def foreign_template(context: Context) -> Iterator[Diagnostic]:
    """A template expression for another program in `extraObjects`.

    ## What it does
    Reports expressions in `extraObjects` with a variable that the text does not declare (`{{ $labels.instance }}`), a
    function that Helm does not have (`{{ inputs.parameters.name }}`), a field that templates do not get
    (`{{ .CommonLabels }}`), or without an end.

    ## What breaks at run time
    Helm evaluates all expressions in `extraObjects`, including those for Prometheus, Argo Workflows or other programs.
    It stops at the first one that it does not know, or writes nothing in its place.
    """
    for path, item in _items(context):
        word = foreign("\n".join(_texts(item)))
        if word:
            yield Diagnostic(
                message=f"`{dotted(path)}` has a template expression with `{word}`, which Helm does not know",
                path=path,
                primary=context.at(path, "is evaluated by Helm"),
                help='if the expression is for another program, write `{{ "{{" }}` instead of `{{`',
            )


@rule("LQ533", "not-an-object", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=OUR_CHART)
def not_an_object(context: Context) -> Iterator[Diagnostic]:
    """An item of `extraObjects` that is not a Kubernetes object.

    ## What it does
    Reports items of `extraObjects` without `apiVersion`, `kind` or `metadata.name`, and text that is not YAML. LQ534
    points out items with template expressions that are not read: the chart checks what is rendered.

    ## What breaks at run time
    Helm stops when it reads its own manifests, or the API server rejects the object.
    """
    for path, item in _items(context):
        missing = () if foreign("\n".join(_texts(item))) else _missing_in(_evaluated(item, context))
        if missing:
            names = ", ".join(f"`{dotted(needed)}`" for needed in missing)
            yield Diagnostic(
                message=f"`{dotted(path)}` is not a Kubernetes object: {names} missing",
                path=path,
                primary=context.at(path, "is not a whole manifest"),
                help="write the whole manifest, as kubectl takes it",
            )


@rule("LQ534", "unevaluated-template", Severity.NOTICE, charts=OUR_CHART)
def unevaluated_template(context: Context) -> Iterator[Diagnostic]:
    """A template expression in `extraObjects` that only Helm can evaluate.

    ## What it does
    Points out items of `extraObjects` with expressions other than text in quotes, strings among the values, and the
    names of the release, its namespace and the chart. LQ532 reports expressions that Helm does not know.

    ## What breaks at run time
    Not necessarily anything. But Helm stops without a rule code if an expression fails: a `required` value that is
    missing, a template that does not exist, a key of a map that is not set. Only the chart checks what is rendered.
    """
    for path, item in _items(context):
        text = "\n".join(_texts(item))
        unknown = any(_result(action, context) is None for action in re.findall(_WHOLE_ACTION, text))
        if unknown and not foreign(text):
            yield Diagnostic(
                message=f"`{dotted(path)}` has a template expression that only Helm can evaluate",
                path=path,
                primary=context.at(path, "is not checked"),
                help="run `helm template` with these values; it shows whether the expression fails",
            )


def foreign(text: str) -> str:
    """Return the first name in template expressions that is not Helm's; empty if there is none.

    The chart's ``liqo.extraObjects.foreign`` does the same, step by step.
    """
    if "{{" not in text:
        return ""
    actions = [action for action in re.findall(_ACTION, text) if not re.match(_COMMENT, action)]
    code = " ".join(re.sub(_QUOTED, " ", re.sub(_RAW, " ", action)) for action in actions)
    code = re.sub(_OF_A_VALUE, ")", code)
    declared = {"$"}
    moved = re.search(_MOVES_THE_DOT, code) is not None
    for declaration, word in re.findall(_WORD, code):
        declared.add(declaration)
        found = _foreign_word(word, declared, moved=moved) if word else ""
        if found:
            return found
    if "'" in code:
        return "'"
    return "{{" if "{{" in re.sub(_ACTION, "", text) else ""


def _foreign_word(word: str, declared: set[str], *, moved: bool) -> str:
    first, *rest = word.split(".")
    unknown_field = rest and rest[0] not in _FIELDS and not moved
    if word[0].isdigit():
        return ""
    if word.startswith("$"):
        if first not in declared:
            return first
        return f"$.{rest[0]}" if first == "$" and unknown_field else ""
    if word.startswith("."):
        return f".{rest[0]}" if unknown_field else ""
    return word if rest or word not in FUNCTIONS else ""


def _items(context: Context) -> Iterator[tuple[Path, Plain]]:
    listed = context.values.get(*EXTRA_OBJECTS)
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, (str, dict)):
            yield (*EXTRA_OBJECTS, index), item


def _texts(value: Plain) -> Iterator[str]:
    """Yield every string in an item, keys included, in the order in which Helm writes them."""
    if isinstance(value, dict):
        for key, inner in sorted(value.items()):
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _evaluated(item: Plain, context: Context) -> Plain:
    """Return an item with the results of all expressions that are known here."""
    if isinstance(item, dict):
        return {str(_evaluated(key, context)): _evaluated(inner, context) for key, inner in item.items()}
    if isinstance(item, list):
        return [_evaluated(inner, context) for inner in item]
    if not isinstance(item, str) or "{{" not in item:
        return item
    results = [_result(action, context) for action in re.findall(_WHOLE_ACTION, item)]
    if None in results:
        return item
    following = iter(results)
    return re.sub(_WHOLE_ACTION, lambda _: str(next(following)), item)


def _result(action: str, context: Context) -> str | None:
    """Return the result of an expression; None if only Helm knows it."""
    known = re.fullmatch(_KNOWN, action)
    if known is None:
        return None
    result: Plain = _ANY_NAME if known["text"] is None else known["text"]
    if known["path"]:
        result = context.values.get(*known["path"].split("."))
        if not isinstance(result, str) or not re.fullmatch(_WORD_OF_VALUES, result):
            return None
    return f'"{result}"' if known["quoted"] else str(result)


def _missing_in(item: Plain) -> tuple[Path, ...]:
    """Return the paths that a manifest needs and an item does not have."""
    if isinstance(item, dict):
        return _missing(item)
    text = str(item)
    if "{{" in text:
        return ()
    documents, faults = yaml.parse_stream(Source("extraObjects", text))
    if any(fault.unreadable for fault in faults):
        return _NEEDED
    return next((missing for missing in map(_missing, map(plain, documents)) if missing), ())


def _missing(manifest: Plain) -> tuple[Path, ...]:
    missing = tuple(path for path in _NEEDED if not _is_there(manifest, path))
    kind = manifest.get("kind") if isinstance(manifest, dict) else None
    return () if missing == (("metadata", "name"),) and isinstance(kind, str) and kind.endswith("List") else missing


def _is_there(value: Plain, path: Path) -> bool:
    for step in path:
        if not isinstance(value, dict):
            return False
        if step not in value and any("{{" in key for key in value):
            return True
        value = value.get(str(step))
    return isinstance(value, str) and bool(value)
