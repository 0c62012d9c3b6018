"""With `batch_config` rows leave in files: the same rows, and no STATE is ever ahead of them."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.crashing import ENOUGH, Story
from tests.behaviour.inside import run
from tests.behaviour.test_crash import points
from tests.support import calls
from tests.support.compare import differences
from tests.support.sandbox import DAY, NOW, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap, by_password
from tests.support.warehouse import postgres

DOSSIERS = [1, 2, 3]


def batches(folder: Path, compression: str = "gzip", size: int = 7) -> dict[str, Any]:
    """Write the settings that put rows into files of a folder."""
    return {
        "batch_config": {
            "encoding": {"format": "jsonl", "compression": compression},
            "storage": {"root": folder.as_uri(), "prefix": "octopus-"},
            "batch_size": size,
        }
    }


def told(
    sandbox: Sandbox,
    load: Callable[[Outcome], object] = lambda _: None,
    **settings: Any,  # noqa: ANN401
) -> list[Outcome]:
    """Run over fresh books and, after changes, once more. Each run is loaded when it ends."""
    sandbox.reset(now=NOW, dossiers=len(DOSSIERS), documents_per_year=6, bookyears=2, seed=3)
    sandbox.stop_clock()
    config = by_password(sandbox, **settings)
    first = run(config)
    load(first)
    sandbox.pass_time(4000)
    sandbox.change("delete_last", 1, journal="V1")
    sandbox.change("edit", 2)
    second = run(config, first.state)
    load(second)
    return [first, second]


def lasting(outcome: Outcome, stream: str) -> list[dict[str, Any]]:
    """Give the records of a stream, but for the moment of their read."""
    moments = {"synced_at", "_sdc_deleted_at"}
    return [{k: v for k, v in row.items() if k not in moments} for row in outcome.records(stream)]


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_same_rows(office_sandbox: Sandbox, tmp_path: Path, compression: str) -> None:
    """The files hold, stream by stream, the rows that would have been messages."""
    plain = told(office_sandbox, parallel_dossiers=1)

    filed = told(office_sandbox, parallel_dossiers=1, **batches(tmp_path, compression))

    for one, other in zip(plain, filed, strict=True):
        assert other.exit_code == 0, other.log
        assert '"type":"RECORD"' not in other.stdout
        assert one.streams() == other.streams()
        for stream in one.streams() - {"sync_status"}:
            assert lasting(other, stream) == lasting(one, stream)
        assert {*other.status()} == {*one.status()}


def test_full_files(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """A file goes on from dossier to dossier until it is large enough, or a STATE is due."""
    office_sandbox.reset(now=NOW, dossiers=30, documents_per_year=2, bookyears=1, seed=3)

    outcome = run(by_password(office_sandbox, **batches(tmp_path, size=10_000)))

    kinds = [json.loads(line)["type"] for line in outcome.stdout.splitlines()]
    places = len({(row["dossier_id"], s) for s in outcome.streams() for row in outcome.records(s)})
    assert kinds[-1] == "STATE"
    assert kinds.count("BATCH") < places / 2


def test_killed(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """Killed at any moment of a first load, the next run makes everything right."""
    story = Story(office_sandbox)
    story.config |= batches(tmp_path)

    for point in points(story.killed(ENOUGH), seed=6)[::3]:
        story.begin()
        story.killed(point)
        story.run()

        assert differences(office_sandbox, story.tables) == "", point
    assert office_sandbox.refused_calls() == 0


def test_terminated(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """Asked to stop, the tap tells of every file before its last STATE, and what it tells holds."""
    office_sandbox.reset(now=NOW, dossiers=12, documents_per_year=2, bookyears=1, seed=3)
    config = by_password(office_sandbox, parallel_dossiers=1, **batches(tmp_path, size=10_000))
    office_sandbox.fault("latency", calls.RELATIONS, dossier=5, seconds=60)
    tap = Tap(tmp_path, config)
    running = tap.start()
    office_sandbox.wait_for(calls.RELATIONS, 5)

    stopped = running.stopped(signal.SIGTERM)
    office_sandbox.repair()

    kinds = [json.loads(line)["type"] for line in stopped.stdout.splitlines()]
    assert stopped.exit_code == 128 + signal.SIGTERM
    assert kinds[-2:] == ["BATCH", "STATE"]
    tables = Tables()
    tables.load(stopped.messages)
    tap.state = stopped.state
    office_sandbox.pass_time(DAY)
    resumed = tap.run()
    tables.load(resumed.messages)
    assert resumed.exit_code == 0, resumed.log
    assert differences(office_sandbox, tables) == ""


def test_into_postgres(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """The target reads the files, and all its live tables are those of Octopus."""
    with postgres() as server:
        warehouse = server.warehouse()
        told(office_sandbox, lambda run: warehouse.load(run.stdout, tmp_path), **batches(tmp_path))

        assert differences(office_sandbox, warehouse) == ""


@pytest.mark.parametrize("filed", [True, False])
def test_versions(office_sandbox: Sandbox, tmp_path: Path, *, filed: bool) -> None:
    """A target that obeys versions keeps all that the runs have brought, in files or not."""
    settings: dict[str, Any] = batches(tmp_path) if filed else {}
    settings["emit_activate_version_messages"] = True
    with postgres() as server:
        warehouse = server.warehouse()
        warehouse.obeys_versions = True
        told(office_sandbox, lambda run: warehouse.load(run.stdout, tmp_path), **settings)

        assert differences(office_sandbox, warehouse) == ""


def test_other_formats(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """A format that is not written is refused in one line."""
    settings = batches(tmp_path)
    settings["batch_config"]["encoding"]["format"] = "parquet"

    outcome = run(by_password(office_sandbox, **settings))

    assert outcome.exit_code == 1
    assert "set encoding.format to jsonl, the only format" in outcome.log


def test_not_stored(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """When a file cannot be stored, the run ends and says so, and no STATE tells of its rows."""
    (tmp_path / "taken").write_text("")

    outcome = run(by_password(office_sandbox, **batches(tmp_path / "taken")))

    lines = [line for line in outcome.stdout.splitlines() if '"type":"SCHEMA"' not in line]
    assert outcome.exit_code == 1
    assert "batch_config: rows of dossiers could not be stored (FileExistsError)" in outcome.log
    assert "please report it" not in outcome.log
    assert [line for line in lines if "synced_at" in line or "BATCH" in line] == []
