"""From records to rows: nothing is lost, and nothing that does not fit is written."""

from __future__ import annotations

import copy
import logging
from decimal import Decimal
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_sdk.helpers._typing import conform_record_data_types
from singer_sdk.helpers.conform import TypeConformanceLevel

from tap_octopus.errors import RowRejected
from tap_octopus.rows.mapper import RowMapper
from tap_octopus.rows.values import Row, converter, journal_key
from tap_octopus.streams import STREAMS
from tests.unit.doubles import answer
from tests.unit.strategies import (
    SCHEMAS,
    TABLES,
    Record,
    Schema,
    plain,
    records,
    tables_with_records,
)

KEYS: dict[str, tuple[str, ...]] = {
    vars(stream)["name"]: vars(stream)["primary_keys"] for stream in STREAMS
}
GIVEN = {"dossier_id": 7, "synced_at": "2027-01-01T00:00:00.000+00:00"}
PRIVATE = "what the books say"
ROUND = 2**63


def row_mapper(stream: str) -> RowMapper:
    """Make the mapper of a table."""
    return RowMapper(SCHEMAS[stream], KEYS[stream])


def given_for(stream: str) -> dict[str, Any]:
    """Return what the tap gives to each row of a table."""
    if stream == "dossiers":
        return {"synced_at": GIVEN["synced_at"]}
    asked_for = {"bookyear_id": 1, "journal_key": "F1"} if stream == "financial_journals" else {}
    return GIVEN | asked_for


def row(stream: str, record: Record) -> dict[str, Any]:
    """Make a row of a record that was sent as JSON."""
    with answer([record]) as received:
        ((found,),) = received.records(None)
    return columns(row_mapper(stream).row(found, given_for(stream)))


def columns(found: Row) -> dict[str, Any]:
    """Return the columns of a row."""
    made: dict[str, Any] = msgspec.to_builtins(found, builtin_types=(Decimal,))
    return made


def column(kind: str, form: str | None = None) -> Schema:
    """Return a column that may be null."""
    return {"type": [kind, "null"]} | ({"format": form} if form else {})


INTEGER, NUMBER = column("integer"), column("number")
BOOLEAN, TEXT = column("boolean"), column("string")
DATE = column("string", "date")
LOSSLESS: list[tuple[Schema, object, object]] = [
    (INTEGER, 3, 3),
    (INTEGER, Decimal("3.0"), 3),
    (INTEGER, Decimal("3E+2"), 300),
    (INTEGER, "3", 3),
    (INTEGER, "-3", -3),
    (INTEGER, ROUND - 1, ROUND - 1),
    (INTEGER, -ROUND, -ROUND),
    (NUMBER, 3, 3),
    (NUMBER, Decimal("0.10"), Decimal("0.10")),
    (NUMBER, "0.10", Decimal("0.10")),
    (NUMBER, "-1E+2", Decimal("-1E+2")),
    (NUMBER, Decimal("9e299"), Decimal("9e299")),
    (BOOLEAN, True, True),
    (BOOLEAN, False, False),
    (BOOLEAN, 1, True),
    (BOOLEAN, 0, False),
    (BOOLEAN, "true", True),
    (BOOLEAN, "false", False),
    (TEXT, "", ""),
    (TEXT, "  ", "  "),
    (TEXT, "a\0b\0", "ab"),
    (TEXT, 12, "12"),
    (TEXT, Decimal("1.10"), "1.10"),
    (TEXT, True, "true"),
    (TEXT, False, "false"),
    (DATE, "2027-01-31", "2027-01-31"),
    (DATE, "2027-01-31T00:00:00", "2027-01-31"),
    (DATE, "20270131", "2027-01-31"),
    (DATE, "", None),
]
UNFIT: list[tuple[Schema, object]] = [
    *((kind, []) for kind in (INTEGER, NUMBER, BOOLEAN, TEXT, DATE)),
    *((kind, {}) for kind in (INTEGER, NUMBER, BOOLEAN, TEXT, DATE)),
    *((INTEGER, value) for value in (Decimal("3.5"), "3.0", "3.5", "", " ", "x", "1_000", True)),
    *((INTEGER, value) for value in (ROUND, -ROUND - 1, Decimal("1e309"), str(ROUND), "9" * 5000)),
    *((INTEGER, Decimal(value)) for value in ("1E+999999999", "NaN", "Infinity", "sNaN")),
    *((NUMBER, value) for value in ("", " ", "x", "1,5", "1_000", "NaN", "sNaN", "Infinity", True)),
    *((NUMBER, Decimal(value)) for value in ("1e309", "-1e309", "NaN", "sNaN", "-Infinity")),
    *((NUMBER, value) for value in ("1e999999999999", 10**309)),
    *((BOOLEAN, value) for value in (2, -1, "", "yes", "1", "True", Decimal("0.5"))),
    *((DATE, value) for value in ("2027-02-30", "31/01/2027", "x", " ", True, 5, "0000-00-00")),
    *((DATE, value) for value in ("2027-01-31T12:00:00", "2027-01-31T00:00:00+02:00")),
]


