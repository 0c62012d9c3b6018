"""The streams whose class only declares them, and the list of all streams.

Columns are in schemas/<name>.json, paths and limits in client/operations.py. A stream with its own
way of reading has its class in sync/.

The list is in the order of reading, which matters. The ledger comes first. Then come the documents
behind it, which may be newer than the ledger but not older. Then come the deletions of both. The
table `sync_status` comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_octopus.client import operations as api
from tap_octopus.sync.documents import BookedDocumentsStream, BookingFiles, DocumentsStream
from tap_octopus.sync.dossiers import Dossiers
from tap_octopus.sync.full import Bookyears, FullStream, OpenItemsStream, Rappels
from tap_octopus.sync.incremental import IncrementalStream
from tap_octopus.sync.journals import Journals
from tap_octopus.sync.ledger import Bookings, DeletedBookingDocuments
from tap_octopus.sync.per_bookyear import BookyearDetails
from tap_octopus.sync.per_journal import FinancialJournals, InvoiceDeliveries
from tap_octopus.sync.plain_lists import Accounts, Relations
from tap_octopus.sync.sync_status import SyncStatus

if TYPE_CHECKING:
    from tap_octopus.sync.stream import OctopusStream

INVOICE = ("bookyear_id", "journal_key", "document_sequence_nr")
LINE = (*INVOICE, "line_sequence_nr")
BALANCING = tuple(f"{side}_{column}" for side in ("debet", "credit") for column in LINE)
AMOUNT = ("bookyear_id", "bookyear_period_nr", "account_nr")


class AccountAmounts(IncrementalStream, operation=api.ACCOUNT_AMOUNTS, keys=AMOUNT):
    """Balances of accounts by period, as Octopus adds them up."""


class BuysellBookings(BookedDocumentsStream, operation=api.BUYSELL_BOOKINGS, keys=INVOICE):
    """Purchases and sales as they were booked, with VAT by line."""


class FinancialdiversBookings(
    BookedDocumentsStream, operation=api.FINANCIALDIVERS_BOOKINGS, keys=INVOICE
):
    """Documents of bank, cash and various operations, with CODA data."""


class Invoices(DocumentsStream, operation=api.INVOICES, keys=INVOICE):
    """Invoices with products and custom fields; a paid module of Octopus."""


class DeliveryNotes(DocumentsStream, operation=api.DELIVERY_NOTES, keys=INVOICE):
    """Delivery notes; a paid module of Octopus."""


class Balancings(IncrementalStream, operation=api.BALANCINGS, keys=BALANCING):
    """Which payment settles which invoice."""


class BankPaymentlist(FullStream, operation=api.BANK_PAYMENTLIST, keys=("bank_payment_list_id",)):
    """Payments that wait to be sent to the bank."""


class BankUnbalancedinvoices(FullStream, operation=api.BANK_UNBALANCEDINVOICES, keys=INVOICE):
    """Invoices that are not settled, as candidates for payment."""


class BankEnvelopes(FullStream, operation=api.BANK_ENVELOPES, keys=("enveloppe_id",)):
    """Payments that were sent to the bank together."""


class Costcentres(FullStream, operation=api.COSTCENTRES, keys=("cost_centre_id",)):
    """Cost centres."""


class Customfields(FullStream, operation=api.CUSTOMFIELDS, keys=("custom_field_id",)):
    """Definitions of the fields that a dossier adds to its invoices."""


class Productgroups(FullStream, operation=api.PRODUCTGROUPS, keys=("product_group_id",)):
    """Groups of products."""


class Products(FullStream, operation=api.PRODUCTS, keys=("product_id",)):
    """Products."""


class VatCodes(FullStream, operation=api.VAT_CODES, keys=("code", "type")):
    """VAT codes by kind of document."""


class ReportOpenClients(OpenItemsStream, operation=api.REPORT_OPEN_CLIENTS, keys=LINE):
    """What customers owe."""


class ReportOpenSuppliers(OpenItemsStream, operation=api.REPORT_OPEN_SUPPLIERS, keys=LINE):
    """What is owed to suppliers."""


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
    InvoiceDeliveries,
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
