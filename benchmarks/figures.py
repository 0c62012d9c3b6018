"""The rows of the table: what is measured, and the bar that it must pass."""

from __future__ import annotations

import typing as t

import psycopg

from benchmarks.contenders import AN_HOUR, SMALL, Bench
from benchmarks.measure import RunFailed, agree, in_turns

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Cost, Said, Turn

BEGAN = "1980-01-01T01:00:00.000+00:00"
ONE_ANSWER: dict[str, t.Any] = {
    "bookmarks": {"bookings": {"1": dict.fromkeys(("since", "synced_at", "valid_from"), BEGAN)}}
}
"""A state by which our tap asks for all bookings with one call, in the words of the others."""

LONG = {"deletions_kept_days": 100_000}
LATENCY = 0.03
PLAIN_TOOK = 49
"""Seconds that the plain tap took for row 4 where the bars were set: they are shares of that."""

MANY = 300_000
LOADED = (100_000, 300_000)
"""dlt is slow to begin, and then has both cores at work: the more lines, the better for it."""

TUNED: dict[str, t.Any] = {"use_copy": True, "validate_records": False}
"""How meltano.yml sets the target."""


class Figure(t.NamedTuple):
    """A line of the table; what was not measured is left empty."""

    what: str
    ours: str
    plain: str = ""
    ratio: str = ""
    dlt: str = ""
    bar: str = ""
    met: bool | None = None


def one_answer(bench: Bench) -> Iterator[Figure]:
    """Rows 1 and 2: one large answer, to nowhere."""
    ours, plain = _bookings(bench), bench.plain("bookings")
    peaks: dict[int, float] = {}
    for lines in (30_000, 100_000, MANY, 1_000_000):
        count = bench.ledger(lines)
        taps = [ours, plain] if lines <= MANY else [ours]
        _read_all(count, *(bench.said(tap) for tap in taps))
        mine, *theirs = (cost for (cost,) in bench.costs(*map(bench.turn, taps)))
        peaks[lines] = mine.memory
        yield _peak(lines, mine, *theirs)
        if lines == MANY:
            yield _speed(count, mine, *theirs)
    growth = (peaks[1_000_000] - peaks[100_000]) / 9
    yield Figure(
        "2. growth of memory per 100,000 lines, MB", f"{growth:.2f}", bar="1", met=growth < 1
    )


def _read_all(count: int, ours: Said, plain: Said | None = None) -> None:
    """Make sure that all lines were read; so the sandbox has made its answer, which it keeps."""
    if ours.records["bookings"] != count:
        raise RunFailed(f"There are {count} bookings, and {ours.records['bookings']} were read")
    if plain:
        agree(ours, plain)


def _peak(lines: int, mine: Cost, theirs: Cost | None = None) -> Figure:
    return Figure(
        f"2. peak memory, {lines:,} lines, MB",
        f"{mine.memory:.0f}",
        f"{theirs.memory:.0f}" if theirs else "",
        f"{mine.memory / theirs.memory:.2f}" if theirs else "",
        bar="80, aim 60",
        met=mine.memory <= 80,  # noqa: PLR2004
    )


def _speed(count: int, mine: Cost, theirs: Cost) -> Figure:
    times = theirs.wall / mine.wall
    return Figure(
        f"1. one answer of {count:,} bookings, records/s",
        f"{count / mine.wall:,.0f}",
        f"{count / theirs.wall:,.0f}",
        f"{times:.1f} x",
        bar="6 x plain, aim 9 x",
        met=times >= 6,  # noqa: PLR2004
    )


def into_postgres(bench: Bench) -> Iterator[Figure]:
    """Row 3: from Octopus into PostgreSQL, as messages and in files."""
    for lines in LOADED:
        count = bench.ledger(lines)
        filed_by = _bookings(bench, batch_config=bench.batch_config())
        plain_tap = bench.plain("bookings")
        ours, filed, plain, tuned, other = bench.costs(
            _load(bench, _bookings(bench), **TUNED),
            _load(bench, filed_by, **TUNED),
            _load(bench, plain_tap),
            _load(bench, plain_tap, **TUNED),
            _load_by_dlt(bench, "bookings"),
        )
        what = f"3. {count:,} bookings into PostgreSQL"
        yield _loaded(f"{what}, rows/s (plain: target's defaults)", count, ours, plain, other)
        yield _loaded(f"{what}, plain into the target as set for ours", count, ours, tuned)
        yield _loaded(f"{what}, ours by BATCH", count, filed, plain, other)
        for name, run in (("", ours), (" by BATCH", filed)):
            share = 100 * run[0].cpu / (run[0].cpu + run[1].cpu)
            yield Figure(
                f"3. tap's share of the CPU of tap and target{name}, %",
                f"{share:.0f}",
                bar="" if name else "15",
                met=None if name else share < 15,  # noqa: PLR2004
            )


def _loaded(
    what: str,
    count: int,
    ours: tuple[Cost, ...],
    plain: tuple[Cost, ...],
    dlt: tuple[Cost, ...] | None = None,
) -> Figure:
    speeds = [count / run[-1].wall for run in (ours, plain, *([dlt] if dlt else []))]
    figure = Figure(
        what, f"{speeds[0]:,.0f}", f"{speeds[1]:,.0f}", f"{speeds[0] / speeds[1]:.1f} x"
    )
    if not dlt:
        return figure
    return figure._replace(
        dlt=f"{speeds[2]:,.0f}", bar="dlt + a quarter", met=speeds[0] >= 1.25 * speeds[2]
    )


def _bookings(bench: Bench, **settings: object) -> list[str]:
    return bench.ours("bookings", state=ONE_ANSWER, **LONG, **settings)


