"""What is wrong in the books of one dossier changes no answer about another, and stops none.

40 times, something happens to one of three dossiers in the loaded tables; EXAMPLES=400 plays more.
"""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import DictRow, dict_row

from demo.warehouse import RAW
from tests.support.built import Project
from tests.support.contract import FACTS, OWN, TABLES, Column, columns
from tests.support.dbt import Dbt, on_postgres
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import postgres

DAMAGED = 2
EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
OF_THE_TAP = {"dossier_id", "synced_at", "valid_from", "stream"}
"""What the tap writes itself."""

VALUES = {
    "integer": ("null", "0", "-1", "999999999", "10000"),
    "number": ("null", "0", "-{c}", "{c} + 0.01", "123456789012.34", "0.005"),
    "string": ("null", "''", "'  '", "'BE'", "'0'' \"é'", "repeat('x', 300)"),
    "boolean": ("null", "not {c}"),
    "date": ("null", "date '0001-01-01'", "date '9999-12-31'", "{c} + 400", "{c} - 400"),
    "date-time": ("null",),
    "array": ("null", "array[]::jsonb[]", "array_cat({c}, {c})", "array['{{}}'::jsonb]"),
}
"""What a value becomes, by its kind."""

INNER = {
    "integer": ("null", "0", "-1"),
    "number": ("null", "0", "-0.005"),
    "string": ("null", '""', '"BE"'),
    "date": ("null", '"0001-01-01"', '"9999-12-31"'),
}
"""What a field of the records in an array becomes, as JSON, by its kind."""

PERIODS = (("bookyear_period", "integer"), ("start_date", "date"), ("end_date", "date"))
"""The fields of a bookyear's periods, which have the names that Octopus gives them."""


class Damage(NamedTuple):
    """What happens to the rows of a table, as SQL."""

    sql: str


class Office:
    """Three dossiers in a PostgreSQL over which the project is built.

    Args:
        address: The database.
        dbt: Builds the project.
    """

    def __init__(self, address: str, dbt: Dbt) -> None:
        built = dbt.run("build", on_postgres(address), as_of=NOW[:10], now=NOW)
        assert built.success, built.log
        self._project = Project(built.folder / "manifest.json")
        self.connection = psycopg.connect(address, autocommit=True, row_factory=dict_row)
        rows = self.connection.execute(
            "select c.table_schema || '.' || c.table_name as name from information_schema.columns c"
            " where c.table_schema in ('live', 'marts') and c.column_name = 'dossier_id' order by 1"
        ).fetchall()
        self._answers = [row["name"] for row in rows]
        self.good = self.of_others()

    def of_others(self) -> dict[str, DictRow]:
        """Sum up what every live view and mart says of the other dossiers."""
        return {
            name: self.connection.execute(
                "select count(*) as rows, md5(string_agg(t::text, ' ' order by t::text)) as sum"  # noqa: S608
                f" from {name} as t where dossier_id <> {DAMAGED}"
                f" and to_jsonb(t) ->> 'other_dossier_id' is distinct from '{DAMAGED}'".encode()
            ).fetchall()[0]
            for name in self._answers
        }

    @contextmanager
    def damaged(self, damage: Damage) -> Iterator[None]:
        """Damage the dossier and build everything again, as long as the context lasts."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(damage.sql.encode())
            self._project.refresh(self.connection)
            yield


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, dbt_server: Dbt) -> Iterator[Office]:
    """Give good books."""
    folder = tmp_path_factory.mktemp("damage")
    with serving() as sandbox, postgres() as server:
        sandbox.reset(seed=1, documents_per_year=20, now=NOW)
        warehouse = server.database(RAW)
        outcome = Tap(folder, by_password(sandbox)).load(warehouse)
        assert outcome.exit_code == 0, outcome.log
        for table in (*TABLES, *OWN):
            key = f"{table}_pkey"
            warehouse.order(f"alter table {{schema}}.{table} drop constraint if exists {key}")
        office = Office(warehouse.address, dbt_server)
        yield office
        office.connection.close()


def changed(column: Column, table: str, value: str, one_in: int) -> Damage:
    """Change a column in one row of so many."""
    value = value.format(c=column.name)
    return Damage(f"update {RAW}.{table} as t set {column.name} = {value} {_some(one_in)}")  # noqa: S608


def within(table: str, column: str, field: str, value: str, one_in: int) -> Damage:
    """Change a field of every record in an array, in one row of so many."""
    lines = (
        f"select array_agg(line || '{{\"{field}\": {value}}}'::jsonb) from unnest({column}) as line"  # noqa: S608
    )
    return Damage(f"update {RAW}.{table} as t set {column} = ({lines}) {_some(one_in)}")  # noqa: S608


def whole_rows(table: str, kind: str, one_in: int) -> Damage:
    """Lose rows, or have them twice."""
    doing = "delete" if kind == "lost" else f"insert into {RAW}.{table} select *"
    return Damage(f"{doing} from {RAW}.{table} as t {_some(one_in)}")


def _some(one_in: int) -> str:
    return f"where dossier_id = {DAMAGED} and abs(hashtext(t::text)) % {one_in} = 0"


CHANGES = [
    (table, column, value)
    for table in (*TABLES, *OWN)
    for column in columns(table)
    if column.name not in OF_THE_TAP
    for value in VALUES[column.kind]
    if not (column.is_key and value == "null")  # the tap rejects such a row
]
with (FACTS / "inner_columns.csv").open(encoding="utf-8", newline="") as facts:
    FIELDS = [
        *(("bookyears", "periods", *period) for period in PERIODS),
        *(
            (row["stream"], row["array column"], row["inner column"], row["type"])
            for row in csv.DictReader(facts)
        ),
    ]
CHANGES_WITHIN = [
    (table, column, field, value)
    for table, column, field, kind in FIELDS
    for value in INNER.get(kind, ("null",))
]
SOME = st.sampled_from((1, 2, 7))
DAMAGES = st.one_of(
    st.builds(lambda c, n: changed(c[1], c[0], c[2], n), st.sampled_from(CHANGES), SOME),
    st.builds(
        lambda c, n: within(c[0], c[1], c[2], c[3], n), st.sampled_from(CHANGES_WITHIN), SOME
    ),
    st.builds(
        whole_rows,
        st.sampled_from([t for t in TABLES if t != "dossiers"]),
        st.sampled_from(("lost", "doubled")),
        SOME,
    ),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(damage=DAMAGES)
def test_damage_stays_where_it_is(office: Office, damage: Damage) -> None:
    """The other two dossiers have the same rows in every live view and mart, to the last digit."""
    with office.damaged(damage):
        assert office.of_others() == office.good
