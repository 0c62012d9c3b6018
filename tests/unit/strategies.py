"""Random records as Octopus might send them, in the words of its bookkeeping."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
Record = dict[str, Any]

ROOT = Path(__file__).parents[2]
SCHEMAS: dict[str, Schema] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tap_octopus" / "schemas").glob("*.json"))
}

texts = st.text(st.characters(codec="utf-8"), max_size=12)
numbers = st.integers(-(2**31), 2**31 - 1)
cents = st.decimals(-(10**9), 10**9, places=2)
amounts = cents | st.decimals(-(10**6), 10**6, places=6) | st.integers(-1000, 1000)
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)).map(str)
dates = days | st.just("") | days.map(lambda day: f"{day}T00:00:00")
moments = st.datetimes(
    datetime.datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(datetime.UTC),
)


def kind(column: Schema) -> str:
    """Return the JSON type of a column, null aside."""
    types = [column["type"]] if isinstance(column["type"], str) else column["type"]
    return str(next(name for name in types if name != "null"))


def values(column: Schema) -> st.SearchStrategy[Any]:
    """Return what Octopus might send for a column."""
    if kind(column) == "array":
        items = column["items"]
        inner = records_of(items) if "properties" in items else values(items)
        return st.lists(inner, max_size=3)
    if column.get("format") == "date":
        return dates
    if column.get("format") == "date-time":
        return moments.map(datetime.datetime.isoformat) | st.just("")
    return {"integer": numbers, "number": amounts, "boolean": st.booleans(), "string": texts}[
        kind(column)
    ]


def put(record: Record, path: list[str], value: object) -> None:
    """Put a value where its path in the record says."""
    for step in path[:-1]:
        record = record.setdefault(step, {})
    record[path[-1]] = value


@st.composite
def records_of(draw: st.DrawFn, schema: Schema) -> Record:
    """Draw a record with all its key fields; others may be missing, as nulls are in Octopus."""
    record: Record = {}
    for column in schema["properties"].values():
        path = column.get("x-octopus-path")
        if path and ("null" not in column["type"] or draw(st.booleans())):
            put(record, path.split("."), draw(values(column)))
    return record


def records(stream: str) -> st.SearchStrategy[Record]:
    """Return records of a table."""
    return records_of(SCHEMAS[stream])


TABLES = sorted(set(SCHEMAS) - {"sync_status"})
tables = st.sampled_from(TABLES)
tables_with_records = tables.flatmap(lambda name: st.tuples(st.just(name), records(name)))


def plain(value: object) -> object:
    """Return a value as JSON has it, with decimals as floats, as a target may read it."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value
