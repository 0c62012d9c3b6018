"""Three dossiers that are loaded, changed and loaded again: what the tests look at afterwards."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.calls import Size, sizes
from tests.support.changes import Deleted, change_everything
from tests.support.compare import difference
from tests.support.contract import TABLES
from tests.support.sandbox import HALF_A_DAY, Call, Sandbox
from tests.support.tap import Outcome, Tap, by_password
from tests.support.truth import Row, true_tables
from tests.support.warehouse import Warehouse

DISABLED = 3
"""The dossier that is disabled before the second run."""


@dataclass(frozen=True)
class Chapter:
    """What one run did to the warehouse.

    Attributes:
        differences: Between the sandbox's truth and the live rows, of all tables.
        true_counts: How many rows each table has in truth, by dossier and table.
        dead: How many rows of each table are not live.
        sizes: What of each dossier decides how many calls it takes.
        documents: How many documents the ledger has; `unbalanced` are those that do not add up.
    """

    outcome: Outcome
    calls: Counter[Call]
    refused_calls: int
    writes: list[Any]
    differences: str
    true_counts: dict[tuple[int, str], int]
    live: dict[str, list[Row]]
    dead: dict[str, int]
    status: dict[tuple[int, str], Row]
    deleted: set[Deleted]
    sizes: dict[int, Size]
    unbalanced: list[Row]
    documents: int


@dataclass(frozen=True)
class Story:
    """A first run, a second one after half a day of changes, and what was deleted in between."""

    first: Chapter
    second: Chapter
    deleted: set[Deleted]


def tell(sandbox: Sandbox, warehouse: Warehouse, folder: Path) -> Story:
    """Let it happen."""
    tap = Tap(folder, by_password(sandbox))
    warehouse.validate_records = True
    first = _chapter(sandbox, warehouse, tap)
    sandbox.pass_time(HALF_A_DAY)
    deleted = change_everything(sandbox, 1) | change_everything(sandbox, 2)
    sandbox.change("disable", DISABLED)
    warehouse.validate_records = False
    second = _chapter(sandbox, warehouse, tap)
    return Story(first, second, deleted)


def _chapter(sandbox: Sandbox, warehouse: Warehouse, tap: Tap) -> Chapter:
    sandbox.calls()
    outcome = tap.load(warehouse)
    refused, made, dossiers = sandbox.refused_calls(), sandbox.calls(), sizes(sandbox)
    truth = {(d, t): rows for d in dossiers for t, rows in true_tables(sandbox, d).items()}
    live = {table: warehouse.live(table) for table in TABLES}
    told = (
        difference(table, [row for d in dossiers for row in truth[d, table]], live[table])
        for table in TABLES
    )
    documents = _balances(warehouse)
    return Chapter(
        outcome=outcome,
        calls=made,
        refused_calls=refused,
        writes=sandbox.writes(),
        differences="\n".join(filter(None, told)),
        true_counts={place: len(rows) for place, rows in truth.items()},
        live=live,
        dead={table: len(warehouse.rows(table)) - len(live[table]) for table in TABLES},
        status={(row["dossier_id"], row["stream"]): row for row in warehouse.rows("sync_status")},
        deleted=deleted_documents(warehouse),
        sizes=dossiers,
        unbalanced=[row for row in documents if row["balance"] != 0],
        documents=len(documents),
    )


def _balances(warehouse: Warehouse) -> list[Row]:
    """Add up each document in SQL; dossiers and bookyears are sums of these."""
    return warehouse.query(
        f"select dossier_id, bookyear_id, journal_key, document_sequence_nr,"  # noqa: S608 - ours
        f" sum(booking_amount) as balance from ({warehouse.live_sql('bookings')}) ledger"
        " group by dossier_id, bookyear_id, journal_key, document_sequence_nr"
    )


def deleted_documents(warehouse: Warehouse) -> set[Deleted]:
    """Give what the warehouse knows to be deleted."""
    names = ("dossier_id", "bookyear_id", "journal_key", "document_sequence_nr")
    rows = warehouse.rows("deleted_booking_documents")
    return {tuple(row[name] for name in names) for row in rows}
