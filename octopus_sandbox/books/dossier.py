"""One dossier: everything that can be asked of its books, and the one door to change them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec

from octopus_sandbox.books.feeds import Feed, Gone, Record

Side = Literal["clients", "suppliers"]


class Booking(msgspec.Struct):
    """A row of `bookings/modified`; encode with msgspec (null ones are UNSET and left out)."""


class BookedDocument:
    """A booked document as `bookings/modified` sees it; immutable, a change replaces it."""

    modified_at: datetime

    def rows(self) -> list[Booking]:
        """Give all its lines, in the order of their numbers; none for an emptied document."""
        raise NotImplementedError

    def rows_since(self, moment: datetime) -> list[Booking]:
        """Give only the lines that changed at or after the moment (their own modified_at)."""
        raise NotImplementedError


class Dossier:
    """The books of one company; every answer is a snapshot, also while changes come in.

    `locale` is the API's localeId: 0 the dossier's own language, 1 NL, 2 FR, 3 EN, 4 DE.
    """

    id: int
    language: str
    disabled: bool
    has_webservice: bool

    def bookyears(self, locale: int = 0) -> list[Record]:
        """Give the rows of `bookyears`, by start date."""
        raise NotImplementedError

    def journals(self, bookyear_id: int, locale: int = 0) -> list[Record]:
        """Give the journals of one bookyear. Raises UnknownBookyearError."""
        raise NotImplementedError

    def accounts(self) -> Feed:
        """Give every bookyear's chart of accounts, live and deleted."""
        raise NotImplementedError

    def relations(self) -> Feed:
        """Give all relations, active or not, live and deleted."""
        raise NotImplementedError

    def balancings(self) -> Feed:
        """Give all balancings, live and undone."""
        raise NotImplementedError

    def documents(self, bookyear_id: int = -1, journal_type: int = -1) -> Iterator[BookedDocument]:
        """Give booked documents; -1 is all. Raises UnknownBookyearError.

        Check `modified_at` before asking for rows: rows are built when asked for.
        """
        raise NotImplementedError

    def deleted_documents(self, bookyear_id: int = -1, journal_type: int = -1) -> list[Gone]:
        """Give the log of deleted documents (DocumentKey records), oldest first.

        A key stays in the log when its number is used again; see `documents` for the live one.
        """
        raise NotImplementedError

    def costcentres(self) -> list[Record]:
        """Give the rows of `costcentres`; may be empty."""
        raise NotImplementedError

    def customfields(self) -> list[Record]:
        """Give the rows of `customfields`; may be empty."""
        raise NotImplementedError

    def productgroups(self) -> list[Record]:
        """Give the rows of `productgroups`; may be empty."""
        raise NotImplementedError

    def products(self) -> list[Record]:
        """Give the rows of `products`; may be empty."""
        raise NotImplementedError

    def bank_paymentlist(self) -> list[Record]:
        """Give the payments that wait to be sent to the bank."""
        raise NotImplementedError

    def bank_invoices(self) -> list[Record]:
        """Give the purchases and purchase credit notes that are not fully matched."""
        raise NotImplementedError

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
    ) -> list[Record]:
        """Give what is open (OpenData) in a range of bookyears (ids) and periods (YYYYNN).

        None sets no bound. relation_id -1 hands over to external_relation_id; both -1 is no
        filter. Raises UnknownBookyearError.
        """
        raise NotImplementedError

    def truth(self, table: str) -> Iterable[Record | Booking]:
        """Give the records that a perfect copy of one of the 15 tables holds now.

        Tables are named as in the API facts; `dossiers` gives this dossier's own row. journals
        and bookyears come in the dossier's own language; open reports without any filter.
        """
        raise NotImplementedError

    def change(
        self, kind: str, at: datetime, *, seed: int | None = None, **params: Any
    ) -> dict[str, Any]:
        """Change the books at a moment (aware, UTC) and tell what was done.

        What params do not give is picked from the seed and the present books. Raises ChangeError
        with a clear sentence when the kind is unknown or the change impossible. Kinds: book, edit,
        add_line, shorten, empty, delete_last, reuse_number, match, unmatch, add_relation,
        edit_relation, deactivate_relation, delete_relation, add_account, delete_account,
        close_bookyear, open_bookyear, backdate, disable, enable.
        Params (all optional): bookyear=<id>, journal="A1", number=<document number>,
        relation=<id>, account=<number>.
        """
        raise NotImplementedError
