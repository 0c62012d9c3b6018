"""What would go from a warehouse without a word does not: a real PostgreSQL, and a run after it."""

import datetime
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour import inside
from tests.behaviour.histories import DAY
from tests.support.compare import differences
from tests.support.contract import OWN, TABLES
from tests.support.sandbox import HALF_A_DAY, NOW, Sandbox
from tests.support.tap import Outcome, by_password
from tests.support.warehouse import Postgres, Warehouse, postgres

HOUR = 3600
BOOKS = {"seed": 7, "dossiers": 2, "documents_per_year": 8, "bookyears": 2}
OF_THE_DAY = {"rappels"}
"""What is asked for at the server's date."""


@pytest.fixture(scope="module", name="server")
def _server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


class Loaded:
    """A tap whose messages a target loads into PostgreSQL."""

    def __init__(self, sandbox: Sandbox, server: Postgres, folder: Path, **books: Any) -> None:  # noqa: ANN401 - any JSON
        sandbox.reset(**BOOKS | {"now": NOW} | books)
        sandbox.repair()
        sandbox.stop_clock()
        self.sandbox = sandbox
        self.warehouse: Warehouse = server.warehouse()
        self.config = by_password(sandbox)
        self._folder = folder

    def run(
        self, state: dict[str, Any] | None = None, left_out: frozenset[str] = frozenset()
    ) -> Outcome:
        """Run the tap; nothing is loaded yet."""
        catalog = inside.catalog(self.config, left_out) if left_out else None
        return inside.run(self.config, state, catalog=catalog)

    def load(self, *parts: str) -> None:
        """Load messages."""
        self.warehouse.load("".join(parts), self._folder)

    def go_on(self, before: Outcome, left_out: frozenset[str] = frozenset()) -> Outcome:
        """Run the tap with the state of another run, and load what it says."""
        outcome = self.run(before.state, left_out)
        assert outcome.exit_code == 0, outcome.complaints()
        self.load(outcome.stdout)
        return outcome

    def begin(self, left_out: frozenset[str] = frozenset()) -> Outcome:
        """Run the tap without a state, and load what it says."""
        outcome = self.run(None, left_out)
        self.load(outcome.stdout)
        return outcome

    def wrong(self, *tables: str) -> str:
        """Tell in what the warehouse differs from Octopus."""
        return differences(self.sandbox, self.warehouse, *tables)


@pytest.fixture(name="loaded")
def _loaded(office_sandbox: Sandbox, server: Postgres, tmp_path: Path) -> Iterator[Loaded]:
    """Give a tap and its warehouse, with fresh books; switches begin anew with the books."""
    yield Loaded(office_sandbox, server, tmp_path)
    office_sandbox.reset()
    office_sandbox.repair()


@pytest.mark.parametrize("told_as", ["nowhere", "deleted"])
def test_emptied_document_keeps_its_file(loaded: Loaded, told_as: str) -> None:
    """A document that lost its lines is still there with its file, and its lines are gone."""
    loaded.sandbox.switch(emptied_document=told_as)
    first = loaded.begin()
    done = loaded.sandbox.change("empty", 1, journal="A1", bookyear=2, number=1)
    loaded.sandbox.pass_time(HALF_A_DAY)

    second = loaded.go_on(first)

    (gone,) = loaded.warehouse.rows("deleted_booking_documents")
    assert gone["reason"] == "emptied"
    assert (gone["bookyear_id"], gone["journal_key"]) == (done["bookyear"], done["journal"])
    assert [row for row in loaded.warehouse.live("booking_files") if _same(row, gone)]
    assert [row for row in loaded.warehouse.live("buysell_bookings") if _same(row, gone)]
    assert not [row for row in loaded.warehouse.live("bookings") if _same(row, gone)]
    assert loaded.wrong() == ""

    loaded.sandbox.change("delete_last", 1, journal="A1")
    loaded.sandbox.pass_time(HALF_A_DAY)
    loaded.go_on(second)

    assert loaded.wrong() == ""


def test_documents_that_come_later_than_files(loaded: Loaded) -> None:
    """Documents that are selected later show what was emptied, and hide no file with that."""
    loaded.sandbox.change("empty", 1, journal="A1", bookyear=2, number=1)
    documents = frozenset({"buysell_bookings", "financialdivers_bookings"})
    first = loaded.begin(documents)
    loaded.sandbox.pass_time(HALF_A_DAY)

    loaded.go_on(first)

    assert loaded.warehouse.rows("deleted_booking_documents")
    assert loaded.wrong() == ""


def test_number_that_was_emptied_and_deleted_before(loaded: Loaded) -> None:
    """What was emptied last does not bring back the files of a document that was deleted."""
    first = loaded.begin()
    done = loaded.sandbox.change("reuse_number", 1, journal="A1")
    loaded.sandbox.pass_time(HALF_A_DAY)
    second = loaded.go_on(first)
    which = {"journal": "A1", "bookyear": done["bookyear"], "number": done["number"]}
    loaded.sandbox.change("empty", 1, **which)
    loaded.sandbox.pass_time(HALF_A_DAY)

    loaded.go_on(second)

    assert loaded.wrong() == ""


