"""A diagnosis for programs.

One JSON document::

    {
      "version": 1,
      "time": "…", "context": "…", "namespace": "liqo",
      "release": {"name": "…", "namespace": "…", "revision": 4, "status": "deployed"},   null if there is none
      "chart": {"family": "ours", "release": "v1.2.0", "note": ""},
      "mode": MODE,                            of the values; null if they are not known
      "installed": [STATEMENT, …],
      "in_effect": [STATEMENT, …],
      "findings": [FINDING, …],
      "unseen": [{"argument": "…", "namespace": "…", "shows": "…", "reason": "…", "forbidden": true}, …],
      "summary": {"error": 1, "warning": 0, "notice": 0}
    }

STATEMENT is ``{"about", "name", "text", "places": [PLACE, …], "codes": [CODE, …]}``. MODE, FINDING and PLACE are those
of the reports of ``check``. The ``layer`` of a PLACE is an object of the cluster, such as ``Pod shop/web``, and its
``text`` is what the object shows; or it is a file or ``helm get values``, with a line.

``version`` changes when a field is removed or changes its meaning, but not when a field is added.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from liqo_values.model.findings import Severity
from liqo_values.reports.diagnosis_sections import Statement, in_effect, installed
from liqo_values.reports.json import finding_as_json, mode_as_json, place

if TYPE_CHECKING:
    from liqo_values.engine.diagnosis import Diagnosis

VERSION = 1


def report(diagnosis: Diagnosis) -> str:
    """Write the document, in ASCII and without a final line end."""
    return json.dumps(_document(diagnosis), indent=2)


def _document(diagnosis: Diagnosis) -> dict[str, Any]:
    snapshot, chart = diagnosis.view.snapshot, diagnosis.chart
    newest = diagnosis.view.newest
    return {
        "version": VERSION,
        "time": snapshot.time.isoformat(),
        "context": snapshot.context,
        "namespace": snapshot.namespace,
        "release": newest
        and {
            "name": newest.name,
            "namespace": newest.holder.namespace,
            "revision": newest.revision,
            "status": newest.status,
        },
        "chart": {"family": chart.chart.family.value, "release": chart.chart.release, "note": "; ".join(chart.notes)},
        "mode": mode_as_json(diagnosis.result) if diagnosis.result is not None else None,
        "installed": [_statement(one) for one in installed(diagnosis)],
        "in_effect": [_statement(one) for one in in_effect(diagnosis)],
        "findings": [finding_as_json(one, 0) for one in diagnosis.findings],
        "unseen": [one._asdict() for one in snapshot.unseen],
        "summary": {
            severity.value: sum(one.severity is severity for one in diagnosis.findings) for severity in Severity
        },
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "about": one.about,
        "name": one.name,
        "text": one.text,
        "places": [place(label) for label in one.places],
        "codes": list(one.codes),
    }
