"""The tables and columns as promised to users, from the column contract."""

import csv
import functools
from pathlib import Path
from typing import NamedTuple

FACTS = Path(__file__).parents[1] / "facts"

DOCUMENTS = ("buysell_bookings", "financialdivers_bookings", "invoices", "delivery_notes")
"""The tables of whole documents, which are read by bookyear at first."""

OF_A_MODULE = ("invoices", "delivery_notes", "invoice_deliveries")
"""Those that are refused to dossiers which have not paid for them."""

BANK_LISTS = ("bank_paymentlist", "bank_unbalancedinvoices", "bank_envelopes")
"""Those that a right of their own may be needed for."""

BEHIND_LEDGER = (*DOCUMENTS, "booking_files")
"""The tables whose deletions are those of the ledger."""

WITH_DELETIONS = ("accounts", "account_amounts", "relations", "balancings")
"""The tables whose rows say themselves that they were deleted."""

BEHIND_THE_LEDGER = (
    "vat_codes",
    "account_amounts",
    *BEHIND_LEDGER,
    "bookyear_details",
    "financial_journals",
    "bank_envelopes",
    "rappels",
    "invoice_deliveries",
)
"""The tables of which the sandbox tells the truth as rows."""

TABLES = (
    "dossiers",
    "bookyears",
    "journals",
    "accounts",
    "relations",
    "bookings",
    "balancings",
    *BEHIND_THE_LEDGER,
    "bank_paymentlist",
    "bank_unbalancedinvoices",
    "costcentres",
    "customfields",
    "productgroups",
    "products",
    "report_open_clients",
    "report_open_suppliers",
)
"""The tables that copy a table of Octopus."""

OWN = ("deleted_booking_documents", "sync_status")
"""The tables that the tap adds."""

FULL = frozenset(TABLES) - {"bookings", *WITH_DELETIONS, *BEHIND_LEDGER}
"""The tables that are read whole each time."""

DOCUMENT = ("dossier_id", "bookyear_id", "journal_type", "journal_nr", "document_sequence_nr")


class Column(NamedTuple):
    """A column of a table.

    `path` is where its value stands in the API's record; one in brackets is no field of it.
    """

    name: str
    kind: str
    is_key: bool
    path: str


@functools.cache
def columns(table: str) -> tuple[Column, ...]:
    """Give the columns of a table."""
    with (FACTS / "columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Column(
                row["column"], row["format"] or row["type"], row["key"] == "key", row["api_path"]
            )
            for row in csv.DictReader(file)
            if row["stream"] == table
        )


@functools.cache
def keys(table: str) -> tuple[str, ...]:
    """Give the key columns of a table."""
    return tuple(column.name for column in columns(table) if column.is_key)


@functools.cache
def facts(table: str) -> tuple[str, ...]:
    """Give the columns that say something about the books, not about the reading of them."""
    reading = {"synced_at", "_sdc_deleted_at"}
    return tuple(column.name for column in columns(table) if column.name not in reading)
