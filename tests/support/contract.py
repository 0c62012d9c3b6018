"""The tables and columns as promised to users, from the column contract."""

import csv
import functools
from pathlib import Path
from typing import NamedTuple

FACTS = Path(__file__).parents[1] / "facts"

TABLES = (
    "dossiers",
    "bookyears",
    "journals",
    "accounts",
    "relations",
    "bookings",
    "balancings",
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

FULL = frozenset(TABLES) - {"accounts", "relations", "bookings", "balancings"}
"""The tables that are read whole each time."""

WITH_DELETIONS = ("accounts", "relations", "balancings")
"""The tables whose rows say themselves that they were deleted."""

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


def keys(table: str) -> tuple[str, ...]:
    """Give the key columns of a table."""
    return tuple(column.name for column in columns(table) if column.is_key)


def facts(table: str) -> tuple[str, ...]:
    """Give the columns that say something about the books, not about the reading of them."""
    reading = {"synced_at", "_sdc_deleted_at"}
    return tuple(column.name for column in columns(table) if column.name not in reading)
