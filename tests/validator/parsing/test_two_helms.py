"""Values files as bytes: Helm 4 reads the same values, and so does Helm 3, unless a finding says that it does not."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liqo_values.engine.file_check import Target, check_file
from liqo_values.model.errors import InputError
from liqo_values.model.nodes import MapNode
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given
from tests.support.generated import differential
from tests.validator.parsing.scratch import REFUSED, Scratch
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.nodes import Plain

TEXTS = (
    # verbatim tags
    *(
        f"a: !<tag:yaml.org,2002:{tag}>\n"
        for tag in ("str 12", 'int "12"', "map {b: 1}", "float 1", "binary aGk=", "str")
    ),
    "a: [!<tag:yaml.org,2002:str> 1, 2]\n",
    "a: !<!foo> 12\n",
    "a: !<foo> {b: 1}\n",
    # a mapping as a key
    *(
        "{}: 1\n",
        "{ }: 1\nb: 2\n",
        "{}:\n  a: 1\n",
        "{}: [\n",
        "{}: @x\n",
        "{}: %x\n",
        '{}: "x\n',
        "{}x\n",
        "{}:",
        "{}x: 1\n",
        " {}: 1\n",
        "{}:x\n",
        "{}, 1\n",
    ),
    *("# c\n{}: 1\n", "---\n{}: 1\n", "--- # c\n\n{}\n", "a: 1\n---\n{}: 1\nb: 2\n", "{}: {}: 1\n", "{}", "{ }\r\n"),
    *(
        "{\n}: 1\n",
        "a: 1\n{}: 2\n",
        "a: {{}: 1}\n",
        "a:\n  {}: 1\n",
        "[]: 1\n",
        "{a: 1}: 2\n",
        "&a {}: 1\n",
        "? {}\n: 1\n",
    ),
    # byte order marks inside
    *(
        "a: x\ufeff\n",
        "a: \ufeffx\n",
        "a: x\ufeffy\n",
        "a\ufeff: 1\n",
        'a: "x\ufeff"\n',
        "a: [x\ufeff, y]\n",
        "a: 12\ufeff\n",
    ),
    *(
        "a: 1\n\ufeff---\nb: 2\n",
        "---\n\ufeffa: 1\n",
        "a: \ufeff\n",
        "a: |\n  x\ufeff\n",
        "a:\ufeff 1\n",
    ),
    "\ufeff{}: 1\n",
    # keys that become the same
    *("1: a\n1.0: b\n", "1.0: a\n1: b\n", "0x1: a\n1: b\n", '1: a\n"1": b\n', "true: a\ny: b\n", "x: {1: a, 1.0: b}\n"),
    # `global` is not a map
    *("global: 1\n", "global: []\n", "global:\n"),
    # what follows ---
    *(
        "--- a: 1\n",
        "---a: 1\n",
        "--- {a: 1}\n",
        "--- # c\na: 1\n",
        "--- x\na: 1\n",
        "a: 1\n--- b: 2\n",
        "---- \na: 1\n",
    ),
    *('a: "x\n---\ny"\n', "a: |\n  x\n---\nb: 2\n", "---\n---\na: 1\n", "---\r\na: 1\r\n", "# c\n---\na: 1\n"),
    # directives
    *("%YAML 1.1\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n", "%YAML 1.1\na: 1\n", "# c\n%YAML 1.1\n\n---\na: 1\n"),
    *("%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n", "%FOO x\n---\na: 1\n", "\ufeff%YAML 1.1\n---\na: 1\n"),
    # no line end at the end
    *(
        "a: |\n  x",
        "a: >\n  x",
        "a: |-\n  x",
        "a: |+\n  x",
        "a: |\n  x\n  ",
        "- |\n x",
        "a: |",
        "a: [|\n  x",
        "a: x",
        "a: |\n  x\r",
    ),
    *("a: |\n  x\nb: y", "a: |\n  x\n---\nb: |\n  y"),
    # others
    *("a: x\u000by\n", 'a: "\\v"\n', "a: 1\n...\nb: [\n", "...\na: 1\n", "a: 1\n...\n---\nb: 2\n"),
)
FILES = (
    *(text.encode() for text in TEXTS),
    *("a: 1\n".encode(encoding) for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    *(
        codecs.BOM_UTF16_BE + text.encode("utf-16-be")
        for text in ("a: 1\n", "a: 1", "", "a: x\n---\nb: 1\n", "%YAML 1.1\n---\na: 1\n")
    ),
    *(codecs.BOM_UTF16_LE + text.encode("utf-16-le") for text in ("a: 1", "", "a: \u010a\n")),
    # Half a character, which Helm 4 adds, is not seen behind a marker.
    *(
        codecs.BOM_UTF16_LE + text.encode("utf-16-le")
        for text in (
            *("a: 1\n---\n", "a: 1\n---", "a: 1\n--- ", "a: 1\n---\nb", "a: 1\n...\n", "a: 1\n...", "a: 1\n...\n\n"),
            *(
                "---\na: 1\n",
                "---\n---\na: 1\n",
                "a: 1\n...\n---\nb: 2\n",
                "a: 1\n--- # x\n",
                "a: 1\n---x\n",
                "a: [\n---\n",
            ),
            *("%YAML 1.1\n---\na: 1\n", "# c\n---\n---\nb: 1\n", "a: 1\n# c\n", "a: ...\n", "a: 1\n...\n%x\n"),
        )
    ),
    *(
        codecs.BOM_UTF8 + text.encode()
        for text in ("", "---\na: 1\n", "---a: 1\n", "--- {a: 1}\n", "---", "# c\n---\na: 1\n")
    ),
    *(b"a: \xff\n", b"a: 1\n...\n\xff\n", b"a: 1\n---\nb: \xff\n"),
)


def read(file: Path | str) -> tuple[Plain, str]:
    """Return the values that our reader reads from a file, or REFUSED, and what it reports."""
    try:
        loaded = load(Given([str(file)]), defaults=MapNode())
    except InputError as error:
        return REFUSED, f"{error.message} {error.remedy}"
    said = " ".join(one.message for one in loaded.diagnostics)
    return REFUSED if loaded.unreadable else dict(loaded.values.data), said


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return Scratch.make(tmp_path_factory.mktemp("helms") / "chart")


def disagreements(scratch: Scratch, file: Path) -> list[str]:
    """Return how the Helms and our reader disagree on a file, except for differences that it reports."""
    mine, said = read(file)
    helm4, helm3 = (scratch.values(tool(helm), "-f", file) for helm in ("helm4", "helm3"))
    found = []
    if mine != helm4 and "is random" not in said:
        found.append(f"ours: {mine}, Helm 4: {helm4}")
    if mine != helm3 and not ("is random" in said or "Helm 3" in said):
        found.append(f"ours: {mine}, Helm 3: {helm3}, said: {said}")
    return found


@pytest.mark.parametrize("content", FILES, ids=lambda content: repr(content[:30]))
def test_a_file(scratch: Scratch, content: bytes) -> None:
    file = scratch.folder.parent / "values.yaml"
    file.write_bytes(content)
    assert disagreements(scratch, file) == []


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_half_a_character_is_refused(mark: bytes, tmp_path: Path) -> None:
    """Whether Helm sees it depends on what is before it, and on its version."""
    file = tmp_path / "values.yaml"
    file.write_bytes(mark + "a: 1\n".encode("utf-16-le")[:-1])
    assert read(file) == (REFUSED, "this UTF-16 ends with half a character")


@pytest.mark.parametrize(
    "name",
    [
        "100%-x.yaml",
        "1:b.yaml",
        "http:x.yaml",
        "c:b.yaml",
        "a b.yaml",
        "a%20b.yaml",
        "x#%zz.yaml",
        "x?y.yaml",
        ":x.yaml",
    ]
    + [
        "oci:x.yaml",
        "é.yaml",
        "a\tb.yaml",
        "a:b/c.yaml",
        "b/a:c.yaml",
        "HTTPS:x.yaml",
        "[x].yaml",
        "+a:b.yaml",
        "#.yaml",
    ],
)
def test_the_name_of_a_file(scratch: Scratch, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scratch.folder.parent)
    file = scratch.folder.parent / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("a: 1\n")
    mine = read(name)
    assert not check_file(Given(), Target(name)).errors or mine[0] == REFUSED
    assert [mine[0]] * 2 == [scratch.values(tool(helm), "-f", name) for helm in ("helm4", "helm3")]


pieces = st.sampled_from(
    [
        "a: 1\n",
        "b: |\n  x\n",
        "{}",
        "{}: 1\n",
        "---\n",
        "--- # c\n",
        "---",
        "# c\n",
        "%YAML 1.1\n",
        "...\n",
        "\ufeff",
        "\n",
        " ",
    ]
    + [
        "c: !<tag:yaml.org,2002:str> 1\n",
        "1: x\n",
        "1.0: y\n",
        "d: >\n  x",
        "d: |+\n  x\n\n",
        "e: {}",
        ": 1\n",
        "\r\n",
        "global: 1\n",
    ]
)
encodings = st.sampled_from(
    [
        ("", "utf-8"),
        ("", "utf-8"),
        ("\ufeff", "utf-8"),
        ("\ufeff", "utf-16-be"),
        ("\ufeff", "utf-16-le"),
        ("", "utf-16-be"),
    ]
)


@differential(40)
@given(texts=st.lists(pieces, max_size=6), encoding=encodings)
def test_generated_files(scratch: Scratch, texts: list[str], encoding: tuple[str, str]) -> None:
    content = "".join([encoding[0], *texts]).encode(encoding[1])
    # `{}` ends a document before Helm 4 finds the half character that it adds.
    assume("utf-16" not in encoding[1] or content.endswith(b"\n") or "{}" not in "".join(texts))
    assume(
        not "".join([encoding[0], *texts]).startswith("\ufeff" * 2)
    )  # to Helm, the second one indents the first line
    file = scratch.folder.parent / "values.yaml"
    file.write_bytes(content)
    assert disagreements(scratch, file) == []
