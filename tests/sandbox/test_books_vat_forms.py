"""Every form that VAT takes in real books is in the first three dossiers, whatever the seed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.model import FINANCIAL, SUNDRY, Document, Entry
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.vat import OPERATIONS, codes

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


class Part(NamedTuple):
    """An entry and its document."""

    document: Document
    entry: Entry


@pytest.fixture(scope="module", params=[(1, 60), (2, 50), (3, 60), (4, 50)], ids=str)
def dossiers(request: pytest.FixtureRequest) -> list[Dossier]:
    """The three dossiers of an office."""
    seed, documents = request.param
    office = Office(seed=seed, documents_per_year=documents, now=NOW)
    return [office.dossier(number) for number in office.dossier_ids]


@pytest.fixture(scope="module")
def parts(dossiers: list[Dossier]) -> list[Part]:
    """Everything that was keyed in for purchases and sales."""
    return [Part(d, entry) for d in _documents(dossiers) for entry in d.entries]


def _documents(dossiers: list[Dossier]) -> Iterator[Document]:
    for dossier in dossiers:
        yield from dossier.read(lambda books, _: list(books.documents()))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_invoices_and_credit_notes(parts: list[Part], operation: str) -> None:
    """Each operation occurs, with its credit note where the law has one."""
    kinds = {p.entry.vat.credit for p in parts if p.entry.vat.operation.name == operation}

    assert kinds == {False, True}


def test_every_rate_of_every_nature(parts: list[Part]) -> None:
    """What is bought and sold at home is so at every rate; goods, services and investments."""
    bought = {
        (p.entry.vat.nature_of(p.entry.account), p.entry.vat.rate)
        for p in parts
        if p.entry.vat.operation.name == "purchase_domestic"
    }
    sold = {p.entry.vat.rate for p in parts if p.entry.vat.operation.name == "sale_domestic"}

    assert bought == {(n, r) for n in ("goods", "services", "investment") for r in (21, 12, 6, 0)}
    assert sold == {21, 12, 6}


def test_vat_is_deducted_in_whole_in_part_and_not(parts: list[Part]) -> None:
    """All, half, a third or nothing of VAT is deducted, of shifted VAT and of credit notes too."""
    shares = {p.entry.recuperation for p in parts if p.entry.vat.purchase and p.entry.vat.rate}
    half = [p.entry.vat for p in parts if p.entry.recuperation == 50]

    assert shares == {0, 35, 50, 100}
    assert {(vat.credit, vat.shifted) for vat in half} == {
        (credit, shifted) for credit in (False, True) for shifted in (False, True)
    }


@pytest.mark.parametrize("purchase", [False, True])
@pytest.mark.parametrize("credit", [False, True])
def test_lines_go_against_their_document(
    parts: list[Part],
    purchase: bool,  # noqa: FBT001 table
    credit: bool,  # noqa: FBT001 same
) -> None:
    """There are lines of the other sign, at another rate and, on invoices, at the same one."""
    against = [
        part
        for part in parts
        if part.entry.cents < 0
        and part.entry.vat.purchase == purchase
        and part.entry.vat.credit == credit
    ]

    same = {
        part.entry.vat.code in {e.vat.code for e in part.document.entries if e.cents > 0}
        for part in against
    }
    assert same >= ({False} if credit and not purchase else {True} if credit else {False, True})
    assert all(sum(e.cents for e in part.document.entries) > 0 for part in against)


def test_vat_is_booked_without_an_invoice(dossiers: list[Dossier]) -> None:
    """Private use, corrections, revisions, customs and bank costs fill grids by themselves."""
    found: dict[int, set[frozenset[str]]] = {SUNDRY: set(), FINANCIAL: set()}
    for document in _documents(dossiers):
        if not document.is_trade:
            grids = frozenset(line.grid for line in document.lines if line.grid)
            found[document.journal_type].add(grids)

    assert found[SUNDRY] == {
        frozenset(),
        *map(frozenset, ({"03", "54"}, {"49", "62"}, {"61"}, {"62"})),
    }
    assert found[FINANCIAL] >= {frozenset(), *map(frozenset, ({"82", "59"}, {"59"}))}


def test_vat_is_settled_at_the_end_of_each_return(dossiers: list[Dossier]) -> None:
    """A settlement fills no grid, and empties the VAT of all returns that have ended."""
    for dossier in dossiers:
        settled = [
            document for document in _documents([dossier]) if document.comment == "Btw-afrekening"
        ]
        monthly = dossier.read(lambda books, _: books.habits.declarant) == "MONTHLY"

        assert settled
        assert not any(line.grid for document in settled for line in document.lines)
        assert all(any(line.account // 1000 in (411, 451) for line in d.lines) for d in settled)
        assert {d.date[5:7] for d in settled} <= (
            {f"{month:02d}" for month in range(1, 13)} if monthly else {"03", "06", "09", "12"}
        )


def test_dossiers_have_their_own_codes(dossiers: list[Dossier]) -> None:
    """The same operations have other codes in another dossier, and told with rate and text."""
    told = [
        {(row["code"], row["type"]): row for row in dossier.lists.vat_codes()}
        for dossier in dossiers
    ]

    assert told[0] == told[2]
    assert not told[0].keys() & told[1].keys()
    assert {"06", "21", "D06", "D21", "D00", "I21", "DVR"} <= {code for code, _ in told[0]}
    assert all(row["description"] for rows in told for row in rows.values())
    own = codes("own").values()
    assert {(c.code, c.kind): float(c.rate) for c in own} == {
        key: row["basePercentage"] for key, row in told[1].items()
    }
