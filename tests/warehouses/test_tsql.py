"""The project as Fabric and SQL Server get it: compiled by their adapters, parsed twice, and run.

There is no such engine here: a DuckDB runs what sqlglot makes of the T-SQL.
"""

import json
import subprocess
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.commands import beside
from tests.support.dbt import Place, dbt
from tests.warehouses.conftest import FIXED, Books
from tests.warehouses.tsql import for_duckdb

PYTHON = Path(beside("tsql", "python"))
PARSER = Path(__file__).parent / "foreign" / "tsql.py"
GIVEN = ("octopus", "seeds", "snapshots")
"""Schemas of what no model makes."""

Node = dict[str, Any]


@pytest.fixture(scope="module", params=["fabric", "sqlserver"])
def models(
    request: pytest.FixtureRequest, books: Books, tmp_path_factory: pytest.TempPathFactory
) -> list[Node]:
    """Compile the models without a connection; what a model reads comes before it."""
    folder = tmp_path_factory.mktemp(request.param)
    names = {"DATABASE": "warehouse", "SERVER": "none"}
    environment = {f"DBT_{request.param.upper()}_{name}": value for name, value in names.items()}
    options = ("--no-populate-cache", "--no-introspect")
    built = dbt(folder, PYTHON).run(
        "compile",
        Place(request.param, environment, folder),
        *options,
        project=books.project,
        **FIXED,
    )
    assert built.success, built.log
    nodes: dict[str, Node] = json.loads((built.folder / "manifest.json").read_text())["nodes"]
    needs = {name: node["depends_on"].get("nodes", ()) for name, node in nodes.items()}
    ordered = (nodes.get(name) for name in TopologicalSorter(needs).static_order())
    return [
        node
        for node in ordered
        if node
        and node["resource_type"] == "model"
        and node["config"]["materialized"] != "ephemeral"
    ]


def test_parses(models: list[Node]) -> None:
    """A parser that knows the reserved words of T-SQL understands each query."""
    queries = {node["name"]: node["compiled_code"] for node in models}
    done = subprocess.run(  # noqa: S603 - ours
        [PYTHON, "-P", PARSER],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""


def test_runs(models: list[Node], books: Books) -> None:
    """Run on DuckDB, each model gives the rows that DuckDB's own SQL gives."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{books.made}' as known (read_only)")
        connection.execute("attach ':memory:' as warehouse")
        for schema in {*GIVEN, *(node["schema"] for node in models)}:
            connection.execute(f"create schema warehouse.{schema}")
        known: dict[str, Any] = {}
        for table in _given(connection):
            connection.execute(f"create table warehouse.{table} as from known.{table}")
            _learn(connection, known, table)
        told = [row for node in models for row in _differences(connection, known, node)]

    assert told == []


def _given(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_catalog = 'known' and list_contains($1, table_schema)",
        [GIVEN],
    )
    return [name for (name,) in found.fetchall()]


def _learn(connection: duckdb.DuckDBPyConnection, known: dict[str, Any], table: str) -> None:
    schema, name = table.split(".")
    relation = connection.table(f"warehouse.{table}")
    kinds = {c: str(k).lower() for c, k in zip(relation.columns, relation.types, strict=True)}
    known.setdefault("warehouse", {}).setdefault(schema, {})[name] = kinds


def _differences(
    connection: duckdb.DuckDBPyConnection, known: dict[str, Any], node: Node
) -> Iterator[str]:
    table = f"{node['schema']}.{node['alias']}"
    query = for_duckdb(node["compiled_code"], known)
    connection.execute(f"create table warehouse.{table} as {query}")
    _learn(connection, known, table)
    made, right = f"from warehouse.{table}", f"from known.{table}"
    rows = connection.execute(
        f"(({right}) except all ({made})) union all (({made}) except all ({right}))"
    )
    yield from (f"{table}: {row}" for row in rows.fetchmany(3))
