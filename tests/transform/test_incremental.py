"""A build that goes on from the last one equals a build from nothing, row for row, after any history.

Things happen to the loaded tables, and to builds; HISTORIES=20 plays more of them than one.
"""

import datetime
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from demo.warehouse import RAW
from tests.support.contract import OWN, TABLES, columns
from tests.support.dbt import Built, Dbt, Place, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.sandbox import HALF_A_DAY, NOW, serving
from tests.support.tap import Tap, by_password
from tests.support.truth import Row
from tests.support.warehouse import Postgres, Warehouse, postgres
from tests.transform.conftest import DOSSIERS

HISTORIES = int(os.environ.get("HISTORIES", "1"))
STEPS = 2
"""Builds of a history that are compared; before each, some things happen."""

DOCUMENTS = 12
NEW = 100
"""So much is added to the id of a dossier to have a new one with the same books."""

ALL = (*TABLES, *OWN)
READ_IN_FULL = f"(select distinct stream from {RAW}.sync_status where replication = 'full')"
KEPT = ("dossier_versions", "period_changes")
"""What tells of builds, and is another after each."""

MADE = ("live", "staging", "marts", "seeds", "snapshots")
"""The schemas that dbt makes."""

BUILD = ("build", "--exclude-resource-type=test")
Query = Callable[[str], list[Row]]


@dataclass
class Office:
    """A warehouse in which the tap read an office twice, and what was built from it.

    Attributes:
        query: Asks the warehouse something, or changes it.
        place: The warehouse as dbt finds it.
        copied: Gives a copy of the warehouse in which nothing was built.
        dbt: Builds the project.
        variables: The variables of the project.
    """

    query: Query
    place: Place
    copied: Callable[[], "Office"]
    dbt: Dbt
    variables: dict[str, object] = field(default_factory=lambda: {"as_of": NOW[:10], "now": NOW})

    def build(self, *command: str) -> Built:
        """Build, by default all but the tests."""
        built = self.dbt.run(*(command or BUILD)[:1], self.place, *(command or BUILD)[1:], **self.variables)
        assert built.success, built.log
        return built

    def answers(self) -> dict[str, Counter[str]]:
        """Give the rows of all that was built."""
        tables = self.query(
            "select table_schema || '.' || table_name as name from information_schema.tables"
            " where table_schema in ('live', 'staging', 'marts')"
            f" and table_name not in {KEPT}"
        )
        return {
            row["name"]: Counter(str(list(r.values())) for r in self.query(f"select * from {row['name']}"))
            for row in tables
        }


class History:
    """Things that happen to an office, by chance.

    Args:
        office: The office.
        seed: What chance begins with.
    """

    def __init__(self, office: Office, seed: int) -> None:
        self._office = office
        self._any = random.Random(seed)  # noqa: S311 - a game
        self._moments = 0
        self.told: list[str] = []

    def goes_on(self) -> None:
        """Let some of all that can happen happen, and the tap read again."""
        things = (
            self.edited, self.damaged, self.lost, self.doubled, self.disabled, self.gone, self.new,
            self.reloaded, self.killed_run, self.killed_build, self.some_models, self.another_day,
            self.variable,
        )  # fmt: skip
        for thing in self._any.sample(things, 3):
            self._happens(thing)
        self._happens(self.read)

    def _happens(self, thing: Callable[[], None]) -> None:
        self.told.append(thing.__name__)
        thing()

    def read(self) -> None:
        """The tap reads all tables again that it reads in full, and finds the same."""
        self._later("sync_status", "synced_at", "synced_at is not null")
        self._later("sync_status", "valid_from", "replication = 'full'")
        for row in self._ask(READ_IN_FULL[1:-1]):
            self._later(row["stream"], "synced_at", "1 = 1")

    def edited(self) -> None:
        """The books of a dossier become those of another time."""
        dossier, time = self._one(), self._any.choice(("first", "second"))
        for table in ALL:
            self._ask(f"delete from {RAW}.{table} where dossier_id = {dossier}")
            self._ask(f"insert into {RAW}.{table} select * from {time}.{table} where dossier_id = {dossier}")

    def damaged(self) -> None:
        """A value is missing in some rows of a dossier, and nothing tells of it."""
        table = self._any.choice(("bookings", *TABLES))
        names = [c.name for c in columns(table) if not c.is_key and c.name != "synced_at"]
        self._ask(f"update {RAW}.{table} set {self._any.choice(names)} = null where {self._some(table)}")

    def lost(self) -> None:
        """Some rows of a dossier are gone."""
        table = self._any.choice(("bookings", *TABLES))
        self._ask(f"delete from {RAW}.{table} where {self._some(table)}")

    def doubled(self) -> None:
        """Some rows of a dossier are there twice."""
        table = self._any.choice(("bookings", *TABLES))
        self._ask(f"insert into {RAW}.{table} select * from {RAW}.{table} where {self._some(table)}")

    def disabled(self) -> None:
        """A dossier is not in the newest list."""
        self._later("dossiers", "synced_at", f"dossier_id <> {self._one()}")

    def gone(self) -> None:
        """Nothing of a dossier is left."""
        dossier = self._one()
        for table in ALL:
            self._ask(f"delete from {RAW}.{table} where dossier_id = {dossier}")

    def new(self) -> None:
        """There is a new dossier."""
        dossier = self._any.choice(DOSSIERS)
        for table in ALL:
            names = ", ".join(c.name for c in columns(table) if c.name != "dossier_id")
            self._ask(f"delete from {RAW}.{table} where dossier_id = {dossier + NEW}")
            self._ask(
                f"insert into {RAW}.{table} (dossier_id, {names}) select dossier_id + {NEW}, {names}"
                f" from second.{table} where dossier_id = {dossier}"
            )

    def reloaded(self) -> None:
        """All of a dossier is read from the beginning."""
        which = f"dossier_id = {self._one()}"
        for table in TABLES:
            self._later(table, "synced_at", which)
        self._later("sync_status", "synced_at", which)
        self._ask(f"update {RAW}.sync_status set valid_from = synced_at where {which}")

    def killed_run(self) -> None:
        """Lines came with a read that was killed before it could tell of itself."""
        self._later("bookings", "synced_at", f"{self._some('bookings')} and journal_type <> 4")

    def killed_build(self) -> None:
        """A build ends in the middle, and what it had seen is put right again."""
        dossier = self._one()
        self._ask(f"update {RAW}.bookings set booking_amount = -booking_amount where dossier_id = {dossier}")
        self._office.build("run", "--select=+vat_lines")
        self._ask(f"update {RAW}.bookings set booking_amount = -booking_amount where dossier_id = {dossier}")

    def some_models(self) -> None:
        """Someone builds some models alone, in another language."""
        language = self._office.variables.get("language", "nl")
        self._office.variables["language"] = "en"
        self._office.build("run", "--select=general_ledger", "open_items")
        self._office.variables["language"] = language

    def another_day(self) -> None:
        """It is some days later, or earlier."""
        today = datetime.date.fromisoformat(str(self._office.variables["as_of"]))
        days = datetime.timedelta(days=self._any.choice((1, 1, 3, 20, -1)))
        self._office.variables["as_of"] = str(today + days)

    def variable(self) -> None:
        """A variable has another value."""
        name, values = self._any.choice(
            (("language", ("nl", "fr")), ("client_listing_threshold", (250, 500)))
        )
        self._office.variables[name] = self._any.choice(values)

    def _one(self) -> int:
        rows = self._ask(f"select distinct dossier_id from {RAW}.sync_status order by 1")
        return self._any.choice([row["dossier_id"] for row in rows] or [0])

    def _some(self, table: str) -> str:
        """Choose some rows of a dossier, by a number that many have."""
        numbers = [c.name for c in columns(table) if c.kind == "integer" and c.is_key][1:]
        number = numbers[-1] if numbers else "dossier_id"
        return f"dossier_id = {self._one()} and {number} % {self._any.choice((1, 2, 5))} = 0"

    def _later(self, table: str, column: str, which: str) -> None:
        self._moments += 1
        later = f"{column} + interval '{self._moments} minutes'"
        self._ask(f"update {RAW}.{table} set {column} = {later} where {which}")

    def _ask(self, sql: str) -> list[Row]:
        return self._office.query(sql)


