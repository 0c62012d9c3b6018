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
FURTHER = {table["table"]: table for table in FACTS["further_read_endpoints"]}
DELETED_DOCUMENTS = TABLES["bookings"]["deleted_record_fields"]
OTHER_NAMES = {
    "vat_codes": "vatcodes",
    "buysell_bookings": "buysellbookings",
    "financialdivers_bookings": "financialdiversbookings",
    "delivery_notes": "deliverynotes",
    "financial_journals": "journal_detail_F",
    "bank_envelopes": "bank_enveloppes",
    "invoice_deliveries": "invoice_delivery_states",
}
"""Tables that the facts know by another name."""

NOT_WANTED = {
    "account_amounts": {"accountAmountKey.accountKey.bookyearKey.id"},
}
"""Fields that repeat what another column holds."""

UNTYPED = {"relation", "peppolFields", "commonJournalServiceData", "invoiceLines[].peppolFields"}
"""Objects of which the facts name no field, and the contract wants none or a few."""

TAP_SOURCES = {
    "(tap)": "status",
    "(list of deletions)": "deleted_at",
    "(server clock, UTC)": "synced_at",
    "journalType + journalNr": "journal_key",
    "journalType + journalSequenceNr": "journal_key",
}
ALLOWED = {
    "type",
    "format",
    "description",
    "properties",
    "items",
    "x-octopus-path",
    "x-octopus-ignored",
    "x-tap",
}


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


def facts_of(stream: str) -> Schema:
    """Return what the facts say of the table that a stream reads."""
    name = OTHER_NAMES.get(stream, stream)
    return TABLES.get(name) or FURTHER.get(name) or {"fields": []}


def fields(stream: str) -> dict[str, Schema]:
    """Return the fields of the API that a stream's records may hold, by path.

    Objects have none of their own: what is in them is named, by the facts or, where these leave
    it out, by the contract.
    """
    is_deleted = stream == "deleted_booking_documents"
    found = {
        f["name"]: f for f in (DELETED_DOCUMENTS if is_deleted else facts_of(stream)["fields"])
    }
    for name in [name for name in found if name.endswith("." + LIST_OF_VALUES)]:
        found |= {f"{name}[].{inner}": found[f"{LIST_OF_VALUES}[].{inner}"] for inner in VALUE}
    if "invoiceLines[].intrastatServiceData" in found:
        known = facts_of("buysell_bookings")["fields"]
        found |= {
            name.replace("bookingLines", "invoiceLines"): field
            for name, field in ((f["name"], f) for f in known)
            if ".intrastatServiceData." in name
        }
    if stream == "journals":  # the tap gives both shapes that of the list
        more = {f["name"]: f for f in FURTHER["journals_modified"]["fields"]}
        found |= {n: f for n, f in more.items() if n.startswith(("names", "nextDocument"))}
    if stream == "rappels":
        relation = {f"relation.{f['name']}": f for f in TABLES["relations"]["fields"]}
        found |= {name: relation[name] for name in RELATION}
    return {
        name: field
        for name, field in found.items()
        if field["json_type"] != "object"
        and name not in {"dossier_id", *NOT_WANTED.get(stream, ())}
    }


LIST_OF_VALUES = "customFieldValueList"
VALUE = ("customFieldKey.id", "value")
RELATION = (
    "relation.relationIdentificationServiceData.relationKey.id",
    "relation.name",
)
"""What the contract wants of the whole relation that comes with its reminders."""


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
    if path == "(request)":
        return {"x-tap": "dossier_id" if row["column"] == "dossier_id" else "request"}
    return {"x-tap": TAP_SOURCES[path]} if path in TAP_SOURCES else {"x-octopus-path": path}


every_stream = pytest.mark.parametrize("stream", SCHEMAS)


def test_tables_of_the_api() -> None:
    """Each table of the contract has a schema, and no other."""
    assert {*TABLES, "deleted_booking_documents", "sync_status"} < set(SCHEMAS)
    assert set(SCHEMAS) == set(CONTRACT)


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
def test_what_is_ignored(stream: str) -> None:
    """A field is only passed over in silence when the facts name it and the contract leaves it."""
    schema = SCHEMAS[stream]
    inner = [
        (c["x-octopus-path"], c["items"]) for c in schema["properties"].values() if "items" in c
    ]

    ignored = {*schema.get("x-octopus-ignored", ())}
    ignored |= {f"{at}[].{n}" for at, items in inner for n in items.get("x-octopus-ignored", ())}

    known = {field["name"] for field in facts_of(stream)["fields"]}
    assert ignored == known & (UNTYPED | NOT_WANTED.get(stream, set()))


@every_stream
def test_inner_values_may_be_missing(stream: str) -> None:
    """Whatever stands inside an array may be missing, down to the leaf."""
    arrays = [node["items"] for _, node in nodes(SCHEMAS[stream]) if "items" in node]

    inner = [n for items in arrays for n in items.get("properties", {"": items}).values()]

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
