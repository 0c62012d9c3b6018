"""Documents that are whole are forgotten but for two bytes, and nothing gets lost by it."""

from __future__ import annotations

import collections
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.rows.mapper import RowMapper
from tap_octopus.sync.document_check import HALF_A_CENT, Document, DocumentCheck, partition_of
from tests.unit.fake_octopus import line
from tests.unit.strategies import SCHEMAS, cents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_octopus.rows.values import Row
    from tests.unit.strategies import Record

KEYS = (
    "dossier_id",
    "bookyear_id",
    "journal_type",
    "journal_nr",
    "document_sequence_nr",
    "line_sequence_nr",
)
ROW_MAPPER = RowMapper(SCHEMAS["bookings"], KEYS)
GIVEN = {"dossier_id": 7, "synced_at": "2027-01-01T00:00:00.000+00:00"}

lines = st.lists(
    st.tuples(st.sampled_from([1, 2, 300]), st.integers(-1, 4), st.integers(-1, 1)), max_size=30
)
"""A few lines of a few documents: document, number, amount."""


def row(document: int, amount: Decimal | int | None, number: int = 1) -> Row:
    """Return a line of a booking."""
    return ROW_MAPPER.row({**line(1, 2, document, number), "bookingAmount": amount}, GIVEN)


def through(check: DocumentCheck, rows: Iterable[Row], size: int = 3) -> list[Row]:
    """Return what a check gives of rows that come a few at a time."""
    left, given = [*rows], []
    while left:
        given += check.add(left[:size])
        left = left[size:]
    return given + check.rest()


class Naive:
    """Remembers every line."""

    def __init__(self, rows: list[Row]) -> None:
        self.lines: dict[Document, dict[int, Any]] = collections.defaultdict(dict)
        self.twice = 0
        for found in rows:
            known = self.lines[1, 2, 1, found.document_sequence_nr]
            self.twice += found.line_sequence_nr in known
            known.setdefault(found.line_sequence_nr, found.booking_amount)

    def unbalanced(self) -> set[Document]:
        """Return the documents that do not add up."""
        return {d for d, known in self.lines.items() if abs(sum(known.values())) >= HALF_A_CENT}

    def gapped(self) -> set[Document]:
        """Return the documents that lack a number."""
        return {
            d for d, known in self.lines.items() if sorted(known) != [*range(1, len(known) + 1)]
        }


@given(lines, st.integers(1, 9))
def test_like_the_naive_way(drawn: list[tuple[int, int, int]], size: int) -> None:
    """For every order of lines: the same lines come twice, and the same documents are odd."""
    rows = [row(document, amount, number) for document, number, amount in drawn]
    naive, check = Naive(rows), DocumentCheck()

    given = through(check, rows, size)

    bad = check._bad
    twice, withheld = check.take_counts()
    assert twice == naive.twice
    assert check.take_counts() == (0, 0)
    assert set(check.unbalanced()) == naive.unbalanced() - bad
    assert check.gapped() == naive.gapped() - bad
    assert len(given) + withheld == len(rows) - naive.twice
    left = {id(found) for found in given}
    assert [found for found in rows if id(found) in left] == given


def test_flat() -> None:
    """Whole documents one after the other leave nothing behind but two bytes each."""
    check = DocumentCheck()

    for document in range(600):
        pair = [row(document, 5, 1), row(document, -5, 2)]
        check.add(pair)
    check.rest()

    assert check._open == {}
    assert [page.itemsize * len(page) for page in check._whole.values()] == [512, 512, 512]


@given(st.lists(cents))
def test_balanced(amounts: list[Decimal]) -> None:
    """For every document whose lines add up to zero: it is in balance, to the cent."""
    check = DocumentCheck()
    whole = [*amounts, -sum(amounts, Decimal(0))]

    through(check, [row(1, amount, number) for number, amount in enumerate(whole, start=1)])

    assert check.unbalanced() == {}


@given(st.lists(cents), cents.filter(bool))
def test_unbalanced(amounts: list[Decimal], missing: Decimal) -> None:
    """For every document of which a line is missing: it is found, whatever the others are."""
    check = DocumentCheck()
    odd = [*amounts, -sum(amounts, Decimal(0)), missing]
    rows = [row(2, amount, number) for number, amount in enumerate(odd, start=1)]

    through(check, [row(1, None), *rows])

    assert list(check.unbalanced()) == [(1, 2, 1, 2)]
    assert partition_of((1, 2, 1, 2)) == "1:2"


