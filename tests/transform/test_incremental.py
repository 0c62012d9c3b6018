"""A build that goes on from the last one equals one from nothing, row for row, after any history.

Things happen to the loaded tables, and to builds; HISTORIES=20 plays as many histories.
"""

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from demo.warehouse import RAW
from tests.support.built import Project
from tests.support.changes import change_books
from tests.support.contract import columns
from tests.support.dbt import Dbt, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap, by_password
from tests.support.truth import Row
from tests.support.warehouse import Warehouse, postgres
from tests.transform.conftest import DOSSIERS
from tests.transform.histories import ALL, EVERYTHING, ROWS, History, Office, Query

HISTORIES = int(os.environ.get("HISTORIES", "1"))
STEPS = 2
"""Builds of a history, before each of which some things happen."""

DOCUMENTS = 12
BY_MONTH = ("bookyear_months", "days_outstanding", "vat_months", "vat_returns")
"""Models that a new day changes only where it begins a month, which makes everything again."""

COVERED = {"model.tap_octopus.live_bookings", "source.tap_octopus.octopus.sync_status"}
"""What dossier_versions reads under another name: the loaded ledger, and the live status."""

KEPT = ("dossier_versions", "period_changes")
"""What tells of builds, and is another after each."""

MARK = "update marts.trial_balance set bookyear_id = -bookyear_id where dossier_id = 1"
"""Changes rows of a mart; once more, and they are as they were."""

MADE = ("live", "staging", "marts", "seeds", "snapshots")
"""The schemas that dbt makes."""

Answers = dict[str, Counter[str]]


