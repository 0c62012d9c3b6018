"""From records to rows: the columns that a copy has, as `columns.csv` names them.

`booking_lines[].account_nr` is a name inside the elements of an array; a path with ` + ` joins two
fields. What a record leaves out is null in its row.
"""

import csv
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from octopus_sandbox.books.feeds import Record

_FILE = Path(__file__).with_name("columns.csv")
_INSIDE, _JOINED = "[].", " + "


class _Column(NamedTuple):
    name: str
    paths: tuple[tuple[str, ...], ...]
    elements: tuple["_Column", ...]


def rows(table: str, records: Iterable[Record], dossier_id: int) -> Iterator[Record]:
    """Make the rows of a table from the records of a dossier."""
    columns = _tables()[table]
    return ({"dossier_id": dossier_id, **_row(columns, record)} for record in records)


@functools.cache
def _tables() -> dict[str, tuple[_Column, ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["stream"], []).append((line["column"], line["path"]))
    return {table: _columns(lines) for table, lines in found.items()}


def _columns(lines: list[tuple[str, str]]) -> tuple[_Column, ...]:
    inside: dict[str, list[tuple[str, str]]] = {}
    for name, path in lines:
        head, found, rest = name.partition(_INSIDE)
        if found:
            inside.setdefault(head, []).append((rest, path.partition(_INSIDE)[2]))
    return tuple(
        _Column(
            name,
            tuple(tuple(part.split(".")) for part in path.split(_JOINED)),
            _columns(inside.get(name, [])),
        )
        for name, path in lines
        if _INSIDE not in name
    )


def _row(columns: Iterable[_Column], record: Record) -> Record:
    return {column.name: _value(column, record) for column in columns}


def _value(column: _Column, record: Record) -> Any:  # noqa: ANN401 whatever JSON holds
    values = [_at(record, path) for path in column.paths]
    if len(values) > 1:
        return "".join(map(str, values))
    if column.elements and values[0] is not None:
        return [_row(column.elements, element) for element in values[0]]
    return values[0]


def _at(record: Record, path: tuple[str, ...]) -> Any:  # noqa: ANN401 same
    value: Any = record
    for step in path:
        value = (value or {}).get(step)
    return value
