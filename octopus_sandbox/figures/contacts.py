"""Whom a dossier deals with: gaps in what is known of them, and what has changed since."""

import re
from collections import defaultdict
from datetime import date, datetime

from octopus_sandbox.books.bank_lists import payment_list
from octopus_sandbox.books.deliveries import delivery_record
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import SALE, Document
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.listing import enterprise_number
from octopus_sandbox.figures.sums import twelve_months
from octopus_sandbox.figures.trend import revenue_between

_PEPPOL, _LIABLE_TO_VAT = 3, 1
_FAILED = ("ERROR", "PEPPOL_SEND_FAILED")
_OLD_ACCOUNT, _CHANGED_ON = "BE22679200300047", date(2026, 5, 1)
"""The account on which VAT was to be paid before that day."""


def dim_relation_cards(books: Books, profile: Profile) -> list[Record]:
    """Give of every card which firm it is: by its VAT number, or else only itself."""
    return [
        {"relation_id": number, "relation_key": _key(profile, number, books.relations[number])}
        for number in sorted(books.relations)
    ]


def peppol_gaps(books: Books, profile: Profile, as_of: date, now: datetime) -> list[Record]:
    """Give the Belgian customers that Peppol does not reach, as their cards or a delivery tell.

    They bought something in twelve months, or the sending of an invoice since then has failed.
    """
    start, end = twelve_months(as_of)
    sold, failed = revenue_between(books, start, end), _failed(books, profile, start, now)
    rows = []
    for relation in sorted({*sold, *failed}):
        card, invoices = books.relations[relation], failed[relation]
        number = enterprise_number(card["vatNr"])
        liable = number is not None and number.understood and card["vatType"] == _LIABLE_TO_VAT
        reason = _gap(card) or ("sending_failed" if invoices else None)
        revenue = sold.get(relation, 0)
        if liable and card["active"] and reason and (invoices or revenue > 0):
            newest = invoices[-1] if invoices else None
            rows.append(
                {
                    "relation_id": relation,
                    "reason": reason,
                    "failed_invoices": len(invoices),
                    "last_failed_date": newest and newest.date,
                    "last_failure": newest and delivery_record(books, newest, now)["comment"],
                    "revenue_12m": revenue,
                }
            )
    return rows


def old_bank_accounts(books: Books, as_of: date) -> list[Record]:
    """Give payments that wait and relations with an account that was replaced."""
    waiting = payment_list(books)
    listed = [(row["bankPaymentListKey"]["id"], row["bankAccountNr"]) for row in waiting]
    cards = [(number, books.relations[number]["ibanAccountNr"]) for number in books.relations]
    return [
        {"place": place, "id": number}
        for place, accounts in (("payment_list", listed), ("relation", cards))
        for number, account in sorted(accounts)
        if re.sub(r"[\s.]", "", account).upper() == _OLD_ACCOUNT and as_of >= _CHANGED_ON
    ]


def _failed(
    books: Books, profile: Profile, start: str, now: datetime
) -> defaultdict[int, list[Document]]:
    """Give the invoices since a day whose sending has failed, by customer, the newest last."""
    found = defaultdict[int, list[Document]](list)
    sales = books.documents(journal_type=SALE) if profile.products else ()
    for sale in sorted(sales, key=_age):
        failed = delivery_record(books, sale, now)["deliveryState"] in _FAILED
        if failed and sale.relation is not None and sale.date >= start:
            found[sale.relation].append(sale)
    return found


def _age(invoice: Document) -> tuple[str, int, int, int]:
    """Order invoices; of two with one date and number, the one in the first journal is newer."""
    return invoice.date, invoice.bookyear, invoice.number, -invoice.journal[1]


def _gap(card: Record) -> str | None:
    if card.get("invoiceDeliveryMethod") != _PEPPOL:
        return "not_electronic"
    return None if card.get("participantId") else "no_participant"


def _key(profile: Profile, number: int, card: Record) -> str:
    read = enterprise_number(card["vatNr"])
    if read is not None and read.understood:
        return f"BE{read.text}"
    bare = re.sub(r"[^0-9A-Z]", "", card["vatNr"].upper())
    is_foreign = read is None and re.match(r"[A-Z]{2}.*\d", bare)
    return bare if is_foreign else f"{profile.id}:{number}"
