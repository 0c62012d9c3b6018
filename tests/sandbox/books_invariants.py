"""What must hold for any books, computed from API-shaped records alone."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import msgspec

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.model import journal_name
from tests.sandbox.documents_invariants import check_documents

Row = dict[str, Any]
CONTROL = {"clients": 400000, "suppliers": 440000}


def rows(dossier: Dossier, table: str) -> list[Row]:
    """Give the truth of a table as JSON would bring it."""
    answer: list[Row] = msgspec.json.decode(msgspec.json.encode(list(dossier.truth(table))))
    return answer


def cents(amount: float) -> int:
    """Give an amount in cents, which it must hold exactly."""
    whole = round(amount * 100)
    assert whole / 100 == amount
    return whole


def check(dossier: Dossier) -> None:
    """Check every invariant of a dossier's books."""
    bookings = rows(dossier, "bookings")
    check_balance(bookings)
    check_numbers(dossier, bookings)
    check_openings(dossier, bookings)
    check_open_items(dossier, bookings)
    check_vat(bookings)
    check_references(dossier, bookings)
    check_logs(dossier)
    check_documents(dossier)


def document_of(row: Row) -> tuple[int, str, int]:
    """Give the key of a booking's document."""
    letter = " AVFD"[row["journalType"]]
    return row["bookyearKey"]["id"], f"{letter}{row['journalNr']}", row["documentSequenceNr"]


def check_balance(bookings: list[Row]) -> None:
    """Every document adds up to zero, to the cent."""
    totals: Counter[tuple[int, str, int]] = Counter()
    for row in bookings:
        totals[document_of(row)] += cents(row["bookingAmount"])
    assert not any(totals.values())


def check_numbers(dossier: Dossier, bookings: list[Row]) -> None:
    """Lines count from 1 in each document; no document lies beyond its journal's last number."""
    lines: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for row in bookings:
        lines[document_of(row)].append(row["lineSequenceNr"])
    last = {
        (row["bookyearKey"]["id"], row["journalKey"]): row["lastBookedDocumentNr"]
        for row in rows(dossier, "journals")
    }
    counted = Counter(
        (year, f"{' AVFD'[letter]}{number}")
        for year, letter, number, _ in (document.key for document in dossier.documents())
    )
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in lines.values())
    assert all(1 <= number <= last[year, journal] for year, journal, number in lines)
    assert {key: number for key, number in last.items() if number} == dict(counted)


def check_openings(dossier: Dossier, bookings: list[Row]) -> None:
    """Each bookyear opens with what the one before closed with, its result carried over.

    What was corrected after the carry-over is not in it, and a bookyear may not be carried over to.
    """
    habits, late = dossier.read(lambda books, _: (books.habits, books.late))
    opens = journal_name(habits.opening)
    left_out = {(year, f"{' AVFD'[kind]}{nr}", number) for year, kind, nr, number in late}
    years = [row["bookyearKey"]["id"] for row in rows(dossier, "bookyears")]
    closing: dict[int, Counter[int]] = {year: Counter() for year in years}
    opening: dict[int, Counter[int]] = {year: Counter() for year in years}
    for row in bookings:
        year, journal, _ = document_of(row)
        if document_of(row) not in left_out:
            closing[year][row["accountKey"]] += cents(row["bookingAmount"])
        if journal == opens:
            opening[year][row["accountKey"]] += cents(row["bookingAmount"])
    for before, after in pairwise(years):
        carried = Counter({a: c for a, c in closing[before].items() if a < 600000})
        result = sum(c for a, c in closing[before].items() if a >= 600000)
        carried[100000 if habits.sole_trader else 140000 if result <= 0 else 141000] += result
        if opening[after] or habits.carried_over:
            assert {a: c for a, c in carried.items() if c} == dict(opening[after])
        else:
            assert after in years[-2:]


