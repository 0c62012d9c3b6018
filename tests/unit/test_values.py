"""What a user reads of a value that does not fit, and which moments are understood."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tap_octopus.errors import RowRejected
from tap_octopus.rows.values import JOURNAL_LETTERS, are_numbers, converter, journal_key
from tests.unit.test_rows import column

if TYPE_CHECKING:
    from tests.unit.strategies import Schema

MOMENT = column("string", "date-time")
LIST: Schema = {"type": ["array", "null"], "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("kind", "value", "what"),
    [
        (MOMENT, "x", "a moment"),
        (LIST, ["x"], "a whole number"),
    ],
)
def test_told(kind: Schema, value: object, what: str) -> None:
    """The message says what the column should hold, and not what came."""
    with pytest.raises(RowRejected) as rejected:
        converter(kind)(value, "it")

    assert str(rejected.value) == f"the value for it is not {what}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-31T12:00:00Z", "2027-01-31T12:00:00.000+00:00"),
        ("2027-01-31T12:00:00.123456Z", "2027-01-31T12:00:00.123+00:00"),
        ("2027-01-31T12:00:00+02:00", "2027-01-31T10:00:00.000+00:00"),
        ("2027-01-31T12:00:00", "2027-01-31T11:00:00.000+00:00"),
        ("2027-07-31T12:00:00", "2027-07-31T10:00:00.000+00:00"),
        ("2027-01-31 12:00:00", "2027-01-31T11:00:00.000+00:00"),
        ("", None),
    ],
)
def test_moments(text: str, expected: str | None) -> None:
    """A moment becomes UTC in milliseconds; one without a zone is taken as Belgian time."""
    assert converter(MOMENT)(text, "it") == expected


@pytest.mark.parametrize("value", [5, [], {}, True, "0001-01-01T00:00:00+12:00", "31/01/2027"])
def test_no_moments(value: object) -> None:
    """What is no moment, or none that UTC has, is rejected."""
    with pytest.raises(RowRejected):
        converter(MOMENT)(value, "it")


def test_lists() -> None:
    """Each element of a list is converted as its column says."""
    assert converter(LIST)(["1", 2, Decimal("3.0")], "it") == [1, 2, 3]


@pytest.mark.parametrize(("kind", "letter"), [(1, "A"), (2, "V"), (3, "F"), (4, "D"), (7, "L")])
def test_journal_letters(kind: int, letter: str) -> None:
    """The journal types have the letters that Octopus gives them."""
    assert JOURNAL_LETTERS[kind] == letter
    assert journal_key(kind, 0) == f"{letter}0"


@pytest.mark.parametrize("kind", [None, 0, 5, 6, 8])
def test_no_journal_letter(kind: int | None) -> None:
    """A type without a letter has no journal key."""
    assert journal_key(kind, 1) is None


MOST = 10**300 - 1


@pytest.mark.parametrize(
    ("values", "fit"),
    [
        ([], True),
        ([None], True),
        ([1, None, Decimal("0.5")], True),
        ([Decimal("9e299")], True),
        ([Decimal("1e300")], False),
        ([1, Decimal("1e300")], False),
        ([MOST, -MOST], True),
        ([MOST + 1], False),
        ([-MOST - 1], False),
        ([Decimal(1), MOST + 1], False),
        ([True], False),
        (["1"], False),
        ([1.5], False),
        ([[]], False),
    ],
)
def test_numbers(values: list[Any], fit: bool) -> None:  # noqa: FBT001
    """A column of numbers fits when each is exact and below 1e300."""
    assert are_numbers(values) is fit
