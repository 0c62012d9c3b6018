"""The tap that the benchmarks compare ours with must do the same work."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.large import large
from benchmarks.measure import agree, said, understood
from benchmarks.memory import TABLES
from tests.behaviour.inside import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.sandbox import Sandbox
    from tests.support.tap import Tap


def test_the_plain_tap_reads_the_same(sandbox: Sandbox, tap: Tap, tmp_path: Path) -> None:
    """Our tap and the plain one say the same number of rows with the same sums."""
    config = next(option for option in tap.line() if option.startswith("--config="))

    outcome = tap.run()
    ours = understood(outcome.stdout.encode().splitlines(), outcome.log)
    sandbox.pass_time(90_000)
    plain = said(tmp_path, sys.executable, "-m", "benchmarks.plain_tap", config)

    assert plain.records["bookings"]
    agree(ours, plain)


@pytest.mark.parametrize("table", TABLES)
def test_large_tables(table: str) -> None:
    """The server for the figures of memory gives as many rows of a table as it should."""
    with large(table, 2_001) as settings:
        outcome = run(settings)

    assert outcome.exit_code == 0, outcome.log
    assert len(outcome.records(table)) == 2_001
