"""From a record of Octopus to a row of a table, as the table's schema says."""

from __future__ import annotations

import datetime
import decimal
import functools
import re
import typing as t

from tap_octopus.errors import RowRejected

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tap_octopus.answers import Record

Row = dict[str, t.Any]
Schema = dict[str, t.Any]

JOURNAL_LETTERS = {1: "A", 2: "V", 3: "F", 4: "D", 7: "L"}
"""The letter of each journal type (octopus-api.md 4.4)."""

INTEGERS = range(-(2**63), 2**63)
"""What the integer column of a warehouse holds."""

INTEGER_DIGITS, NUMBER_DIGITS = 19, 300
"""Digits before the point that these columns hold, at the most."""

WHOLE = re.compile(r"-?[0-9]{1,19}")
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
"""How numbers are written; whatever else Python would read is no number of Octopus'."""


class Shaper:
    """Makes rows of one table.

    Args:
        schema: The table's schema; `x-octopus-path` says where each column comes from, and
            `x-octopus-ignored` what else is known to be there.
        keys: The columns of the primary key, which must have a value.
        place: Where its records stand, for the names of unknown fields.
        unknown: Where these names are put.
    """

    def __init__(
        self,
        schema: Schema,
        keys: Sequence[str],
        place: str = "",
        unknown: set[str] | None = None,
    ) -> None:
        self.keys = tuple(keys)
        self.unknown_fields = set[str]() if unknown is None else unknown
        self._place = place
        columns: Mapping[str, Schema] = schema["properties"]
        self._empty = dict.fromkeys(columns)
        self._fields = [
            (name, tuple(column["x-octopus-path"].split(".")), self._converter(column))
            for name, column in columns.items()
            if "x-octopus-path" in column
        ]
        self._known = _known_names(path for _, path, _ in self._fields)
        for path in schema.get("x-octopus-ignored", ()):
            _ignore(self._known, path.split("."))
        self._has_journal_key = columns.get("journal_key", {}).get("x-tap") == "journal_key"

    def row(self, record: Record, given: Mapping[str, t.Any]) -> Row:
        """Make a row of a record and of what the tap itself gives.

        Raises:
            RowRejected: When a key column has no value, or a value does not fit its column.
        """
        if not isinstance(record, dict):
            raise RowRejected("a record is not an object")
        self._look_for_unknown(record, self._known, self._place)
        row = {**self._empty, **given}
        for name, path, convert in self._fields:
            value: t.Any = record
            for step in path:
                value = _below(value, step, name)
            if value is not None:
                row[name] = convert(value, name)
        if self._has_journal_key:
            row["journal_key"] = journal_key(row["journal_type"], row["journal_nr"])
        for key in self.keys:
            if row[key] is None:
                raise RowRejected(f"the key column {key} has no value")
        return row

    def key_of(self, row: Row) -> tuple[t.Any, ...]:
        """Give the primary key of a row."""
        return tuple(row[key] for key in self.keys)

    def _converter(self, column: Schema) -> Callable[[t.Any, str], t.Any]:
        """Choose how a value becomes one of this column; an array's elements are small rows."""
        items: Schema = column.get("items", {})
        if "properties" not in items:
            return converter(column)
        place = f"{self._place}{column['x-octopus-path']}[]."
        inner = Shaper(items, (), place, self.unknown_fields)
        return functools.partial(_array, shape=lambda element, _: inner.row(element, {}))

    def _look_for_unknown(self, record: Record, known: dict[str, t.Any], place: str) -> None:
        for name, value in record.items():
            below = known.get(name, record)
            if below is record:
                self.unknown_fields.add(place + name)
            elif below and isinstance(value, dict):
                self._look_for_unknown(value, below, f"{place}{name}.")


def journal_key(journal_type: int | None, number: int | None) -> str | None:
    """Make the key of a journal, such as A1; None for a type without a letter."""
    letter = JOURNAL_LETTERS.get(journal_type or 0)
    return f"{letter}{number}" if letter and number is not None else None


def converter(column: Schema) -> Callable[[t.Any, str], t.Any]:
    """Choose how a value becomes one of this column."""
    kind = column["type"] if isinstance(column["type"], str) else column["type"][0]
    if kind == "array":
        return functools.partial(_array, shape=converter(column["items"]))
    if column.get("format") == "date":
        return _date
    return {"integer": _integer, "number": _number, "boolean": _boolean, "string": _string}[kind]


def _known_names(paths: t.Iterable[tuple[str, ...]]) -> dict[str, t.Any]:
    """Make a tree of the names that records are known to have."""
    tree: dict[str, t.Any] = {}
    for path in paths:
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
    return tree


def _ignore(tree: dict[str, t.Any], path: list[str]) -> None:
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


def _array(value: t.Any, name: str, *, shape: Callable[[t.Any, str], t.Any]) -> list[t.Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise _unfit(name, "a list")
    return [shape(element, name) for element in value]


def _integer(value: t.Any, name: str) -> int:  # noqa: ANN401
    if isinstance(value, str) and WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, decimal.Decimal) and _is_below(value, INTEGER_DIGITS):
        value = int(value) if value == value.to_integral_value() else value
    if isinstance(value, bool) or not isinstance(value, int) or value not in INTEGERS:
        raise _unfit(name, "a whole number")
    return value


def _number(value: t.Any, name: str) -> int | decimal.Decimal:  # noqa: ANN401
    if isinstance(value, str) and NUMBER.fullmatch(value):
        value = decimal.Decimal(value)
    if isinstance(value, bool) or not isinstance(value, (int, decimal.Decimal)):
        raise _unfit(name, "a number")
    if not _is_below(decimal.Decimal(value), NUMBER_DIGITS):
        raise _unfit(name, "a number of this world")
    return value


def _is_below(value: decimal.Decimal, digits: int) -> bool:
    """Tell whether a number has at most so many digits before its point, without writing them."""
    return value.is_finite() and value.adjusted() < digits


def _boolean(value: t.Any, name: str) -> bool:  # noqa: ANN401
    known = {"true": True, "false": False, 1: True, 0: False}
    if isinstance(value, (bool, int, str)) and value in known:
        return known[value]
    raise _unfit(name, "true or false")


def _string(value: t.Any, name: str) -> str:  # noqa: ANN401
    if isinstance(value, (dict, list)):
        raise _unfit(name, "a text")
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else str(value)
    return text.replace("\0", "") if "\0" in text else text


def _date(value: t.Any, name: str) -> str | None:  # noqa: ANN401
    if value == "":
        return None
    text = str(value).removesuffix("T00:00:00")
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise _unfit(name, "a date") from None


def _unfit(name: str, what: str) -> RowRejected:
    return RowRejected(f"the value for {name} is not {what}")