def _load(bench: Bench, tap: list[str], **settings: object) -> Turn:
    """Give what lets a tap and the target load bookings into empty tables."""

    def load() -> tuple[Cost, ...]:
        schema = bench.schema()
        costs = bench.turn(tap, bench.target(schema, **settings))()
        _check(bench, schema)
        return costs

    return load


def _load_by_dlt(bench: Bench, *tables: str) -> Turn:
    def load() -> tuple[Cost, ...]:
        schema = bench.schema()
        costs = bench.turn(bench.dlt(schema, *tables))()
        if "bookings" in tables:
            _check(bench, schema)
        return costs

    return load


def _check(bench: Bench, schema: str) -> None:
    """Make sure that all lines arrived, and that they add up to nothing, as a ledger does."""
    lines = sum(dossier["lines"] for dossier in bench.octopus.ask("GET", "dossiers"))
    with psycopg.connect(bench.postgres.url) as connection:
        query = f"select count(*), round(sum(booking_amount)::numeric, 2) from {schema}.bookings"  # noqa: S608
        found = connection.execute(query.encode()).fetchone()
        connection.execute(f"drop schema {schema} cascade".encode())
    if found != (lines, 0):
        raise RunFailed(f"{lines} bookings were to be loaded, and there are (rows, sum) {found}")


def many_dossiers(bench: Bench) -> Iterator[Figure]:
    """Rows 4, 5 and 6: a hundred dossiers with twelve small answers each."""
    bench.books(100, 12)
    plain = bench.plain(*SMALL)
    ours_said, plain_said = bench.said(bench.ours(*SMALL)), bench.said(plain)
    agree(ours_said, plain_said)
    bench.latency(LATENCY)
    bars = {4: 11, 8: 6}
    (theirs,), *costs = bench.costs(
        bench.turn(plain),
        *(bench.turn(bench.ours(*SMALL, parallel_dossiers=parallel)) for parallel in bars),
        _load_by_dlt(bench, *SMALL),
    )
    other = f"{costs.pop()[0].wall:.1f}"
    for (parallel, bar), (mine,) in zip(bars.items(), costs, strict=True):
        named = f"{LATENCY * 1000:.0f} ms each, parallel_dossiers {parallel}"
        yield Figure(
            f"4. 100 dossiers x 12 answers, {named}, s",
            f"{mine.wall:.1f}",
            f"{theirs.wall:.1f}",
            f"{mine.wall / theirs.wall:.3f}",
            other,
            f"{bar / PLAIN_TOOK:.3f} x plain ({bar} s of {PLAIN_TOOK})",
            mine.wall / theirs.wall <= bar / PLAIN_TOOK,
        )
    bench.latency(0)
    (mine,), (theirs,) = bench.costs(bench.turn(bench.ours(*SMALL)), bench.turn(plain))
    yield Figure(
        "4. same without latency, s",
        f"{mine.wall:.2f}",
        f"{theirs.wall:.2f}",
        f"{mine.wall / theirs.wall:.2f}",
        bar="1.5",
        met=mine.wall <= 1.5,  # noqa: PLR2004
    )
    yield _state(100, ours_said.state_bytes, plain_said.state_bytes, 0.2)
    most = max(ours_said.schemas.values())
    yield Figure(
        "6. SCHEMA messages per table",
        f"{most}",
        f"{max(plain_said.schemas.values())}",
        bar="1",
        met=most == 1,
    )
    lines = ours_said.info_lines / 100
    yield Figure(
        "6. INFO lines per dossier",
        f"{lines:.2f}",
        f"{plain_said.info_lines / 100:.2f}",
        bar="about 1",
        met=lines < 1.5,  # noqa: PLR2004
    )
    bench.books(400, 12)
    yield _state(400, bench.said(bench.ours(*SMALL)).state_bytes, None, 2.5)


def _state(dossiers: int, mine: int, theirs: int | None, bar: float) -> Figure:
    return Figure(
        f"5. STATE of such a run of {dossiers} dossiers, MB",
        f"{mine / 1e6:.2f}",
        f"{theirs / 1e6:.1f}" if theirs else "",
        f"{mine / theirs:.2f}" if theirs else "",
        bar=f"{bar}",
        met=mine / 1e6 <= bar,
    )


def nothing_new(bench: Bench) -> Iterator[Figure]:
    """Row 7: all tables of two hundred dossiers an hour later, and nothing has changed."""
    bench.books(200, 12)
    state = bench.said(bench.ours()).state
    runs: list[Cost] = []
    for _ in range(bench.times):
        bench.pass_time(AN_HOUR)
        runs += bench.cost_once(bench.ours(state=state))
    cpu = min(run.cpu for run in runs)
    yield Figure(
        "7. 200 dossiers an hour later, nothing changed, CPU s of the tap",
        f"{cpu:.2f}",
        bar="4",
        met=cpu <= 4,  # noqa: PLR2004
    )


def discover(bench: Bench) -> Iterator[Figure]:
    """Row 8: what Meltano asks before a run."""
    taps = [bench.turn([*tap[:-1], "--discover"]) for tap in (bench.ours(), bench.plain())]
    walls = [cost.wall for (cost,) in in_turns(5, *taps)]
    yield Figure(
        "8. --discover, s",
        f"{walls[0]:.2f}",
        f"{walls[1]:.2f}",
        f"{walls[0] / walls[1]:.2f}",
        bar="0.4",
        met=walls[0] <= 0.4,  # noqa: PLR2004
    )


GROUPS = {
    "one_answer": one_answer,
    "into_postgres": into_postgres,
    "many_dossiers": many_dossiers,
    "nothing_new": nothing_new,
    "discover": discover,
}
"""What can be measured, by name."""
