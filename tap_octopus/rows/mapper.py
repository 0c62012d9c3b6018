"""Map records of Octopus to rows of a table, by the schema of the table.

Most slices of an answer take the fast path. If a record of a slice does not fit the schema, the
slice is mapped record by record. That converts values, and rejects records that still do not fit.
"""

from __future__ import annotations

import functools
import typing as t

import msgspec

from tap_octopus.errors import RowRejected
from tap_octopus.rows import values
from tap_octopus.rows.answers import Records, decoded
from tap_octopus.rows.fast_path import FastPath
from tap_octopus.rows.values import has_journal_key, journal_key, kind_of

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Row, Schema

TYPES = {
    str: "text", bool: "true or false", int: "whole number", dict: "object", list: "list",
    type(None): "null",
}  # fmt: skip
"""The names of the types of unknown fields. Any other type is a number."""

MOST_UNKNOWN = 100
"""The most unknown fields that the fast path skips. Beyond that it is not used."""


class Rejected(t.NamedTuple):
    """A record that cannot become a row.

    Attributes:
        why: The reason, without a value.
        record: The record.
        before: How many rows of the same slice come before it.
    """

    why: str
    record: t.Any
    before: int


Mapped = tuple[list[t.Any], list[Rejected]]
"""The rows of a slice, and its rejected records."""


