"""Marts and figures written alike, so that they can be compared."""

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

from tests.support.truth import Row
from tests.transform.firms import KEYS

QUOTIENTS = (
    "average_days_to_pay",
    "average_days_late",
    "average_days_late_simple",
    "late_share",
    "dso",
    "dpo",
    "change_share",
    "days_late_12m",
    "days_late_before",
    "share",
)
Key = tuple[object, ...]


def plain(value: Any, name: str) -> Any:  # noqa: ANN401 - any value
    """Write a value as the figures do: amounts in whole cents, averages and quantities as texts."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        return value
    assert value * 100 % 1 == 0, f"{name} has too many decimals: {value}"
    if name in QUOTIENTS:
        return f"{value:.2f}"
    if name.endswith("_per_month"):
        return f"{value:.1f}"
    if name == "rate":
        return int(value)
    return f"{value:.0f}" if name == "quantity" else int(value * 100)


def of_note(rows: list[Row]) -> list[Row]:
    """Leave out lines of statements that stand at nothing: they are there for the year before."""
    return [
        row
        for row in rows
        if row.get("is_total", True) or any(v for name, v in row.items() if name.endswith("amount"))
    ]


def counted(rows: list[Row]) -> Counter[Key]:
    """Count rows that are alike."""
    return Counter(tuple(row.items()) for row in rows)


def by_key(rows: list[Row], mart: str) -> dict[Key, Row]:
    """Give rows by the key of their mart."""
    names = ("dossier_id", *KEYS[mart].split())
    return {tuple(row[name] for name in names): row for row in rows}
