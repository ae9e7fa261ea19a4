"""The schema is sound as a schema, closed wherever it can be, and agrees with the defaults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "chart"
DATA = ROOT / "validator" / "liqo_values" / "data"
SUBCHART = CHART / "charts" / "liqo-crds"

#: Keywords that describe a value, and limit it in no way.
DESCRIBING = {"description", "default", "examples", "deprecationMessage", "doNotSuggest", "errorMessage"}
UNKNOWN_KEY = {"$ref": "#/definitions/unknownKey"}

#: The kinds of volumes of Kubernetes, except the few whose keys the schema knows.
VOLUMES = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "downwardAPI", "ephemeral", "fc",
    "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "image", "iscsi", "nfs",
    "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
)  # fmt: skip

#: Maps to which users add keys of their own, and why.
FREE_FORM = {
    **dict.fromkeys(VOLUMES, "what a volume of this kind takes is up to Kubernetes and its drivers"),
    "global": "shared between the charts of an umbrella; means nothing here",
    "defaultNodeResources": "every resource that a cluster has can be offered, also those of devices",
    "quantities": "names of resources",
    "annotations": "names of annotations",
    "globalAnnotations": "names of annotations",
    "labels": "names of labels",
    "globalLabels": "names of labels",
    "clusterLabels": "names of labels",
    "nodeSelector": "names of labels",
    "podNodeSelector": "names of labels",
    "optionsTemplates": "names of VkOptionsTemplates",
    "matchLabels": "names of labels",
    "commonLabels": "names of labels",
    "commonAnnotations": "names of annotations",
    "items": "extraObjects holds objects of every kind",
}

Schema = dict[str, Any]


@pytest.fixture(
    params=[DATA / "schema.json", CHART / "values.schema.json", SUBCHART / "values.schema.json"],
    ids=["described", "liqo", "liqo-crds"],
)
def schema(request: pytest.FixtureRequest) -> Schema:
    loaded: Schema = json.loads(request.param.read_text())
    return loaded


def walk(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Yield every map of the schema that is a schema itself, or could be one, with the way to it."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in {"default", "examples", "enum", "const"}:
                yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for item in node:
            yield from walk(item, path)


def described(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield each key that users can set, by its dotted path."""

    def below(section: Schema, path: tuple[str, ...]) -> Iterator[tuple[str, Schema]]:
        for name, key in section.get("properties", {}).items():
            here = (*path, name)
            if "$ref" in key:
                yield ".".join(here), target(schema, key["$ref"])
            elif "properties" in key:
                yield from below(key, here)
            else:
                yield ".".join(here), key

    return below(schema, ())


def test_is_a_valid_json_schema(schema: Schema) -> None:
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


def test_validator_has_the_schema_of_the_chart() -> None:
    """Helm's copy lacks descriptions, refers where ours repeats, and has sentences for types; it limits the same."""
    whole, lean = (json.loads(path.read_text()) for path in (DATA / "schema.json", CHART / "values.schema.json"))
    assert spelled_out(undescribed(whole)) == with_types(spelled_out(lean))
    assert "description" not in json.dumps(lean)


def test_editors_get_a_schema_that_accepts_the_same() -> None:
    def closed(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: False if key == "additionalProperties" and value == UNKNOWN_KEY else closed(value)
                for key, value in node.items()
            }
        return [closed(item) for item in node] if isinstance(node, list) else node

    whole, theirs = (json.loads((DATA / name).read_text()) for name in ("schema.json", "editors.schema.json"))
    Draft7Validator.check_schema(theirs)
    assert spelled_out(undescribed(theirs)) == spelled_out(closed(undescribed(whole)))


def spelled_out(schema: Any) -> Schema:
    """Put what is referred to in place of every reference."""

    def whole(node: Any) -> Any:
        if isinstance(node, dict):
            return whole(target(schema, node["$ref"])) if "$ref" in node else {k: whole(v) for k, v in node.items()}
        return [whole(item) for item in node] if isinstance(node, list) else node

    expanded: Schema = whole({key: part for key, part in schema.items() if key != "definitions"})
    return expanded


#: The keywords in whose place Helm's copy has sentences, besides types.
LIMITS = {"minimum", "maximum", "required"}


