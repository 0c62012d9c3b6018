"""A bookyear's purchases and sales, chosen from the lists of scenarios."""

import random
from datetime import date

from octopus_sandbox.books.chart import BEFORE_LATER, LATER
from octopus_sandbox.books.diary import Diary, iso
from octopus_sandbox.books.identifiers import structured_message
from octopus_sandbox.books.invoice_records import deliver
from octopus_sandbox.books.masters import CLOSED_COST_CENTRE
from octopus_sandbox.books.model import PURCHASE, SALE, Document, Entry, JournalKey, entry
from octopus_sandbox.books.payments import Payments
from octopus_sandbox.books.people import EXEMPT, Partner
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.scenarios import PURCHASES, SALES, Scenario
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade import in_euro, ledger_lines
from octopus_sandbox.books.vat import BUY, BUY_CREDIT, SELL, SELL_CREDIT
from octopus_sandbox.books.vat_entries import customs

_SHARE = {True: 0.40, False: 0.36}
RATES = {"USD": 0.92, "GBP": 1.17}
"""Euros for one of another currency, more or less."""
_WITHOUT_COST_CENTRE = 0.25
_OUTSIDE, _OUTSIDE_AFTER = 0.05, 0.25
_DAYS_OUTSIDE = (14, 120)
_CUSTOMS_AFTER = 12
_YEAR, _THIRDS = 365, 3
_REFUND_AFTER = 300


