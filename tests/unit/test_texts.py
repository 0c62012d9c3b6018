"""What holds for every text that is committed."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
REGISTRY = re.compile(r"pypi\.org|pythonhosted|://\S*/simple\b|--(extra-)?index-url|file://|devpi")
CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
LARGEST = 500_000
FOREIGN = ("LICENSE", "tests/facts/")


def committed() -> list[Path]:
    """Return the files that git knows of, links and lost ones aside."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


FILES = committed()
TEXTS = {
    str(path.relative_to(ROOT)): path.read_bytes().decode("utf-8", errors="surrogateescape")
    for path in FILES
    if path.suffix not in {".png", ".svg", ".ico"}
}


def test_no_registry() -> None:
    """No committed file says where packages come from: that is the machine's own business."""
    own = {"tests/unit/test_texts.py"}

    found = [name for name, text in TEXTS.items() if name not in own and REGISTRY.search(text)]

    assert found == []


def test_nothing_points_outside() -> None:
    """No text sends its reader to a folder or document that is not in the repository."""
    outside = re.compile(r"\.\./shared|(?<![\w/-])(?:design|accounting|ecosystem|needs)\.md")
    # What CI compares the facts with, and the facts themselves, which are copies.
    allowed = {".ci/run", "tests/facts/golden-cases.yaml", "tests/unit/test_texts.py"}

    found = [name for name, text in TEXTS.items() if name not in allowed and outside.search(text)]

    assert found == []


def test_ends() -> None:
    """Every text ends with one line end, and no line ends with a blank or a carriage return."""
    untidy = re.compile(r"[ \t\r]$|\n\n\Z", re.MULTILINE)

    found = [
        name
        for name, text in TEXTS.items()
        if not name.startswith(FOREIGN)
        and text
        and (not text.endswith("\n") or untidy.search(text))
    ]

    assert found == []


def test_no_conflict_marks() -> None:
    """No merge was left half done."""
    assert [name for name, text in TEXTS.items() if CONFLICT.search(text)] == []


def test_sizes() -> None:
    """No large file slips into the history."""
    assert [path for path in FILES if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize(
    ("endings", "read"),
    [
        (".json", json.loads),
        (".toml", tomllib.loads),
        ((".yaml", ".yml"), yaml.safe_load),
    ],
)
def test_syntax(endings: str | tuple[str, ...], read: Callable[[str], object]) -> None:
    """Every JSON, TOML and YAML file can be read."""
    texts = {name: text for name, text in TEXTS.items() if name.endswith(endings)}

    assert all(read(text) for text in texts.values())
