"""The tap: its streams, and a run from beginning to end."""

from __future__ import annotations

import copy
import decimal
import functools
import json
import typing as t

from singer_sdk import Tap

from tap_octopus import state as states
from tap_octopus import stream_maps
from tap_octopus.client.transport import Transport
from tap_octopus.files import content, json_text
from tap_octopus.output.workers import work
from tap_octopus.sdk import OctopusTap
from tap_octopus.settings import Settings, config_jsonschema
from tap_octopus.streams import STREAMS
from tap_octopus.sync.run import Run
from tap_octopus.sync.stream import DossierStream, OctopusStream

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    import click
    from singer_sdk import Stream

    from tap_octopus.client import Network
    from tap_octopus.output.writer import Writer
    from tap_octopus.sync.dossiers import Dossiers
    from tap_octopus.sync.run import Task


class TapOctopus(OctopusTap):
    """Reads the bookkeeping of Octopus (octopus.be): every dossier, exactly, and never writes."""

    name = "tap-octopus"
    package_name = "tap-octopus-accounting"
    config_jsonschema = config_jsonschema()

    network: Network = Transport
    """What sends the requests. The dry run of tap-octopus-setup replaces it."""

    def __init__(self, *, validate_config: bool = True, **kwargs: t.Any) -> None:  # noqa: ANN401
        super().__init__(validate_config=validate_config, **kwargs)
        if validate_config:
            self.settings  # noqa: B018 - a wrong setting stops the tap here

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> t.Any:  # noqa: ANN401 - the SDK's
        """Read the settings from files. The value ENV means the environment."""
        found = super().cb_config(ctx, param, ("ENV",) if "ENV" in value else ())
        for path in value:
            if path != "ENV":
                text = json_text(content(path), "config")
                found.config |= json.loads(text, parse_float=decimal.Decimal)
        return found

    @classmethod
    def invoke(cls, *, about: bool, about_format: str | None, **given: t.Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Run as a command.

        It replaces that of the SDK, which would hold the state in memory twice: as text and as
        dictionaries.
        """
        super(Tap, cls).invoke(about=about, about_format=about_format)
        cls.print_version(print_fn=cls.logger.info)
        config, state, catalog = (given[name] for name in ("config", "state", "catalog"))
        tap = cls(
            config=config.config,
            parse_env_config=config.parse_env,
            state=states.read(state.buffer.read()) if state else None,
            catalog=json.loads(json_text(catalog.buffer.read(), "catalog")) if catalog else None,
        )
        tap.sync_all()

    def setup_mapper(self) -> None:
        """Check the stream maps and set them up, including those of deselected streams.

        The SDK treats a deselected stream as one without columns, and fails on its stream map.
        """
        if not self.config.get("stream_maps"):
            super().setup_mapper()
            return
        catalog = copy.deepcopy(self.catalog)
        for entry in catalog.streams:
            entry.metadata.root.selected = True
        stream_maps.check(self.config, catalog)
        super(Tap, self).setup_mapper()
        self.mapper.register_raw_streams_from_catalog(catalog)

    def load_state(self, state: dict[str, t.Any]) -> None:
        """Start with a state, or with its usable part."""
        if state:
            self.state["bookmarks"] = t.cast("t.Any", states.load(state))
        if files := states.files(state):
            t.cast("dict[str, t.Any]", self.state)["files"] = files

    @functools.cached_property
    def settings(self) -> Settings:
        """The checked settings."""
        return Settings.checked(self.config)

    def discover_streams(self) -> list[Stream]:
        """Return the streams. This needs neither a configuration nor a network."""
        return [stream(self) for stream in STREAMS]

    @functools.cached_property
    def selected_streams(self) -> list[OctopusStream]:
        """The selected streams, in the order of reading."""
        streams = t.cast("dict[str, OctopusStream]", self.streams)
        ordered = [streams[vars(stream)["name"]] for stream in STREAMS]
        return [stream for stream in ordered if stream.selected]

    @functools.cached_property
    def run(self) -> Run:
        """The single run of this tap."""
        streams = [s for s in self.selected_streams if isinstance(s, DossierStream)]
        state = t.cast("dict[str, t.Any]", self.state)
        return Run(self.settings, state, streams, self.lock, self.states, self.network)

    def sync_all(self) -> None:  # type: ignore[misc]
        """Sync all streams, dossier by dossier.

        The method of the SDK goes stream by stream, and is final. A dossier token is valid for 10
        minutes, and connections are limited (octopus-api.md 3.5).

        Raises:
            RunFailed: Something was not read.
        """
        tasks: list[Task] = []
        work(self.lock, lambda _: tasks.extend(self._begin()), [None])
        connections = self.run.client.connections
        work(self.lock, self.run.sync_dossier, tasks, self.run.threads, lambda: connections.limit)
        work(self.lock, lambda _: self._end(), [None])

    def _begin(self) -> list[Task]:
        """Delete files that are read, write the first messages, and list the dossiers."""
        state = t.cast("dict[str, t.Any]", self.state)
        config = self.batch_config
        if config and "files" in state:
            state["files"].delete(config.storage)
        if state:
            self.states.write_state(self.state)
        if config:
            state["files"] = t.cast("Writer", self.message_writer).files
        dossiers = t.cast("Dossiers", self.streams["dossiers"])
        tasks = self.run.begin(dossiers)
        if dossiers.selected:
            shard = self.settings.dossier_shard
            if shard is None or shard.is_first:
                dossiers.found = self.run.dossiers
            dossiers.sync()
        return tasks

    def _end(self) -> None:
        """Write the last messages, and log the summary of the run.

        Raises:
            RunFailed: Something was not read.
        """
        self.run.end()
        if self.run.dossiers.rows and not self.run.dossiers.unwritten:
            t.cast("Dossiers", self.streams["dossiers"]).activate_version()
        self.states.write_state(self.state)
        for stream in self.selected_streams:
            stream.log_record_count()
        self.run.sum_up()

    def run_sync_dry_run(  # type: ignore[misc]
        self, dry_run_record_limit: int | None = 1, streams: Iterable[Stream] | None = None
    ) -> bool:
        """Sync a few records of each stream, of one dossier. This is the `--test` of the SDK.

        Raises:
            RunFailed: Something was not read.
        """
        for stream in self.streams.values() if streams is None else streams:
            stream.ABORT_AT_RECORD_COUNT = dry_run_record_limit
            stream.selected = True
        self.sync_all()
        return True
