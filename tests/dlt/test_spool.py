"""What becomes of a value, and of the calls of a run that was killed."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tap_octopus.dlt.columns import arrow_schema, batch
from tap_octopus.dlt.spool import with_kept_calls
from tap_octopus.errors import MapFailed
from tap_octopus.rows.values import Schema

MOMENT = "2026-06-15T12:00:00.125+02:00"
SCHEMA: Schema = {
    "properties": {
        "id": {"type": "integer"},
        "amount": {"type": ["number", "null"]},
        "day": {"type": ["string", "null"], "format": "date"},
        "synced_at": {"type": "string", "format": "date-time"},
        "lines": {"type": ["array", "null"], "items": {}},
    }
}
Row = msgspec.defstruct("Row", list(SCHEMA["properties"]))


def rows(*amounts: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a number of any type
    """Give rows as they come out of Arrow, with these amounts."""
    day = datetime.date(2024, 2, 29)
    made = [Row(1, amount, day.isoformat(), MOMENT, [{"a": Decimal("0.10")}]) for amount in amounts]
    found: list[dict[str, Any]] = batch(made, SCHEMA, arrow_schema(SCHEMA, ["id"])).to_pylist()
    assert {row["day"] for row in found} == {day}
    return found


def test_exact_values() -> None:
    """Amounts keep all their digits, moments their milliseconds, and arrays become JSON."""
    amounts = [Decimal("12345678901234567890.0123456789"), 7, None, Decimal("-0.01")]

    found = rows(*amounts)

    assert [row["amount"] for row in found] == amounts
    assert found[0]["synced_at"] == datetime.datetime.fromisoformat(MOMENT)
    assert found[0]["lines"] == '[{"a":0.10}]'


def test_too_many_digits() -> None:
    """What is behind ten digits after the point is rounded, of floating numbers too."""
    found = rows(Decimal("0.30000000000000004"), 0.25, Decimal("1E-11"))

    assert [row["amount"] for row in found] == [Decimal("0.3"), Decimal("0.25"), 0]


@pytest.mark.parametrize("amount", [Decimal("1E28"), 10**28, Decimal("NaN")])
def test_too_large(amount: object) -> None:
    """An amount that does not fit its column is told, without its value."""
    with pytest.raises(MapFailed, match=r"^a value of amount does not fit its column \(decimal128"):
        rows(amount)


def test_calls_of_a_killed_run(tmp_path: Path) -> None:
    """Its calls count, what it called is read again, and nothing else of its state is taken."""
    kept = {
        "bookings": {"1": {"calls": [10, 20], "since": "lost", "synced_at": "lost"}},
        "products": {"1": {"calls": [20]}, "2": {"synced_at": "lost"}},
    }
    file = tmp_path / "state.json"
    file.write_text(
        json.dumps({"type": "STATE", "value": {"bookmarks": kept}}, separators=(",", ":")) + "\n"
    )
    known: dict[str, Any] = {
        "bookings": {"1": {"calls": [10], "since": "s"}},
        "journals": {"1": {"since": "j"}},
    }

    found = with_kept_calls(known, file)

    assert found == {
        "bookings": {"1": {"calls": [10, 20], "since": "s", "reading": True}},
        "journals": {"1": {"since": "j"}},
        "products": {"1": {"calls": [20], "reading": True}},
    }
    assert with_kept_calls(found, file) == found
    assert with_kept_calls(known, tmp_path / "none.json") == known
