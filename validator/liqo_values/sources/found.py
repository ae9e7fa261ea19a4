"""What a file contains that is not a plain values file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Diagnostic
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.release import Release


class Found(NamedTuple):
    """The content of a file that is not a plain values file.

    Attributes:
        releases: The releases of Liqo in it.
        peering: Liqo's objects in it that peer clusters.
        is_values: Whether it is a values file itself, of an umbrella chart.
        notices: Why parts of it that may be releases of Liqo are not checked.
        asides: The same of parts that are no releases.
        errors: Why other releases in it cannot be checked.
    """

    releases: Sequence[Release] = ()
    peering: Sequence[Manifest] = ()
    notices: Sequence[Diagnostic] = ()
    errors: Sequence[InputError] = ()
    is_values: bool = False
    asides: Sequence[Diagnostic] = ()

    def __bool__(self) -> bool:
        return bool(self.releases or self.peering or self.notices or self.asides or self.errors)
