"""The tables: one class each. Columns are in schemas/<name>.json, paths and limits in operations.

The order is the order in which a dossier's tables are read. It matters: first the ledger, then the
documents behind it, which may be newer but not older, then what is gone from both; last what came
of all that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_octopus.client import operations as api
from tap_octopus.sync.deletions import DeletedDocumentsStream
from tap_octopus.sync.documents import (
    BookedDocumentsStream,
    BookingFilesStream,
    DocumentsStream,
)
from tap_octopus.sync.dossiers import DossiersStream, SyncStatusStream
from tap_octopus.sync.full import (
    BookyearsStream,
    FullStream,
    OpenItemsStream,
)
from tap_octopus.sync.incremental import IncrementalStream
from tap_octopus.sync.ledger import BookingsStream
from tap_octopus.sync.per_bookyear import (
    BookyearDetailsStream,
    FinancialJournalsStream,
    JournalsStream,
    RappelsStream,
)

if TYPE_CHECKING:
    from tap_octopus.sync.stream import OctopusStream

DOCUMENT = ("dossier_id", "bookyear_id", "journal_type", "journal_nr", "document_sequence_nr")
INVOICE = ("dossier_id", "bookyear_id", "journal_key", "document_sequence_nr")


class Dossiers(DossiersStream):
    """The client files that the user can reach."""

    name = "dossiers"
    primary_keys = ("dossier_id",)


class Bookyears(BookyearsStream):
    """Bookyears with their periods."""

    name = "bookyears"
    operation = api.BOOKYEARS
    primary_keys = ("dossier_id", "bookyear_id")


class BookyearDetails(BookyearDetailsStream):
    """How each bookyear is set up."""

    name = "bookyear_details"
    operation = api.BOOKYEAR_DETAILS
    primary_keys = ("dossier_id", "bookyear_id")


class Journals(JournalsStream):
    """Journals of each bookyear."""

    name = "journals"
    operation = api.JOURNALS
    primary_keys = ("dossier_id", "bookyear_id", "journal_key")


class FinancialJournals(FinancialJournalsStream):
    """The bank accounts behind the financial journals of bookyears that are not closed."""

    name = "financial_journals"
    operation = api.FINANCIAL_JOURNALS
    primary_keys = ("dossier_id", "bookyear_id", "journal_key")


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


class Bookings(BookingsStream):
    """The lines of the ledger."""

    name = "bookings"
    operation = api.BOOKINGS
    primary_keys = (*DOCUMENT, "line_sequence_nr")


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


class BookingFiles(BookingFilesStream):
    """The names of the files that are attached to documents."""

    name = "booking_files"
    operation = api.BOOKING_FILES
    primary_keys = (*DOCUMENT, "file_name")


class DeletedBookingDocuments(DeletedDocumentsStream):
    """Documents that were deleted from the ledger."""

    name = "deleted_booking_documents"
    primary_keys = DOCUMENT


class Balancings(IncrementalStream):
    """Which payment settles which invoice."""

    name = "balancings"
    operation = api.BALANCINGS
    primary_keys = (
        "dossier_id",
        "debet_bookyear_id",
        "debet_journal_key",
        "debet_document_sequence_nr",
        "debet_line_sequence_nr",
        "credit_bookyear_id",
        "credit_journal_key",
        "credit_document_sequence_nr",
        "credit_line_sequence_nr",
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


class Rappels(RappelsStream):
    """Who has to be reminded of what is overdue."""

    name = "rappels"
    operation = api.RAPPELS
    primary_keys = ("dossier_id", "relation_id")


class SyncStatus(SyncStatusStream):
    """How fresh each table of each dossier is."""

    name = "sync_status"
    primary_keys = ("dossier_id", "stream")


STREAMS: tuple[type[OctopusStream], ...] = tuple(
    value for value in list(globals().values())
    if isinstance(value, type) and value.__module__ == __name__
)  # fmt: skip
"""Every class above."""

for _stream in STREAMS[1:]:
    _stream.parent_stream_type = Dossiers
