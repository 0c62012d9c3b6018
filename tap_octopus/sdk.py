"""Everything that the tap uses of the Meltano SDK beyond its public interface, and why.

A test keeps private names of the SDK out of every other module: tests/unit/test_layers.py,
test_private_names_of_the_sdk. The nightly workflow runs all tests with the newest pre-release.

| hook | why | the test that watches it |
| --- | --- | --- |
| `Tap._handle_termination` | The SDK exits with 0 when stopped. | behaviour/test_parallel.py |
| `Tap._validate_config` | The SDK ignores a misspelt setting, shows the values of secrets, and \
warns of settings that `--discover` does not need. | integration/test_settings.py |
| `Tap._state_writer` | The SDK copies the state for each STATE. | unit/test_dossiers.py |
| `Tap._env_var_config`, `parse_environment_config` | The SDK reads `maybe` as false, and ends \
with a traceback if a number is not one. | integration/test_settings.py |
| `Tap.sync_all`, `Tap.run_sync_dry_run` (final; in tap.py) | The SDK goes stream by stream; a \
token of a dossier is valid for ten minutes. | unit/test_run.py, integration/test_commands.py |
| `Stream._sync_records` | The SDK writes and flushes row by row. | behaviour/test_own_path.py |
| `Stream._generate_record_messages` | Rows with stream maps. | behaviour/test_own_path.py |
| `Stream._write_schema_message` | The SDK sends a SCHEMA for each dossier. | unit/test_core.py |
| `Stream._write_state_message` | The SDK sends too many STATE messages. | unit/test_dossiers.py |
| `Stream._write_activate_version_message`, `_stream_version` | Sent after the rows, not before. | \
unit/test_reading.py |
| `Stream._tap` | The stream needs the writer of the tap. | unit/test_core.py |
| `SDKBatchMessage`, `BatchConfig` | The class of BATCH messages, and of their setting. | \
behaviour/test_batches.py |

What changes with version 0.55 of the SDK, which is a pre-release today:

* `emit_activate_version_messages` becomes a setting of the SDK: ours can go, its order must stay.
* The SDK retries every 429. The client keeps its own table of statuses, which uses `Retry-After`.
* The SDK's authenticator stores a rotated refresh token: `client/token_file.py` can go.
* The SDK writes BATCH messages of Arrow files: `output/batches.py` can go once targets read them.
* All records of a read get one `time_extracted`, as they do here.
* There is a capability `start-date`: the setting filters rows by their replication key. Ours
  excludes whole bookyears, so the tap must not declare it (see the text of the setting).
"""

from __future__ import annotations

import abc
import contextlib
import decimal
import functools
import operator
import os
import sys
import typing as t

import msgspec
from singer_sdk import Stream, Tap
from singer_sdk.configuration._dict_config import parse_environment_config
from singer_sdk.contrib.msgspec import encoder
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers._batch import BatchConfig, SDKBatchMessage
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.mapper import SameRecordTransform
from singer_sdk.schema.source import SchemaDirectory, StreamSchema
from singer_sdk.singerlib.messages import RecordMessage, StateMessage

from tap_octopus import schemas
from tap_octopus.errors import MapFailed
from tap_octopus.output.batches import Batch
from tap_octopus.output.lock import RunLock
from tap_octopus.output.writer import States, Writer
from tap_octopus.rows.mapper import RowMapper
from tap_octopus.settings import from_texts, misspelt_variables, unknown, without_values

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from singer_sdk.helpers.capabilities import CapabilitiesEnum
    from singer_sdk.helpers.types import Context, Record

    from tap_octopus.rows.values import Row

PATIENCE = 5
"""Seconds that a stopped tap waits for a thread that is writing a line."""

SCHEMAS = SchemaDirectory(schemas)


