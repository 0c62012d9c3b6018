"""Row 2 for the tables besides the ledger, of which the sandbox never has so many rows."""

from __future__ import annotations

import typing as t

from benchmarks.figures import MANY, Figure
from benchmarks.large import large
from benchmarks.measure import RunFailed
from tap_octopus.client.operations import OPERATIONS
from tap_octopus.streams import STREAMS

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.contenders import Bench

BAR, BAR_OF_DOSSIERS = 100, 120
DOSSIERS = 2_000
OTHERWISE = {
    "dossiers", "bookings", "bookyears", "bookyear_details", "journals", "financial_journals",
    "invoice_deliveries",
}  # fmt: skip
"""Tables that are listed first, checked by document, or read call by call."""

NAMES = {vars(stream)["name"] for stream in STREAMS} - OTHERWISE
TABLES = [operation.name for operation in OPERATIONS if operation.name in NAMES]


def memory(bench: Bench) -> Iterator[Figure]:
    """Measure a run of each table alone, and two runs over many dossiers."""
    for table in TABLES:
        with large(table, MANY) as settings:
            command = bench.ours(table, **settings)
            if bench.said(command).records[table] != MANY:
                raise RunFailed(f"not all of {table} was read")
            (cost,) = bench.turn(command)()
        yield _figure(f"{MANY:,} rows of {table}", cost.memory, BAR)
    state = None
    with large(dossiers=DOSSIERS) as settings:
        for run in ("first", "second"):
            command = bench.ours(state=state, respect_daily_limits=False, **settings)
            (cost,) = bench.turn(command)()
            yield _figure(f"{DOSSIERS:,} dossiers, {run} run", cost.memory, BAR_OF_DOSSIERS)
            state = bench.said(command).state


def _figure(what: str, peak: float, bar: int) -> Figure:
    return Figure(f"2. peak memory, {what}, MB", f"{peak:.0f}", bar=f"{bar}", met=peak <= bar)
