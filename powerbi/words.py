"""What tables, columns and measures are called in Dutch and French.

The words stand in `captions.csv`, by the name, or by table and name where one name has several
meanings. What the page of `report` calls the same stands in its `labels.csv` alone.
"""

from __future__ import annotations

import csv
import typing as t
from pathlib import Path

from report.words import labels

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from powerbi.model import Table


def captions() -> dict[str, dict[str, str]]:
    """Read the words that only the model says."""
    file = Path(__file__).with_name("captions.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        return {row.pop("key"): row for row in csv.DictReader(lines)}


def words(tables: Sequence[Table], language: str) -> dict[tuple[str, ...], str]:
    """Give the words of what is shown, by table, and by table and name."""
    own, shared = captions(), labels()
    said: dict[tuple[str, ...], str] = {}
    for table in tables:
        if table.is_hidden:
            continue
        said[table.name,] = (own.get(table.name) or shared[table.name])[language]
        for name in (one.name for one in table.visible):
            found = own.get(f"{table.name}.{name}") or own.get(name) or shared[name]
            said[table.name, name] = _with_grid(name, found[language])
    return said


def _with_grid(name: str, meaning: str) -> str:
    """Put the number of a grid before what it means; XX and YY say it themselves."""
    grid = name.removeprefix("grid_")
    return f"{grid} {meaning}" if grid != name and grid.isdecimal() else meaning
