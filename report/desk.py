"""The row of a dossier on the desk, on a day that the marts are not of."""

from __future__ import annotations

import typing as t
from decimal import Decimal

if t.TYPE_CHECKING:
    import datetime

    from report.warehouse import Row


def as_of_another_day(tables: dict[str, list[Row]], day: datetime.date) -> Row:
    """Give what follows from tables that hold every day; the rest is only known of one day."""
    items = tables["open_items"]
    customers = [row for row in items if row["side"] == "customers"]
    overdue = [row for row in customers if (row["days_overdue"] or 0) > 60]  # noqa: PLR2004
    result = next((row for row in tables["income"] if row["line"] == "9904"), {})
    return {
        **_next_return(tables["returns"], day),
        "overdue_over_60": _sum(overdue),
        "open_receivable": _sum(customers),
        "open_payable": _sum(row for row in items if row["side"] == "suppliers"),
        "cash": sum(
            {row["account_nr"]: row["balance"] for row in tables["cash"]}.values(), Decimal()
        ),
        "result": result.get("amount"),
        "result_last_year": result.get("amount_last_year"),
        "last_sync_at": next(
            (row["synced_at"] for row in tables["sync"] if row["stream"] == "bookings"), None
        ),
        "refused_streams": ", ".join(
            row["stream"] for row in tables["sync"] if row["outcome"] == "refused"
        )
        or None,
    }


def _next_return(returns: list[Row], day: datetime.date) -> Row:
    """Give the return that is to be filed next, else the newest."""
    coming = [row for row in returns if row["due_date"] and row["due_date"] >= day]
    found = (coming or returns[-1:] or [{}])[0]
    return {
        "return_start": found.get("return_start"),
        "return_end": found.get("return_end"),
        "vat_due_date": found.get("due_date"),
        "vat_amount": found.get("to_pay"),
        "declarant_type": found.get("declarant_type"),
    }


def _sum(rows: t.Iterable[Row]) -> Decimal:
    return sum((row["open_amount"] for row in rows), Decimal())
