"""Dossiers of one office trade with each other, and their books agree but where they should not."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.model import FINANCIAL, PURCHASE, SALE, Document
from octopus_sandbox.books.office import Office
from octopus_sandbox.figures.group import sister_cards
from tests.sandbox.figures_books import NOW, documents, figures

RING = [(1, 2), (2, 3), (3, 1)]
TODAY = NOW.date()
Sent = tuple[str, str, int, str]
"""Reference, date, cents and day of expiry of an invoice."""


@cache
def office(seed: int = 1, documents_per_year: int = 80) -> Office:
    """Give an office whose books nobody changes."""
    return Office(seed=seed, dossiers=4, documents_per_year=documents_per_year, now=NOW)


def between(own: int, other: int, kind: int) -> list[Document]:
    """Give what a dossier sold to another one, or bought from it."""
    of = office().dossier(own)
    cards = of.read(sister_cards)
    return [
        document
        for document in documents(of)
        if document.journal_type == kind and cards.get(document.relation or 0) == other
    ]


def sent(found: list[Document]) -> Counter[Sent]:
    """Count invoices that are alike."""
    return Counter((d.reference, d.date, abs(d.lines[0].cents), str(d.expiry)) for d in found)


@pytest.mark.parametrize(("seller", "buyer"), RING)
def test_both_sides_have_the_same_invoices(seller: int, buyer: int) -> None:
    """From the younger books on, all is in both; the buyer has one of them twice, days later."""
    sold, bought = between(seller, buyer, SALE), between(buyer, seller, PURCHASE)
    since = max(min(d.date for d in found) for found in (sold, bought))

    sales, purchases = (sent([d for d in f if d.date >= since]) for f in (sold, bought))

    assert len(sales) >= 8
    assert not sales - purchases
    ((again, times),) = (purchases - sales).items()
    (first,) = (one for one in sales if one[0] == again[0])
    assert (times, again[2]) == (1, first[2])
    assert (date.fromisoformat(again[1]) - date.fromisoformat(first[1])).days == 3


def test_others_trade_with_strangers_only() -> None:
    """A dossier out of the ring has no sisters, nor has one in which nothing is traded."""
    outsider, idle = office().dossier(4), office(1, 0).dossier(1)

    assert outsider.read(sister_cards) == idle.read(sister_cards) == {}


@pytest.mark.parametrize(("own", "status"), [(1, "grows and slips"), (2, "new"), (3, "steady")])
@pytest.mark.parametrize("seed", range(1, 6))
def test_customers_in_the_ring(seed: int, own: int, status: str) -> None:
    """The one grows and pays later and later, the next is new, the last stays: in all offices."""
    of = office(seed).dossier(own)
    (customer,) = (n for n, other in of.read(sister_cards).items() if other == own % 3 + 1)

    rows = {row["relation_id"]: row["status"] for row in figures(of, "customer_trend", TODAY)}

    assert rows[customer] == status


@pytest.mark.parametrize("own", [1, 2, 3])
def test_unusual_invoices_of_a_sister(own: int) -> None:
    """An invoice that is here twice and one on an odd account are among the unusual ones."""
    of = office().dossier(own)
    cards = of.read(sister_cards)

    reasons = {
        row["reason"]
        for row in figures(of, "unusual_purchases", TODAY)
        if row["relation_id"] in cards
    }

    assert {"account", "rhythm"} <= reasons
    assert ("amount" in reasons) == (own != 1)


def test_bank_that_is_behind() -> None:
    """The second dossier has no statement of the last weeks; those before it have."""
    days = {own: _newest_statement(office().dossier(own)) for own in (1, 2, 3)}

    assert [(TODAY - day).days >= 40 for day in days.values()] == [False, True, False]


def test_accounts_that_vat_was_paid_to() -> None:
    """The old account is on cards and in payment lists, in several spellings; some have the new."""
    found = {
        own: [row["place"] for row in figures(office().dossier(own), "old_bank_accounts", TODAY)]
        for own in (1, 2, 3)
    }
    written = {
        row["bankAccountNr"]
        for own in (1, 2, 3)
        for row in office().dossier(own).bank_paymentlist()
    }

    assert found == {1: ["payment_list"], 2: ["payment_list", "relation"], 3: ["relation"]}
    assert {"BE22 6792 0030 0047", "be22.6792.0030.0047", "BE41679200364210"} <= written


def _newest_statement(of: Dossier) -> date:
    days = [document.date for document in documents(of) if document.journal_type == FINANCIAL]
    return date.fromisoformat(max(days))