@pytest.mark.parametrize(("kind", "value", "expected"), LOSSLESS)
def test_lossless(kind: Schema, value: object, expected: object) -> None:
    """A value of another type becomes the column's own where nothing is lost by it."""
    found = converter(kind)(value, "it")

    assert found == expected
    assert type(found) is type(expected)
    assert str(found) == str(expected)


@pytest.mark.parametrize(("kind", "value"), UNFIT)
def test_unfit(kind: Schema, value: object) -> None:
    """A value that would lose something is rejected; the message names the column only."""
    with pytest.raises(RowRejected, match="the value for it is not") as rejected:
        converter(kind)(value, "it")

    assert repr(value) not in str(rejected.value)


@given(st.sampled_from([INTEGER, NUMBER, BOOLEAN, TEXT, DATE]), st.data())
def test_any_value(kind: Schema, data: st.DataObject) -> None:
    """For every JSON value and column: it fits, or is rejected, and nothing else happens."""
    numbers = st.integers() | st.decimals()
    value = data.draw(st.booleans() | numbers | st.text() | st.lists(st.none()))

    try:
        found = converter(kind)(value, "it")
    except RowRejected:
        return

    jsonschema.validate(plain(found), kind, format_checker=jsonschema.FormatChecker())


@given(tables_with_records)
def test_every_row_has_every_column(drawn: tuple[str, Record]) -> None:
    """For every record of every table: its row has exactly the columns of the schema."""
    stream, record = drawn

    assert list(row(stream, record)) == list(SCHEMAS[stream]["properties"])


@given(tables_with_records)
def test_rows_conform(drawn: tuple[str, Record]) -> None:
    """For every record of every table: its row is what the SCHEMA message promises."""
    stream, record = drawn

    found = row(stream, record)

    jsonschema.validate(plain(found), SCHEMAS[stream], format_checker=jsonschema.FormatChecker())


@given(tables_with_records)
def test_rows_as_the_sdk_makes_them(drawn: tuple[str, Record]) -> None:
    """For every record of every table: the SDK's own conforming would change nothing."""
    stream, record = drawn
    found = row(stream, record)

    conformed = conform_record_data_types(
        stream_name=stream,
        record=copy.deepcopy(found),
        schema=SCHEMAS[stream],
        level=TypeConformanceLevel.RECURSIVE,
        logger=logging.getLogger("test"),
    )

    assert conformed == found


@given(tables_with_records)
def test_known_fields(drawn: tuple[str, Record]) -> None:
    """For every record of every table: no documented field is called unknown."""
    stream, record = drawn
    made = row_mapper(stream)

    made.row(record, given_for(stream))

    assert made.unknown_fields == {}


def test_long_keys() -> None:
    """A text that is too long for the index of a warehouse is rejected, in a key only."""
    record = {"bookyearKey": {"id": 1}, "journalKey": "A1", "name": "x" * 256}

    assert row_mapper("journals").row(record, GIVEN).name == "x" * 256
    assert row_mapper("journals").row({**record, "journalKey": "x" * 255}, GIVEN)
    with pytest.raises(RowRejected, match="journal_key is too long"):
        row_mapper("journals").row({**record, "journalKey": "x" * 256}, GIVEN)


