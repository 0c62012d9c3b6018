"""The client of the Octopus API: a chain of senders. Each adds one concern and calls the next.

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
    """The last sender of the chain: what touches the network."""

    def __call__(self, request: Request) -> Answer:
        """Send a request."""

    def close(self) -> None:
        """Close the connections."""


Network = t.Callable[["Settings", ServerClock], Sender]


class Client:
    """Sends requests to Octopus.

    Several threads may use it, each for another dossier. A thread must hold the run's lock. The
    client releases it during pauses between tries and while it waits for an answer.

    Attributes:
        failures: The error with which connecting to a dossier failed, by dossier.
    """

    def __init__(
        self, settings: Settings, call_log: CallLog, lock: RunLock, network: Network = Transport
    ) -> None:
        self.clock = ServerClock()
        self._transport = network(settings, self.clock)

        self.connections = Connections(lock, settings.parallel_dossiers)

        def send(request: Request) -> Answer:
            with self.connections.slot(request.dossier):
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
        self.failures: dict[int | None, OctopusError] = {}

    def call(self, request: Request) -> Answer:
        """Make a call and return its answer.

        If connecting to a dossier has failed once, each further call for that dossier raises the
        same error at once.

        Raises:
            OctopusError: The call failed, or connecting to its dossier failed before.
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
