"""How a table sits in the Meltano SDK: a stream that is read one dossier at a time."""

from __future__ import annotations

import abc
import decimal
import functools
import logging
import operator
import typing as t

import msgspec
from singer_sdk import Stream, metrics
from singer_sdk.contrib.msgspec import encoder
from singer_sdk.helpers._util import utc_now
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.mapper import SameRecordTransform
from singer_sdk.schema.source import SchemaDirectory, StreamSchema
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE, Metadata

from tap_octopus import schemas
from tap_octopus.output.batches import Batch
from tap_octopus.output.writer import Writer
from tap_octopus.rows.mapper import Row, RowMapper
from tap_octopus.sdk import NoBookmarks, NoTimer, RunCounter

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib.catalog import MetadataMapping
    from singer_sdk.streams._state import StreamStateManager

    from tap_octopus.client.operations import Operation
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.run import Run
    from tap_octopus.sync.stream_sync import StreamSync

SCHEMAS = SchemaDirectory(schemas)

WHAT_IS_LIVE = {"synced_at", "_sdc_deleted_at"}
"""Columns without which a row that is gone looks like any other."""


class OctopusStream(Stream, abc.ABC):
    """A table. A class below this one is a kind of reading; a class below that is a table."""

    operation: t.ClassVar[Operation]
    schema: t.ClassVar[StreamSchema[str]] = StreamSchema(SCHEMAS)
    state_partitioning_keys = ()
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE
    """Rows are made to fit by `rows.Shaper`; a test proves it."""

    emit_activate_version_messages = False
    """The SDK would send them before the rows, `activate_version` sends them after."""

    @abc.abstractmethod
    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read the table of one dossier; `attempt.complete` is called after the last row.

        Rows come some at a time: when the next are asked for, these have been written.
        """

    @property
    def metadata(self) -> MetadataMapping:
        """The catalog's metadata: what tells which rows are live cannot be deselected."""
        metadata = super().metadata
        for name in WHAT_IS_LIVE & self.schema["properties"].keys():
            column = metadata.setdefault(("properties", name), Metadata())
            column.inclusion, column.selected = Metadata.InclusionType.AUTOMATIC, None
        return metadata

    def is_due(self, visit: DossierSync) -> bool:
        """Tell whether the table should be read in this visit.

        A read that was broken off is made good as long as there are calls.
        """
        return self.may_call(visit, self.operation, self.calls_needed(visit))

    def may_call(self, visit: DossierSync, operation: Operation, calls: int = 1) -> bool:
        """Tell whether it is the turn of an operation that reading this table takes."""
        limits = visit.client.limits
        if visit.bookmarks.of(self.name, visit.dossier).get("reading"):
            return limits.left(operation, visit.dossier) > 0
        return limits.is_due(operation, visit.dossier, calls)

    def calls_needed(self, visit: DossierSync) -> int:  # noqa: ARG002 - some tables ask it
        """Tell how many calls a read takes."""
        return 1

    @functools.cached_property
    def run(self) -> Run:
        """The run that this stream is part of."""
        return t.cast("Run", self._tap.run)  # type: ignore[attr-defined]

    @functools.cached_property
    def row_mapper(self) -> RowMapper:
        """What makes the table's rows."""
        return RowMapper(self.schema, self.primary_keys)

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002
        """Give the rows one by one, as the SDK wants them."""
        for rows in self.batches():
            for row in rows:
                yield msgspec.to_builtins(row, builtin_types=(decimal.Decimal,))

    def batches(self) -> Iterator[list[Row]]:
        """Read the table of the dossier that the run is visiting."""
        visit = self.run.dossier_sync
        with visit.attempt(self.name, self.row_mapper) as attempt:
            for rows in self.read(visit, attempt):
                yield rows
                self.run.lock.yield_lock()
        self._warn_of_unknown_fields()

    def _warn_of_unknown_fields(self) -> None:
        for field in sorted(self.row_mapper.unknown_fields - self._warned):
            self.logger.warning("Octopus sends a field that has no column yet: %s", field)
        self._warned |= self.row_mapper.unknown_fields

    @functools.cached_property
    def _warned(self) -> set[str]:
        return set()

    @property
    def has_versions(self) -> bool:
        """Whether the rows of this run take the place of all older ones.

        Rows in files carry no version: a target that obeys versions would drop them all.
        """
        settings = self.run.settings
        wanted = settings.emit_activate_version_messages and not self.config.get("batch_config")
        chosen = settings.dossier_ids or settings.excluded_dossier_ids or settings.dossier_shard
        return wanted and not chosen and self.replication_method == REPLICATION_FULL_TABLE

    def activate_version(self) -> None:
        """Tell the target to drop what this run has not brought again."""
        if self.has_versions and self._stream_version is not None:
            self._write_activate_version_message(self._stream_version)

    def save(self) -> None:
        """Write the state if that is due, in the middle of a read."""
        self._write_state_message()

    # The SDK writes a large table row by row, each with its own flush. Where a row leaves as it is,
    # nothing of that is needed; a test compares what is written with what the SDK would write.

    def _sync_records(
        self, context: Context | None = None, *, write_messages: bool = True
    ) -> t.Generator[dict[str, t.Any], t.Any, t.Any]:
        if not (write_messages and self._leaves_as_it_is):
            yield from super()._sync_records(context, write_messages=write_messages)
            return
        written = 0
        for rows in self.batches():
            if self.selected and rows:
                self._write_rows(rows)
                before, written = written, written + len(rows)
                if before // self.STATE_MSG_FREQUENCY < written // self.STATE_MSG_FREQUENCY:
                    self._write_state_message()
        self._write_state_message()

    @property
    def _leaves_as_it_is(self) -> bool:
        """Whether the SDK would do nothing to a row but to leave columns out."""
        maps = self.stream_maps
        return (
            self.ABORT_AT_RECORD_COUNT is None
            and isinstance(self._tap.message_writer, Writer)
            and len(maps) == 1
            and isinstance(maps[0], SameRecordTransform)
            and not maps[0].flattening_enabled
        )

    def _write_rows(self, rows: list[Row]) -> None:
        """Write a RECORD message for each row, all with one flush."""
        names = self._chosen_row.__struct_fields__
        if len(names) < len(self.row_mapper.columns):
            values = operator.attrgetter(*names)
            rows = [self._chosen_row(*values(row)) for row in rows]
        version = msgspec.UNSET if self._stream_version is None else self._stream_version
        now, name = utc_now(), self.stream_maps[0].stream_alias
        writer = t.cast("Writer", self._tap.message_writer)
        if self._batch:
            writer.write_rows(self._batch, encoder.encode_lines(rows), len(rows))
        else:
            lines = encoder.encode_lines([_Line(name, row, version, now) for row in rows])
            writer.write_lines(lines)
        self.counter.increment(len(rows))

    @functools.cached_property
    def _batch(self) -> Batch | None:
        """The file that rows go into, if they are to leave in files."""
        config = super().get_batch_config(self.config)
        if config is None:
            return None
        batch = Batch(config, self.stream_maps[0].stream_alias)
        t.cast("Writer", self._tap.message_writer).batches.append(batch)
        return batch

    def get_batch_config(self, config: t.Mapping[str, t.Any]) -> None:  # noqa: ARG002
        """Keep the SDK from writing files: one a dossier, told apart from the state."""
        return

    @functools.cached_property
    def _chosen_row(self) -> type[msgspec.Struct]:
        """A row without the columns that the catalog leaves out."""
        names = [name for name in self.row_mapper.columns if self.mask["properties", name]]
        return msgspec.defstruct("ChosenRow", names, gc=False)

    # What follows keeps the SDK's own work per context small and silent: with hundreds of
    # dossiers its lines, schemas and bookmarks would otherwise be most of the output.

    def generate_child_contexts(self, *_: object, **__: object) -> Iterable[Context | None]:
        """Name no child contexts: `dossiers` visits them after its own rows."""
        return ()

    def log(self, message: str, *args: object, level: int = logging.INFO, **_: t.Any) -> None:  # noqa: ANN401, ARG002
        """Log what the SDK has to say, for those who debug."""
        self.logger.debug(message, *args)

    def get_record_counter(self, **_: t.Any) -> metrics.Counter:  # noqa: ANN401
        """Count on through all dossiers."""
        return self.counter

    def get_sync_timer(self) -> metrics.Timer:
        """Time nothing: `sync_status` says how long each read took."""
        return NoTimer(metrics.Metric.SYNC_DURATION)

    def log_sync_costs(self) -> None:
        """Log the number of records of the whole run, as the SDK does for each context."""
        meter = self.counter
        metrics.log(meter.logger, metrics.Point("counter", meter.metric, meter.value, meter.tags))

    @functools.cached_property
    def counter(self) -> RunCounter:
        """Counts the records of the whole run."""
        return RunCounter(metrics.Metric.RECORD_COUNT, {metrics.Tag.STREAM: self.name})

    @functools.cached_property
    def state_manager(self) -> StreamStateManager:
        """Leaves the bookmarks to `Memory`."""
        return NoBookmarks(self)

    def finalize_state_progress_markers(self, state: object = None) -> None:
        """Do nothing: the SDK would come back to the state once more for each table."""

    def _write_state_message(self) -> None:
        if self.run.is_state_due():
            self._tap.state_writer.write_state(self.tap_state)
            self.run.note_state()

    def _write_schema_message(self) -> None:
        if not self._has_schema_message:
            super()._write_schema_message()
            self._has_schema_message = True
            if self.has_versions:
                self._stream_version = self._initialized_at // 1000

    _has_schema_message = False


class _Line(msgspec.Struct, tag_field="type", tag="RECORD", gc=False):
    """A RECORD message as the SDK writes it."""

    stream: str
    record: Row
    version: t.Any
    time_extracted: t.Any