class RowMapper:
    """Makes the rows of one table, or of an array inside a row.

    In the schema, `x-octopus-path` is the path of a column in the record, and `x-octopus-ignored`
    lists known fields without a column. Any other field is noted as unknown, with its path and
    type.

    Args:
        schema: The JSON schema of the row.
        keys: The key columns.
        place: The path of the records in the outer record; empty unless they are in an array.
        unknown: Where unknown fields are noted. Inner mappers share it.
    """

    def __init__(
        self,
        schema: Schema,
        keys: Sequence[str],
        place: tuple[str, ...] = (),
        unknown: dict[tuple[str, ...], str] | None = None,
    ) -> None:
        self.keys = tuple(keys)
        self.columns: Mapping[str, Schema] = schema["properties"]
        self._unknown: dict[tuple[str, ...], str] = {} if unknown is None else unknown
        self._place = place
        self._empty = dict.fromkeys(self.columns)
        self._fields = {
            name: (tuple(column["x-octopus-path"].split(".")), self._converter(column))
            for name, column in self.columns.items()
            if "x-octopus-path" in column
        }
        self._ignored = {tuple(path.split(".")) for path in schema.get("x-octopus-ignored", ())}
        self._known = _known_names([path for path, _ in self._fields.values()], self._ignored)
        self._has_journal_key = has_journal_key(self.columns)

    @property
    def fields(self) -> t.Collection[str]:
        """The known names at the top level of a record."""
        return self._known.keys()

    @property
    def unknown_fields(self) -> dict[str, str]:
        """The unknown fields so far: their paths and types."""
        return {".".join(path): kind for path, kind in self._unknown.items()}

    def rows(
        self, records: Records | Iterable[Record], given: Mapping[str, t.Any]
    ) -> Iterator[Mapped]:
        """Yield rows, one slice at a time, with the rejected records of the slice.

        Args:
            records: The records.
            given: The values of columns that the tap sets itself, such as `synced_at`.
        """
        if not isinstance(records, Records):
            yield self._one_by_one(records, given)
            return
        for text in records.texts():
            fast_path = self._fast_path()
            rows = fast_path.rows(text, given) if fast_path else None
            yield self._one_by_one(decoded(text), given) if rows is None else (rows, [])

    def row(self, record: Record, given: Mapping[str, t.Any]) -> Row:
        """Return the row of a record.

        Args:
            record: The record.
            given: The values of columns that the tap sets itself.

        Raises:
            RowRejected: A key column has no value or more than 255 characters, or a value does not
                fit.
        """
        if not isinstance(record, dict):
            raise RowRejected("a record is not an object")
        self._look_for_unknown(record, self._known, self._place)
        row = {**self._empty, **given}
        for name in self._fields:
            row[name] = self.value(record, name)
        if self._has_journal_key:
            row["journal_key"] = journal_key(row["journal_type"], row["journal_nr"])
        for key in self.keys:
            if row[key] is None:
                raise RowRejected(f"the key column {key} has no value")
            if isinstance(row[key], str) and len(row[key]) > values.KEY_LENGTH:
                raise RowRejected(f"the text in the key column {key} is too long")
        return self._row(**row)

    def own_row(self, row: Mapping[str, t.Any]) -> Row:
        """Return a row whose values all come from the tap."""
        return self._row(**row)

    def value(self, record: Record, name: str) -> t.Any:  # noqa: ANN401 - of any column
        """Return the value of a column that comes from the record.

        Raises:
            RowRejected: The value does not fit its column.
        """
        path, convert = self._fields[name]
        value: t.Any = record
        for step in path:
            value = _inside(value, step, name)
        return None if value is None else convert(value, name)

    def _one_by_one(self, records: Iterable[Record], given: Mapping[str, t.Any]) -> Mapped:
        rows: list[Row] = []
        rejected: list[Rejected] = []
        for record in records:
            try:
                rows.append(self.row(record, given))
            except RowRejected as error:
                rejected.append(Rejected(str(error), record, len(rows)))
        return rows, rejected

    @functools.cached_property
    def _row(self) -> Callable[..., Row]:
        columns = [(name, t.Any, None) for name in self.columns]
        return msgspec.defstruct("Row", columns, gc=False)

    def _fast_path(self) -> FastPath | None:
        """Return the fast path; None for a table with arrays or timestamps.

        It is made again when more unknown fields have been noted.
        """
        if len(self._unknown) != self._passed_by:
            self._passed_by = len(self._unknown)
            columns = [self.columns[name] for name in self._fields]
            kinds = {kind_of(column) for column in columns}
            kinds |= {column.get("format", "") for column in columns}
            paths = {name: path for name, (path, _) in self._fields.items()}
            unknown = {*self._unknown, *self._ignored}
            self._fast = None
            if not kinds & {"array", "date-time"} and len(self._unknown) <= MOST_UNKNOWN:
                self._fast = FastPath(self.columns, paths, self.keys, unknown, self._row)
        return self._fast

    _passed_by = -1
    _fast: FastPath | None = None

    def _converter(self, column: Schema) -> Callable[[t.Any, str], t.Any]:
        """Return a function that converts a value for this column.

        Objects in an array become inner rows.
        """
        items: Schema = column.get("items", {})
        if "properties" not in items:
            return values.converter(column)
        place = (*self._place, f"{column['x-octopus-path']}[]")
        inner = RowMapper(items, (), place, self._unknown)
        return functools.partial(values.array, shape=lambda element, _: inner.row(element, {}))

    def _look_for_unknown(
        self, record: Record, known: dict[str, t.Any], place: tuple[str, ...]
    ) -> None:
        for name, value in record.items():
            inner = known.get(name, record)
            if inner is record:
                self._unknown.setdefault((*place, name), TYPES.get(type(value), "number"))
            elif inner and isinstance(value, dict):
                self._look_for_unknown(value, inner, (*place, name))


def _known_names(
    paths: t.Iterable[tuple[str, ...]], ignored: t.Collection[tuple[str, ...]]
) -> dict[str, t.Any]:
    """Return the known names of records as a tree. An ignored field is a leaf."""
    tree: dict[str, t.Any] = {}
    for path in (*paths, *ignored):
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
        if path in ignored:
            branch.clear()
    return tree


def _inside(value: t.Any, step: str, name: str) -> t.Any:  # noqa: ANN401
    if isinstance(value, dict):
        return value.get(step)
    if value is not None:
        raise RowRejected(f"what holds {name} is not an object")
    return None
