"""Row 11: from Octopus into a file, a folder or a database, by our source for dlt and by others."""

from __future__ import annotations

import shutil
import typing as t

import psycopg

from benchmarks.figures import LONG, TUNED, Figure
from benchmarks.measure import RunFailed
from benchmarks.places import PLACES, held

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.contenders import Bench
    from benchmarks.measure import Cost, Turn

OVER_REST_API = {"duckdb": 8, "parquet": 8, "postgres": 4}
"""How many times as fast as dlt's rest_api it must be."""

OVER_TARGET, OF_BOUND, MEMORY = 3, 40, 250
"""How many times as fast as the tap with its target, what share of the bound, and MB at most."""

AT_MOST = {"duckdb": 100_000}
"""Lines that rest_api gets: by dlt's defaults it takes 20 KB of memory for each, in DuckDB."""

NAMES = {"rest_api": "dlt's rest_api", "target": "the tap and target-postgres"}
WHO = {**NAMES, "source": "our source", "bound": "the bound", "target": "target-postgres"}


def destinations(bench: Bench) -> Iterator[Figure]:
    """Measure speed with `--lines`, and memory from a tenth to three times as many."""
    found: dict[str, dict[int, float]] = {place: {} for place in PLACES}
    for place in PLACES:
        few = min(bench.lines, AT_MOST.get(place, bench.lines))
        others = ("target",) if place == "postgres" else ()
        measured = _measured(bench, place, few, "rest_api")
        measured |= _measured(bench, place, bench.lines, "source", "bound", *others)
        found[place][bench.lines] = measured["source"][1].memory
        yield from _speeds(bench.lines, place, {who: speed for who, (speed, _) in measured.items()})
        for who, (speed, cost) in measured.items():
            lines = speed * cost.wall
            yield Figure(
                f"11. CPU of {WHO[who]} into {place}, s for a million bookings",
                f"{cost.cpu / lines * 1e6:.1f}",
            )
    for lines in (bench.lines // 10, bench.lines * 3):
        bench.ledger(lines)
        for place in PLACES:
            (cost,) = _load(bench, "source", place)()
            found[place][lines] = cost.memory
    for place, peaks in found.items():
        yield from _peaks(place, peaks)


def _measured(bench: Bench, place: str, lines: int, *who: str) -> dict[str, tuple[float, Cost]]:
    """Give rows per second and the cost of each contender, over books of about so many lines."""
    count = bench.ledger(lines)
    turns = [_load_by_target(bench) if w == "target" else _load(bench, w, place) for w in who]
    costs = (run[-1] for run in bench.costs(*turns))
    return {name: (count / cost.wall, cost) for name, cost in zip(who, costs, strict=True)}


def _speeds(count: int, place: str, speeds: dict[str, float]) -> Iterator[Figure]:
    ours, what = speeds["source"], f"11. {count:,} bookings into {place} by our source, rows/s"
    bars = {"rest_api": OVER_REST_API[place], "target": OVER_TARGET}
    for who, bar in bars.items():
        if who in speeds:
            times = ours / speeds[who]
            yield Figure(
                f"{what}; and by {NAMES[who]}",
                f"{ours:,.0f}",
                f"{speeds[who]:,.0f}" if who == "target" else "",
                f"{times:.1f} x",
                f"{speeds[who]:,.0f}" if who == "rest_api" else "",
                f"{bar} x",
                times >= bar,
            )
    share = 100 * ours / speeds["bound"]
    yield Figure(
        f"{what}; share of the bound of {speeds['bound']:,.0f}",
        f"{ours:,.0f}",
        ratio=f"{share:.0f} %",
        bar="" if place == "postgres" else f"{OF_BOUND} %",
        met=None if place == "postgres" else share >= OF_BOUND,
    )


def _peaks(place: str, peaks: dict[int, float]) -> Iterator[Figure]:
    for count, peak in sorted(peaks.items()):
        yield Figure(
            f"11. peak memory, {count:,} bookings into {place} by our source, MB",
            f"{peak:.0f}",
            bar=f"{MEMORY}",
            met=peak <= MEMORY,
        )


def _load(bench: Bench, who: str, place: str) -> Turn:
    """Give what lets a contender load bookings into an empty place."""

    def load() -> tuple[Cost, ...]:
        schema = bench.schema()
        folder = bench.folder / schema
        folder.mkdir()
        address = {"duckdb": str(folder / "books.duckdb"), "parquet": str(folder)}.get(
            place, bench.postgres.url
        )
        commands = {
            "source": bench.module("dlt_source", place, address, schema, "bookings"),
            "rest_api": bench.dlt(schema, "bookings", place=place, address=address),
            "bound": bench.module("bound", place, address, schema),
        }
        costs = bench.turn(commands[who])()
        _check(bench, place, address, schema)
        shutil.rmtree(folder)
        return costs

    return load


def _load_by_target(bench: Bench) -> Turn:
    def load() -> tuple[Cost, ...]:
        schema = bench.schema()
        tap = bench.ours("bookings", **LONG)
        costs = bench.turn(tap, bench.target(schema, **TUNED))()
        _check(bench, "postgres", bench.postgres.url, schema)
        return costs

    return load


def _check(bench: Bench, place: str, address: str, schema: str) -> None:
    """Make sure that all lines arrived, and that they add up to nothing, as a ledger does."""
    lines = sum(dossier["lines"] for dossier in bench.octopus.ask("GET", "dossiers"))
    found = held(place, address, schema)
    if place == "postgres":
        with psycopg.connect(address) as connection:
            connection.execute(f"drop schema {schema} cascade".encode())
    if found != (lines, 0):
        raise RunFailed(f"{lines} bookings were to be loaded, and there are (rows, sum) {found}")