@dataclass(frozen=True)
class Read:
    """What the tap said when it read an office, and again when that had changed."""

    postgres: Postgres
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
                    query(f"create table {time}.{table} as select * from {RAW}.{table}")
            for dossier in DOSSIERS:
                sandbox.change("random", dossier, count=20, seed=1)
            sandbox.pass_time(HALF_A_DAY)
        for table in ALL:
            key = f"{table}_pkey"
            warehouse.order(f"alter table {{schema}}.{table} drop constraint if exists {key}")
        yield Read(server, warehouse, duck)


def test_any_history_in_duckdb(read: Read, dbt_server: Dbt, tmp_path: Path) -> None:
    """After each step of each history, all rows of all schemas are those of a build from nothing."""
    for seed in range(HISTORIES):
        _play(_in_duckdb(read.duck, dbt_server, tmp_path / str(seed)), seed, STEPS)


def test_a_history_in_postgres(read: Read, dbt_server: Dbt) -> None:
    """The same, a shorter history."""
    _play(_in_postgres(read.postgres, read.warehouse, dbt_server), 0, 1)


def _play(office: Office, seed: int, steps: int) -> None:
    office.build()
    history = History(office, seed)
    for _ in range(steps):
        history.goes_on()
        office.build()
        anew = office.copied()
        anew.build()
        found, expected = office.answers(), anew.answers()
        assert found.keys() == expected.keys()
        wrong = {
            name: (list((found[name] - rows).items())[:2], list((rows - found[name]).items())[:2])
            for name, rows in expected.items()
            if found[name] != rows
        }
        assert wrong == {}, (seed, history.told)


def _in_duckdb(duck: Duck, dbt: Dbt, folder: Path) -> Office:
    folder.mkdir(exist_ok=True)
    path = Path(shutil.copy(duck.path, folder))

    def copied() -> Office:
        other = _in_duckdb(Duck(path), dbt, folder / "copy")
        for schema in MADE:
            other.query(f"drop schema if exists {schema} cascade")
        other.variables = office.variables
        return other

    office = Office(Duck(path).query, on_duckdb(path), copied, dbt)
    return office


def _in_postgres(server: Postgres, warehouse: Warehouse, dbt: Dbt) -> Office:
    def copied() -> Office:
        other = server.copy(warehouse)
        for schema in MADE:
            other.order(f"drop schema if exists {schema} cascade")
        copy = _in_postgres(server, other, dbt)
        copy.variables = office.variables
        return copy

    office = Office(_query(warehouse), on_postgres(warehouse.address), copied, dbt)
    return office


def _query(warehouse: Warehouse) -> Query:
    def query(sql: str) -> list[Row]:
        if sql.startswith("select"):
            return warehouse.query(sql)
        warehouse.order(sql)
        return []

    return query
