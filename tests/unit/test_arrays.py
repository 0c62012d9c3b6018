"""What stands inside arrays has the columns that were promised, down to the leaf."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.unit.test_schemas import ROOT, SCHEMAS, Schema, kind

if TYPE_CHECKING:
    from collections.abc import Iterator


def inner_contract() -> dict[str, dict[str, dict[str, tuple[str, str]]]]:
    """Return what stands inside arrays, by stream and array: path and type of each column."""
    streams: dict[str, dict[str, dict[str, tuple[str, str]]]] = {}
    with (ROOT / "tests/facts/inner_columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            array = streams.setdefault(row["stream"], {}).setdefault(row["array column"], {})
            array[row["inner column"]] = row["inner path"], row["type"]
    return streams


INNER = inner_contract()


def inner_columns(column: Schema, name: str = "", path: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield what stands inside an array as the contract does: its name, its path and its type."""
    items = column["items"]
    if "properties" not in items:
        yield f"{name}[]", f"{path}[]", items.get("format") or kind(items)
    prefix = (f"{name}[].", f"{path}[].") if name else ("", "")
    for inner, made in items.get("properties", {}).items():
        here = prefix[0] + inner, prefix[1] + made["x-octopus-path"]
        yield *here, made.get("format") or kind(made)
        if kind(made) == "array":
            yield from inner_columns(made, *here)


@pytest.mark.parametrize("stream", INNER)
def test_inner_columns(stream: str) -> None:
    """What stands inside an array has the names, places and types of the contract, in its order."""
    arrays = {n: c for n, c in SCHEMAS[stream]["properties"].items() if kind(c) == "array"}

    found = {name: [*inner_columns(column)] for name, column in arrays.items()}

    assert {
        array: [(n, *at) for n, at in held.items()] for array, held in INNER[stream].items()
    } == {
        name: [(inner.lstrip("."), path, form) for inner, path, form in columns]
        for name, columns in found.items()
    }
