"""Row 10: the answers again, after two of two hundred dossiers changed.

INCREMENTAL_LINES=10000000 takes ten times as many lines as the default.
"""

from __future__ import annotations

import os
import typing as t
from itertools import count

import duckdb
import psycopg

from benchmarks.answers import RAW, build, load
from benchmarks.contenders import LINES_PER_DOCUMENT, NOW
from benchmarks.figures import Figure
from demo.services import for_dbt

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.contenders import Bench

DOSSIERS, READ, CHANGED, APART = 200, 20, (1, 2), 1000
"""Of these many are read from the sandbox; the others are the same under ids so far apart."""

LINES = int(os.environ.get("INCREMENTAL_LINES", "1000000"))
TOMORROW = "2026-11-21T09:00:00"
TENTH, MANY = 0.1, 10_000_000
"""The bar, and from how many lines on it is held to: with fewer, dbt itself takes as long."""

TYPES = {
    "bigint": "bigint",
    "numeric": "decimal(38, 10)",
    "boolean": "boolean",
    "date": "date",
    "timestamp without time zone": "timestamp",
    "ARRAY": "json",
}
"""Types of DuckDB by those of PostgreSQL; what is not named is a text."""


def incremental(bench: Bench) -> Iterator[Figure]:
    """Build everything, change two dossiers, and build again."""
    bench.books(READ, round(LINES / DOSSIERS / LINES_PER_DOCUMENT))
    load(bench)
    path = bench.folder / "incremental.duckdb"
    with psycopg.connect(bench.postgres.url, autocommit=True) as connection:

        def ask(order: str) -> list[tuple[t.Any, ...]]:
            cursor = connection.execute(order.encode())
            return cursor.fetchall() if cursor.description else []

        tables = _tables(ask)
        _multiply(ask, tables)
        lines = ask(f"select count(*) from {RAW}.bookings")[0][0]  # noqa: S608
        _copy(connection, tables, path)
        yield from _figures(bench, "PostgreSQL", for_dbt(bench.postgres.url), lines, ask)

    def ask_duckdb(order: str) -> list[tuple[t.Any, ...]]:
        with duckdb.connect(path) as database:
            return database.execute(order).fetchall()

    place = {"DBT_TARGET": "duckdb", "DBT_DUCKDB_PATH": str(path)}
    yield from _figures(bench, "DuckDB", place, lines, ask_duckdb)


Ask = t.Callable[[str], list[tuple[t.Any, ...]]]
Tables = dict[str, dict[str, str]]


def _figures(
    bench: Bench, where: str, place: Mapping[str, str], lines: int, ask: Ask
) -> Iterator[Figure]:
    """Measure a full build, one after a change, one after none, and the first of the next day."""
    full = build(bench.folder, place, "--full-refresh").wall
    yield Figure(f"10. dbt build over {lines:,} bookings in {where}, s", f"{full:.1f}")
    moments = count(1)
    for what, changed, day in (
        (f"{len(CHANGED)} of {DOSSIERS} dossiers changed", CHANGED, NOW),
        ("none changed", (), NOW),
        ("none changed, the first of a day", (), TOMORROW),
    ):
        _read_again(ask, changed, next(moments))
        wall = build(bench.folder, place, day=day).wall
        held = bool(changed) and lines >= MANY
        yield Figure(
            f"10. again, {what}, s",
            f"{wall:.1f}",
            ratio=f"{wall / full:.3f}",
            bar=f"{TENTH} x full" if held else "",
            met=wall < TENTH * full if held else None,
        )


def _tables(ask: Ask) -> Tables:
    """Give the columns of the tap's tables in PostgreSQL, and their types."""
    tables: Tables = {}
    for table, column, kind in ask(
        "select table_name, column_name, data_type from information_schema.columns"  # noqa: S608
        f" where table_schema = '{RAW}' order by table_name, ordinal_position"
    ):
        tables.setdefault(table, {})[column] = kind
    return tables


def _multiply(ask: Ask, tables: Tables) -> None:
    """Give every dossier as many doubles as it takes."""
    for table, columns in tables.items():
        others = ", ".join(column for column in columns if column != "dossier_id")
        ask(
            f"insert into {RAW}.{table} (dossier_id, {others})"  # noqa: S608
            f" select dossier_id + {APART} * n, {others}"
            f" from {RAW}.{table}, generate_series(1, {DOSSIERS // READ - 1}) as n"
        )
    ask("vacuum analyze")


def _copy(connection: psycopg.Connection[t.Any], tables: Tables, path: Path) -> None:
    """Copy the tables into a DuckDB."""
    file = path.with_suffix(".csv")
    with duckdb.connect(path) as database:
        database.execute(f"create schema {RAW}")
        for table, columns in tables.items():
            told = ", ".join(
                f"to_jsonb({name})" if kind == "ARRAY" else name for name, kind in columns.items()
            )
            query = f"copy (select {told} from {RAW}.{table}) to stdout with (format csv)"  # noqa: S608
            with file.open("wb") as written, connection.cursor().copy(query.encode()) as rows:
                for part in rows:
                    written.write(part)
            types = {name: TYPES.get(kind, "varchar") for name, kind in columns.items()}
            database.execute(
                f"create table {RAW}.{table} as select * from read_csv($1, columns=$2,"  # noqa: S608
                " auto_detect=false, delim=',', quote='\"', escape='\"', allow_quoted_nulls=false,"
                " maximum_line_size=100000000)",
                [str(file), types],
            )
    file.unlink()


def _read_again(ask: Ask, changed: tuple[int, ...], hours: int) -> None:
    """Let the tap have read everything again, as it is but for some dossiers."""
    later = f"interval '{hours} hours'"
    full = ask(f"select distinct stream from {RAW}.sync_status where replication = 'full'")  # noqa: S608
    for (table,) in full:
        ask(f"update {RAW}.{table} set synced_at = synced_at + {later}")  # noqa: S608
    ask(
        f"update {RAW}.sync_status set synced_at = synced_at + {later}, valid_from ="  # noqa: S608
        f" case when replication = 'full' then valid_from + {later} else valid_from end"
    )
    for dossier in changed:
        ask(
            f"update {RAW}.bookings set comment = 'changed', synced_at = synced_at + {later}"  # noqa: S608
            f" where dossier_id = {dossier}"
        )
