"""What CONTRIBUTING.md says of the code is there: paths, packages, classes, commands."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import pytest

import dev
from tests.unit.test_layers import LAYERS

ROOT = Path(__file__).parents[2]
TAP = ROOT / "tap_octopus"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PICTURE, BEHIND_IT = TEXT.split("## The code in one picture\n")[1].split("\n\nImports go one way")
PATH = re.compile(
    r"(?<![/\w.<-])(?:\.?\w[\w.-]*/[\w./<>-]*|[\w-]+\.(?:py|json|yml|yaml|md))(?![\w(])"
)
IN_TICKS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))
PATHS = sorted({path for text in IN_TICKS for path in PATH.findall(text)})
WORKFLOWS = ".github/workflows/"


def in_the_picture() -> list[tuple[str, str]]:
    """Give the names of files and folders in the picture, each with its folder at the top."""
    found, top = [], ""
    for line in PICTURE.splitlines():
        if begins := re.match(r"    (\w+/)", line):
            top = begins[1]
        found += [(top, name) for name in PATH.findall(line)]
    return found


def test_picture() -> None:
    """Every folder and file of the picture is there."""
    found = in_the_picture()

    missing = [
        (top, name)
        for top, name in found
        if not (ROOT / name).exists() and not [*(ROOT / top).rglob(name.rstrip("/"))]
    ]
    assert {"octopus_sandbox/", "stream_sync.py"} <= {name for _, name in found}
    assert missing == []


def test_the_picture_is_whole() -> None:
    """The picture has every package of the tap, but for the smallest."""
    packages = {path.name for path in TAP.iterdir() if path.suffix == ".py" or path.is_dir()}
    small = {"__init__.py", "__main__.py", "__pycache__", "errors.py", "files.py", "secret.py"}
    small |= {"addresses.py", "suggestions.py", "disk_space.py", "moments.py"}
    drawn = {name.rstrip("/") for _, name in in_the_picture()}

    assert packages - small - drawn == set()


def test_order_of_imports() -> None:
    """The packages are named from the top down, as test_layers.py has them."""
    named = re.findall(r"`(\w+)`", re.split(r"\.\s+A test", BEHIND_IT)[0])
    layers = [next(n for n, layer in enumerate(LAYERS) if name in layer) for name in named]

    assert named
    assert layers == sorted(layers, reverse=True)


@pytest.mark.parametrize("path", PATHS)
def test_paths(path: str) -> None:
    """Every path in backticks is there; <stream> stands for each of several."""
    pattern = path.replace("<stream>", "*").rstrip("/")

    assert [*ROOT.glob(pattern), *ROOT.glob(WORKFLOWS + pattern)]


def test_classes() -> None:
    """Every class in backticks is one of the tap's."""
    named = {text for text in IN_TICKS if re.fullmatch(r"[A-Z][A-Za-z]+", text)}
    ours = {
        node.name
        for path in TAP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    assert named
    assert named <= ours


def test_commands() -> None:
    """Every command of dev.py that is named is one of its commands."""
    named = set(re.findall(r"dev\.py (\w+)", TEXT))

    assert named
    assert named <= {command.__name__ for command in dev.COMMANDS}


def test_a_new_stream() -> None:
    """The class that is shown as an example is one of ours."""
    example = textwrap.dedent(TEXT.split("```python\n")[1].split("```")[0])

    assert example in (TAP / "streams.py").read_text(encoding="utf-8")
