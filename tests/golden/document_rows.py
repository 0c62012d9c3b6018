"""The rows of documents, of what is matched, and of what Octopus adds up and reports of them."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from tests.golden.books import (
    BANK,
    CUSTOMERS,
    Books,
    Document,
    Item,
    Line,
    Match,
    Trade,
    is_control,
)
from tests.support.truth import LETTERS, Row

TYPES = {letter: kind for kind, letter in LETTERS.items()}


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


def ledger_rows(document: Document) -> Iterator[Row]:
    """Write the lines of a document in the ledger."""
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


def trade_row(document: Document, trade: Trade) -> Row:
    """Write a purchase or sale; its lines are positive on a credit note, whose amount is not."""
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


def cash_row(document: Document) -> Row:
    """Write a document of the bank, or a sundry one; the bank's own line is left out."""
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


def match_row(match: Match) -> Row:
    """Write a match; the matched amount stands under credit."""
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


def amount_rows(books: Books) -> Iterator[Row]:
    """Write what was booked on each account in each period."""
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


def open_rows(books: Books, account: int) -> Iterator[Row]:
    """Write what customers or suppliers owe, or are owed."""
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
