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


FURTHER: dict[str, dict[str, Any]] = {
    table["table"]: table for table in FACTS["further_read_endpoints"]
}
_ALSO_IN_TRUTH = {"journals": ("journals_modified", ("names", "nextDocumentNumber"))}
"""Fields of a second operation that a copy of a table holds too."""


def fields(table: str) -> dict[str, dict[str, Any]]:
    """Give the fields that a copy of a table holds of what the API sends, by path."""
    other, names = _ALSO_IN_TRUTH.get(table, (None, ()))
    also = [f for f in FURTHER[other]["fields"] if f["name"].startswith(names)] if other else []
    return {f["name"]: f for f in [*TABLES[table]["fields"], *also] if f["name"] != "dossier_id"}


def query_parameters(table: str) -> list[dict[str, Any]]:
    """Give the query parameters of a table."""
    return [p for p in TABLES[table]["params"] if p["in"] == "query"]