def test_bookings_that_were_left_out_for_some_runs(loaded: Loaded) -> None:
    """Deletions that are told once more hide no document that has the number now."""
    first = loaded.begin()
    loaded.sandbox.pass_time(2 * DAY)
    settled = loaded.go_on(first)
    loaded.sandbox.pass_time(HOUR)
    loaded.sandbox.change("reuse_number", 1, journal="A1")
    loaded.sandbox.pass_time(HALF_A_DAY)
    second = loaded.go_on(settled, frozenset({"bookings"}))
    loaded.sandbox.pass_time(HALF_A_DAY)
    third = loaded.go_on(second, frozenset({"bookings"}))
    loaded.sandbox.pass_time(HALF_A_DAY)

    loaded.go_on(third)

    assert loaded.wrong() == ""


@pytest.mark.parametrize(
    ("arrival", "goes_on"),
    [
        ("earlier first", "earlier"),
        ("later first", "later"),
        ("interleaved", "earlier"),
        ("interleaved", "later"),
        ("after a run", "later"),
    ],
)
def test_two_first_loads_into_one_target(loaded: Loaded, arrival: str, goes_on: str) -> None:
    """Two runs without a state fill the same tables: in any order, the next run makes all exact."""
    earlier = loaded.run()
    loaded.sandbox.pass_time(3 * HOUR)
    for kind in ("edit", "book", "reuse_number", "empty", "edit_relation", "delete_account"):
        loaded.sandbox.try_change(kind, 1)
    loaded.sandbox.change("delete_last", 2, journal="A1")
    loaded.sandbox.pass_time(3 * HOUR)
    later = loaded.run()
    loaded.sandbox.change("edit", 2, journal="A1")
    last = {"earlier": earlier, "later": later}[goes_on]

    if arrival == "earlier first":
        loaded.load(earlier.stdout, later.stdout)
    elif arrival == "later first":
        loaded.load(later.stdout, earlier.stdout)
    elif arrival == "interleaved":
        loaded.load(*_interleaved(earlier, later))
    else:
        loaded.sandbox.pass_time(HOUR)
        between = loaded.run(later.state)
        loaded.load(later.stdout, between.stdout, earlier.stdout)
        last = between if goes_on == "later" else earlier
    loaded.sandbox.pass_time(DAY)  # both have spent calls
    loaded.go_on(last)

    assert loaded.wrong() == ""


@pytest.mark.parametrize("hours", [2, 5, 10])
def test_date_header_ahead(loaded: Loaded, hours: int) -> None:
    """With a Date header that is hours ahead no change is lost, and `sync_status` says why."""
    now = datetime.datetime.now(datetime.UTC)
    loaded.sandbox.reset(**BOOKS | {"now": (now - datetime.timedelta(days=3)).isoformat()})
    loaded.sandbox.stop_clock()
    settled = loaded.go_on(loaded.begin())
    loaded.sandbox.pass_time(3 * DAY)
    loaded.sandbox.fault("date_skew", seconds=hours * HOUR)
    first = loaded.go_on(settled)
    loaded.sandbox.pass_time(HOUR)
    loaded.sandbox.change("edit", 1, journal="A1")
    loaded.sandbox.change("edit_relation", 2)
    loaded.sandbox.pass_time((hours - 1) * HOUR)

    second = loaded.go_on(first)

    assert loaded.wrong(*sorted({"bookings", "relations", "buysell_bookings"})) == ""
    assert "ahead of this machine's clock" in second.status()[1, "bookings"]["message"]
    loaded.sandbox.repair()
    loaded.sandbox.pass_time(DAY)
    loaded.go_on(second)
    assert loaded.wrong(*sorted(set(TABLES) - OF_THE_DAY)) == ""


def test_rights_that_were_withdrawn(loaded: Loaded) -> None:
    """An empty list of dossiers where some were known is a failure; the last picture stays."""
    first = loaded.begin()
    before = loaded.warehouse.live("dossiers")
    loaded.sandbox.switch(disabled_listed="no")
    for dossier in (1, 2):
        loaded.sandbox.change("disable", dossier)
    loaded.sandbox.pass_time(HALF_A_DAY)

    second = loaded.run(first.state)
    loaded.load(second.stdout)

    assert second.exit_code == 1
    assert "Octopus lists no dossier any more, and listed 2 before" in second.log
    assert loaded.warehouse.live("dossiers") == before != []


def _interleaved(*runs: Outcome) -> Iterator[str]:
    """Give the messages of runs table by table, as targets load them: each is last by turns."""
    lines = [run.stdout.splitlines(keepends=True) for run in runs]
    yield from (line for line in lines[0] if json.loads(line)["type"] == "SCHEMA")
    for number, table in enumerate((*TABLES, *OWN)):
        rows = [[line for line in of if _is_row(json.loads(line), table)] for of in lines]
        yield from chain.from_iterable(rows if number % 2 else reversed(rows))


def _is_row(message: dict[str, Any], table: str) -> bool:
    return (message["type"], message.get("stream")) == ("RECORD", table)


def _same(row: dict[str, Any], gone: dict[str, Any]) -> bool:
    """Tell whether a row is of a document that is gone."""
    key = row.get("journal_key") or f"A{row['journal_nr']}"
    return (row["dossier_id"], row["bookyear_id"], key, row["document_sequence_nr"]) == (
        gone["dossier_id"],
        gone["bookyear_id"],
        gone["journal_key"],
        gone["document_sequence_nr"],
    )
