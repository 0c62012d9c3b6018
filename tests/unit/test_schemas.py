"""The schemas keep the column contract and miss no field of the API."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tap_octopus" / "schemas").glob("*.json"))
}
FACTS = json.loads((ROOT / "tests/facts/octopus-api-fields.json").read_text(encoding="utf-8"))
TABLES = {table["table"]: table for table in FACTS["tables"]}
DELETED_DOCUMENTS = TABLES["bookings"]["deleted_record_fields"]

TAP_SOURCES = {
    "(request)": "dossier_id",
    "(tap)": "status",
    "(list of deletions)": "deleted_at",
    "(server clock, UTC)": "synced_at",
    "journalType + journalNr": "journal_key",
    "journalType + journalSequenceNr": "journal_key",
}
ALLOWED = {"type", "format", "description", "properties", "items", "x-octopus-path", "x-tap"}


def contract() -> dict[str, list[dict[str, str]]]:
    """Return the rows of the column contract by stream, in its order."""
    streams: dict[str, list[dict[str, str]]] = {}
    with (ROOT / "tests/facts/columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            streams.setdefault(row["stream"], []).append(row)
    return streams


CONTRACT = contract()


def nodes(schema: Schema, name: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield each schema inside one schema with its name, the outermost first."""
    yield name, schema
    for key, child in schema.get("properties", {}).items():
        yield from nodes(child, key)
    if "items" in schema:
        yield from nodes(schema["items"])


def sources(properties: Schema, prefix: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield each column that comes from the record, with its whole path there."""
    for column in properties.values():
        if "x-octopus-path" in column:
            path = prefix + column["x-octopus-path"]
            yield path, column
            inner = column.get("items", {}).get("properties", {})
            yield from sources(inner, f"{path}[].")


def fields(stream: str) -> dict[str, Schema]:
    """Return the fields of the API that a stream's records may hold, by path."""
    if stream == "deleted_booking_documents":
        found = DELETED_DOCUMENTS
    else:
        found = TABLES.get(stream, {}).get("fields", [])
    return {
        field["name"]: field
        for field in found
        if field["json_type"] != "object" and field["name"] != "dossier_id"
    }


def kind(column: Schema) -> str:
    """Return the JSON type of a column's values, null aside."""
    types = column["type"]
    return types if isinstance(types, str) else next(name for name in types if name != "null")


def expected_type(row: dict[str, str]) -> str | list[str]:
    """Return the type that the contract gives a column, null for all but its key and its clock."""
    read_time = row["column"] == "synced_at" and row["stream"] != "sync_status"
    return row["type"] if row["key"] or read_time else [row["type"], "null"]


def expected_source(row: dict[str, str]) -> dict[str, str]:
    """Return where the contract says that a column comes from, in the words of a schema."""
    path = row["api_path"]
    return {"x-tap": TAP_SOURCES[path]} if path in TAP_SOURCES else {"x-octopus-path": path}


every_stream = pytest.mark.parametrize("stream", SCHEMAS)


def test_tables_of_the_api() -> None:
    """Each of the 15 tables has a schema, and so have deletions and the status of the tap."""
    expected = {*TABLES, "deleted_booking_documents", "sync_status"}

    assert expected <= set(SCHEMAS)
    assert set(SCHEMAS) <= set(CONTRACT)


@every_stream
def test_columns(stream: str) -> None:
    """A schema has exactly the columns of the contract, in its order."""
    expected = [row["column"] for row in CONTRACT[stream]]

    assert expected == list(SCHEMAS[stream]["properties"])


@every_stream
def test_types(stream: str) -> None:
    """Columns have the contract's type and format; only keys and synced_at are never null."""
    properties = SCHEMAS[stream]["properties"]

    expected = {
        row["column"]: (expected_type(row), row["format"] or None) for row in CONTRACT[stream]
    }

    assert expected == {
        name: (column["type"], column.get("format")) for name, column in properties.items()
    }


@every_stream
def test_sources(stream: str) -> None:
    """Each column names the path in the API's record, or the tap, that the contract names."""
    properties = SCHEMAS[stream]["properties"]

    expected = {row["column"]: expected_source(row) for row in CONTRACT[stream]}

    assert expected == {
        name: {key: column[key] for key in ("x-tap", "x-octopus-path") if key in column}
        for name, column in properties.items()
    }


@every_stream
def test_every_field_has_a_column(stream: str) -> None:
    """Nothing that the API sends for a table is left out, and nothing is read that it lacks."""
    paths = [path for path, _ in sources(SCHEMAS[stream]["properties"])]

    assert sorted(fields(stream)) == sorted(paths)


@every_stream
def test_field_types(stream: str) -> None:
    """A column has the JSON type of its field, and is a date where the API says date."""
    dates = {"date": "date", "date-time": "date-time"}

    expected = {
        path: (field["json_type"], dates.get(field["format"]))
        for path, field in fields(stream).items()
    }

    assert expected == {
        path: (kind(column), column.get("format"))
        for path, column in sources(SCHEMAS[stream]["properties"])
    }


@every_stream
def test_inner_values_may_be_missing(stream: str) -> None:
    """Whatever stands inside an array may be missing, down to the leaf."""
    arrays = [node["items"] for _, node in nodes(SCHEMAS[stream]) if "items" in node]

    inner = [node for array in arrays for node in array["properties"].values()]

    assert all("null" in node["type"] for node in inner)


@every_stream
def test_no_validation(stream: str) -> None:
    """No keyword makes a target refuse a whole load for one odd value."""
    used = {keyword for _, node in nodes(SCHEMAS[stream]) for keyword in node}

    assert used <= ALLOWED


@every_stream
def test_descriptions(stream: str) -> None:
    """The stream and each of its columns, inner ones too, say what they mean in a sentence."""
    schema = SCHEMAS[stream]

    described = [schema, *(node for name, node in nodes(schema) if name)]

    assert [
        node for node in described if not re.fullmatch(r"[A-Z].{10,}\.", node["description"])
    ] == []


@every_stream
def test_names(stream: str) -> None:
    """Names are lower snake_case of at most 50 characters, so no warehouse needs quotes."""
    names = [stream, *(name for name, _ in nodes(SCHEMAS[stream]) if name)]

    assert all(re.fullmatch(r"_?[a-z][a-z0-9]*(_[a-z0-9]+)*", name) for name in names)
    assert max(map(len, names)) <= 50
