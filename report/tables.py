"""The columns of all tables, and the streams that they need: `tables.json`."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: dict[str, t.Any] = json.loads(
    Path(__file__).with_name("tables.json").read_text(encoding="utf-8")
)
NEEDED: frozenset[str] = frozenset(
    stream for streams in TABLES["needs"].values() for stream in streams
)
"""The streams that some figure rests on."""

NEEDED_FOR_ITEMS: frozenset[str] = frozenset(TABLES["needs"]["open_items"])
"""The streams that open items rest on."""


def label_of(column: Mapping[str, t.Any]) -> str:
    """Give the key of the words above a column."""
    return str(column.get("label", column["key"]))
