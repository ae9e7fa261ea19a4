"""How the Markdown files of examples are read and written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from liqo_values.rules import registry
from tools.generate.rules import cases, explanations

NEW = """\
# LQ508 monitors-without-metrics

Of monitors.

## Bad: nobody serves metrics

```yaml values.yaml
networking: {enabled: false}
metrics: {prometheusOperator: {enabled: true}}
```

## Good: they are served

```yaml values.yaml
networking: {enabled: false}
```
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only file of examples, of the only rule, as contributors write it: without the report."""
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    monkeypatch.setattr(explanations, "all_rules", lambda: (registry.find("LQ508"),))
    path = tmp_path / "LQ508.md"
    path.write_text(NEW)
    return path


def test_the_report_of_a_new_case_is_written_where_it_belongs(file: Path) -> None:
    cases.update(file)
    written = file.read_text()
    assert re.sub(r"```text\n.*?^```\n\n", "", written, flags=re.MULTILINE | re.DOTALL) == NEW
    assert written.index("warning[LQ508]") < written.index("## Good")
    cases.update(file)
    assert file.read_text() == written
    assert "warning[LQ508]" in explanations.explanations()


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        (NEW, "the report of the first `## Bad`: --update writes it"),
        (NEW.replace("## Good", "## Fine"), "a `## Good`"),
        (None, "a `## Bad`"),
    ],
)
def test_the_error_names_what_a_file_lacks(file: Path, text: str | None, lacking: str) -> None:
    file.unlink()
    if text is not None:
        file.write_text(text)
    with pytest.raises(explanations.MissingCaseError, match=rf"^tests/rules/LQ508\.md: lacks {re.escape(lacking)}$"):
        explanations.explanations()
