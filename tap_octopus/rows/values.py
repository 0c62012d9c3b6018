"""Convert values of Octopus to values of columns. A value that would lose something is rejected."""

from __future__ import annotations

import datetime
import decimal
import functools
import re
import typing as t
import zoneinfo

from tap_octopus.errors import RowRejected

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Schema = dict[str, t.Any]

Row = t.Any
"""A struct with an attribute for each column of the table, in the order of the schema."""

JOURNAL_LETTERS = {1: "A", 2: "V", 3: "F", 4: "D", 7: "L"}
"""The letter of each journal type (octopus-api.md 4.4)."""

INTEGERS = range(-(2**63), 2**63)
"""The integers that the column of a warehouse can hold."""

KEY_LENGTH = 255
"""The most characters of a text in a key. The index of a warehouse holds a few thousand bytes."""

INTEGER_DIGITS, NUMBER_DIGITS = 19, 300
"""The most digits before the point in an integer column and in a number column."""

WHOLE = re.compile(r"-?[0-9]{1,19}")
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
"""The forms of numbers in texts. Python would accept others, which Octopus does not write."""

BELGIUM = "Europe/Brussels"
NUMBERS = {int, decimal.Decimal, type(None)}


def kind_of(column: Schema) -> str:
    """Return the JSON type of a column, leaving null aside."""
    kind: str = column["type"] if isinstance(column["type"], str) else column["type"][0]
    return kind


def converter(column: Schema) -> Callable[[t.Any, str], t.Any]:
    """Return a function that converts a value for this column. It raises `RowRejected`."""
    kind = kind_of(column)
    if kind == "array":
        return functools.partial(array, shape=converter(column["items"]))
    if column.get("format") in FORMATS:
        return FORMATS[column["format"]]
    return {"integer": _integer, "number": _number, "boolean": _boolean, "string": _string}[kind]


def has_journal_key(columns: Mapping[str, Schema]) -> bool:
    """Return whether the tap adds the column `journal_key` to this table."""
    return columns.get("journal_key", {}).get("x-tap") == "journal_key"


@functools.lru_cache(maxsize=1024)
def journal_key(journal_type: int | None, number: int | None) -> str | None:
    """Return the key of a journal, such as A1; None for a type without a letter."""
    letter = JOURNAL_LETTERS.get(journal_type or 0)
    return f"{letter}{number}" if letter and number is not None else None


def are_numbers(column: list[t.Any]) -> bool:
    """Return whether all values of a column are null, or integers or decimals below 1e300."""
    kinds = {*map(type, column)}
    if not kinds <= NUMBERS:
        return False
    decimals, whole = column, list[int]()
    if kinds != {decimal.Decimal}:
        decimals = [value for value in column if type(value) is decimal.Decimal]
        whole = [value for value in column if type(value) is int]
    most = 10**NUMBER_DIGITS
    return max(map(decimal.Decimal.adjusted, decimals), default=0) < NUMBER_DIGITS and (
        not whole or (-most < min(whole) and max(whole) < most)
    )


def array(value: t.Any, name: str, *, shape: Callable[[t.Any, str], t.Any]) -> list[t.Any]:  # noqa: ANN401
    """Convert each element of an array.

    Raises:
        RowRejected: The value is not an array.
    """
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
        raise _unfit(name, "a number below 1e300")
    return value


def _is_below(value: decimal.Decimal, digits: int) -> bool:
    """Return whether a number has at most so many digits before its point.

    It looks at the exponent only: a number such as 1e999999 is never written out.
    """
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


def _moment(value: t.Any, name: str) -> str | None:  # noqa: ANN401
    """Convert a timestamp to UTC. One without a time zone is taken as Belgian time.

    The API does not state its time zone.
    """
    if value == "":
        return None
    try:
        found = datetime.datetime.fromisoformat(str(value))
        known = found if found.tzinfo else found.replace(tzinfo=zoneinfo.ZoneInfo(BELGIUM))
        return known.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        raise _unfit(name, "a moment") from None


FORMATS = {"date": _date, "date-time": _moment}
"""The converters of texts that have a format."""


def _unfit(name: str, what: str) -> RowRejected:
    return RowRejected(f"the value for {name} is not {what}")
