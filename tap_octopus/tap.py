"""The tap: from settings to streams."""

from __future__ import annotations

import functools
import logging
import os
import sys
import typing as t

from singer_sdk import Tap
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.singerlib.messages import StateMessage

from tap_octopus.client.transport import Transport
from tap_octopus.files import opened, whole
from tap_octopus.output.lock import RunLock
from tap_octopus.output.writer import States, Writer
from tap_octopus.settings import Settings, config_jsonschema, without_values
from tap_octopus.state_check import validated
from tap_octopus.streams import STREAMS
from tap_octopus.sync.run import Run

if t.TYPE_CHECKING:
    from types import FrameType

    import click
    from singer_sdk import Stream

    from tap_octopus.client import Network
    from tap_octopus.sync.stream import OctopusStream


PATIENCE = 5
"""Seconds that a tap which is asked to stop waits for a thread to come to the end of a line."""

# The SDK would say so of each table at each start.
logging.getLogger("tap-octopus").addFilter(
    lambda record: not str(record.msg).startswith("Added '%s' as child stream")
)


class TapOctopus(Tap):
    """Reads the bookkeeping of Octopus (octopus.be): every dossier, exactly, and never writes."""

    name = "tap-octopus"
    package_name = "tap-octopus-accounting"
    config_jsonschema = config_jsonschema()
    message_writer_class = Writer

    def __init__(self, *, validate_config: bool = True, **kwargs: t.Any) -> None:  # noqa: ANN401
        self.lock = RunLock()
        try:
            super().__init__(validate_config=validate_config, **kwargs)
        except ConfigValidationError as error:
            raise ConfigValidationError(str(error), errors=without_values(error.errors)) from None
        self._state_writer = States(self.message_writer)
        if validate_config:
            self.settings  # noqa: B018 - a wrong setting stops the tap here

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> object:  # type: ignore[override]
        """Read the settings from files; ENV stands for the environment."""
        for path in value:
            if path != "ENV":
                whole(opened(path), "config")
        return super().cb_config(ctx, param, value)

    @classmethod
    def invoke(cls, **options: t.Any) -> None:  # noqa: ANN401
        """Run as a command."""
        for name in ("state", "catalog"):
            if options.get(name):
                options[name] = whole(options[name], name)
        super().invoke(**options)

    def load_state(self, state: dict[str, t.Any]) -> None:
        """Begin with a state, or with what of it can be understood."""
        if state:
            self._state["bookmarks"] = t.cast("t.Any", validated(state))

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop on a signal, after a last STATE, with the exit code of a process that was stopped.

        The SDK's is 0, by which a scheduler would take a run for done that was not. The pen is
        kept, so that nothing follows the STATE; what threads wait for is not waited for. A second
        signal is not kept waiting.
        """
        if self._is_stopping or not isinstance(self.message_writer, Writer):
            os._exit(128 + signum)
        self._is_stopping = True
        try:
            has_pen = self.lock.take(PATIENCE)
        except SystemExit:  # the run has just failed
            has_pen = False
        if not has_pen:
            os._exit(128 + signum)  # the target takes nothing, not even half of a line
        self.message_writer.when_whole(lambda: self._stop(signum))

    _is_stopping = False

    def _stop(self, signum: int) -> None:
        try:
            self.write_message(StateMessage(value=self.state))
            self.logger.info("Stopped by a signal")
        finally:
            sys.exit(128 + signum)

    @functools.cached_property
    def settings(self) -> Settings:
        """The settings, checked."""
        return Settings.checked(self.config)

    @functools.cached_property
    def run(self) -> Run:
        """The one run of this tap."""
        streams = t.cast("dict[str, OctopusStream]", self.streams)
        state = t.cast("dict[str, t.Any]", self.state)
        return Run(self.settings, state, streams, self.lock, self.network)

    network: Network = Transport
    """Makes the lowest rung of the way to Octopus."""

    def discover_streams(self) -> list[Stream]:
        """Make the streams; no configuration and no network are needed."""
        return [stream(self) for stream in STREAMS]