@given(st.sets(st.integers(-1, 9), min_size=1))
def test_gaps(numbers: set[int]) -> None:
    """For every document: its lines have gaps unless they are numbered from 1 without any."""
    check = DocumentCheck()

    through(check, [row(1, 0, number) for number in numbers])

    assert check.gapped() == (set() if numbers == {*range(1, len(numbers) + 1)} else {(1, 2, 1, 1)})


def test_noise_of_binary_amounts() -> None:
    """What is less than half a cent is the noise of binary amounts, not a missing line."""
    check = DocumentCheck()
    texts = ["0.1", "0.2", "-0.30000000000000004"]

    through(check, [row(1, Decimal(text), n) for n, text in enumerate(texts, start=1)])

    assert check.unbalanced() == {}


def test_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of a document are given when it has ended, or when there are too many of them."""
    monkeypatch.setattr("tap_octopus.sync.document_check.MOST_HELD", 4)
    check = DocumentCheck()

    assert check.add([row(1, 0, 1)]) == []
    assert len(check.add([row(1, 0, 2), row(2, 0, 1)])) == 2
    assert check.add([row(2, 0, number) for number in (2, 3)]) == []
    assert len(check.add([row(2, 0, 4)])) == 4
    assert check.rest() == []


def given_by(check: DocumentCheck, place: int, wrong: Record, size: int) -> list[Row]:
    """Give what a check lets through of three documents of three lines, one of which is wrong."""
    records = [line(1, 2, document, number) for document in (1, 2, 3) for number in (1, 2, 3)]
    records[place] |= wrong
    found: list[Row] = []
    for start in range(0, 9, size):
        ((rows, rejected),) = ROW_MAPPER.rows(records[start : start + size], GIVEN)
        check.withhold(ROW_MAPPER, rows, rejected)
        found += check.add(rows)
    return [*found, *check.rest()]


@pytest.mark.parametrize(
    ("wrong", "given"),
    [
        ({"bookingAmount": "x"}, {1, 3}),
        ({"lineSequenceNr": None}, {1, 3}),
        ({"documentSequenceNr": None}, {1, 3}),
        ({"documentSequenceNr": 3, "bookingAmount": "x"}, {1, 2}),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_broken_line(wrong: Record, given: set[int], size: int) -> None:
    """Of a document of which a line is rejected no line is given, wherever a slice ends."""
    check = DocumentCheck()

    found = given_by(check, 4, wrong, size)

    assert {kept.document_sequence_nr for kept in found} == given
    assert check.take_counts() == (0, 9 - 1 - len(found))


@pytest.mark.parametrize(("place", "size", "given"), [(3, 4, {3}), (2, 3, {3}), (6, 3, {1})])
def test_broken_line_between_documents(place: int, size: int, given: set[int]) -> None:
    """A line that does not say its document may be of that before or after: both are held back."""
    found = given_by(DocumentCheck(), place, {"documentSequenceNr": None}, size)

    assert {kept.document_sequence_nr for kept in found} == given


def test_fingerprints() -> None:
    """A document that is odd in another way has another fingerprint; the same one has the same."""
    prints = list[int]()
    for document, amount in ((1, 5), (1, 5), (1, 6), (2, 5)):
        check = DocumentCheck()
        through(check, [row(document, amount)])
        prints += check.unbalanced().values()

    assert prints == [
        zlib.crc32(f"(1, 2, 1, {document}) {amount}.0000".encode())
        for document, amount in ((1, 5), (1, 5), (1, 6), (2, 5))
    ]


@pytest.mark.parametrize(("cents", "odd"), [("0.004", False), ("0.005", True), ("-0.005", True)])
def test_half_a_cent(cents: str, odd: bool) -> None:  # noqa: FBT001
    """From half a cent on a document is out of balance."""
    check = DocumentCheck()

    through(check, [row(1, Decimal(cents))])

    assert bool(check.unbalanced()) is odd


def test_many_lines() -> None:
    """A document of more lines than two bytes can count is checked like any other."""
    check = DocumentCheck()
    given = through(check, [row(1, 0, number) for number in range(1, 2**16 + 1)], 30_000)
    again = through(check, [row(1, 0, 1), row(1, 0, 2**16 + 1)])

    assert (len(given), again) == (2**16, [])
    assert check.take_counts() == (1, 1)


def test_two_broken_lines() -> None:
    """Documents that are held back stay so when another one is found."""
    check = DocumentCheck()
    records = [line(1, 2, document, number) for document in (1, 2, 3) for number in (1, 2, 3)]
    for place in (1, 7):
        records[place] |= {"documentSequenceNr": None}

    ((rows, rejected),) = ROW_MAPPER.rows(records, GIVEN)
    check.withhold(ROW_MAPPER, rows, rejected)
    found = check.add(rows) + check.rest()

    assert {kept.document_sequence_nr for kept in found} == {2}
