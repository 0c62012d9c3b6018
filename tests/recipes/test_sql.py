"""The recipes that are SQL, over a warehouse that was loaded and has its live views."""

import json
from collections.abc import Iterator

import psycopg
import pytest

from tests.recipes.texts import LIVE, RAW, text, texts
from tests.support.compare import difference
from tests.support.contract import TABLES, columns
from tests.support.sandbox import Sandbox
from tests.support.tap import Tap, by_password
from tests.support.truth import Row, true_rows
from tests.support.warehouse import Postgres, Warehouse

ASIDE, VIEW, COMPARISON = texts("Moving from another sync", "sql")
SCHEMAS, GRANTS = texts("One schema for each dossier", "sql")
ANSWERS = text("A schema of answers for each dossier", "sql")
MARTS = """
drop schema if exists marts cascade;
create schema marts;
create table marts.dim_date as select date '2026-06-15' as date;
create table marts.open_items as select * from (values (1, 10.00), (1, 5.00), (2, 7.00))
  as items (dossier_id, open_amount)
"""
TYPES = {"integer": "bigint", "number": "numeric", "string": "text", "date": "date"}
OF_AN_OLD_SYNC = {
    "dossier_id": "bigint",
    "journalTypeId": "bigint",
    "_sdc_deleted_at": "timestamp",
    **{
        column.path.replace(".", "_"): TYPES[column.kind]
        for column in columns("bookings")
        if column.path.replace(".", "").isalpha()
    },
}
"""The columns of a sync that spreads the JSON of a line over columns, and the three it adds."""

OLD_QUERIES = (
    """
    select dossier_id, bookyearKey_id, sum(bookingAmount) from old_sync.bookings
    where _sdc_deleted_at is null and accountKey >= 400000 group by 1, 2 order by 1, 2
    """,
    """
    select bookyearPeriodeNr, count(*) from old_sync.bookings
    where journalTypeId = 1 group by 1 order by 1
    """,
)


@pytest.fixture(scope="module")
def warehouse(
    sandbox: Sandbox, server: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    """Give a warehouse with all tables and their live views."""
    warehouse = server.database(RAW)
    tap = Tap(tmp_path_factory.mktemp("tap"), by_password(sandbox))
    assert tap.load(warehouse).exit_code == 0
    warehouse.order(f"create schema {LIVE}")
    make_live(warehouse)
    return warehouse


def make_live(warehouse: Warehouse) -> None:
    """Make the live views anew as dbt does: what hangs on the old ones goes with them."""
    for table in TABLES:
        warehouse.order(
            f"drop view if exists {LIVE}.{table} cascade;"
            f"create view {LIVE}.{table} as {warehouse.live_sql(table)}"
        )


def test_moving(sandbox: Sandbox, warehouse: Warehouse) -> None:
    """The view is what another sync makes of the JSON, and old queries give the same over it."""
    kinds = ", ".join(f"{name} {kind}" for name, kind in OF_AN_OLD_SYNC.items())
    warehouse.order(f"create schema old_sync; create table old_sync.bookings ({kinds})")
    warehouse.order(
        f"insert into old_sync.bookings select * from jsonb_to_recordset(%s) as line ({kinds})",  # noqa: S608
        json.dumps([*_flat(sandbox)], default=str),
    )
    before = [warehouse.query(query) for query in OLD_QUERIES]

    warehouse.order(ASIDE)
    for _ in range(2):
        make_live(warehouse)
        warehouse.order(VIEW)

    assert [warehouse.query(query) for query in OLD_QUERIES] == before
    assert _rows(warehouse, "bookings") == _rows(warehouse, "bookings_before")
    assert warehouse.query(COMPARISON) == []
    warehouse.order(
        "update old_sync.bookings_before set bookingAmount = bookingAmount + 1"
        " where dossier_id = 2 and accountKey = (select min(accountKey) from old_sync.bookings)"
    )
    assert {row["dossier_id"] for row in warehouse.query(COMPARISON)} == {2}


def test_one_schema_for_each_dossier(sandbox: Sandbox, warehouse: Warehouse) -> None:
    """Each dossier has a schema with its own live rows, and who may see that sees no other."""
    for _ in range(2):
        warehouse.order(SCHEMAS)

    for dossier in sandbox.dossiers():
        of_it = Warehouse(warehouse.address, f"dossier_{dossier}")
        for table in TABLES:
            assert difference(table, true_rows(sandbox, table, dossier), of_it.rows(table)) == ""
    warehouse.order("create role client")
    warehouse.order(GRANTS)
    make_live(warehouse)
    warehouse.order(SCHEMAS)
    with psycopg.connect(warehouse.address) as connection:
        connection.execute("set role client")
        assert connection.execute("select count(*) from dossier_1.bookings").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from dossier_2.bookings")


def test_a_schema_of_answers(warehouse: Warehouse) -> None:
    """Each dossier has its own rows of marts, also when these are made anew; others are shared."""
    for _ in range(2):
        warehouse.order(MARTS)
        warehouse.order(ANSWERS)

    for dossier, expected in {1: [5, 10], 2: [7]}.items():
        rows = warehouse.query(f"select open_amount from answers_{dossier}.open_items order by 1")  # noqa: S608
        assert [row["open_amount"] for row in rows] == expected
    assert len(warehouse.query("select date from answers_shared.dim_date")) == 1


def _rows(warehouse: Warehouse, table: str) -> set[tuple[object, ...]]:
    """Give the rows of a table of the old sync, under the names that it has for columns."""
    names = ", ".join(OF_AN_OLD_SYNC)
    return {tuple(r.values()) for r in warehouse.query(f"select {names} from old_sync.{table}")}  # noqa: S608


def _flat(sandbox: Sandbox) -> Iterator[Row]:
    """Spread the JSON of every line over columns, as PostgreSQL writes their names."""
    for dossier in sandbox.dossiers():
        for line in sandbox.truths(dossier)["bookings"]:
            row = {"dossier_id": dossier, "journalTypeId": line["journalType"]}
            for name, value in line.items():
                inner = value if isinstance(value, dict) else {"": value}
                row |= {f"{name}_{key}".rstrip("_"): found for key, found in inner.items()}
            yield {name.lower(): value for name, value in row.items()}
