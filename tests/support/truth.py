"""From what the sandbox knows to be true to the rows that a warehouse must hold.

It follows the column contract and nothing of the tap: both must come to the same rows.
"""

import datetime
import functools
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.support.contract import BEHIND_THE_LEDGER, TABLES, Column, columns, facts
from tests.support.sandbox import Sandbox

Row = dict[str, Any]

LETTERS = {1: "A", 2: "V", 3: "F", 4: "D", 7: "L"}


def true_rows(sandbox: Sandbox, table: str, dossier: int) -> list[Row]:
    """Give the rows that a table must hold of a dossier."""
    return true_tables(sandbox, dossier)[table]


def true_tables(sandbox: Sandbox, dossier: int) -> dict[str, list[Row]]:
    """Give the rows that each table must hold of a dossier."""
    truths = sandbox.truths(dossier)
    truths["dossiers"] = [
        found for found in truths["dossiers"] if found["dossierKey"]["id"] == dossier
    ]
    unclosed = {year["bookyearKey"]["id"] for year in truths["bookyears"] if not year["closed"]}
    truths["financial_journals"] = [
        row for row in truths["financial_journals"] if row["bookyear_id"] in unclosed
    ]
    truths["journals"] = _as_read(truths["journals"], sandbox)
    return {
        table: [
            _told(row, table) if table in BEHIND_THE_LEDGER else _row(row, table, dossier)
            for row in truths[table]
        ]
        for table in TABLES
    }


def _as_read(journals: list[Row], sandbox: Sandbox) -> list[Row]:
    """Leave out what the way of reading the journals does not tell: all at once, or by list."""
    is_list = sandbox.switches()["journals_400"] == "modified"
    lacking = ("names", "nextDocumentNumber") if is_list else ONLY_LISTED
    return [{n: v for n, v in journal.items() if n not in lacking} for journal in journals]


ONLY_LISTED = ("currencyCode", "insertionType", "customFieldList", "customFieldLineList")


TYPES = {"integer": int, "string": str, "boolean": bool, "number": Decimal, "date": datetime.date}
"""The types of the values that are as they are."""


def value_of(kind: str, value: Any) -> Any:  # noqa: ANN401 - JSON may be anything
    """Make a value of the kind that the contract says, from JSON or from a database."""
    if value is None or type(value) is TYPES.get(kind):
        return value
    if kind == "date" and value == "":
        return None
    if kind == "date":
        return datetime.date.fromisoformat(str(value))
    if kind == "date-time":
        return _moment(str(value))
    if kind == "array":
        return [_snake(element) for element in value]
    if kind == "number":
        return Decimal(value)
    raise AssertionError(f"{value!r} is no {kind}")


def _told(row: Mapping[str, Any], table: str) -> Row:
    """Give a row that the sandbox tells as such."""
    wanted = facts(table)
    return {c.name: value_of(c.kind, row[c.name]) for c in columns(table) if c.name in wanted}


def _row(record: Mapping[str, Any], table: str, dossier: int) -> Row:
    wanted = facts(table)
    return {c.name: _value(record, c, dossier) for c in columns(table) if c.name in wanted}


def _value(record: Mapping[str, Any], column: Column, dossier: int) -> Any:  # noqa: ANN401
    if column.path == "(request)":
        return dossier
    if " + " in column.path:
        kind, number = (_at(record, path) for path in column.path.split(" + "))
        return f"{LETTERS[kind]}{number}" if kind in LETTERS else None
    return value_of(column.kind, _at(record, column.path))


def _at(record: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401
    value: Any = record
    for step in path.split("."):
        value = (value or {}).get(step)
    return value


@functools.cache
def _moment(text: str) -> datetime.datetime:
    """Read a moment; PostgreSQL gives it in UTC and does not say so."""
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC)


def _snake(element: Any) -> Any:  # noqa: ANN401
    """Write the inner names of an array's element as columns are written, amounts as decimals."""
    if isinstance(element, list):
        return [_snake(inner) for inner in element]
    if not isinstance(element, dict):
        return Decimal(str(element)) if isinstance(element, float) else element
    return {_column_name(name): _snake(value) for name, value in element.items()}


@functools.cache
def _column_name(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
