"""The rows of the tap's tables for the books of a dossier, as if it had just read them."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from tests.golden.books import (
    BANK,
    CUSTOMERS,
    SUPPLIERS,
    Books,
    Document,
    Item,
    Line,
    Match,
    Trade,
    is_control,
)
from tests.support.contract import OWN, TABLES, columns
from tests.support.truth import LETTERS, Row

JOURNALS = {"A1": "Aankopen", "V1": "Verkopen", "F1": "Bank", "D1": "Opening", "D2": "Diversen"}
TYPES = {letter: kind for kind, letter in LETTERS.items()}
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
        "bookings": [row for document in books.documents for row in _ledger(document)],
        "buysell_bookings": [_trade(d, d.trade) for d in books.documents if d.trade],
        "financialdivers_bookings": [_cash(d) for d in books.documents if not d.trade],
        "balancings": [_match(match) for match in books.matches],
        "account_amounts": list(_amounts(books)),
        "report_open_clients": list(_open(books, CUSTOMERS)),
        "report_open_suppliers": list(_open(books, SUPPLIERS)),
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


def _document(document: Document) -> Row:
    return {
        "bookyear_id": document.year.id,
        "bookyear_period_nr": document.year.period(document.day),
        "journal_key": document.journal,
        "document_sequence_nr": document.number,
        "document_date": document.day,
        "exchange_rate": Decimal(1),
    }


def _due(document: Document) -> datetime.date | None:
    return (document.trade.due or document.day) if document.trade else None


def _ledger(document: Document) -> Iterator[Row]:
    for place, line in enumerate(document.lines, 1):
        yield _document(document) | {
            "journal_type": TYPES[document.journal[0]],
            "journal_nr": int(document.journal[1:]),
            "line_sequence_nr": place,
            "expiry_date": _due(document),
            "currency_code": "EUR",
            "relation_id": line.relation,
            "comment": "",
            "reference": document.reference,
            "account_nr": line.account,
            "booking_amount": line.amount,
            "document_amount": line.amount,
            "vat_section_code": line.grid,
            "vat_recuperation_percentage": line.recuperation,
        }


def _trade(document: Document, trade: Trade) -> Row:
    sign = -1 if document.total < 0 else 1
    lines = [
        {
            "account_nr": entry.account,
            "base_amount": sign * entry.base,
            "vat_code_key": entry.code,
            "vat_amount": sign * entry.vat,
            "comment": "",
            "vat_recup_percentage": entry.recuperation,
        }
        for entry in trade.entries
    ]
    return _document(document) | {
        "relation_id": trade.relation,
        "external_relation_id": 0,
        "expiry_date": trade.due or document.day,
        "comment": "",
        "reference": document.reference,
        "amount": document.total,
        "currency_code": "EUR",
        "booking_lines": lines,
        "payment_method": 1,
    }


def _cash(document: Document) -> Row:
    lines = [
        _cash_line(document, line)
        for line in document.lines
        if document.journal[0] != "F" or line.account != BANK
    ]
    return _document(document) | {"booking_lines": lines}


def _cash_line(document: Document, line: Line) -> Row:
    """Write a line: in F journals received is positive, in D journals debit."""
    kind = _side(line)
    return {
        "type": kind,
        "account_nr": line.account if kind == "A" else 0,
        "external_relation_id": 0,
        "relation_id": line.relation or 0,
        "reference": document.reference,
        "amount": -line.amount if document.journal[0] == "F" else line.amount,
    }


def _side(line: Line) -> str:
    if line.relation is None:
        return "A"
    return "C" if is_control(line.account, CUSTOMERS) else "S"


def _match(match: Match) -> Row:
    return {
        "balancing_type": _side(_line(match.debit)),
        "external_relation_id": 0,
        "relation_id": _line(match.debit).relation,
        "account_nr": 0,
        **_matched("debet", match.debit),
        **_matched("credit", match.credit),
        "debet_balanced_booking_amount": Decimal(),
        "credit_balanced_booking_amount": match.amount,
    }


def _line(item: Item) -> Line:
    """Give the line of an item: that on the control account, which is the first, of a whole one."""
    return item.document.lines[max(item.line, 1) - 1]


def _matched(side: str, item: Item) -> Row:
    document = item.document
    amount = _line(item).amount
    told = {
        "bookyear_id": document.year.id,
        "journal_key": document.journal,
        "document_sequence_nr": document.number,
        "line_sequence_nr": item.line,
        "document_date": document.day,
        "currency_code": "EUR",
        "exchange_rate": Decimal(1),
        "comment": "",
        "reference": document.reference,
        "debet_booking_amount": max(amount, Decimal()),
        "credit_booking_amount": max(-amount, Decimal()),
        "debet_document_amount": max(amount, Decimal()),
        "credit_document_amount": max(-amount, Decimal()),
    }
    return {f"{side}_{name}": value for name, value in told.items()}


def _amounts(books: Books) -> Iterator[Row]:
    sums: dict[tuple[int, int, int], Decimal] = {}
    for document in books.documents:
        for line in document.lines:
            key = (document.year.id, document.year.period(document.day), line.account)
            sums[key] = sums.get(key, Decimal()) + line.amount
    for (year, period, account), amount in sums.items():
        yield {
            "bookyear_id": year,
            "bookyear_period_nr": period,
            "account_nr": account,
            "balance": amount,
        }


def _open(books: Books, account: int) -> Iterator[Row]:
    for item, rest in books.open_items(account):
        if not rest:
            continue
        document, amount = item.document, _line(item).amount
        yield _document(document) | {
            "line_sequence_nr": item.line,
            "expiration_date": _due(document),
            "relation_id": _line(item).relation,
            "external_relation_id": 0,
            "currency_code": "EUR",
            "debet_booking_amount": max(amount, Decimal()),
            "credit_booking_amount": max(-amount, Decimal()),
            "debet_document_amount": max(amount, Decimal()),
            "credit_document_amount": max(-amount, Decimal()),
            "open_booking_amount": rest,
            "open_doc_amount": rest,
            "comment": "",
            "reference": document.reference,
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
