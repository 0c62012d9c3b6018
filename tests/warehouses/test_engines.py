"""The project, built on other engines from the same rows: every table equals DuckDB's."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest

from tests.support.dbt import Built, Place, dbt
from tests.warehouses.conftest import FIXED, Books
from tests.warehouses.engines import ENGINES, Engine

SCHEMAS = ("live", "staging", "marts", "snapshots")
KEPT = "dossier_versions"
"""What is kept from build to build, in the hashes of each engine."""

OF_THE_BUILD = {"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"}
"""Columns of a snapshot that tell of the build that made it."""


@dataclass(frozen=True)
class Result:
    """What an engine made of books, attached as `made` beside DuckDB's, `known`."""

    engine: Engine
    built: Built
    connection: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def result(
    request: pytest.FixtureRequest, books: Books, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Result]:
    """Build the project on an engine."""
    engine: Engine = request.param
    folder = tmp_path_factory.mktemp(engine.name)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{books.loaded}' as books (read_only)")
        engine.fill(connection, folder)
    built = dbt(folder, engine.python, engine.around).run(
        "build",
        Place(engine.name, engine.environment, folder),
        f"--exclude={' '.join(engine.absent)}",
        *engine.options,
        project=books.project,
        **FIXED,
    )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{books.made}' as known (read_only)")
        engine.show(connection, folder)
        yield Result(engine, built, connection)


def test_builds(result: Result, books: Books) -> None:
    """All that can be is built, and what dbt tests there warns of the same."""
    assert result.built.success, result.built.log
    assert result.built.bad() == books.built.bad() & set(result.built.statuses)


def test_tables(result: Result) -> None:
    """Every table has DuckDB's rows, amounts to the cent, and no number is a float."""
    told = [
        difference
        for schema, table in _tables(result.connection)
        if table not in {KEPT, *result.engine.absent}
        for difference in _differences(result, schema, table)
    ]

    assert told == []


def test_exceptions(result: Result) -> None:
    """A column that is said to be wrong is: what is mended leaves the list."""
    schemas = {table: schema for schema, table in _tables(result.connection)}
    for name in result.engine.wrong:
        table, column = name.split(".")
        assert _more(result, f"{schemas[table]}.{table}", column), name


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = 'known' and list_contains($1, table_schema) order by all",
        [SCHEMAS],
    ).fetchall()


def _differences(result: Result, schema: str, table: str) -> Iterator[str]:
    name = f"{schema}.{table}"
    known = result.connection.table(f"known.{name}")
    made = result.connection.table(f"made.{name}")
    kinds = dict(zip((c.lower() for c in made.columns), made.types, strict=True))
    wrong = {
        column for column in known.columns if f"{table}.{column}" in result.engine.wrong
    } | OF_THE_BUILD
    columns = [column for column in known.columns if column not in wrong]
    yield from (f"{name}: no {column}" for column in columns if column not in kinds)
    yield from (
        f"{name}: {column} is a float" for column in columns if str(kinds[column]) == "DOUBLE"
    )
    listed = ", ".join(f'"{column}"' for column in columns)
    yield from (f"{name}: {row}" for row in _more(result, name, listed)[:3])


def _more(result: Result, table: str, columns: str) -> list[tuple[object, ...]]:
    """Give the rows that only one of both has."""
    known, made = f"select {columns} from known.{table}", f"select {columns} from made.{table}"  # noqa: S608
    return result.connection.execute(
        f"(({known}) except all ({made})) union all (({made}) except all ({known}))"
    ).fetchall()
