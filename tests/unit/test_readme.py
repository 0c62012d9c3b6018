"""What the documents say of settings, streams and limits is what the code does."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from tap_octopus.sync.stream import OctopusStream
from tap_octopus.tap import TapOctopus

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [path for place in ("", "docs", "hub") for path in sorted((ROOT / place).glob("*.md"))]
LONGEST = 320


@pytest.fixture(scope="module")
def streams() -> list[OctopusStream]:
    """The streams in the order of reading."""
    found = TapOctopus(validate_config=False).discover_streams()
    return [stream for stream in found if isinstance(stream, OctopusStream)]


def table(title: str) -> dict[str, list[str]]:
    """Give the rows of the first table of a section, by their first cell."""
    section = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines]
    return {first: rest for first, *rest in rows}


def test_about() -> None:
    """Every setting and capability that the tap tells of is named."""
    about = json.loads(CliRunner().invoke(TapOctopus.cli, ["--about", "--format=json"]).stdout)

    names = [*about["settings"]["properties"], *about["capabilities"]]

    assert [name for name in names if f"`{name}`" not in README] == []


def test_streams(streams: list[OctopusStream]) -> None:
    """Every stream is there in the order of reading, with its key and how it is replicated."""
    expected = {
        stream.name: (
            ", ".join(stream.primary_keys[1:]),
            "incremental" if stream.replication_key else "full",
        )
        for stream in streams
    }

    rows = table("Streams and columns")

    assert [*rows] == [*expected]
    assert {name: (row[1].replace("`", ""), row[4]) for name, row in rows.items()} == expected


def test_limits(streams: list[OctopusStream]) -> None:
    """Every stream is there with its operation and the calls that Octopus allows in a day."""
    expected = {
        stream.name: (
            f"{operation.method} " + re.sub(r"^/(dossiers/\{dossier\}/)?", "", operation.path),
            str(operation.limit),
        )
        for stream in streams
        if (operation := getattr(stream, "operation", None))
    }

    rows = table("Streams and columns")

    assert {name: (row[2], row[3]) for name, row in rows.items() if row[3]} == expected


def test_a_new_stream() -> None:
    """The class that is shown as an example is one of ours."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = textwrap.dedent(text.split("```python\n")[1].split("```")[0])

    assert example in (ROOT / "tap_octopus/streams.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links(document: Path) -> None:
    """Every file that a document points to is there."""
    text = document.read_text(encoding="utf-8")
    files = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", text)

    assert [file for file in files if not (document.parent / file).exists()] == []


def test_every_document() -> None:
    """The README leads to every document."""
    documents = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))

    assert [name for name in documents if f"]({name})" not in README] == []


def test_performance() -> None:
    """What is said of speed is what was measured: the same rows stand among the benchmarks."""
    said = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    measured = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    rows = [line for line in said.splitlines() if re.match(r"\| \d", line)]

    assert rows
    assert [row for row in rows if row not in measured] == []


def test_length() -> None:
    """It stays a front page: what goes deeper has a place of its own."""
    assert len(README.splitlines()) <= LONGEST
