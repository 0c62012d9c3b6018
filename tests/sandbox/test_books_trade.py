"""Purchases and sales become the ledger lines and VAT boxes that their codes ask for."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octopus_sandbox.books.model import Entry, entry
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.vat import BUY, BUY_CREDIT, SELL, SELL_CREDIT, VAT_CODES, VatCode

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
OWED = {"54", "55", "56", "57", "61", "63"}
BACK = {"59", "62", "64"}


def entries_of(kind: int) -> st.SearchStrategy[list[Entry]]:
    """Draw what is keyed in for one document of a kind."""
    codes = [code for code in VAT_CODES.values() if code.kind == kind]
    parts = st.builds(
        entry,
        st.sampled_from([600000, 612000, 700000]),
        st.integers(min_value=1, max_value=10**9),
        st.sampled_from(codes),
        st.none(),
        st.sampled_from([50, 100]),
    )
    return st.lists(parts, min_size=1, max_size=6)


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

    vat = sum(line.cents for line in lines if line.account in (411000, 451000))

    sign = 1 if entries[0].vat.kind in (BUY, SELL_CREDIT) else -1
    expected = 0
    for part in entries:
        full = (part.cents * part.vat.rate + 50) // 100
        deducted = (full * part.recuperation + 50) // 100 if part.vat.purchase else full
        expected += sign * (deducted - (full if part.vat.due_grid else 0))
    assert vat == expected


@pytest.mark.parametrize("code", VAT_CODES.values(), ids=lambda code: f"{code.code}-{code.kind}")
def test_boxes_of_the_return_fit_the_kind(code: VatCode) -> None:
    """VAT that is charged or owed has a box of its kind; a zero rate fills no VAT box."""
    boxes = {code.vat_grid, code.due_grid} - {None}

    known = boxes <= OWED | BACK

    assert known
    assert bool(boxes) == bool(code.rate)
    assert (code.due_grid is None) or (code.vat_grid == "59" and code.kind == BUY)


def test_booked_documents_are_what_their_entries_say() -> None:
    """In the books too, the lines of every purchase and sale follow from its entries."""
    dossier = Office(now=NOW).dossier(1)

    documents = [document for document in dossier._books.documents() if document.is_trade]

    assert documents
    for document in documents:
        lines = ledger_lines(
            document.entries, document.relation or 0, document.rate, document.modified_at
        )
        assert lines == document.lines