def with_types(node: Any) -> Any:
    """Put the keywords in place of sentences about types and limits."""
    if isinstance(node, list):
        return [with_types(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: with_types(value) for key, value in node.items()}
    match node:
        case {"if": {**limits}, "else": {"const": str(sentence)}, **rest} if limits.keys() <= LIMITS:
            assert sentence.endswith("[LQ005]")
            node = {**rest, **limits}
    match node:
        case {"if": {"type": types}, "else": {"const": str(sentence)}} if sentence.endswith("[LQ003]"):
            return {"type": types}
        case {"if": {"enum": words}, "else": {"const": str(), "not": {"const": str()}}, **rest}:
            return {"enum": words, **rest}
        case {"if": {"type": types}, "then": {"enum": _} as words, "else": {"type": also}} if types == also:
            return {"type": types, **words}
        case {"allOf": [{"type": types, **others}], **rest} if not others and rest:
            return {"type": types, **rest}
    return node


def target(schema: Schema, reference: str) -> Schema:
    """Follow a reference within the schema."""
    found = schema
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def undescribed(node: object, *, names: bool = False) -> object:
    """Drop what describes a value, but no key of the user's that happens to have such a name."""
    if isinstance(node, dict):
        return {
            key: undescribed(value, names=key in {"properties", "patternProperties", "definitions"} and not names)
            for key, value in node.items()
            if names or key not in DESCRIBING
        }
    return [undescribed(item) for item in node] if isinstance(node, list) else node


def test_every_map_is_closed_or_known_to_be_free_form(schema: Schema) -> None:
    open_maps = {
        path[-1]
        for path, node in walk(schema)
        if ("properties" in node and path[-1:] != ("properties",)) or "object" in node.get("type", ())
        if node.get("additionalProperties") != UNKNOWN_KEY
        # The condition that distinguishes a map from a text, before the map itself is described.
        if path[-1:] != ("if",)
    }
    assert open_maps <= FREE_FORM.keys()


def test_every_free_form_map_exists() -> None:
    text = (CHART / "values.schema.json").read_text()
    assert [name for name in FREE_FORM if f'"{name}"' not in text] == []


def test_references_are_alone_and_within_the_file(schema: Schema) -> None:
    references = [node for _, node in walk(schema) if "$ref" in node]
    assert references
    for node in references:
        assert list(node) == ["$ref"]
        assert node["$ref"].startswith("#/")
        assert target(schema, node["$ref"])


def test_every_definition_is_used(schema: Schema) -> None:
    used = {node["$ref"].removeprefix("#/definitions/").partition("/")[0] for _, node in walk(schema) if "$ref" in node}
    assert schema["definitions"].keys() <= used


def test_no_key_is_required(schema: Schema) -> None:
    """A null deletes a key with its default before Helm validates."""

    def required(node: Schema) -> Iterator[str]:
        yield from node.get("required", ())
        for inner in node.get("properties", {}).values():
            if "properties" in inner:
                yield from required(inner)

    assert list(required(schema)) == []


def test_defaults_are_valid_and_in_the_schema(schema: Schema) -> None:
    defaults = json.loads((DATA / "defaults.json").read_text())
    if "crdUpgrade" in schema["properties"]:
        defaults = defaults["liqo-crds"]
    assert list(Draft7Validator(schema).iter_errors(defaults)) == []
    for path, key in described(schema):
        if "default" in key:
            value = defaults
            for name in path.split("."):
                value = value[name]
            assert value == key["default"]
            assert type(value) is type(key["default"])


def test_every_example_is_valid(schema: Schema) -> None:
    for path, key in described(schema):
        for example in key.get("examples", ()):
            errors = list(Draft7Validator(key | {"definitions": schema["definitions"]}).iter_errors(example))
            assert errors == [], path


@pytest.mark.parametrize("path", [DATA / "schema.json", SUBCHART / "values.schema.json"], ids=["liqo", "liqo-crds"])
def test_every_key_has_a_description_of_its_own(path: Path) -> None:
    for name, key in described(json.loads(path.read_text())):
        text = key.get("description", "")
        assert text.endswith("."), name
        assert "{" not in text, name
        assert text[0].isupper(), name


def test_a_description_is_shared_only_by_keys_of_the_same_name() -> None:
    schema = json.loads((DATA / "schema.json").read_text())
    names: dict[str, set[str]] = {}
    for path, key in described(schema):
        names.setdefault(key["description"], set()).add(path.rsplit(".", 1)[-1])
    assert [text for text, shared in names.items() if len(shared) > 1] == []
