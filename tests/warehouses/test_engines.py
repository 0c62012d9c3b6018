"""The project, built on other engines from the same rows: every table equals DuckDB's."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.support.dbt import Built, Place, dbt, on_duckdb
from tests.support.duck import Duck
from tests.support.office import project_with, said_of
from tests.support.sandbox import HALF_A_DAY, NOW, serving
from tests.support.tap import Tap, by_password
from tests.warehouses.engines import ENGINES, Engine

DOSSIERS = (1, 2, 3)
DOCUMENTS = 50
"""Purchases, sales and payments of a dossier in a year."""

FIXED = {"as_of": NOW[:10], "now": f"{NOW[:10]}T23:30:00"}
SCHEMAS = ("live", "staging", "marts", "snapshots")
OF_THE_BUILD = {"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"}
"""Columns of a snapshot that tell of the build that made it."""


@dataclass(frozen=True)
class Books:
    """Books as the tap loaded them, the office's project, and what it makes of them on DuckDB."""

    loaded: Path
    project: Path
    made: Path
    built: Built


@dataclass(frozen=True)
class Result:
    """What an engine made of books, attached as `made` beside DuckDB's, `known`."""

    engine: Engine
    built: Built
    connection: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Load books that were changed once into a DuckDB, and build the project there."""
    folder = tmp_path_factory.mktemp("books")
    duck, loaded = Duck(folder / "books.duckdb"), folder / "loaded.duckdb"
    with serving() as sandbox:
        sandbox.reset(seed=1, documents_per_year=DOCUMENTS, now=NOW)
        tap = Tap(folder, by_password(sandbox))
        for turn in range(2):
            outcome = tap.run()
            assert outcome.exit_code == 0, outcome.log
            duck.load(outcome.messages)
            if not turn:
                for dossier in DOSSIERS:
                    sandbox.change("random", dossier, count=40, seed=1)
                sandbox.pass_time(HALF_A_DAY)
        project = project_with(said_of(sandbox, DOSSIERS), folder)
    shutil.copy(duck.path, loaded)
    built = dbt(folder).run("build", on_duckdb(duck.path), project=project, **FIXED)
    assert built.success, built.log
    return Books(loaded, project, duck.path, built)


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
        if table not in result.engine.absent
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