class OctopusTap(Tap):
    """A tap that can be stopped at any moment. Its last line is complete."""

    message_writer_class = Writer
    capabilities: t.ClassVar[list[CapabilitiesEnum]] = [
        each for each in Tap.capabilities if each.value != "start-date"
    ]
    _is_stopping = False

    def __init__(self, **kwargs: t.Any) -> None:  # noqa: ANN401 - the SDK's
        self.lock = RunLock()  # before the SDK sets the handlers of signals
        super().__init__(**kwargs)
        self.states = States(t.cast("Writer", self.message_writer), self.state)
        self._state_writer = t.cast("t.Any", self.states)

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the names of the settings, and the settings against their JSON schema.

        Raises:
            ConfigValidationError: A setting is wrong. It has one line for each wrong setting.
        """
        if not raise_errors:
            return []
        self.append_builtin_config(self.config_jsonschema)
        errors = unknown(self.config, self.config_jsonschema["properties"])
        try:
            super()._validate_config()
        except ConfigValidationError as error:
            errors += without_values(error.errors)
        if errors:
            raise ConfigValidationError("; ".join(errors), errors=errors)
        return errors

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop on a signal: write a last STATE, and exit with 128 plus the number of the signal.

        The SDK exits with 0, so a scheduler would take the run for complete. The lock is not
        released, so nothing follows the STATE. Threads are not waited for; a second signal exits at
        once.
        """
        has_lock = False
        if not self._is_stopping:
            self._is_stopping = True
            with contextlib.suppress(SystemExit):  # the lock is closed: the run has just failed
                has_lock = self.lock.take(PATIENCE)
        if not has_lock:
            os._exit(128 + signum)  # the target reads nothing, so no line can be completed
        try:
            self.write_message(StateMessage(value=self.state))
            self.logger.info("Stopped by signal %s; the next run continues from here", signum)
        finally:
            sys.exit(128 + signum)

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, t.Any]) -> None:
        """Add the settings of the SDK, but not its JSON schema of stream maps.

        With that schema a wrong `__else__` ends in a traceback. The tap checks stream maps itself.
        """
        about = {"type": ["object", "null"], "title": "Stream maps"}
        about["description"] = "Changes to streams and columns on their way."
        config_jsonschema["properties"].setdefault("stream_maps", about)
        super().append_builtin_config(config_jsonschema)

    @classmethod
    def environment(cls) -> dict[str, t.Any]:
        """Read the settings from the environment, and from a file `.env`."""
        cls.append_builtin_config(cls.config_jsonschema)
        declared = cls.config_jsonschema["properties"]
        as_texts = {"properties": {name: {"type": "string"} for name in declared}}
        prefix = f"{cls.name.upper().replace('-', '_')}_"
        texts = parse_environment_config(as_texts, prefix)
        if problems := misspelt_variables(os.environ, declared, prefix):
            raise ConfigValidationError("; ".join(problems), errors=problems)
        return from_texts(texts, declared, prefix)

    @property
    def batch_config(self) -> t.Any:  # noqa: ANN401 - the SDK's BatchConfig
        """The setting by which rows go into files; None without it."""
        given = self.config.get("batch_config")
        return BatchConfig.from_dict(given) if given else None

    @property
    def _env_var_config(self) -> dict[str, t.Any]:
        return self.environment()


