"""The images that the release runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED, EXTERNAL_IPAM, IPAM, NETWORKING
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG: Path = ("tag",)
#: What the chart treats as a release; every other tag selects the images of development builds.
_VERSION = r"(?a)v?(\d+)\.(\d+)\.(\d+)([-+][0-9A-Za-z.+-]+)?"
#: At most this many images are named.
_MOST_NAMED = 3
#: A tag or digest at the end of a name.
_TAGGED = r"[:@][^/]*$"


@rule("LQ520", "mixed-digests", Severity.NOTICE)
def mixed_digests(context: Context) -> Iterator[Diagnostic]:
    """Images without a digest next to images with one.

    ## What it does
    Points out, once, which images have no `digest` while others have one.

    ## What breaks at run time
    Nothing. But only a digest guarantees which image runs; a tag can be moved. If you pin some of the images, the
    others are easily believed to be pinned too.
    """
    images = [(path, image) for path, image in _images(context.values.data) if _is_used(context, path)]
    pinned = [path for path, image in images if image.get("digest")]
    loose = [path for path, image in images if not image.get("digest")]
    if pinned and loose:
        names = ", ".join(f"`{dotted(path)}`" for path in loose[:_MOST_NAMED])
        more = f" and {len(loose) - _MOST_NAMED} more" if len(loose) > _MOST_NAMED else ""
        yield Diagnostic(
            message=f"{len(pinned)} of {len(images)} images {'has' if len(pinned) == 1 else 'have'} a digest",
            path=(*pinned[0], "digest"),
            primary=context.at((*pinned[0], "digest"), "pins this image"),
            help=f"pin the others as well: {names}{more}",
        )


@rule("LQ521", "other-release", Severity.WARNING, charts=ALL_CHARTS)
def other_release(context: Context) -> Iterator[Diagnostic]:
    """Images of another release than that of the chart.

    ## What it does
    Reports a `tag` or an image's `version` of another release, except patches of the same minor release. A `tag` that
    is not a version with a leading `v` selects the images of development builds, whose names end in `-ci`.

    ## What breaks at run time
    The chart has the arguments, permissions and API types of one release. Programs of another release exit on arguments
    that they do not know, or lack arguments that they need. A tag such as `1.2.0` or `latest` names an image that does
    not exist: the pods stay in `ImagePullBackOff`.
    """
    places = [_TAG, *((*path, "version") for path, _ in _images(context.values.data))]
    for path in places:
        given = context.values.get(*path)
        if not isinstance(given, str) or not given or not context.values.set_by_user(path):
            continue
        what = _odd_version(given, context.chart.release, is_tag=path == _TAG)
        if what and not _foreign(context, path):
            yield Diagnostic(
                message=f"`{dotted(path)}` is {show(given)}, {what}",
                path=path,
                primary=context.at(path, f"the chart is for {context.chart.release}"),
                related=context.values.overridden(path),
                help=f"set `{path[-1]}: {context.chart.release}`, or leave it empty for the same release",
            )


@rule("LQ522", "tag-in-image-name", Severity.WARNING, charts=ALL_CHARTS)
def tag_in_image_name(context: Context) -> Iterator[Diagnostic]:
    """A tag or digest in the name of an image.

    ## What it does
    Reports an image's `name` that ends in a tag or digest.

    ## What breaks at run time
    The chart adds the tag after the name. `ghcr.io/liqotech/ipam:v1.2.0` becomes `ghcr.io/liqotech/ipam:v1.2.0:v1.2.0`,
    which is not a valid image: the pods stay in `InvalidImageName`.
    """
    for path, image in _images(context.values.data):
        name = image.get("name")
        found = re.search(_TAGGED, name) if isinstance(name, str) else None
        if found:
            key = "digest" if found[0].startswith("@") else "version"
            known = bool(context.chart.keys.schema_at((*path, key)))
            set_key = f" and `{key}: {found[0][1:]}`" if known else "; this chart has no key for a digest"
            yield Diagnostic(
                message=f"`{dotted((*path, 'name'))}` ends in `{found[0]}`, but the chart adds the tag itself",
                path=(*path, "name"),
                primary=context.at((*path, "name"), "is not only a name"),
                help=f"set `name: {found.string[: found.start()]}`{set_key}",
            )


def _images(values: Plain, path: Path = ()) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield every map named ``image`` that has a name."""
    for key, inner in values.items() if isinstance(values, dict) else ():
        if key == "image" and isinstance(inner, dict) and "name" in inner:
            yield (*path, key), inner
        else:
            yield from _images(inner, (*path, key))


def _is_used(context: Context, path: Path) -> bool:
    """Tell whether an image belongs to a component that is deployed."""
    if path[0] == IPAM[0] and context.values.get(*EXTERNAL_IPAM) is True:
        return False
    if path[0] in (NETWORKING[0], IPAM[0]):
        return context.values.get(*ENABLED) is True
    return all(context.values.get(*path[:depth], "enabled") is not False for depth in range(1, len(path)))


def _odd_version(given: str, release: str, *, is_tag: bool) -> str:
    if given == release:
        return ""
    match = re.fullmatch(_VERSION, given)
    if match is None:
        return "which selects the images of development builds" if is_tag else ""
    if not given.startswith("v"):
        return "but the tags of Liqo's images begin with `v`"
    same = given.startswith(release.rpartition(".")[0] + ".")
    return "" if same else f"but the release of this chart is {release}"


def _foreign(context: Context, path: Path) -> bool:
    """Tell whether an image is not one of Liqo's, so that its tags are unknown here."""
    name = context.values.get(*path[:-1], "name") if path != _TAG else None
    return isinstance(name, str) and "/liqotech/" not in name
