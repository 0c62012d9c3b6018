"""The part of the Octopus API that the tap uses, as one table (octopus-api.md 5 and 7)."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from tap_octopus.rows.answers import Answer

Query = dict[str, str | int]
Send = t.Callable[["Request"], "Answer"]
"""Sends a request."""

ALL = -1
"""Stands for all bookyears or all journal types, where the API accepts that."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation of the API.

    Attributes:
        name: Its name in the state and in messages.
        method: The HTTP method. The POST operations only read, or return tokens.
        path: Below the API's address, with {dossier}, {bookyear} and {number} in the place of ids.
        address: The setting that holds the API's address.
        limit: The calls that Octopus allows in 24 hours; None when it states no limit.
        of_account: Whether the limit counts for the account instead of one dossier.
        of_module: Whether Octopus refuses it to a dossier that lacks a paid module.
        empty_is_404: Whether a 404 with an `ErrorResult` means an empty list.
        is_text: Whether the answer is plain text instead of JSON.
        rows: The property that holds the records; None when the answer is an array of records.
        deleted: The property that holds the deleted records, if there is one.
    """

    name: str
    method: str = "GET"
    path: str
    address: t.Literal["api_url", "oauth_url", "file_sync_url"] = "api_url"
    limit: int | None = None
    of_account: bool = False
    of_module: bool = False
    empty_is_404: bool = False
    is_text: bool = False
    rows: str | None = None
    deleted: str | None = None

    @property
    def lists(self) -> tuple[str | None, ...]:
        """The names of the lists in an answer: that of the records, and that of the deletions."""
        return (self.rows, self.deleted) if self.deleted else (self.rows,)


@dataclasses.dataclass(frozen=True)
class Request:
    """One call to be made: an operation with its values."""

    operation: Operation
    dossier: int | None = None
    bookyear: int | None = None
    query: t.Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    json: t.Mapping[str, t.Any] | None = dataclasses.field(default=None, repr=False)
    form: t.Mapping[str, str] | None = dataclasses.field(default=None, repr=False)
    headers: t.Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    number: int | None = None

    @property
    def path(self) -> str:
        """The path below the API's address, filled in."""
        return self.operation.path.format(
            dossier=self.dossier, bookyear=self.bookyear, number=self.number
        )


_D = "/dossiers/{dossier}"


def _list(name: str, path: str, limit: int) -> Operation:
    """Declare an operation that returns a complete list; an empty list is a 404."""
    return Operation(name=name, path=_D + path, limit=limit, empty_is_404=True)


def _modified(name: str, path: str, rows: str = "modified", deleted: str = "deleted") -> Operation:
    """Declare an operation that returns what changed since a moment, and what was deleted."""
    return dataclasses.replace(_documents(name, path), rows=rows, deleted=deleted)


def _documents(name: str, path: str, *, of_module: bool = False) -> Operation:
    """Declare an operation that returns the complete documents that changed since a moment."""
    path = f"{_D}{path}/modified"
    return Operation(name=name, path=path, limit=48, of_module=of_module, empty_is_404=True)


def _report(name: str, path: str) -> Operation:
    return dataclasses.replace(_list(name, f"/reports{path}", 24), method="POST")


SIGN_IN = Operation(name="sign_in", method="POST", path="/authentication")
REFRESH = Operation(name="refresh", method="POST", path="", address="oauth_url")
"""The OAuth exchange: its whole address is a setting."""

CONNECT = Operation(name="connect", method="POST", path="/dossiers", limit=150)
DOSSIERS = Operation(name="dossiers", path="/dossiers", limit=150, of_account=True)
VERSION = Operation(name="version", path="/about/version", is_text=True)
BOOKYEARS = _list("bookyears", "/bookyears", 24)
JOURNALS = _list("journals", "/bookyears/{bookyear}/journals", 24)
JOURNALS_MODIFIED = dataclasses.replace(
    _modified(
        "journals_modified", "/journals", "modifiedJournalServiceDataList", "deletedJournalList"
    ),
    empty_is_404=False,
)
BOOKYEAR_DETAILS = Operation(name="bookyear_details", path=_D + "/bookyears/{bookyear}", limit=24)
FINANCIAL_JOURNALS = Operation(
    name="financial_journals", path=_D + "/bookyears/{bookyear}/journals/F/{number}", limit=24
)
ACCOUNTS = _modified("accounts", "/accounts")
ACCOUNTS_LIST = _list("accounts_list", "/accounts", 2)
ACCOUNT_AMOUNTS = _modified("account_amounts", "/accounts/amounts")
RELATIONS = _modified("relations", "/relations")
RELATIONS_LIST = _list("relations_list", "/relations", 2)
BOOKINGS = _modified(
    "bookings", "/bookyears/{bookyear}/bookings", "modifiedBookings", "deletedBookings"
)
BUYSELL_BOOKINGS = _documents("buysell_bookings", "/buysellbookings")
FINANCIALDIVERS_BOOKINGS = _documents("financialdivers_bookings", "/financialdiversbookings")
INVOICES = _documents("invoices", "/invoices", of_module=True)
INVOICE_DELIVERIES = Operation(
    name="invoice_deliveries", method="POST", path=_D + "/invoices/send/report/deliverystate",
    limit=400, of_module=True, empty_is_404=True,
)  # fmt: skip
"""It reads, and this exact path only: its parent, `invoices/send`, sends invoices."""

DELIVERY_NOTES = _documents("delivery_notes", "/deliverynotes", of_module=True)
BALANCINGS = _modified("balancings", "/balancings", "modifiedBalancings", "deletedBalancings")
BANK_PAYMENTLIST = _list("bank_paymentlist", "/bank/paymentlist", 48)
BANK_UNBALANCEDINVOICES = _list("bank_unbalancedinvoices", "/bank/invoices", 48)
BANK_ENVELOPES = _list("bank_envelopes", "/bank/enveloppes", 48)
COSTCENTRES = _list("costcentres", "/costcentres", 2)
CUSTOMFIELDS = _list("customfields", "/customfields", 2)
PRODUCTGROUPS = _list("productgroups", "/productgroups", 2)
PRODUCTS = _list("products", "/products", 2)
VAT_CODES = _list("vat_codes", "/vatcodes", 2)
REPORT_OPEN_CLIENTS = _report("report_open_clients", "/clients/open")
REPORT_OPEN_SUPPLIERS = _report("report_open_suppliers", "/suppliers/open")
RAPPELS = _list("rappels", "/rappels", 400)
BOOKING_FILES = dataclasses.replace(
    _list("booking_files", "/bookingfiles", 48), address="file_sync_url"
)
"""No limit is documented for the file sync API: it gets that of the operations that list changes.

A POST to the same path would download a file.
"""

OPERATIONS = tuple(value for value in list(globals().values()) if isinstance(value, Operation))
"""All operations above. The tap sends no other request (see allow_list)."""