class SingerStream(Stream, abc.ABC):
    """A stream that writes its rows in batches."""

    schema: t.ClassVar[StreamSchema[str]] = StreamSchema(SCHEMAS)
    state_partitioning_keys = ()
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE
    """The rows already fit their schema: a test proves it."""

    emit_activate_version_messages = False
    """The SDK would send them before the rows; `activate_version` sends them after."""

    @property
    @abc.abstractmethod
    def has_versions(self) -> bool:
        """Whether this run replaces all older rows, so that ACTIVATE_VERSION is sent."""

    @abc.abstractmethod
    def batches(self, context: Context | None) -> Iterator[list[Row]]:
        """Yield rows in batches. A batch is written before the next one is requested."""

    @functools.cached_property
    def row_mapper(self) -> RowMapper:
        """The mapper that makes the rows."""
        return RowMapper(self.schema, self.primary_keys)

    def get_records(self, context: Context | None) -> Iterable[Record]:
        """Yield the rows one by one, as the SDK expects them."""
        for rows in self.batches(context):
            yield from map(_record, rows)

    def _sync_records(
        self,
        context: Context | None = None,
        *,
        write_messages: bool = True,  # noqa: ARG002 - the SDK's
    ) -> t.Generator[dict[str, t.Any], t.Any, t.Any]:
        tap = t.cast("OctopusTap", self._tap)
        limit, written = self.ABORT_AT_RECORD_COUNT, 0
        batches = self.batches(context)
        rows = next(batches, None)
        while rows is not None:
            chosen = rows if limit is None else rows[: limit - written]
            try:
                self._write(chosen)
            except MapFailed as error:
                rows = _throw_into(batches, error)
                continue
            before, written = written, written + len(chosen)
            if before // self.STATE_MSG_FREQUENCY < written // self.STATE_MSG_FREQUENCY:
                self._write_state_message()
            if limit is not None and written >= limit:
                break
            tap.lock.yield_lock()
            rows = next(batches, None)
        self.record_count += written
        self._write_state_message()
        yield from ()

    record_count = 0

    def activate_version(self) -> None:
        """Send ACTIVATE_VERSION: the target drops the rows that this run did not write."""
        if self._stream_version is not None:
            self._write_activate_version_message(self._stream_version)

    @functools.cached_property
    def _leaves_as_it_is(self) -> bool:
        """Whether the SDK would only remove columns from a row: no stream map, no flattening."""
        maps = self.stream_maps
        return (
            isinstance(self._tap.message_writer, Writer)
            and len(maps) == 1
            and isinstance(maps[0], SameRecordTransform)
            and not maps[0].flattening_enabled
        )

    def _write(self, rows: list[Row]) -> None:
        """Write all of these rows, or none of them.

        Raises:
            MapFailed: A stream map fails on a row. The message shows no value.
        """
        if self._leaves_as_it_is:
            self._write_rows(rows)
            return
        messages: list[RecordMessage] = []
        try:
            for row in rows:
                messages += self._generate_record_messages(_record(row))
        except Exception as error:  # noqa: BLE001 - an expression may raise anything
            kind = type(error.__cause__ or error).__name__
            raise MapFailed(f"its stream map fails on a row ({kind}; is a value null?)") from None
        for message in messages:
            self._tap.write_message(message)

    def _write_rows(self, rows: list[Row]) -> None:
        """Write a RECORD message for each row, all with one flush."""
        if not rows:
            return
        names = self._chosen_row.__struct_fields__
        if len(names) < len(self.row_mapper.columns):
            values = operator.attrgetter(*names)
            rows = [self._chosen_row(*values(row)) for row in rows]
        writer = t.cast("Writer", self._tap.message_writer)
        if self._batch:
            writer.write_rows(self._batch, encoder.encode_lines(rows), len(rows))
            return
        writer.write_records(self.stream_maps[0].stream_alias, rows, self._stream_version)

    @functools.cached_property
    def _chosen_row(self) -> type[msgspec.Struct]:
        """The type of a row with the selected columns only."""
        names = [name for name in self.row_mapper.columns if self.mask["properties", name]]
        return msgspec.defstruct("ChosenRow", names, gc=False)

    @functools.cached_property
    def _batch(self) -> Batch | None:
        """The file for the rows, with the setting `batch_config`."""
        config = t.cast("OctopusTap", self._tap).batch_config
        if config is None:
            return None
        name = self.stream_maps[0].stream_alias
        message = functools.partial(SDKBatchMessage, name, config.encoding)
        writer = t.cast("Writer", self._tap.message_writer)
        batch = Batch(config, name, message, writer.files)
        writer.batches.append(batch)
        return batch

    def get_batch_config(self, config: t.Mapping[str, t.Any]) -> None:  # noqa: ARG002
        """Return None, so that the SDK writes no files: it would write one for each dossier."""
        return

    def _write_state_message(self) -> None:
        t.cast("OctopusTap", self._tap).states.write_if_due()

    def _write_schema_message(self) -> None:
        if not self._has_schema_message:
            super()._write_schema_message()
            self._has_schema_message = True
            if self.has_versions:
                self._stream_version = self._tap.initialized_at // 1000

    _has_schema_message = False


def _throw_into(batches: Iterator[list[Row]], error: Exception) -> list[Row] | None:
    """Raise an error in the generator of rows. Return its next rows; None at its end."""
    try:
        return t.cast("t.Generator[list[Row]]", batches).throw(error)
    except StopIteration:
        return None


def _record(row: Row) -> t.Any:  # noqa: ANN401 - a dict
    return msgspec.to_builtins(row, builtin_types=(decimal.Decimal,))
