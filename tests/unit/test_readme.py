"""What the documents say of settings, streams and limits is what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tap_octopus.streams import STREAMS
from tap_octopus.tap import TapOctopus

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [path for place in ("", "docs", "hub") for path in sorted((ROOT / place).glob("*.md"))]
MOST_WORDS = 1_300


def test_about() -> None:
    """Every setting and capability that the tap tells of is named, in settings.md and README."""
    about = json.loads(CliRunner().invoke(TapOctopus.cli, ["--about", "--format=json"]).stdout)
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `(\w+)` \|", settings, re.MULTILINE)

    assert sorted(rows) == sorted(about["settings"]["properties"])
    assert [name for name in about["capabilities"] if f"`{name}`" not in README] == []


def test_streams() -> None:
    """Every stream is named, once, and no other."""
    section = README.split("\n## Streams and columns\n")[1].split("\n## ")[0]

    told = re.findall(r"`(\w+)`", "".join(re.findall(r"^\|.*", section, re.MULTILINE)))

    assert sorted(told) == sorted(vars(stream)["name"] for stream in STREAMS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links(document: Path) -> None:
    """Every file that a document points to is there."""
    text = document.read_text(encoding="utf-8")
    files = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", text)

    assert [file for file in files if not (document.parent / file).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_headings(document: Path) -> None:
    """Every heading that a document points to is there."""
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", text)

    missing = [
        (file, heading)
        for file, heading in links
        if heading not in headings(document.parent / file if file else document)
    ]
    assert missing == []


def headings(document: Path) -> set[str]:
    """Give the headings of a document as links name them."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths(document: Path) -> None:
    """Every file and folder of the code that a document names is there."""
    text = document.read_text(encoding="utf-8")
    rooms = "demo|examples|hub|octopus_sandbox|powerbi|report|tap_octopus|tests|transform"
    paths = re.findall(rf"(?:`|pytest )((?:{rooms})/[\w./-]*\w)(?![\w<])", text)

    assert [path for path in paths if not (ROOT / path).exists()] == []


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
    assert len(README.split()) <= MOST_WORDS
