"""The recipes for Meltano, in projects of their own."""

import hashlib
import json
import tempfile
from pathlib import Path

import pytest
import yaml

from tests.recipes.texts import RAW, text
from tests.support import calls
from tests.support.compare import difference, differences
from tests.support.meltano import Project
from tests.support.sandbox import DAY, Sandbox
from tests.support.truth import true_rows
from tests.support.warehouse import Postgres, Warehouse

DOSSIERS = (1, 2)
SELECTED = {"sync_status", "deleted_booking_documents", "bookings", "relations"}
HALF_AN_HOUR = 1800
COLUMNS = (
    "select column_name as name from information_schema.columns where table_name = 'relations'"
)
LOADS = "select replication from {schema}.sync_status where stream <> 'dossiers'"
TABLES = "select table_name as name from information_schema.tables where table_schema = '{schema}'"


class Office:
    """An office that loads some tables, from whatever machine, with its state in PostgreSQL.

    Args:
        folder: Where the machines are.
        sandbox: What is read.
        server: The PostgreSQL that everything goes into.
    """

    def __init__(self, folder: Path, sandbox: Sandbox, server: Postgres) -> None:
        self._folder = folder
        self._sandbox = sandbox
        self.warehouse = server.database(RAW)
        told = "postgresql+psycopg://user:password@host/meltano"
        here = server.database("meltano").address.replace("postgresql:", "postgresql+psycopg:")
        recipe = text("The state of Meltano in PostgreSQL or S3", "sh")
        assert told in recipe
        self._where, self.load, self.look = recipe.replace(told, f"'{here}'").splitlines()

    def on_another_machine(self, command: str, *additions: str) -> str:
        """Run a command where it was never run before; give what it prints."""
        machine = Path(tempfile.mkdtemp(dir=self._folder))
        chosen = text("Only some tables", "yaml")
        project = Project(machine, self._sandbox, self.warehouse, chosen, *additions)
        return project.run(f"{self._where}\n{command}")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, server: Postgres) -> Office:
    """Give an office that has loaded once."""
    office = Office(tmp_path_factory.mktemp("office"), sandbox, server)
    sandbox.calls()
    office.on_another_machine(office.load)
    return office


def test_only_some_tables(sandbox: Sandbox, office: Office) -> None:
    """What is selected is loaded and right, and nothing else costs a call."""
    made = {operation for operation, dossier in sandbox.calls() if dossier}
    (held,) = office.warehouse.query(
        "select count(name) as names, count(*) as rows from {schema}.relations"
    )
    columns = {row["name"] for row in office.warehouse.query(COLUMNS)}

    assert {row["name"] for row in office.warehouse.query(TABLES)} == SELECTED
    assert differences(sandbox, office.warehouse, "bookings") == ""
    assert made == {calls.CONNECT, calls.BOOKYEARS, calls.BOOKINGS, calls.RELATIONS}
    assert held["names"] == held["rows"] > 0
    assert "remarks" in columns
    assert "iban_account_nr" not in columns


def test_state_in_postgresql(office: Office) -> None:
    """Another machine knows what the first one has read, and no file of it does."""
    state = json.loads(office.on_another_machine(office.look))

    bookmarks = state["singer_state"]["bookmarks"]
    assert bookmarks["bookings"]["1"]["since"]
    assert bookmarks["relations"].keys() >= {"1", "2"}


def test_full_refresh(sandbox: Sandbox, office: Office) -> None:
    """On the first of a month all is loaded again, what is gone goes, and no call is refused."""
    schedule = text("A full refresh every month", "yaml")
    sweep = text("A full refresh every month", "sql")
    (name,) = (entry["name"] for entry in yaml.safe_load(schedule)["schedules"])
    strayed = "update {schema}.bookings set line_sequence_nr = 99 where line_sequence_nr = 1"
    sandbox.pass_time(HALF_AN_HOUR)
    before = office.warehouse.rows("bookings")
    office.warehouse.order(strayed)
    assert differences(sandbox, office.warehouse, "bookings")

    office.on_another_machine(f"meltano schedule run {name}", schedule)

    assert {row["replication"] for row in office.warehouse.query(LOADS)} == {"first_load"}
    assert differences(sandbox, office.warehouse, "bookings") == ""
    assert len(office.warehouse.rows("bookings")) > len(before)
    office.warehouse.order(sweep)
    assert len(office.warehouse.rows("bookings")) == len(before)
    assert differences(sandbox, office.warehouse, "bookings") == ""


def test_one_schema_for_each_dossier(tmp_path: Path, sandbox: Sandbox, server: Postgres) -> None:
    """Each dossier is loaded into a schema of its own, with a state of its own."""
    database = server.database(RAW)
    project = Project(tmp_path, sandbox, database, text("Only some tables", "yaml"))
    sandbox.pass_time(DAY + 60)

    project.run(text("One schema for each dossier", "sh"))

    states = project.run("meltano state list").split()
    assert states == [f"dev:tap-octopus-to-target-postgres:dossier-{n}" for n in DOSSIERS]
    for dossier in DOSSIERS:
        held = Warehouse(database.address, f"dossier_{dossier}")
        true = true_rows(sandbox, "bookings", dossier)
        assert difference("bookings", true, held.live("bookings")) == ""


def test_names_hashed(tmp_path: Path, sandbox: Sandbox, server: Postgres) -> None:
    """Names are hashes, the same one in every table, and bank numbers are nowhere."""
    database = server.database(RAW)
    recipe = text("Names hashed, bank numbers left out", "yaml")
    (tap,) = yaml.safe_load(recipe)["plugins"]["extractors"]
    salt, maps = tap["config"]["stream_map_config"]["salt"], tap["config"]["stream_maps"]
    sandbox.pass_time(2 * DAY)

    Project(tmp_path, sandbox, database, recipe).run("meltano run tap-octopus target-postgres")

    true = {
        table: [row for n in DOSSIERS for row in true_rows(sandbox, table, n)] for table in maps
    }
    for table, made in maps.items():
        for column, expression in made.items():
            if expression == "__NULL__":
                assert column not in {name for row in database.rows(table) for name in row}
            else:
                names = {row[column] for row in true[table] if row[column]}
                hashes = {hashlib.sha256(f"{salt}{name}".encode()).hexdigest() for name in names}
                assert {row[column] for row in database.rows(table)} - {None} == hashes
    held = str([database.rows(table) for table in maps])
    numbers = {row[name] for row in true["relations"] for name in ("iban_account_nr", "email")}
    assert numbers - {None}
    assert [number for number in numbers if number and number in held] == []
