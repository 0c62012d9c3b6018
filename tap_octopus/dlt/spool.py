"""The files that rows go into, where the tap would write messages to stdout."""

from __future__ import annotations

import json
import typing as t

import pyarrow as pa
import pyarrow.parquet as pq

from tap_octopus.dlt.columns import arrow_schema, batch
from tap_octopus.output.writer import BEFORE_STATE, Writer

if t.TYPE_CHECKING:
    from pathlib import Path

    from singer_sdk import Stream

    from tap_octopus.rows.values import Row

Bookmarks = t.Mapping[str, t.Mapping[str, t.Any]]

ROW_GROUP = 2 * 1024 * 1024
"""Bytes of rows of a table that wait in memory until they are written together."""


class Table:
    """The Parquet file of one table."""

    def __init__(self, path: Path, stream: Stream, array: pa.DataType) -> None:
        self.path, self.count = path, 0
        self._schema = stream.schema
        self._arrow_schema = arrow_schema(stream.schema, stream.primary_keys, array)
        self._waiting: list[pa.RecordBatch] = []
        self._writer = pq.ParquetWriter(path, self._arrow_schema)

    def add(self, rows: list[Row]) -> None:
        """Add all of these rows, or none of them."""
        self._waiting.append(batch(rows, self._schema, self._arrow_schema))
        self.count += len(rows)
        if sum(each.nbytes for each in self._waiting) >= ROW_GROUP:
            self._write()

    def close(self) -> None:
        """Complete the file. It has no rows if none were added."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._waiting, self._arrow_schema))
        self._waiting = []


class Spool(Writer):
    """Writes rows to Parquet files, and keeps the last STATE in a file.

    dlt commits the state when all is read. A killed run leaves this file: the calls that it made
    count towards the limits of Octopus.

    Args:
        folder: The folder of the files. It exists.
        state_file: The file of the last STATE.
        array: The type of arrays in Arrow.
    """

    def __init__(self, folder: Path, state_file: Path, array: pa.DataType) -> None:
        super().__init__()
        self._folder, self._state_file, self._array = folder, state_file, array
        self.tables: dict[str, Table] = {}

    def open(self, stream: Stream) -> None:
        """Begin the file of a table."""
        self.tables[stream.name] = Table(
            self._folder / f"{stream.name}.parquet", stream, self._array
        )

    def close(self) -> None:
        """Complete all files."""
        for table in self.tables.values():
            table.close()
        pa.default_memory_pool().release_unused()

    def write_records(self, stream: str, rows: list[Row], version: int | None) -> None:  # noqa: ARG002
        """Write rows to the file of their table."""
        self.tables[stream].add(rows)

    def write_state(self, line: bytearray) -> None:
        """Keep a STATE in the place of the last one."""
        new = self._state_file.with_suffix(".new")
        new.write_bytes(line)
        new.replace(self._state_file)

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Ignore other messages: dlt knows the schemas."""


def with_kept_calls(bookmarks: Bookmarks, state_file: Path) -> Bookmarks:
    """Return bookmarks with the calls of the last STATE that was kept.

    If that run was killed, its rows are lost: what it called is read again, as soon as Octopus
    allows another call.
    """
    if not state_file.exists():
        return bookmarks
    kept = json.loads(state_file.read_bytes()[len(BEFORE_STATE) : -2])
    found = {stream: dict(entries) for stream, entries in bookmarks.items()}
    for stream, entries in kept.get("bookmarks", {}).items():
        for key, entry in entries.items():
            known = found.setdefault(stream, {}).get(key, {})
            calls = {*known.get("calls", ()), *entry.get("calls", ())}
            if calls > {*known.get("calls", ())}:
                found[stream][key] = {**known, "calls": sorted(calls), "reading": True}
    return found
