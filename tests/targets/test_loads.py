"""What each target holds after a first load and after an increment is what Octopus holds."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.compare import difference
from tests.support.contract import TABLES
from tests.support.messages import parse
from tests.support.truth import Row
from tests.support.warehouse import Postgres
from tests.targets.columns import schemas
from tests.targets.conftest import Run
from tests.targets.loaders import LOADERS, Json, Loader, PipelinewisePostgres, Totals, totals


@dataclass(frozen=True)
class Picture:
    """What a target holds after a load, and what it should.

    Attributes:
        confirmed: The state that the target gives; `state` is the tap's last one.
        differences: Between the truth and the live rows of all tables, told in words.
        types: The types of columns in the database, if it is one, by kind; `known_types` are those
            that users are told of.
    """

    confirmed: Json
    state: Json
    differences: str
    totals: dict[str, Totals]
    true_totals: dict[str, Totals]
    types: dict[str, set[str]]
    known_types: dict[str, str]


@pytest.fixture(scope="module", params=LOADERS, ids=lambda loader: loader.__name__)
def pictures(
    request: pytest.FixtureRequest,
    runs: tuple[Run, Run],
    server: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Picture]:
    """Give what a target holds after the first load and after the second."""
    loader = request.param(tmp_path_factory.mktemp(request.param.__name__), server)
    return [_picture(loader, run) for run in runs]


def _picture(loader: Loader, run: Run) -> Picture:
    confirmed = loader.load(run.said)
    told = (difference(t, _as_kept(run.truth[t], loader), loader.live(t)) for t in TABLES)
    return Picture(
        confirmed,
        run.state,
        "\n".join(filter(None, told)),
        {table: loader.totals(table) for table in TABLES},
        {table: totals(table, run.truth[table]) for table in TABLES},
        loader.types(),
        loader.known_types,
    )


def _as_kept(rows: list[Row], loader: Loader) -> list[Row]:
    return [
        {name: loader.kept(value) if isinstance(value, str) else value for name, value in r.items()}
        for r in rows
    ]


def test_rows(pictures: list[Picture]) -> None:
    """After both loads the live rows are those of Octopus, all values of them."""
    assert [picture.differences for picture in pictures] == ["", ""]


def test_totals(pictures: list[Picture]) -> None:
    """After both loads every table has as many rows as Octopus, and all amounts add up the same."""
    for picture in pictures:
        assert picture.totals == picture.true_totals
        assert all(found["rows"] for found in picture.totals.values())


def test_states(pictures: list[Picture]) -> None:
    """What each target confirms in the end is the last state of the tap."""
    assert [picture.confirmed for picture in pictures] == [picture.state for picture in pictures]


def test_types(pictures: list[Picture]) -> None:
    """In a database, each kind of column has the one type that users are told of, in both loads."""
    for picture in pictures:
        assert picture.types == {kind: {known} for kind, known in picture.known_types.items()}


def test_schemas(runs: tuple[Run, Run]) -> None:
    """The schemas that the snapshots of other warehouses are made of are those that are sent."""
    with runs[0].said.open(newline="\n") as lines:
        sent = {m["stream"]: m for m in parse(lines) if m["type"] == "SCHEMA"}

    for expected in schemas():
        message = sent.pop(expected["stream"])
        assert {name: message[name] for name in expected} == expected
    assert sent == {}


def test_pipelinewise_confirms_what_it_wrote(
    runs: tuple[Run, Run], server: Postgres, tmp_path: Path
) -> None:
    """A load that breaks has confirmed no bookmark of the ledger without its deletions."""
    _, run = runs
    with run.said.open(newline="\n") as said_lines:
        told = list(parse(said_lines))
    deletions = [m for m in told if m.get("stream") == "deleted_booking_documents"]
    lines = [m for m in told if m.get("stream") == "bookings"]
    cut = tmp_path / "cut.jsonl"
    state = {"type": "STATE", "value": run.state}
    texts = [json.dumps(m, default=float) for m in (*deletions, lines[0], state, *lines[1:])]
    cut.write_text("\n".join([*texts, "{"]))
    loader = PipelinewisePostgres(tmp_path, server)

    said = loader.fed(cut, batch_size_rows=len(lines) - 1)

    assert said.returncode != 0
    assert json.loads(said.stdout.splitlines()[-1]) == run.state
    assert len(loader.warehouse.rows("bookings")) == len(lines) - 1
    assert len(loader.warehouse.rows("deleted_booking_documents")) == len(deletions) - 1
