"""From records of Octopus to rows of a table, as the table's schema says.

There are two lanes to the same rows. In the fast one a whole slice of an answer is decoded as what
the schema promises; as soon as anything in it is odd, the slice takes the careful one, record by
record. Tests hold the two together.
"""

from __future__ import annotations

import functools
import operator
import typing as t

import msgspec

from tap_octopus.errors import RowRejected
from tap_octopus.rows import values
from tap_octopus.rows.answers import NOT_JSON, Records, decoded
from tap_octopus.rows.fast_path import TypedRecords

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Schema

Row = t.Any
"""A struct with an attribute for each column of the table, in the order of the schema."""

JOURNAL_LETTERS = {1: "A", 2: "V", 3: "F", 4: "D", 7: "L"}
"""The letter of each journal type (octopus-api.md 4.4)."""

MOST_UNKNOWN = 100
"""Unknown fields that the fast lane learns to pass by."""


class Rejected(t.NamedTuple):
    """A record that cannot become a row.

    Attributes:
        why: What is wrong with it.
        record: What Octopus sent.
        before: How many rows of the same slice stand before it.
    """

    why: str
    record: t.Any
    before: int


Batch = tuple[list[Row], list[Rejected]]
"""The rows of a slice, and what of it cannot become one."""


class RowMapper:
    """Makes rows of one table.

    Args:
        schema: The table's schema; `x-octopus-path` says where each column comes from, and
            `x-octopus-ignored` what else is known to be there.
        keys: The columns of the primary key, which must have a value.
        place: Where its records stand, for the names of unknown fields.
        unknown: Where these names are put, as paths.
    """

    def __init__(
        self,
        schema: Schema,
        keys: Sequence[str],
        place: tuple[str, ...] = (),
        unknown: set[tuple[str, ...]] | None = None,
    ) -> None:
        self.keys = tuple(keys)
        self.columns: Mapping[str, Schema] = schema["properties"]
        self._unknown = set[tuple[str, ...]]() if unknown is None else unknown
        self._place = place
        self._empty = dict.fromkeys(self.columns)
        self._fields = {
            name: (tuple(column["x-octopus-path"].split(".")), self._converter(column))
            for name, column in self.columns.items()
            if "x-octopus-path" in column
        }
        self._ignored = {tuple(path.split(".")) for path in schema.get("x-octopus-ignored", ())}
        self._known = _known_names(path for path, _ in self._fields.values())
        for path in self._ignored:
            _ignore(self._known, path)
        self._has_journal_key = self.columns.get("journal_key", {}).get("x-tap") == "journal_key"

    @property
    def fields(self) -> t.Collection[str]:
        """The names that a record is known to have."""
        return self._known.keys()

    @property
    def unknown_fields(self) -> set[str]:
        """The names of the fields so far that have no column, each with its path."""
        return {".".join(path) for path in self._unknown}

    def rows(
        self, records: Records | Iterable[Record], given: Mapping[str, t.Any]
    ) -> Iterator[Batch]:
        """Make rows of records and of what the tap itself gives, a slice at a time."""
        if not isinstance(records, Records):
            yield self._carefully(records, given)
            return
        for text in records.texts():
            rows = self._fast(text, given)
            yield self._carefully(decoded(text), given) if rows is None else (rows, [])

    def row(self, record: Record, given: Mapping[str, t.Any]) -> Row:
        """Make a row of a record and of what the tap itself gives.

        Raises:
            RowRejected: When a key column has no value or a long text, or when a value does not
                fit its column.
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

    def made(self, values: Mapping[str, t.Any]) -> Row:
        """Make a row of values that are the tap's own."""
        return self._row(**values)

    def value(self, record: Record, name: str) -> t.Any:  # noqa: ANN401 - of any column
        """Give the value of a column that comes from the record.

        Raises:
            RowRejected: When it does not fit its column.
        """
        path, convert = self._fields[name]
        value: t.Any = record
        for step in path:
            value = _below(value, step, name)
        return None if value is None else convert(value, name)

    def _carefully(self, records: Iterable[Record], given: Mapping[str, t.Any]) -> Batch:
        rows: list[Row] = []
        rejected: list[Rejected] = []
        for record in records:
            try:
                rows.append(self.row(record, given))
            except RowRejected as error:
                rejected.append(Rejected(str(error), record, len(rows)))
        return rows, rejected

    def _fast(self, text: bytes, given: Mapping[str, t.Any]) -> list[Row] | None:
        """Make the rows of a slice in which all is as the schema says; None when it is not."""
        if b"\\" in text and b"\\u0000" in text:
            return None  # a NUL is dropped, carefully
        typed = self._compiled()
        if typed is None:
            return None
        try:
            found = typed(text)
        except NOT_JSON:
            return None
        if not all(
            values.are_numbers([*map(operator.itemgetter(i), found)]) for i in self._numbers
        ):
            return None
        row, (before, after) = self._row, self._around
        first, last = [[given.get(name) for name in names] for names in (before, after)]
        if not self._has_journal_key:
            return [row(*first, *made, *last) for made in found]
        kind, number = map([*self._fields].index, ("journal_type", "journal_nr"))
        return [
            row(*first, *made, journal_key(made[kind], made[number]), *last[1:]) for made in found
        ]

    @functools.cached_property
    def _row(self) -> Callable[..., Row]:
        columns = [(name, t.Any, None) for name in self.columns]
        return msgspec.defstruct("Row", columns, gc=False)

    @functools.cached_property
    def _numbers(self) -> list[int]:
        """Which of the values from the record are numbers."""
        kinds = [values.kind_of(self.columns[name]) for name in self._fields]
        return [i for i, kind in enumerate(kinds) if kind == "number"]

    @functools.cached_property
    def _around(self) -> tuple[list[str], list[str]]:
        """The columns before and after those that come from the record."""
        names, own = [*self.columns], [*self._fields]
        start, end = names.index(own[0]), names.index(own[-1]) + 1
        assert names[start:end] == own  # noqa: S101 - so are the schemas written
        return names[:start], names[end:]

    def _compiled(self) -> TypedRecords | None:
        """Give the fast lane, compiled anew when there are more unknown fields to pass by."""
        kinds = {values.kind_of(self.columns[name]) for name in self._fields}
        if "array" in kinds or len(self._unknown) > MOST_UNKNOWN:
            return None
        if len(self._unknown) != self._passed_by:
            self._passed_by = len(self._unknown)
            columns = {path: self.columns[name] for name, (path, _) in self._fields.items()}
            keys = [self._fields[key][0] for key in self.keys if key in self._fields]
            self._typed = TypedRecords(columns, keys, self._unknown | self._ignored)
        return self._typed

    _passed_by = -1

    def _converter(self, column: Schema) -> Callable[[t.Any, str], t.Any]:
        """Choose how a value becomes one of this column; an array's elements are small rows."""
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
            below = known.get(name, record)
            if below is record:
                self._unknown.add((*place, name))
            elif below and isinstance(value, dict):
                self._look_for_unknown(value, below, (*place, name))


@functools.lru_cache(maxsize=1024)
def journal_key(journal_type: int | None, number: int | None) -> str | None:
    """Make the key of a journal, such as A1; None for a type without a letter."""
    letter = JOURNAL_LETTERS.get(journal_type or 0)
    return f"{letter}{number}" if letter and number is not None else None


def _known_names(paths: t.Iterable[tuple[str, ...]]) -> dict[str, t.Any]:
    """Make a tree of the names that records are known to have."""
    tree: dict[str, t.Any] = {}
    for path in paths:
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
    return tree


def _ignore(tree: dict[str, t.Any], path: tuple[str, ...]) -> None:
    """Let a known name hold whatever it likes."""
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = {}


def _below(value: t.Any, step: str, name: str) -> t.Any:  # noqa: ANN401
    if isinstance(value, dict):
        return value.get(step)
    if value is not None:
        raise RowRejected(f"what holds {name} is not an object")
    return None
