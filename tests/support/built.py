"""What dbt made in a PostgreSQL, made again without it: the same SQL, in a moment.

dbt takes seconds to begin. Where its project is built once, the SQL that it ran is kept in its
manifest, and can run again over other rows, also within a transaction that is rolled back.
"""

import json
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import DictRow

MADE = ("table", "by_dossier")
"""How models are made that hold rows."""


class Project:
    """A project that dbt has built.

    Args:
        manifest: The file in which dbt tells what it did.
    """

    def __init__(self, manifest: Path) -> None:
        nodes: dict[str, dict[str, Any]] = json.loads(manifest.read_text())["nodes"]
        parents = {name: set(node["depends_on"].get("nodes", ())) for name, node in nodes.items()}
        ordered = [
            nodes[name] for name in TopologicalSorter(parents).static_order() if name in nodes
        ]
        self.tables: dict[str, str] = {
            node["relation_name"]: node["compiled_code"]
            for node in ordered
            if node["resource_type"] == "model" and node["config"]["materialized"] in MADE
        }
        """The query of each table, after the tables that it reads."""
        self.tests: dict[str, str] = {
            node["name"]: node["compiled_code"]
            for node in ordered
            if node["resource_type"] == "test" and "compiled_code" in node
        }
        """The query of each test; its rows are what is wrong."""

    def refresh(self, connection: psycopg.Connection[DictRow]) -> None:
        """Fill the tables again."""
        for table, query in self.tables.items():
            connection.execute(f"delete from {table}; insert into {table} {query}".encode())  # noqa: S608

    def wrong(self, connection: psycopg.Connection[DictRow], test: str) -> list[DictRow]:
        """Give what a test finds wrong."""
        return connection.execute(self.tests[test].encode()).fetchall()
