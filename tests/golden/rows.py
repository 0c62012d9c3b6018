"""The rows of the tap's tables for the books of a dossier, as if it had just read them."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from tests.golden.books import BANK, CUSTOMERS, SUPPLIERS, Books
from tests.golden.document_rows import (
    TYPES,
    amount_rows,
    cash_row,
    ledger_rows,
    match_row,
    open_rows,
    trade_row,
)
from tests.support.contract import OWN, TABLES, columns
from tests.support.truth import Row

JOURNALS = {"A1": "Aankopen", "V1": "Verkopen", "F1": "Bank", "D1": "Opening", "D2": "Diversen"}
ACCOUNTS = (400000, 411000, 440000, 451000, 489000, 550000)
"""Accounts that every dossier has, whether it uses them or not."""

CREDITED = 2
"""What the type of a VAT code grows by for credit notes."""


def rows(books: Books, dossier: int, moment: datetime.datetime) -> dict[str, list[Row]]:
    """Give the rows of every table; columns that nothing is said of are null."""
    made = {
        "dossiers": [_dossier(books, dossier)],
        "bookyears": list(_years(books)),
        "bookyear_details": list(_details(books)),
        "journals": list(_journals(books)),
        "financial_journals": list(_banks(books, dossier)),
        "accounts": list(_accounts(books)),
        "relations": list(_relations(books)),
        "vat_codes": list(_codes(books)),
        "bookings": [row for document in books.documents for row in ledger_rows(document)],
        "buysell_bookings": [trade_row(d, d.trade) for d in books.documents if d.trade],
        "financialdivers_bookings": [cash_row(d) for d in books.documents if not d.trade],
        "balancings": [match_row(match) for match in books.matches],
        "account_amounts": list(amount_rows(books)),
        "report_open_clients": list(open_rows(books, CUSTOMERS)),
        "report_open_suppliers": list(open_rows(books, SUPPLIERS)),
    }
    told = {"dossier_id": dossier, "synced_at": moment}
    tables = {table: [told | row for row in made.get(table, [])] for table in (*TABLES, *OWN)}
    tables["sync_status"] = [
        {**told, **_status(table, len(tables[table]), moment)}
        for table in tables
        if table != "sync_status"
    ]
    return {table: [_whole(row, table) for row in found] for table, found in tables.items()}


def _whole(row: Row, table: str) -> Row:
    names = {column.name for column in columns(table)}
    assert row.keys() <= names, row.keys() - names
    return {name: row.get(name) for name in names}


def _dossier(books: Books, dossier: int) -> Row:
    number = 40000000 + dossier
    return {
        "dossier_description": f"{books.case} {books.form}",
        "vat_nr": f"BE0{number // 10}.{number % 10}{97 - number % 97:02}",
        "country": "BE",
        "language_code": "nl",
    }


def _years(books: Books) -> Iterator[Row]:
    for year in books.years:
        yield {
            "bookyear_id": year.id,
            "bookyear_description": f"Boekjaar {year.start.year}",
            "start_date": year.start,
            "end_date": year.end,
            "closed": False,
            "periods": [
                {"bookyear_period": p.number, "start_date": p.start, "end_date": p.end}
                for p in year.periods()
            ],
        }


def _details(books: Books) -> Iterator[Row]:
    for year in books.years:
        yield {
            "bookyear_id": year.id,
            "booking_period_type": "MONTH",
            "from_date": year.start,
            "to_date": year.end,
            "closed": False,
            "declarant_type": books.filer,
        }


def _journals(books: Books) -> Iterator[Row]:
    for year in books.years:
        for journal, name in JOURNALS.items():
            found = [d for d in books.documents if (d.year, d.journal) == (year, journal)]
            yield {
                "bookyear_id": year.id,
                "journal_key": journal,
                "name": name,
                "closed": False,
                "last_booked_document_nr": len(found),
                "protected_period": 0,
                "closed_period": 0,
                "insertion_type": 1,
            }


def _banks(books: Books, dossier: int) -> Iterator[Row]:
    for year in books.years:
        yield {
            "bookyear_id": year.id,
            "journal_key": "F1",
            "account_nr": BANK,
            "bank_account_iban": f"BE68 5390 0754 {dossier:04}",
            "currency_code": "EUR",
        }


def _accounts(books: Books) -> Iterator[Row]:
    for year in books.years:
        used = {line.account for d in books.documents if d.year == year for line in d.lines}
        for account in sorted({*ACCOUNTS, *used}):
            yield {
                "bookyear_id": year.id,
                "account_nr": account,
                "description_nl": f"Rekening {account:06}",
                "description_fr": f"Compte {account:06}",
                "vat_recup_percentage": Decimal(100),
                "cost_centre_type": 0,
            }


def _relations(books: Books) -> Iterator[Row]:
    for relation in books.relations:
        yield {
            "relation_id": relation.id,
            "external_relation_id": 0,
            "name": f"Relatie {relation.id}",
            "first_name": "",
            "client": not relation.is_supplier,
            "supplier": relation.is_supplier,
            "country": relation.country,
            "currency_code": "EUR",
            "vat_nr": relation.vat_nr,
            "vat_type": relation.vat_type,
            "active": True,
        }


def _codes(books: Books) -> Iterator[Row]:
    used = {
        (entry.code, TYPES[document.journal[0]] + more)
        for document in books.documents
        if document.trade
        for entry in document.trade.entries
        for more in (0, CREDITED)
    }
    for code, kind in sorted(used):
        yield {
            "code": code,
            "type": kind,
            "description": f"Code {code}",
            "base_percentage": books.codes[code],
        }


def _status(table: str, count: int, moment: datetime.datetime) -> Row:
    return {
        "stream": table,
        "attempted_at": moment,
        "valid_from": moment,
        "outcome": "complete",
        "replication": "full",
        "row_count": count,
        "deleted_count": 0,
        "call_count": 1,
        "calls_left": 99,
        "duration_seconds": Decimal("0.1"),
        "unbalanced_document_count": 0 if table == "bookings" else None,
        "rejected_row_count": 0,
    }
