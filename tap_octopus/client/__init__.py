"""The way to Octopus: a chain of senders, each of which adds one concern and calls the next.

retries -> tokens -> limits -> allow-list -> transport
"""

from __future__ import annotations

import typing as t

from tap_octopus.client.allow_list import AllowList
from tap_octopus.client.clock import ServerClock
from tap_octopus.client.connections import Connections
from tap_octopus.client.limits import CallLog, Limits
from tap_octopus.client.retries import Retries
from tap_octopus.client.sign_in import sign_in_method
from tap_octopus.client.tokens import Tokens
from tap_octopus.client.transport import Transport
from tap_octopus.errors import OctopusError, TooManyConnections

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Request
    from tap_octopus.output.lock import RunLock
    from tap_octopus.rows.answers import Answer
    from tap_octopus.settings import Settings


class Sender(t.Protocol):
    """The last sender of the chain."""

    def __call__(self, request: Request) -> Answer:
        """Send a request."""

    def close(self) -> None:
        """Close the connections."""


Network = t.Callable[["Settings", ServerClock], Sender]


class Client:
    """Sends requests to Octopus.

    Several threads may use it at once, each for a dossier of its own. They hold the lock, except in
    the pauses between two tries and while an answer is on its way.
    """

    def __init__(
        self, settings: Settings, call_log: CallLog, lock: RunLock, network: Network = Transport
    ) -> None:
        self.clock = ServerClock()
        self._transport = network(settings, self.clock)

        self.connections = Connections(lock, settings.parallel_dossiers)

        def send(request: Request) -> Answer:
            with self.connections.slot():
                try:
                    with lock.released():
                        return self._transport(request)
                except TooManyConnections:
                    self.connections.lower_limit()
                    raise

        self.limits = Limits(AllowList(send), call_log, self.clock, settings)
        method = sign_in_method(settings, self.clock)
        tokens = Tokens(self.limits, method, settings, self.clock, lock)
        self.is_connected = tokens.is_connected
        self.leave = tokens.leave
        self.connect = Retries(tokens.connect, lock)
        self.sign_in = Retries(tokens.sign_in, lock)
        self.retries = Retries(tokens, lock)
        self.failures: dict[int | None, OctopusError] = {}  # to connect to a dossier

    def call(self, request: Request) -> Answer:
        """Make a call. Once connecting to a dossier has failed, no other call is tried for it.

        Raises:
            OctopusError: What went wrong, now or when connecting failed.
        """
        if request.dossier in self.failures:
            raise self.failures[request.dossier]
        try:
            return self.retries(request)
        except OctopusError as error:
            if request.dossier is not None and not self.is_connected(request.dossier):
                self.failures[request.dossier] = error
            raise

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()
