"""The live models hold what is live, in every warehouse."""

import json
from decimal import Decimal

import pytest

from tests.support.contract import OWN, TABLES, columns
from tests.support.dbt import on_duckdb
from tests.support.duck import Duck
from tests.support.truth import Row, value_of
from tests.transform.conftest import TODAY, Books


@pytest.mark.parametrize("target", ["postgres", "duckdb"])
def test_everything_is_built(books: Books, target: str) -> None:
    """Over good books every model is made, and every test of the project passes."""
    assert books.built[target].success, books.built[target].log
    assert books.built[target].bad() == set()


@pytest.mark.parametrize("table", [*TABLES, *OWN])
def test_live_rows(books: Books, table: str) -> None:
    """A live model has the columns of its table, and the rows that the rule of the design gives."""
    expected = books.postgres.live(table)
    if table == "deleted_booking_documents":
        expected = books.postgres.rows(table)

    for rows in (_postgres(books, table), _duck(books, table)):
        assert {frozenset(row) for row in rows} <= {frozenset(c.name for c in columns(table))}
        assert _sorted(rows, table) == _sorted(expected, table)


def test_tables_may_be_missing(books: Books, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Over a warehouse without a single table the models are made, and have no rows."""
    nothing = Duck(tmp_path_factory.mktemp("nothing") / books.duck.path.name)

    built = books.dbt.run("build", on_duckdb(nothing.path), as_of=TODAY)

    assert built.success, built.log
    assert nothing.query("select * from live.bookings") == []


def _postgres(books: Books, table: str) -> list[Row]:
    return books.postgres.query(f"select * from live.{table}")  # noqa: S608 - ours


def _duck(books: Books, table: str) -> list[Row]:
    """Read a model in DuckDB, where an array is a text."""
    rows = books.duck.query(f"select * from live.{table}")  # noqa: S608 - ours
    for row in rows:
        for column in columns(table):
            if column.kind == "array" and row[column.name] is not None:
                row[column.name] = json.loads(row[column.name], parse_float=Decimal)
    return rows


def _sorted(rows: list[Row], table: str) -> list[str]:
    values = ([value_of(c.kind, row[c.name]) for c in columns(table)] for row in rows)
    return sorted(json.dumps(row, sort_keys=True, default=_written) for row in values)


def _written(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