class Invoices:
    """Books the purchases or the sales of a dossier, one bookyear after the other."""

    def __init__(
        self,
        books: Books,
        profile: Profile,
        partners: list[Partner],
        payments: Payments,
        rng: random.Random,
    ) -> None:
        self._books = books
        self._profile = profile
        self._payments = payments
        self._rng = rng
        self._supplier = partners[0].supplier
        self._by_id = {partner.id: partner for partner in partners}
        self._partners = partners
        wheel = PURCHASES if self._supplier else SALES
        first = next(
            place
            for place in range(profile.id % _THIRDS * len(wheel) // _THIRDS, len(wheel))
            if not wheel[place].returns
        )
        self._wheel = (*wheel[first:], *wheel[:first])
        self._turn = 0
        self._codes = profile.codes
        self._split = books.habits.vat_accounts

    def book_year(self, diary: Diary, place: int) -> None:
        """Book all documents of a bookyear (the how-many-th) by date."""
        pools = self._pools(first_year=place == 0)
        share = _SHARE[self._supplier] * diary.elapsed / _YEAR
        count = round(self._profile.documents_per_year * share)
        days = sorted(diary.first + int(self._rng.random() * diary.elapsed) for _ in range(count))
        before: Document | None = None
        wheel, first = self._wheel, self._turn
        first += wheel[first % len(wheel)].returns  # what it takes back was planned last year
        self._turn = first + count
        for index, day in enumerate(days, first):
            scenario = wheel[index % len(wheel)]
            follows = wheel[(index + 1) % len(wheel)].returns and index + 1 < self._turn
            dated = self._dated(diary, day)
            document = self._draw(scenario, before, pools, diary, (day, dated), place)
            expires = self._expires(document, dated)
            if scenario.customs:
                base = in_euro(document.entries[0].cents, document.rate)
                self._payments.due.append(customs(self._books.habits, day + _CUSTOMS_AFTER, base))
            if scenario.returns and before is not None:
                self._payments.give_back(before, document, day, expires, document.modified_at)
            elif not follows:
                wait = _REFUND_AFTER if scenario.credit else 0
                self._payments.plan(document, day, expires + wait)
            before = document

    def _dated(self, diary: Diary, day: int) -> int:
        """Draw the date of a document that is booked on a day: some lie far outside its period."""
        drawn = self._rng.random()
        if drawn >= _OUTSIDE:
            return day
        period = diary.year.period(diary.period(day))
        shortest, longest = _DAYS_OUTSIDE
        apart = shortest + int(self._rng.random() * (longest - shortest))
        after = period.end.toordinal() + apart
        if drawn < _OUTSIDE * _OUTSIDE_AFTER and after <= diary.last:
            return after
        return period.start.toordinal() - apart

    def _pools(self, *, first_year: bool) -> dict[str, list[Partner]]:
        pools: dict[str, list[Partner]] = {}
        for partner in self._partners:
            if first_year or not partner.leaver:
                pools.setdefault(partner.regime, []).append(partner)
        return pools

    def _draw(  # noqa: PLR0913, PLR0917 a document has this many sources
        self,
        scenario: Scenario,
        before: Document | None,
        pools: dict[str, list[Partner]],
        diary: Diary,
        days: tuple[int, int],
        place: int,
    ) -> Document:
        rng, year = self._rng, diary.year
        day, dated = days
        partner, entries = self._contents(scenario, before, pools, place)
        journal = self._journal(scenario, partner)
        number = len(self._books.journal(year.id, journal)) + 1
        rate, at = self._rate(partner), diary.moment(day, rng)
        document = self._books.add(
            Document(
                year.id,
                *journal,
                number,
                diary.period(day),
                iso(dated),
                iso(expiry_day(partner.days, dated, end_of_month=partner.end_of_month)),
                partner.currency,
                rate,
                partner.id,
                _comment(scenario, entries, number),
                self._reference(scenario, diary, number, dated),
                entries,
                ledger_lines(entries, partner.id, rate, at, self._split),
                at,
            )
        )
        deliver(self._books, self._profile, document)
        return document

    def _contents(
        self,
        scenario: Scenario,
        before: Document | None,
        pools: dict[str, list[Partner]],
        place: int,
    ) -> tuple[Partner, tuple[Entry, ...]]:
        if scenario.returns and before is not None:
            return self._by_id[before.relation or 0], self._returned(before)
        pool = pools[scenario.partner]
        favoured = int(self._rng.random() * self._rng.random() * len(pool))
        return pool[favoured], self._entries(scenario, place)

    def _journal(self, scenario: Scenario, partner: Partner) -> JournalKey:
        if not self._supplier:
            return (SALE, 1)
        return (PURCHASE, 2 if scenario.credit or partner.regime == EXEMPT else 1)

    def _rate(self, partner: Partner) -> float:
        if partner.currency == "EUR":
            return 1.0
        return round(RATES[partner.currency] + (self._rng.random() - 0.5) / 20, 4)

    def _entries(self, scenario: Scenario, place: int) -> tuple[Entry, ...]:
        random_ = self._rng.random
        kind = self._kind(credit=scenario.credit)
        return tuple(
            entry(
                BEFORE_LATER if leg.account == LATER.number and place == 0 else leg.account,
                leg.low + int(random_() * (leg.high - leg.low)),
                self._codes[leg.code, kind],
                self._cost_centre(leg.account),
                scenario.recuperation,
            )
            for leg in scenario.legs
        )

    def _returned(self, before: Document) -> tuple[Entry, ...]:
        kind = self._kind(credit=True)
        return tuple(
            entry(
                part.account,
                max(part.cents // 2, 1),
                self._codes[part.vat.usual, kind],
                part.cost_centre,
                part.recuperation,
            )
            for part in before.entries
        )

    def _kind(self, *, credit: bool) -> int:
        if self._supplier:
            return BUY_CREDIT if credit else BUY
        return SELL_CREDIT if credit else SELL

    def _cost_centre(self, account: int) -> int | None:
        if not self._profile.cost_centres or account < 600000:  # noqa: PLR2004 classes 6 and 7
            return None
        drawn = self._rng.random()
        if drawn < _WITHOUT_COST_CENTRE:
            return None
        return 1 + int(drawn * 997) % (CLOSED_COST_CENTRE - 1)

    def _reference(self, scenario: Scenario, diary: Diary, number: int, day: int) -> str:
        if self._supplier:
            return "" if number % 13 == 0 else f"{iso(day)[:7]}/{int(self._rng.random() * 1e5):05d}"
        if scenario.credit:
            return ""
        return structured_message(diary.year.periods[0].number * 10_000 + number)

    def _expires(self, document: Document, day: int) -> int:
        partner = self._by_id[document.relation or 0]
        return expiry_day(partner.days, day, end_of_month=partner.end_of_month)


def expiry_day(days: int, day: int, *, end_of_month: bool) -> int:
    """Give the day a document expires: so many days on, and then perhaps the month's end."""
    expires = day + days
    if not end_of_month:
        return expires
    year, month = int(iso(expires)[:4]), int(iso(expires)[5:7])
    return _month_end(year, month)


def _month_end(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following.toordinal() - 1


def _comment(scenario: Scenario, entries: tuple[Entry, ...], number: int) -> str:
    what = "Creditnota" if scenario.credit else "Factuur"
    return f"{what} {entries[0].account // 100 if entries else 0}/{number}"
