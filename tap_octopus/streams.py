"""The tables that are like others, and the list of all. Columns are in schemas/<name>.json.

Paths and limits are in client/operations.py. A table that is read in a way of its own is a class
in sync/. The order of the list is the order in which a dossier's tables are read, and it matters:
first the ledger, then the documents behind it, which may be newer but not older, then what is gone
from both; last what came of all that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_octopus.client import operations as api
from tap_octopus.sync.documents import BookedDocumentsStream, BookingFiles, DocumentsStream
from tap_octopus.sync.dossiers import Dossiers
from tap_octopus.sync.full import Bookyears, FullStream, OpenItemsStream, Rappels
from tap_octopus.sync.incremental import IncrementalStream
from tap_octopus.sync.ledger import Bookings, DeletedBookingDocuments
from tap_octopus.sync.per_bookyear import BookyearDetails, FinancialJournals, Journals
from tap_octopus.sync.sync_status import SyncStatus

if TYPE_CHECKING:
    from tap_octopus.sync.stream import OctopusStream

BOOKING_LINE = ("bookyear_id", "journal_key", "document_sequence_nr", "line_sequence_nr")
INVOICE = ("dossier_id", "bookyear_id", "journal_key", "document_sequence_nr")


class Accounts(IncrementalStream):
    """The chart of accounts of each bookyear."""

    name = "accounts"
    operation = api.ACCOUNTS
    primary_keys = ("dossier_id", "bookyear_id", "account_nr")


class AccountAmounts(IncrementalStream):
    """Balances of accounts by period, as Octopus adds them up."""

    name = "account_amounts"
    operation = api.ACCOUNT_AMOUNTS
    primary_keys = ("dossier_id", "bookyear_id", "bookyear_period_nr", "account_nr")


class Relations(IncrementalStream):
    """Customers and suppliers, inactive ones too."""

    name = "relations"
    operation = api.RELATIONS
    primary_keys = ("dossier_id", "relation_id")


class BuysellBookings(BookedDocumentsStream):
    """Purchases and sales as they were booked, with VAT by line."""

    name = "buysell_bookings"
    operation = api.BUYSELL_BOOKINGS
    primary_keys = INVOICE


class FinancialdiversBookings(BookedDocumentsStream):
    """Documents of bank, cash and various operations, with CODA data."""

    name = "financialdivers_bookings"
    operation = api.FINANCIALDIVERS_BOOKINGS
    primary_keys = INVOICE


class Invoices(DocumentsStream):
    """Invoices with products and custom fields; a paid module of Octopus."""

    name = "invoices"
    operation = api.INVOICES
    primary_keys = INVOICE


class DeliveryNotes(DocumentsStream):
    """Delivery notes; a paid module of Octopus."""

    name = "delivery_notes"
    operation = api.DELIVERY_NOTES
    primary_keys = INVOICE


class Balancings(IncrementalStream):
    """Which payment settles which invoice."""

    name = "balancings"
    operation = api.BALANCINGS
    primary_keys = (
        "dossier_id",
        *(f"{side}_{column}" for side in ("debet", "credit") for column in BOOKING_LINE),
    )


class BankPaymentlist(FullStream):
    """Payments that wait to be sent to the bank."""

    name = "bank_paymentlist"
    operation = api.BANK_PAYMENTLIST
    primary_keys = ("dossier_id", "bank_payment_list_id")


class BankUnbalancedinvoices(FullStream):
    """Invoices that are not settled, as candidates for payment."""

    name = "bank_unbalancedinvoices"
    operation = api.BANK_UNBALANCEDINVOICES
    primary_keys = INVOICE


class BankEnvelopes(FullStream):
    """Payments that were sent to the bank together."""

    name = "bank_envelopes"
    operation = api.BANK_ENVELOPES
    primary_keys = ("dossier_id", "enveloppe_id")


class Costcentres(FullStream):
    """Cost centres."""

    name = "costcentres"
    operation = api.COSTCENTRES
    primary_keys = ("dossier_id", "cost_centre_id")


class Customfields(FullStream):
    """Definitions of the fields that a dossier adds to its invoices."""

    name = "customfields"
    operation = api.CUSTOMFIELDS
    primary_keys = ("dossier_id", "custom_field_id")


class Productgroups(FullStream):
    """Groups of products."""

    name = "productgroups"
    operation = api.PRODUCTGROUPS
    primary_keys = ("dossier_id", "product_group_id")


class Products(FullStream):
    """Products."""

    name = "products"
    operation = api.PRODUCTS
    primary_keys = ("dossier_id", "product_id")


class VatCodes(FullStream):
    """VAT codes by kind of document."""

    name = "vat_codes"
    operation = api.VAT_CODES
    primary_keys = ("dossier_id", "code", "type")


class ReportOpenClients(OpenItemsStream):
    """What customers owe."""

    name = "report_open_clients"
    operation = api.REPORT_OPEN_CLIENTS
    primary_keys = (*INVOICE, "line_sequence_nr")


class ReportOpenSuppliers(OpenItemsStream):
    """What is owed to suppliers."""

    name = "report_open_suppliers"
    operation = api.REPORT_OPEN_SUPPLIERS
    primary_keys = (*INVOICE, "line_sequence_nr")


STREAMS: tuple[type[OctopusStream], ...] = (
    Dossiers,
    Bookyears,
    BookyearDetails,
    Journals,
    FinancialJournals,
    Accounts,
    AccountAmounts,
    Relations,
    Bookings,
    BuysellBookings,
    FinancialdiversBookings,
    Invoices,
    DeliveryNotes,
    BookingFiles,
    DeletedBookingDocuments,
    Balancings,
    BankPaymentlist,
    BankUnbalancedinvoices,
    BankEnvelopes,
    Costcentres,
    Customfields,
    Productgroups,
    Products,
    VatCodes,
    ReportOpenClients,
    ReportOpenSuppliers,
    Rappels,
    SyncStatus,
)
