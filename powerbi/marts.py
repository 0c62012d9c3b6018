"""What the marts are: their descriptions, and the columns and types that dbt makes."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import tempfile
import typing as t
from pathlib import Path

import duckdb
import yaml

from transform.tables import kind_of, schemas

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "transform"
DBT = ROOT / ".venv-dbt" / ("Scripts" if os.name == "nt" else "bin") / "dbt"
QUIET = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_TARGET": "duckdb"}
KINDS = {
    "integer": "bigint",
    "number": "decimal(38, 10)",
    "string": "varchar",
    "date-time": "timestamp",
}
"""The types of columns of `sync_status`."""


@dataclasses.dataclass(frozen=True)
class Mart:
    """A mart.

    Attributes:
        description: What it is for.
        columns: The description of each column.
        types: The type of each column in DuckDB, in their order.
    """

    description: str
    columns: t.Mapping[str, str]
    types: t.Mapping[str, str]


def described() -> dict[str, dict[str, t.Any]]:
    """Read what the project says of its marts."""
    files = sorted((PROJECT / "models" / "marts").rglob("*.yml"))
    return {
        model["name"]: model
        for file in files
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
    }


def marts(path: Path) -> dict[str, Mart]:
    """Give all marts of a DuckDB, with what the project says of them."""
    found = described()
    with duckdb.connect(path, read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_schema = 'marts' order by table_name, ordinal_position"
        ).fetchall()
    types: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        types.setdefault(table, {})[column] = kind
    return {
        name: Mart(
            model["description"].strip(),
            {column["name"]: column["description"].strip() for column in model["columns"]},
            types[name],
        )
        for name, model in found.items()
    }


def build(folder: Path) -> Path:
    """Build the marts of no books at all; give the DuckDB that they are in."""
    path = folder / "empty.duckdb"
    status = schemas()["sync_status"]["properties"]
    columns = ", ".join(f"{name} {KINDS[kind_of(about)]}" for name, about in status.items())
    with duckdb.connect(path) as connection:
        connection.execute(f"create schema octopus; create table octopus.sync_status ({columns})")
        connection.execute("insert into octopus.sync_status (dossier_id) values (1)")
    subprocess.run(  # noqa: S603 - ours
        [DBT, "--quiet", "build", "--exclude-resource-type=test", "--profiles-dir", PROJECT],
        cwd=PROJECT,
        env={
            **os.environ,
            **QUIET,
            "DBT_DUCKDB_PATH": str(path),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        check=True,
    )
    return path


def empty() -> dict[str, Mart]:
    """Give the marts as dbt builds them without any books."""
    with tempfile.TemporaryDirectory() as folder:
        return marts(build(Path(folder)))
