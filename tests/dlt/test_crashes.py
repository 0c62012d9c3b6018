"""Killed at any stage, the next run makes everything right."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dlt.destinations import InDuckDB, InPostgres
from tests.dlt.killed import KILLED
from tests.support.changes import change_at_random
from tests.support.commands import ROOT
from tests.support.compare import differences
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.tap import by_password
from tests.support.warehouse import Postgres

FIRST_LOAD = ("Read", 24)
INCREMENTS = (("Normalize", 12), ("Load", 20))
"""Where runs are killed: while the tap reads, which is in the step that dlt calls extract, or in
another step; and after how much progress.
"""


@pytest.fixture
def small() -> Iterator[Sandbox]:
    """Give a sandbox with the books of one dossier, whose clock stands still."""
    with serving(documents_per_year=3, bookyears=1, dossiers=1) as sandbox:
        sandbox.stop_clock()
        yield sandbox


def kill(sandbox: Sandbox, destination: InDuckDB | InPostgres, step: str, count: int) -> None:
    """Run until a stage, and no further."""
    words = [json.dumps(by_password(sandbox)), str(destination.folder), step, str(count)]
    if isinstance(destination, InPostgres):
        words.append(destination.warehouse.address)
    line = [sys.executable, "-m", "tests.dlt.killed", *words]
    done = subprocess.run(line, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == KILLED, done.stderr


def test_every_stage(small: Sandbox, tmp_path: Path) -> None:
    """Killed while it reads or in any step of dlt, the next run ends with what Octopus holds."""
    destination, config = InDuckDB(tmp_path), by_password(small)
    kill(small, destination, *FIRST_LOAD)
    small.pass_time(60)
    destination.load(config)
    assert differences(small, destination) == ""
    assert small.refused_calls() == 0

    for seed, stage in enumerate(INCREMENTS):
        small.pass_time(DAY)
        change_at_random(small, 1, count=6, seed=seed)
        kill(small, destination, *stage)
        small.pass_time(60)
        destination.load(config)
        assert differences(small, destination) == "", stage
    assert small.refused_calls() == 0

    small.pass_time(DAY)
    change_at_random(small, 1, count=6, seed=9)
    kill(small, destination, "Load", 20)
    shutil.rmtree(tmp_path / "pipelines")
    small.pass_time(DAY)
    destination.load(config)
    assert differences(small, destination) == "", (
        "all files of dlt were lost in the middle of a load"
    )


def test_postgres(small: Sandbox, server: Postgres, tmp_path: Path) -> None:
    """A file that was copied before the kill is copied again, and no row is there twice."""
    destination = InPostgres(tmp_path, server)
    kill(small, destination, "Load", 30)
    small.pass_time(60)

    destination.load(by_password(small))

    assert differences(small, destination) == ""
    assert small.refused_calls() == 0
