"""Booking new documents: purchases, sales, payments and corrections."""

from datetime import date

from octopus_sandbox.books.bank import BANK_COSTS, account_of
from octopus_sandbox.books.bookyears import Bookyear
from octopus_sandbox.books.chart import LATER
from octopus_sandbox.books.diary import iso
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.invoice_records import deliver
from octopus_sandbox.books.invoices import RATES, expiry_day
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import (
    CUSTOMERS,
    FINANCIAL,
    PURCHASE,
    SALE,
    SUNDRY,
    SUPPLIERS,
    Document,
    Entry,
    JournalKey,
    Line,
    entry,
)
from octopus_sandbox.books.open_items import OpenItem, open_items
from octopus_sandbox.books.people import REGIMES
from octopus_sandbox.books.scenarios import PURCHASES, SALES, Scenario
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.vat import BUY, BUY_CREDIT, SELL, SELL_CREDIT
from octopus_sandbox.books.work import Done, Work, told

_USUAL: tuple[JournalKey, ...] = ((PURCHASE, 1), (SALE, 1), (FINANCIAL, 1), (SUNDRY, 2))
_COSTS, _OTHER_COSTS = 613200, 612300


def book(work: Work) -> Done:
    """Book a document in an open bookyear; the journal may be asked for."""
    journal = work.journal() or work.pick(_USUAL, "journal")
    return told(book_in(work, work.open_year(), journal))


def backdate(work: Work) -> Done:
    """Book a document into an old bookyear, by default the oldest, even when it is closed."""
    wanted = work.wanted.bookyear
    year = work.books.years[0] if wanted is None else work.books.year(wanted)
    if year is work.books.years[-1]:
        raise ChangeError(f"Bookyear {year.id} is the last one, not an old one.")
    journal = work.journal() or work.pick(_USUAL, "journal")
    return told(book_in(work, year, journal))


def book_in(work: Work, year: Bookyear, journal: JournalKey) -> Document:
    """Book a document in a journal of a bookyear, dated today or the nearest day to it."""
    if journal == work.books.habits.opening:
        raise ChangeError("The opening journal only holds the opening entry.")
    day = year.clamp(work.at.date())
    if journal[0] in (PURCHASE, SALE):
        document = work.books.add(_trade(work, year, journal, day))
        deliver(work.books, work.profile, document)
    elif journal[0] == FINANCIAL:
        document = _payment(work, year, journal, day)
    else:
        document = work.books.add(_correction(work, year, journal, day))
    work.carry_over(year.id)
    return document


def _trade(work: Work, year: Bookyear, journal: JournalKey, day: date) -> Document:
    purchase, credit = journal[0] == PURCHASE, journal == (PURCHASE, 2)
    relation = _relation(work, "supplier" if purchase else "client")
    record = work.books.relations[relation]
    entries = _entries(work, _scenario(work, record["vatType"], purchase, credit), purchase)
    currency = record["currencyCode"]
    rate = RATES.get(currency, 1.0)
    expires = expiry_day(
        record["expirationDays"], day.toordinal(), end_of_month=record["expirationType"] == 1
    )
    return Document(
        *_header(year, journal, day),
        iso(expires),
        currency,
        rate,
        relation,
        "Geboekt in de sandbox",
        "",
        entries,
        ledger_lines(entries, relation, rate, work.at, work.books.habits.vat_accounts),
        work.at,
    )


def _header(year: Bookyear, journal: JournalKey, day: date) -> tuple[int, int, int, int, int, str]:
    return (year.id, *journal, 1, year.periods[year.index(day)].number, day.isoformat())


def _relation(work: Work, role: str) -> int:
    if work.wanted.relation is not None:
        if work.wanted.relation not in work.books.relations:
            raise ChangeError(f"There is no relation {work.wanted.relation}.")
        return work.wanted.relation
    relations = work.books.relations
    suitable = [number for number in relations if relations[number]["active"]]
    return work.pick([n for n in suitable if relations[n][role]], f"active {role}")


def _scenario(work: Work, vat_type: int, purchase: bool, credit: bool) -> Scenario:  # noqa: FBT001 two questions
    wheel = [
        scenario
        for scenario in (PURCHASES if purchase else SALES)
        if scenario.credit == credit and not scenario.returns
    ]
    regimes = REGIMES.get(vat_type, ())
    fitting = [scenario for scenario in wheel if scenario.partner in regimes]
    return work.pick(fitting or [s for s in wheel if s.partner == "home"], "scenario")


def _entries(work: Work, scenario: Scenario, purchase: bool) -> tuple[Entry, ...]:  # noqa: FBT001
    kinds = (BUY_CREDIT, BUY) if purchase else (SELL_CREDIT, SELL)
    kind = kinds[0] if scenario.credit else kinds[1]
    return tuple(
        entry(
            _COSTS if leg.account == LATER.number else leg.account,
            leg.low + int(work.rng.random() * (leg.high - leg.low)),
            work.profile.codes[leg.code, kind],
            None,
            scenario.recuperation,
        )
        for leg in scenario.legs
    )


def _payment(work: Work, year: Bookyear, journal: JournalKey, day: date) -> Document:
    account = account_of(journal[1], cash=work.profile.cash)
    candidates = [
        item
        for supplier in (True, False)
        for item in open_items(work.books, supplier=supplier)
        if item.document.is_trade and work.wanted.relation in (None, item.relation)
    ]
    item = work.pick(candidates, "open item") if candidates else None
    number, cents = (BANK_COSTS, 30) if item is None else (_control(item), -item.open_cents)
    relation = None if item is None else item.relation
    reference = "" if item is None else item.document.reference
    lines = (
        Line(number, cents, cents, relation, None, None, None, work.at, reference),
        Line(account, -cents, -cents, None, None, None, None, work.at),
    )
    header = _header(year, journal, day)
    what = ("Betaling", "") if item else ("Bankkosten", "")
    document = work.books.add(Document(*header, None, "EUR", 1.0, None, *what, (), lines, work.at))
    if item is not None:
        _settle(work, item, document)
    return document


def _control(item: OpenItem) -> int:
    return SUPPLIERS if item.supplier else CUSTOMERS


def _settle(work: Work, item: OpenItem, payment: Document) -> None:
    cents, document_cents = abs(item.open_cents), abs(item.open_document_cents)
    sides = (item.item, payment.item(1))
    amounts = (document_cents, cents)
    if item.open_cents < 0:
        sides, amounts = (sides[1], sides[0]), (cents, document_cents)
    work.books.matches.add(Match(*sides, item.relation, item.supplier, cents, *amounts), work.at)


def _correction(work: Work, year: Bookyear, journal: JournalKey, day: date) -> Document:
    cents = 10 + int(work.rng.random() * 90_000)
    lines = tuple(
        Line(account, amount, amount, None, None, None, None, work.at)
        for account, amount in ((_COSTS, cents), (_COSTS, 20), (_OTHER_COSTS, -cents - 20))
    )
    header = _header(year, journal, day)
    return Document(*header, None, "EUR", 1.0, None, "Correctie", "", (), lines, work.at)
