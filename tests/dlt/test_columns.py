"""The types of columns in destinations that do not run here, by dlt's own code."""

import re

import dlt
import pytest

from tap_octopus.dlt.columns import KINDS
from tap_octopus.dlt.formats import format_for
from tests.dlt.test_loads import TYPES
from tests.support.commands import ROOT

DOCUMENT = (ROOT / "docs/targets.md").read_text(encoding="utf-8")
CELL = re.compile(r"`([^`]+)`")
SHOWN = ("integer", "number", "date", "date-time", "array")
"""The kinds of columns that the document shows."""


def documented() -> dict[str, list[str]]:
    """Give the types that the document has for each destination of dlt."""
    table = DOCUMENT.partition("| destination |")[2].partition("\n\n")[0]
    rows = [CELL.findall(line) for line in table.splitlines()]
    return {row[0]: row[1:] for row in rows if row}


@pytest.mark.parametrize("name", documented())
def test_destination(name: str) -> None:
    """The document has the types that dlt makes, and none of them is a floating number."""
    destination = getattr(dlt.destinations, name)()
    mapper = destination.capabilities().get_type_mapper()
    table = {"name": "t", "file_format": format_for(destination).name}

    made = {
        kind: mapper.to_destination_type({"name": "x", "nullable": True, **about.hints}, table)
        for kind, about in KINDS.items()
    }

    assert documented()[name] == [made[kind] for kind in SHOWN]
    assert re.fullmatch(r"(?i)(big)?(decimal|numeric|number)\(38,10\)", made["number"])


def test_loads() -> None:
    """The document says of the destinations that were loaded, and of no others, that they were."""
    table = DOCUMENT.partition("| destination |")[2].partition("\n\n")[0]

    loaded = re.findall(r"^\| `(\w+)` \| loads \|", table, re.MULTILINE)

    assert {name.lower() for name in loaded} == {
        kind.__name__.removeprefix("In").lower() for kind in TYPES
    }