def check_open_items(dossier: Dossier, bookings: list[Row]) -> None:
    """Open items are the control lines less what is matched, and add up to the control accounts."""
    expected: Counter[tuple[int, str, int, int]] = Counter()
    relations: dict[tuple[int, str, int, int], int] = {}
    opens = journal_name(dossier.read(lambda books, _: books.habits.opening))
    for row in bookings:
        year, journal, number = document_of(row)
        if row["accountKey"] in CONTROL.values() and journal != opens:
            line = -1 if journal[0] in "AV" else row["lineSequenceNr"]
            expected[year, journal, number, line] += cents(row["bookingAmount"])
            relations[year, journal, number, line] = row["relationKey"]["id"]
    for row in rows(dossier, "balancings"):
        for side, sign in (("debetDocument", -1), ("creditDocument", 1)):
            key = _item(row[side]["balancingKey"])
            assert relations[key] == row["type"]["relationKey"]["id"]
            before = expected[key]
            expected[key] += sign * cents(row["creditBalancedBookingAmount"])
            assert abs(expected[key]) < abs(before)
    found: dict[tuple[int, str, int, int], int] = {}
    for side, account in CONTROL.items():
        report = rows(dossier, f"report_open_{side}")
        found |= {_item(row): cents(row["openBookingAmount"]) for row in report}
        balance = sum(
            cents(row["bookingAmount"])
            for row in bookings
            if row["accountKey"] == account and document_of(row)[1] != opens
        )
        assert balance == sum(cents(row["openBookingAmount"]) for row in report)
    assert found == {key: amount for key, amount in expected.items() if amount}


def _item(row: Row) -> tuple[int, str, int, int]:
    key = (row["bookyearKey"]["id"], row["journalKey"], row["documentSequenceNr"])
    return (*key, row["lineSequenceNr"])


def check_vat(bookings: list[Row]) -> None:
    """Per period, the grids of VAT equal the movements of its accounts, but for settlements."""
    boxes: Counter[tuple[int, int]] = Counter()
    accounts: Counter[tuple[int, int]] = Counter()
    for row in bookings:
        period = (row["bookyearKey"]["id"], row["bookyearPeriodeNr"])
        amount = cents(row["bookingAmount"])
        grid = row.get("vatSectionCode")
        if str(row["accountKey"])[:3] in ("411", "451") and grid is None:
            assert row["journalType"] not in (1, 2)
        elif str(row["accountKey"])[:3] in ("411", "451"):
            accounts[period] -= amount
            owed = grid in ("54", "55", "56", "57", "61", "63")
            boxes[period] += -amount if owed else -amount * (grid in ("59", "62", "64"))
    assert boxes == accounts


def check_references(dossier: Dossier, bookings: list[Row]) -> None:
    """Nothing is booked on an account, relation, cost centre or period that does not exist."""
    accounts = {
        (row["accountKey"]["bookyearKey"]["id"], row["accountKey"]["id"])
        for row in rows(dossier, "accounts")
    }
    relations = {
        row["relationIdentificationServiceData"]["relationKey"]["id"]
        for row in rows(dossier, "relations")
    }
    centres = {row["costCentreKey"]["id"] for row in rows(dossier, "costcentres")}
    periods = {
        (row["bookyearKey"]["id"], period["bookyearPeriod"])
        for row in rows(dossier, "bookyears")
        for period in row["periods"]
    }
    for row in bookings:
        year = row["bookyearKey"]["id"]
        assert (year, row["accountKey"]) in accounts
        assert (year, row["bookyearPeriodeNr"]) in periods
        assert row.get("relationKey", {"id": 1})["id"] in relations
        assert "costCentreKey" not in row or row["costCentreKey"]["id"] in centres


def check_logs(dossier: Dossier) -> None:
    """No key of a table is both live and in the log of removals."""
    for feed in (dossier.accounts(), dossier.relations(), dossier.balancings()):
        keys = [msgspec.json.encode(feed_key(row.record)) for row in feed.live]
        gone = {msgspec.json.encode(feed_key(row.record)) for row in feed.deleted}
        assert len(set(keys)) == len(keys)
        assert not gone.intersection(keys)


def feed_key(record: Row) -> Any:  # noqa: ANN401 the key of any table
    """Give the key of an account, a relation or a balancing."""
    if "accountKey" in record:
        return record["accountKey"]
    if "relationIdentificationServiceData" in record:
        return record["relationIdentificationServiceData"]["relationKey"]
    return [record[side]["balancingKey"] for side in ("debetDocument", "creditDocument")]
