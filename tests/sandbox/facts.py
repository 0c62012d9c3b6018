"""The API facts, as the tests of the sandbox look things up in them."""

import json
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "facts" / "octopus-api-fields.json").read_text()
)
TABLES: dict[str, dict[str, Any]] = {table["table"]: table for table in FACTS["tables"]}
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{row['method']} {row['path']}": row for row in FACTS["all_operations"]
}


def fields(table: str) -> dict[str, dict[str, Any]]:
    """Give the fields that the API itself sends for a table, by path."""
    return {f["name"]: f for f in TABLES[table]["fields"] if f["name"] != "dossier_id"}


def query_parameters(table: str) -> list[dict[str, Any]]:
    """Give the query parameters of a table."""
    return [p for p in TABLES[table]["params"] if p["in"] == "query"]