@dataclass(frozen=True)
class Read:
    """What the tap said when it read an office, and again when that had changed."""

    warehouse: Warehouse
    duck: Duck


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Have the tap read an office twice, into two warehouses; each keeps both times."""
    folder = tmp_path_factory.mktemp("office")
    with serving() as sandbox, postgres() as server:
        sandbox.reset(seed=1, documents_per_year=DOCUMENTS, now=NOW)
        tap, warehouse = Tap(folder, by_password(sandbox)), server.database(RAW)
        duck = Duck(folder / "office.duckdb")
        for time in ("first", "second"):
            outcome = tap.load(warehouse)
            assert outcome.exit_code == 0, outcome.log
            duck.load(outcome.messages)
            for query in (_query(warehouse), duck.query):
                query(f"create schema {time}")
                for table in ALL:
                    query(f"create table {time}.{table} as select * from {RAW}.{table}")  # noqa: S608
            change_books(sandbox, DOSSIERS, count=20)
        for table in ALL:
            key = f"{table}_pkey"
            warehouse.order(f"alter table {{schema}}.{table} drop constraint if exists {key}")
        for query in (_query(warehouse), duck.query):
            _more(query)
        yield Read(warehouse, duck)


def _more(query: Query) -> None:
    """Make nine dossiers of three, so that some may change and most do not."""
    for place, table, away in product((RAW, "first", "second"), ALL, (10, 20)):
        names = ", ".join(c.name for c in columns(table) if c.name != "dossier_id")
        query(
            f"insert into {place}.{table} (dossier_id, {names})"  # noqa: S608
            f" select dossier_id + {away}, {names} from {place}.{table} where dossier_id < 10"
        )


def test_any_history_in_duckdb(read: Read, dbt_server: Dbt, tmp_path: Path) -> None:
    """After each history, all rows of all schemas are those of a build from nothing."""
    for seed in range(HISTORIES):
        office = _in_duckdb(read.duck, dbt_server, tmp_path / str(seed))
        _nothing_is_left_out(office.build().folder / "manifest.json")
        _only_what_changed(office)
        history = History(office, seed)
        for _ in range(STEPS):
            history.goes_on(*EVERYTHING)
            office.build()
        anew = _emptied(office, tmp_path / f"{seed} anew")
        anew.build()
        found, expected = _answers(office.query), _answers(anew.query)
        assert _differences(found, expected) == {}, (seed, history.told)
        assert _followed(office.query), (seed, history.told)


def test_histories_in_postgres(read: Read, dbt_server: Dbt) -> None:
    """The same, a step at a time; from nothing it is the SQL of the first build that makes all."""
    office = _in_postgres(read.warehouse, dbt_server)
    project = Project(office.build().folder / "manifest.json")
    for seed in range(HISTORIES):
        history = History(office, seed)
        history.goes_on(*ROWS)
        office.build()
        found = _answers(office.query)
        with psycopg.connect(read.warehouse.address, row_factory=dict_row) as connection:

            def ask(sql: str, connection: Connection[DictRow] = connection) -> list[Row]:
                return connection.execute(sql.encode()).fetchall()

            project.refresh(connection)
            assert _differences(found, _answers(ask)) == {}, (seed, history.told)
            connection.rollback()
        assert _followed(office.query), (seed, history.told)


def _nothing_is_left_out(manifest: Path) -> None:
    """Hold the project to saying what its models read, and which of them depend on the day."""
    nodes = json.loads(manifest.read_text())["nodes"]
    parents = {name: set(node["depends_on"].get("nodes", ())) for name, node in nodes.items()}
    made = {n for n, node in nodes.items() if node["config"].get("materialized") == "by_dossier"}
    loaded = {p for name in made for p in parents[name] if p.startswith(("seed.", "source."))}
    loaded |= {p for name in made for p in parents[name] if ".live_" in p}
    assert loaded - parents["model.tap_octopus.dossier_versions"] == COVERED

    today = {
        name
        for name, node in nodes.items()
        if re.search(r"\b(as_of|month_away|now)\(", node["raw_code"])
        and node["name"] not in BY_MONTH
        and node["name"] != "dossier_versions"
    }
    while more := {name for name in parents if parents[name] & today} - today:
        today |= more
    assert {name for name in made if "today" in nodes[name]["tags"]} == made & today


def _only_what_changed(office: Office) -> None:
    """Hold a build to what changed: what was done to a mart of another dossier stays."""
    office.query(f"update {RAW}.relations set name = 'New' where dossier_id = 2")  # noqa: S608
    office.query(MARK)
    office.build("build")
    names = office.query(
        "select distinct relation_name from marts.general_ledger where dossier_id = 2"
    )
    assert {"relation_name": "New"} in names
    assert office.query("select 1 from marts.trial_balance where bookyear_id < 0")
    office.query(MARK)


def _answers(query: Query) -> Answers:
    """Give the rows of all that was built."""
    tables = query(
        "select table_schema || '.' || table_name as name from information_schema.tables"  # noqa: S608
        " where table_schema in ('staging', 'marts')"
        f" and table_name not in {KEPT}"
    )
    names = [row["name"] for row in tables]
    return {
        name: Counter(str(list(row.values())) for row in query(f"select * from {name}"))  # noqa: S608
        for name in names
    }


def _followed(query: Query) -> bool:
    """Tell whether the snapshot holds what is filed now."""
    names = "dossier_id, return_start, bookyear_id, journal_key, document_sequence_nr, grids"
    now = query(
        f"select {names} from snapshots.snap_document_grids where dbt_valid_to is null"  # noqa: S608
    )
    filed = query(f"select {names} from staging.filed_grids")  # noqa: S608
    return Counter(map(str, now)) == Counter(map(str, filed)) != Counter()


def _differences(found: Answers, expected: Answers) -> dict[str, list[tuple[str, int]]]:
    """Give what is in one only, by table."""
    assert found.keys() == expected.keys()
    return {
        name: [*(found[name] - rows).items(), *(rows - found[name]).items()][:4]
        for name, rows in expected.items()
        if found[name] != rows
    }


def _in_duckdb(duck: Duck, dbt: Dbt, folder: Path) -> Office:
    folder.mkdir()
    path = Path(shutil.copy(duck.path, folder))
    return Office(Duck(path).query, on_duckdb(path), dbt)


def _emptied(office: Office, folder: Path) -> Office:
    """Give a copy of an office in DuckDB in which nothing was built."""
    name = office.place.environment["DBT_DUCKDB_PATH"]
    copy = _in_duckdb(Duck(office.place.folder / name), office.dbt, folder)
    for schema in MADE:
        copy.query(f"drop schema if exists {schema} cascade")
    copy.variables = office.variables
    return copy


def _in_postgres(warehouse: Warehouse, dbt: Dbt) -> Office:
    return Office(_query(warehouse), on_postgres(warehouse.address), dbt)


def _query(warehouse: Warehouse) -> Query:
    def query(sql: str) -> list[Row]:
        if sql.startswith("select"):
            return warehouse.query(sql)
        warehouse.order(sql)
        return []

    return query
