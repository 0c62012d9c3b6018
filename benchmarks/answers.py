"""Row 9: the answers of `transform/` over a ledger of a million lines in PostgreSQL."""

from __future__ import annotations

import contextlib
import datetime
import json
import subprocess
import typing as t

import psycopg
from psycopg import sql

from benchmarks import measure
from benchmarks.contenders import LINES_PER_DOCUMENT, NOW, ROOT, Bench
from benchmarks.figures import Figure
from demo.services import for_dbt

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from psycopg import Connection

DBT = ROOT / ".venv-dbt" / "bin" / "dbt"
PROJECT = ROOT / "transform"
RAW = "octopus"
DOSSIERS, LINES, BAR = 80, 1_000_000, 60
"""In fewer, larger dossiers two customers draw the same VAT number by chance, and a test fails."""

AS_THEY_ARE = sql.SQL("copy said from stdin with (format csv, quote e'\\x01', delimiter e'\\x02')")
FROM_WHAT_WAS_SAID = """
insert into {table}
select row.* from said, jsonb_populate_record(null::{table}, message -> 'record') as row"""


def answers(bench: Bench) -> Iterator[Figure]:
    """Build everything, seeds and data tests as well, over many dossiers together."""
    lines = bench.books(DOSSIERS, round(LINES / DOSSIERS / LINES_PER_DOCUMENT))
    load(bench)
    place = for_dbt(bench.postgres.url)
    cost = min(
        (build(bench.folder, place, "--full-refresh") for _ in range(bench.times)),
        key=lambda cost: cost.wall,
    )
    yield Figure(
        f"9. dbt build over {lines:,} bookings in PostgreSQL, s",
        f"{cost.wall:.1f}",
        bar=f"{BAR}",
        met=cost.wall < BAR,
    )


def load(bench: Bench) -> None:
    """Put all that the tap says into the target's tables, past the target, which takes long."""
    output = bench.folder / "all.jsonl"
    measure.piped(bench.folder, bench.ours(), output=output)
    schemas, parts = _sorted_out(output)
    subprocess.run(bench.target(RAW), input=schemas, check=True, capture_output=True)
    with psycopg.connect(bench.postgres.url, autocommit=True) as connection:
        for stream, records in parts.items():
            _fill(connection, sql.Identifier(RAW, stream), records)
        connection.execute("vacuum analyze")


def _sorted_out(output: Path) -> tuple[bytes, dict[str, Path]]:
    """Give the SCHEMA messages, and a file for the RECORD messages of each stream."""
    schemas, parts = b"", {}
    with contextlib.ExitStack() as stack, output.open("rb") as messages:
        files: dict[bytes, t.BinaryIO] = {}
        for message in messages:
            _, _, _, kind, _, _, _, stream, _ = message.split(b'"', 8)
            if kind == b"SCHEMA":
                schemas += message
                part = output.with_name(f"{stream.decode()}.jsonl")
                files[stream] = stack.enter_context(part.open("wb"))
                parts[stream.decode()] = part
            elif kind == b"RECORD":
                files[stream].write(message)
    return schemas, parts


def _fill(connection: Connection[t.Any], table: sql.Identifier, records: Path) -> None:
    connection.execute("create temporary table said (message jsonb)")
    with records.open("rb") as messages, connection.cursor().copy(AS_THEY_ARE) as copy:
        while chunk := messages.read(1 << 20):
            copy.write(chunk)
    connection.execute(sql.SQL(FROM_WHAT_WAS_SAID).format(table=table))
    connection.execute("drop table said")


def build(folder: Path, place: Mapping[str, str], *options: str, day: str = NOW) -> measure.Cost:
    """Measure dbt over a warehouse that its variables name."""
    moment = {"as_of": str(datetime.datetime.fromisoformat(day).date()), "now": day}
    command = [
        str(DBT), "--quiet", "--no-version-check", "--log-level-file=none", "build",
        f"--project-dir={PROJECT}", f"--profiles-dir={PROJECT}",
        f"--target-path={folder / 'target'}", f"--vars={json.dumps(moment)}", *options,
    ]  # fmt: skip
    return measure.piped(folder, command, output=None, **place, DO_NOT_TRACK="1")[0]
