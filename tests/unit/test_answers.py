"""A received answer gives its records, or says why it cannot."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.errors import AnswerError, TemporaryError
from tap_octopus.rows.answers import TAIL, UNREADABLE, Answer
from tests.unit.doubles import DEEP, answer
from tests.unit.strategies import amounts, records

PRIVATE = "what the books say"


def received(text: str) -> Answer:
    """Return the answer with this body."""
    return Answer.whole(io.BytesIO(text.encode()), "GET /it")


def lists(found: Answer, *names: str | None) -> list[list[dict[str, object]]]:
    """Return the records of some lists of an answer."""
    return [[*found_records] for found_records in found.records(*names)]


@given(st.lists(records("bookings"), max_size=3))
def test_arrays(bookings: list[dict[str, object]]) -> None:
    """For every list of records: they come out as they were sent."""
    with answer(bookings) as found:
        assert lists(found, None) == [bookings]


def test_properties() -> None:
    """Records and deletions come from their own properties; one that is missing is empty."""
    with answer({"modified": [{"a": 1}], "other": [{"b": 2}]}) as found:
        assert lists(found, "modified", "deleted") == [[{"a": 1}], []]


def test_empty() -> None:
    """The answer that has nothing in it has no records anywhere."""
    with Answer.empty() as found:
        assert lists(found, "modified", "deleted") == [[], []]
        assert lists(found, None) == [[]]


@given(amounts)
def test_amounts(amount: Decimal | int) -> None:
    """For every amount: its digits are kept, as a binary float would not."""
    with answer([{"amount": amount}]) as found:
        ((record,),) = lists(found, None)

    assert str(record["amount"]) == str(amount) or record["amount"] == amount
    assert isinstance(record["amount"], Decimal | int)


@pytest.mark.parametrize("text", ["0.1", "1e309", "1.10", "-0.005", "123456789012345678.99"])
def test_digits(text: str) -> None:
    """A number with a point or an exponent is the decimal that its text says."""
    with received(f"[{text}]") as found:
        assert found.content() == [Decimal(text)]
        assert str(found.content()[0]) == str(Decimal(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{}", None),
        ('{"a": []}', None),
        ("[]", "modified"),
        ('{"modified": {}}', "modified"),
        ('{"modified": "text"}', "modified"),
        ('{"technicalInfo": "busy"}', "modified"),
        ('{"modified": 0}', "modified"),
    ],
)
def test_other_shapes(text: str, name: str | None) -> None:
    """An answer that is not shaped as documented is an error, never an empty one."""
    with received(text) as found, pytest.raises(AnswerError):
        found.records(name)


@pytest.mark.parametrize("text", ['{"modified": null}', '{"deleted": []}'])
def test_no_list(text: str) -> None:
    """A list of which nothing is there may be null, or left out beside another one."""
    with received(text) as found:
        assert lists(found, "modified", "deleted") == [[], []]


@pytest.mark.parametrize(
    "text",
    ["[NaN]", "[Infinity]", "[01]", "[1,]", "{'a': 1}", "[tru]", '{"a": [{"b": 1}', '["\\ud800"]',
     f'["{PRIVATE}]', DEEP],
)  # fmt: skip
def test_not_json(text: str) -> None:
    """A body that is not JSON is an error that does not quote it."""
    with received(text) as found, pytest.raises(AnswerError) as wrong:
        found.records(None)

    assert PRIVATE not in str(wrong.value)
    assert wrong.value.__suppress_context__


@pytest.mark.parametrize("odd", ["1e99999999999999999999", "9" * 5000])
def test_record_that_cannot_be_decoded(odd: str) -> None:
    """A number that is too long makes its record unreadable, and no other."""
    with received(f'[{{"a": 1}}, {{"a": {odd}}}]') as found:
        assert lists(found, None) == [[{"a": 1}, UNREADABLE]]


@pytest.mark.parametrize("odd", ["1e99999999999999999999", "9" * 5000])
def test_single_record_that_cannot_be_decoded(odd: str) -> None:
    """An answer that is one record is an error when it cannot be decoded."""
    with received(f'{{"a": {odd}}}') as found, pytest.raises(AnswerError):
        found.record(["a"])


@pytest.mark.parametrize("text", ["", " ", "\n", "nul", "1", '"x"', "[", "{", "[}", "{]", "[1"])
def test_not_whole(text: str) -> None:
    """A body that does not end as it began was cut off, and its file is closed."""
    body = io.BytesIO(text.encode())

    with pytest.raises(TemporaryError):
        Answer.whole(body, "GET /it")

    assert body.closed


@given(st.lists(records("bookings"), min_size=1, max_size=3), st.floats(0, 1, exclude_max=True))
def test_cut_off(bookings: list[dict[str, object]], where: float) -> None:
    """For every place at which an answer is cut off: no record of it is ever given."""
    with answer(bookings) as whole:
        body = whole.body
        assert body is not None
        text = body.read()

    with pytest.raises((TemporaryError, AnswerError)):
        Answer.whole(io.BytesIO(text[: int(where * len(text))]), "GET /it").records(None)


@pytest.mark.parametrize("blanks", [" ", "\r\n\t", " " * (TAIL - 1)])
def test_blanks_around(blanks: str) -> None:
    """Blanks before and after the JSON do no harm."""
    with received(f"{blanks}[]{blanks}") as found:
        assert lists(found, None) == [[]]


def test_closed() -> None:
    """An answer closes its file when it has been read."""
    body = io.BytesIO(b"[]")

    with Answer.whole(body, "GET /it"):
        pass

    assert body.closed