@pytest.mark.parametrize("stream", TABLES)
def test_keys(stream: str) -> None:
    """A record without one of its key fields is rejected, and the column is named."""
    paths = {
        name: SCHEMAS[stream]["properties"][name].get("x-octopus-path") for name in KEYS[stream]
    }
    whole = row_mapper(stream)

    for name, path in paths.items():
        if path is not None:
            record = record_of(SCHEMAS[stream], without=path)
            with pytest.raises(RowRejected, match=name):
                whole.row(record, given_for(stream))


def record_of(schema: Schema, without: str = "") -> Record:
    """Return a record with 1 in every key field but one."""
    record: Record = {}
    for about in schema["properties"].values():
        path = about.get("x-octopus-path")
        if path and path != without and "null" not in about["type"]:
            below = record
            for step in path.split(".")[:-1]:
                below = below.setdefault(step, {})
            below[path.split(".")[-1]] = 1
    return record


@given(records("bookings"))
def test_nulls(record: Record) -> None:
    """A field that is missing and one that is null make the same row."""
    every = {
        about["x-octopus-path"]: None
        for about in SCHEMAS["bookings"]["properties"].values()
        if "x-octopus-path" in about and "." not in about["x-octopus-path"]
    }

    assert row("bookings", every | record) == row("bookings", record)


@pytest.mark.parametrize("wrong", [5, "text", [], True])
def test_nesting(wrong: object) -> None:
    """A value where an object should be is rejected, since what it holds would be lost."""
    record = record_of(SCHEMAS["bookings"]) | {"bookyearKey": wrong}

    with pytest.raises(RowRejected, match="bookyear_id"):
        row_mapper("bookings").row(record, GIVEN)


@pytest.mark.parametrize("record", [None, [], "text", 5])
def test_records_are_objects(record: Any) -> None:  # noqa: ANN401
    """What is not an object is no record."""
    with pytest.raises(RowRejected):
        row_mapper("bookings").row(record, GIVEN)


@pytest.mark.parametrize("periods", [{}, "text", [5], [[]], [{"bookyearPeriod": "x"}]])
def test_arrays(periods: object) -> None:
    """An array with something else in it is rejected as a whole record."""
    record = record_of(SCHEMAS["bookyears"]) | {"periods": periods}

    with pytest.raises(RowRejected):
        row_mapper("bookyears").row(record, GIVEN)


@pytest.mark.parametrize(
    ("kind", "key"), [(0, None), (1, "A3"), (2, "V3"), (3, "F3"), (4, "D3"), (7, "L3"), (9, None)]
)
def test_journal_keys(kind: int, key: str | None) -> None:
    """Each journal type has its letter; one that is not known has no key and stays in the books."""
    record = record_of(SCHEMAS["bookings"]) | {"journalType": kind, "journalNr": 3}

    assert row_mapper("bookings").row(record, GIVEN).journal_key == key
    assert journal_key(kind, 3) == key
    assert journal_key(kind, None) is None


def test_ignored_fields() -> None:
    """What is known to stand below an ignored name is not told, though a column is read there."""
    made = row_mapper("rappels")
    key = {"relationKey": {"id": 1}}
    relation = {"name": "Peeters", "city": "Gent", "relationIdentificationServiceData": key}

    made.row({"relation": relation, "new": 1}, {"dossier_id": 1})

    assert set(made.unknown_fields) == {"new"}


def test_unknown_fields() -> None:
    """A field without a column is named once, with its whole path, and its value is not."""
    record = record_of(SCHEMAS["bookyears"]) | {"new": PRIVATE}
    record["bookyearKey"]["newer"] = PRIVATE
    record["periods"] = [{"newest": PRIVATE}, {"newest": PRIVATE}]
    made = row_mapper("bookyears")

    for _ in range(3):
        made.row(record, GIVEN)

    assert set(made.unknown_fields) == {"new", "bookyearKey.newer", "periods[].newest"}
