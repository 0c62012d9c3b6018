"""The fast path from records to rows, and the one record by record: the same rows, byte by byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_sdk.contrib.msgspec import encoder

from tap_octopus.rows.answers import Records
from tap_octopus.rows.mapper import MOST_UNKNOWN, RowMapper
from tests.unit.fake_octopus import record
from tests.unit.strategies import SCHEMAS, TABLES, put, tables
from tests.unit.test_rows import KEYS, given_for

if TYPE_CHECKING:
    from tests.unit.strategies import Record

Outcome = tuple[bytes, list[tuple[str, int]], dict[str, str]]

FAST = sorted(
    stream for stream in set(TABLES) - {"invoice_deliveries"}
    if all("array" not in column["type"] for column in SCHEMAS[stream]["properties"].values())
)  # fmt: skip
"""Tables without arrays and moments: those with some are small."""

ODD = [
    "null", "true", "false", "0", "1", "-0", "-0.0", "12.50", "1.0", "5.0000000000000001",
    "1e3", "1E-7",
    "0e400", "1e299", "1e300", "1e400", "-1e400", "1e99999999999999999999", "9" * 300, "9" * 301,
    "9" * 5000, "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "0." + "1" * 400, '""', '"3"', '"0.10"', '"1_000"', '"NaN"',
    '"Infinity"', '"1e309"',
    '" 1"', '"\\u0661"', '"true"', '"a\\u0000b"', '"\\u0000"', '"\\\\u0000"',
    '"\\ud83d\\ude00"', '"é},{"',
    '"2027-01-31"', '"2027-01-31T00:00:00"', '"20270131"', '"2027-W05-7"', '"2027-02-30"',
    '"0000-00-00"', '"0001-01-01"', '"2027-01-31Z"', "[]", "{}", '{"id":1}', '{"id":null}',
    '{"id":1,"new":2}', "[{}]", "[[1]]",
]  # fmt: skip
"""Values as they may stand in JSON."""


def text_of(records: list[Record], odd: dict[int, str]) -> bytes:
    """Return records as JSON; the numbers of the odd values in them become what they stand for."""
    text = msgspec.json.encode(records).decode()
    for number, value in odd.items():
        text = text.replace(f'"odd {number}"', value)
    return text.encode()


def outcome(row_mapper: RowMapper, stream: str, text: bytes) -> Outcome:
    """Return what a mapper makes of a text: lines, rejections and unknown fields."""
    ((rows, rejected),) = row_mapper.rows(Records(text), given_for(stream))
    why = [(broken.why, broken.before) for broken in rejected]
    return encoder.encode_lines(rows), why, row_mapper.unknown_fields


def careful(stream: str) -> RowMapper:
    """Return a mapper that has no fast path."""
    row_mapper = RowMapper(SCHEMAS[stream], KEYS[stream])
    mock.patch.object(row_mapper, "_fast_path", return_value=None).start()
    return row_mapper


def carefully(stream: str, text: bytes) -> Outcome:
    """Return what the other path makes of a text."""
    return outcome(careful(stream), stream, text)


def is_fast(row_mapper: RowMapper, stream: str, text: bytes) -> bool:
    """Tell whether a text takes the fast path."""
    fast_path = row_mapper._fast_path()
    return fast_path is not None and fast_path.rows(text, given_for(stream)) is not None


def paths(stream: str) -> list[list[str]]:
    """Return the paths of a table's fields, and of the objects that hold them."""
    columns = SCHEMAS[stream]["properties"].values()
    found = [c["x-octopus-path"].split(".") for c in columns if "x-octopus-path" in c]
    return [*found, *[path[:-1] for path in found if path[:-1]]]


def has_room(record: Record, path: list[str]) -> bool:
    """Tell whether all that a field is in are still objects."""
    within: object = record
    for step in path[:-1]:
        within = within.get(step) if isinstance(within, dict) else None
    return isinstance(within, dict)


@given(st.data())
def test_same_rows(data: st.DataObject) -> None:
    """For every table and any values: the same rows and rejections, and the same bytes."""
    stream = data.draw(tables)
    found = [record(SCHEMAS[stream], number) for number in (1, 2, 3)]
    odd = dict(enumerate(data.draw(st.lists(st.sampled_from(ODD), max_size=2))))
    for number in odd:
        path = data.draw(st.sampled_from(paths(stream)))
        if has_room(found[1], path):
            put(found[1], data.draw(st.sampled_from([path, ["new"]])), f"odd {number}")
    text = text_of(found, odd)

    for _ in range(2):
        assert outcome(RowMapper(SCHEMAS[stream], KEYS[stream]), stream, text) == carefully(
            stream, text
        )


@pytest.mark.parametrize("stream", TABLES)
def test_each_field(stream: str) -> None:
    """For each field and each odd value: the same row or the same rejection, a second time too."""
    row_mapper, slow = RowMapper(SCHEMAS[stream], KEYS[stream]), careful(stream)
    for path in paths(stream):
        found = record(SCHEMAS[stream], 1)
        put(found, path, "odd 0")
        for value in ODD:
            text = text_of([found], {0: value})
            rows, why, _ = outcome(slow, stream, text)
            assert outcome(row_mapper, stream, text)[:2] == (rows, why), (path, value)


