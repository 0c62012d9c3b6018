"""The source for dlt: a resource for each stream, and one run of the tap for all of them."""

from __future__ import annotations

import contextlib
import logging
import shutil
import signal
import threading
import typing as t
from pathlib import Path

import dlt
import msgspec
from dlt.pipeline.exceptions import PipelineStepFailed

from tap_octopus.dlt import config
from tap_octopus.dlt.columns import hints
from tap_octopus.dlt.formats import format_for
from tap_octopus.dlt.reasons import reason
from tap_octopus.dlt.spool import Spool, with_kept_calls
from tap_octopus.errors import RunFailed
from tap_octopus.tap import TapOctopus

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from dlt.common.pipeline import LoadInfo
    from dlt.extract import DltResource, DltSource
    from singer_sdk import Stream

    from tap_octopus.dlt.spool import Table

_log = logging.getLogger("tap-octopus")


@dlt.source(name="octopus", max_table_nesting=0)
def octopus(**settings: t.Any) -> list[DltResource]:  # noqa: ANN401 - a setting has any type
    """Read Octopus: a resource for each table.

    Args:
        settings: The settings of the tap (docs/settings.md). What is not given here comes from
            `[sources.octopus]` in dlt's configuration, then from the tap's own environment
            variables TAP_OCTOPUS_...

    Raises:
        ConfigValidationError: A setting is wrong. It has one line for each wrong setting.
    """
    reading = Reading(config.settings(settings))
    return [_resource(reading, stream) for stream in reading.tap().streams.values()]


def _resource(reading: Reading, stream: Stream) -> DltResource:
    """Return the resource of a table: a run puts a row in the place of one with its key."""

    def rows() -> Iterator[t.Any]:
        yield from reading.table(stream.name)

    return dlt.resource(
        rows,
        name=stream.name,
        primary_key=list(stream.primary_keys),
        write_disposition="merge",
        columns=hints(stream.schema, stream.primary_keys),
    )


def load(pipeline: dlt.Pipeline, source: DltSource, **options: t.Any) -> LoadInfo:  # noqa: ANN401
    """Run a pipeline, with the outcome that the tap's own command has.

    What a killed run left is loaded first. What could not be read is told at the end, when
    everything else is loaded.

    Args:
        pipeline: Where to load.
        source: What to load.
        options: Those of `Pipeline.run`, such as `table_format="delta"`.

    Raises:
        RunFailed: Something was not read or not loaded. The message is one line.
    """
    try:
        if pipeline.has_pending_data:
            pipeline.run()
        info = pipeline.run(source, **options)
    except PipelineStepFailed as error:
        raise RunFailed(reason(error)) from error
    if problem := pipeline.state["sources"][source.name]["problem"]:
        raise RunFailed(problem)
    return info


class Reading:
    """Runs the tap once in each extraction, for all resources of a source.

    Args:
        config: The settings.
    """

    def __init__(self, config: dict[str, t.Any]) -> None:
        self._config = config
        self._load_id: str | None = None
        self._tables: dict[str, Table] = {}

    def tap(self, state: dict[str, t.Any] | None = None, spool: Spool | None = None) -> TapOctopus:
        """Make a tap.

        Raises:
            ConfigValidationError: A setting is wrong.
        """
        with _own_signal_handlers():
            return TapOctopus(config=self._config, state=state, message_writer=spool)

    def table(self, name: str) -> Iterator[t.Any]:
        """Yield the file of a table. The first table of an extraction has all of them read."""
        load_id = dlt.current.load_package_state()["load_id"]
        if self._load_id != load_id:
            self._tables = self._read()
            self._load_id = load_id
        table = self._tables[name]
        into = format_for(dlt.current.pipeline().destination).name
        hint = dlt.mark.make_hints(file_format=into) if into else None
        yield dlt.mark.with_file_import(str(table.path), "parquet", table.count, hint)
        table.path.unlink()

    def _read(self) -> dict[str, Table]:
        """Read the selected tables into files. dlt keeps the state when it keeps the files.

        Raises:
            RunFailed: Nothing was read.
        """
        pipeline = dlt.current.pipeline()
        _check_names(pipeline)
        home = Path(pipeline.working_dir)
        folder, state_file = home / "octopus_rows", home / "octopus_state.json"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        spool = Spool(folder, state_file, format_for(pipeline.destination).array)
        state = dlt.current.source_state()
        bookmarks = with_kept_calls(state.get("bookmarks", {}), state_file)
        tap = self.tap({"bookmarks": bookmarks}, spool)
        for name, stream in tap.streams.items():
            stream.selected = name in dlt.current.source().selected_resources
            if stream.selected:
                spool.open(stream)
        problem = None
        try:
            tap.sync_all()
        except RunFailed as error:
            if not any(table.count for table in spool.tables.values()):
                raise
            problem = error.format_message()
            _log.error(problem)
        spool.close()
        state |= {"bookmarks": msgspec.to_builtins(tap.state["bookmarks"]), "problem": problem}
        return spool.tables


def _check_names(pipeline: dlt.Pipeline) -> None:
    """Check that DuckDB can tell the file from the schema, before any call is made.

    Raises:
        RunFailed: It cannot.
    """
    destination, schema = pipeline.destination, pipeline.dataset_name
    if isinstance(destination, dlt.destinations.duckdb):
        with pipeline.sql_client() as client:
            rows = client.execute_sql("select current_database()") or ()
        if [schema] == [name for (name,) in rows]:
            raise RunFailed(
                f"The DuckDB file and its schema are both called {schema}, which DuckDB cannot "
                "tell apart: give the file, or the pipeline, another name"
            )


@contextlib.contextmanager
def _own_signal_handlers() -> Iterator[None]:
    """Keep the signal handlers of this process: those of the tap are for its own command."""
    is_main = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM) if is_main else ()
    handlers = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
