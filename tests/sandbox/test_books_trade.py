"""Purchases and sales become the ledger lines and VAT boxes that their codes ask for."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octopus_sandbox.books.model import Entry, entry
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.vat import BUY, BUY_CREDIT, GOODS, SELL, SELL_CREDIT, VatCode, codes

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
VAT_CODES = codes("usual")
OWED = {"54", "55", "56", "57", "61", "63"}
BACK = {"59", "62", "64"}


def entries_of(kind: int) -> st.SearchStrategy[list[Entry]]:
    """Draw what is keyed in for one document of a kind, with lines of both signs."""
    drawn = [code for code in VAT_CODES.values() if code.kind == kind]
    parts = st.builds(
        entry,
        st.sampled_from([240000, 600000, 612000, 700000]),
        st.one_of(st.integers(1, 10**9), st.integers(-(10**9), -1)),
        st.sampled_from(drawn),
        st.none(),
        st.sampled_from([0, 35, 50, 100]),
    )
    return st.lists(parts, min_size=1, max_size=6)


def share(cents: int, percentage: int) -> int:
    """Give a percentage of cents, halves away from zero."""
    part = (abs(cents) * percentage + 50) // 100
    return part if cents > 0 else -part


@given(
    st.sampled_from([BUY, SELL, BUY_CREDIT, SELL_CREDIT]).flatmap(entries_of),
    st.sampled_from([1.0, 0.9153, 1.1702]),
)
def test_any_document_is_in_balance(entries: list[Entry], rate: float) -> None:
    """Both the books' and the document's currency add up to zero, whatever is rounded."""
    lines = ledger_lines(entries, 7, rate, NOW)

    totals = (sum(line.cents for line in lines), sum(line.document_cents for line in lines))

    assert totals == (0, 0)
    assert [line.relation for line in lines] == [7] + [None] * (len(lines) - 1)


@given(st.sampled_from([BUY, SELL, BUY_CREDIT, SELL_CREDIT]).flatmap(entries_of))
def test_vat_lines_are_the_vat_of_the_codes(entries: list[Entry]) -> None:
    """The VAT lines hold each base times its rate, less what is not deductible."""
    lines = ledger_lines(entries, 7, 1.0, NOW)

    on_vat = [line for line in lines if line.account in (411000, 451000)]
    vat = sum(line.cents for line in on_vat)

    sign = 1 if entries[0].vat.kind in (BUY, SELL_CREDIT) else -1
    expected = 0
    for part in entries:
        full = share(part.cents, part.vat.rate)
        deducted = share(full, part.recuperation) if part.vat.purchase else full
        expected += sign * (deducted - (full if part.vat.shifted else 0))
    assert vat == expected
    assert all(line.cents for line in on_vat)


@pytest.mark.parametrize("code", VAT_CODES.values(), ids=lambda code: f"{code.code}-{code.kind}")
def test_grids_fit_the_kind(code: VatCode) -> None:
    """VAT that is charged or owed has a grid of its kind; a zero rate fills no VAT grid."""
    lines = ledger_lines([entry(600000, 100_00, code)], 7, 1.0, NOW)

    base, *vat = [line.grid for line in lines[1:]]

    assert set(vat) <= OWED | BACK
    assert bool(vat) == bool(code.rate)
    assert len(vat) == (2 if code.shifted else 1 if code.rate else 0)
    assert base == code.base_grid(600000, credit=code.credit)
    assert (base in ("48", "49", "84", "85")) == code.credit


@pytest.mark.parametrize(
    ("kind", "parts", "grids"),
    [
        (SELL, [("21", 1000), ("06", -100)], ["03", "49", "54", "64"]),
        (SELL, [("21", 1000), ("21", -100)], ["03", "03", "54"]),
        (SELL_CREDIT, [("21", 1000), ("06", -100)], ["49", "01", "64", "54"]),
        (SELL, [("EU", 1000), ("DEU", -100)], ["46", "48"]),
        (BUY, [("21", 1000), ("06", -100)], ["81", "85", "59", "63"]),
        (BUY_CREDIT, [("21", 1000), ("D21", -100)], ["85", "82", "63", "59"]),
        (BUY_CREDIT, [("EU21", 1000)], ["84", "63", "62"]),
        (BUY_CREDIT, [("MC21", 1000)], ["85", "63", "62"]),
    ],
)
def test_a_line_that_goes_against_its_document_is_a_credit(
    kind: int, parts: list[tuple[str, int]], grids: list[str]
) -> None:
    """Not the document but the net of a code tells whether it is a credit."""
    entries = [entry(600000, cents, VAT_CODES[code, kind]) for code, cents in parts]

    found = [line.grid for line in ledger_lines(entries, 7, 1.0, NOW)]

    assert found == [None, *grids]


def test_split_accounts_take_their_grid() -> None:
    """Where each grid of VAT has an account, the ledger uses it."""
    entries = [entry(600000, 100_00, VAT_CODES["EU21", BUY], None, 50)]

    lines = ledger_lines(entries, 7, 1.0, NOW, {"59": 411059, "55": 451055})

    assert [(line.account, line.cents) for line in lines[2:]] == [(411059, 10_50), (451055, -21_00)]


def test_own_codes_are_the_same_operations_under_other_names() -> None:
    """A user's codes lack no operation and no rate; several usual ones may be one of theirs."""
    own = codes("own")

    assert own.keys() == VAT_CODES.keys()
    for key, code in VAT_CODES.items():
        assert own[key].operation == code.operation
        assert own[key].rate == code.rate
        assert own[key].nature is None
    assert not {code.code for code in own.values()} & {code.code for code in VAT_CODES.values()}
    assert own["21", BUY] == msgspec.structs.replace(own["D21", BUY], usual="21")
    assert VAT_CODES["21", BUY].nature == GOODS


@pytest.mark.parametrize("number", [1, 2, 3])
def test_booked_documents_are_what_their_entries_say(number: int) -> None:
    """In the books too, the lines of every purchase and sale follow from its entries."""
    dossier = Office(now=NOW).dossier(number)
    split = dossier._books.habits.vat_accounts

    documents = [document for document in dossier._books.documents() if document.is_trade]

    assert documents
    for document in documents:
        lines = ledger_lines(
            document.entries, document.relation or 0, document.rate, document.modified_at, split
        )
        assert lines == document.lines
