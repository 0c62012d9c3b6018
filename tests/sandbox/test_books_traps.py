"""Every trap of real books is in the default office, whatever its seed and day."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.office import Office
from tests.sandbox.books_invariants import cents, document_of, rows

Row = dict[str, Any]
Ledger = dict[int, list[Row]]


@pytest.fixture(
    scope="module",
    params=[
        (1, datetime(2026, 5, 20, 9, tzinfo=UTC)),
        (2, datetime(2026, 11, 3, 9, tzinfo=UTC)),
        (3, datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
    ids=["seed1", "seed2", "seed3"],
)
def office(request: pytest.FixtureRequest) -> Office:
    """A default office of one seed, kept up to one day."""
    seed, now = request.param
    return Office(seed=seed, now=now)


@pytest.fixture(scope="module")
def dossiers(office: Office) -> list[Dossier]:
    """The dossiers of the office."""
    return [office.dossier(number) for number in office.dossier_ids]


@pytest.fixture(scope="module")
def ledger(dossiers: list[Dossier]) -> Ledger:
    """The booking rows of each dossier."""
    return {dossier.id: rows(dossier, "bookings") for dossier in dossiers}


def test_opening_entries_repeat_last_years_balances(ledger: Ledger) -> None:
    """Adding up bookyears doubles the balance sheet: later years open with it, in D1 or D9."""
    for number, bookings in ledger.items():
        opening = ("D9" if number == 2 else "D1", 1)
        openings = {key[0] for row in bookings if (key := document_of(row))[1:] == opening}

        years = {row["bookyearKey"]["id"] for row in bookings}

        assert openings == years


def test_bookyears_come_in_all_shapes(dossiers: list[Dossier]) -> None:
    """There are calendar, broken and 15-month years, months and quarters, ids against time."""
    years = {dossier.id: rows(dossier, "bookyears") for dossier in dossiers}

    periods = {number: [len(y["periods"]) for y in years[number]] for number in years}
    ids = {number: [y["bookyearKey"]["id"] for y in years[number]] for number in years}

    assert set(periods[1]) == {12}
    assert set(periods[2]) == {4}
    assert periods[3][0] == 15
    assert all(year["startDate"].endswith("-07-01") for year in years[2])
    assert ids[3] == [2, 1, 3]
    assert any(year["closed"] for number in years for year in years[number])
    assert not any(years[number][-1]["closed"] for number in years)


def test_periods_may_be_later_than_dates(dossiers: list[Dossier], ledger: Ledger) -> None:
    """Some documents are booked in a period after the one of their date, within the year."""
    late = 0

    for dossier in dossiers:
        starts = {
            (year["bookyearKey"]["id"], period["bookyearPeriod"]): period["startDate"]
            for year in rows(dossier, "bookyears")
            for period in year["periods"]
        }
        for row in ledger[dossier.id]:
            start = starts[row["bookyearKey"]["id"], row["bookyearPeriodeNr"]]
            late += row["documentDate"] < start

    assert late


def test_payments_come_in_all_ways(dossiers: list[Dossier]) -> None:
    """There are partial, combined and next-year payments, and a credit note on its invoice."""
    invoices: Counter[str] = Counter()
    payments: Counter[str] = Counter()
    next_year = with_credit_note = 0

    for dossier in dossiers:
        for row in rows(dossier, "balancings"):
            keys = [row[side]["balancingKey"] for side in ("debetDocument", "creditDocument")]
            whole = [key for key in keys if key["lineSequenceNr"] == -1]
            paid = [key for key in keys if key["journalKey"][0] == "F"]
            next_year += keys[0]["bookyearKey"] != keys[1]["bookyearKey"]
            with_credit_note += len(whole) == 2
            if paid:
                invoices[f"{dossier.id} {whole}"] += 1
                payments[f"{dossier.id} {paid}"] += 1

    assert max(invoices.values()) > 1
    assert max(payments.values()) > 1
    assert next_year
    assert with_credit_note


def test_credit_notes_turn_the_control_line(ledger: Ledger) -> None:
    """A sales credit note shows its customer negative, a purchase one its supplier positive."""
    control = [
        (row["accountKey"], cents(row["bookingAmount"]) > 0, row["documentSequenceNr"])
        for bookings in ledger.values()
        for row in bookings
        if row["journalType"] in (1, 2) and row["accountKey"] in (400000, 440000)
    ]

    signs = {(account, debit) for account, debit, _ in control}

    assert signs == {(400000, True), (400000, False), (440000, True), (440000, False)}


def test_foreign_currency_differs_from_the_books(ledger: Ledger) -> None:
    """Dollars and pounds have a rate, two amounts, and exchange differences when they are paid."""
    bookings = [row for number in ledger for row in ledger[number]]

    foreign = [row for row in bookings if row["currencyCode"] != "EUR"]

    assert {row["currencyCode"] for row in foreign} == {"USD", "GBP"}
    assert all(row["exchangeRate"] != 1 for row in foreign)
    assert any(row["documentAmount"] != row["bookingAmount"] for row in foreign)
    assert {row["accountKey"] for row in bookings} & {654000, 754000}


@pytest.mark.parametrize(
    "boxes", [{"86", "55", "59"}, {"88", "55", "59"}, {"87", "56", "59"}, {"87", "57", "59"}]
)
def test_reverse_charge_is_owed_and_deducted(ledger: Ledger, boxes: set[str]) -> None:
    """Each reverse charge is in the books: owed and deducted, nothing on the supplier's line."""
    documents: dict[tuple[int, int, str, int], list[Row]] = defaultdict(list)
    for number, bookings in ledger.items():
        for row in bookings:
            documents[number, *document_of(row)].append(row)

    found = [
        document
        for document in documents.values()
        if {row.get("vatSectionCode") for row in document} >= boxes
        and {row.get("vatRecuperationPercentage", 100) for row in document} == {100}
    ]

    assert found
    for document in found:
        vat = [r for r in document if r["accountKey"] // 1000 in (411, 451)]
        assert sum(cents(row["documentAmount"]) for row in vat) == 0


def test_half_of_the_cars_vat_is_cost(ledger: Ledger) -> None:
    """A car's lines say 50 %, and its cost holds the half of the VAT that is not deducted."""
    cars = {
        (number, document_of(row))
        for number, bookings in ledger.items()
        for row in bookings
        if row["accountKey"] == 612000
    }
    half = [
        row
        for number, bookings in ledger.items()
        for row in bookings
        if (number, document_of(row)) in cars and row.get("vatRecuperationPercentage") == 50
    ]

    cost = sum(cents(r["bookingAmount"]) for r in half if r["accountKey"] == 612000)
    deducted = sum(cents(r["bookingAmount"]) for r in half if r["accountKey"] != 612000)

    assert deducted > 0
    assert abs(deducted - cost / 1.105 * 0.105) < len(half)


def test_some_journals_stay_empty(dossiers: list[Dossier]) -> None:
    """V2 never holds a document: its last booked number is 0."""
    journals = [row for dossier in dossiers for row in rows(dossier, "journals")]

    last = {row["lastBookedDocumentNr"] for row in journals if row["journalKey"] == "V2"}

    assert last == {0}
    assert {r["journalKey"] for r in journals if r["lastBookedDocumentNr"]} == {
        "A1", "A2", "V1", "F1", "F2", "F3", "D1", "D2", "D9",
    }  # fmt: skip


def test_relations_are_as_uneven_as_real_ones(dossiers: list[Dossier], ledger: Ledger) -> None:
    """Inactive ones have history; ids, countries and fields are missing or blank here and there."""
    for dossier in dossiers:
        relations = rows(dossier, "relations")
        booked = {r["relationKey"]["id"] for r in ledger[dossier.id] if "relationKey" in r}

        keys = [row["relationIdentificationServiceData"] for row in relations]

        inactive = {
            key["relationKey"]["id"]
            for key, row in zip(keys, relations, strict=True)
            if not row["active"]
        }
        assert inactive & booked
        assert {key["externalRelationId"] == 0 for key in keys} == {True, False}
        assert "  " in {row["country"] for row in relations}
        assert {"city" in row for row in relations} == {True, False}
        assert {row["vatType"] for row in relations} >= {1, 4, 6, 7, 10}
        assert {key["relationKey"]["id"] for key in keys} - booked


def test_charts_grow_and_have_no_english(dossiers: list[Dossier]) -> None:
    """The chart is Dutch and French with empty English, and holds one more account later."""
    for dossier in dossiers:
        accounts = rows(dossier, "accounts")

        with_later = [
            row["accountKey"]["bookyearKey"]["id"]
            for row in accounts
            if row["accountKey"]["id"] == 613400
        ]

        texts = [row["description"] for row in accounts]
        years = [row["bookyearKey"]["id"] for row in rows(dossier, "bookyears")]
        assert with_later == years[1:]
        assert {text["description_EN"] for text in texts} == {""}
        assert all(text["description_NL"] and text["description_FR"] for text in texts)


def test_small_amounts_do_not_add_up_in_binary(ledger: Ledger) -> None:
    """There are documents of 0.1 and 0.2, whose float sum is not 0.3."""
    small = {row["bookingAmount"] for row in ledger[1] if 0 < abs(row["bookingAmount"]) < 0.5}

    assert {0.1, 0.2} <= small
    assert 0.1 + 0.2 not in small


def test_dossiers_share_ids_and_differ_in_what_they_use(dossiers: list[Dossier]) -> None:
    """Keys only tell rows apart within a dossier; some dossiers have no products at all."""
    bookyears = [{r["bookyearKey"]["id"] for r in rows(d, "bookyears")} for d in dossiers]

    products = [bool(dossier.products()) for dossier in dossiers]

    assert set.intersection(*bookyears) == {1, 2}
    assert products == [True, False, True]
    assert {dossier.language for dossier in dossiers} == {"nl", "fr"}


def test_bank_lists_hold_free_payments_and_credit_notes(dossiers: list[Dossier]) -> None:
    """A payment may be tied to no document; credit notes stand among the open purchases."""
    payments = [row for dossier in dossiers for row in dossier.bank_paymentlist()]

    invoices = [row for dossier in dossiers for row in dossier.bank_invoices()]

    assert {"journalKey" in row for row in payments} == {True, False}
    assert {row["credit"] for row in invoices} == {True, False}
    assert all(row["amount"] > 0 for row in payments + invoices)


def test_nothing_lies_in_the_future(office: Office, dossiers: list[Dossier]) -> None:
    """Documents are dated and booked before the moment up to which the books are kept."""
    now = office._now

    moments = [d.modified_at for dossier in dossiers for d in dossier.documents()]

    dates = {r["documentDate"] for d in dossiers for r in rows(d, "bookings")}
    assert max(moments) < now
    assert date.fromisoformat(max(dates)) < now.date()
