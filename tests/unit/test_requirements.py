"""The pinned requirements are those of the projects, no more, no less, and no other versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TAP = "pyproject.toml"
SANDBOX = "octopus_sandbox/pyproject.toml"
FILES = sorted(path.stem for path in (ROOT / "requirements").glob("*.txt"))


class Pin(NamedTuple):
    """One pinned package: its version, its number of hashes, and who asks for it."""

    version: str
    hashes: int
    wanted_by: set[str]


def project(path: str) -> dict[str, Any]:
    """Read a project's own file."""
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def declared(source: str) -> list[Requirement]:
    """Return what a project, or `project:group`, asks for itself."""
    path, _, group = source.partition(":")
    file = project(path)
    wanted = file["dependency-groups"][group] if group else file["project"]["dependencies"]
    return [Requirement(text) for text in wanted]


def pins(name: str) -> dict[str, Pin]:
    """Read one file of pinned requirements, as uv writes it."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found = re.findall(r"^(\S+)==([^\s;]+)(.*(?:\n[ ].*)*)", text, re.MULTILINE)
    return {
        package: Pin(version, rest.count("--hash="), _wanted_by(rest))
        for package, version, rest in found
    }


def _wanted_by(rest: str) -> set[str]:
    """Read who asks for a package from the comment below it; a marker has brackets too."""
    return set(re.findall(r"\(([^)]+)\)", rest.partition("# via")[2]))


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("uv", {f"{TAP}:uv"}),
        ("tap", {TAP}),
        ("dev", {TAP, f"{TAP}:dev", SANDBOX}),
        ("meltano", {f"{TAP}:meltano"}),
        ("mutants", {f"{TAP}:mutants"}),
        ("dagster", {f"{TAP}:dagster"}),
        ("dbt", {f"{TAP}:dbt"}),
        ("dialects", {f"{TAP}:dialects"}),
        ("pipelinewise", {f"{TAP}:pipelinewise"}),
        ("powerbi", {f"{TAP}:powerbi"}),
        ("singer", {f"{TAP}:singer"}),
    ],
)
def test_pins_are_current(name: str, sources: set[str]) -> None:
    """What the projects ask for is what was pinned: else `python3 dev.py pins` was forgotten."""
    pinned = pins(name)

    expected = {
        (source, canonicalize_name(wanted.name))
        for source in sources
        for wanted in declared(source)
    }

    assert expected == {
        (source, package) for package, pin in pinned.items() for source in pin.wanted_by
    }
    assert all(
        wanted.specifier.contains(pinned[canonicalize_name(wanted.name)].version)
        for source in sources
        for wanted in declared(source)
    )


@pytest.mark.parametrize("name", FILES)
def test_pins_are_hashed(name: str) -> None:
    """Nothing can be installed that is not exactly what was pinned."""
    assert all(pin.hashes for pin in pins(name).values())


def test_tested_as_shipped() -> None:
    """The tests run with the very versions that users get."""
    shipped, tested = pins("tap"), pins("dev")

    assert {name: pin.version for name, pin in shipped.items()} == {
        name: pin.version for name, pin in tested.items() if name in shipped
    }