@pytest.mark.parametrize("stream", FAST)
def test_what_is_fast(stream: str) -> None:
    """Whole records take the fast path, and so do those that leave out all that may be."""
    row_mapper = RowMapper(SCHEMAS[stream], KEYS[stream])
    columns = SCHEMAS[stream]["properties"].values()
    needed: dict[str, Any] = {}
    for column in columns:
        if "x-octopus-path" in column and "null" not in column["type"]:
            value = "A1" if "string" in column["type"] else 1
            put(needed, column["x-octopus-path"].split("."), value)

    text = msgspec.json.encode([record(SCHEMAS[stream], 1), needed])

    assert is_fast(row_mapper, stream, text)
    assert outcome(row_mapper, stream, text) == carefully(stream, text)


def test_null_objects() -> None:
    """Null where an object may be is common, and fast."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    found = record(SCHEMAS["bookings"], 1) | {"relationKey": None, "costCentreKey": None}
    text = msgspec.json.encode([found, found])

    assert is_fast(row_mapper, "bookings", text)
    assert outcome(row_mapper, "bookings", text) == carefully("bookings", text)


def test_nulls() -> None:
    """Null where a value may be is common, and fast; so is a long text that is no key."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    found = record(SCHEMAS["bookings"], 1)
    found["comment"] = "x" * 300
    nulls = {"comment": None, "bookingAmount": None, "expiryDate": None}
    text = msgspec.json.encode([found | nulls, found])

    assert is_fast(row_mapper, "bookings", text)
    assert outcome(row_mapper, "bookings", text) == carefully("bookings", text)


def test_unknown_fields_become_fast() -> None:
    """A field without a column is noticed once; the slices after it are fast again."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    found = record(SCHEMAS["bookings"], 1) | {"new-er": {"x": [1]}, "class": 5}
    found["bookyearKey"]["new"] = "x"
    text = msgspec.json.encode([found, found])

    assert not is_fast(row_mapper, "bookings", text)
    assert outcome(row_mapper, "bookings", text) == carefully("bookings", text)
    assert is_fast(row_mapper, "bookings", text)
    assert set(row_mapper.unknown_fields) == {"new-er", "class", "bookyearKey.new"}


def test_too_many_unknown_fields() -> None:
    """Names that never end are not learned, and do no other harm."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    names = {f"n{number}": 1 for number in range(MOST_UNKNOWN + 1)}
    text = msgspec.json.encode([record(SCHEMAS["bookings"], 1) | names])

    for _ in range(2):
        assert outcome(row_mapper, "bookings", text) == carefully("bookings", text)
    assert not is_fast(row_mapper, "bookings", text)


def test_key_order() -> None:
    """A row has its columns in the order of the schema in both ways."""
    for stream in FAST:
        text = msgspec.json.encode([record(SCHEMAS[stream], 1)])
        line, _, _ = outcome(RowMapper(SCHEMAS[stream], KEYS[stream]), stream, text)
        assert list(msgspec.json.decode(line)) == list(SCHEMAS[stream]["properties"])


def test_twice_in_one_object() -> None:
    """Of a name that comes twice the last one counts, in both ways."""
    text = msgspec.json.encode([record(SCHEMAS["bookings"], 1)])
    text = re.sub(rb'"comment":"A1"', b'"comment":"x","comment":"y"', text)
    text = text.replace(b'"relationKey":{', b'"relationKey":{"id":9},"relationKey":{')
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])

    assert is_fast(row_mapper, "bookings", text)
    assert outcome(row_mapper, "bookings", text) == carefully("bookings", text)


def test_decimals() -> None:
    """Amounts with a point are fast, and keep their digits."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    found = record(SCHEMAS["bookings"], 1) | {"bookingAmount": "odd 0"}

    text = text_of([found], {0: "12.50"})

    assert is_fast(row_mapper, "bookings", text)
    assert b'"booking_amount":12.50' in outcome(row_mapper, "bookings", text)[0]


def test_unknown_fields_that_are_still_fast() -> None:
    """A hundred fields without a column are learned."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    names = {f"n{number}": 1 for number in range(MOST_UNKNOWN)}
    text = msgspec.json.encode([record(SCHEMAS["bookings"], 1) | names])
    outcome(row_mapper, "bookings", text)

    assert is_fast(row_mapper, "bookings", text)


def test_fast_rows_are_not_made_again() -> None:
    """A slice that is fast is not looked at record by record."""
    row_mapper = RowMapper(SCHEMAS["bookings"], KEYS["bookings"])
    text = msgspec.json.encode([record(SCHEMAS["bookings"], 1)])

    with mock.patch.object(row_mapper, "row", side_effect=AssertionError):
        assert outcome(row_mapper, "bookings", text)[0]
