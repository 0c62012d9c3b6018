"""The results, as an analyst wants to see them."""

from __future__ import annotations

import typing as t
from decimal import Decimal

from demo.layout import show
from demo.warehouse import LIVE, RAW

if t.TYPE_CHECKING:
    from demo.services import Sandbox
    from demo.warehouse import Warehouse

BALANCES = {"ledger": ("balance", "out of balance"), "open_items": ("difference", "difference ")}
"""Columns that must be 0.00 in every row."""


class Cost(t.NamedTuple):
    """What one run took."""

    run: str
    calls: int
    ledger_calls: int
    rows: int
    seconds: Decimal


def cost(run: str, sandbox: Sandbox, rows: int, seconds: float) -> Cost:
    """Take what Octopus has counted since the last time it was asked, and let it begin anew."""
    calls = sandbox.ask("GET", "calls")
    sandbox.ask("DELETE", "calls")
    ledger = [call["count"] for call in calls if "/bookings/" in call["operation"]]
    total = sum(call["count"] for call in calls)
    return Cost(run, total, sum(ledger), rows, Decimal(f"{seconds:.1f}"))


def tell(
    warehouse: Warehouse, sandbox: Sandbox, first_counts: dict[str, int], costs: list[Cost]
) -> list[str]:
    """Print everything.

    Returns:
        What is not as it must be, in words.
    """
    problems = _rows(warehouse, first_counts, _truth(sandbox, warehouse))
    _show(warehouse, "ledger", "The ledger of each dossier adds up to zero")
    _show(warehouse, "open_items", "Open items: Octopus' own reports against the ledger")
    _show(warehouse, "results", "Revenue and spend per bookyear, by class of account")
    _show(warehouse, "late_payers", "Who owes us: the oldest open customers")
    _show(warehouse, "vat", "What VAT is due: the last returns")
    _show(warehouse, "results_by_cost_centre", "Results by cost centre, this bookyear")
    _findings(warehouse)
    _show(warehouse, "changes", "What the second run found changed, document by document")
    show(
        "What it cost",
        ["run", "calls to Octopus", "of them for the ledger", "rows written", "seconds"],
        costs,
    )
    for query in BALANCES:
        problems += _out_of_balance(warehouse, query)
    return problems


def _show(warehouse: Warehouse, query: str, title: str) -> None:
    answer = warehouse.answer(query)
    show(f"{title} (demo/queries/{query}.sql)", answer.names, answer.rows)


def _findings(warehouse: Warehouse) -> None:
    print("\nWhat to look at in the books (demo/queries/findings.sql)\n")
    for dossier, severity, sentence in warehouse.answer("findings").rows:
        print(f"  {severity}, {dossier}: {sentence}")


def _rows(warehouse: Warehouse, first: dict[str, int], truth: dict[str, int]) -> list[str]:
    second = warehouse.counts(RAW)
    live = {name: n for name, n in warehouse.counts(LIVE).items() if name in truth}
    rows = [(name, first[name], second[name], live.get(name), truth.get(name)) for name in second]
    names = ["table", "after run 1", "after run 2", "live now", "in Octopus"]
    show("Rows per table", names, rows)
    return [
        f"{name} has {count} live rows, and Octopus holds {truth[name]}"
        for name, count in live.items()
        if count != truth[name]
    ]


def _truth(sandbox: Sandbox, warehouse: Warehouse) -> dict[str, int]:
    """Ask the sandbox how many rows a perfect copy holds now."""
    dossiers = [row["dossierId"] for row in sandbox.ask("GET", "dossiers")]
    tables = warehouse.counts(LIVE).keys() - {"deleted_booking_documents", "sync_status"}
    counts = {table: sum(len(_rows_of(sandbox, table, d)) for d in dossiers) for table in tables}
    return counts | {"dossiers": len(sandbox.ask("GET", "truth/dossiers"))}


def _rows_of(sandbox: Sandbox, table: str, dossier: int) -> list[dict[str, t.Any]]:
    """Give what a table must hold of a dossier; no bank account of a bookyear that is closed."""
    rows: list[dict[str, t.Any]] = sandbox.ask("GET", f"truth/{table}?dossierId={dossier}")
    if table != "financial_journals":
        return rows
    years = sandbox.ask("GET", f"truth/bookyears?dossierId={dossier}")
    closed = {year["bookyearKey"]["id"] for year in years if year["closed"]}
    return [row for row in rows if row["bookyear_id"] not in closed]


def _out_of_balance(warehouse: Warehouse, query: str) -> list[str]:
    answer = warehouse.answer(query)
    if not answer.rows:
        return [f"{query}.sql gives no rows"]
    return [
        f"{row[0]}: {name.strip()} in {query}.sql is {value}, not 0"
        for name in BALANCES[query]
        for row, value in zip(answer.rows, answer.column(name), strict=True)
        if value
    ]
