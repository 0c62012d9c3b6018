"""Books of a few documents each, keyed in by a test."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from octopus_sandbox.books.bank import BANK
from octopus_sandbox.books.bookyears import Bookyear, bookyear
from octopus_sandbox.books.generator import journals
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import (
    CUSTOMERS,
    FINANCIAL,
    PURCHASE,
    SALE,
    Document,
    Entry,
    Item,
    JournalKey,
    Line,
    Post,
    entry,
)
from octopus_sandbox.books.profile import Profile, profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import VARIOUS, sundry
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.vat import BUY, BUY_CREDIT, SELL, SELL_CREDIT, codes
from octopus_sandbox.figures.catalogue import FIGURES, AsOf

AT = datetime(2026, 1, 2, tzinfo=UTC)
PROFILE = profile(1, 1, 0, None)
CODES = codes("usual")
PARTNER = 5
Keyed = tuple[str, int, int]
"""Code, account and cents of an entry."""


class Desk:
    """Keys documents into books of one bookyear, or more."""

    def __init__(self, start: str = "2026-01-01", per_period: int = 1, **habits: Any) -> None:  # noqa: ANN401 any habit
        self.habits = Habits(**{"declarant": "MONTHLY", **habits})
        self.books = Books(journals(self.habits), self.habits)
        self.open(bookyear(1, date.fromisoformat(start), 12, per_period))
        self.card(PARTNER, "")

    def open(self, year: Bookyear) -> None:
        """Open a bookyear."""
        self.books.open_year(year, AT)

    def card(self, number: int, vat_number: str, **told: object) -> None:
        """Add a relation: active, liable to VAT, without a bank account unless told otherwise."""
        record = {
            "active": True,
            "bicCode": "",
            "ibanAccountNr": "",
            "name": f"Firm {number}",
            "relationIdentificationServiceData": {"externalRelationId": 0},
            "vatNr": vat_number,
            "vatType": 1,
        }
        self.books.relations.put(number, record | told, AT)

    def buy(
        self, day: str, *parts: Keyed, of: int = PARTNER, share: int = 100, credit: bool = False
    ) -> Item:
        """Book a purchase, or a credit note for one, of which a share of the VAT is deducted."""
        kind = BUY_CREDIT if credit else BUY
        entries = [entry(a, c, CODES[code, kind], None, share) for code, a, c in parts]
        return self._trade((PURCHASE, 1), day, of, entries)

    def sell(
        self,
        day: str,
        *parts: Keyed,
        to: int = PARTNER,
        credit: bool = False,
        centre: int | None = None,
    ) -> Item:
        """Book a sale, or a credit note for one."""
        kind = SELL_CREDIT if credit else SELL
        entries = [entry(a, c, CODES[code, kind], centre) for code, a, c in parts]
        return self._trade((SALE, 1), day, to, entries)

    def post(
        self, day: str, *posts: tuple[int, int] | tuple[int, int, str], opening: bool = False
    ) -> Item:
        """Book a various operation, or an opening entry."""
        journal = self.habits.opening if opening else VARIOUS
        year, period = self._period(day)
        lines = [Post(*post) for post in posts]
        day_nr = date.fromisoformat(day).toordinal()
        return self.books.add(sundry(year, journal, day_nr, period, lines, AT)).item(1)

    def bank(self, day: str, *posts: Post) -> Item:
        """Book a statement of the bank; give its first line."""
        lines = [Line(p.account, p.cents, p.cents, p.relation, None, None, None, AT) for p in posts]
        cents = -sum(post.cents for post in posts)
        lines.append(Line(BANK, cents, cents, None, None, None, None, AT))
        year, period = self._period(day)
        header = (year, FINANCIAL, 1, 0, period, day, None, "EUR", 1.0, None, "", "")
        return self.books.add(Document(*header, (), tuple(lines), AT)).item(1)

    def pay(self, day: str, invoice: Item) -> None:
        """Let a customer pay an invoice as a whole."""
        document = self.books.document(invoice.document)
        cents = document.lines[0].cents
        paid = self.bank(day, Post(CUSTOMERS, -cents, None, document.relation))
        self.match(invoice, paid, cents)

    def match(self, debit: Item, credit: Item, cents: int) -> None:
        """Match two items of a customer."""
        relation = self.books.document(debit.document).relation or 0
        made = Match(debit, credit, relation, False, cents, cents, cents)  # noqa: FBT003 a customer
        self.books.matches.add(made, AT)

    def figures(
        self, name: str, today: str = "2026-12-31", of: Profile = PROFILE
    ) -> list[dict[str, Any]]:
        """Give figures."""
        now = datetime.fromisoformat(f"{today}T12:00:00+00:00")
        return FIGURES[name](self.books, of, AsOf(now.date(), now))

    def _trade(
        self, journal: JournalKey, day: str, relation: int, entries: Sequence[Entry]
    ) -> Item:
        year, period = self._period(day)
        expiry = date.fromisoformat(day) + timedelta(days=30)
        header = (year, *journal, 0, period, day, expiry.isoformat(), "EUR", 1.0, relation)
        lines = ledger_lines(entries, relation, 1.0, AT)
        document = Document(*header, "", "", tuple(entries), lines, AT)
        return self.books.add(document).item()

    def _period(self, day: str) -> tuple[int, int]:
        at = date.fromisoformat(day)
        year = next((y for y in self.books.years if y.start <= at <= y.end), self.books.years[-1])
        return year.id, year.periods[year.index(at)].number
