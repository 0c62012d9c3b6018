"""One dossier: what can be read from its books, and how they are changed."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import RLock
from typing import Any, Literal, TypeVar

from octopus_sandbox.books import masters
from octopus_sandbox.books.bank_lists import (
    invoice_record,
    payment_list,
    schedule,
    unmatched_purchases,
)
from octopus_sandbox.books.bookings import (
    SECTIONS,
    BookedDocument,
    Booking,
    document_key_record,
)
from octopus_sandbox.books.changes import make_change, wanted
from octopus_sandbox.books.documents import DocumentLists
from octopus_sandbox.books.feeds import Feed, Gone, Live, Record
from octopus_sandbox.books.generator import generate
from octopus_sandbox.books.journals import journals_feed, journals_of
from octopus_sandbox.books.open_items import OpenItem, again, open_items
from octopus_sandbox.books.profile import Profile, dossier_record
from octopus_sandbox.books.records import (
    LANGUAGES,
    balancing_record,
    bookyear_record,
    journal_record,
    open_record,
    sides,
)
from octopus_sandbox.books.rng import stream
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.work import Work

__all__ = ["BookedDocument", "Booking", "Dossier", "Side"]

Side = Literal["clients", "suppliers"]
T = TypeVar("T")


class Dossier:
    """The books of one company; every answer is a snapshot, also while changes come in.

    `locale` is the API's localeId: 0 the dossier's own language, 1 NL, 2 FR, 3 EN, 4 DE.
    """

    def __init__(self, profile: Profile, now: datetime) -> None:
        self.id = profile.id
        self.language = profile.language
        self.disabled = False
        self.has_webservice = True
        self._profile = profile
        self._books = generate(profile, now)
        self._books.scheduled = schedule(self._books, profile, now.date())
        self._changes = 0
        self._lock = RLock()
        self.lists = DocumentLists(self._books, profile, now, self._lock)

    @property
    def changes(self) -> int:
        """How often the books were changed: as long as it stays, every answer does."""
        return self._changes

    def listed(self) -> Record:
        """Give its row in the list of dossiers."""
        return dossier_record(self._profile)

    def bookyears(self, locale: int = 0) -> list[Record]:
        """Give the rows of `bookyears`, by start date."""
        with self._lock:
            return [bookyear_record(year, self._spoken(locale)) for year in self._books.years]

    def journals(self, bookyear_id: int, locale: int = 0) -> list[Record]:
        """Give the journals of one bookyear. Raises UnknownBookyearError."""
        with self._lock:
            year = self._books.year(bookyear_id)
            language = self._spoken(locale)
            return [
                journal_record(year, journal, last, language, self._profile)
                for journal, last in journals_of(self._books, self._profile, year)
            ]

    def journals_feed(self, *, by_booking: bool = True) -> Feed:
        """Give the journals of all bookyears; `by_booking`, a document in one changes it."""
        with self._lock:
            return journals_feed(self._books, self._profile, by_booking=by_booking)

    def accounts(self) -> Feed:
        """Give every bookyear's chart of accounts, live and deleted."""
        with self._lock:
            register = self._books.accounts
            return Feed([Live(*row) for row in register.live()], _gone(register.gone()))

    def relations(self) -> Feed:
        """Give all relations, active or not, live and deleted."""
        with self._lock:
            register = self._books.relations
            return Feed([Live(*row) for row in register.live()], _gone(register.gone()))

    def balancings(self, since: datetime | None = None) -> Feed:
        """Give all balancings, live and undone; with `since` only live ones changed by then."""
        with self._lock:
            register = self._books.matches.register
            snapshot = [
                (at, sides(self._books, match))
                for at, match in register.live()
                if since is None or at >= since
            ]
            gone = _gone(register.gone())
        live = (Live(at, balancing_record(self._books, found)) for at, found in snapshot)
        return Feed(live, gone)

    def documents(self, bookyear_id: int = -1, journal_type: int = -1) -> Iterator[BookedDocument]:
        """Give booked documents; -1 is all. Raises UnknownBookyearError.

        Check `modified_at` before asking for rows: rows are built when asked for.
        """
        with self._lock:
            documents = list(self._books.documents(bookyear_id, journal_type))
        return map(BookedDocument, documents)

    def deleted_documents(self, bookyear_id: int = -1, journal_type: int = -1) -> list[Gone]:
        """Give the log of deleted documents (DocumentKey records), oldest first.

        A key stays in the log when its number is used again; see `documents` for the live one.
        """
        with self._lock:
            return [
                Gone(at, document_key_record(key))
                for at, key in self._books.deleted
                if bookyear_id in (-1, key[0]) and journal_type in (-1, key[1])
            ]

    def costcentres(self) -> list[Record]:
        """Give the rows of `costcentres`; may be empty."""
        return masters.cost_centres(self._profile)

    def customfields(self) -> list[Record]:
        """Give the rows of `customfields`; may be empty."""
        return masters.custom_fields(self._profile)

    def productgroups(self) -> list[Record]:
        """Give the rows of `productgroups`; may be empty."""
        return masters.product_groups(self._profile)

    def products(self) -> list[Record]:
        """Give the rows of `products`; may be empty."""
        return masters.products(self._profile)

    def bank_paymentlist(self) -> list[Record]:
        """Give the payments that wait to be sent to the bank."""
        with self._lock:
            return payment_list(self._books)

    def bank_invoices(self) -> list[Record]:
        """Give the purchases and purchase credit notes that are not fully matched."""
        with self._lock:
            return [invoice_record(self._books, i) for i in unmatched_purchases(self._books)]

    def open_items(  # noqa: PLR0913 the report has this many properties
        self,
        side: Side,
        *,
        from_bookyear: int | None = None,
        to_bookyear: int | None = None,
        from_period: int | None = None,
        to_period: int | None = None,
        relation_id: int = -1,
        external_relation_id: int = -1,
        carried_again: bool = False,
    ) -> list[Record]:
        """Give what is open (OpenData) in a range of bookyears (ids) and periods (YYYYNN).

        None sets no bound. relation_id -1 hands over to external_relation_id; both -1 is no
        filter. `carried_again` also gives what is open of earlier bookyears as an item of the
        opening entries of later ones. Raises UnknownBookyearError.
        """
        with self._lock:
            years = self._range(from_bookyear, to_bookyear)
            found = list(open_items(self._books, supplier=side == "suppliers"))
            if carried_again:
                found += again(self._books, found)
            rows = [
                open_record(self._books, item)
                for item in found
                if item.item.bookyear in years and _within(item, from_period, to_period)
            ]
        if relation_id != -1:
            return [row for row in rows if row["relationKey"]["id"] == relation_id]
        if external_relation_id != -1:
            return [row for row in rows if row["externalRelationId"] == external_relation_id]
        return rows

    def truth(self, table: str, sections: str = "grid") -> Iterable[Record | Booking]:
        """Give the records that a perfect copy of one of the 15 tables holds now.

        Tables are named as in the API facts; `dossiers` gives this dossier's own row. journals
        and bookyears come in the dossier's own language; open reports without any filter.
        `sections` is what vatSectionCode holds: see the switch.
        """
        tables: dict[str, Callable[[], Iterable[Record | Booking]]] = {
            "dossiers": lambda: [self.listed()],
            "bookyears": self.bookyears,
            "journals": self._journals,
            "accounts": lambda: [live.record for live in self.accounts().live],
            "relations": lambda: [live.record for live in self.relations().live],
            "bookings": lambda: (
                row for document in self.documents() for row in document.rows(SECTIONS[sections])
            ),
            "balancings": lambda: [live.record for live in self.balancings().live],
            "bank_paymentlist": self.bank_paymentlist,
            "bank_unbalancedinvoices": self.bank_invoices,
            "costcentres": self.costcentres,
            "customfields": self.customfields,
            "productgroups": self.productgroups,
            "products": self.products,
            "report_open_clients": lambda: self.open_items("clients"),
            "report_open_suppliers": lambda: self.open_items("suppliers"),
        }
        return tables[table]()

    def read(self, reader: Callable[[Books, Profile], T]) -> T:
        """Let someone read the books themselves, while nothing in them changes."""
        with self._lock:
            return reader(self._books, self._profile)

    def change(
        self, kind: str, at: datetime, *, seed: int | None = None, **params: object
    ) -> dict[str, Any]:
        """Change the books at a moment (aware, UTC) and tell what was done.

        What params do not give is picked from the seed and the present books. Raises ChangeError
        with a clear sentence when the kind is unknown or the change impossible. Kinds: book, edit,
        add_line, shorten, empty, delete_last, reuse_number, match, unmatch, add_relation,
        edit_relation, deactivate_relation, delete_relation, add_account, delete_account,
        close_bookyear, open_bookyear, carry_over, delete_journal, backdate, disable, enable.
        Params (all optional): bookyear=<id>, journal="A1", number=<document number>,
        relation=<id>, account=<number>.
        """
        with self._lock:
            if kind in ("disable", "enable"):
                self.disabled = kind == "disable"
                return {"kind": kind, "dossier": self.id}
            self._changes += 1
            chosen = self._changes if seed is None else seed
            rng = stream(self._profile.seed, self.id, "change", kind, chosen)
            work = Work(self._books, self._profile, at, rng, wanted(params))
            return make_change(kind, work)

    def _journals(self) -> list[Record]:
        """Give the journals as the list has them, with what only `journals/modified` tells."""
        listed = [record for year in self._books.years for record in self.journals(year.id)]
        modified = [live.record for live in self.journals_feed().live]
        told = [{name: row[name] for name in ("names", "nextDocumentNumber")} for row in modified]
        return [dict(sorted((r | also).items())) for r, also in zip(listed, told, strict=True)]

    def _spoken(self, locale: int) -> str:
        return LANGUAGES[locale - 1] if locale else self.language

    def _range(self, first: int | None, last: int | None) -> set[int]:
        years = self._books.years
        start = years[0].start if first is None else self._books.year(first).start
        end = years[-1].start if last is None else self._books.year(last).start
        return {year.id for year in years if start <= year.start <= end}


def _gone(rows: Iterable[tuple[datetime, Record]]) -> list[Gone]:
    return sorted((Gone(at, record) for at, record in rows), key=lambda gone: gone.deleted_at)


def _within(item: OpenItem, first: int | None, last: int | None) -> bool:
    period = item.document.period
    return (first is None or first <= period) and (last is None or period <= last)
